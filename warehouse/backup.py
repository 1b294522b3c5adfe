"""Backup: what cannot be made again, copied while runs may be going on, with the hash of every file.

That is the snapshots, the editions, the archive, the ledger, and the files that people wrote. Staged rows, observations
and figures are left out: the next run makes them again from the snapshots, byte for byte. Everything copied never
changes once it stands; only the ledger does, inside a database that a run holds shut, so each run leaves a copy of it
when it ends. A backup is the workspace as of the last run that ended.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from schemas.errors import ConfigurationError, RelanceError, SourceError
from warehouse.database import LOCKED, identifier, literal, transaction
from warehouse.durable import copy_hashed, fsync_tree, make_private, settle, temporary, write_atomically
from warehouse.editions import current

DATABASE, LEDGER, KEY, MANIFEST = "relance.duckdb", "relance.last.duckdb", "hash.key", "manifest.json"
FILES = "files"  # the folder of a backup that mirrors the workspace
FORMAT = 1
# Made again by the next run, or of no use elsewhere: the memory of snapshots knows files by their inodes.
_LEFT_OUT = {"work", "logs", "prefect", ".lock", LEDGER}
_MEMORY = "remembered.json"
_ATTEMPTS = 3
_ANY_SIZE = 1 << 62


@dataclass(frozen=True)
class Kept:
    """One file of a backup: its path in the workspace, hash and size in bytes, and whether everybody may read it."""

    path: str
    sha256: str
    size: int
    public: bool


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; `editions` gives the standing ones, oldest first, with their folders' times in ns."""

    edition: str
    editions: tuple[tuple[str, int], ...]
    with_key: bool
    files: tuple[Kept, ...]


@dataclass(frozen=True)
class Layout:
    """Where a workspace keeps what: `own` are the paths, relative to `folder`, of what people wrote."""

    folder: Path
    private: Path
    published: Path
    own: tuple[Path, ...]


def leave_ledger(con: duckdb.DuckDBPyConnection, private: Path) -> None:
    """Leave a copy of the ledger that can be read while the database is in use; it is a whole database by itself.

    Its steps are forgotten: a database made from it has none of their results, so the next run does them all.
    """
    with temporary(private, LEDGER) as unfinished:
        unfinished.unlink()
        con.execute(f"ATTACH {literal(str(unfinished))} AS safekeeping").fetchall()
        try:
            with transaction(con):
                con.execute("CREATE SCHEMA safekeeping.ledger").fetchall()
                for name, definition in _ledger_tables(con):
                    con.execute(definition.replace("TABLE ledger.", "TABLE safekeeping.ledger.", 1)).fetchall()
                    if name != "steps":
                        table = f"ledger.{identifier(name)}"
                        con.execute(f"INSERT INTO safekeeping.{table} FROM {table}").fetchall()
            con.execute("CHECKPOINT safekeeping").fetchall()
        finally:
            con.execute("DETACH safekeeping").fetchall()
        settle(unfinished, private / LEDGER)


def _ledger_tables(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT table_name, sql FROM duckdb_tables() "
        "WHERE schema_name = 'ledger' AND database_name = current_database() ORDER BY table_name"
    ).fetchall()


def back_up(layout: Layout, target: Path, *, with_key: bool) -> Manifest:
    """Copy a workspace into a new or empty folder outside it, read every byte back, and return what was kept.

    It neither waits for a run nor stops one. Raises ConfigurationError for a folder that is not empty or lies in the
    workspace, RelanceError where what is to be kept is damaged or was replaced twice meanwhile. The manifest is written
    last: without one a backup is not whole.
    """
    _expect_new(layout, target)
    make_private(target)
    files = [_copied(layout, target, path, public=False) for path in _private_files(layout, with_key=with_key)]
    if (layout.private / LEDGER).exists():
        files.append(_copied(layout, target, layout.private / LEDGER, public=False, name=DATABASE))
    known = _known_editions(target / FILES / layout.private.relative_to(layout.folder) / DATABASE)
    editions = [name for name in known if (layout.published / name).is_dir()]
    kept = {name: _edition(layout, target, name) for name in editions}
    standing = [name for name in editions if kept[name]]
    files += [file for name in standing for file in kept[name]]
    manifest = Manifest(
        _shown(layout, standing),
        tuple((name, (layout.published / name).stat().st_mtime_ns) for name in standing),
        with_key,
        tuple(sorted(files, key=lambda file: file.path)),
    )
    _finish(target, manifest)
    return manifest


