"""Reads one sheet of a workbook, after looking whether it can be read without harm.

A workbook is an archive, and a single cell in the last row and column makes a grid of seventeen thousand million cells:
both are measured before anything is laid out in memory.
"""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.errors import SourceError
from schemas.hints import nearest
from warehouse.archives import Limits, inflated

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

MOST_CELLS = 20_000_000
"""How many cells the grid of a sheet may have, from the first row and column on."""

_ARCHIVE = b"PK"
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_OVERLAP = 32  # bytes in which a cell's address fits


def read_sheet(snapshot: "Snapshot", sheet: str) -> Sequence[Sequence[object]]:
    """Return the rows of one sheet, each as wide as the widest, from the first row and column on.

    `sheet` is its name, "" the first. Raises SourceError, repeating no cell, for a file that is no workbook or is
    damaged, a sheet that is not there, and one that is too large.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 only workspaces with workbooks need it

    content = snapshot.path.read_bytes()
    if content.startswith(_ARCHIVE):
        _expect_harmless(snapshot)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            raise SourceError(f"{snapshot.name}: there is no sheet {name!r}; {nearest(name, book.sheet_names)}")
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as problem:
        raise SourceError(
            f"{snapshot.name} cannot be read as a workbook: {type(problem).__name__}. Save it again as .xlsx."
        ) from None


def _expect_harmless(snapshot: "Snapshot") -> None:
    row = column = 0
    sheets, rest, before = 0, b"", ""
    for name, piece in inflated(snapshot.path, Limits(), snapshot.name):
        if name.startswith("xl/worksheets/"):
            text = (rest if name == before else b"") + piece
            sheets, rest, before = sheets + 1, text[-_OVERLAP:], name
            row = max(row, *(int(number) for _, number in _CELL.findall(text)), 0)
            column = max(column, *(_number(letters) for letters, _ in _CELL.findall(text)), 0)
    if not sheets:
        raise SourceError(f"{snapshot.name} is no .xlsx workbook: there is no sheet in it. Save it again as .xlsx.")
    if row * column > MOST_CELLS:
        raise SourceError(
            f"{snapshot.name}: a sheet reaches to row {row:,} and column {column:,}; at most {MOST_CELLS:,} cells are "
            "read. Delete what stands far below and far to the right of the table, or save the sheet as CSV."
        )


def _number(letters: bytes) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
