"""The table of revisions: how many figures differ from the edition before and why, then each of them."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from indicators.causes import JOIN
from indicators.revisions import Kind, Revised
from indicators.tables.book import Book
from indicators.tables.formats import change_unit, plain, with_unit
from indicators.tables.groups import group_label
from indicators.tables.layout import Cell, Column, Number, Panel, Row, Words, caveats
from indicators.tables.periods import Period
from indicators.tables.revisions_words import BEYOND, KINDS, REVERSED, WITHIN, cause_in_words, causes_in_words
from indicators.tables.specs import Layout, TableSpec
from indicators.tables.words import CHANGE, GROUP, IN_WORDS, PERIOD, PLACE, PREVIOUS, VALUE
from schemas.vocabulary import Status, Text, Unit

MOST_ROWS = 200  # what a page shows; tables/revisions.csv has them all
_GRAVEST = (pl.col("kind") == Kind.WITHDRAWN, pl.col("kind") == Kind.SUPPRESSED, pl.col("kind") != Kind.ADDED)

_HOW_MANY = Text("How many figures", "Nombre de données")
_WHY = Text("Why (a figure with several causes counts for each)", "Pourquoi (une donnée compte pour chaque cause)")
_ALL = Text("All figures that differ", "Toutes les données qui diffèrent")
_FIRST = Text("First edition", "Première édition")
_PUBLISHED = Text("Figures published", "Données publiées")
_CAUSE = Text("Cause", "Cause")
_COLUMNS = (
    Column(GROUP, text=True),
    Column(PERIOD, text=True),
    Column(PREVIOUS),
    Column(VALUE),
    Column(CHANGE),
    Column(IN_WORDS, text=True),
    Column(_CAUSE, text=True),
)


def revision_specs(book: Book) -> tuple[TableSpec, ...]:
    """Return the table of revisions, or nothing where the publication says nothing of them."""
    revised = book.publication.revisions
    if revised is None:
        return ()
    touched = set(revised.rows["indicator_id"])
    return (
        TableSpec(
            id="revisions",
            title=Text("What changed since the edition before", "Ce qui a changé depuis l’édition précédente"),
            short=Text("Revisions", "Révisions"),
            summary=_summary(revised),
            layout=Layout.REVISIONS,
            indicators=tuple(i for i in book.publication.indicators if i.id in touched),
            sections=(),
        ),
    )


def revision_panels(book: Book) -> tuple[Panel, ...]:
    """Return the counts by kind and cause, and below them the gravest of the revised figures."""
    revised = book.publication.revisions
    if revised is None or not revised.previous:
        return (_first(book),)
    shown = _gravest(revised.rows)
    if shown.is_empty():
        return (_counts(book, revised.rows),)
    return (_counts(book, revised.rows), _figures(book, shown))


def unit_of(row: Mapping[str, Any]) -> Unit:
    """Return the unit of a revised figure."""
    return Unit(row["unit"])


def what_in_words(row: Mapping[str, Any]) -> Text:
    """Return what became of a figure: changed, beyond the margins, trend reversed."""
    parts = [KINDS[Kind(row["kind"])]]
    if row["change"] is not None and row["kind"] == Kind.CHANGED:
        parts.append(BEYOND if row["beyond_uncertainty"] else WITHIN)
    parts += [REVERSED] if row["reversed"] else []
    return Text(", ".join(part.en for part in parts), ", ".join(part.fr for part in parts))


def titles_of(book: Book) -> dict[str, str]:
    """Return the title of each source, by its id."""
    sources = book.publication.sources.select("source_id", "title")
    return {source: title or source for source, title in sources.iter_rows()}


def _summary(revised: Revised) -> Text:
    if not revised.previous:
        return Text(
            "This is the first edition: there is no earlier one to compare it with.",
            "Ceci est la première édition : il n’y en a pas d’antérieure à laquelle la comparer.",
        )
    count, name = revised.rows.height, revised.previous
    if not count:
        return Text(
            f"No figure differs from edition {name}: labels, sources or presentation do.",
            f"Aucune donnée ne diffère de l’édition {name} : seuls libellés, sources ou présentation ont changé.",
        )
    more = _more(count)
    return Text(
        f"Figures that differ from edition {name}, and why.{more.en}",
        f"Les données qui diffèrent de l’édition {name}, et pourquoi.{more.fr}",
    )


def _more(count: int) -> Text:
    if count <= MOST_ROWS:
        return Text("", "")
    every = _number(count)
    return Text(
        f" The {MOST_ROWS} gravest of {every.en} are shown; the CSV has them all.",
        f" Les {MOST_ROWS} plus importantes sur {every.fr} sont montrées; le CSV les contient toutes.",
    )


def _number(count: int) -> Text:
    return Text(*(plain(count, Unit.PERSONS, language) for language in ("en", "fr")))


def _gravest(rows: pl.DataFrame) -> pl.DataFrame:
    """Reversals, then what is beyond uncertainty, then what is gone; new figures last."""
    ranked = rows.sort(
        "reversed", pl.col("beyond_uncertainty").fill_null(value=False), *_GRAVEST, descending=True, maintain_order=True
    )
    return ranked.head(MOST_ROWS)


def _first(book: Book) -> Panel:
    row = Row(_HOW_MANY, _FIRST, (Words(_number(book.publication.figures.height)),), (), ())
    return Panel(_HOW_MANY, _CAUSE, (Column(_PUBLISHED),), (row,))


def _counts(book: Book, rows: pl.DataFrame) -> Panel:
    titles = titles_of(book)
    split = rows.with_columns(pl.col("causes").str.split(JOIN)).explode("causes")
    causes = split["causes"].unique(maintain_order=True).sort().to_list()
    of = [_count_row(cause_in_words(code, titles), _WHY, split.filter(pl.col("causes") == code)) for code in causes]
    columns = (*(Column(KINDS[kind]) for kind in Kind), Column(BEYOND), Column(REVERSED))
    return Panel(_HOW_MANY, _CAUSE, columns, (_count_row(_ALL, _HOW_MANY, rows), *of))


def _count_row(label: Text, block: Text, rows: pl.DataFrame) -> Row:
    kinds = dict(rows.group_by("kind").len().iter_rows())
    counts = [
        *(kinds.get(kind, 0) for kind in Kind),
        *(int(rows[n].sum() or 0) for n in ("beyond_uncertainty", "reversed")),
    ]
    return Row(block, label, tuple(Words(_number(count)) for count in counts), (), ())


def _figures(book: Book, rows: pl.DataFrame) -> Panel:
    """Rows in the order of the catalogue, then of the places; what is no longer known comes last, by its id."""
    order, places = list(book.indicators), list(book.names)
    ranked = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (
            _rank(row["indicator_id"], order),
            row["indicator_id"],
            _rank(row["place_id"], places),
            row["place_id"],
            row["group_id"] != "total",
            row["group_id"],
            row["period_end"],
        ),
    )
    return Panel(Text("Figures", "Données"), PLACE, _COLUMNS, tuple(_rows(book, ranked)))


def _rank(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


def _rows(book: Book, rows: list[dict[str, Any]]) -> Iterator[Row]:
    titles = titles_of(book)
    for row in rows:
        yield Row(
            block=with_unit(indicator_name(book, row["indicator_id"]), unit_of(row)),
            label=place_name(book, row["place_id"]),
            cells=_cells(row, titles),
            sources=book.sources_of.get((row["indicator_id"], row["period_end"]), ()),
            notes=_notes(book, row),
        )


def indicator_name(book: Book, indicator: str) -> Text:
    """Return an indicator's name; one that is no longer published goes by its id."""
    return book.indicators[indicator].name if indicator in book.indicators else Text(indicator, indicator)


