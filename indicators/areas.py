"""How something is spread over the areas of a place: one row for each area, for the methods that need them apart.

The register knows its own areas by the place's latest boundaries, so statistics are those of the same boundaries.
"""

from typing import TYPE_CHECKING

from indicators.by_method import AcrossAreas
from indicators.sums import added
from schemas.arrow import frame_of
from schemas.measures import PROGRAMME

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_PROGRAMME = frozenset(PROGRAMME)

_SQL = """
WITH latest AS (
    SELECT place_id, max(vintage) AS vintage FROM place_areas
    WHERE vintage NOT IN ('facts', 'register') GROUP BY place_id
),
published AS (
    -- Where two sources publish the same count, the greater is taken; both cannot be added up.
    SELECT measure_id, vintage, area_id, max(value) AS value FROM observations
    WHERE group_id = 'total' AND measure_id IN ({statistics}) GROUP BY measure_id, vintage, area_id
),
statistic AS (
    SELECT p.place_id, p.via_id AS area_id, o.measure_id,
           {weighted} AS value
    FROM latest AS t
    JOIN place_parts AS p ON p.place_id = t.place_id AND p.vintage = t.vintage
    JOIN published AS o ON o.vintage = p.vintage AND o.area_id = p.area_id
    GROUP BY p.place_id, p.via_id, o.measure_id HAVING count(*) = count(o.value)
),
recorded AS (
    SELECT p.place_id, p.area_id, o.measure_id, o.period_start, o.period_end, max(s.severity) AS severity,
           {counted} AS value
    FROM place_parts AS p
    JOIN observations AS o ON o.vintage = p.vintage AND o.area_id = p.area_id
    JOIN severities AS s ON s.status = o.status
    WHERE p.vintage = 'register' AND p.area_id <> 'elsewhere' AND o.group_id = 'total'
      AND o.measure_id IN ({register})
    GROUP BY p.place_id, p.area_id, o.measure_id, o.period_start, o.period_end
)
SELECT r.place_id, r.area_id, r.period_start, r.period_end, max(r.severity) AS severity, {columns}
FROM recorded AS r JOIN statistic AS s ON s.place_id = r.place_id AND s.area_id = r.area_id
GROUP BY r.place_id, r.area_id, r.period_start, r.period_end
ORDER BY r.place_id, r.period_start, r.area_id
"""


def across_areas(con: "duckdb.DuckDBPyConnection", indicator: AcrossAreas) -> "pl.DataFrame":
    """Return a method's figures for all places and periods of the register, in total only; areas without a value of
    some input hold null there.
    """
    import polars as pl  # noqa: PLC0415 - only for methods

    areas = frame_of(con, _query(indicator))
    keys = ["place_id", "period_start", "period_end"]
    known = areas.group_by(keys).agg(pl.col("severity").max()).sort(keys)
    return known.join(indicator.method(areas.drop("severity")), on=["place_id", "period_end"]).with_columns(
        group_id=pl.lit("total"), broken=pl.lit(0), gap=pl.lit(0.0)
    )


def _query(indicator: AcrossAreas) -> str:
    register = [measure for measure in indicator.inputs if measure in _PROGRAMME]
    statistics = [measure for measure in indicator.inputs if measure not in _PROGRAMME]
    columns = ", ".join(
        f"max(CASE WHEN {table}.measure_id = '{measure.id}' THEN {table}.value END) AS {measure.id}"
        for table, measures in (("r", register), ("s", statistics))
        for measure in measures
    )
    names = [", ".join(f"'{measure.id}'" for measure in measures) for measures in (register, statistics)]
    sums = {"weighted": added("p.weight * o.value"), "counted": added("o.value")}
    return _SQL.format(register=names[0], statistics=names[1], columns=columns, **sums)
