"""Delimited files: a copy with numbered lines, read with DuckDB as rows of text, and every line that is no row.

Every data line of the copy begins with its line number in the received file, so that wherever the parser ends a row or
gives up on one, the row itself says which physical line it is. No line is ever guessed by counting rows. Every column
is text, nothing is sniffed, nothing ignored or padded: each of those options loses rows without a word.
"""

import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import duckdb
import polars as pl

from schemas.arrow import frames_of
from schemas.errors import SourceError
from warehouse.database import identifier, literal
from warehouse.text import MAX_LINE, RAW, File, cells_and_delimiter, numbered_lines

_CELLS = 1_000_000  # cells of one batch, so that it takes some 50 MB however wide the file is
_LITTLE = 4_000_000  # bytes of a copy up to which all of its rows are read at once
_BESIDE_NUMBER = 32  # bytes that the line number may add to the longest line
_NEITHER = bytes(code for code in range(256) if code not in b'"\n')  # neither quotation mark nor line end
_STRAY = "a quotation mark stands inside a value, or is opened and not closed"
_QUOTING = ("UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM")
_RUN_ON = 1_000  # lines that one quotation mark may take with it before the file as a whole is refused
# Where an error stands is told exactly; which text it belongs to is not, nor every line that it took along.
_ERRORS = """
    SELECT byte_position, min(error_type), max(error_message)
    FROM reject_errors GROUP BY byte_position ORDER BY byte_position DESC
"""


@dataclass(frozen=True)
class Copy:
    """A numbered UTF-8 copy of the data lines, and how many physical lines the received file has of which kind."""

    path: Path
    file: File
    header: tuple[str, ...]
    delimiter: str
    physical: int
    blank_titles: int
    blank: frozenset[int]  # data lines without any character
    quotes_span_lines: bool  # a line with an odd number of quotation marks was seen: a field may run over several lines


@dataclass
class _Count:
    physical: int = 0
    blank: list[int] = field(default_factory=list)
    odd: bool = False


@dataclass
class Parser:
    """One reading of a copy: `batches` first, to its end; then what stands between the rows is known."""

    con: duckdb.DuckDBPyConnection
    copy: Copy
    names: tuple[str, ...]
    reached: int  # the line after the last row
    gaps: list[tuple[int, int]] = field(default_factory=list)  # from a line to before another, where no row stands

    def no_rows(self) -> pl.DataFrame:
        """Give a batch without rows: the numbers `line` and `span`, and a text column for each that is read."""
        texts = {name: pl.String for name in self.names if name}
        return pl.DataFrame(schema={"line": pl.Int64, "span": pl.Int64, **texts})

    def batches(self) -> Iterator[pl.DataFrame]:
        """Give the rows as text, in the file's order, with the line each begins on and how many it runs over."""
        columns = self.no_rows().columns
        try:
            query, rows = _query(self.copy, self.names), max(1, _CELLS // len(columns))
            for batch in frames_of(self.con, query, rows=rows, large=self.copy.path.stat().st_size > _LITTLE):
                # A row without a number begins within a line that DuckDB has refused before.
                found = _numbered(batch, self.copy).filter(pl.col("line").is_not_null())
                self._cover(found["line"], found["line"] + found["span"])
                yield found.select(columns)
        except (duckdb.Error, pl.exceptions.ComputeError, OSError):
            # DuckDB's own message, which polars and pyarrow repeat, quotes the file, which may be private.
            name, width = self.copy.file.name, len(self.names)
            raise SourceError(f"{name}: cannot be read as a table of {width} columns. Get the file again.") from None
        self._cover(pl.Series([self.copy.physical + 1]), pl.Series([self.copy.physical + 1]))

    def blank(self) -> int:
        """Count the blank lines that stand outside of rows."""
        return sum(line in self.copy.blank for gap in self.gaps for line in range(*gap))

    def rejects(self) -> list[tuple[int, str]]:
        """List the lines that are no rows, each with its reason.

        Raises SourceError where the parser passed over a line without a word, or a quotation mark took too many along.
        """
        errors = _errors(self.con, self.copy)
        return [reject for gap in self.gaps for reject in _explained(self.copy, range(*gap), errors)]

    def _cover(self, lines: pl.Series, ends: pl.Series) -> None:
        """Take note of the lines between rows."""
        before = ends.shift(1, fill_value=self.reached)
        apart = lines != before
        self.gaps += zip(before.filter(apart), lines.filter(apart), strict=True)
        self.reached = int(ends[-1])


@contextmanager
def numbered_copy(file: File, work: Path) -> Iterator[Copy]:
    """Write the numbered copy into `work` and take it away at the end; raises SourceError as `read_text` does."""
    path = work / f"{(file.sha256 or file.path.name)[:16]}.numbered.csv"
    try:
        with path.open("wb") as out:
            copy = _copy(file, path, out)
        yield copy
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def parsing(con: duckdb.DuckDBPyConnection, copy: Copy, names: Sequence[str]) -> Iterator[Parser]:
    """Open a reading of its own beside `con`, so that rows can be written while more are read."""
    cursor = con.cursor()
    try:
        yield Parser(cursor, copy, tuple(names), copy.file.header_line + 1)
    finally:
        cursor.close()


def raw_lines(copy: Copy, wanted: Iterable[int]) -> dict[int, str]:
    """Fetch lines of the copy by their number, without it, cut to 2,000 characters."""
    numbers = {b"%d" % number for number in wanted}
    if not numbers:
        return {}
    with copy.path.open("rb") as file:
        parts = (line.partition(copy.delimiter.encode()) for line in file)
        found = ((number, text) for number, _, text in parts if number in numbers)
        return {int(number): text.decode().rstrip("\n")[:RAW] for number, text in islice(found, len(numbers))}


def _query(copy: Copy, names: Sequence[str]) -> str:
    """Name every position; unread columns are counted by the parser, and read only to find rows of several lines."""
    own = [name or f"#{position}" for position, name in enumerate(names)]
    wanted = own if copy.quotes_span_lines else [name for name in names if name]
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in ["line", *own])
    return (
        f"SELECT {', '.join(map(identifier, ['line', *wanted]))} FROM read_csv({literal(str(copy.path))}, "
        f"columns = {{{columns}}}, auto_detect = false, header = false, delim = {literal(copy.delimiter)}, "
        "quote = '\"', escape = '\"', encoding = 'utf-8', allow_quoted_nulls = false, "
        f"store_rejects = true, rejects_limit = 0, max_line_size = {MAX_LINE + _BESIDE_NUMBER})"
    )


