"""Margins of error of derived estimates, as the US Census Bureau tells users of the American Community Survey.

Source: US Census Bureau, American Community Survey General Handbook (2018), chapters 7 and 8; the rule for several zero
estimates: US Census Bureau training slides on margins of error (2016). Margins are at 90 %, in the estimate's unit.
These rules assume independent estimates: use the fewest components that make the figure.
"""

import numpy as np

from indicators.methods.values import (
    Z90,
    Floats,
    Numbers,
    Value,
    floats,
    like,
    ratio,
    require_at_most,
    require_counts,
    require_same_length,
    rows,
    total,
)


def standard_error(moe: Value) -> Value:
    """Standard error of a 90 % margin of error, in the same unit; raises ValueError on a negative margin."""
    (margin,) = floats(moe)
    require_counts(moe=margin)
    return like(moe, margin / Z90)


def coefficient_of_variation(estimate: Value, moe: Value) -> Value:
    """Coefficient of variation in percent, null for an estimate of zero; raises ValueError on a negative margin."""
    value, margin = floats(estimate, moe)
    require_counts(moe=margin)
    return like(estimate, 100 * ratio(margin / Z90, np.abs(value)))


def sum_moe(estimates: Numbers, moes: Numbers) -> Floats:
    """Margin of error of the sum along the last axis; of several zero estimates only the largest margin counts.

    Raises ValueError on negative margins and on lengths that differ.
    """
    value, margin = rows(estimates), rows(moes)
    require_same_length(estimates=value, moes=margin)
    require_counts(moes=margin)
    zero = value == 0
    largest_of_zeros = np.where(zero, margin, 0).max(axis=-1, initial=0)
    others = np.where(np.isnan(value), np.nan, np.where(zero, 0, margin**2))
    variance: Floats = total(others) + largest_of_zeros**2
    return np.asarray(np.sqrt(variance))


def proportion_moe(numerator: Value, numerator_moe: Value, denominator: Value, denominator_moe: Value) -> Value:
    """Margin of error of a proportion whose numerator is part of its denominator, as a fraction of one.

    Where the radicand is negative the formula of a ratio is taken; raises ValueError where the part exceeds the whole.
    """
    part, part_moe, whole, whole_moe = floats(numerator, numerator_moe, denominator, denominator_moe)
    require_counts(numerator=part, numerator_moe=part_moe, denominator_moe=whole_moe)
    require_at_most("numerator and denominator of a proportion", part, whole)
    shared = (ratio(part, whole) * whole_moe) ** 2
    radicand = part_moe**2 - shared
    return like(numerator, ratio(np.sqrt(np.where(radicand < 0, part_moe**2 + shared, radicand)), whole))


def ratio_moe(numerator: Value, numerator_moe: Value, denominator: Value, denominator_moe: Value) -> Value:
    """Margin of error of a ratio whose numerator is not part of its denominator; null over a zero denominator."""
    above, above_moe, below, below_moe = floats(numerator, numerator_moe, denominator, denominator_moe)
    require_counts(numerator_moe=above_moe, denominator_moe=below_moe)
    radicand = above_moe**2 + (ratio(above, below) * below_moe) ** 2
    return like(numerator, ratio(np.sqrt(radicand), np.abs(below)))


def product_moe(first: Value, first_moe: Value, second: Value, second_moe: Value) -> Value:
    """Margin of error of a product of two estimates, in the product's unit; raises ValueError on a negative margin."""
    a, a_moe, b, b_moe = floats(first, first_moe, second, second_moe)
    require_counts(first_moe=a_moe, second_moe=b_moe)
    return like(first, np.hypot(a * b_moe, b * a_moe))


def percent_change_moe(before: Value, before_moe: Value, after: Value, after_moe: Value) -> Value:
    """Margin of error of a percentage change, in percentage points; null where the first estimate is zero."""
    (margin,) = floats(ratio_moe(after, after_moe, before, before_moe))
    return like(before, 100 * margin)
