"""The concentration index of a service over deprivation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.targeting import concentration_index, concentration_index_se, fractional_rank

PEOPLE = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 6)), min_size=2, max_size=25).filter(
    lambda people: any(outcome for outcome, _ in people)
)


@given(PEOPLE)
def test_it_lies_between_minus_one_and_one_and_turns_with_the_order(people: list[tuple[int, int]]) -> None:
    outcome, order = zip(*people, strict=True)
    forth, back = concentration_index(outcome, order), concentration_index(outcome, [-level for level in order])
    assert forth is not None
    assert back is not None
    assert -1 <= forth <= 1
    assert forth == pytest.approx(-back, abs=1e-9)


@given(PEOPLE)
def test_grouping_those_who_tie_changes_nothing(people: list[tuple[int, int]]) -> None:
    outcome, order = (np.array(part) for part in zip(*people, strict=True))
    levels = np.unique(order)
    rates, sizes = zip(*((outcome[order == level].mean(), (order == level).sum()) for level in levels), strict=True)
    assert concentration_index(rates, levels, sizes) == pytest.approx(concentration_index(outcome, order), abs=1e-9)


@given(PEOPLE, st.randoms())
def test_the_standard_error_does_not_depend_on_the_order_of_records(
    people: list[tuple[int, int]], random: object
) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (concentration_index_se(*zip(*records, strict=True)) for records in (people, shuffled))
    assert one == pytest.approx(other, abs=1e-9)


def test_a_service_for_the_most_deprived_alone_is_negative_and_one_for_all_is_zero() -> None:
    assert concentration_index([1, 0, 0, 0], [1, 2, 3, 4]) == pytest.approx(-0.75)
    assert concentration_index([3, 3, 3, 3], [1, 2, 3, 4]) == pytest.approx(0)
    assert concentration_index([0, 0], [1, 2]) is None
    assert concentration_index([], []) is None
    assert concentration_index_se([0, 0], [1, 2]) is None
    assert concentration_index_se([1], [1]) is None
    assert concentration_index_se([1, 1], [1, 2]) == pytest.approx(0)


def test_ranks_are_middles_of_intervals() -> None:
    assert list(fractional_rank([10, 20, 30])) == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert list(fractional_rank([10, 20, 20], [2, 1, 1])) == pytest.approx([0.25, 0.75, 0.75])
    assert np.isnan(fractional_rank([1, 2], [0, 0])).all()


def test_the_standard_error_is_the_formula_written_out_and_near_the_spread_of_a_bootstrap() -> None:
    rng = np.random.default_rng(3)
    order = np.arange(200)
    outcome = (rng.uniform(size=200) < 0.6 - order / 500).astype(float)
    index = concentration_index(outcome, order)
    assert index is not None
    mean = outcome.mean()
    curve = np.append(0, outcome.cumsum() / outcome.sum())
    spread = [outcome[i] / mean * (2 * (i + 0.5) / 200 - 1 - index) + 2 - curve[i] - curve[i + 1] for i in range(200)]
    written_out = np.sqrt((np.mean(np.square(spread)) - (1 + index) ** 2) / 200)
    se = concentration_index_se(outcome, order)
    assert se == pytest.approx(written_out)
    draws = [rng.integers(0, 200, 200) for _ in range(300)]
    resampled = [concentration_index(outcome[draw], order[draw]) for draw in draws]
    assert se == pytest.approx(np.std([value for value in resampled if value is not None]), rel=0.2)


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="leave out whoever is not located"):
        concentration_index([1, 2], [1, None])
    with pytest.raises(ValueError, match="outcome must not be negative"):
        concentration_index([-1, 2], [1, 2])
    with pytest.raises(ValueError, match="lengths differ"):
        concentration_index([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="weights must not be negative"):
        fractional_rank([1, 2], [1, -1])
