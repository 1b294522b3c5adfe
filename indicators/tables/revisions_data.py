"""The CSV of revisions: every figure that differs from the edition before, both languages as columns."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.model import NOTHING
from indicators.revisions import COLUMNS, KEY
from indicators.tables.book import Book
from indicators.tables.delimited import DataTable, Field
from indicators.tables.formats import change_unit
from indicators.tables.groups import group_label
from indicators.tables.revisions import indicator_name, place_name, titles_of, unit_of
from indicators.tables.revisions_words import causes_in_words
from schemas.vocabulary import Text

_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "string",
    pl.Float64: "number",
    pl.Date: "date",
    pl.Boolean: "boolean",
}
_MEANINGS: dict[str, Text] = {
    "kind": Text(
        "added, withdrawn, changed, suppressed, released, or status alone",
        "ajoutée (added), retirée (withdrawn), modifiée (changed), confidentielle (suppressed), publiée de nouveau "
        "(released), ou statut seul (status)",
    ),
    "indicator_id": Text("The indicator", "L’indicateur"),
    "place_id": Text("The place", "Le territoire"),
    "period_start": Text("First day of the period", "Premier jour de la période"),
    "period_end": Text("Last day of the period", "Dernier jour de la période"),
    "group_id": Text("total, or a disaggregation", "total, ou une ventilation"),
    "unit": Text("Unit of values and bounds", "Unité des valeurs et des bornes"),
    "previous_value": Text("Value in the edition before", "Valeur dans l’édition précédente"),
    "previous_lower": Text("Lower bound in the edition before", "Borne inférieure dans l’édition précédente"),
    "previous_upper": Text("Upper bound in the edition before", "Borne supérieure dans l’édition précédente"),
    "previous_status": Text("Status in the edition before", "Statut dans l’édition précédente"),
    "value": Text("Value in this edition", "Valeur dans cette édition"),
    "lower": Text("Lower bound in this edition", "Borne inférieure dans cette édition"),
    "upper": Text("Upper bound in this edition", "Borne supérieure dans cette édition"),
    "status": Text("Status in this edition; empty where withdrawn", "Statut dans cette édition; vide si retirée"),
    "change": Text("This value less the one before", "Cette valeur moins la précédente"),
    "beyond_uncertainty": Text("Whether the bounds do not overlap", "Les bornes ne se recoupent pas"),
    "reversed": Text("Whether a trend turned round", "Une tendance s’est inversée"),
    "causes": Text("Why, with semicolons between", "Pourquoi, séparé par des points-virgules"),
}
_NAMES = {
    "indicator": Text("Name of the indicator", "Nom de l’indicateur"),
    "place": Text("Name of the place", "Nom du territoire"),
    "group": Text("The group in words", "Le groupe en mots"),
    "causes": Text("Why, in words", "Pourquoi, en mots"),
    "records": Text("What the figure rests on", "Ce sur quoi repose la donnée"),
}


def _fields() -> tuple[Field, ...]:
    plain = [Field(name, _TYPES[kind], _MEANINGS[name]) for name, kind in COLUMNS.items()]
    unit = Field("change_unit", "string", Text("Unit of the change", "Unité de la variation"))
    words = [
        Field(f"{name}_{code}", "string", Text(f"{text.en}, in {language.en}", f"{text.fr}, en {language.fr}"))
        for name, text in _NAMES.items()
        for code, language in (("en", Text("English", "anglais")), ("fr", Text("French", "français")))
    ]
    return (*plain, unit, *words)


FIELDS = _fields()


def revisions_data(book: Book) -> DataTable:
    """Return every revised figure in the order of its key; no row for the first edition."""
    revised = book.publication.revisions
    rows = [] if revised is None else revised.rows.iter_rows(named=True)
    titles = titles_of(book)
    schema: dict[str, type[pl.DataType]] = {
        **COLUMNS,
        **{field.name: pl.String for field in FIELDS if field.name not in COLUMNS},
    }
    return DataTable(FIELDS, pl.DataFrame([_row(book, row, titles) for row in rows], schema=schema, orient="row"), KEY)


def _row(book: Book, row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    indicator = book.indicators.get(row["indicator_id"])
    words = {
        "indicator": indicator_name(book, row["indicator_id"]),
        "place": place_name(book, row["place_id"]),
        "group": group_label(row["group_id"]),
        "causes": causes_in_words(row["causes"], titles),
        "records": book.records(indicator) if indicator else NOTHING,
    }
    both = {f"{name}_{code}": text.in_language(code) for name, text in words.items() for code in ("en", "fr")}
    return {**row, "change_unit": str(change_unit(unit_of(row))), **both}