def _expect_new(layout: Layout, target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConfigurationError(f"{target} is not empty; name a new folder for each backup")
    if target.resolve().is_relative_to(layout.folder):
        raise ConfigurationError(f"{target} lies in the workspace, and would be lost with it; name a folder elsewhere")


def _private_files(layout: Layout, *, with_key: bool) -> Iterator[Path]:
    for path in layout.own:
        yield from _expect_files(_below(layout.folder / path))
    for entry in sorted(layout.private.iterdir() if layout.private.is_dir() else ()):
        kept = entry.name not in _LEFT_OUT and not entry.name.startswith(DATABASE)
        if kept and (with_key or entry.name != KEY):
            yield from _below(entry)


def _expect_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths; a link is an error rather than left out, since what it points at would be lost in silence."""
    for path in paths:
        if path.is_symlink():
            raise ConfigurationError(f"{path} is a link, and a backup holds files only: put the file itself there")
        yield path


def _below(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = (one for one in found if one.is_symlink() or one.is_file())
    return (one for one in files if one.name != _MEMORY and not (one.name[0] == "." and one.suffix == ".tmp"))


def _copied(layout: Layout, target: Path, path: Path, *, public: bool, name: str = "") -> Kept:
    """Copy one file; one that is replaced meanwhile (a snapshot's list of origins) is copied again."""
    relative = path.relative_to(layout.folder)
    relative = relative.with_name(name) if name else relative
    goal = target / FILES / relative
    make_private(goal.parent)
    for attempt in range(_ATTEMPTS):
        try:
            sha256, state = copy_hashed(path, goal, relative.as_posix(), _ANY_SIZE)
            break
        except SourceError:
            if attempt == _ATTEMPTS - 1:
                raise
    goal.chmod(0o600)
    _expect_snapshot(relative, sha256)
    return Kept(relative.as_posix(), sha256, state.st_size, public)


def _expect_snapshot(path: Path, sha256: str) -> None:
    stem = path.name.split(".")[0]
    if "snapshots" in path.parts and not path.name.endswith(".lock.json") and stem != sha256:
        raise RelanceError(
            f"{path.as_posix()} is damaged: its bytes are not what was received. Receive the file again."
        )


def _known_editions(ledger: Path) -> list[str]:
    """Return the editions that the ledger knows as published, oldest first: a run may be about to publish another."""
    if not ledger.exists():
        return []
    with duckdb.connect(str(ledger), read_only=True, config=dict(LOCKED)) as con:
        query = "SELECT edition FROM ledger.editions WHERE published IS NOT NULL ORDER BY number, published, edition"
        return [name for (name,) in con.execute(query).fetchall()]


def _edition(layout: Layout, target: Path, name: str) -> list[Kept]:
    """Copy an edition, whole or not at all: a run that publishes another may remove the oldest meanwhile."""
    folder = layout.published / name
    try:
        return [_copied(layout, target, path, public=True) for path in _below(folder)]
    except (SourceError, FileNotFoundError):
        if folder.is_dir():
            raise
        shutil.rmtree(target / FILES / folder.relative_to(layout.folder), ignore_errors=True)
        return []


def _shown(layout: Layout, standing: list[str]) -> str:
    now = current(layout.published)
    return now if now in standing else next(reversed(standing), "")


def _finish(target: Path, manifest: Manifest) -> None:
    faults = damaged(target, manifest.files)
    if faults:
        raise RelanceError(f"{target} did not keep what was written to it: {', '.join(faults[:3])}. Use another disk.")
    fsync_tree(target)
    write_atomically(target / MANIFEST, (json.dumps(_sealed(manifest), indent=1) + "\n").encode())


def _sealed(manifest: Manifest) -> dict[str, object]:
    content = {"format": FORMAT, **asdict(manifest)}
    return {**content, "seal": seal(content)}


def seal(content: dict[str, object]) -> str:
    """Return the hash by which a manifest vouches for its own lines."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def damaged(target: Path, files: Iterable[Kept]) -> list[str]:
    """Return the files of a backup that are missing or whose bytes are not those that were kept."""
    return [file.path for file in files if not _whole(target / FILES / file.path, file)]


def _whole(path: Path, file: Kept) -> bool:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
