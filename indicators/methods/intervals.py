"""Intervals for rates and medians of a programme's records, from libraries that compute them right."""

from typing import Any

import numpy as np

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


def _successes(successes: Value, trials: Value) -> tuple[Floats, Floats]:
    k, n = floats(successes, trials)
    require_counts(successes=k, trials=n)
    require_at_most("successes and trials", k, n)
    return k, np.where(n > 0, n, np.nan)
