"""The catalogue as tables for evaluators: indicators, measures, terms, and what the edition is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from indicators.by_method import AcrossGroups
from indicators.explaining import Formula, formula, restated
from indicators.model import Gap, InConstantDollars, Indicator, Quotient, Ratio
from indicators.tables.formats import UNITS
from indicators.tables.publication import Publication
from indicators.tables.words import REAL, SYNTHETIC
from schemas.measures import Break, Measure
from schemas.published import ABOUT, INDICATORS, MEASURES, TERMS, PublishedTable
from schemas.vocabulary import LEGEND, SYMBOLS, Status, Text

_ROLES = ("of", "numerator", "denominator", "unknown", "lost", "inputs", "prices")
_PERCENT = 100.0
_DTYPES: dict[str, type[pl.DataType]] = {
    "VARCHAR": pl.String,
    "BOOLEAN": pl.Boolean,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "DATE": pl.Date,
}
_PUBLISHED = Text("as published or computed", "telle que diffusée ou calculée")


def indicator_rows(indicators: Sequence[Indicator], sql: Mapping[str, str]) -> pl.DataFrame:
    """Return one row for each indicator, in the order of the catalogue; `sql` holds the compiled statement by id."""
    return _frame(INDICATORS, (_indicator(indicator, sql.get(indicator.id, "")) for indicator in indicators))


def formula_of(indicator: Indicator) -> Formula:
    """Return the formula of a definition, in symbols and in the words of both languages."""
    if isinstance(indicator, InConstantDollars):
        return restated(formula_of(indicator.nominal), indicator.prices, indicator.year)
    names = {measure.id: measure.name for measure in indicator.measures}
    terms = [{**term, **_both("name", names[term["measure_id"]])} for term in _terms(indicator)]
    return formula(_kind(indicator), terms, getattr(indicator, "symbols", ""), getattr(indicator, "days", 0))


def measure_rows(indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Return one row for each measure that the indicators read, in the order in which they are first read."""
    measures = {measure.id: measure for indicator in indicators for measure in indicator.measures}
    return _frame(MEASURES, map(_measure, measures.values()))


def term_rows(indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Return one row for each measure in each indicator's formula, with its role and coefficient."""
    return _frame(TERMS, (term for indicator in indicators for term in _terms(indicator)))


def about_rows(publication: Publication) -> pl.DataFrame:
    """Return what the edition is, its notes, and the meaning of every status and unit."""
    return _frame(ABOUT, (*_edition(publication), *_statuses(), *_units()))


def _frame(table: PublishedTable, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: _DTYPES[kind] for name, (kind, _) in table.columns.items()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _indicator(indicator: Indicator, sql: str) -> dict[str, Any]:
    written = formula_of(indicator)
    return {
        "indicator_id": indicator.id,
        **_both("name", indicator.name),
        "domain": str(indicator.domain),
        "unit": str(indicator.unit),
        "better": str(indicator.better),
        "kind": _kind(indicator),
        **_both("definition", indicator.definition),
        "reference": indicator.source,
        "frameworks": "; ".join(f"{name} {code}" for name, code in indicator.frameworks.items()),
        "answers": "; ".join(indicator.answers),
        **_both("caveat", indicator.caveat),
        "core": indicator.core,
        "estimated": indicator.estimated,
        "formula": written.symbols,
        **_both("formula", written.words),
        "sql": sql,
    }


def _kind(indicator: Indicator) -> str:
    return type(indicator).__name__.lower()


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "measure_id": measure.id,
        **_both("name", measure.name),
        "unit": str(measure.unit),
        "universe": measure.universe,
        "aggregation": str(measure.aggregation),
        "basis": str(measure.basis),
        "rounding": measure.rounding,
        "breaks": " ".join(map(_break, measure.breaks)),
    }


def _break(found: Break) -> str:
    return f"{found.on.isoformat()}: {found.reason.en}"


def _terms(indicator: Indicator) -> Iterator[dict[str, Any]]:
    for role in _ROLES:
        coefficient = _coefficient(indicator, role)
        for measure, group in _of_role(indicator, role):
            key = {"indicator_id": indicator.id, "role": role, "measure_id": measure.id}
            yield {**key, "coefficient": coefficient, "group_id": group}


def _of_role(indicator: Indicator, role: str) -> Iterable[tuple[Measure, str]]:
    """The measures of a role, each with the group that it is read for: none where it is the figure's own."""
    if role == "inputs" and isinstance(indicator, AcrossGroups):
        return indicator.terms.values()
    found = getattr(indicator, role, ())
    return ((measure, "") for measure in ((found,) if isinstance(found, Measure) else found))


def _coefficient(indicator: Indicator, role: str) -> float:
    """What a role's sum is multiplied by, so that numerator terms over denominator terms give the published value."""
    if role == "denominator":
        return 1.0
    if isinstance(indicator, Quotient):
        return indicator.per
    return _PERCENT if isinstance(indicator, Ratio | Gap) else 1.0


def _both(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_en": text.en, f"{name}_fr": text.fr}


def _entry(topic: str, text: Text, code: str = "", symbol: str = "") -> dict[str, str]:
    return {"topic": topic, "code": code, "symbol": symbol, **_both("text", text)}


def _edition(publication: Publication) -> list[dict[str, str]]:
    return [
        _entry("edition", Text(publication.edition, publication.edition)),
        _entry("title", publication.workspace_title),
        _entry("study", Text(publication.study, publication.study)),
        _entry("records", SYNTHETIC if publication.synthetic else REAL),
        *(_entry("note", note) for note in publication.notes),
        *(_entry("warning", words, indicator) for indicator, words in publication.warnings),
    ]


def _statuses() -> list[dict[str, str]]:
    return [_entry("status", LEGEND.get(status, _PUBLISHED), str(status), SYMBOLS[status]) for status in Status]


def _units() -> list[dict[str, str]]:
    return [_entry("unit", words.name, str(unit)) for unit, words in UNITS.items()]