def place_name(book: Book, place: str) -> Text:
    """Return a place's name; one that is no longer there goes by its id."""
    return book.names.get(place, Text(place, place))


def _cells(row: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[Cell, ...]:
    unit = unit_of(row)
    change = Number(row["change"], change_unit(unit), _status(row, "change"), signed=True)
    return (
        Words(group_label(row["group_id"])),
        Words(Period(end=row["period_end"], start=row["period_start"]).label),
        Number(row["previous_value"], unit, _status(row, "previous_status")),
        Number(row["value"], unit, _status(row, "status")),
        change,
        Words(what_in_words(row)),
        Words(causes_in_words(row["causes"], titles)),
    )


def _status(row: Mapping[str, Any], name: str) -> Status:
    """A figure that one edition did not have has no status there, and no change."""
    if name == "change":
        return Status.NOT_APPLICABLE if row["change"] is None else Status.NORMAL
    return Status(row[name] or Status.NOT_APPLICABLE)


def _notes(book: Book, row: Mapping[str, Any]) -> tuple[Text, ...]:
    indicator = book.indicators.get(row["indicator_id"])
    if indicator is None:
        return ()
    period = Period(end=row["period_end"], start=row["period_start"])
    return (*caveats([book.figure(indicator, row["place_id"], row["group_id"], period)]), *book.marks(indicator))
