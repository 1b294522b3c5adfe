"""One record per person and operation, and outcomes with the unknown."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods.cohort import outcome_rate, participations

SCHEMA = {"person": pl.String, "operation": pl.String, "entered": pl.Date, "left": pl.Date, "status": pl.String}


def _entries(*rows: tuple[str, str, date, date | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


TWICE = _entries(
    ("p1", "training", date(2024, 5, 1), date(2024, 7, 1), "employed"),
    ("p1", "training", date(2023, 1, 9), date(2023, 2, 1), "unemployed"),
    ("p1", "advice", date(2024, 1, 1), None, "inactive"),
    ("p1", "advice", date(2023, 6, 1), date(2023, 8, 1), "unemployed"),
)


def test_a_person_who_comes_back_counts_once_with_the_first_status_and_the_last_exit() -> None:
    found = participations(TWICE).rows(named=True)
    assert found == [
        {"person": "p1", "operation": "advice", "entered": date(2023, 6, 1), "left": None, "status": "unemployed"},
        {
            "person": "p1",
            "operation": "training",
            "entered": date(2023, 1, 9),
            "left": date(2024, 7, 1),
            "status": "unemployed",
        },
    ]
    assert participations(TWICE.reverse()).equals(participations(TWICE))
    assert participations(TWICE.clear()).height == 0


@pytest.mark.parametrize("statuses", [("student", None), (None, None), ("employed", "inactive")])
def test_a_participant_has_exactly_one_status_at_first_entry(statuses: tuple[str | None, str | None]) -> None:
    day = date(2024, 1, 1)
    rows = [("p1", "training", day, None, status) for status in statuses]
    with pytest.raises(ValueError, match=r"exactly one status at first entry .*; 1 lack it"):
        participations(_entries(*rows))


def test_unknown_outcomes_count_as_not_achieved_and_the_bounds_say_what_they_could_be() -> None:
    rate = outcome_rate(40, 20, 100)
    assert rate.value == 0.4
    assert (rate.bounds.low, rate.bounds.high) == (0.4, 0.6)
    assert rate.known_only == 0.5


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_rate_among_the_known_lies_within_the_bounds(achieved: int, unknown: int, missed: int) -> None:
    rate = outcome_rate(achieved, unknown, achieved + unknown + missed)
    if achieved + missed == 0:
        assert rate.known_only is None
        return
    assert rate.bounds.low is not None
    assert rate.bounds.high is not None
    assert rate.known_only is not None
    assert rate.bounds.low - 1e-12 <= rate.known_only <= rate.bounds.high + 1e-12


def test_a_cohort_of_nobody_has_no_rate() -> None:
    assert outcome_rate(0, 0, 0).value is None
    assert outcome_rate(None, 0, 5).bounds.high is None
    assert list(outcome_rate(np.array([1.0]), np.array([1.0]), np.array([4.0])).bounds.high) == [0.5]
    with pytest.raises(ValueError, match="achieved and unknown outcomes and the cohort"):
        outcome_rate(4, 2, 5)
