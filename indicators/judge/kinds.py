"""What the judge must know of each indicator, as one temporary table beside the figures: `judged`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from indicators.judge.model import Limits, Scope
from indicators.model import Count, Indicator, Published, Quotient, Ratio
from schemas.arrow import Stream
from schemas.measures import PROGRAMME
from schemas.vocabulary import Unit

if TYPE_CHECKING:
    import duckdb

# What nobody can have fewer than none of. Full-time equivalents and dollars may be net of losses and repayments.
NEVER_NEGATIVE = frozenset(
    {
        Unit.PERSONS,
        Unit.HOUSEHOLDS,
        Unit.DWELLINGS,
        Unit.ENTERPRISES,
        Unit.PROJECTS,
        Unit.EVENTS,
        Unit.SEATS,
        Unit.HOURS,
        Unit.SQUARE_METRES,
        Unit.SQUARE_KILOMETRES,
    }
)
_PROGRAMME = frozenset(measure.id for measure in PROGRAMME)
_COLUMNS = {
    "indicator_id": "VARCHAR",
    "kind": "VARCHAR",
    "per": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "step": "DOUBLE",
    "turn": "DOUBLE",
    "points": "BOOLEAN",
    "named": "BOOLEAN",
    "programme": "BOOLEAN",
    "negative": "BOOLEAN",
    "name_en": "VARCHAR",
    "name_fr": "VARCHAR",
}
Row = tuple[object, ...]


def kind(indicator: Indicator) -> str:
    """Return count, share, quotient or published; other for what is derived from periods or by a method."""
    kinds = {Count: "count", Ratio: "share", Quotient: "quotient", Published: "published"}
    return next((name for type_, name in kinds.items() if isinstance(indicator, type_)), "other")


def in_points(indicator: Indicator) -> bool:
    """Tell whether the indicator is a percentage, whose changes are told in points."""
    return indicator.unit is Unit.PERCENT


def bounds(indicator: Indicator, limits: Limits) -> tuple[float | None, float | None]:
    """Return the values between which every figure of the indicator must lie; None where there is no bound."""
    if indicator.id in limits.ranges:
        return limits.ranges[indicator.id]
    if isinstance(indicator, Ratio):
        return 0, 100
    return (0, None) if isinstance(indicator, Count) and indicator.unit in NEVER_NEGATIVE else (None, None)


def _per(indicator: Indicator) -> float | None:
    if isinstance(indicator, Ratio):
        return 100
    return indicator.per if isinstance(indicator, Quotient) else None


def _usual(indicator: Indicator, limits: Limits, *, programme: bool) -> tuple[float, float]:
    """Return how far a step and a reversal of the indicator may go."""
    if in_points(indicator):
        return limits.step_points, limits.reversal_points
    if programme:
        return limits.programme_percent, limits.programme_percent
    return limits.step_percent, limits.reversal_percent


def _row(indicator: Indicator, limits: Limits) -> Row:
    programme = bool(_PROGRAMME & {measure.id for measure in indicator.measures})
    step, turn = _usual(indicator, limits, programme=programme)
    return (
        indicator.id,
        kind(indicator),
        _per(indicator),
        *bounds(indicator, limits),
        limits.steps.get(indicator.id, step),
        turn,
        in_points(indicator),
        indicator.id in limits.steps,
        programme,
        indicator.unit not in NEVER_NEGATIVE,
        indicator.name.en,
        indicator.name.fr,
    )


def write_kinds(con: "duckdb.DuckDBPyConnection", scope: Scope, limits: Limits) -> None:
    """Write `judged` (one row per indicator), `judged_terms` (its measures), `named` (places) and `coarser` (groups).

    All are temporary; they are gone with the connection.
    """
    _fill(con, "judged", _COLUMNS, [_row(indicator, limits) for indicator in scope.indicators])
    terms = [(one.id, measure.id) for one in scope.indicators for measure in one.measures]
    _fill(con, "judged_terms", {"indicator_id": "VARCHAR", "measure_id": "VARCHAR"}, terms)
    places = [(place, _role(place, scope), name.en, name.fr) for place, name in scope.places.items()]
    _fill(con, "named", dict.fromkeys(("place_id", "role", "en", "fr"), "VARCHAR"), places)
    _fill(con, "coarser", {"group_id": "VARCHAR"}, [(group,) for group in scope.coarser])


def _role(place: str, scope: Scope) -> str:
    if place == scope.study:
        return "study"
    return "neighbourhood" if place in scope.neighbourhoods else "comparator"


def _fill(con: "duckdb.DuckDBPyConnection", table: str, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
    import polars as pl  # noqa: PLC0415 - as everywhere in this folder

    types = {"VARCHAR": pl.String, "DOUBLE": pl.Float64, "BOOLEAN": pl.Boolean}
    schema = {name: types[kind] for name, kind in columns.items()}
    con.register("given", Stream(pl.DataFrame(rows, schema=schema, orient="row")))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM given").fetchall()
    con.unregister("given")
