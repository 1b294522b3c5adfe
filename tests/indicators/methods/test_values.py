"""What every method does with nulls, zeros and lengths."""

import numpy as np
import polars as pl
import pytest

from indicators.methods import values


def test_nothing_known_comes_in_as_nan_and_leaves_as_none() -> None:
    (array,) = values.floats(pl.Series([1, None, 3]))
    assert np.isnan(array[1])
    assert values.like(1.0, np.asarray(np.nan)) is None
    assert values.like(None, np.asarray(2.0)) == 2.0
    column = values.like(np.array([1.0]), np.array([np.nan]))
    assert np.isnan(column).all()


def test_a_ratio_over_zero_is_unknown_and_nothing_warns() -> None:
    found = values.ratio(np.array([1.0, 0.0, np.nan, 6.0]), np.array([0.0, 0.0, 0.0, 3.0]))
    assert np.isnan(found[:3]).all()
    assert found[3] == 2


def test_no_parts_do_not_add_up_to_zero() -> None:
    assert np.isnan(values.total(np.empty(0)))
    assert np.isnan(values.total(np.empty((2, 0)))).all()
    assert values.total(np.array([0.0, 0.0])) == 0
    assert np.isnan(values.shares([0, 0])).all()


def test_who_is_wrong_is_told_by_name_and_number_but_never_by_value() -> None:
    with pytest.raises(ValueError, match=r"^jobs here must not be negative; 2 of 3 values are$"):
        values.require_counts(jobs_here=np.array([-41.5, 1.0, -7.0]))
    with pytest.raises(ValueError, match="the lengths differ: jobs 2, weights 3"):
        values.require_same_length(jobs=np.ones(2), weights=np.ones(3))
    with pytest.raises(ValueError, match=r"part and whole: .* in 1 of 2 cases"):
        values.require_at_most("part and whole", np.array([2.0, 1.0]), np.array([1.0, 1.0]))
