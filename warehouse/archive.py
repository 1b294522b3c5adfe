"""The figures of editions that are no longer kept whole: one private Parquet file each, known by its hash."""

import hashlib
import shutil
from pathlib import Path

from schemas.errors import RelanceError
from warehouse.durable import make_private, write_atomically

FIGURES = "figures.parquet"


def archived(archive: Path, edition: str) -> Path:
    """Return where the figures of an edition are archived, whether or not they are."""
    return archive / f"{edition}.parquet"


def keep_figures(archive: Path, folder: Path) -> str:
    """Copy the figures of an edition's folder into the archive, whole or not at all; return their sha256."""
    make_private(archive)
    path = archived(archive, folder.name)
    write_atomically(path, lambda unfinished: _copy(folder / FIGURES, unfinished))
    return _sha256(path)


def verified(archive: Path, edition: str, sha256: str) -> Path:
    """Return the archived figures of an edition; raises RelanceError where they are gone or not what was archived."""
    path = archived(archive, edition)
    if not path.is_file():
        raise RelanceError(f"{path.name} is no longer in {archive.name}/: restore it from a backup")
    if _sha256(path) != sha256:
        raise RelanceError(f"{archive.name}/{path.name} is not what was archived: restore it from a backup")
    return path


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
