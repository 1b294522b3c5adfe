"""Observations to figures: measures are summed once over the parts of every place, then every formula runs at once."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from indicators.by_method import by_method
from indicators.compile import Baselines, compile_catalogue
from indicators.figures import COMPUTED, FIGURES_SQL, WORDS_SQL
from indicators.method_figures import FLAGS, KEYS, OWN, TERMS, write_method_figures
from indicators.model import Indicator
from indicators.notes import create_notes
from indicators.prices import create_prices
from indicators.rules import break_rows, remark_rows, rule_row
from indicators.sums import ALIGNED_SQL, SUMS_SQL
from schemas.arrow import insert_rows
from schemas.measures import MEASURES, PROGRAMME, Measure
from schemas.vocabulary import Aggregation, Basis, Status

if TYPE_CHECKING:
    import duckdb

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
    con: "duckdb.DuckDBPyConnection",
    other: "duckdb.DuckDBPyConnection",
    indicators: Sequence[Indicator],
    baselines: Baselines,
    comparator: str = "",
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Fill `computed` from `sums`, read as `figures` (schemas.tables.FIGURES); return the number of figures.

    `other` is a second connection to the database, new for each call; both read what is committed, so no transaction
    may be open. `comparator` is the place that gaps are measured to; without one, those indicators have no figure.
    `meanwhile` is what else is to be done, while DuckDB is busy with formulae.
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
    create_prices(con)
    con.execute(COMPUTED).fetchall()
    # DuckDB leaves Python alone while it works: methods find their figures meanwhile.
    with ThreadPoolExecutor(1) as beside:
        formulae = beside.submit(_insert, con, _ruled(indicators, baselines))
        write_method_figures(other, [indicator for indicator in indicators if by_method(indicator)])
        _insert(other, [_FOUND])
        meanwhile()
        formulae.result()
    create_notes(con, indicators)
    con.execute(WORDS_SQL).fetchall()
    return int(con.execute("SELECT count(*) FROM computed").fetchall()[0][0])


def _insert(con: "duckdb.DuckDBPyConnection", parts: Sequence[str]) -> None:
    if parts:
        con.execute(FIGURES_SQL.format(parts=_UNION.join(parts))).fetchall()


_PARTS = (*KEYS, *TERMS, *FLAGS, *OWN)
_FOUND = f"""
SELECT {", ".join(_PARTS)}, r.interval, r.share, r.minimum, r.estimated
FROM by_method JOIN indicator_rules AS r USING (indicator_id)
"""
_FORMULAE = f"""
SELECT *, {", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in OWN)},
       '{{interval}}' AS interval, {{share}} AS share,
       CAST({{minimum}} AS DOUBLE) AS minimum, {{estimated}} AS estimated
FROM (
{{formulae}}
) AS formulae
"""
_UNION = "\nUNION ALL\n"


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
