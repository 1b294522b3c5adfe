"""Reads ZIP and gzip files that somebody else made, as if that somebody meant harm.

An archive's own table of contents is a claim. Names that could leave a folder are refused before anything is read, and
sizes are counted while the bytes inflate: a small file can declare one size and unpack to another.
"""

import errno
import gzip
import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from schemas.errors import SourceError
from warehouse.durable import temporary

_HTML = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body|script|!--)", re.IGNORECASE)
_BEGINNINGS = {".zip": b"PK", ".xlsx": b"PK", ".gz": b"\x1f\x8b", ".parquet": b"PAR1"}
_CHUNK = 1 << 20
# Deflate reaches 1032:1 on anything that repeats; below this much output no ratio does harm.
_HARMLESS = 1 << 20
# zipfile reads the whole table of contents into memory, whatever size the file claims for it.
_MAX_CONTENTS = 64 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OverflowError, OSError)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # traditional, strong, and hidden headers
_WHOLE = "Get the whole file again, or unpack it by hand and give the files inside."


@dataclass(frozen=True)
class Limits:
    """The most that one origin may ask of this machine: bytes, seconds, entries, and bytes unpacked per byte packed."""

    max_file_bytes: int = 8 << 30
    max_download_seconds: float = 3600.0
    max_members: int = 1_000
    max_ratio: float = 200.0
    max_decompressed_bytes: int = 64 << 30


@dataclass(frozen=True)
class Member:
    """One file in an archive; `size` is what the archive declares in bytes, None where it does not (gzip)."""

    name: str
    size: int | None


def beginning_fault(head: bytes, name: str) -> str | None:
    """Say what a file is instead of what its name says, from its first bytes; None where nothing speaks against it."""
    suffix = PurePosixPath(name).suffix.lower()
    if _HTML.match(head):
        return "a web page instead of a file"
    if not head:
        return "an empty file"
    return None if head.startswith(_BEGINNINGS.get(suffix, b"")) else f"something that is no {suffix} file"


def members(path: Path, limits: Limits, called: str = "") -> list[Member]:
    """List the files in a ZIP or gzip file, in its own order, folders left out; messages call the file `called`.

    Raises SourceError, naming the entry, for names that leave the folder, links, duplicates, encryption, unknown
    compression and anything beyond the limits; also for a file that is cut short or is no archive.
    """
    if _is_gzip(path):
        return [Member(path.stem, None)]
    called = called or path.name
    with _opened(path, called) as archive:
        return [Member(entry.filename, entry.file_size) for entry in _checked(called, archive, limits)]


def extract_member(path: Path, name: str, into: Path, limits: Limits, called: str = "") -> Path:
    """Unpack one file of an archive into the folder `into` under its last name, private, and give its path.

    Raises SourceError as `members` does, and when the bytes are broken, too many, or inflate beyond the ratio.
    """
    target, called = into / PurePosixPath(name).name, called or path.name
    with temporary(into, "member") as unfinished:
        with (
            _broken_explained(called, name),
            unfinished.open("wb") as out,
            _inflating(path, name, limits, called) as it,
        ):
            for chunk in _within(*it, limits, _at(called, name)):
                out.write(chunk)
        unfinished.replace(target)
    return target


def inflated(path: Path, limits: Limits, called: str) -> Iterator[tuple[str, bytes]]:
    """Give the content of every file in a ZIP file in pieces, each with the file's name; nothing is written.

    Raises SourceError as `members` and `extract_member` do.
    """
    with _opened(path, called) as archive:
        for entry in _checked(called, archive, limits):
            with _broken_explained(called, entry.filename), archive.open(entry) as stream:
                pieces = _within(cast("BinaryIO", stream), _packed(entry, path), limits, _at(called, entry.filename))
                for chunk in pieces:
                    yield entry.filename, chunk


def _packed(entry: zipfile.ZipInfo, path: Path) -> int:
    """The compressed size of an entry: a claim, but never more than the archive has bytes."""
    return min(entry.compress_size, path.stat().st_size)


