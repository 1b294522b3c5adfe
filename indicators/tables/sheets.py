"""What the sheet of a table holds: headline and revisions as on their pages, other tables one figure a line."""

from collections.abc import Sequence

from indicators.tables.book import Book, Figure
from indicators.tables.delimited import long_entries
from indicators.tables.formats import UNITS
from indicators.tables.groups import group_label
from indicators.tables.layout import Column, Panel, Row, Words, bounds_cell, caveats, value_cell
from indicators.tables.specs import Layout, TableSpec
from indicators.tables.words import BOUNDS, GROUP, INDICATOR, PERIOD, PLACE, UNIT, VALUE
from schemas.vocabulary import Text

_LONG = (
    Column(PLACE, text=True),
    Column(GROUP, text=True),
    Column(PERIOD, text=True),
    Column(VALUE),
    Column(BOUNDS),
    Column(UNIT, text=True),
)


def sheet_panel(book: Book, spec: TableSpec, panels: Sequence[Panel]) -> Panel:
    """Return the one panel of a table's sheet, so that filters and pivots work on it."""
    if spec.layout in {Layout.HEADLINE, Layout.REVISIONS}:
        return panels[-1]
    rows = tuple(_row(book, section, figure) for section, figure in long_entries(book, spec))
    return Panel(spec.title, INDICATOR, _LONG, rows)


def _row(book: Book, section: Text, figure: Figure) -> Row:
    cells = (
        Words(book.names[figure.place_id]),
        Words(group_label(figure.group_id)),
        Words(figure.period.label),
        value_cell(figure),
        bounds_cell(figure),
        Words(UNITS[figure.unit].name),
    )
    notes = (*caveats([figure]), *book.marks(figure.indicator))
    return Row(section, figure.indicator.name, cells, book.sources([figure]), notes)
