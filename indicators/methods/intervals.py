"""Intervals for rates and medians of a programme's records, from libraries that compute them right."""

import itertools
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.methods.values import Floats, Interval, Numbers, Value, floats, like, require_at_most, require_counts


def wilson(successes: Value, trials: Value, level: float = 0.95) -> Interval[Value]:
    """Wilson's score interval of a rate, as fractions of one; null without trials (Newcombe 1998, method 3).

    Raises ValueError on negative counts and on more successes than trials.
    """
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  takes seconds to import

    k, n = _successes(successes, trials)
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    # Exact at the ends, where the library leaves a rounding error of 1e-17.
    return Interval(like(successes, np.where(k == 0, 0 * n, low)), like(successes, np.where(k == n, n / n, high)))


def newcombe(
    successes: Value,
    trials: Value,
    other_successes: Value,
    other_trials: Value,
    level: float = 0.95,
) -> Interval[Value]:
    """Hybrid score interval of the first rate less the second, -1..1; null where either has no trials.

    Source: Newcombe (1998b), method 10. Raises ValueError as `wilson` does.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep  # noqa: PLC0415  takes seconds to import

    k, n = _successes(successes, trials)
    other_k, other_n = _successes(other_successes, other_trials)
    found = confint_proportions_2indep(k, n, other_k, other_n, method="newcomb", compare="diff", alpha=1 - level)
    low, high = (np.clip(np.asarray(bound), -1, 1) for bound in found)  # rounding errors may step over the edge
    return Interval(like(successes, low), like(successes, high))


def median_interval(values: Numbers, level: float = 0.95) -> Interval[float | None]:
    """Distribution-free interval of a median from its order statistics, in the values' unit.

    A bound is null where so few values cannot give that level, and both are where a value is not known.
    """
    from scipy.stats import quantile_test  # noqa: PLC0415  takes a second to import

    (sample,) = floats(values)
    if sample.size == 0 or np.isnan(sample).any():
        return Interval(None, None)
    found: Any = quantile_test(sample, p=0.5).confidence_interval(level)
    return Interval(like(None, np.asarray(found.low)), like(None, np.asarray(found.high)))


@dataclass(frozen=True, eq=False)
class Medians:
    """For each group its median and the bounds of the median, in the values' unit; nan where there is none."""

    value: Floats
    low: Floats
    high: Floats


def median_by_group(groups: NDArray[np.integer], count: int, values: Numbers, level: float = 0.95) -> Medians:
    """Median and its distribution-free interval in each of the groups 0 to `count` - 1, all of them at once.

    The bounds are those of `median_interval`: the order statistics that a binomial count of values below the median
    leaves in.
    """
    (value,) = floats(values)
    ordered = value[np.lexsort((value, groups))]
    size = np.bincount(groups, minlength=count)
    first = np.cumsum(size) - size
    middle = [_pick(ordered, first, size, (size - 1) // 2), _pick(ordered, first, size, size // 2)]
    depth = np.array([_depth(int(number), level) for number in size], dtype=np.int64)
    low, high = _pick(ordered, first, depth, depth - 1), _pick(ordered, first, depth, size - depth)
    return Medians((middle[0] + middle[1]) / 2, low, high)


def _pick(ordered: Floats, first: NDArray[np.int64], held: NDArray[np.int64], place: NDArray[np.int64]) -> Floats:
    """The value at a place of each group; nan where the group holds none."""
    there = held > 0
    found = np.full(len(first), np.nan)
    found[there] = ordered[(first + place)[there]]
    return found


@cache
def _depth(size: int, level: float) -> int:
    """The rank, from either end, of the values that bound the median of so many; 0 where no two of them do.

    Found in whole numbers: as many values lie below the median as heads fall in so many tosses of a coin.
    """
    outside = round((1 - level) / 2 * 10**9) * 2**size // 10**9
    ways = itertools.accumulate(math.comb(size, below) for below in range(size + 1))
    return next(below for below, so_many in enumerate(ways) if so_many > outside)


def _successes(successes: Value, trials: Value) -> tuple[Floats, Floats]:
    k, n = floats(successes, trials)
    require_counts(successes=k, trials=n)
    require_at_most("successes and trials", k, n)
    return k, np.where(n > 0, n, np.nan)
