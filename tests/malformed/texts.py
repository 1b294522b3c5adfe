"""What can be wrong with a text file: each spoiler takes a well-formed file and gives a malformed one."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

from tests.malformed.seeds import Seed


class Expect(StrEnum):
    """What must come of a file: an error; that or counted rejects; any of these or the same rows; the same; all."""

    ERROR = "error"
    REFUSED = "refused"
    HARMLESS = "harmless"
    SAME = "same"
    ANY = "any"


Spoil = Callable[[Seed], bytes]
Spoiler = tuple[str, Expect, Spoil]


def _joined(lines: list[bytes]) -> bytes:
    return b"\n".join(lines)


def _with_row(seed: Seed, change: Callable[[bytes], bytes]) -> bytes:
    lines = seed.lines
    lines[seed.row] = change(lines[seed.row])
    assert lines != seed.lines
    return _joined(lines)


def _in_row(seed: Seed, old: bytes, new: bytes) -> bytes:
    assert old in seed.lines[seed.row], (seed.id, old)
    return _with_row(seed, lambda line: line.replace(old, new, 1))


def _header_at(seed: Seed) -> int:
    return 12 if seed.id == "displayed" else 0


def _with_header(seed: Seed, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    mark = b";" if seed.private else b","
    lines, at = seed.lines, _header_at(seed)
    lines[at] = mark.join(change(lines[at].split(mark)))
    assert lines != seed.lines
    return _joined(lines)


def _start(seed: Seed, at: int) -> int:
    """The offset at which a line begins."""
    return len(_joined(seed.lines[:at])) + (at > 0)


def _truncations() -> Iterator[Spoiler]:
    yield "nothing", Expect.ERROR, lambda s: s.data[:0]
    yield "one byte", Expect.ERROR, lambda s: s.data[:1]
    yield "cut in the header", Expect.ERROR, lambda s: s.data[: _start(s, _header_at(s)) + 9]
    yield "cut after the header", Expect.ERROR, lambda s: _joined(s.lines[: _header_at(s) + 1])
    yield "cut in the first row", Expect.REFUSED, lambda s: s.data[: _start(s, s.row) + 12]
    yield "cut in a quoted field", Expect.REFUSED, lambda s: s.data[: _start(s, s.row)] + b'"Exem'
    yield "cut before the last line's end", Expect.SAME, lambda s: s.data.rstrip(b"\n")
    yield "cut in a character", Expect.ERROR, lambda s: s.data + "é".encode()[:1]


def _quotes() -> Iterator[Spoiler]:
    yield "stray quote", Expect.REFUSED, lambda s: _in_row(s, s.text[:3], s.text[:2] + b'"' + s.text[2:3])
    yield "quote opened and not closed", Expect.REFUSED, lambda s: _with_row(s, _opened)
    yield (
        "quote open in the header",
        Expect.ERROR,
        lambda s: _with_header(s, lambda cells: [*cells[:-1], b'"' + cells[-1].strip(b'"')]),
    )
    yield "lone quote at the end", Expect.REFUSED, lambda s: s.data.rstrip(b"\n") + b'\n"'
    yield "quotes and nothing else", Expect.REFUSED, lambda s: s.data.rstrip(b"\n") + b"\n" + b'"' * 9 + b"\n"
    yield "apostrophes for quotes", Expect.REFUSED, lambda s: s.data.replace(b'"', b"'") + b"'\n"
    yield (
        "quotation marks of a typesetter",
        Expect.REFUSED,
        lambda s: s.data.replace(b'"', "”".encode()) + "”\n".encode(),
    )
    yield "backslash before a quote", Expect.REFUSED, lambda s: _in_row(s, s.text, b'\\"' + s.text)


def _opened(line: bytes) -> bytes:
    """Open a quotation mark that is closed nowhere on the line, or leave one open that was closed."""
    return line[:-1] if line.endswith(b'"') else b'"' + line


def _encodings() -> Iterator[Spoiler]:
    yield "utf-7", Expect.ANY, lambda s: (s.data.decode("utf-8-sig") + "é").encode("utf-7")
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield name, Expect.ERROR, lambda s, name=name: (s.data.decode("utf-8-sig") + "é").encode(name)
    for name, odd in (
        ("a byte of Latin-1", b"\xe9"),
        ("quotes of Windows", b"\x93\x94"),
        ("an overlong slash", b"\xc0\xaf"),
        ("half a surrogate", b"\xed\xa0\x80"),
        ("a byte that begins nothing", b"\xff"),
        ("a character beyond Unicode", b"\xf4\x90\x80\x80"),
    ):
        yield name, Expect.ERROR, lambda s, odd=odd: _in_row(s, s.text, s.text + odd)
    yield "byte order mark", Expect.SAME, lambda s: b"\xef\xbb\xbf" + s.data.removeprefix(b"\xef\xbb\xbf")
    yield "two byte order marks", Expect.ERROR, lambda s: b"\xef\xbb\xbf" * 2 + s.data.removeprefix(b"\xef\xbb\xbf")


def _nuls() -> Iterator[Spoiler]:
    yield "NUL in the header", Expect.ERROR, lambda s: _with_header(s, lambda cells: [b"\0" + cells[0], *cells[1:]])
    yield "NUL in a cell", Expect.ERROR, lambda s: _in_row(s, s.text, s.text[:1] + b"\0" + s.text[1:])
    yield "a tail of NULs", Expect.ERROR, lambda s: s.data + b"\0" * 4096
    yield "nothing but NULs", Expect.ERROR, lambda s: b"\0" * len(s.data)


def _headers() -> Iterator[Spoiler]:
    yield "first column twice", Expect.ERROR, lambda s: _with_header(s, lambda cells: [cells[0], cells[0], *cells[2:]])
    yield "two columns swapped in the header", Expect.ERROR, _swapped
    yield "two columns swapped throughout", Expect.REFUSED, _swapped_throughout
    yield "a column renamed", Expect.ERROR, _renamed
    yield "a column without name", Expect.ERROR, _unnamed
    yield "the last column gone", Expect.ERROR, _without_last
    yield "no header", Expect.ERROR, lambda s: _joined(s.lines[_header_at(s) + 1 :])
    yield "header in capitals", Expect.ERROR, _in_capitals
    yield (
        "header twice",
        Expect.REFUSED,
        lambda s: _joined([*s.lines[: s.row], s.lines[_header_at(s)], *s.lines[s.row :]]),
    )
    yield "a blank line first", Expect.ERROR, lambda s: b"\n" + s.data
    yield "a title first", Expect.ERROR, lambda s: b"Figures of our quarter\n" + s.data
    yield "blank header", Expect.ERROR, lambda s: _with_header(s, lambda cells: [b"" for _ in cells])


def _key_at(seed: Seed) -> int:
    """A column that every layout reads, and that stands in the header as it is."""
    return {"censusmapper": 0, "displayed": 1, "persons": 3, "spending": 3}.get(seed.id, 1)


def _swapped(seed: Seed) -> bytes:
    def swap(cells: list[bytes]) -> list[bytes]:
        return [cells[1], cells[0], *cells[2:]]

    return _with_header(seed, swap)


def _swapped_throughout(seed: Seed) -> bytes:
    mark = b";" if seed.private else b","
    parts = [line.split(mark) for line in seed.lines]
    return _joined([mark.join([cells[1], cells[0], *cells[2:]]) if len(cells) > 1 else cells[0] for cells in parts])


def _renamed(seed: Seed) -> bytes:
    at = _key_at(seed)
    return _with_header(seed, lambda cells: [*cells[:at], b'"column of another name"', *cells[at + 1 :]])


def _unnamed(seed: Seed) -> bytes:
    at = _key_at(seed)
    return _with_header(seed, lambda cells: [*cells[:at], b"", *cells[at + 1 :]])


def _without_last(seed: Seed) -> bytes:
    mark = b";" if seed.private else b","
    return _joined([line.rpartition(mark)[0] if mark in line else line for line in seed.lines])


def _in_capitals(seed: Seed) -> bytes:
    return _with_header(seed, lambda cells: [cell.swapcase() for cell in cells])


def _rows() -> Iterator[Spoiler]:
    mark = lambda s: b";" if s.private else b","  # noqa: E731
    yield "a cell too few", Expect.REFUSED, lambda s: _with_row(s, lambda line: line.rpartition(mark(s))[0])
    yield "a cell too many", Expect.REFUSED, lambda s: _with_row(s, lambda line: line + mark(s) + b"1")
    yield (
        "a thousand cells too many",
        Expect.REFUSED,
        lambda s: _with_row(s, lambda line: line + (mark(s) + b"1") * 1000),
    )
    yield "two rows on one line", Expect.REFUSED, lambda s: _with_row(s, lambda line: line + mark(s) + line)
    yield (
        "a row of nothing but delimiters",
        Expect.REFUSED,
        lambda s: _with_row(s, lambda line: mark(s) * line.count(mark(s))),
    )
    yield "a row of one word", Expect.REFUSED, lambda s: _with_row(s, lambda _: b"Total")
    yield "a row of spaces", Expect.REFUSED, lambda s: _with_row(s, lambda _: b"    ")
    yield "a row twice", Expect.REFUSED, lambda s: _joined([*s.lines[: s.row + 1], *s.lines[s.row :]])
    yield (
        "another delimiter in one row",
        Expect.REFUSED,
        lambda s: _with_row(s, lambda line: line.replace(mark(s), b"|")),
    )
    yield "conflict markers", Expect.REFUSED, lambda s: _joined([*s.lines[: s.row], b"<<<<<<< HEAD", *s.lines[s.row :]])


def _giants() -> Iterator[Spoiler]:
    yield "a field of three mebibytes", Expect.ERROR, lambda s: _in_row(s, s.text, s.text + b"x" * (3 << 20))
    yield "a field of one mebibyte", Expect.ANY, lambda s: _in_row(s, s.text, s.text + b"x" * (1 << 20))
    yield (
        "a hundred thousand empty cells",
        Expect.HARMLESS,
        lambda s: _with_row(s, lambda line: line + (b";" if s.private else b",") * 100_000),
    )
    yield "a hundred thousand quotes", Expect.REFUSED, lambda s: _in_row(s, s.text, b'"' * 99_999)
    yield (
        "a header of twenty thousand columns",
        Expect.ERROR,
        lambda s: (b";" if s.private else b",").join(b"c%d" % n for n in range(20_000)) + b"\n" + s.data,
    )


NUMBERS = (
    "NaN", "inf", "-inf", "1e400", "0x1F", "1.2.3", "12O", "--5", "5-", "=1+1", "@1", "١٢٣", "１２３", "12 persons",
    "1/2",
    "1_000", "9" * 400, "1e999999999", "true", "null", "#N/A", "#REF!", "'5", "5%",
)  # fmt: skip
DAYS = (
    "2021-02-30", "2021-13-01", "2021-00-10", "0000-01-01", "31/31/2021", "yesterday", "20210511", "2021-5-1", "44327",
    "10000-01-01", "2021-05-11T", "05-11", "-2021-05-11", "２０２１-05-11", "1e3-01-01",
)  # fmt: skip


def _values() -> Iterator[Spoiler]:
    for text in NUMBERS:
        yield f"number {text[:12]}", Expect.REFUSED, lambda s, text=text: _in_row(s, s.number, text.encode())
    for text in DAYS:
        yield f"day {text}", Expect.REFUSED, lambda s, text=text: _in_row(s, s.day, text.encode())


def _line_ends() -> Iterator[Spoiler]:
    yield "carriage returns only", Expect.ERROR, lambda s: s.data.replace(b"\n", b"\r")
    yield "carriage returns and line feeds", Expect.SAME, lambda s: s.data.replace(b"\n", b"\r\n")
    yield "both kinds of line ends", Expect.SAME, lambda s: s.data.replace(b"\n", b"\r\n", 1)
    yield "a carriage return in a cell", Expect.ERROR, lambda s: _in_row(s, s.text, s.text[:1] + b"\r" + s.text[1:])
    yield "a line feed in a cell", Expect.ANY, lambda s: _in_row(s, s.text, s.text[:1] + b"\n" + s.text[1:])
    yield "end of file as of DOS", Expect.REFUSED, lambda s: s.data.rstrip(b"\n") + b"\n\x1a"
    yield "blank lines between", Expect.SAME, lambda s: _joined([*s.lines[: s.row], b"", *s.lines[s.row :]])


def _kinds() -> Iterator[Spoiler]:
    kinds = {
        "web page": b"<!DOCTYPE html><html><body>Service unavailable</body></html>\n",
        "web page after blanks": b"\n\n  <html>\n<p>404</p></html>\n",
        "PDF": b"%PDF-1.7\n1 0 obj\n",
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "JSON": b'{"error": {"code": 429, "message": "slow down"}}\n',
        "old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "SQLite database": b"SQLite format 3\0" + b"\x10\0" * 50,
        "Parquet file": b"PAR1" + bytes(64) + b"PAR1",
        "noise": random.Random(1985).randbytes(3000),
        "e-mail": b"From: a@example.org\nSubject: the figures\n\nPlease find attached, the figures, of May\n",
        "rich text": b"{\\rtf1\\ansi the figures}\n",
    }
    for name, data in kinds.items():
        yield f"{name} under this name", Expect.ERROR, lambda s, data=data: data + s.data[:0]
    yield "gzip under this name", Expect.ERROR, lambda s: gzip.compress(s.data, mtime=0)
    yield "archive under this name", Expect.ERROR, _zipped


def _zipped(seed: Seed) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no table")
        archive.writestr("more.txt", "no table either")
    return buffer.getvalue()


SPOILERS: tuple[Spoiler, ...] = tuple(
    spoiler
    for kind in (_truncations, _quotes, _encodings, _nuls, _headers, _rows, _giants, _values, _line_ends, _kinds)
    for spoiler in kind()
)


def spoiled(seed: Seed) -> Iterator[tuple[str, Expect, Seed]]:
    """Give every malformed file that can be made of a well-formed one, by name, with what must come of it."""
    for name, usual, spoil in SPOILERS:
        expect = usual
        if name.startswith("day ") and not seed.day:
            continue
        if name in seed.harmless:
            expect = Expect.HARMLESS
        if name in seed.untold:
            expect = Expect.ANY
        yield name, expect, replace(seed, data=spoil(seed))
