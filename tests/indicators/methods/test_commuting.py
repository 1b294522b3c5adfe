"""Shares of commuters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.commuting import commuting

FLOWS = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 900), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(FLOWS)
def test_nobody_is_lost_between_home_and_work(flows: list[list[int]]) -> None:
    found = commuting(flows)
    assert found.jobs.sum() == found.employed_residents.sum() == np.sum(flows)
    assert found.net_in_commuting.sum() == 0
    for share in (found.local_workforce_share, found.self_containment):
        assert ((share >= 0) & (share <= 1) | np.isnan(share)).all()
    turned = commuting(np.transpose(flows))
    assert turned.local_workforce_share == pytest.approx(found.self_containment, nan_ok=True)


def test_an_area_without_jobs_or_without_workers_has_no_share() -> None:
    found = commuting([[0, 5], [0, 7]])
    assert np.isnan(found.local_workforce_share[0])
    assert found.self_containment[0] == 0
    assert list(found.jobs_residents_ratio) == pytest.approx([0, 12 / 7])
    assert np.isnan(commuting([[0, 0], [4, 7]]).self_containment[0])
    assert commuting(np.empty((0, 0))).jobs.size == 0


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="square matrix; got"):
        commuting([[1, 2]])
    with pytest.raises(ValueError, match="flows must not be negative"):
        commuting([[-1]])
