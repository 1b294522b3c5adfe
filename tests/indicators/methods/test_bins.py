"""Quantiles from counts in bins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import bins

LOWER = [0, 10_000, 20_000, 50_000]
UPPER: list[float | None] = [10_000, 20_000, 50_000, None]
COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(sum)


def test_a_median_lies_where_half_the_units_are_below() -> None:
    assert bins.median([10, 20, 10, 0], LOWER, UPPER) == pytest.approx(15_000)
    assert bins.median([20, 0, 20, 0], LOWER, UPPER) == pytest.approx(10_000)
    assert bins.quantile([10, 0, 10, 0], LOWER, UPPER, 0.75) == pytest.approx(35_000)


def test_all_places_are_computed_at_once_and_each_open_or_empty_one_is_unknown() -> None:
    places = np.array([[10, 20, 10, 0], [0, 0, 0, 0], [1, 1, 1, 90], [5, 5, np.nan, 5]])
    found = bins.median(places, LOWER, UPPER)
    assert found[0] == pytest.approx(15_000)
    assert np.isnan(found[1:]).all()


def test_the_median_of_a_sum_is_not_the_average_of_medians() -> None:
    one, other = np.array([10, 0, 0, 0]), np.array([0, 30, 30, 0])
    summed = bins.median(one + other, LOWER, UPPER)
    assert summed == pytest.approx(10_000 + 10_000 * 25 / 30)
    assert summed != pytest.approx((bins.median(one, LOWER, UPPER) + bins.median(other, LOWER, UPPER)) / 2)


@given(COUNTS, st.integers(1, 50))
def test_only_shares_matter_and_quantiles_ascend(counts: list[int], times: int) -> None:
    found = [float(bins.quantile(counts, LOWER, UPPER, share)) for share in (0.1, 0.25, 0.5, 0.75, 0.9)]
    many = [
        float(bins.quantile([n * times for n in counts], LOWER, UPPER, share)) for share in (0.1, 0.25, 0.5, 0.75, 0.9)
    ]
    assert found == pytest.approx(many, nan_ok=True)
    known = [value for value in found if not np.isnan(value)]
    assert known == sorted(known)
    assert found[: len(known)] == known


def test_pareto_is_for_wide_closed_bins_only() -> None:
    counts = [40, 0, 30, 30]
    linear, wide = bins.median(counts, LOWER, UPPER), bins.median(counts, LOWER, UPPER, pareto_above=25_000)
    shape = np.log(60 / 30) / np.log(50_000 / 20_000)
    assert linear == pytest.approx(20_000 + 30_000 * 10 / 30)
    assert wide == pytest.approx(20_000 * (60 / 50) ** (1 / shape))
    assert bins.median(counts, LOWER, UPPER, pareto_above=30_000) == linear
    assert np.isnan(bins.median([1, 1, 1, 9], LOWER, UPPER, pareto_above=1))


def test_pareto_needs_a_positive_start_and_someone_above() -> None:
    assert bins.median([9, 1, 1, 1], LOWER, UPPER, pareto_above=1) == bins.median([9, 1, 1, 1], LOWER, UPPER)
    assert bins.median([0, 0, 9, 0], LOWER, UPPER, pareto_above=1) == pytest.approx(35_000)


def test_p90_over_p10() -> None:
    assert bins.p90_p10([10, 80, 10, 0], LOWER, UPPER) == pytest.approx(2)
    assert np.isnan(bins.p90_p10([10, 70, 5, 15], LOWER, UPPER))


def test_a_median_from_a_larger_sample_has_a_smaller_margin_and_a_full_count_none() -> None:
    counts = [1_000, 2_000, 1_000, 0]
    few, many, all_ = (float(bins.median_moe(counts, LOWER, UPPER, percent)) for percent in (5, 25, 100))
    assert few > many > all_ == 0
    assert bins.median_moe(counts, LOWER, UPPER, 5, design_factor=1.5) == pytest.approx(1.5 * few)
    assert np.isnan(bins.median_moe([0, 0, 0, 0], LOWER, UPPER, 5))
    assert np.isnan(bins.median_moe([0, 0, 51, 50], LOWER, UPPER, 5))
    assert np.isnan(bins.median_moe([1, 0, 0, 0], LOWER, UPPER, 5))  # one standard error leaves the distribution


@pytest.mark.parametrize(
    ("counts", "lower", "upper", "share", "told"),
    [
        ([1, -1], [0, 5], [5, 9], 0.5, "counts must not be negative"),
        ([1, 1], [0, 5], [5, 9], 1, "between 0 and 1"),
        ([1, 1], [0, 5], [5, 9], 0, "between 0 and 1"),
        ([1, 1], [0, 5], [6, 9], 0.5, "begin no lower than the bin before it ends"),
        ([1, 1], [0, 5], [0, 9], 0.5, "end above its start"),
        ([1, 1, 1], [0, 5], [5, 9], 0.5, "lengths differ"),
    ],
)
def test_bins_that_cannot_be_are_told(
    counts: list[float], lower: list[float], upper: list[float], share: float, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        bins.quantile(counts, lower, upper, share)
