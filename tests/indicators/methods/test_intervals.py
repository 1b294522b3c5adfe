"""Wilson, Newcombe and the interval of a median."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import intervals
from indicators.methods.values import Interval
from tests.trying import few

TRIALS = st.integers(min_value=1, max_value=400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@few(20)
@given(TRIALS)
def test_wilson_contains_the_rate_stays_within_0_and_1_and_mirrors(trials: tuple[int, int]) -> None:
    k, n = trials
    interval, mirrored = intervals.wilson(k, n), intervals.wilson(n - k, n)
    assert interval.low is not None
    assert interval.high is not None
    assert mirrored.high is not None
    assert 0 <= interval.low <= k / n <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@few(20)
@given(TRIALS, TRIALS)
def test_newcombe_contains_the_difference_and_turns_its_sign_with_the_groups(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    forth, back = intervals.newcombe(*one, *other), intervals.newcombe(*other, *one)
    assert forth.low is not None
    assert forth.high is not None
    assert back.high is not None
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= forth.low <= difference + 1e-12
    assert difference - 1e-12 <= forth.high <= 1
    assert forth.low == pytest.approx(-back.high, abs=1e-12)


def test_two_equal_rates_do_not_differ() -> None:
    interval = intervals.newcombe(30, 60, 15, 30)
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < 0 < interval.high


def test_nobody_asked_means_no_interval() -> None:
    assert intervals.wilson(0, 0) == Interval(None, None)
    assert intervals.wilson(None, 5) == Interval(None, None)
    assert intervals.newcombe(1, 2, 0, 0) == Interval(None, None)
    columns = intervals.wilson(np.array([0.0, 0.0, 7.0]), np.array([0.0, 7.0, 7.0]))
    assert np.isnan(columns.low[0])
    assert (columns.low[1], columns.high[2]) == (0, 1)


def test_a_higher_level_is_wider() -> None:
    narrow, wide = intervals.wilson(4, 19, 0.90), intervals.wilson(4, 19, 0.99)
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_median_of_ten_lies_between_the_second_and_the_ninth() -> None:
    assert intervals.median_interval(np.arange(1.0, 11.0)) == Interval(2, 9)
    assert intervals.median_interval([3.0, 4.0]) == Interval(None, None)
    assert intervals.median_interval([]) == Interval(None, None)
    assert intervals.median_interval([*range(10), None]) == Interval(None, None)


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="successes and trials"):
        intervals.wilson(5, 4)
    with pytest.raises(ValueError, match="successes must not be negative"):
        intervals.newcombe(-1, 4, 1, 4)
