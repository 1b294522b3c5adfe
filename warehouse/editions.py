"""Editions: each a folder that never changes, made visible by one atomic switch of `current`."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from warehouse.durable import fsync_folder, fsync_tree, switch_pointer

POINTER = "current"
_BUILDING = ".building-"


def current(published: Path) -> str | None:
    """Return the edition that readers see, or None where nothing is published yet."""
    pointer = published / POINTER
    return pointer.resolve().name if pointer.is_symlink() else None


def publish(published: Path, edition: str, build: Callable[[Path], None]) -> Path:
    """Build an edition in a private folder, make every byte durable, then show it at once; returns its folder.

    Readers see the edition before or this one, whenever the process is killed. An edition that stands already (a run
    killed between building and switching) is only switched to.
    """
    published.mkdir(parents=True, exist_ok=True)
    sweep(published)
    target = published / edition
    if not target.exists():
        building = published / f"{_BUILDING}{edition}"
        building.mkdir(mode=0o755)
        build(building)
        _refuse_leftovers(building)
        fsync_tree(building)
        building.rename(target)
        fsync_folder(published)
    switch_pointer(published / POINTER, target)
    return target


def _refuse_leftovers(folder: Path) -> None:
    left = sorted(path.name for path in folder.rglob("*.wal"))
    if left:
        raise RuntimeError(f"a database was not closed whole: {', '.join(left)} stands beside it")


def sweep(published: Path) -> list[str]:
    """Remove what killed runs left half built; returns the names."""
    left = sorted(path for path in published.glob(f"{_BUILDING}*") if path.is_dir())
    for path in left:
        _remove(path)
    return [path.name for path in left]


def editions(published: Path) -> list[str]:
    """Return the editions that stand whole, the oldest first."""
    folders = published.iterdir() if published.is_dir() else ()
    whole = [path for path in folders if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")]
    return [path.name for path in sorted(whole, key=lambda path: (path.stat().st_mtime_ns, path.name))]


def keep_last(published: Path, number: int) -> list[str]:
    """Remove all but the last editions, never the current one; returns the names removed."""
    standing = [name for name in editions(published) if name != current(published)]
    removed = standing[: max(0, len(standing) - (number - 1))]
    for name in removed:
        _remove(published / name)
    return removed


def _remove(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
    shutil.rmtree(folder)