def _within(stream: BinaryIO, compressed: int, limits: Limits, where: str) -> Iterator[bytes]:
    """Give a stream in pieces, as much of it as its compressed size and the limits allow."""
    most = min(limits.max_decompressed_bytes, max(_HARMLESS, int(compressed * limits.max_ratio)))
    written = 0
    while chunk := stream.read(_CHUNK):
        written += len(chunk)
        if written > most:
            raise SourceError(
                f"{where} unpacks to more than {most:,} bytes, which its compressed size or the limits do not allow. "
                "If the provider is trusted, unpack it by hand and give the file inside."
            )
        yield chunk


@contextmanager
def _inflating(path: Path, name: str, limits: Limits, called: str) -> Iterator[tuple[BinaryIO, int]]:
    absent = SourceError(f"{called} holds no file named {_shown(name)}.")
    if _is_gzip(path):
        if name != path.stem:
            raise absent
        with gzip.open(path) as stream:
            yield cast("BinaryIO", stream), path.stat().st_size
        return
    with _opened(path, called) as archive:
        entry = next((entry for entry in _checked(called, archive, limits) if entry.filename == name), None)
        if entry is None:
            raise absent
        with archive.open(entry) as stream:
            yield cast("BinaryIO", stream), _packed(entry, path)


def _checked(called: str, archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > limits.max_members:
        raise SourceError(f"{called} holds {len(entries):,} entries; at most {limits.max_members:,} are read. {_WHOLE}")
    repeated = Counter(_plain(entry) for entry in entries)
    for entry in entries:
        fault = _fault(entry) or ("stands in the archive twice" if repeated[_plain(entry)] > 1 else None)
        if fault:
            raise SourceError(f"{_at(called, entry.orig_filename)} {fault}; the archive is refused. {_WHOLE}")
    files = [entry for entry in entries if not entry.is_dir()]
    _check_declared(called, files, limits)
    return files


def _check_declared(called: str, files: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(entry.file_size for entry in files)
    if total > limits.max_decompressed_bytes:
        most = limits.max_decompressed_bytes
        raise SourceError(f"{called} declares {total:,} bytes unpacked; at most {most:,} are read. {_WHOLE}")


def _plain(entry: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(entry.filename))


def _fault(entry: zipfile.ZipInfo) -> str | None:
    """Say what is wrong with an entry, from its name as stored and its flags; None for one that may be unpacked."""
    name = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    faults = {
        "has no plain name": not name or any(ord(character) < 32 for character in name),  # noqa: PLR2004 control codes
        "has an absolute path": name.startswith("/"),
        "has a drive letter": re.match(r"[A-Za-z]:", name) is not None,
        "has a backslash in its name": "\\" in name,
        "leaves its folder (..)": ".." in name.split("/"),
        "is a link or a device, not a file": kind not in (0, stat.S_IFREG, stat.S_IFDIR),
        "is encrypted": bool(entry.flag_bits & _ENCRYPTED),
        "is compressed in a way that is not read here (only deflate is)": entry.compress_type not in _METHODS,
    }
    return next((fault for fault, found in faults.items() if found), None)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


@contextmanager
def _opened(path: Path, called: str) -> Iterator[zipfile.ZipFile]:
    with _broken_explained(called, None), _Wary(path) as file, zipfile.ZipFile(file) as archive:
        yield archive


class _Wary(io.FileIO):
    """A file that does not let a claimed size fill the memory: zipfile asks for the table of contents in one read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_CONTENTS:
            raise zipfile.BadZipFile("table of contents beyond reason")
        return super().read(-1 if size is None else size)


@contextmanager
def _broken_explained(called: str, name: str | None) -> Iterator[None]:
    """Turn whatever the standard library raises on a broken archive into one sentence."""
    try:
        yield
    except _BROKEN as problem:
        if isinstance(problem, OSError) and problem.errno not in {None, errno.EINVAL}:
            raise  # the disk's fault, not the archive's
        where = called if name is None else _at(called, name)
        raise SourceError(f"{where} cannot be unpacked: cut short, damaged or no archive at all. {_WHOLE}") from problem


def _at(called: str, name: str) -> str:
    return f"{called}, entry {_shown(name)},"


def _shown(name: str) -> str:
    return ascii(name[:120])
