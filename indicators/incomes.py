"""The distribution of household incomes over the census's bins: median, spread, and place beside comparator.

Bins of after-tax income are summed over the parts of a place first; medians and quartiles are interpolated linearly
within a bin and null in the open one at the top. Averages of bins, where one is needed, are their middles, and the
lower limit of the open one: what they give is a low estimate of inequality.
"""

import numpy as np
import polars as pl

from indicators.figures import Z
from indicators.found import found, matrix, over_areas
from indicators.methods import bins
from indicators.methods.inequality import atkinson, gini, theil_t
from indicators.methods.values import Floats, ratio
from schemas.measures import INCOME_BINS, INCOME_LIMITS

NAMES = [measure.id for measure in INCOME_BINS]
_LOWER = np.array(INCOME_LIMITS, dtype=np.float64) * 1000
_UPPER = np.append(_LOWER[1:], np.nan)
_MIDDLE = np.append((_LOWER[:-1] + _LOWER[1:]) / 2, _LOWER[-1])
_AVERSION = 0.5  # of the Atkinson index
_NEAR = 0.01  # how far to either side of the median its density is read


def _counts(rows: pl.DataFrame, suffix: str = "") -> Floats:
    return matrix(rows, [f"{name}{suffix}" for name in NAMES])


def _quantile(counts: Floats, share: float) -> Floats:
    known = np.asarray(~np.isnan(counts).any(axis=1))
    return np.where(known, bins.quantile(np.where(known[:, None], counts, 0), _LOWER, _UPPER, share), np.nan)


def median_of(rows: pl.DataFrame, suffix: str = "") -> Floats:
    """Return each row's median income in dollars; nan without households, without a bin, or within the open one."""
    return _quantile(_counts(rows, suffix), 0.5)


def _median_margin(rows: pl.DataFrame, suffix: str = "") -> Floats:
    """Half the 95 % interval of a median: what rounding can shift its rank by, over the density around it.

    Half of the households lie below: the rank's variance is a quarter of that of all bins.
    """
    counts = _counts(rows, suffix)
    spread = np.sqrt(matrix(rows, [f"{name}_variance{suffix}" for name in NAMES]).sum(axis=1)) / 2
    width = (_quantile(counts, 0.5 + _NEAR) - _quantile(counts, 0.5 - _NEAR)) / (2 * _NEAR)
    margin: Floats = Z * spread * width * ratio(np.ones_like(spread), counts.sum(axis=1))
    return margin


def median_income(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the median after-tax income of households in dollars, with what rounding leaves open."""
    return found(median_of(rows), _median_margin(rows), _counts(rows).sum(axis=1))


def quartile_ratio(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the income that a quarter of households exceed over that which a quarter do not reach."""
    counts = _counts(rows)
    return found(ratio(_quantile(counts, 0.75), _quantile(counts, 0.25)), denominator=counts.sum(axis=1))


def decile_ratio(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the income that a tenth of households exceed over that which a tenth do not reach."""
    counts = _counts(rows)
    return found(ratio(_quantile(counts, 0.9), _quantile(counts, 0.1)), denominator=counts.sum(axis=1))


def income_atkinson(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the Atkinson index of household incomes, 0 to 1, each household at the middle of its bin."""
    counts = _counts(rows)
    index = atkinson(np.broadcast_to(_MIDDLE, counts.shape), _AVERSION, counts)
    return found(index, denominator=counts.sum(axis=1))


def income_gini(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the Gini coefficient of household incomes, 0 to 1, each household at the middle of its bin."""
    counts = _counts(rows)
    return found(gini(np.broadcast_to(_MIDDLE, counts.shape), counts), denominator=counts.sum(axis=1))


def income_ratio(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the median income in percent of the comparator's; exactly 100 for the comparator itself."""
    here, there = median_of(rows), median_of(rows, "_there")
    relative = ratio(here, there)
    spread = np.hypot(ratio(_median_margin(rows), here), ratio(_median_margin(rows, "_there"), there))
    same = (_counts(rows) == _counts(rows, "_there")).all(axis=1)
    return found(100 * relative, np.where(same, 0, 100 * relative * spread))


def between_areas(areas: pl.DataFrame) -> pl.DataFrame:
    """Return Theil's T between the areas of each place: how far their mean incomes lie apart, by households.

    0 where all areas are alike. Areas whose incomes are not known are left out: who lives there is told beside it.
    """
    counts = np.nan_to_num(_counts(areas))
    households = counts.sum(axis=1)
    mean = np.nan_to_num(ratio(counts @ _MIDDLE, households))
    return over_areas(areas, mean, households, theil_t)
