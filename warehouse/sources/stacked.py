"""Reads Statistics Canada's "as displayed" downloads: titles, stacked and merged header lines, units, rows, footnotes.

    titles          one cell a line: title, frequency, table number, release date, geography
    header lines    a dimension's name, then its members across the columns; a merged cell stands in its first column
    last of them    the names of the row dimensions, then the reference periods
    units           the row labels empty, then the unit; again wherever the unit changes further down
    rows            members (a merged one only in its first row), then values such as "3,609.8", "x", ".." or "5.2E"
    after a blank   symbol legend, corrections, footnotes, how to cite

Note numbers are glued to labels ("Population 7 8"): those that the footnotes list are taken off. Counts in thousands
say so in the title, in a member's label or in the unit, and any of these may stand for the others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.errors import SourceError
from warehouse.sources.labels import (
    carried,
    cells_of,
    factor_in,
    indent_of,
    is_blank,
    label,
    merged_down,
    number_and_symbol,
    scalar_of,
)

_FOOT = ("Symbol legend:", "Table Corrections:", "Footnotes:", "How to cite")
_TITLES = 8  # the titles stand in the first lines


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: `line` counts from 1, `value` is a number after the scalar factor, None where a symbol is."""

    line: int
    ref_date: str
    geo: str
    dimensions: tuple[tuple[str, str], ...]
    uom: str
    scalar: int
    value: str | None
    symbol: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be read, and why."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Stacked:
    """A displayed table: what its titles say, its cells, and how many physical lines are header, notes and blank."""

    product_id: str
    release_date: str
    cells: list[Cell]
    refused: list[Refused]
    physical: int
    header: int
    notes: int
    blank: int


@dataclass(frozen=True)
class _Column:
    """What stands above one column of values."""

    ref_date: str
    members: dict[str, str]
    factor: int


@dataclass(frozen=True)
class _Layout:
    """Where the parts of a file lie, as indices of its lines, and how many columns of labels its rows begin with."""

    first: int
    units: int
    end: int
    labels: int


@dataclass
class _Body:
    """The rows read so far, with what a row takes from the lines above it: units and merged labels."""

    stubs: list[str]
    columns: list[_Column]
    notes: frozenset[str]
    factor: int
    units: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def parse(lines: Sequence[str], name: str) -> Stacked:
    """Read a displayed table from all its physical lines, without their ends; `name` is the file's, for messages.

    Raises SourceError where the file is no such table: no table number, header or units line, uneven header lines, no
    reference periods, cut before "How to cite". A single row that cannot be read is refused with its reason.
    """
    product_id, release_date = _titles(lines, name)
    layout = _layout(lines, name)
    notes = _note_numbers(lines, layout, name)
    stubs, columns = _header(lines, layout, notes, name)
    body = _Body(stubs, columns, notes, factor_in(lines[0]))
    units = sum(_read_line(body, at + 1, lines[at], name) for at in range(layout.units, layout.end))
    blank = sum(map(is_blank, lines))
    header = layout.units - layout.first + units
    rest = len(lines) - blank - layout.end + layout.first
    return Stacked(product_id, release_date, body.cells, body.refused, len(lines), header, rest, blank)


# The parts of the file


def _titles(lines: Sequence[str], name: str) -> tuple[str, str]:
    """Find the table's number and its release date in the title lines."""
    pattern = re.compile(r'^"?(Table|Release date):\s*(.*?)"?$', re.MULTILINE)
    found = dict(pattern.findall("\n".join(lines[:_TITLES])))
    number = re.match(r"\d{2}-\d{2}-\d{4}", found.get("Table", ""))
    if number is None:
        raise SourceError(
            f"{name}, lines 1 to {_TITLES}: expected a title line such as “Table: 14-10-0378-01”, found none. "
            "Give the file as Statistics Canada serves it."
        )
    return number[0], found.get("Release date", "")


def _layout(lines: Sequence[str], name: str) -> _Layout:
    """Find header, units and rows: a units line is the first that begins further right than the header's first line."""
    first = next((at for at, line in enumerate(lines) if len(cells_of(line)) > 1), len(lines))
    end = next((at for at in range(first, len(lines)) if is_blank(lines[at])), len(lines))
    indents = [indent_of(cells_of(line)) for line in lines[first:end]]
    units = next((at for at, indent in enumerate(indents) if indent > indents[0]), None)
    if units is None:
        raise SourceError(
            f"{name}, lines {first + 1} to {end}: expected header lines and a units line such as “,Persons” before the "
            "rows, found none. Download the table again as displayed."
        )
    return _Layout(first, first + units, end, indents[units])


