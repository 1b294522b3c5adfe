"""Retention curves and the log-rank test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.survival import kaplan_meier, log_rank, number_at_risk, survival_at
from tests.trying import few

JOBS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 1), st.integers(0, 59)), min_size=1, max_size=30)


@few(20)
@given(JOBS)
def test_the_curve_falls_from_one_and_its_bounds_hold_it(jobs: list[tuple[int, int, int]]) -> None:
    durations, events, entries = zip(*((end, event, min(entry, end - 1)) for end, event, entry in jobs), strict=True)
    curve = kaplan_meier(durations, events, entries)
    assert (np.diff(np.append(1.0, curve.survival)) <= 0).all()
    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.high[known]).all()
    assert ((curve.low[known] >= 0) & (curve.high[known] <= 1)).all()


@few(20)
@given(JOBS)
def test_without_censoring_the_curve_is_the_share_still_there(jobs: list[tuple[int, int, int]]) -> None:
    durations = np.array([end for end, _, _ in jobs])
    curve = kaplan_meier(durations, np.ones(len(jobs)))
    assert list(curve.survival) == pytest.approx([(durations > time).mean() for time in curve.time], abs=1e-12)


@few(20)
@given(JOBS)
def test_entering_at_the_start_is_no_delayed_entry_and_order_does_not_matter(jobs: list[tuple[int, int, int]]) -> None:
    durations, events, _ = zip(*jobs, strict=True)
    plain = kaplan_meier(durations, events)
    entered = kaplan_meier(durations[::-1], events[::-1], np.zeros(len(jobs)))
    assert list(plain.survival) == pytest.approx(list(entered.survival))
    assert list(plain.at_risk) == list(entered.at_risk)


def test_a_job_still_held_at_the_last_contact_is_neither_lost_nor_kept_for_later() -> None:
    curve = kaplan_meier([100, 183, 200, 400], [1, 0, 1, 0])
    assert list(curve.time) == [100, 200]
    assert list(curve.survival) == pytest.approx([0.75, 0.375])
    assert survival_at(curve, 365).value == pytest.approx(0.375)
    assert survival_at(curve, 401).value is None


def test_before_the_first_end_all_are_there_without_bounds_and_after_the_last_all_are_gone() -> None:
    curve = kaplan_meier([10, 20], [1, 1])
    first = survival_at(curve, 9)
    assert (first.value, first.low, first.high) == (1.0, None, None)
    assert survival_at(curve, 10).value == 0.5
    gone = survival_at(curve, 500)
    assert (gone.value, gone.low) == (0.0, None)
    assert survival_at(kaplan_meier([10], [1]), 500).value == 0


def test_a_curve_that_reached_zero_early_under_delayed_entry_stays_at_zero() -> None:
    curve = kaplan_meier([2, 5, 6, 8], [1, 1, 0, 1], [0, 3, 3, 3])
    assert list(curve.survival) == [0, 0, 0]


def test_whoever_enters_late_is_not_at_risk_before() -> None:
    curve = kaplan_meier([4, 6, 6], [1, 1, 0], [0, 0, 4])
    assert list(curve.at_risk) == [2, 2]
    assert number_at_risk([4, 6, 6], 4, [0, 0, 4]) == 2
    assert number_at_risk([4, 6, 6], 5) == 2


def test_nobody_has_no_curve() -> None:
    curve = kaplan_meier([], [])
    assert curve.survival.size == 0
    assert survival_at(curve, 1).value is None


def test_the_log_rank_test_under_delayed_entry_is_the_sum_over_event_times() -> None:
    rng = np.random.default_rng(7)
    durations, events, groups = rng.integers(5, 40, 60), rng.integers(0, 2, 60), rng.integers(0, 2, 60)
    entries = rng.integers(0, 5, 60)
    excess = variance = 0.0
    for time in np.unique(durations[events == 1]):
        risk = (durations >= time) & (entries < time)
        ends = (durations == time) & (events == 1)
        n, ours, d = risk.sum(), (risk & (groups == 1)).sum(), ends.sum()
        excess += (ends & (groups == 1)).sum() - d * ours / n
        variance += d * ours / n * (1 - ours / n) * (n - d) / (n - 1) if n > 1 else 0
    assert log_rank(durations, events, groups, entries).statistic == pytest.approx(excess**2 / variance)


def test_groups_with_the_same_curve_do_not_differ_and_one_group_cannot_be_compared() -> None:
    twice = [3, 5, 8, 3, 5, 8]
    same = log_rank(twice, [1, 0, 1] * 2, ["a"] * 3 + ["b"] * 3)
    assert same.statistic == pytest.approx(0)
    assert same.p_value == pytest.approx(1)
    assert log_rank(twice, [1] * 6, ["a"] * 6).p_value is None
    assert log_rank(twice, [0] * 6, ["a"] * 3 + ["b"] * 3).p_value is None


@pytest.mark.parametrize(
    ("durations", "events", "entries", "told"),
    [
        ([1, 2], [1], None, "lengths differ: durations 2, events 1"),
        ([-1, 2], [1, 1], None, "durations must not be negative"),
        ([1, None], [1, 1], None, "every duration must be known"),
        ([1, 2], [1, 2], None, "1 .it ended. or 0 .censored"),
        ([1, 2], [1, None], None, "1 .it ended. or 0 .censored"),
        ([1, 2], [1, 1], [0, 2], "lie before the end"),
    ],
)
def test_records_that_cannot_be_are_told_without_their_values(
    durations: list[float], events: list[float], entries: list[float] | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        kaplan_meier(durations, events, entries)


def test_a_group_is_needed_for_each_duration() -> None:
    with pytest.raises(ValueError, match="got 1 for 2"):
        log_rank([1, 2], [1, 1], ["a"])
