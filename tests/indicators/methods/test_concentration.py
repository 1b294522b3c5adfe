"""Specialisation, diversity and likeness of an area's jobs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.methods import concentration

PARTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=8).filter(sum)
PAIRS = st.integers(2, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 10_000), min_size=n, max_size=n).filter(sum)] * 2)
)
ALONE = (
    concentration.herfindahl,
    concentration.herfindahl_normalised,
    concentration.equivalent_number,
    concentration.shannon,
    concentration.evenness,
)


@given(PARTS, st.integers(2, 9))
def test_indices_of_one_area_depend_on_shares_alone_and_not_on_the_order_of_sectors(
    parts: list[int], times: int
) -> None:
    for index in ALONE:
        assert index([part * times for part in reversed(parts)]) == pytest.approx(index(parts), abs=1e-12)


@given(PARTS)
def test_indices_of_one_area_stay_in_their_range(parts: list[int]) -> None:
    n = len(parts)
    assert 1 / n - 1e-12 <= concentration.herfindahl(parts) <= 1
    assert -1e-12 <= concentration.herfindahl_normalised(parts) <= 1
    assert concentration.equivalent_number(parts) * (1 + 1e-12) >= 1
    assert -1e-12 <= concentration.shannon(parts) <= np.log(n) + 1e-12
    assert -1e-12 <= concentration.evenness(parts) <= 1 + 1e-12


def test_equal_parts_are_even_and_a_single_one_is_not() -> None:
    assert concentration.evenness([7, 7, 7, 7, 7]) == pytest.approx(1)
    assert concentration.evenness([7, 0, 0, 0, 0]) == pytest.approx(0)
    assert concentration.equivalent_number([7, 7, 7, 7, 7]) == pytest.approx(5)
    assert concentration.herfindahl_normalised([3, 3]) == pytest.approx(0)
    assert np.isnan(concentration.evenness([7]))
    assert np.isnan(concentration.herfindahl_normalised([7]))


def test_an_area_without_jobs_has_no_index_and_leaves_the_others_alone() -> None:
    areas = np.array([[1, 1], [0, 0], [np.nan, 1]])
    for index in ALONE:
        assert list(np.isnan(index(areas))) == [False, True, True]
        assert np.isnan(index([]))
    assert list(np.isnan(concentration.krugman(areas, [1, 2]))) == [False, True, True]


@given(PAIRS)
def test_an_area_like_its_reference_has_no_distance_from_it(pair: tuple[list[int], list[int]]) -> None:
    area, reference = pair
    twice = [2 * part for part in area]
    assert concentration.krugman(area, twice) == pytest.approx(0)
    assert concentration.hachman(area, twice) == pytest.approx(1)
    distance = concentration.krugman(area, reference)
    assert 0 <= distance <= 2 + 1e-12
    assert distance == pytest.approx(concentration.krugman(reference, area))
    assert concentration.hoover(area, reference) == pytest.approx(distance / 2)


@given(PAIRS)
def test_hachman_lies_between_0_and_1_where_it_is_defined(pair: tuple[list[int], list[int]]) -> None:
    area, rest = pair
    whole = [local + other for local, other in zip(area, rest, strict=True)]
    assert 0 < concentration.hachman(area, whole) <= 1 + 1e-9


def test_hachman_is_undefined_where_the_reference_lacks_one_of_the_areas_sectors() -> None:
    assert np.isnan(concentration.hachman([1, 1], [1, 0]))
    assert concentration.hachman([1, 0, 0], [1, 1, 0]) == pytest.approx(0.5)


@given(PAIRS)
def test_location_quotients_average_to_one_over_the_reference(pair: tuple[list[int], list[int]]) -> None:
    area, rest = (np.array(jobs, dtype=float) for jobs in pair)
    whole = area + rest
    assume((whole > 0).all())
    quotient = concentration.location_quotient(area, area.sum(), whole, whole.sum())
    assert (quotient * whole / whole.sum()).sum() == pytest.approx(1)


def test_a_quotient_over_nothing_is_unknown() -> None:
    assert np.isnan(concentration.location_quotient(0, 0, 10, 100))
    assert np.isnan(concentration.location_quotient(0, 5, 0, 100))
    assert concentration.location_quotient(0, 5, 10, 100) == 0


def test_an_area_with_the_nations_mix_is_not_specialised() -> None:
    assert concentration.specialisation_gini([1, 2, 3], [10, 20, 30]) == pytest.approx(0, abs=1e-12)
    assert concentration.specialisation_gini([1, 0, 0], [10, 10, 10]) == pytest.approx(2 / 3)


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="parts must not be negative; 1 of 2"):
        concentration.herfindahl([1, -1])
    with pytest.raises(ValueError, match="lengths differ: values 2, reference 3"):
        concentration.krugman([1, 1], [1, 1, 1])
    with pytest.raises(ValueError, match="lengths differ: local 2, wide 3"):
        concentration.specialisation_gini([1, 1], [1, 1, 1])
    with pytest.raises(ValueError, match="local must not be negative"):
        concentration.location_quotient(1, -5, 1, 1)
