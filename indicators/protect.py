"""Disclosure rules over figures that rest on people or firms in the register: what is too small is not published."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.model import Indicator
from schemas.measures import ASSISTED_JOBS, BOARD, PAYMENTS, PROGRAMME
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb

COUNT_THRESHOLD = 5  # counts from 1 to 4 are suppressed
GROUP_BASE = 10  # a figure by group needs at least so many people or firms
CONTRIBUTORS = 3  # a magnitude needs at least so many firms

_SQL = f"""
CREATE OR REPLACE TABLE protected AS
WITH contributors AS (
    SELECT c.measure_id, p.place_id, c.period_start, c.period_end, c.group_id, count(DISTINCT c.unit_key) AS units
    FROM contributions AS c JOIN place_parts AS p ON p.vintage = 'register' AND p.area_id = c.area_id
    GROUP BY c.measure_id, p.place_id, c.period_start, c.period_end, c.group_id
),
small AS (
    SELECT DISTINCT t.indicator_id, s.place_id, s.period_start, s.period_end, s.group_id
    FROM protected_terms AS t JOIN sums AS s ON s.measure_id = t.measure_id
    LEFT JOIN contributors AS c ON c.measure_id = s.measure_id AND c.place_id = s.place_id
        AND c.period_start = s.period_start AND c.period_end = s.period_end AND c.group_id = s.group_id
    WHERE NOT t.magnitude AND s.value > 0 AND s.value < {COUNT_THRESHOLD}
       OR t.magnitude AND c.units < {CONTRIBUTORS}
       OR s.group_id <> 'total' AND t.base AND
          CASE WHEN t.magnitude THEN c.units ELSE s.value END BETWEEN 1 AND {GROUP_BASE - 1}
)
SELECT f.* REPLACE (
    CASE WHEN s.indicator_id IS NULL THEN value END AS value,
    CASE WHEN s.indicator_id IS NULL THEN lower END AS lower,
    CASE WHEN s.indicator_id IS NULL THEN upper END AS upper,
    CASE WHEN s.indicator_id IS NULL THEN numerator END AS numerator,
    CASE WHEN s.indicator_id IS NULL THEN denominator END AS denominator,
    CASE WHEN s.indicator_id IS NULL THEN method ELSE '' END AS method,
    CASE WHEN s.indicator_id IS NULL THEN status ELSE '{Status.SUPPRESSED}' END AS status
)
FROM figures AS f LEFT JOIN small AS s ON s.indicator_id = f.indicator_id AND s.place_id = f.place_id
    AND s.period_start = f.period_start AND s.period_end = f.period_end AND s.group_id = f.group_id
ORDER BY f.indicator_id, f.place_id, f.period_start, f.period_end, f.group_id
"""


def _terms(indicators: Sequence[Indicator]) -> list[tuple[str, str, bool, bool]]:
    private = {measure.id: measure for measure in PROGRAMME if measure.universe not in {BOARD, PAYMENTS}}
    return [
        (indicator.id, measure.id, measure.universe == ASSISTED_JOBS, measure in getattr(indicator, "denominator", ()))
        for indicator in indicators
        for measure in indicator.measures
        if measure.id in private
    ]


def protect(con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator]) -> int:
    """Fill `protected` from `figures`, `sums` and `contributions`; return how many figures are suppressed."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE protected_terms (indicator_id VARCHAR, measure_id VARCHAR, magnitude BOOLEAN, "
        "base BOOLEAN)"
    ).fetchall()
    con.executemany("INSERT INTO protected_terms VALUES (?, ?, ?, ?)", _terms(indicators))
    con.execute(_SQL).fetchall()
    counted = con.execute(f"SELECT count(*) FROM protected WHERE status = '{Status.SUPPRESSED}'").fetchall()
    return int(counted[0][0])
