"""Figures that no sum gives: how long jobs and enterprises last, and medians; for all places and groups at once.

Each figure rests on the units of one cell: a place, a period and a group. A figure on too few of them is not shown.
"""

from typing import TYPE_CHECKING

import numpy as np

from indicators.by_method import Median, Survival
from schemas.arrow import frame_of
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from indicators.methods.values import Floats

FEWEST = 10  # at risk at the end of a survival, or behind a median

_CELLS = """
SELECT place_id, period_start, period_end, group_id, value AS denominator, severity, broken, gap
FROM sums WHERE measure_id = '{measure}' ORDER BY place_id, period_start, group_id"""
_UNITS = """
SELECT p.place_id, r.* FROM {table} AS r
JOIN place_parts AS p ON p.vintage = 'register' AND p.area_id = r.area_id
WHERE r.kind = '{kind}' ORDER BY p.place_id, r.period_start, r.group_id, r.unit_key"""
_KEYS = ("place_id", "period_start", "group_id")


def survival_figures(con: "duckdb.DuckDBPyConnection", indicator: Survival) -> "pl.DataFrame":
    """Return the share that lasts beyond the indicator's days, in percent with log-log bounds, of every cell.

    A cell none of whose units began that long ago is not available yet; one with fewer than ten at risk is unreliable;
    one of a period that is not that long ago for all is provisional.
    """
    import polars as pl  # noqa: PLC0415 - only for methods

    from indicators.methods.survival import survival_by_group  # noqa: PLC0415

    cells, units = _cells(con, indicator.of.id, "spells", indicator.spells)
    found = survival_by_group(
        units["cell"].to_numpy(),
        cells.height,
        units["days"].to_numpy(),
        units["event"].to_numpy(),
        units["entry_days"].to_numpy(),
        indicator.days,
    )
    young = units.group_by("period_start").agg((pl.col("observable_days").min() < indicator.days).alias("young"))
    followed = ~cells.join(young, on="period_start", how="left")["young"].fill_null(value=False).to_numpy()
    few = np.isnan(found.value) | (found.at_risk < FEWEST)
    severity = np.select(
        [few & followed, few, ~followed],
        [Status.UNRELIABLE.severity, Status.NOT_AVAILABLE.severity, Status.PROVISIONAL.severity],
    )
    return _figures(cells, 100 * found.value, 100 * found.low, 100 * found.high, severity)


def median_figures(con: "duckdb.DuckDBPyConnection", indicator: Median) -> "pl.DataFrame":
    """Return the median of every cell's amounts with the interval of its order statistics; under ten, unreliable."""
    from indicators.methods.intervals import median_by_group  # noqa: PLC0415

    cells, units = _cells(con, indicator.of.id, "amounts", indicator.amounts)
    found = median_by_group(units["cell"].to_numpy(), cells.height, units["value"].to_numpy())
    few = np.bincount(units["cell"].to_numpy(), minlength=cells.height) < FEWEST
    severity = np.where(few, Status.UNRELIABLE.severity, 0)
    return _figures(cells, found.value, found.low, found.high, severity)


def _cells(
    con: "duckdb.DuckDBPyConnection", measure: str, table: str, kind: str
) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """Return the cells of a measure, and the units that stand in each by its number (`cell`)."""
    cells = frame_of(con, _CELLS.format(measure=measure)).with_row_index("cell")
    units = frame_of(con, _UNITS.format(table=table, kind=kind))
    return cells, units.join(cells.select("cell", *_KEYS), on=list(_KEYS), maintain_order="left")


def _figures(
    cells: "pl.DataFrame", value: "Floats", low: "Floats", high: "Floats", severity: "np.ndarray"
) -> "pl.DataFrame":
    """Return the cells with their figures; nothing applies to a cell without units."""
    import polars as pl  # noqa: PLC0415

    own = np.where(cells["denominator"].to_numpy() == 0, Status.NOT_APPLICABLE.severity, severity)
    found = {"value": value, "lower": low, "upper": high}
    return cells.with_columns(
        *(pl.Series(name, numbers, nan_to_null=True) for name, numbers in found.items()),
        numerator=pl.lit(None, pl.Float64),
        severity=pl.max_horizontal("severity", pl.Series(own)),
    )
