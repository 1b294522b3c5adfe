"""What the machine did wrong is recognised in whatever a library made of it, and told without the library's words."""

import errno
import os
from pathlib import Path

import duckdb
import pytest

from schemas.errors import RelanceError, SourceError
from warehouse.database import opened, reading
from warehouse.faults import machine_fault

FULL = 'IO Error: Could not write file "/srv/w/Marguerite.csv": No space left on device'


def wrapped() -> Exception:
    """An error of the database that was taken for one of the file, with its cause hidden."""
    try:
        try:
            raise duckdb.IOException(FULL)
        except duckdb.Error:
            raise SourceError("a.csv cannot be read") from None
    except SourceError as error:
        return error


def rolled_back() -> Exception:
    """A transaction that could not even be rolled back."""
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        finally:
            raise duckdb.FatalException("FATAL Error: the database has been invalidated")
    except duckdb.FatalException as error:
        return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "/srv/w/a.tmp"), "the disk is full: a.tmp could not"),
        (OSError(errno.EFBIG, "File too large"), "Make room, then run again"),
        (duckdb.IOException(FULL), "the disk is full"),
        (RuntimeError("could not write: No space left on device (os error 28)"), "the disk is full"),
        (wrapped(), "the disk is full"),
        (rolled_back(), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/w/warehouse/.lock"), "warehouse/.lock could not"),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/x"), "/etc/x could not be read or written"),
        (OSError(errno.EIO, "Input/output error"), "Have it checked"),
        (MemoryError(), "Give it more memory"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"), "Give it more memory"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
    ],
    ids=str,
)
def test_it_is_told_with_what_to_do_and_what_stands(error: Exception, told: str) -> None:
    fault = machine_fault(error, Path("/srv/w"))
    assert told in str(fault)
    assert str(fault).endswith("What was published stands.")
    assert "Marguerite" not in str(fault)
    assert type(fault) is RelanceError


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), FileNotFoundError(errno.ENOENT, "No such file"), SourceError("the disk is full"), OSError("x")],
    ids=repr,
)
def test_what_is_not_the_machines_fault_is_left_alone(error: Exception) -> None:
    assert machine_fault(error, Path("/srv/w")) is None


def test_a_damaged_database_is_not_taken_for_one_in_use_because_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "clockwork"
    folder.mkdir()
    (folder / "relance.duckdb").write_bytes(b"no database at all" * 1000)
    for way in (opened, reading):
        with (
            pytest.raises(RelanceError, match="cannot be opened; restore it from a backup"),
            way(folder / "relance.duckdb"),
        ):
            pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_folder_without_leave_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RelanceError, match="permission denied"), opened(tmp_path / "relance.duckdb"):
        pass
