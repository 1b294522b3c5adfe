"""Editions: each a folder that never changes, made visible by one atomic switch of `current`.

An edition is named by the hash of its content and of the edition before it, as a commit is: the same content after
another history is another edition, since what it says of its revisions differs. `edition.json` in its folder holds
all three, so that the published tree explains itself when the ledger is lost.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.durable import fsync_folder, fsync_tree, switch_pointer

POINTER = "current"
IDENTITY = "edition.json"
_BUILDING = ".building-"
_REMOVING = ".removing-"
_HIDDEN = (f"{_BUILDING}*", f"{_REMOVING}*", f".{POINTER}.*.tmp")
_NAME = 16  # hex digits
_FILE, _FOLDER, _PRIVATE = 0o444, 0o755, 0o700


@dataclass(frozen=True)
class Identity:
    """What an edition is: the hash of its content, and the edition that readers saw before it ("" for the first)."""

    content: str
    previous: str

    @property
    def edition(self) -> str:
        """The edition's name."""
        return hashlib.sha256(f"{self.previous}\n{self.content}\n".encode()).hexdigest()[:_NAME]


def write_identity(folder: Path, identity: Identity) -> None:
    """Write `edition.json` into the folder of an edition that is being built."""
    text = json.dumps({"edition": identity.edition, **asdict(identity)}, indent=2)
    (folder / IDENTITY).write_text(text + "\n", encoding="utf-8")


def identity_of(folder: Path) -> Identity | None:
    """Return what an edition says it is, or None where it does not say or its name is another's."""
    try:
        told = json.loads((folder / IDENTITY).read_text(encoding="utf-8"))
        identity = Identity(str(told["content"]), str(told["previous"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return identity if identity.edition == folder.name else None


def current(published: Path) -> str | None:
    """Return the edition that readers see, or None where nothing is published yet."""
    pointer = published / POINTER
    return pointer.resolve().name if pointer.is_symlink() else None


def shown_since(published: Path) -> datetime:
    """Return when `current` was last switched, in UTC; it must be there."""
    moment = (published / POINTER).lstat().st_mtime
    return datetime.fromtimestamp(moment, UTC).replace(tzinfo=None, microsecond=0)


def publish(published: Path, edition: str, build: Callable[[Path], None]) -> Path:
    """Build an edition in a private folder, make it immutable and durable, then show it; returns its folder.

    Readers see the edition before or this one, whenever the process is killed. An edition that stands already (a run
    killed between building and switching) is only switched to.
    """
    published.mkdir(parents=True, exist_ok=True)
    sweep(published)
    target = published / edition
    if not target.exists():
        building = published / f"{_BUILDING}{edition}"
        building.mkdir(mode=_PRIVATE)
        try:
            _finish(building, build)
            building.rename(target)
        except Exception:
            shutil.rmtree(building, ignore_errors=True)  # at once: it may be the disk that is full
            raise
        fsync_folder(published)
    show(published, edition)
    return target


def _finish(building: Path, build: Callable[[Path], None]) -> None:
    build(building)
    _refuse_leftovers(building)
    _seal(building)
    fsync_tree(building)


def show(published: Path, edition: str) -> None:
    """Point `current` at an edition that stands whole, in one step; readers find the one before or this one."""
    switch_pointer(published / POINTER, published / edition)


def _refuse_leftovers(folder: Path) -> None:
    left = sorted(path.name for path in folder.rglob("*.wal"))
    if left:
        raise RuntimeError(f"a database was not closed whole: {', '.join(left)} stands beside it")


def _seal(folder: Path) -> None:
    """Nobody writes to a published file again, and everybody may read it."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(_FOLDER if path.is_dir() else _FILE)


def sweep(published: Path) -> list[str]:
    """Remove what killed runs left half built, half removed or half switched; returns the names."""
    left = sorted(path for pattern in _HIDDEN for path in published.glob(pattern) if path.is_dir())
    for path in left:
        shutil.rmtree(path)
    return [path.name for path in left]


def editions(published: Path) -> list[str]:
    """Return the editions that stand whole, the oldest first."""
    folders = published.iterdir() if published.is_dir() else ()
    whole = [path for path in folders if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")]
    return [path.name for path in sorted(whole, key=lambda path: (path.stat().st_mtime_ns, path.name))]


def surplus(published: Path, number: int, order: Sequence[str]) -> list[str]:
    """Return the editions that stand beyond the last `number`, never the current one.

    `order` names editions from the oldest to the newest; those that it does not know go first.
    """
    rank = {name: at for at, name in enumerate(order)}
    standing = sorted(editions(published), key=lambda name: rank.get(name, -1))
    others = [name for name in standing if name != current(published)]
    return others[: max(0, len(others) - (number - 1))]


def remove(published: Path, edition: str) -> None:
    """Remove an edition: hidden in one step, so that a kill leaves no half of it under its name, then deleted."""
    hidden = published / f"{_REMOVING}{edition}"
    (published / edition).rename(hidden)
    fsync_folder(published)
    shutil.rmtree(hidden)
