"""What the machine itself does wrong, told as an error that somebody can mend: a full disk, a folder without leave.

Libraries wrap what the system told them in errors of their own, and a transaction that is rolled back on a full disk
fails anew; so the whole chain of errors is searched, by number where there is one, else by the system's own words.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from schemas.errors import RelanceError

_STANDS = "What was published stands."
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
_BROKEN = {errno.EIO}
_SHORT = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_KNOWN = _FULL | _FORBIDDEN | _BROKEN | _SHORT
_WORDS = {os.strerror(number).lower(): number for number in _KNOWN} | {"out of memory": errno.ENOMEM}


def machine_fault(error: BaseException, folder: Path) -> RelanceError | None:
    """Return what to tell of an error that the machine caused, working in `folder`; None where it was another's fault.

    Of the error itself nothing is told but the file that it names.
    """
    for one in _chain(error):
        number = _number(one)
        if number:
            return RelanceError(f"{_what(number, _file(one, folder), folder)} {_STANDS}")
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it arose from, also where that was not to be shown."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__]


def _number(error: BaseException) -> int | None:
    if isinstance(error, MemoryError):
        return errno.ENOMEM
    if isinstance(error, RelanceError):  # a sentence of ours may speak of anything
        return None
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno if error.errno in _KNOWN else None
    text = str(error).lower()
    return next((number for words, number in _WORDS.items() if words in text), None)


def _file(error: BaseException, folder: Path) -> str:
    named = getattr(error, "filename", None)
    if not isinstance(named, str | os.PathLike):
        return str(folder)
    path = Path(os.fspath(named))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _what(number: int, file: str, folder: Path) -> str:
    if number in _FULL:
        return f"the disk is full: {file} could not be written ({_room(folder)}). Make room, then run again."
    if number in _FORBIDDEN:
        told = os.strerror(number).lower()
        return f"{file} could not be read or written ({told}). Give Relance's user access, then run again."
    if number in _BROKEN:
        return f"the disk of {folder} reported an error at {file}. Have it checked, then run again."
    told = os.strerror(number).lower()
    return f"the machine ran short ({told}). Give it more memory or stop other work, then run again."


def _room(folder: Path) -> str:
    try:
        free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    except OSError:
        return f"the disk of {folder}"
    return f"{free:,} bytes are free on the disk of {folder}"
