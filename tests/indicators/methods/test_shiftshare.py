"""Shift-share: what goes with the nation, with the mix of sectors, and with the area."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.shiftshare import esteban_marquillas, shift_share, summed


def _matrix(areas: int, sectors: int, least: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(st.integers(least, 5_000), min_size=sectors, max_size=sectors)
    return st.lists(row, min_size=areas, max_size=areas)


TWO_TIMES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(_matrix(*shape, least=1), _matrix(*shape, least=0))
)


@given(TWO_TIMES)
def test_regional_effects_of_all_areas_add_up_to_zero_in_every_sector(
    times: tuple[list[list[int]], list[list[int]]],
) -> None:
    start, end = (np.array(jobs, dtype=float) for jobs in times)
    effects = shift_share(start, end, *_nation(start, end))
    assert effects.regional.sum(axis=0) == pytest.approx(0, abs=1e-6)
    assert summed(effects.mix).sum() == pytest.approx(0, abs=1e-6)
    assert summed(effects.national).sum() == pytest.approx(end.sum() - start.sum(), abs=1e-6)


@given(TWO_TIMES)
def test_effects_add_up_to_each_sectors_change_and_the_split_to_the_regional_effect(
    times: tuple[list[list[int]], list[list[int]]],
) -> None:
    start, end = (np.array(jobs, dtype=float) for jobs in times)
    nation = _nation(start, end)
    classic, split = shift_share(start, end, *nation), esteban_marquillas(start, end, *nation)
    assert classic.national + classic.mix + classic.regional == pytest.approx(end - start, abs=1e-6)
    assert split.regional + split.allocation == pytest.approx(classic.regional, abs=1e-6)


@given(TWO_TIMES, st.integers(2, 20))
def test_effects_scale_with_jobs(times: tuple[list[list[int]], list[list[int]]], by: int) -> None:
    start, end = (np.array(jobs, dtype=float) for jobs in times)
    once = shift_share(start, end, *_nation(start, end))
    more = shift_share(by * start, by * end, *_nation(by * start, by * end))
    assert more.regional == pytest.approx(by * once.regional, abs=1e-6)


def test_an_area_that_moves_as_the_nation_has_no_regional_effect() -> None:
    effects = shift_share([10, 20], [20, 30], [100, 200], [200, 300])
    assert list(effects.regional) == pytest.approx([0, 0])


def test_a_sector_new_to_the_area_is_a_regional_effect_and_has_no_allocation() -> None:
    jobs = ([0, 20], [5, 20], [100, 200], [110, 200])
    assert shift_share(*jobs).regional[0] == 5
    split = esteban_marquillas(*jobs)
    assert np.isnan(split.allocation[0])
    assert not np.isnan(split.allocation[1])
    assert np.isnan(summed(split.allocation))


def test_a_sector_that_the_area_never_had_has_no_growth_to_hold_against_the_nations() -> None:
    split = esteban_marquillas([0, 20], [0, 20], [100, 200], [110, 200])
    assert list(np.isnan(split.regional)) == [True, False]
    nowhere = esteban_marquillas([0, 20], [0, 20], [0, 200], [0, 200])
    assert list(nowhere.regional) == [0, 0]
    assert list(nowhere.allocation) == [0, 0]
    assert np.isnan(esteban_marquillas([0, 20], [5, 20], [0, 200], [9, 200]).regional[0])


def test_a_sector_new_to_the_nation_is_unknown_and_one_that_never_was_is_nothing() -> None:
    effects = shift_share([0, 0, 20], [5, 0, 20], [0, 0, 200], [110, 0, 200])
    assert np.isnan(effects.regional[0])
    assert effects.regional[1] == 0
    assert np.isnan(shift_share([0], [1], [0], [0]).national).all()
    assert np.isnan(summed(np.array([])))


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="local end must not be negative"):
        shift_share([1], [-1], [1], [1])
    with pytest.raises(ValueError, match="lengths differ"):
        esteban_marquillas([1], [1], [1, 2], [1, 2])


def _nation(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.broadcast_to(jobs.sum(axis=0), jobs.shape) for jobs in (start, end))  # type: ignore[return-value]
