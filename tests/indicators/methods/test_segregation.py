"""The index of dissimilarity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.segregation import dissimilarity

PAIRS = st.integers(1, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 5_000), min_size=n, max_size=n).filter(sum)] * 2)
)


@given(PAIRS, st.integers(2, 9))
def test_it_lies_between_0_and_1_and_depends_on_neither_size_nor_side(
    pair: tuple[list[int], list[int]], times: int
) -> None:
    group, others = pair
    found = dissimilarity(group, others)
    assert 0 <= found <= 1 + 1e-12
    assert dissimilarity([times * n for n in group], others) == pytest.approx(found)
    assert dissimilarity(others, group) == pytest.approx(found)
    assert dissimilarity(group[::-1], others[::-1]) == pytest.approx(found)


@given(PAIRS)
def test_splitting_an_area_in_proportion_changes_nothing(pair: tuple[list[int], list[int]]) -> None:
    group, others = ([2 * n for n in counts] for counts in pair)
    split_group, split_others = ([counts[0] // 2] * 2 + counts[1:] for counts in (group, others))
    assert dissimilarity(split_group, split_others) == pytest.approx(dissimilarity(group, others))


def test_alike_apart_and_absent() -> None:
    assert dissimilarity([1, 2, 3], [10, 20, 30]) == pytest.approx(0)
    assert dissimilarity([5, 0], [0, 9]) == pytest.approx(1)
    assert np.isnan(dissimilarity([0, 0], [1, 2]))
    assert np.isnan(dissimilarity([], []))
    assert list(np.isnan(dissimilarity([[1, 1], [0, 0]], [1, 2]))) == [False, True]


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="lengths differ: group 2, others 3"):
        dissimilarity([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        dissimilarity([-1, 2], [1, 2])
