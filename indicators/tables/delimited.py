"""The CSV of every table and of all figures: tidy rows, both languages as columns, values unformatted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from indicators.tables.book import Book, Figure
from indicators.tables.formats import change_unit
from indicators.tables.groups import group_label
from indicators.tables.headline import Comparison, comparisons, untold
from indicators.tables.matrix import places_figures, time_figures
from indicators.tables.specs import Layout, TableSpec
from schemas.published import FIGURES_FR
from schemas.tables import FIGURES
from schemas.vocabulary import Text

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection", names the full-width forms too).
_FORMULA = r"^([=+\-@\t\r＝＋－＠])"
_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {"string": pl.String, "number": pl.Float64, "date": pl.Date}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a CSV: its Frictionless type and what it means."""

    name: str
    type: str
    description: Text


@dataclass(frozen=True, slots=True)
class DataTable:
    """A CSV as it is published: its columns described, its rows, and what identifies a row."""

    fields: tuple[Field, ...]
    rows: pl.DataFrame
    key: tuple[str, ...]


def _both(name: str, en: str, fr: str) -> tuple[Field, Field]:
    """The same column in both languages."""
    return (
        Field(f"{name}_en", "string", Text(f"{en}, in English", f"{fr}, en anglais")),
        Field(f"{name}_fr", "string", Text(f"{en}, in French", f"{fr}, en français")),
    )


def _value(prefix: str, en: str, fr: str) -> tuple[Field, ...]:
    """A value with its period and status."""
    return (
        Field(f"{prefix}period_start", "date", Text(f"First day of the period of {en}", f"Premier jour de {fr}")),
        Field(f"{prefix}period_end", "date", Text(f"Last day of the period of {en}", f"Dernier jour de {fr}")),
        Field(f"{prefix}value", "number", Text(f"Value of {en}; empty where the status says why", f"Valeur : {fr}")),
        Field(f"{prefix}status", "string", Text(f"Status of {en}", f"Statut : {fr}")),
    )


_INDICATOR = (
    Field("indicator_id", "string", Text("The indicator", "L’indicateur")),
    *_both("indicator", "Name of the indicator", "Nom de l’indicateur"),
)
_PLACE = (
    Field("place_id", "string", Text("The place", "Le territoire")),
    *_both("place", "Name of the place", "Nom du territoire"),
)
_UNIT = Field("unit", "string", Text("Unit of value and bounds", "Unité de la valeur et des bornes"))
_BOUNDS = (
    Field("lower", "number", Text("Lower bound of the value", "Borne inférieure de la valeur")),
    Field("upper", "number", Text("Upper bound of the value", "Borne supérieure de la valeur")),
)
_RECORDS = _both("records", "What the figure rests on", "Ce sur quoi repose la donnée")
_ABOUT = (
    Field("sources", "string", Text("The sources, by source_id", "Les sources, par source_id")),
    *_both("caveat", "What a reader must know", "Ce qu’il faut savoir"),
    *_RECORDS,
)
_SECTION = _both("section", "Part of the table", "Partie du tableau")
_GROUP = (
    Field("group_id", "string", Text("total, or a disaggregation", "total, ou une ventilation")),
    *_both("group", "The group in words", "Le groupe en mots"),
)
LONG_FIELDS = (
    *_SECTION,
    *_INDICATOR,
    *_PLACE,
    *_GROUP,
    *_value("", "the figure", "la donnée"),
    *_BOUNDS,
    _UNIT,
    *_ABOUT,
)
HEADLINE_FIELDS = (
    *_INDICATOR,
    *_PLACE,
    *_value("", "the latest figure", "la dernière donnée"),
    *_BOUNDS,
    _UNIT,
    *_value("previous_", "the figure before", "la donnée précédente"),
    Field("change", "number", Text("Latest minus previous", "Dernière valeur moins la précédente")),
    Field("change_unit", "string", Text("Unit of the change", "Unité de la variation")),
    Field("assessment", "string", Text("The change in words; empty across a break", "La variation en mots")),
    Field("comparator_place_id", "string", Text("The comparator", "Le territoire de comparaison")),
    *_value("comparator_", "the comparator’s figure", "la donnée du territoire de comparaison"),
    *_ABOUT,
)
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "DATE": "date"}
FIGURE_FIELDS = (
    *(Field(name, _TYPES[kind], Text(what, FIGURES_FR[name])) for name, (kind, what) in FIGURES.items()),
    *_RECORDS,
)
FIGURE_KEY = ("indicator_id", "place_id", "period_start", "period_end", "group_id")


