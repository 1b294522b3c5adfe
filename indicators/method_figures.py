"""What methods in Python find, beside what SQL computes: one statement makes figures of either."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias, cast

from indicators.areas import across_areas
from indicators.between import areas_of, beside
from indicators.by_method import AcrossAreas, AcrossGroups, Beside, ByMethod, Median, Spread, Survival
from indicators.compile import table_of
from indicators.model import InConstantDollars
from indicators.prices import restated
from indicators.spells import median_figures, survival_figures
from schemas.arrow import Stream, frame_of
from schemas.measures import Measure
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# The columns of every compiled SELECT, and of what methods find: these bring value and bounds of their own.
KEYS = ("indicator_id", "place_id", "period_start", "period_end", "group_id")
OWN = ("own_value", "own_lower", "own_upper")
TERMS = ("per", "numerator", "denominator", "unknown", "numerator_variance", "denominator_variance", "covariance")
FLAGS = ("severity", "broken", "gap")
_BY_METHOD = (
    "CREATE TEMP TABLE by_method (indicator_id VARCHAR, place_id VARCHAR, period_start DATE, "
    "period_end DATE, group_id VARCHAR, "
    f"{' DOUBLE, '.join(TERMS)} DOUBLE, severity INTEGER, broken INTEGER, gap DOUBLE, {' DOUBLE, '.join(OWN)} DOUBLE)"
)
_FOUND = (*KEYS[1:], "numerator", "denominator", *FLAGS, "value", "lower", "upper")
_INSERT = f"""
INSERT INTO by_method
SELECT {", ".join(KEYS)}, NULL, numerator, denominator, 0, 0, 0, 0,
       CASE WHEN value IS NULL AND severity < {Status.UNRELIABLE.severity} THEN {Status.NOT_APPLICABLE.severity}
            ELSE severity END, broken, gap, value, lower, upper
FROM _found
"""
_ACROSS_GROUPS = """
SELECT place_id, period_start, period_end, 'total' AS group_id, {columns}, max(severity) AS severity,
       max(broken) AS broken, max(gap) AS gap
FROM {table} WHERE {chosen}
GROUP BY place_id, period_start, period_end
HAVING count(*) = {count}
ORDER BY ALL
"""
_PIVOT = """
SELECT place_id, period_start, period_end, group_id, {columns}, max(severity) AS severity, max(broken) AS broken,
       max(gap) AS gap
FROM {table} WHERE measure_id IN ({measures})
GROUP BY place_id, period_start, period_end, group_id
HAVING count(*) = {count}
ORDER BY ALL
"""


def pivot(con: "duckdb.DuckDBPyConnection", measures: Sequence[Measure]) -> "pl.DataFrame":
    """Return one row per place, period and group with severity, broken, gap, and for each measure its sum and variance.

    The columns are the measure's id and, for the variance, `<id>_variance`.
    """
    columns = ", ".join(
        f"max(CASE WHEN measure_id = '{m.id}' THEN {column} END) AS {m.id}{suffix}"
        for m in measures
        for column, suffix in (("value", ""), ("variance", "_variance"))
    )
    names = ", ".join(f"'{m.id}'" for m in measures)
    query = _PIVOT.format(columns=columns, table=table_of(measures), measures=names, count=len(measures))
    return frame_of(con, query)


_Pivot: TypeAlias = "Callable[[tuple[Measure, ...]], pl.DataFrame]"


def write_method_figures(con: "duckdb.DuckDBPyConnection", indicators: Sequence[ByMethod]) -> None:
    """Fill `by_method` from `sums` with what methods find; what has neither value nor reason does not apply.

    One row per indicator, place, period and group, with the columns KEYS, TERMS, FLAGS and OWN.
    """
    import polars as pl  # noqa: PLC0415 - only for methods

    con.execute(_BY_METHOD).fetchall()
    pivoted: _Pivot = cache(lambda measures: pivot(con, measures))  # several methods read the same
    found = [
        _method_figures(con, indicator, pivoted).select(pl.lit(indicator.id).alias("indicator_id"), *_FOUND)
        for indicator in indicators
    ]
    if found:
        con.register("_found", Stream(pl.concat(found, how="vertical_relaxed")))
        con.execute(_INSERT).fetchall()
        con.unregister("_found")


def _method_figures(con: "duckdb.DuckDBPyConnection", indicator: ByMethod, pivoted: _Pivot) -> "pl.DataFrame":
    """Return what a method finds: place, period, group, value, lower, upper, numerator, denominator, severity."""
    if isinstance(indicator, InConstantDollars):
        return restated(con, indicator, _method_figures(con, cast("ByMethod", indicator.nominal), pivoted))
    if isinstance(indicator, Survival):
        return survival_figures(con, indicator)
    if isinstance(indicator, Median):
        return median_figures(con, indicator)
    if isinstance(indicator, AcrossAreas):
        return across_areas(con, indicator)
    if isinstance(indicator, Beside | Spread):
        return _between(con, indicator, pivoted(indicator.inputs))
    inputs = _across_groups(con, indicator) if isinstance(indicator, AcrossGroups) else pivoted(indicator.inputs)
    return inputs.select(*KEYS[1:], *FLAGS).hstack(indicator.method(inputs))


def _between(con: "duckdb.DuckDBPyConnection", indicator: Beside | Spread, whole: "pl.DataFrame") -> "pl.DataFrame":
    """Run a method that reads the comparator's sums, those of the period before and, for a spread, each area's."""
    names = [measure.id for measure in indicator.inputs]
    chosen = con.execute("SELECT place_id FROM comparator").fetchall()
    comparator = chosen[0][0] if chosen else ""
    flags = [*KEYS[1:], *FLAGS]
    if isinstance(indicator, Beside):
        names += [f"{name}_variance" for name in names]
        rows = beside(whole, whole, names, comparator)
        return rows.select(flags).hstack(indicator.method(rows))
    areas = areas_of(con, indicator.inputs).join(whole.select(flags), on=KEYS[1:])
    found = indicator.method(beside(areas, whole, names, comparator))
    return whole.select(flags).join(found, on=["place_id", "period_end"])


def _across_groups(con: "duckdb.DuckDBPyConnection", indicator: AcrossGroups) -> "pl.DataFrame":
    """Return one row per place and period with one column for each term."""
    terms = indicator.terms.items()
    chosen = {name: f"measure_id = '{measure.id}' AND group_id = '{group}'" for name, (measure, group) in terms}
    columns = ", ".join(f"max(CASE WHEN {condition} THEN value END) AS {name}" for name, condition in chosen.items())
    query = _ACROSS_GROUPS.format(
        columns=columns,
        table=table_of(indicator.measures),
        chosen=" OR ".join(chosen.values()),
        count=len(chosen),
    )
    return frame_of(con, query)
