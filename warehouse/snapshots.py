"""Receive: keeps the bytes of every origin as they came, once, under their sha256, with where and when they came from.

    <store>/ab/ab12….csv        the bytes
    <store>/ab/ab12….lock.json  who sent them first and under which licence; later origins of the same bytes are added
    <store>/remembered.json     what need not be hashed or downloaded again; may be lost at any time

The store is private (0700, 0600) and has one writer, the holder of the workspace's lock.
"""

import hashlib
import json
import re
import time
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from warehouse.archives import Limits
from warehouse.durable import copy_hashed, make_private, settle, settled, temporary, version, write_atomically
from warehouse.landing import files

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}(?=\.gz$))?\.[a-z0-9]{1,8}$")
_REMEMBERED = 5  # parts of an entry
_Memory = dict[str, list[Any]]
"""A file's real path, or a URL's sha256 → [sha256 of the bytes, then the file's version or the rest of a Download]."""


@dataclass(frozen=True)
class Snapshot:
    """Received bytes as one origin gave them: `name` is the origin's own, `received` the first time it gave them (UTC).

    Origins that gave the same bytes share `sha256` and `path`; its suffix is that of the first.
    """

    sha256: str
    path: Path
    size: int
    origin: str
    name: str
    licence: str
    received: datetime


def receive(store: Path, origin: str, base: Path, *, licence: str, limits: Limits) -> list[Snapshot]:
    """Keep what an origin holds now: a file, a glob, a folder's own files or a URL; the same bytes twice are one.

    Paths are relative to `base`. Raises ConfigurationError for an origin that is not there and SourceError for one that
    cannot be taken: not a regular file, a link that leads away, too large, still being written, a failed download.
    """
    make_private(store)
    if _URL.match(origin):
        return [_receive_url(store, origin, licence, limits)]
    memory, distinct = _recall(store), dict[str, Snapshot]()
    try:
        for found in files(origin, base):
            snapshot = _receive_file(store, found, licence, limits, memory)
            distinct.setdefault(snapshot.sha256, snapshot)
    finally:
        _remember(store, memory)
    return list(distinct.values())


def peek(store: Path, origin: str, base: Path, *, look: bool = False) -> list[tuple[str, str | None]]:
    """Say what `receive` would keep: each name and its sha256, None for a file that it would have to read.

    With `look` such files are hashed; a URL is None in any case: only its server knows. Raises as `receive` does.
    """
    if _URL.match(origin):
        from warehouse.download import masked  # noqa: PLC0415 as below

        return [(masked(origin), None)]
    memory, distinct = _recall(store), dict[str, tuple[str, str | None]]()
    for name, path in files(origin, base):
        sha256 = _recognise(store, path, memory) or (_hash(path) if look else None)
        distinct.setdefault(sha256 or name, (name, sha256))
    return list(distinct.values())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _receive_file(store: Path, found: tuple[str, Path], licence: str, limits: Limits, memory: _Memory) -> Snapshot:
    (origin, path), began = found, time.time_ns()
    name = PurePath(origin).name
    sha256 = _recognise(store, path, memory)
    if not sha256:
        with temporary(store, "incoming") as incoming:
            sha256, state = copy_hashed(path, incoming, origin, limits.max_file_bytes)
            _keep(store, incoming, sha256, name)
        if settled(state, began):
            memory[str(path)] = [sha256, *version(state)]
    return _admit(store, sha256, origin, name, licence)


def _receive_url(store: Path, url: str, licence: str, limits: Limits) -> Snapshot:
    from warehouse.download import Download, download, masked  # noqa: PLC0415 httpx takes 0.2 s, most runs have no URL

    key = hashlib.sha256(url.encode()).hexdigest()  # the address itself may hold a password
    told = _recall(store).get(key)
    known = Download(*told) if told and _receptions(store, told[0]) else None
    with temporary(store, "incoming") as incoming:
        got = download(url, incoming, known, limits)
        if got != known:
            _keep(store, incoming, got.sha256, got.name)
            _remember(store, {key: list(astuple(got))})
    return _admit(store, got.sha256, masked(url), got.name, licence)


def _keep(store: Path, incoming: Path, sha256: str, name: str) -> None:
    """Give new bytes their place in the store; those already held stay untouched."""
    if not _receptions(store, sha256):
        make_private(store / sha256[:2])
        settle(incoming, _place(store, sha256, name))


def _admit(store: Path, sha256: str, origin: str, name: str, licence: str) -> Snapshot:
    """Give the snapshot as this origin gave it; the lock changes only for an origin or a licence that is new to it."""
    held = _receptions(store, sha256)
    path = held[0].path if held else _place(store, sha256, name)
    first = next((one.received for one in held if one.origin == origin), datetime.now(UTC).replace(microsecond=0))
    snapshot = Snapshot(sha256, path, path.stat().st_size, origin, name, licence, first)
    if snapshot not in held:
        _write_lock(store, [*held, snapshot])
    return snapshot


def _place(store: Path, sha256: str, name: str) -> Path:
    suffix = _SUFFIX.search(name.lower())
    return store / sha256[:2] / (sha256 + (suffix.group() if suffix else ""))


def _write_lock(store: Path, receptions: list[Snapshot]) -> None:
    first = receptions[0]
    kept = ("origin", "name", "licence", "received")
    told = [{name: str(getattr(one, name)) for name in kept} for one in receptions]
    lock = {"sha256": first.sha256, "file": first.path.name, "size": first.size, "receptions": told}
    _write_json(_lock(store, first.sha256), lock)


def _receptions(store: Path, sha256: str) -> list[Snapshot]:
    """Every reception of these bytes, first one first; none where the bytes or their lock are missing or damaged."""
    try:
        lock = json.loads(_lock(store, sha256).read_text("utf-8"))
        path, size = store / sha256[:2] / lock["file"], lock["size"]
        if path.stat().st_size != size:
            return []
        return [
            Snapshot(sha256, path, size, **{**one, "received": datetime.fromisoformat(one["received"])})
            for one in lock["receptions"]
        ]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _lock(store: Path, sha256: str) -> Path:
    return store / sha256[:2] / f"{sha256}.lock.json"


def _write_json(path: Path, content: object) -> None:
    write_atomically(path, (json.dumps(content, indent=1, sort_keys=True) + "\n").encode())


def _recall(store: Path) -> _Memory:
    try:
        read = json.loads((store / "remembered.json").read_text("utf-8"))
        return {key: value for key, value in read.items() if len(value) == _REMEMBERED and isinstance(value[0], str)}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _remember(store: Path, news: _Memory) -> None:
    known = _recall(store)
    if known != known | news:
        _write_json(store / "remembered.json", known | news)


def _recognise(store: Path, path: Path, memory: _Memory) -> str | None:
    """The sha256 of a file that has not changed since it was hashed and whose bytes are in the store."""
    sha256, *then = memory.get(str(path), [""])
    return sha256 if then == version(path.stat()) and _receptions(store, sha256) else None
