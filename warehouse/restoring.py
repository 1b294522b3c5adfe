"""Restore: a backup becomes a workspace again, verified to the last byte before anything is put in place."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from schemas.errors import ConfigurationError, RelanceError
from warehouse.backup import FILES, FORMAT, MANIFEST, Kept, Manifest, damaged, seal
from warehouse.database import LOCKED
from warehouse.durable import copy_hashed, fsync_folder, fsync_tree
from warehouse.editions import POINTER

_PUBLIC = (0o755, 0o444)
_PRIVATE = (0o700, 0o600)


def read_manifest(target: Path) -> Manifest:
    """Return what a backup holds; raises RelanceError where it is none, was interrupted, or its list is damaged."""
    try:
        return _manifest(json.loads((target / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise RelanceError(f"{target} is no whole backup: there is no {MANIFEST} in it. Use another one.") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise RelanceError(f"{target}/{MANIFEST} is damaged or of another version. Use another backup.") from None


def _manifest(content: dict[str, Any]) -> Manifest:
    if content.pop("seal") != seal(content) or content["format"] != FORMAT:
        raise ValueError
    files = tuple(Kept(**file) for file in content["files"])
    editions = tuple((str(name), int(moment)) for name, moment in content["editions"])
    for path in [*(file.path for file in files), content["edition"], *(name for name, _ in editions)]:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError
    return Manifest(content["edition"], editions, content["with_key"], files)


def restore(target: Path, folder: Path, *, private: str, published: str) -> tuple[Manifest, list[str]]:
    """Make a workspace of a backup in a new or empty folder; returns what it held and what could not be put back.

    `private` and `published` name the workspace's folders. Received files are put back where they were received from,
    out of the snapshots; those from outside the workspace are told. Raises ConfigurationError for a folder that is not
    empty, and
    RelanceError naming what is damaged; nothing is put in place then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder} is not empty; name a folder that is new")
    manifest = read_manifest(target)
    faults = damaged(target, manifest.files)
    if faults:
        raise RelanceError(f"{target} is damaged: {_first(faults)}. Nothing was restored; use another backup.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp"))
    try:
        missing = _build(target, building, manifest, private, published)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    fsync_folder(folder.parent)
    return manifest, missing


def _first(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 - enough to look
    return ", ".join(names[:3]) + more


def _build(target: Path, building: Path, manifest: Manifest, private: str, published: str) -> list[str]:
    for file in manifest.files:
        _put(target / FILES / file.path, building, file)
    missing = list(_put_back(building, building / private))
    for name, moment in manifest.editions:
        os.utime(building / published / name, ns=(moment, moment))
    if manifest.edition:
        (building / published / POINTER).symlink_to(manifest.edition)
    building.chmod(_PUBLIC[0])
    fsync_tree(building)
    return missing


def _put(source: Path, building: Path, file: Kept) -> None:
    folder_mode, mode = _PUBLIC if file.public else _PRIVATE
    goal = building / file.path
    _make(goal.parent, building, folder_mode)
    sha256, _ = copy_hashed(source, goal, file.path, file.size)
    if sha256 != file.sha256:
        raise RelanceError(f"{file.path} changed while it was restored. Nothing was restored; try again.")
    goal.chmod(mode)


def _make(folder: Path, root: Path, mode: int) -> None:
    if folder != root and not folder.is_dir():
        _make(folder.parent, root, mode)
        folder.mkdir(mode=mode)
        folder.chmod(mode)


def _put_back(building: Path, private: Path) -> Iterator[str]:
    """Put each received file back where it came from; yield the origins that lie outside the workspace."""
    database = private / "relance.duckdb"
    if not database.exists():
        return
    with duckdb.connect(str(database), read_only=True, config=dict(LOCKED)) as con:
        rows = con.execute("SELECT origin, snapshot FROM ledger.snapshots ORDER BY origin").fetchall()
    for origin, sha256 in rows:
        path = PurePosixPath(origin)
        kept = [one for one in (private / "snapshots" / sha256[:2]).glob(f"{sha256}*") if one.suffix != ".json"]
        if "://" in origin:
            continue
        if path.is_absolute() or ".." in path.parts or not kept:
            yield origin
        else:
            _make((building / path).parent, building, _PRIVATE[0])
            shutil.copyfile(kept[0], building / path)
            (building / path).chmod(_PRIVATE[1])
