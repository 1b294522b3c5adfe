"""Rows for methods that look beyond a place's own sums: to its comparator, to the period before, over its areas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.sums import added
from schemas.arrow import frame_of
from schemas.measures import Measure
from schemas.vocabulary import Basis

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_PERIOD = ["period_start", "period_end", "group_id"]
_FLAGS = ("severity", "broken", "gap")

# Where two sources publish the same count, the greater is taken; both cannot be added up.
_AREAS = """
WITH published AS (
    SELECT measure_id, vintage, area_id, period_start, period_end, max(value) AS value FROM observations
    WHERE group_id = 'total' AND vintage NOT IN ('register', 'facts') AND measure_id IN ({names})
    GROUP BY measure_id, vintage, area_id, period_start, period_end
)
SELECT p.place_id, p.via_id AS area_id, o.period_start, o.period_end, 'total' AS group_id,
       {columns}
FROM place_parts AS p JOIN published AS o ON o.vintage = p.vintage AND o.area_id = p.area_id
GROUP BY p.place_id, p.via_id, o.period_start, o.period_end
ORDER BY p.place_id, p.via_id, o.period_start, o.period_end
"""


def beside(rows: "pl.DataFrame", whole: "pl.DataFrame", names: Sequence[str], comparator: str) -> "pl.DataFrame":
    """Return rows with the comparator's sums (`m_there`) of `whole`, and both of the period before (`m_before`).

    Rows of a period that the comparator lacks are left out. With an `area_id`, what came before is the area's, and
    nothing is left out.
    """
    import polars as pl  # noqa: PLC0415 - only for methods

    there = whole.filter(pl.col("place_id") == comparator)
    told = there.select(*_PERIOD, *(pl.col(name).alias(f"{name}_there") for name in (*names, *_FLAGS)))
    over_areas = "area_id" in rows.columns
    joined = rows.join(told, on=_PERIOD, how="left" if over_areas else "inner").sort("place_id", *_PERIOD)
    flagged = joined.with_columns(pl.max_horizontal(flag, f"{flag}_there").alias(flag) for flag in _FLAGS)
    line = ["place_id", "group_id", *(["area_id"] if over_areas else [])]
    both = [*names, *(f"{name}_there" for name in names)]
    before = (pl.when(pl.col("broken") == 0).then(pl.col(n).shift(1).over(line)).alias(f"{n}_before") for n in both)
    return flagged.with_columns(before)


def areas_of(con: "duckdb.DuckDBPyConnection", measures: Sequence[Measure]) -> "pl.DataFrame":
    """Return one row per place, declared area and period with a column for each measure, null where it has no value."""
    names = ", ".join(f"'{measure.id}'" for measure in measures)
    columns = ",\n       ".join(map(_column, measures))
    return frame_of(con, _AREAS.format(names=names, columns=columns))


def _column(measure: Measure) -> str:
    """The sum over an area's parts, where all of them have a value."""
    weight = "p.dwelling_weight" if measure.basis is Basis.DWELLINGS else "p.weight"
    own = f"o.measure_id = '{measure.id}'"
    whole = f"count(CASE WHEN {own} THEN 1 END) = count(CASE WHEN {own} THEN o.value END)"
    total = added(f"CASE WHEN {own} THEN {weight} * o.value END")
    return f"CASE WHEN {whole} THEN {total} END AS {measure.id}"
