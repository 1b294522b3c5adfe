"""Margins of error: sums, proportions, ratios, products and percentage changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import margins

COUNTS = st.integers(min_value=1, max_value=10**6).map(float)
MOES = st.integers(min_value=0, max_value=10**4).map(float)


def test_a_row_of_several_zero_estimates_keeps_only_the_largest_of_their_margins() -> None:
    estimates = np.array([[36, 0, 0, 0], [0, 0, 0, 0], [5, 7, 0, 1]])
    moes = np.array([[56, 25, 28, 31], [27, 19, 22, 12], [3, 4, 12, 0]])
    assert margins.sum_moe(estimates, moes) == pytest.approx([np.hypot(56, 31), 27, 13])


def test_an_unknown_estimate_or_margin_leaves_the_sum_without_a_margin_and_no_parts_have_none() -> None:
    assert np.isnan(margins.sum_moe([1, None], [1, 2]))
    assert np.isnan(margins.sum_moe([1, 2], [1, None]))
    assert np.isnan(margins.sum_moe([0, 2], [None, 1]))
    assert np.isnan(margins.sum_moe([], []))


@given(st.lists(st.tuples(COUNTS, MOES), min_size=1, max_size=8), st.randoms())
def test_the_margin_of_a_sum_does_not_depend_on_the_order_of_its_parts(
    pairs: list[tuple[float, float]], random: object
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert margins.sum_moe(*zip(*pairs, strict=True)) == pytest.approx(margins.sum_moe(*zip(*shuffled, strict=True)))


@given(COUNTS, MOES, COUNTS, MOES)
def test_a_proportions_margin_is_real_and_never_above_the_ratios(
    part: float, part_moe: float, rest: float, moe: float
) -> None:
    proportion = margins.proportion_moe(part, part_moe, part + rest, moe)
    ratio = margins.ratio_moe(part, part_moe, part + rest, moe)
    assert proportion is not None
    assert ratio is not None
    assert 0 <= proportion <= ratio * (1 + 1e-12)


def test_a_negative_radicand_takes_the_formula_of_a_ratio() -> None:
    assert margins.proportion_moe(50, 5, 60, 20) == pytest.approx(margins.ratio_moe(50, 5, 60, 20))
    assert margins.proportion_moe(50, 5, 60, 1) == pytest.approx(np.sqrt(25 - (50 / 60) ** 2) / 60)


def test_ratios_and_changes_of_nothing_have_no_margin() -> None:
    assert margins.ratio_moe(5, 1, 0, 1) is None
    assert margins.proportion_moe(0, 1, 0, 1) is None
    assert margins.percent_change_moe(0, 1, 5, 1) is None
    assert margins.coefficient_of_variation(0, 3) is None
    assert margins.standard_error(None) is None


def test_a_percentage_change_has_a_hundred_times_the_margin_of_the_ratio_of_after_to_before() -> None:
    change = margins.percent_change_moe(135_173, 3_860, 139_301, 4_047)
    assert change == pytest.approx(100 * np.hypot(4_047, 139_301 / 135_173 * 3_860) / 135_173)


def test_columns_are_computed_row_by_row_with_nan_where_undefined() -> None:
    part, whole = np.array([10.0, np.nan, 0.0]), np.array([40.0, 40.0, 0.0])
    found = margins.proportion_moe(part, np.ones(3), whole, np.ones(3))
    assert found[0] == margins.proportion_moe(10, 1, 40, 1)
    assert np.isnan(found[1:]).all()


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="moe must not be negative; 1 of 1"):
        margins.standard_error(-1)
    with pytest.raises(ValueError, match="the first must not exceed the second"):
        margins.proportion_moe(50, 1, 40, 1)
    with pytest.raises(ValueError, match="lengths differ: estimates 2, moes 1"):
        margins.sum_moe([1, 2], [1])
    with pytest.raises(ValueError, match="needs a list of values"):
        margins.sum_moe(1, 2)
