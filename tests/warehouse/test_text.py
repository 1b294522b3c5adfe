"""Text files as received: what is read, and the sentence for everything that is not text or not as declared."""

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ConfigurationError, SourceError
from warehouse import text
from warehouse.snapshots import Snapshot
from warehouse.text import File, cells_and_delimiter, header, numbered_lines, read_text, received


def _file(folder: Path, data: bytes, encoding: str = "utf-8", header_line: int = 1) -> File:
    path = folder / "figures.csv"
    path.write_bytes(data)
    return File(path, "figures.csv", hashlib.sha256(data).hexdigest(), encoding, header_line)


def _refusal(folder: Path, data: bytes, encoding: str = "utf-8") -> str:
    with pytest.raises(SourceError) as refusal:
        read_text(_file(folder, data, encoding))
    return str(refusal.value)


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


def test_windows_text_becomes_utf8(tmp_path: Path) -> None:
    file = _file(tmp_path, "name\r\nl’été – 5 €\r\n".encode("cp1252"), "cp1252")
    assert read_text(file) == "name\nl’été – 5 €"


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert header(_file(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n")) == ("a", "b")


@pytest.mark.parametrize(
    ("data", "cells", "delimiter"),
    [
        (b'"v_1: 0 to 4 years, - Total",b\n', ("v_1: 0 to 4 years, - Total", "b"), ","),
        (b"a;b;c\n1,5;2;3\n", ("a", "b", "c"), ";"),
        (b"a\tb\n", ("a", "b"), "\t"),
        (b"only\n1\n", ("only",), ","),
    ],
)
def test_header_cells_and_what_stands_between_them(
    tmp_path: Path, data: bytes, cells: tuple[str, ...], delimiter: str
) -> None:
    assert cells_and_delimiter(_file(tmp_path, data)) == (cells, delimiter)


def test_the_header_may_stand_below_titles(tmp_path: Path) -> None:
    assert header(_file(tmp_path, b"A title, long\n\na,b\n1,2\n", header_line=3)) == ("a", "b")


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"", "utf-8", "is empty"),
        (b"\xef\xbb\xbf", "utf-8", "is empty"),
        (_workbook(), "utf-8", "Excel workbook (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "utf-8", "old Excel workbook"),
        (b"\x1f\x8b\x08\x00", "utf-8", "gzip"),
        (b"%PDF-1.7\n", "utf-8", "PDF"),
        (b"\n<!doctype html>\n<title>Error", "utf-8", "web page"),
        ("a,b\n1,2\n".encode("utf-16"), "utf-8", "UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "utf-8", "line 1: found a NUL byte"),
        (b"a,b\n1,2\n3,\x00\n", "utf-8", "line 3: found a NUL byte"),
        ("a\nété\n".encode("cp1252"), "utf-8", 'line 2: byte 0xE9 is not utf-8. Set encoding = "cp1252"'),
        ("a\nété\n".encode(), "cp1252", 'Set encoding = "utf-8"'),
        (b"a\nb\n\x81\n", "cp1252", "line 3: byte 0x81 is not cp1252"),
        (b"a,b\n1,2\r3,4\n", "utf-8", "line 2: found a carriage return"),
        (b"a,b\r\n1,2\r\n3,\r4\r\n", "utf-8", "line 3: found a carriage return"),
        (b"a,b\n1,2\n" + b"x" * (3 << 20), "utf-8", "line 3: expected lines of at most"),
    ],
)
def test_what_is_no_text_or_not_as_declared_says_so(tmp_path: Path, data: bytes, encoding: str, words: str) -> None:
    assert words in _refusal(tmp_path, data, encoding)


def test_a_file_that_changed_since_it_was_received_is_refused(tmp_path: Path) -> None:
    file = _file(tmp_path, b"a,b\n1,2\n")
    file.path.write_bytes(b"a,b\n1,3\n")
    with pytest.raises(SourceError, match="changed since it was received"):
        read_text(file)


@pytest.mark.parametrize(("data", "line"), [(b"title\n", 2), (b"a\n\nb\n", 2), (b'a,"b\n1,2\n', 1), (b'a,"b"c\n', 1)])
def test_a_header_that_is_not_there_or_not_whole_names_its_line(tmp_path: Path, data: bytes, line: int) -> None:
    with pytest.raises(SourceError, match=f"figures.csv, line {line}: "):
        header(_file(tmp_path, data, header_line=line))


def test_a_line_of_almost_the_limit_is_read(tmp_path: Path) -> None:
    line = b"x" * (text.MAX_LINE - 10)
    assert read_text(_file(tmp_path, b"a\n" + line + b"\nb\n")).splitlines()[1].encode() == line


def test_an_encoding_that_is_not_read_is_an_error_of_the_workspace(tmp_path: Path) -> None:
    snapshot = Snapshot("0" * 64, tmp_path, 1, "o", "o.csv", "licence", datetime.now(UTC))
    with pytest.raises(ConfigurationError, match="latin-1"):
        received(snapshot, "latin-1")


def test_a_file_out_of_an_archive_is_not_held_against_the_archives_hash(tmp_path: Path) -> None:
    snapshot = Snapshot("0" * 64, tmp_path / "a.zip", 1, "o", "a.zip", "licence", datetime.now(UTC))
    unpacked = tmp_path / "data.csv"
    unpacked.write_bytes(b"a\n1\n")
    file = received(snapshot, unpacked=unpacked)
    assert (read_text(file), file.name) == ("a\n1", "a.zip, data.csv")


@settings(deadline=None)
@given(
    lines=st.lists(st.text(st.sampled_from('aé’,"\u2028\x0b '), max_size=12), min_size=1),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
    chunk=st.integers(1, 9),
)
def test_lines_are_numbered_alike_wherever_blocks_are_cut(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, *, last: bool, chunk: int
) -> None:
    data = (end.join(lines) + (end if last or not lines[-1] else "")).encode()
    file = _file(tmp_path_factory.mktemp("lines"), data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_CHUNK", chunk)
        found = [(number + at, line) for number, block in numbered_lines(file) for at, line in enumerate(block)]
    assert found == [(number, line.encode()) for number, line in enumerate(lines, start=1)]


@settings(deadline=None)
@given(data=st.binary(max_size=80).map(b"x".__add__), encoding=st.sampled_from(["utf-8", "cp1252"]))
def test_any_bytes_are_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str
) -> None:
    file = _file(tmp_path_factory.mktemp("bytes"), data, encoding)
    found: str | None = None
    with suppress(SourceError):
        found = read_text(file)
    try:
        plain = data.decode(encoding).replace("\r\n", "\n").removesuffix("\n")
    except UnicodeDecodeError:
        plain = ""
    assert found in (None, plain)
    assert found is not None or not plain or set(data) & {0, 13} or encoding != "utf-8"
