"""How far random rounding can have moved a published count, and a sum or a share made of such counts.

Statistics Canada rounds every census count at random to a multiple of 5, up or down (Data Quality and Confidentiality
Standards and Guidelines, 2011): the true count lies less than 5 away. The worst case and the variance are derived here.
"""

import numpy as np

from indicators.methods.values import Interval, Value, floats, like, ratio, require_counts

BASE = 5


def count_bounds(count: Value, cells: int = 1, base: int = BASE) -> Interval[Value]:
    """Smallest and largest true count behind a sum of `cells` published counts, never below zero.

    Raises ValueError on a negative count or fewer than one cell.
    """
    (published,) = floats(count)
    require_counts(count=published)
    slack = _slack(cells, base)
    return Interval(like(count, np.maximum(published - slack, 0)), like(count, published + slack))


def share_bounds(
    numerator: Value,
    denominator: Value,
    numerator_cells: int = 1,
    denominator_cells: int = 1,
    base: int = BASE,
) -> Interval[Value]:
    """Worst-case bounds of a share of two rounded sums, clipped to 0..1; null where the published denominator is zero.

    A denominator that could truly be zero leaves everything up to one possible.
    """
    part, whole = floats(numerator, denominator)
    require_counts(numerator=part, denominator=whole)
    part_slack, whole_slack = _slack(numerator_cells, base), _slack(denominator_cells, base)
    least = ratio(np.maximum(part - part_slack, 0), whole + whole_slack)
    most = np.where(whole > whole_slack, ratio(part + part_slack, whole - whole_slack), 1.0)
    known = np.where((whole > 0) & ~np.isnan(part), 0.0, np.nan)
    return Interval(like(numerator, np.minimum(least, 1) + known), like(numerator, np.minimum(most, 1) + known))


def sum_variance(cells: Value, base: int = BASE) -> Value:
    """Variance of the error in a sum of that many independently and unbiasedly rounded cells, in squared units.

    A count that lies r above a multiple of b moves with variance r(b - r); over evenly spread r this averages
    (b² - 1) / 6, which is 4 for base 5.
    """
    (number,) = floats(cells)
    require_counts(cells=number)
    return like(cells, number * (base**2 - 1) / 6)


def _slack(cells: int, base: int) -> int:
    if cells < 1:
        raise ValueError(f"a sum has at least one cell; got {cells}")
    return cells * (base - 1)
