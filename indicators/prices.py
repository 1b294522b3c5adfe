"""Constant dollars: what a figure's dollars are multiplied by, from the workspace's price index of each year.

A figure's own year is the last calendar year that was over when its period ended: the income year of a census, and of a
reporting year to March the year before. Where the index of that year is missing the figure is not available; without
the index of the year whose prices are asked for there is no figure at all. Source: Statistics Canada, 62-001-X.
"""

from typing import TYPE_CHECKING

from schemas.arrow import frame_of
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from indicators.model import InConstantDollars

_MISSING = Status.NOT_AVAILABLE.severity

# One series for the whole workspace: where several places have an index, that of the first by name.
_PRICES = """
CREATE OR REPLACE TABLE prices AS
WITH yearly AS (
    SELECT year(period_end) AS of_year, min_by(value, area_id) AS level FROM observations
    WHERE measure_id = 'consumer_price_index' AND group_id = 'total' AND value > 0 GROUP BY year(period_end)
),
periods AS (
    SELECT DISTINCT period_end, year(period_end + INTERVAL 1 DAY) - 1 AS of_year FROM sums
)
SELECT p.period_end, base.of_year AS at_prices_of, base.level / own.level AS factor
FROM periods AS p CROSS JOIN yearly AS base LEFT JOIN yearly AS own ON own.of_year = p.of_year
"""

_SQL = """SELECT '{id}' AS indicator_id, n.place_id, n.period_start, n.period_end, n.group_id, n.per,
       n.numerator * p.factor AS numerator, n.denominator, n.unknown,
       n.numerator_variance * p.factor * p.factor AS numerator_variance, n.denominator_variance,
       n.covariance * p.factor AS covariance,
       CASE WHEN p.factor IS NULL THEN greatest(n.severity, {missing}) ELSE n.severity END AS severity, n.broken, n.gap
FROM (
{nominal}
) AS n JOIN prices AS p ON p.period_end = n.period_end AND p.at_prices_of = {year}"""


def create_prices(con: "duckdb.DuckDBPyConnection") -> None:
    """Fill `prices` from `observations`, for each period of `sums` and each year whose prices may be asked for."""
    con.execute(_PRICES).fetchall()


def restated_sql(indicator: "InConstantDollars", nominal: str) -> str:
    """Return the SELECT of a figure in constant dollars, from that of its nominal one; it reads `prices`."""
    return _SQL.format(id=indicator.id, nominal=nominal, year=indicator.year, missing=_MISSING)


def restated(
    con: "duckdb.DuckDBPyConnection", indicator: "InConstantDollars", nominal: "pl.DataFrame"
) -> "pl.DataFrame":
    """Return what a method found, in constant dollars; not available where the index of its own year is missing."""
    import polars as pl  # noqa: PLC0415 - only for methods

    query = "SELECT period_end, factor FROM prices WHERE at_prices_of = ?"
    found = nominal.join(frame_of(con, query, params=[indicator.year]), on="period_end")
    missing = pl.when(pl.col("factor").is_null()).then(_MISSING).otherwise(0)
    return found.with_columns(
        *(pl.col(name) * pl.col("factor") for name in ("value", "lower", "upper")),
        severity=pl.max_horizontal("severity", missing),
    )
