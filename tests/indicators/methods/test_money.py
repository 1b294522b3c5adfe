"""Prices, leverage, unit costs and the local multiplier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import money

AMOUNTS = st.integers(0, 10**7).map(float)
INDICES = st.integers(100, 2_000).map(lambda tenths: tenths / 10)


def test_an_annual_average_needs_all_twelve_months() -> None:
    assert money.annual_average(range(1, 13)) == pytest.approx(6.5)
    assert np.isnan(money.annual_average([100.0] * 11 + [None]))
    assert list(money.annual_average(np.ones((2, 12)))) == [1, 1]
    with pytest.raises(ValueError, match="twelve months; got 11"):
        money.annual_average([100.0] * 11)


@given(AMOUNTS, INDICES, INDICES)
def test_constant_dollars_there_and_back_are_the_same(amount: float, then: float, base: float) -> None:
    forth = money.constant_dollars(amount, then, base)
    assert money.constant_dollars(forth, base, then) == pytest.approx(amount)
    assert money.constant_dollars(amount, then, then) == pytest.approx(amount)


def test_unknown_prices_make_unknown_dollars_and_impossible_ones_an_error() -> None:
    assert money.constant_dollars(10, None, 100) is None
    assert list(money.constant_dollars(np.array([10.0]), np.array([50.0]), np.array([100.0]))) == [20]
    for then, base in ((0, 100), (100, 0)):
        with pytest.raises(ValueError, match="above zero"):
            money.constant_dollars(10, then, base)


def test_leverage_and_unit_cost_are_unknown_over_nothing_or_too_few() -> None:
    assert money.leverage_ratio(300, 100) == 3
    assert money.leverage_ratio(300, 0) is None
    assert money.unit_cost(1_000, 5) == 200
    assert money.unit_cost(1_000, 4.9) is None
    assert money.unit_cost(1_000, -3) is None
    assert money.unit_cost(1_000, 4, least_units=1) == 250
    assert money.unit_cost(None, 10) is None
    with pytest.raises(ValueError, match="own funds must not be negative"):
        money.leverage_ratio(1, -1)


@given(AMOUNTS, st.floats(0, 1), st.floats(0, 1))
def test_the_local_multiplier_lies_between_1_and_3(income: float, locally: float, again: float) -> None:
    found = money.local_multiplier(income, income * locally, income * locally * again)
    if found is not None:
        assert found == pytest.approx(1 + locally + locally * again)
        assert 1 <= found <= 3
    else:
        assert found is None


def test_a_round_cannot_spend_more_than_the_round_before_brought() -> None:
    with pytest.raises(ValueError, match="the round before"):
        money.local_multiplier(100, 120, 10)
    with pytest.raises(ValueError, match="the round before"):
        money.local_multiplier(100, 20, 30)
