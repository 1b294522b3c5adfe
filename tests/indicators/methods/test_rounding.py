"""What random rounding to base 5 can have done to counts, shares and sums."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import rounding
from indicators.methods.values import Interval

COUNTS = st.integers(min_value=0, max_value=2_000)


def _either_way(count: int) -> set[int]:
    down = count // 5 * 5
    return {down, down if count == down else down + 5}


@given(COUNTS, COUNTS)
def test_the_true_count_and_the_true_share_lie_within_the_bounds_whichever_way_both_were_rounded(
    part: int, rest: int
) -> None:
    whole = part + rest
    for published, published_whole in product(_either_way(part), _either_way(whole)):
        bounds = rounding.count_bounds(published)
        assert bounds.low is not None
        assert bounds.high is not None
        assert bounds.low <= part <= bounds.high
        share = rounding.share_bounds(published, published_whole)
        if whole and published_whole:
            assert share.low is not None
            assert share.high is not None
            assert share.low <= part / whole <= share.high


def test_published_shares_of_few_people_can_move_by_points() -> None:
    bounds = rounding.share_bounds(25, 200)
    assert (bounds.low, bounds.high) == (21 / 204, 29 / 196)
    assert rounding.share_bounds(0, 5) == rounding.share_bounds(0, 5, 1, 1)
    assert rounding.share_bounds(5, 5).high == 1
    assert rounding.share_bounds(5, 20, denominator_cells=5).high == 1
    assert rounding.share_bounds(0, 0).high is None
    assert rounding.share_bounds(None, 10).low is None


def test_a_sum_of_more_cells_has_wider_bounds() -> None:
    assert rounding.count_bounds(100, cells=3) == Interval(88, 112)
    assert rounding.count_bounds(5, cells=3).low == 0
    assert rounding.count_bounds(None).low is None


def test_the_variance_of_a_sum_is_that_of_every_residue_rounded_without_bias() -> None:
    errors = [(5 - residue) / 5 * residue**2 + residue / 5 * (5 - residue) ** 2 for residue in range(5)]
    assert rounding.sum_variance(1) == pytest.approx(np.mean(errors)) == pytest.approx(4)
    assert rounding.sum_variance(26) == pytest.approx(104)
    assert rounding.sum_variance(3, base=3) == pytest.approx(4)
    assert rounding.sum_variance(None) is None


def test_a_column_of_counts_gives_columns_of_bounds() -> None:
    bounds = rounding.share_bounds(np.array([25.0, np.nan, 0.0]), np.array([200.0, 10.0, 0.0]))
    assert bounds.low[0] == 21 / 204
    assert np.isnan(bounds.low[1:]).all()
    assert np.isnan(bounds.high[1:]).all()


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="count must not be negative"):
        rounding.count_bounds(-5)
    with pytest.raises(ValueError, match="at least one cell"):
        rounding.count_bounds(5, cells=0)
