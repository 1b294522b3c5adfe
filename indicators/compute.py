"""Observations to figures: measures are summed once over the parts of every place, then every formula runs at once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from indicators.compile import Baselines, compile_catalogue
from indicators.figures import FIGURES_SQL
from indicators.model import Computed, Indicator, Ratio
from indicators.sums import SUMS_SQL
from schemas.measures import MEASURES, PROGRAMME, Measure
from schemas.vocabulary import Aggregation, Basis, Status, Text

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_PROGRAMME = frozenset(PROGRAMME)
HISTORY = Text(
    "Earlier figures are historical; their boundaries are not proven identical.",
    "Les chiffres antérieurs sont historiques ; l’identité de leurs limites n’est pas établie.",
)


def _rounding_variance(base: int) -> float:
    """Variance of unbiased random rounding to a base, averaged over the remainders: (base² - 1) / 6."""
    return (base * base - 1) / 6 if base else 0.0


def _create(con: "duckdb.DuckDBPyConnection", name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})").fetchall()
    if rows:
        con.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


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
        max((entry.on for entry in measure.breaks), default=None),
    )


def sum_measures(con: "duckdb.DuckDBPyConnection", measures: Iterable[Measure] = MEASURES.values()) -> int:
    """Fill `sums` from `observations`, `place_parts` and `place_areas`; return its number of rows.

    One row per measure, place, period and group: value, variance from rounding, severity of status, break flag and
    the share of residents who live in areas without a value.
    """
    rows = [_measure_row(measure) for measure in measures]
    columns = (
        "measure_id VARCHAR, dwellings BOOLEAN, additive BOOLEAN, rounding DOUBLE, sampling DOUBLE, programme BOOLEAN, "
        "broken_on DATE"
    )
    _create(con, "measure_rules", columns, rows)
    _create(
        con,
        "severities",
        "status VARCHAR, severity INTEGER, valued BOOLEAN",
        [(s, s.severity, s.has_value) for s in Status],
    )
    con.execute(SUMS_SQL).fetchall()
    return int(con.execute("SELECT count(*) FROM sums").fetchall()[0][0])


def _interval(indicator: Indicator) -> str:
    if isinstance(indicator, Ratio) and _PROGRAMME.issuperset(indicator.measures):
        return "wilson"
    if any(measure.sampled for measure in indicator.measures):
        return "sample"
    return "rounding" if any(measure.rounding for measure in indicator.measures) else ""


def _rule_row(indicator: Indicator) -> tuple[object, ...]:
    reasons = [entry.reason for measure in indicator.measures for entry in measure.breaks]
    reason = reasons[0] if reasons else HISTORY
    return (
        indicator.id,
        str(indicator.unit),
        _interval(indicator),
        isinstance(indicator, Ratio),
        float(getattr(indicator, "minimum", 0.0)),
        indicator.estimated,
        indicator.caveat.en,
        indicator.caveat.fr,
        reason.en,
        reason.fr,
    )


def compute_figures(con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator], baselines: Baselines) -> int:
    """Fill `figures` (columns of schemas.tables.FIGURES) from `sums`; return the number of figures."""
    columns = (
        "indicator_id VARCHAR, unit VARCHAR, interval VARCHAR, share BOOLEAN, minimum DOUBLE, estimated BOOLEAN, "
        "caveat VARCHAR, caveat_fr VARCHAR, break_reason VARCHAR, break_reason_fr VARCHAR"
    )
    _create(con, "indicator_rules", columns, [_rule_row(indicator) for indicator in indicators])
    selects = list(compile_catalogue(indicators, baselines).values())
    selects += [_computed(con, indicator) for indicator in indicators if isinstance(indicator, Computed)]
    con.execute(FIGURES_SQL.format(parts="\nUNION ALL\n".join(selects))).fetchall()
    return int(con.execute("SELECT count(*) FROM figures").fetchall()[0][0])


_PIVOT = """
SELECT place_id, period_start, period_end, group_id, {columns}, max(severity) AS severity, max(broken) AS broken,
       max(gap) AS gap
FROM sums WHERE measure_id IN ({measures})
GROUP BY place_id, period_start, period_end, group_id
HAVING count(*) = {count}
ORDER BY ALL
"""


def pivot(con: "duckdb.DuckDBPyConnection", measures: Sequence[Measure]) -> "pl.DataFrame":
    """Return one row per place, period and group with one column for each measure, and severity, broken, gap."""
    columns = ", ".join(f"max(CASE WHEN measure_id = '{m.id}' THEN value END) AS {m.id}" for m in measures)
    names = ", ".join(f"'{m.id}'" for m in measures)
    rows: pl.DataFrame = con.sql(_PIVOT.format(columns=columns, measures=names, count=len(measures))).pl()
    return rows


def _computed(con: "duckdb.DuckDBPyConnection", indicator: Computed) -> str:
    """Run a method over its inputs and leave its rows in a temporary table shaped like a compiled SELECT."""
    inputs = pivot(con, indicator.inputs)
    results = inputs.drop([measure.id for measure in indicator.inputs]).hstack(indicator.method(inputs))
    con.register("_results", results)
    name = f"computed_{indicator.id}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _results").fetchall()
    con.unregister("_results")
    return (
        f"SELECT '{indicator.id}' AS indicator_id, place_id, period_start, period_end, group_id, NULL AS per,\n"
        "       value AS numerator, denominator, 0 AS unknown, 0 AS numerator_variance, 0 AS denominator_variance,\n"
        f"       0 AS covariance, severity, broken, gap FROM {name}"
    )
