"""Money: prices, constant dollars, leverage, unit costs and the local multiplier."""

import numpy as np

from indicators.methods.values import (
    Floats,
    Numbers,
    Value,
    floats,
    like,
    ratio,
    require_at_most,
    require_counts,
    rows,
    total,
)

MONTHS = 12
LEAST_UNITS = 5.0


def annual_average(monthly: Numbers) -> Floats:
    """Mean of twelve monthly index values along the last axis, not rounded (Statistics Canada publishes one decimal).

    nan where a month is not known; raises ValueError where there are not twelve.
    """
    months = rows(monthly)
    if months.shape[-1] != MONTHS:
        raise ValueError(f"an annual average needs twelve months; got {months.shape[-1]}")
    return total(months) / MONTHS


def constant_dollars(amount: Value, index_then: Value, index_base: Value) -> Value:
    """An amount in the dollars of the base year: times the base year's price index over that of the amount's own year.

    Indices of one geography and base (Statistics Canada, 62-001-X). Raises ValueError on one that is not positive.
    """
    dollars, then, base = floats(amount, index_then, index_base)
    if (then <= 0).any() or (base <= 0).any():
        raise ValueError("a consumer price index is above zero")
    return like(amount, dollars * base / then)


def leverage_ratio(other_funds: Value, own_funds: Value) -> Value:
    """Dollars of other funds for each dollar of one's own; null where no own funds were spent."""
    other, own = floats(other_funds, own_funds)
    require_counts(other_funds=other, own_funds=own)
    return like(other_funds, ratio(other, own))


def unit_cost(cost: Value, units: Value, least_units: float = LEAST_UNITS) -> Value:
    """Cost for each job, person or dwelling, in the cost's dollars; null where fewer than `least_units` bear it."""
    dollars, number = floats(cost, units)
    require_counts(cost=dollars)
    return like(cost, ratio(dollars, np.where(number >= least_units, number, np.nan)))


def local_multiplier(first_round: Value, second_round: Value, third_round: Value) -> Value:
    """LM3, (R1 + R2 + R3) / R1, from 1 to 3: income, what of it is spent locally, what of that is spent locally again.

    Null without income. Raises ValueError where a round exceeds the one before. Source: New Economics Foundation, The
    Money Trail (2002).
    """
    income, spent, spent_again = floats(first_round, second_round, third_round)
    require_counts(first_round=income, second_round=spent, third_round=spent_again)
    require_at_most("local spending in a round and the round before", spent, income)
    require_at_most("local spending in a round and the round before", spent_again, spent)
    return like(first_round, ratio(income + spent + spent_again, income))
