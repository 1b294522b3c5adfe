"""Observations to figures: measures are summed once over the parts of every place, then every formula runs at once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from indicators.areas import across_areas
from indicators.between import areas_of, beside
from indicators.by_method import (
    AcrossAreas,
    AcrossGroups,
    Beside,
    ByMethod,
    Median,
    Spread,
    Survival,
    by_method,
)
from indicators.compile import Baselines, compile_catalogue, table_of
from indicators.figures import FIGURES_SQL, WORDS_SQL
from indicators.model import InConstantDollars, Indicator
from indicators.notes import create_notes
from indicators.prices import create_prices, restated
from indicators.rows import insert_rows
from indicators.rules import break_rows, remark_rows, rule_row
from indicators.spells import median_figures, survival_figures
from indicators.sums import ALIGNED_SQL, SUMS_SQL
from schemas.measures import MEASURES, PROGRAMME, Measure
from schemas.vocabulary import Aggregation, Basis, Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_PROGRAMME = frozenset(PROGRAMME)


def _rounding_variance(base: int) -> float:
    """Variance of unbiased random rounding to a base, averaged over the remainders: (base² - 1) / 6."""
    return (base * base - 1) / 6 if base else 0.0


def _create(con: "duckdb.DuckDBPyConnection", name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    con.execute(f"CREATE OR REPLACE TABLE {name} ({columns})").fetchall()
    insert_rows(con, name, rows)


# One household in four: a simple random sample of fraction f multiplies a count's variance by (1 - f) / f.
SAMPLING = 3.0


def _measure_row(measure: Measure) -> tuple[object, ...]:
    return (
        measure.id,
        measure.basis is Basis.DWELLINGS,
        measure.aggregation is Aggregation.ADDITIVE,
        _rounding_variance(measure.rounding),
        SAMPLING if measure.sampled else 0.0,
        measure in _PROGRAMME,
    )


def sum_measures(con: "duckdb.DuckDBPyConnection", measures: Iterable[Measure] = MEASURES.values()) -> int:
    """Fill `sums` from `observations` and `place_parts`; return its number of rows.

    One row per measure, place, period and group: value, variance from rounding, severity of status, break flag and
    the share of residents who live in areas without a value.
    """
    measures = tuple(measures)
    rows = [_measure_row(measure) for measure in measures]
    columns = (
        "measure_id VARCHAR, dwellings BOOLEAN, additive BOOLEAN, rounding DOUBLE, sampling DOUBLE, programme BOOLEAN"
    )
    _create(con, "measure_rules", columns, rows)
    breaks = [(measure.id, entry.on) for measure in measures for entry in measure.breaks]
    _create(con, "measure_breaks", "measure_id VARCHAR, broken_on DATE", breaks)
    _create(
        con,
        "severities",
        "status VARCHAR, severity INTEGER, valued BOOLEAN",
        [(s, s.severity, s.has_value) for s in Status],
    )
    con.execute(SUMS_SQL).fetchall()
    con.execute(ALIGNED_SQL).fetchall()
    return int(con.execute("SELECT count(*) FROM sums").fetchall()[0][0])


def compute_figures(
    con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator], baselines: Baselines, comparator: str = ""
) -> int:
    """Fill `computed` from `sums`, read as `figures` (schemas.tables.FIGURES); return the number of figures.

    `comparator` is the place that gaps are measured to; without one, those indicators have no figure.
    """
    columns = (
        "indicator_id VARCHAR, unit VARCHAR, interval VARCHAR, share BOOLEAN, minimum DOUBLE, estimated BOOLEAN, "
        "caveat VARCHAR, caveat_fr VARCHAR"
    )
    _create(con, "indicator_rules", columns, [rule_row(indicator) for indicator in indicators])
    columns = "indicator_id VARCHAR, broken_on DATE, until DATE, reason VARCHAR, reason_fr VARCHAR"
    _create(con, "indicator_breaks", columns, [row for indicator in indicators for row in break_rows(indicator)])
    columns = "indicator_id VARCHAR, first DATE, last DATE, remark VARCHAR, remark_fr VARCHAR"
    _create(con, "indicator_remarks", columns, [row for indicator in indicators for row in remark_rows(indicator)])
    _create(con, "comparator", "place_id VARCHAR", [(comparator,)] if comparator else [])
    con.execute(_BY_METHOD).fetchall()
    create_prices(con)
    for indicator in indicators:
        if by_method(indicator):
            _insert(con, indicator, _method_figures(con, indicator))
    parts = _UNION.join([_FOUND, *_ruled(indicators, baselines)])
    con.execute(FIGURES_SQL.format(parts=parts)).fetchall()
    create_notes(con, indicators)
    con.execute(WORDS_SQL).fetchall()
    return int(con.execute("SELECT count(*) FROM computed").fetchall()[0][0])


# The columns of every compiled SELECT, and of what methods find: these bring value and bounds of their own.
_KEYS = ("indicator_id", "place_id", "period_start", "period_end", "group_id")
_OWN = ("own_value", "own_lower", "own_upper")
_TERMS = ("per", "numerator", "denominator", "unknown", "numerator_variance", "denominator_variance", "covariance")
_PARTS = (*_KEYS, *_TERMS, "severity", "broken", "gap", *_OWN)
_BY_METHOD = (
    "CREATE OR REPLACE TEMP TABLE by_method (indicator_id VARCHAR, place_id VARCHAR, period_start DATE, "
    "period_end DATE, group_id VARCHAR, "
    f"{' DOUBLE, '.join(_TERMS)} DOUBLE, severity INTEGER, broken INTEGER, gap DOUBLE, {' DOUBLE, '.join(_OWN)} DOUBLE)"
)
_FOUND = f"""
SELECT {", ".join(_PARTS)}, r.interval, r.share, r.minimum, r.estimated
FROM by_method JOIN indicator_rules AS r USING (indicator_id)
"""
_FORMULAE = f"""
SELECT *, {", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in _OWN)},
       '{{interval}}' AS interval, {{share}} AS share,
       CAST({{minimum}} AS DOUBLE) AS minimum, {{estimated}} AS estimated
FROM (
{{formulae}}
) AS formulae
"""
_UNION = "\nUNION ALL\n"
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


def _ruled(indicators: Sequence[Indicator], baselines: Baselines) -> list[str]:
    """Return one statement for all formulae of one rule, said once: millions of rows need not look theirs up."""
    formulae: dict[tuple[object, ...], list[str]] = {}
    compiled = compile_catalogue(indicators, baselines)
    for indicator in indicators:
        if indicator.id in compiled:
            formulae.setdefault(rule_row(indicator)[2:6], []).append(f"({compiled[indicator.id]})")
    return [
        _FORMULAE.format(
            interval=interval, share=share, minimum=minimum, estimated=estimated, formulae=_UNION.join(selects)
        )
        for (interval, share, minimum, estimated), selects in formulae.items()
    ]


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
    rows: pl.DataFrame = con.sql(query).pl()
    return rows


def _method_figures(con: "duckdb.DuckDBPyConnection", indicator: ByMethod) -> "pl.DataFrame":
    """Return what a method finds: place, period, group, value, lower, upper, numerator, denominator, severity."""
    if isinstance(indicator, InConstantDollars):
        return restated(con, indicator, _method_figures(con, cast("ByMethod", indicator.nominal)))
    if isinstance(indicator, Survival):
        return survival_figures(con, indicator)
    if isinstance(indicator, Median):
        return median_figures(con, indicator)
    if isinstance(indicator, AcrossAreas):
        return across_areas(con, indicator)
    if isinstance(indicator, Beside | Spread):
        return _between(con, indicator)
    inputs = _across_groups(con, indicator) if isinstance(indicator, AcrossGroups) else pivot(con, indicator.inputs)
    return inputs.select(*_KEYS[1:], "severity", "broken", "gap").hstack(indicator.method(inputs))


def _between(con: "duckdb.DuckDBPyConnection", indicator: Beside | Spread) -> "pl.DataFrame":
    """Run a method that reads the comparator's sums, those of the period before and, for a spread, each area's."""
    whole, names = pivot(con, indicator.inputs), [measure.id for measure in indicator.inputs]
    chosen = con.execute("SELECT place_id FROM comparator").fetchall()
    comparator = chosen[0][0] if chosen else ""
    flags = [*_KEYS[1:], "severity", "broken", "gap"]
    if isinstance(indicator, Beside):
        names += [f"{name}_variance" for name in names]
        rows = beside(whole, whole, names, comparator)
        return rows.select(flags).hstack(indicator.method(rows))
    areas = areas_of(con, indicator.inputs).join(whole.select(flags), on=_KEYS[1:])
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
    rows: pl.DataFrame = con.sql(query).pl()
    return rows


def _insert(con: "duckdb.DuckDBPyConnection", indicator: Indicator, found: "pl.DataFrame") -> None:
    """Keep what a method found; where it found nothing and says no reason, it does not apply."""
    con.register("_found", found)
    con.execute(
        f"INSERT INTO by_method SELECT '{indicator.id}', place_id, period_start, period_end, group_id, NULL, "
        f"numerator, denominator, 0, 0, 0, 0, CASE WHEN value IS NULL AND severity < {Status.UNRELIABLE.severity} "
        f"THEN {Status.NOT_APPLICABLE.severity} ELSE severity END, broken, gap, value, lower, upper FROM _found"
    ).fetchall()
    con.unregister("_found")
