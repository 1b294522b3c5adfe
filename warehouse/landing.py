"""The files that an origin names: one file, a glob or a folder; what leads away from the workspace is refused."""

import difflib
import os
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path, PurePath

from schemas.errors import ConfigurationError, SourceError


def files(origin: str, base: Path) -> list[tuple[str, Path]]:
    """Each file of an origin: its path as written, below `base`, and its real one; sorted."""
    try:
        folder, found = _find(origin, base)
    except OSError as problem:
        raise SourceError(f"{origin} cannot be listed: {problem.strerror}. Give Relance's user access.") from problem
    inside = Path(os.path.normpath(folder)).is_relative_to(os.path.normpath(base))
    return [_real(path, base, base if inside else folder) for path in found]


def _find(origin: str, base: Path) -> tuple[Path, list[Path]]:
    """The folder that the user named, and the files that the origin names in it."""
    written = base / origin
    if written.is_dir():
        return written, _visible(origin, written, written.iterdir())
    if os.path.lexists(written):
        return written.parent, [written]
    parts = PurePath(origin).parts
    fixed = list(takewhile(lambda part: not set(part) & set("*?["), parts))
    folder = base.joinpath(*fixed)
    if len(fixed) == len(parts) or not folder.is_dir():
        raise _missing(origin, base)
    try:
        return folder, _visible(origin, folder, folder.glob("/".join(parts[len(fixed) :])))
    except ValueError as problem:
        raise ConfigurationError(f"{origin} is not a pattern that can be read: {problem}.") from problem


def _visible(origin: str, folder: Path, paths: Iterable[Path]) -> list[Path]:
    # "~$" begins the lock that Excel leaves beside an open workbook.
    shown = (path for path in paths if not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts))
    found = sorted(path for path in shown if not path.is_dir())
    if not found:
        raise ConfigurationError(f"{origin} names no file. {_nearest(folder, PurePath(origin).name)}Correct the path.")
    return found


def _missing(origin: str, base: Path) -> ConfigurationError:
    path = base / origin
    gap = next((one for one in (*reversed(path.parents), path) if not os.path.lexists(one)), path)
    return ConfigurationError(
        f"{origin} does not exist: there is no {gap.name!r}. {_nearest(gap.parent, gap.name)}"
        "Correct the path, or put the file there."
    )


def _nearest(folder: Path, name: str) -> str:
    names = {one.name.lower(): one.name for one in (sorted(folder.iterdir()) if folder.is_dir() else [])}
    near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.4)
    return f"The nearest name there is {names[near[0]]!r}. " if near else ""


def _real(path: Path, base: Path, root: Path) -> tuple[str, Path]:
    name = (path.relative_to(base) if path.is_relative_to(base) else path).as_posix().encode(errors="replace").decode()
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError) as problem:
        raise SourceError(f"{name} is a dead link or cannot be reached. Put the file itself there.") from problem
    if not real.is_relative_to(root.resolve()):
        raise SourceError(f"{name} is a link that leaves its folder. Put the file itself there.")
    if not real.is_file():
        raise SourceError(f"{name} is not a regular file (a pipe, a socket or a device) and is not read. Remove it.")
    return name, real
