"""Gini, Theil, Atkinson and polarisation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import inequality

VALUES = st.lists(st.integers(1, 200_000), min_size=1, max_size=20)
ANY = st.lists(st.integers(0, 200_000), min_size=1, max_size=20).filter(sum)
GROUPED = st.lists(
    st.tuples(st.integers(1, 10_000), st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=20
)
INDICES = (
    inequality.gini,
    inequality.theil_t,
    inequality.theil_l,
    lambda values, weights=None: inequality.atkinson(values, 0.5, weights),
    lambda values, weights=None: inequality.atkinson(values, 1, weights),
    lambda values, weights=None: inequality.atkinson(values, 2, weights),
)


@given(ANY)
def test_gini_lies_between_0_and_1_and_the_corrected_one_too(values: list[int]) -> None:
    n = len(values)
    assert -1e-12 <= inequality.gini(values) <= 1 - 1 / n + 1e-12
    if n > 1:
        assert -1e-12 <= inequality.gini(values, small_sample=True) <= 1 + 1e-12


@given(ANY)
def test_theil_and_atkinson_stay_in_their_range(values: list[int]) -> None:
    assert -1e-12 <= inequality.theil_t(values) <= np.log(len(values)) + 1e-12
    for epsilon in (0.5, 1, 1.5):
        assert -1e-9 <= inequality.atkinson(values, epsilon) <= 1


@given(VALUES, st.randoms(), st.integers(2, 9))
def test_indices_do_not_depend_on_order_or_currency(values: list[int], random: object, times: int) -> None:
    shuffled = [value * times for value in values]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for index in INDICES:
        assert index(shuffled) == pytest.approx(index(values), abs=1e-9)
    assert inequality.wolfson(shuffled) == pytest.approx(inequality.wolfson(values), abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 5)), min_size=1, max_size=10))
def test_a_weight_is_as_many_units_of_the_same_value(pairs: list[tuple[int, int]]) -> None:
    values, weights = zip(*pairs, strict=True)
    each = np.repeat(values, weights)
    for index in INDICES:
        assert index(values, weights) == pytest.approx(index(each), abs=1e-9)


@given(GROUPED)
def test_theil_between_and_within_add_up_to_the_whole(units: list[tuple[int, str, int]]) -> None:
    values, groups, weights = zip(*units, strict=True)
    for decompose, index in (
        (inequality.theil_t_decomposition, inequality.theil_t),
        (inequality.theil_l_decomposition, inequality.theil_l),
    ):
        parts = decompose(values, groups, weights)
        assert parts.total == pytest.approx(index(values, weights), abs=1e-12)
        assert parts.between + parts.within == pytest.approx(parts.total, abs=1e-9)
        assert parts.between >= -1e-12
        assert parts.within >= -1e-12


def test_one_group_has_nothing_between_and_equal_members_nothing_within() -> None:
    assert inequality.theil_t_decomposition([1, 2, 9], list("aaa")).between == pytest.approx(0)
    assert inequality.theil_l_decomposition([1, 1, 9, 9], list("aabb")).within == pytest.approx(0)


def test_who_has_nothing() -> None:
    assert inequality.gini([0, 0, 0, 5]) == pytest.approx(0.75)
    assert inequality.gini([0, 0, 0, 5], small_sample=True) == pytest.approx(1)
    assert inequality.theil_t([0, 0, 0, 5]) == pytest.approx(np.log(4))
    assert np.isnan(inequality.theil_l([0, 5]))
    assert np.isnan(inequality.theil_l_decomposition([0, 5], list("ab")).total)
    assert np.isnan(inequality.theil_l_decomposition([0, 5], list("ab")).between)
    assert inequality.atkinson([0, 5], 1) == 1
    assert inequality.atkinson([0, 5], 2) == 1
    assert 0 < inequality.atkinson([0, 5], 0.5) < 1


def test_nothing_to_share_or_nobody_to_share_it_has_no_inequality() -> None:
    for index in INDICES:
        assert np.isnan(index([0, 0]))
        assert np.isnan(index([]))
        assert np.isnan(index([1, None]))
        assert np.isnan(index([1, 2], [0, 0]))
    assert np.isnan(inequality.wolfson([]))
    assert np.isnan(inequality.wolfson([0, 0]))
    assert np.isnan(inequality.gini([5], small_sample=True))


def test_places_are_computed_row_by_row() -> None:
    places = np.array([[1, 2, 3], [4, 4, 4], [0, 0, 0]])
    for index in (*INDICES, inequality.wolfson):
        found = index(places)
        assert found[0] == pytest.approx(index([1, 2, 3]))
        assert found[1] == pytest.approx(0)
        assert np.isnan(found[2])


def test_bins_with_their_means_and_counts_give_an_index() -> None:
    assert inequality.gini([5, 15, 35], [10, 20, 10]) == pytest.approx(
        inequality.gini([5] * 10 + [15] * 20 + [35] * 10)
    )


def test_polarisation_is_highest_when_two_halves_stand_apart() -> None:
    assert inequality.wolfson([1, 1, 9, 9]) > inequality.wolfson([1, 4, 6, 9]) > inequality.wolfson([4, 5, 5, 6]) > 0


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="values must not be negative"):
        inequality.gini([-1, 2])
    with pytest.raises(ValueError, match="weights must not be negative"):
        inequality.theil_t([1, 2], [1, -1])
    with pytest.raises(ValueError, match="lengths differ"):
        inequality.gini([1, 2], [1])
    with pytest.raises(ValueError, match="above zero; got 0"):
        inequality.atkinson([1, 2], 0)
    with pytest.raises(ValueError, match="one group is needed for each value"):
        inequality.theil_t_decomposition([1, 2], ["a"])
