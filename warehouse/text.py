"""Received text files, in one streaming pass: hash, encoding, line ends, line numbers, and the header.

What is no text, or text in another encoding than the workspace says, is an error that names the line and what to do.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.contract import header_cells
from schemas.errors import ConfigurationError, SourceError

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

MAX_LINE = 2 << 20  # bytes; also the longest that one field may be
MAX_LINES = 1_000_000_000  # a census profile of all dissemination areas has 150 million
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_ENCODINGS = ("utf-8", "cp1252")
RAW = 2_000  # characters of a line that a reject keeps
# The first bytes of files that are often saved under the name .csv and are something else.
_SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook (.xlsx) or a ZIP archive: save the sheet as CSV, or give the file its own ending",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls): save the sheet as CSV",
    b"\x1f\x8b": "a gzip archive: unpack it",
    b"%PDF": "a PDF document: download the table as CSV",
    b"\xff\xfe": "UTF-16 text: save it as “CSV UTF-8”",
    b"\xfe\xff": "UTF-16 text: save it as “CSV UTF-8”",
    b"<!DOCTYPE": "a web page, perhaps an error page of the provider: download the file again",
    b"<html": "a web page, perhaps an error page of the provider: download the file again",
}


@dataclass(frozen=True)
class File:
    """A received file to read as text: `name` is what messages call it, `sha256` None for a file out of an archive."""

    path: Path
    name: str
    sha256: str | None
    encoding: str
    header_line: int = 1

    @property
    def where(self) -> str:
        """Say where the header stands, for messages."""
        return f"{self.name}, line {self.header_line}"


def received(
    snapshot: "Snapshot", encoding: str = "utf-8", *, header_line: int = 1, unpacked: Path | None = None
) -> File:
    """Describe a snapshot as a text file; `unpacked` is the file out of it where the snapshot is an archive.

    Raises ConfigurationError for an encoding other than utf-8 and cp1252.
    """
    if encoding not in _ENCODINGS:
        raise ConfigurationError(
            f"encoding = “{encoding}” in relance.toml is not read here; expected one of {', '.join(_ENCODINGS)} "
            "(files called ISO-8859-1 or latin-1 are cp1252 in practice)."
        )
    if unpacked is None:
        return File(snapshot.path, snapshot.name, snapshot.sha256, encoding, header_line)
    return File(unpacked, f"{snapshot.name}, {unpacked.name}", None, encoding, header_line)


def header(file: File) -> tuple[str, ...]:
    """Read the cells of the header line without reading on; raises SourceError as `read_text` does."""
    return cells_and_delimiter(file)[0]


def cells_and_delimiter(file: File) -> tuple[tuple[str, ...], str]:
    """Read the cells of the header line and what stands between them: a comma, semicolon or tab."""
    lines = _first_lines(file)
    line = lines[file.header_line - 1].decode() if len(lines) >= file.header_line else ""
    if not line.strip():
        raise SourceError(f"{file.where}: expected the header, found nothing. The file is cut short: get it again.")
    # Excel in French writes semicolons; a published header holds none without a comma.
    delimiter = next((mark for mark in ",;\t" if mark in line), ",")
    return tuple(header_cells(line, delimiter, file.where)), delimiter


def read_text(file: File) -> str:
    """Read a whole small file as text, line ends as line feeds, for layouts that are parsed in Python.

    Raises SourceError for an empty file, bytes that are not in the declared encoding, NUL bytes, something else than
    text under a text name, lines beyond 2 MiB, and a file that changed since it was received.
    """
    return b"\n".join(line for _, lines in numbered_lines(file) for line in lines).decode()


def _first_lines(file: File) -> list[bytes]:
    lines: list[bytes] = []
    for _, more in numbered_lines(file):
        lines += more
        if len(lines) >= file.header_line:
            break
    return lines


def numbered_lines(file: File) -> Iterator[tuple[int, list[bytes]]]:
    """Give the number of a first line and lines in UTF-8, without ends, and check last what only the whole shows."""
    digest = hashlib.sha256()
    number, kinds = 1, set[bool]()
    for block in _blocks(file, digest):
        if file.encoding != "utf-8" and not block.isascii():
            kinds.add(_is_utf8(block))
        lines = _text(block, file, number).splitlines()
        if block.endswith(b"\r") or len(lines) - block.count(b"\n") > (not block.endswith(b"\n")):
            raise _lone_return(file, block, number)
        yield number, lines
        number += len(lines)
        if number - 1 > MAX_LINES:
            raise SourceError(f"{file.name} has more than {MAX_LINES:,} lines, the most that are read. Split the file.")
    _check_whole(file, digest.hexdigest(), number - 1, foreign=kinds == {True})


def _check_whole(file: File, sha256: str, lines: int, *, foreign: bool) -> None:
    if not lines:
        raise SourceError(f"{file.name} is empty. Expected a header and rows: get the file again.")
    if file.sha256 not in (None, sha256):
        raise SourceError(
            f"{file.name} changed since it was received: expected sha256 {file.sha256}, found {sha256}. "
            "The store of received files is damaged: restore it, or receive the file again."
        )
    if foreign:
        raise SourceError(
            f"{file.name} is declared as {file.encoding} and is UTF-8: its accents would come out wrong. "
            'Set encoding = "utf-8" for this source in relance.toml.'
        )


def _blocks(file: File, digest: "hashlib._Hash") -> Iterator[bytes]:
    """Give whole lines in blocks of about a mebibyte, as received but for a byte order mark."""
    rest, start = b"", True
    with file.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            whole, start = _without_bom(chunk, file) if start else chunk, False
            _check_length(file, stream.tell() - len(chunk), len(rest), whole)
            cut = whole.rfind(b"\n") + 1
            if cut:
                yield rest + whole[:cut]
                rest = b""
            rest += whole[cut:]
    if rest:
        yield rest


def _without_bom(chunk: bytes, file: File) -> bytes:
    for signature, what in _SIGNATURES.items():
        if chunk[:16].lstrip().lower().startswith(signature.lower()):
            raise SourceError(f"{file.name} is no CSV file but {what}.")
    return chunk.removeprefix(_BOM)


def _check_length(file: File, offset: int, rest: int, chunk: bytes) -> None:
    """Refuse a line beyond the limit; only one that runs on from the chunk before can be."""
    end = chunk.find(b"\n")
    if rest + (end if end >= 0 else len(chunk)) > MAX_LINE:
        with file.path.open("rb") as stream:
            number = stream.read(offset).count(b"\n") + 1
        raise SourceError(
            f"{file.name}, line {number}: expected lines of at most {MAX_LINE:,} bytes, found a longer one. "
            "The file is damaged, or its lines end in something else than a line feed."
        )


def _text(block: bytes, file: File, number: int) -> bytes:
    """Give a block in UTF-8; refuse NUL bytes and bytes that are not of the declared encoding."""
    if b"\0" in block:
        raise SourceError(
            f"{_at(file, block, block.index(0), number)}: found a NUL byte; expected text. "
            "The file is damaged or is UTF-16 text: save it as “CSV UTF-8”, or get it again."
        )
    return block if block.isascii() else _transcoded(block, file, number)


def _lone_return(file: File, block: bytes, number: int) -> SourceError:
    position = block.replace(b"\r\n", b"\n\n").index(b"\r")
    line = number + block.count(b"\n", 0, position)
    return SourceError(
        f"{file.name}, line {line}: found a carriage return that ends no line; expected lines that end in a line feed. "
        "Save the file again as CSV."
    )


def _transcoded(block: bytes, file: File, number: int) -> bytes:
    try:
        text = block.decode(file.encoding)
    except UnicodeDecodeError as problem:
        other = next(encoding for encoding in _ENCODINGS if encoding != file.encoding)
        raise SourceError(
            f"{_at(file, block, problem.start, number)}: byte 0x{block[problem.start]:02X} is not {file.encoding}. "
            f'Set encoding = "{other}" for this source in relance.toml, or get the file again.'
        ) from None
    return block if file.encoding == "utf-8" else text.encode()


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _at(file: File, block: bytes, position: int, number: int) -> str:
    return f"{file.name}, line {number + block.count(10, 0, position)}"
