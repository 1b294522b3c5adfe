"""Reads one file of a register, CSV, Excel or Parquet, as text: only the columns that its mapping names go on.

What stands in the others never comes near the database that is kept, so that no page of it can hold a cell of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from schemas.errors import SourceError
from schemas.hints import nearest
from warehouse.database import in_memory
from warehouse.register.mapping import Plan, as_text
from warehouse.register.workbooks import MOST_CELLS, read_sheet
from warehouse.source import Source
from warehouse.staging import Lines, Parsed, parse_csv
from warehouse.text import header, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_PARQUET = b"PAR1"
_DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
_TEXT_ENDINGS = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True)
class Grid:
    """A file's mapped columns as text under the file's own names, with `line`; and the names of the others."""

    parsed: Parsed
    left_out: list[str]


def read(snapshot: "Snapshot", source: Source, found: Plan, work: Path) -> Grid:
    """Return a file's mapped columns; raises SourceError, repeating no cell, for a file of another kind."""
    with snapshot.path.open("rb") as file:
        start = file.read(4)
    if snapshot.path.suffix.lower() in _TEXT_ENDINGS or start not in {*_EXCEL, _PARQUET}:
        return _csv(snapshot, source, found, work)
    return _parquet(snapshot, found) if start == _PARQUET else _excel(snapshot, found)


def _positions(names: Sequence[str], found: Plan, where: str) -> list[int]:
    """Find the mapped columns; a header that has none of them may be a person's row, so nothing of it is repeated."""
    missing = [column for column in found.read if column not in names]
    if missing and len(missing) == len(found.read):
        raise SourceError(
            f"{where}: expected a header with {missing[0]!r} and the other columns of the mapping, found none of them. "
            "If titles stand above the header, give header_line = … in the mapping; if there is no header, add one."
        )
    if missing:
        hints = [f"{column!r} ({nearest(column, [name for name in names if name])})" for column in missing]
        raise SourceError(
            f"{where}: the file has no column {', '.join(hints)}. Correct the name in the source's mapping."
        )
    twice = [column for column in found.read if names.count(column) > 1]
    if twice:
        raise SourceError(f"{where}: the column {twice[0]!r} stands there more than once; rename one of the two.")
    return [names.index(column) for column in found.read]


def _left_out(names: Sequence[str], found: Plan) -> list[str]:
    return [name for name in names if name and name not in found.read]


def _csv(snapshot: "Snapshot", source: Source, found: Plan, work: Path) -> Grid:
    file = received(snapshot, source.encoding, header_line=found.header_line)
    cells = [cell.strip() for cell in header(file)]
    _positions(cells, found, file.where)
    names = [cell if cell in found.read else "" for cell in cells]
    with in_memory() as con:  # it sees what must not be kept
        parsed = parse_csv(
            con, snapshot, names, work, encoding=source.encoding, header_line=found.header_line, private=True
        )
    return Grid(parsed, _left_out(cells, found))


def _parquet(snapshot: "Snapshot", found: Plan) -> Grid:
    try:
        names = list(pl.read_parquet_schema(snapshot.path))
        _positions(names, found, snapshot.name)
        rows = pl.scan_parquet(snapshot.path).select(pl.len()).collect().item()
        _expect_size(snapshot.name, rows, len(found.read))
        columns = [_values(pl.read_parquet(snapshot.path, columns=[name]), snapshot.name) for name in found.read]
    except (*_DAMAGED, OSError) as problem:
        raise SourceError(
            f"{snapshot.name} cannot be read as Parquet: {type(problem).__name__}. Write the file again."
        ) from None
    cells = list(enumerate(zip(*columns, strict=True), start=1))
    return Grid(_parsed(cells, found, Lines(len(cells), 0, 0, 0, 0, 0)), _left_out(names, found))


def _expect_size(name: str, rows: int, columns: int) -> None:
    """A file of a few bytes may hold a value that stands there a thousand million times."""
    if rows * columns > MOST_CELLS:
        raise SourceError(
            f"{name}: {rows:,} rows of {columns} columns; at most {MOST_CELLS:,} cells are read. Split the file."
        )


def _values(table: pl.DataFrame, name: str) -> list[object]:
    try:
        return table.to_series().to_list()
    except (OverflowError, ValueError):
        raise SourceError(
            f"{name}, column {table.columns[0]}: expected days of the years 1 to 9999, found others. "
            "Write the file again."
        ) from None


def _excel(snapshot: "Snapshot", found: Plan) -> Grid:
    records = read_sheet(snapshot, found.sheet)
    titles = found.header_line - 1
    names = [as_text(cell).strip() for cell in records[titles]] if len(records) > titles else []
    positions = _positions(names, found, f"{snapshot.name}, row {found.header_line}")
    body = list(enumerate(records[found.header_line :], start=found.header_line + 1))
    filled = [(line, tuple(row[at] for at in positions)) for line, row in body if any(cell != "" for cell in row)]
    lines = Lines(len(records), 1, titles, 0, 0, len(body) - len(filled))
    return Grid(_parsed(filled, found, lines), _left_out(names, found))


def _parsed(cells: Sequence[tuple[int, tuple[object, ...]]], found: Plan, lines: Lines) -> Parsed:
    schema = {"line": pl.Int64} | dict.fromkeys(found.read, pl.String)
    texts = [(line, *(None if cell is None else as_text(cell) for cell in row)) for line, row in cells]
    return Parsed(pl.DataFrame(texts, schema=schema, orient="row"), lines, [])
