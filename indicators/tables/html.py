"""A panel as an accessible HTML table: great-tables makes the markup, which the texts of each language are put into.

The markup is the same in every language, and takes great-tables long. It is given marks in the place of texts, so that
it neither reads {{…}} in a heading as a unit of measurement, nor makes identifiers of words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import count
from typing import Any

from indicators.tables.formats import unbroken
from indicators.tables.layout import Column, Panel, Row, letter
from indicators.tables.words import NOTES, SOURCES
from schemas.vocabulary import Text

_SEPARATOR = ", "
_PAGE = 32  # panels whose markup is remembered, for the next language: more than any page has
_MARK = "\ue000t{}\ue001"  # no markup holds these characters
_MARKED = re.compile(">\ue000t([0-9]+)\ue001")


def panel_html(panel: Panel, id_: str, language: str, notes: tuple[Text, ...]) -> str:
    """Return a `<table>` labelled by the element `<id_>-title`; `notes` gives footnotes their letters.

    great-tables' own style sheet (8 KiB a table) is left out: the page's style sheet speaks of its classes.
    """
    columns = _with_marks(panel)
    over = list(dict.fromkeys(column.spanner for column in columns if column.spanner))
    blocks = list(dict.fromkeys(row.block for row in panel.rows))
    form = _Form(
        id_,
        tuple(column.text for column in columns),
        tuple(over.index(column.spanner) if column.spanner else None for column in columns),
        tuple(blocks.index(row.block) for row in panel.rows),
    )
    named = [panel.stub, *(column.label for column in columns), *over, *blocks]
    texts = [unbroken(text.in_language(language)) for text in named]
    texts += [text for row in panel.rows for text in _strings(row, language, notes)]
    return _filled(_markup(form), texts)


@dataclass(frozen=True)
class _Form:
    """What the markup of a panel depends on: which columns are of text, which of the headings stands above each, and
    which of the blocks each row is in.
    """

    id: str
    text: tuple[bool, ...]
    above: tuple[int | None, ...]
    blocks: tuple[int, ...]


@lru_cache(_PAGE)
def _markup(form: _Form) -> str:
    """Return a table with a mark for each text: the stub's heading, columns, headings above them, blocks, and rows."""
    import polars as pl  # noqa: PLC0415 - heavy, and so is the next
    from great_tables import GT  # noqa: PLC0415

    marks = map(_MARK.format, count())
    stub, names = next(marks), [str(number) for number in range(len(form.text))]
    labels: dict[str, Any] = {name: next(marks) for name in names}
    over = [next(marks) for _ in {above for above in form.above if above is not None}]
    blocks = [next(marks) for _ in set(form.blocks)]
    rows = [(blocks[block], *(next(marks) for _ in ("stub", *names))) for block in form.blocks]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(["block", "stub", *names], pl.String), orient="row")
    table = GT(frame, id=form.id, rowname_col="stub", groupname_col="block").tab_stubhead(stub).cols_label(labels)
    table = table.cols_align("left", [name for name, text in zip(names, form.text, strict=True) if text])
    table = table.cols_align("right", [name for name, text in zip(names, form.text, strict=True) if not text])
    for number, label in enumerate(over):
        below = [name for name, above in zip(names, form.above, strict=True) if above == number]
        table = table.tab_spanner(label, below, id=f"over-{below[0]}", gather=False)
    return _bare(table.as_raw_html(), form.id)


def _filled(markup: str, texts: list[str]) -> str:
    """Put texts in the place of their marks, which stand right behind a tag, and nowhere within one."""
    return _MARKED.sub(lambda mark: f">{escape(texts[int(mark[1])])}", markup)


def _with_marks(panel: Panel) -> tuple[Column, ...]:
    """Every row ends with its sources and its notes."""
    return (*panel.columns, Column(SOURCES, text=True), Column(NOTES, text=True))


def _strings(row: Row, language: str, notes: tuple[Text, ...]) -> tuple[str, ...]:
    letters = _SEPARATOR.join(letter(notes.index(note)) for note in row.notes)
    sources = _SEPARATOR.join(map(str, row.sources))
    cells = (cell.shown(language) for cell in row.cells)
    return (unbroken(row.label.in_language(language)), *cells, sources or "–", letters or "–")


def _bare(html: str, id_: str) -> str:
    start, end = html.index("<table "), html.rindex("</table>") + len("</table>")
    return html[start:end].replace("<table ", f'<table aria-labelledby="{id_}-title" ', 1)
