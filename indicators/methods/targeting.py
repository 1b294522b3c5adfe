"""Whether a service reaches the disadvantaged: the concentration index over areas or people in order of deprivation.

Source: World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7; standard error of Kakwani,
Wagstaff and van Doorslaer (1997). Negative means concentrated among the most disadvantaged.
"""

import numpy as np

from indicators.methods.values import Floats, Numbers, ratio, require_counts, require_same_length, rows


def fractional_rank(order_by: Numbers, weights: Numbers | None = None) -> Floats:
    """Middle of each one's interval in the weighted order from the lowest value, 0..1; those who tie share one rank.

    One distribution. Raises ValueError on negative weights and on lengths that differ.
    """
    order, weight = _ordered(order_by, weights)
    level = np.unique(order, return_inverse=True)[1]
    held = np.bincount(level, weights=weight)
    return ratio((np.cumsum(held) - held / 2)[level], np.asarray(weight.sum()))


def concentration_index(outcome: Numbers, order_by: Numbers, weights: Numbers | None = None) -> float | None:
    """Concentration index 2 Σ f y R / μ - 1, from -1 to 1, of `outcome` by `order_by`, most deprived lowest.

    Groups: the outcome is a rate and the weight a population; people: no weights. None where the mean outcome is zero.
    """
    rank = fractional_rank(order_by, weights)
    value, weight = _ordered(outcome, weights)
    require_counts(outcome=value)
    require_same_length(outcome=value, order_by=rank)
    index = 2 * ratio(np.asarray((weight * value * rank).sum()), np.asarray((weight * value).sum())) - 1
    return None if np.isnan(index) else float(index)


def concentration_index_se(outcome: Numbers, order_by: Numbers) -> float | None:
    """Standard error of the concentration index of individuals; None for fewer than two or a mean of zero."""
    index = concentration_index(outcome, order_by)
    value, count = rows(outcome), rows(outcome).size
    if index is None or count < 2:  # noqa: PLR2004  one person has no spread
        return None
    level = np.unique(rows(order_by), return_inverse=True)[1]
    held = np.cumsum(np.bincount(level, weights=value)) / value.sum()
    curve = np.concatenate(([0.0], held))
    relative = value / value.mean() * (2 * fractional_rank(order_by) - 1 - index)
    spread = relative + 2 - curve[level] - curve[level + 1]
    return float(np.sqrt(max((spread**2).mean() - (1 + index) ** 2, 0.0) / count))


def _ordered(values: Numbers, weights: Numbers | None) -> tuple[Floats, Floats]:
    value = rows(values)
    weight = np.ones_like(value) if weights is None else rows(weights)
    require_same_length(values=value, weights=weight)
    require_counts(weights=weight)
    if value.ndim != 1 or np.isnan(value).any():
        raise ValueError("ranks need one distribution in which every value is known; leave out whoever is not located")
    return value, weight
