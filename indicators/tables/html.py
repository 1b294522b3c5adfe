"""A panel as an accessible HTML table: great-tables makes the markup, which the texts of each language are put into.

Great-tables takes long for each cell, and many panels are alike but for how many rows they have: it is asked once for a
table of one block with one row, and these are repeated. It is given marks in the place of texts, so that it neither
reads {{…}} in a heading as a unit of measurement, nor makes identifiers of words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import count
from typing import Any

from indicators.tables.formats import unbroken
from indicators.tables.layout import Column, Panel, Row, letter
from indicators.tables.words import NOTES, SOURCES
from schemas.vocabulary import Text

_SEPARATOR = ", "
_MARK = "\ue000{}{}\ue001"  # of a heading ("h"), a block ("b") or a cell ("c"), by number; no markup holds these
_MARKED = re.compile(">\ue000([hbc])([0-9]+)\ue001")
# What is repeated, and the numbers by which identifiers name it.
_BLOCK = re.compile('  <tr class="gt_group_heading_row">.*</tr>', re.DOTALL)
_ROW = re.compile("  <tr>.*</tr>", re.DOTALL)
_BLOCK_NUMBER, _ROW_NUMBER = re.compile('(?<=-b)0(?=[ "])'), re.compile('(?<=-stub-)1(?=[ "])')
_ID = "panel"
_IDS = re.compile(f'(?<=[ "]){_ID}-')


def panel_html(panel: Panel, id_: str, language: str, notes: tuple[Text, ...]) -> str:
    """Return a `<table>` labelled by the element `<id_>-title`; `notes` gives footnotes their letters.

    great-tables' own style sheet (8 KiB a table) is left out: the page's style sheet speaks of its classes.
    """
    columns = _with_marks(panel)
    over = list(dict.fromkeys(column.spanner for column in columns if column.spanner))
    blocks: dict[Text, list[tuple[int, Sequence[str]]]] = {}
    for number, row in enumerate(panel.rows, 1):
        blocks.setdefault(row.block, []).append((number, _strings(row, language, notes)))
    form = _Form(
        tuple(column.text for column in columns),
        tuple(over.index(column.spanner) if column.spanner else None for column in columns),
    )
    headings = [unbroken(text.in_language(language)) for text in (panel.stub, *(c.label for c in columns), *over)]
    named = [unbroken(text.in_language(language)) for text in blocks]
    markup = _filled(_IDS.sub(f"{id_}-", _markup(form)), "h", headings)
    markup = _BLOCK.sub(lambda block: _repeated(block[0], named, list(blocks.values())), markup)
    return f'<table aria-labelledby="{id_}-title" {markup}'


@dataclass(frozen=True)
class _Form:
    """What the markup of a panel depends on: which columns are of text, and which of the headings is above each."""

    text: tuple[bool, ...]
    above: tuple[int | None, ...]


@cache
def _markup(form: _Form) -> str:
    """Return a table of one block with one row, from its first attribute on, with a mark for each text.

    Marks of headings count the stub's, those of columns, and those above columns; those of cells count from the stub.
    """
    import polars as pl  # noqa: PLC0415 - heavy, and so is the next
    from great_tables import GT  # noqa: PLC0415

    headings = (_MARK.format("h", number) for number in count())
    stub, names = next(headings), [str(number) for number in range(len(form.text))]
    labels: dict[str, Any] = {name: next(headings) for name in names}
    row = {"block": _MARK.format("b", 0)}
    row |= {name: _MARK.format("c", number) for number, name in enumerate(["stub", *names])}
    table = GT(pl.DataFrame([row]), id=_ID, rowname_col="stub", groupname_col="block")
    table = table.tab_stubhead(stub).cols_label(labels)
    table = table.cols_align("left", [name for name, text in zip(names, form.text, strict=True) if text])
    table = table.cols_align("right", [name for name, text in zip(names, form.text, strict=True) if not text])
    for number, label in enumerate(next(headings) for _ in {above for above in form.above if above is not None}):
        below = [name for name, above in zip(names, form.above, strict=True) if above == number]
        table = table.tab_spanner(label, below, id=f"over-{below[0]}", gather=False)
    html = table.as_raw_html()
    start, end = html.index("<table ") + len("<table "), html.rindex("</table>") + len("</table>")
    return html[start:end]


def _repeated(block: str, names: Sequence[str], rows: Sequence[Sequence[tuple[int, Sequence[str]]]]) -> str:
    """Return the markup of a block for each name, with a row for each of its numbered rows of texts."""
    parts = []
    for number, (name, numbered) in enumerate(zip(names, rows, strict=True)):
        of_block = _filled(_BLOCK_NUMBER.sub(str(number), block), "b", [name])
        parts.append(_ROW.sub(lambda row, numbered=numbered: _rows(row[0], numbered), of_block))  # type: ignore[misc]
    return "\n".join(parts)


def _rows(row: str, numbered: Sequence[tuple[int, Sequence[str]]]) -> str:
    return "\n".join(_filled(_ROW_NUMBER.sub(str(number), row), "c", texts) for number, texts in numbered)


def _filled(markup: str, kind: str, texts: Sequence[str]) -> str:
    """Put texts in the place of the marks of a kind, which stand right behind a tag, and nowhere within one."""
    return _MARKED.sub(lambda mark: f">{escape(texts[int(mark[2])])}" if mark[1] == kind else mark[0], markup)


def _with_marks(panel: Panel) -> tuple[Column, ...]:
    """Every row ends with its sources and its notes."""
    return (*panel.columns, Column(SOURCES, text=True), Column(NOTES, text=True))


def _strings(row: Row, language: str, notes: tuple[Text, ...]) -> tuple[str, ...]:
    letters = _SEPARATOR.join(letter(notes.index(note)) for note in row.notes)
    sources = _SEPARATOR.join(map(str, row.sources))
    cells = (cell.shown(language) for cell in row.cells)
    return (unbroken(row.label.in_language(language)), *cells, sources or "–", letters or "–")
