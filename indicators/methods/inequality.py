"""Inequality of a distribution: Gini, Theil's T and L with their decomposition, Atkinson, and Wolfson's polarisation.

Values run along the last axis and must not be negative; weights, where given, are the units that each value stands for
(bins: the value is the bin's mean). An index is nan where there is nothing to share out. Natural logarithms throughout.
Worked examples: REAT, ineq, IC2 and PySAL's inequality. REAT's function named `theil` is Theil's L.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from indicators.methods.values import Floats, Numbers, ratio, require_counts, require_same_length, rows, total


@dataclass(frozen=True)
class Decomposition:
    """An index of all units, and what lies between and within their groups; the two parts add up to it."""

    total: float
    between: float
    within: float


def gini(values: Numbers, weights: Numbers | None = None, *, small_sample: bool = False) -> Floats:
    """Gini coefficient by the trapezoid rule, 0 to 1 - 1/n; uncorrected by default.

    `small_sample` multiplies by n / (n - 1), with n the units that the weights add up to, so that one holder of
    everything gives 1. Raises ValueError on negative values or weights.
    """
    value, weight = _weighted(values, weights)
    order = np.argsort(value, axis=-1)
    value, weight = (np.take_along_axis(part, order, axis=-1) for part in (value, weight))
    units = total(weight)
    middle = 2 * np.cumsum(weight, axis=-1) - weight
    coefficient = ratio(total(weight * value * (middle - units[..., None])), units * total(weight * value))
    return coefficient * ratio(units, units - 1) if small_sample else coefficient


def theil_t(values: Numbers, weights: Numbers | None = None) -> Floats:
    """Theil's T, the generalised entropy of order 1, from 0 to ln(n); a value of zero adds nothing."""
    value, weight = _weighted(values, weights)
    relative = ratio(value, _mean(value, weight)[..., None])
    return ratio(total(weight * relative * _log(relative, at_zero=0.0)), total(weight))


def theil_l(values: Numbers, weights: Numbers | None = None) -> Floats:
    """Theil's L, the mean logarithmic deviation, generalised entropy of order 0; nan where a value is zero."""
    value, weight = _weighted(values, weights)
    relative = ratio(value, _mean(value, weight)[..., None])
    return ratio(total(weight * -_log(relative, at_zero=np.nan)), total(weight))


def theil_t_decomposition(values: Numbers, groups: ArrayLike, weights: Numbers | None = None) -> Decomposition:
    """Theil's T of one distribution between and within `groups`; groups weigh by their share of the total value."""
    value, weight, group_mean = _grouped(values, groups, weights)
    mean = _mean(value, weight)
    part = ratio(weight * value, weight.sum() * mean)
    between = total(part * _log(ratio(group_mean, mean), at_zero=0.0))
    within = total(part * _log(ratio(value, group_mean), at_zero=0.0))
    return Decomposition(float(theil_t(value, weight)), float(between), float(within))


def theil_l_decomposition(values: Numbers, groups: ArrayLike, weights: Numbers | None = None) -> Decomposition:
    """Theil's L of one distribution between and within `groups`; groups weigh by their share of the units."""
    value, weight, group_mean = _grouped(values, groups, weights)
    part = ratio(weight, weight.sum())
    between = total(part * -_log(ratio(group_mean, _mean(value, weight)), at_zero=np.nan))
    within = total(part * -_log(ratio(value, group_mean), at_zero=np.nan))
    return Decomposition(float(theil_l(value, weight)), float(between), float(within))


def atkinson(values: Numbers, epsilon: float, weights: Numbers | None = None) -> Floats:
    """Atkinson's index for an aversion to inequality `epsilon` above zero, from 0 to 1.

    It is 1 where epsilon is 1 or more and somebody has nothing. Raises ValueError on an epsilon that is not positive.
    """
    if not epsilon > 0:
        raise ValueError(f"Atkinson's aversion to inequality must be above zero; got {epsilon}")
    value, weight = _weighted(values, weights)
    part = ratio(weight, total(weight)[..., None])
    with np.errstate(divide="ignore", invalid="ignore"):  # a value of zero is the limit, an index of one
        if epsilon == 1:
            equal = np.exp(total(part * np.log(value)))
        else:
            equal = total(part * value ** (1 - epsilon)) ** (1 / (1 - epsilon))
    return 1 - ratio(equal, _mean(value, weight))


def wolfson(values: Numbers) -> Floats:
    """Wolfson's bipolarisation (2 (0.5 - L(0.5)) - G) μ / m, with L the Lorenz curve, G the Gini, m the median.

    Unweighted; nan where the median is zero. Source: Wolfson (1994), as PySAL's inequality computes it.
    """
    value, weight = _weighted(values, None)
    if not value.shape[-1]:
        return total(value)
    ordered = np.sort(value, axis=-1)
    lower_half = ratio(_sum_of_lower_half(ordered), total(ordered))
    return (1 - 2 * lower_half - gini(ordered)) * ratio(_mean(value, weight), np.median(ordered, axis=-1))


def _sum_of_lower_half(ordered: Floats) -> Floats:
    """What the poorer half holds; with an odd number the middle one counts half to each side."""
    half, odd = divmod(ordered.shape[-1], 2)
    held = np.asarray(ordered[..., :half].sum(axis=-1))
    return held + ordered[..., half] / 2 if odd else held


def _weighted(values: Numbers, weights: Numbers | None) -> tuple[Floats, Floats]:
    value = rows(values)
    weight = np.ones_like(value) if weights is None else rows(weights)
    require_same_length(values=value, weights=weight)
    require_counts(values=value, weights=weight)
    value, weight = np.broadcast_arrays(value, weight)
    return value, weight


def _grouped(values: Numbers, groups: ArrayLike, weights: Numbers | None) -> tuple[Floats, Floats, Floats]:
    value, weight = _weighted(values, weights)
    member = np.unique(np.asarray(groups), return_inverse=True)[1]
    if value.ndim != 1 or member.shape != value.shape:
        raise ValueError(f"one group is needed for each value of one distribution; got {member.size} for {value.shape}")
    held = np.asarray(np.bincount(member, weights=weight * value), dtype=np.float64)
    units = np.asarray(np.bincount(member, weights=weight), dtype=np.float64)
    return value, weight, ratio(held, units)[member]


def _mean(value: Floats, weight: Floats) -> Floats:
    return ratio(total(weight * value), total(weight))


def _log(relative: Floats, at_zero: float) -> Floats:
    positive = relative > 0
    logarithm = np.log(np.where(positive, relative, 1.0))
    return np.where(positive, logarithm, np.where(relative == 0, at_zero, np.nan))
