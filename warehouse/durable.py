"""Files and folders that are whole or absent, also after a kill or a power cut: written privately, synced, switched.

A rename replaces its target in one step, but neither the bytes nor the name is sure to be on the disk until the file
and then the folder that holds it are synced. Every write here ends with both.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from schemas.errors import RelanceError, SourceError

LEFTOVERS = "**/.*.tmp*"
"""What a killed run leaves behind in a folder that this module writes to, for `sweep`; also a database's log."""

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_CHUNK = 1 << 20


def make_private(folder: Path) -> None:
    """Create the folder and the missing ones above it for their owner alone; existing ones stay as they are."""
    if folder.is_dir():
        return
    make_private(folder.parent)
    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    fsync_folder(folder.parent)


@contextmanager
def temporary(folder: Path, label: str) -> Iterator[Path]:
    """Give a new empty private file in the folder, removed at the end unless `settle` has moved it away."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{label[:40]}.", suffix=".tmp")
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def settle(temporary_file: Path, path: Path) -> None:
    """Sync a finished file, give it its final name on the same file system in one step, and sync the folder."""
    temporary_file.chmod(_PRIVATE_FILE)
    _fsync(temporary_file, os.O_RDONLY)
    temporary_file.replace(path)
    fsync_folder(path.parent)


def write_atomically(path: Path, data: bytes | Callable[[Path], None]) -> None:
    """Write a private file that readers see whole or not at all; a callable gets the temporary path to write to.

    When the callable raises, what stood at `path` stays and nothing is left beside it.
    """
    with temporary(path.parent, path.name) as unfinished:
        if callable(data):
            data(unfinished)
        else:
            unfinished.write_bytes(data)
        settle(unfinished, path)


def version(state: os.stat_result) -> list[int]:
    """What tells that a file was touched: size, modification and change time in nanoseconds, inode.

    The change time is there since a copy that keeps the modification time cannot set it.
    """
    return [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]


def settled(state: os.stat_result, moment: int) -> bool:
    """Whether whatever changes a file after `moment` (ns since 1970) must change its `version`.

    Times tick in milliseconds, on some disks in whole or even two seconds: within one tick a change does not show.
    """
    tick = 50_000_000 if state.st_ctime_ns % 1_000_000_000 else 2_000_000_000
    return moment - state.st_ctime_ns > tick


def copy_hashed(source: Path, target: Path, label: str, most: int) -> tuple[str, os.stat_result]:
    """Copy a file that others may write to in one pass; give the sha256 of its bytes and its state on the disk.

    Raises SourceError, calling the file `label`, when it is over `most` bytes, unreadable, or changes meanwhile.
    """
    with _open_regular(source, label) as file, target.open("wb") as out:
        before = os.fstat(file.fileno())
        if before.st_size > most:
            raise SourceError(f"{label} has {before.st_size:,} bytes; at most {most:,} are taken. Give a smaller file.")
        digest, copied = hashlib.sha256(), 0
        # A file that grows faster than it is read would never end.
        while copied <= before.st_size and (chunk := file.read(_CHUNK)):
            digest.update(chunk)
            copied += out.write(chunk)
    if not source.exists() or copied != before.st_size or version(before) != version(source.stat()):
        raise SourceError(f"{label} is still being written. Wait until it is complete, then run again.")
    return digest.hexdigest(), before


def _open_regular(source: Path, label: str) -> BinaryIO:
    try:
        # Without O_NONBLOCK, opening a pipe waits for somebody to write to it.
        descriptor = os.open(source, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as problem:
        raise SourceError(f"{label} cannot be read: {problem.strerror}. Give Relance's user access.") from problem
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise SourceError(f"{label} is not a regular file (a pipe, a socket or a device). Remove it.")


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable: new, renamed and removed entries survive a power cut after this."""
    _fsync(folder, os.O_RDONLY | os.O_DIRECTORY)


def fsync_tree(folder: Path) -> None:
    """Make a folder durable with every file and folder below it; symbolic links are not followed."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            file = Path(parent, name)
            if file.is_file() and not file.is_symlink():
                _fsync(file, os.O_RDONLY)
        fsync_folder(Path(parent))


def switch_pointer(link: Path, target: Path) -> None:
    """Point the symbolic link at its sibling folder in one step: a reader finds the old folder or the new, never none.

    Raises RelanceError where `link` is a real file or folder, and ValueError for a target that is not a sibling folder.
    """
    if target.parent != link.parent or not target.is_dir() or target.is_symlink():
        raise ValueError(f"{target} is not a folder beside {link}")
    if link.exists() and not link.is_symlink():
        raise RelanceError(f"{link} is not a link made by Relance; move it away, then run again")
    unfinished = Path(tempfile.mkdtemp(dir=link.parent, prefix=f".{link.name}.", suffix=".tmp"))
    try:
        (unfinished / link.name).symlink_to(target.name)
        (unfinished / link.name).replace(link)
    finally:
        shutil.rmtree(unfinished)
    fsync_folder(link.parent)


def sweep(folder: Path, pattern: str = LEFTOVERS) -> list[Path]:
    """Remove the files, links and folders below `folder` that match the glob, sorted; links are never followed.

    Only the holder of the workspace's lock may sweep: the pattern also matches what a run still writes.
    """
    found = sorted(folder.glob(pattern))
    for path in found:
        _remove(path)
    return found


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)  # a folder removed before may have held it


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
