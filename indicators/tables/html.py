"""A panel as an accessible HTML table: great-tables makes the markup and escapes the strings that we format.

Headings are the exception: great-tables 1.1 reads {{…}} in them as a unit of measurement and then escapes nothing, so
they are escaped here, braces too.
"""

from html import escape

from indicators.tables.formats import unbroken
from indicators.tables.layout import Column, Panel, Row, letter
from indicators.tables.words import NOTES, SOURCES
from schemas.vocabulary import Text

_SEPARATOR = ", "


def panel_html(panel: Panel, id_: str, language: str, notes: tuple[Text, ...]) -> str:
    """Return a `<table>` labelled by the element `<id_>-title`; `notes` gives footnotes their letters.

    great-tables' own style sheet (8 KiB a table) is left out: the page's style sheet speaks of its classes.
    """
    import polars as pl  # noqa: PLC0415 - heavy, and so is the next
    from great_tables import GT, html  # noqa: PLC0415

    marked = _with_marks(panel)
    names = [str(number) for number in range(len(marked))]
    rows = [_strings(row, language, notes) for row in panel.rows]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(["block", "stub", *names], pl.String), orient="row")
    table = GT(frame, id=id_, rowname_col="stub", groupname_col="block")
    table = table.tab_stubhead(html(_escaped(panel.stub, language)))
    table = table.cols_label({n: html(_escaped(c.label, language)) for n, c in zip(names, marked, strict=True)})
    table = table.cols_align("left", [n for n, c in zip(names, marked, strict=True) if c.text])
    table = table.cols_align("right", [n for n, c in zip(names, marked, strict=True) if not c.text])
    for label, over in _spanners(marked, names).items():
        table = table.tab_spanner(html(_escaped(label, language)), over, id=f"over-{over[0]}", gather=False)
    return _bare(table.as_raw_html(), id_)


def _escaped(text: Text, language: str) -> str:
    return escape(unbroken(text.in_language(language))).replace("{", "&#123;").replace("}", "&#125;")


def _with_marks(panel: Panel) -> tuple[Column, ...]:
    """Every row ends with its sources and its notes."""
    return (*panel.columns, Column(SOURCES, text=True), Column(NOTES, text=True))


def _strings(row: Row, language: str, notes: tuple[Text, ...]) -> tuple[str, ...]:
    letters = _SEPARATOR.join(letter(notes.index(note)) for note in row.notes)
    sources = _SEPARATOR.join(map(str, row.sources))
    cells = (cell.shown(language) for cell in row.cells)
    named = (unbroken(text.in_language(language)) for text in (row.block, row.label))
    return (*named, *cells, sources or "–", letters or "–")


def _spanners(columns: tuple[Column, ...], names: list[str]) -> dict[Text, list[str]]:
    over: dict[Text, list[str]] = {}
    for name, column in zip(names, columns, strict=True):
        if column.spanner:
            over.setdefault(column.spanner, []).append(name)
    return over


def _bare(html: str, id_: str) -> str:
    start, end = html.index("<table "), html.rindex("</table>") + len("</table>")
    return html[start:end].replace("<table ", f'<table aria-labelledby="{id_}-title" ', 1)