def _numbered(rows: pl.DataFrame, copy: Copy) -> pl.DataFrame:
    """Turn the number into a line and take the numbers of further lines out of fields that run over several."""
    line = pl.col("line").cast(pl.Int64, strict=False)
    if not copy.quotes_span_lines:
        return rows.with_columns(line, span=pl.lit(1, pl.Int64))
    texts = pl.exclude("line")
    span = pl.sum_horizontal(texts.str.count_matches("\n", literal=True)).cast(pl.Int64) + 1
    return rows.with_columns(line, texts.str.replace_all(rf"\n\d+{re.escape(copy.delimiter)}", "\n"), span=span)


def _errors(con: duckdb.DuckDBPyConnection, copy: Copy) -> dict[int, str]:
    """Say what DuckDB found wrong, by the line that it stands on; of several errors on a line the first counts."""
    found = con.execute(_ERRORS).fetchall()
    if not found:
        return {}
    with copy.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return {_number_at(text, position - 1): _sentence(kind, message) for position, kind, message in found}


def _number_at(text: mmap.mmap, position: int) -> int:
    start = text.rfind(b"\n", 0, position) + 1
    number = re.match(rb"\d+", text[start : start + _BESIDE_NUMBER])
    return int(number[0]) if number else 0


def _sentence(kind: str, message: str) -> str:
    """Put DuckDB's error into words; its counts of columns include the line number."""
    counts = re.fullmatch(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if counts is None:
        return _STRAY if kind in _QUOTING else kind.lower()
    found = "more" if kind == "TOO MANY COLUMNS" else str(int(counts[2]) - 1)
    return f"expected {int(counts[1]) - 1} columns, found {found}"


def _explained(copy: Copy, gap: range, errors: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Give each line of a gap that is not blank its own error, or the one before it whose row it was part of."""
    lines = [line for line in gap if line not in copy.blank]
    known = [line for line in lines if line in errors]
    where = f"{copy.file.name}, line {lines[0]}" if lines else ""
    if lines and not known:
        raise SourceError(f"{where}: {len(lines)} lines are neither a row nor an error. Please report this.")
    if len(lines) - len(known) > _RUN_ON:
        raise SourceError(
            f"{where}: {_STRAY}, and takes {len(lines):,} lines along. Expected text in pairs of quotation marks, one "
            "inside written twice. Mend the line, or get the file again."
        )
    reason = errors[known[0]] if lines else ""
    for line in lines:
        reason = errors.get(line, reason)
        yield line, reason


def _copy(file: File, path: Path, out: BinaryIO) -> Copy:
    """Number the lines below the header; titles above it count as notes."""
    cells, delimiter = cells_and_delimiter(file)
    count = _Count()
    titles_blank = 0
    for first, lines in numbered_lines(file):
        above = max(0, file.header_line + 1 - first)
        titles_blank += lines[:above].count(b"")
        _write(out, lines[above:], first + above, delimiter.encode(), count)
        count.physical = first + len(lines) - 1
    return Copy(path, file, cells, delimiter, count.physical, titles_blank, frozenset(count.blank), count.odd)


def _write(out: BinaryIO, lines: list[bytes], first: int, delimiter: bytes, count: _Count) -> None:
    """Write lines with their numbers; a blank line stays bare, so that the parser passes over it."""
    row = b"%d" + delimiter + b"%b\n"
    numbered = [row % pair for pair in enumerate(lines, first)]
    if b"" in lines:
        count.blank += [number for number, line in enumerate(lines, first) if not line]
        numbered = [text if line else b"\n" for text, line in zip(numbered, lines, strict=True)]
    block = b"".join(numbered)
    # What is left of a line with an even number of quotation marks is nothing.
    count.odd = count.odd or b'"' in block.translate(None, _NEITHER).replace(b'""', b"")
    out.write(block)