def table_data(book: Book, spec: TableSpec) -> DataTable:
    """Return the rows of a table as its page shows them, one figure a line (one indicator a line in the headline)."""
    if spec.layout is Layout.HEADLINE:
        return _data(HEADLINE_FIELDS, (_headline_row(book, row) for row in comparisons(book, spec)), ("indicator_id",))
    return _data(
        LONG_FIELDS, (_long_row(book, *entry) for entry in long_entries(book, spec)), ("section_en", *FIGURE_KEY)
    )


def figures_data(book: Book) -> DataTable:
    """Return every published figure, in the order of its key."""
    records = {id_: book.records(indicator) for id_, indicator in book.indicators.items()}
    of = pl.col("indicator_id")
    rows = book.publication.figures.select(list(FIGURES)).sort(FIGURE_KEY)
    marked = rows.with_columns(
        of.replace_strict({id_: text.en for id_, text in records.items()}, return_dtype=pl.String).alias("records_en"),
        of.replace_strict({id_: text.fr for id_, text in records.items()}, return_dtype=pl.String).alias("records_fr"),
    )
    return DataTable(FIGURE_FIELDS, marked, FIGURE_KEY)


def long_entries(book: Book, spec: TableSpec) -> Iterable[tuple[Text, Figure]]:
    """Yield the figures of a table other than the headline, holes too, with the title of their section."""
    if spec.layout is Layout.OVER_TIME:
        yield from ((section.title, figure) for section, figure in time_figures(book, spec))
        return
    section = spec.sections[0]
    for indicator in spec.indicators:
        yield from ((section.title, figure) for figure in places_figures(book, section, indicator))


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """Return rows as UTF-8 CSV with LF; text that a spreadsheet takes for a formula gets an apostrophe before it."""
    guarded = rows.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'$1"))
    return guarded.write_csv(line_terminator="\n").encode()


def _data(fields: tuple[Field, ...], rows: Iterable[dict[str, Any]], key: tuple[str, ...]) -> DataTable:
    schema = {field.name: _DTYPES[field.type] for field in fields}
    return DataTable(fields, pl.DataFrame(list(rows), schema=schema, orient="row"), key)


def _long_row(book: Book, section: Text, figure: Figure) -> dict[str, Any]:
    return {
        **_names("section", section),
        **_subject(book, figure),
        "group_id": figure.group_id,
        **_names("group", group_label(figure.group_id)),
        **_value_row("", figure),
        **_bounds_row(figure),
        **_about(book, (figure,), (figure.caveat,)),
    }


def _headline_row(book: Book, row: Comparison) -> dict[str, Any]:
    caveats = (*(figure.caveat for figure in row.figures), *untold(row))
    return {
        **_subject(book, row.latest),
        **_value_row("", row.latest),
        **_bounds_row(row.latest),
        **_value_row("previous_", row.previous),
        "change": row.change,
        "change_unit": str(change_unit(row.latest.unit)),
        "assessment": str(row.assessment or ""),
        "comparator_place_id": row.comparator.place_id if row.comparator else "",
        **_value_row("comparator_", row.comparator),
        **_about(book, row.figures, caveats),
    }


def _names(prefix: str, text: Text) -> dict[str, str]:
    return {f"{prefix}_en": text.en, f"{prefix}_fr": text.fr}


def _subject(book: Book, figure: Figure) -> dict[str, str]:
    return {
        "indicator_id": figure.indicator.id,
        **_names("indicator", figure.indicator.name),
        "place_id": figure.place_id,
        **_names("place", book.names[figure.place_id]),
    }


def _value_row(prefix: str, figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {f"{prefix}status": "not_available"}
    return {
        f"{prefix}period_start": figure.period.start,
        f"{prefix}period_end": figure.period.end,
        f"{prefix}value": figure.value,
        f"{prefix}status": str(figure.status),
    }


def _bounds_row(figure: Figure) -> dict[str, Any]:
    return {"lower": figure.lower, "upper": figure.upper, "unit": str(figure.unit)}


def _about(book: Book, figures: tuple[Figure, ...], caveats: tuple[Text, ...]) -> dict[str, str]:
    ids = list(book.numbers)
    told = dict.fromkeys(caveat for caveat in caveats if caveat.en)
    return {
        "sources": "; ".join(ids[number - 1] for number in book.sources(figures)),
        "caveat_en": " ".join(caveat.en for caveat in told),
        "caveat_fr": " ".join(caveat.fr for caveat in told),
        **_names("records", book.records(figures[0].indicator)),
    }
