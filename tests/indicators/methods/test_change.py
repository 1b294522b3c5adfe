"""Change, recovery, gaps and differences in differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import change
from indicators.methods.values import Estimate

NUMBERS = st.integers(-(10**6), 10**6).map(float)
ERRORS = st.integers(0, 10**3).map(float)
ESTIMATES = st.builds(Estimate[float | None], NUMBERS, ERRORS)


def test_a_percentage_change_is_over_what_was_there_before() -> None:
    assert change.percent_change(200, 150) == -25
    assert change.percent_change(0, 10) is None
    assert change.percent_change(-5, 10) is None
    assert change.percent_change(None, 10) is None
    assert list(change.percent_change(np.array([4.0]), np.array([5.0]))) == [25]


def test_recovery_may_be_below_nothing_or_above_all_and_needs_a_loss() -> None:
    assert change.recovery_share(100, 60, 80) == 0.5
    assert change.recovery_share(100, 60, 50) == -0.25
    assert change.recovery_share(100, 60, 120) == 1.5
    assert change.recovery_share(60, 60, 80) is None
    assert change.recovery_share(50, 60, 80) is None
    assert change.recovery_share(100, 60, None) is None


@given(ESTIMATES)
def test_a_place_equal_to_its_comparator_has_gap_zero(place: Estimate[float | None]) -> None:
    assert change.difference(place, place).value == 0
    assert change.is_clear(change.difference(place, place)) is False


@given(ESTIMATES, ESTIMATES)
def test_a_place_that_moves_as_its_comparator_has_no_difference(
    before: Estimate[float | None], after: Estimate[float | None]
) -> None:
    found = change.difference_in_differences(before, after, before, after)
    assert found.value == 0


@given(ESTIMATES, ESTIMATES, ESTIMATES, ESTIMATES)
def test_differences_in_differences_carry_the_errors_of_all_four(
    one: Estimate[float | None],
    two: Estimate[float | None],
    three: Estimate[float | None],
    four: Estimate[float | None],
) -> None:
    found = change.difference_in_differences(one, two, three, four)
    values = [estimate.value for estimate in (one, two, three, four)]
    errors = [estimate.se for estimate in (one, two, three, four)]
    assert found.value == (values[1] - values[0]) - (values[3] - values[2])  # type: ignore[operator]
    assert found.se == pytest.approx(np.linalg.norm(errors))  # type: ignore[arg-type]


def test_a_change_without_a_known_error_is_never_clear() -> None:
    assert change.is_clear(Estimate(-16.3, None)) is None
    assert change.is_clear(Estimate(None, 1)) is None
    assert change.is_clear(Estimate(-1.7, 1)) is True
    assert change.is_clear(Estimate(1.645, 1)) is False
    assert change.is_clear(Estimate(0, 0)) is False


def test_a_comparator_does_not_contain_the_place() -> None:
    assert change.rest_of_region(100, 30) == 70
    assert change.rest_of_region(None, 30) is None
    with pytest.raises(ValueError, match="region less place must not be negative"):
        change.rest_of_region(100, 130)


def test_an_unknown_error_makes_the_combined_one_unknown() -> None:
    assert change.combined_se(3, 4) == 5
    assert change.combined_se(3, None) is None
    assert list(change.combined_se(np.array([3.0]), np.array([4.0]))) == [5]
    with pytest.raises(ValueError, match="standard error 2 must not be negative"):
        change.combined_se(3, -4)
