"""Low-income line and gap, ranks, the exponential score and quintile shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import deprivation


def test_the_line_grows_with_the_root_of_the_household() -> None:
    assert deprivation.low_income_line(22_133, 4) == pytest.approx(44_266)
    assert deprivation.one_person_line(44_266) == 22_133
    assert deprivation.low_income_line(None, 4) is None
    assert list(deprivation.low_income_line(np.array([10.0, 10.0]), np.array([1.0, 9.0]))) == [10, 30]
    with pytest.raises(ValueError, match="at least one person"):
        deprivation.low_income_line(22_133, 0)


def test_the_gap_is_the_mean_shortfall_of_those_below_the_line() -> None:
    assert deprivation.low_income_gap_ratio([15_000], [20_000]) == pytest.approx(0.25)
    assert deprivation.low_income_gap_ratio([15_000, 90_000], [20_000, 20_000]) == pytest.approx(0.25)
    assert deprivation.low_income_gap_ratio([0, -500, 15_000], [20_000] * 3, [1, 1, 2]) == pytest.approx(0.625)


def test_nobody_below_the_line_means_no_gap_and_an_unknown_income_no_figure() -> None:
    assert np.isnan(deprivation.low_income_gap_ratio([20_000, 30_000], [20_000, 20_000]))
    assert np.isnan(deprivation.low_income_gap_ratio([], []))
    assert np.isnan(deprivation.low_income_gap_ratio([None, 1], [2, 2]))


@given(st.lists(st.tuples(st.integers(-9, 99), st.integers(1, 99)), min_size=1, max_size=20))
def test_the_gap_lies_between_0_and_1(households: list[tuple[int, int]]) -> None:
    gap = float(deprivation.low_income_gap_ratio(*zip(*households, strict=True)))
    assert np.isnan(gap) == all(income >= line for income, line in households)
    assert np.isnan(gap) or 0 < gap <= 1


def test_about_a_tenth_of_areas_score_above_fifty() -> None:
    share = deprivation.rank_share(np.arange(10_000.0))
    score = deprivation.exponential_score(share)
    assert (score > 50).mean() == pytest.approx(
        (np.exp(-50 / 23) - np.exp(-100 / 23)) / (1 - np.exp(-100 / 23)), abs=1e-4
    )
    assert (score > 50).mean() == pytest.approx(0.1, abs=0.003)
    assert score.max() == pytest.approx(100)
    assert score.min() > 0


def test_scores_keep_the_order_of_ranks_and_ties_share_theirs() -> None:
    assert list(deprivation.rank_share([3, 1, 3, 2])) == pytest.approx([3.5 / 4, 1 / 4, 3.5 / 4, 2 / 4])
    assert deprivation.exponential_score(1.0) == pytest.approx(100)
    assert deprivation.exponential_score(None) is None
    with pytest.raises(ValueError, match="above 0 and up to 1"):
        deprivation.exponential_score(0)
    with pytest.raises(ValueError, match="every score is known"):
        deprivation.rank_share([1, None])


def test_quintile_shares_leave_out_areas_without_a_quintile_and_say_how_many_live_there() -> None:
    shares, covered = deprivation.quintile_shares([1, 5, 5, None], [100, 200, 100, 100])
    assert list(shares) == pytest.approx([0.25, 0, 0, 0, 0.75])
    assert covered == pytest.approx(0.8)
    evenly, _ = deprivation.quintile_shares([5, 4, 3, 2, 1], [50, 40, 30, 20, 10])
    assert list(evenly) == pytest.approx([1 / 15, 2 / 15, 3 / 15, 4 / 15, 5 / 15])
    nowhere, none = deprivation.quintile_shares([None], [0])
    assert np.isnan(nowhere).all()
    assert none is None
    with pytest.raises(ValueError, match="1, 2, 3, 4 or 5"):
        deprivation.quintile_shares([0], [10])
