"""The workbook of one language: cover, contents, notes, one sheet for each table; text is never taken for a formula."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from indicators.tables.book import Book
from indicators.tables.formats import workbook_format
from indicators.tables.layout import Bounds, Cell, Number, Panel, Row, letter, notes_of
from indicators.tables.pages import citation, source_lines
from indicators.tables.tables import Table
from indicators.tables.words import GENERAL_NOTES, LOWER, NOTES, PAGE, SOURCES, SYNTHETIC, UPPER
from schemas.vocabulary import LEGEND, SYMBOLS, Status, Text, Unit

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0D3B4D", "text_wrap": True}
_TITLE = {"bold": True, "font_size": 14, "font_color": "#0D3B4D"}
_HEADER_ROW = 3
_NARROWEST, _WIDEST = 9, 46


class Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, workbook: "Workbook", language: str) -> None:
        """Remember the workbook that owns the formats, and the language of its number formats."""
        self._workbook = workbook
        self._language = language
        self.text = cache(self._text)
        self.number = cache(self._number)

    def _text(self, **properties: object) -> "Format":
        """Return a format for words; long ones wrap."""
        return self._workbook.add_format({**_FONT, **properties})

    def _number(self, unit: Unit, status: Status, *, signed: bool = False) -> "Format":
        """Return a format that shows unit and symbol while the cell stays a number."""
        return self.text(num_format=workbook_format(unit, self._language, status, signed=signed), align="right")


def workbook_bytes(book: Book, tables: Sequence[Table], language: str) -> bytes:
    """Return the workbook; its document date is the latest reference date of the sources, so its bytes are stable."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only a publication needs it

    buffer = io.BytesIO()
    workbook = Workbook(buffer, _OPTIONS)
    workbook.set_properties(_properties(book, language))
    styles = Styles(workbook, language)
    _cover(_sheet(workbook, PAGE["cover"], language), book, language, styles)
    _contents(_sheet(workbook, PAGE["contents"], language), tables, language, styles)
    _notes(_sheet(workbook, PAGE["notes"], language), book, language, styles)
    for table in tables:
        _table(_sheet(workbook, table.spec.short, language), table, language, styles)
    workbook.close()
    return _stored(buffer.getvalue())


def _properties(book: Book, language: str) -> dict[str, object]:
    dates = [value for value in book.publication.sources["reference_date"] if isinstance(value, date)]
    latest = max(dates, default=date(1980, 1, 1))
    return {
        "title": book.publication.workspace_title.in_language(language),
        "comments": f"{PAGE['edition'].in_language(language)} {book.publication.edition}",
        "author": "Relance",
        "created": datetime(latest.year, latest.month, latest.day),  # noqa: DTZ001 - the file format has no time zone
    }


def _sheet(workbook: "Workbook", name: Text, language: str) -> "Worksheet":
    sheet = workbook.add_worksheet(name.in_language(language))
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def _lines(sheet: "Worksheet", first: int, lines: Iterable[str], style: "Format") -> int:
    """Write one line below the other in column A; return the row after the last."""
    for row, line in enumerate(lines, first):
        sheet.write_string(row, 0, line, style)
        first = row + 1
    return first


def _cover(sheet: "Worksheet", book: Book, language: str, styles: Styles) -> None:
    publication = book.publication
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, publication.workspace_title.in_language(language), styles.text(**_TITLE))
    _lines(sheet, 1, _cover_lines(book, language), styles.text(text_wrap=True))


def _cover_lines(book: Book, language: str) -> list[str]:
    publication = book.publication
    return [
        f"{PAGE['edition'].in_language(language)} {publication.edition}",
        *([PAGE["banner"].in_language(language)] if publication.synthetic else []),
        *(note.in_language(language) for note in publication.notes),
        citation(book, publication.workspace_title, language),
    ]


def _contents(sheet: "Worksheet", tables: Sequence[Table], language: str, styles: Styles) -> None:
    rows = [(table.spec.short.in_language(language), table.spec.title.in_language(language)) for table in tables]
    sheet.write_string(0, 0, PAGE["contents"].in_language(language), styles.text(**_TITLE))
    _grid(sheet, 2, (PAGE["sheet"], PAGE["title"]), rows, language, styles)
    for row, (name, _) in enumerate(rows, 3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.text(underline=1, font_color="#0B5268"), name)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)


def _notes(sheet: "Worksheet", book: Book, language: str, styles: Styles) -> None:
    sheet.write_string(0, 0, PAGE["notes"].in_language(language), styles.text(**_TITLE))
    every = book.notes(book.indicators.values())
    notes = [note.in_language(language) for note in (*every, *GENERAL_NOTES)]
    row = _lines(sheet, 1, notes, styles.text()) + 1
    symbols = [(SYMBOLS[status], meaning.in_language(language)) for status, meaning in LEGEND.items()]
    row = _grid(sheet, row, (PAGE["symbol"], PAGE["meaning"]), symbols, language, styles) + 1
    cited = source_lines(book, language, tuple(book.numbers.values()))
    heads = tuple(PAGE[name] for name in ("number", "source", "publisher", "licence", "reference"))
    row = _grid(sheet, row, heads, [tuple(line.values()) for line in cited], language, styles) + 1
    defined = [
        (i.name.in_language(language), i.definition.in_language(language), i.source) for i in book.indicators.values()
    ]
    heads = tuple(PAGE[name] for name in ("indicator", "definition", "method"))
    _grid(sheet, row, heads, defined, language, styles)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 42)


