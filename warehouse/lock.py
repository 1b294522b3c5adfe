"""One writer at a time: a lock that the system lets go when its holder dies, however it dies."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import LockedError


@contextmanager
def writer(folder: Path) -> Iterator[None]:
    """Hold the workspace's only writer lock; raises LockedError naming the process that holds it and since when.

    The lock is the kernel's (flock), so a dead holder's is free at once; the file's text only tells who it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle)
        _sign(handle)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LockedError(
            f"another run holds this workspace: {_told(handle)}. Wait for it to end, or stop it."
        ) from None


def _sign(handle: int) -> None:
    text = json.dumps({"process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def holder(folder: Path) -> str:
    """Return which process holds a workspace and since when, as it told itself."""
    try:
        handle = os.open(folder / ".lock", os.O_RDONLY)
    except OSError:
        return "a process that has not yet given its name"
    try:
        return _told(handle)
    finally:
        os.close(handle)


def _told(handle: int) -> str:
    try:
        told = json.loads(os.pread(handle, 1000, 0))
        return f"process {told['process']}, since {told['since']}"
    except (ValueError, KeyError):
        return "a process that has not yet given its name"