def _note_numbers(lines: Sequence[str], layout: _Layout, name: str) -> frozenset[str]:
    """List the numbers of the footnotes; the foot must be whole, since a file cut short may have lost rows as well."""
    foot = [line.lstrip('"') for line in lines[layout.end :] if not is_blank(line)]
    if not foot or not foot[0].startswith(_FOOT) or not any(line.startswith(_FOOT[-1]) for line in foot):
        raise SourceError(
            f"{name}, after line {layout.end}: expected the symbol legend, footnotes and “How to cite”, found "
            f"{'other lines' if foot else 'the end of the file'}. It is cut short or was edited: download it again."
        )
    return frozenset(match[1] for line in foot if (match := re.match(r"(\d{1,3}),", line)))


def _header(lines: Sequence[str], layout: _Layout, notes: frozenset[str], name: str) -> tuple[list[str], list[_Column]]:
    """Read the names of the row labels and what stands above each column; merged members are carried to the right."""
    *upper, last = [cells_of(line) for line in lines[layout.first : layout.units]]
    _check_header(upper, last, layout, name)
    names = [label(cells[layout.labels - 1], notes) for cells in upper]
    above = [carried(cells[layout.labels :]) for cells in upper]
    columns = [
        _Column(
            label(period, notes),
            {dimension: label(member, notes) for dimension, member in zip(names, members, strict=True)},
            max(map(factor_in, members), default=1),
        )
        for period, *members in zip(last[layout.labels :], *above, strict=True)
    ]
    if len({(column.ref_date, *column.members.values()) for column in columns}) < len(columns):
        raise SourceError(f"{name}, line {layout.units}: two columns have the same header. Download the table again.")
    return [label(stub, notes) for stub in last[: layout.labels]], columns


def _check_header(upper: list[list[str]], last: list[str], layout: _Layout, name: str) -> None:
    for at, cells in enumerate([*upper, last]):
        if len(cells) != len(last):
            line = layout.first + at + 1
            raise SourceError(f"{name}, line {line}: expected {len(last)} header cells, found {len(cells)}.")
    if "" in last or any("" in cells[layout.labels - 1 : layout.labels + 1] for cells in upper):
        raise SourceError(
            f"{name}, line {layout.units}: expected the names of the row labels and a reference period over every "
            "column, then a units line; found empty cells. Download it again, reference periods across the columns."
        )


def _read_line(body: _Body, number: int, line: str, name: str) -> bool:
    """Read one line between header and foot into the body; say whether it was a units line."""
    cells, labels = cells_of(line), len(body.stubs)
    width = labels + len(body.columns)
    whole = len(cells) == width
    if re.match(rf'((?:"")?,){{{labels}}}', line):
        if not whole or not cells[labels]:
            raise SourceError(f"{name}, line {number}: expected a units line over every column, found a broken one.")
        body.units = carried(cells[labels:])
        return True
    reason = _read_row(body, number, cells) if whole else f"expected {width} cells, found {len(cells)}"
    if reason is not None:
        body.refused.append(Refused(number, reason, line))
    if not whole:
        body.above = [""] * labels  # its labels are not to be trusted, nor those of an earlier row for the next one
    return False


def _read_row(body: _Body, number: int, cells: list[str]) -> str | None:
    """Add the cells of one row, or none of them and the reason."""
    labels = len(body.stubs)
    body.above = merged_down(cells[:labels], body.above)
    if "" in body.above:
        return f"no label for {body.stubs[body.above.index('')]}: it stands in a line above that cannot be read"
    row = dict(zip(body.stubs, (label(text, body.notes) for text in body.above), strict=True))
    above = max(map(factor_in, body.above))
    read: list[Cell] = []
    for text, column, unit in zip(cells[labels:], body.columns, body.units, strict=True):
        scalar = scalar_of(unit, {body.factor, column.factor, above, factor_in(unit)})
        value = number_and_symbol(text, scalar)
        if value is None:
            return f"{column.ref_date}: expected a number or a symbol, found {text!r}"
        read.append(_cell(number, column, row, label(unit, body.notes), scalar, value))
    body.cells += read
    return None


def _cell(
    number: int, column: _Column, row: dict[str, str], unit: str, scalar: int, value: tuple[str | None, str]
) -> Cell:
    members = {**column.members, **row}
    geo = members.pop("Geography", "")
    return Cell(number, column.ref_date, geo, tuple(sorted(members.items())), unit, scalar, *value)