def _grid(
    sheet: "Worksheet", top: int, heads: Sequence[Text], rows: Sequence[tuple[str, ...]], language: str, styles: Styles
) -> int:
    """Write a small table of words from column A; return the row after it."""
    for column, head in enumerate(heads):
        sheet.write_string(top, column, head.in_language(language), styles.text(**_HEAD))
    for row, cells in enumerate(rows, top + 1):
        for column, words in enumerate(cells):
            sheet.write_string(row, column, words, styles.text(text_wrap=True))
    return top + 1 + len(rows)


def _table(sheet: "Worksheet", table: Table, language: str, styles: Styles) -> None:
    panel = table.sheet
    notes = notes_of([panel])
    heads = _heads(panel, language)
    sheet.write_string(0, 0, table.spec.title.in_language(language), styles.text(**_TITLE))
    sheet.write_string(1, 0, _subtitle(table, language), styles.text())
    for column, head in enumerate(heads):
        sheet.write_string(_HEADER_ROW, column, head, styles.text(**_HEAD))
    for at, row in enumerate(panel.rows, _HEADER_ROW + 1):
        _row(sheet, at, row, notes, language, styles)
    last = _HEADER_ROW + len(panel.rows)
    _lines(sheet, last + 2, _footnotes(table, notes, language), styles.text())
    _arrange(sheet, panel, heads, last, language)


def _subtitle(table: Table, language: str) -> str:
    summary = table.spec.summary.in_language(language)
    marked = f"[{SYNTHETIC.in_language(language)}] " if table.book.publication.synthetic else ""
    return marked + summary


def _footnotes(table: Table, notes: Sequence[Text], language: str) -> list[str]:
    lettered = [f"{letter(n)}  {note.in_language(language)}" for n, note in enumerate(notes)]
    general = [note.in_language(language) for note in table.book.notes(table.indicators)]
    return [*lettered, *general, PAGE["see_notes"].in_language(language)]


def _heads(panel: Panel, language: str) -> list[str]:
    """The headings of the columns; bounds take two, and a heading above several columns goes before each of theirs."""
    heads: list[str] = [panel.stub.in_language(language)]
    for column, cell in zip(panel.columns, panel.rows[0].cells, strict=True):
        above = f"{column.spanner.in_language(language)} – " if column.spanner else ""
        labels = (LOWER, UPPER) if isinstance(cell, Bounds) else (column.label,)
        heads += [above + label.in_language(language) for label in labels]
    return [*heads, SOURCES.in_language(language), NOTES.in_language(language)]


def _row(sheet: "Worksheet", at: int, row: Row, notes: Sequence[Text], language: str, styles: Styles) -> None:
    letters = ", ".join(letter(notes.index(note)) for note in row.notes)
    sheet.write_string(at, 0, row.label.in_language(language), styles.text(text_wrap=True))
    cells = [part for cell in row.cells for part in _parts(cell)]
    for column, cell in enumerate(cells, 1):
        _write(sheet, at, column, cell, language, styles)
    sheet.write_string(at, len(cells) + 1, ", ".join(map(str, row.sources)) or "–", styles.text())
    sheet.write_string(at, len(cells) + 2, letters or "–", styles.text())


def _parts(cell: Cell) -> tuple[Cell, ...]:
    if not isinstance(cell, Bounds):
        return (cell,)
    return tuple(Number(bound, cell.unit, cell.marked) for bound in (cell.lower, cell.upper))


def _write(sheet: "Worksheet", at: int, column: int, cell: Cell, language: str, styles: Styles) -> None:
    if isinstance(cell, Number) and cell.value is not None:
        sheet.write_number(at, column, cell.value, styles.number(cell.unit, cell.status, signed=cell.signed))
    else:
        align = "right" if isinstance(cell, Number) else "left"
        sheet.write_string(at, column, cell.shown(language), styles.text(text_wrap=True, align=align))


def _arrange(sheet: "Worksheet", panel: Panel, heads: Sequence[str], last: int, language: str) -> None:
    """Freeze and repeat the header, filter the rows, and make each column as wide as its words."""
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.autofilter(_HEADER_ROW, 0, last, len(heads) - 1)
    shown = [[cell.shown(language) for cell in row.cells for _ in _parts(cell)] for row in panel.rows]
    labels = [row.label.in_language(language) for row in panel.rows]
    for column, words in enumerate([labels, *map(list, zip(*shown, strict=True))]):
        widest = max(map(len, [*words, heads[column][: _WIDEST // 2]]))
        sheet.set_column(column, column, min(max(widest + 3, _NARROWEST), _WIDEST))


def _stored(archive: bytes) -> bytes:
    """Pack again without compression: zlib differs between machines, and the same edition has the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), source.read(name))
    return packed.getvalue()
