"""Quarters after exit and retention dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import quarters
from indicators.methods.quarters import Quarter

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS)
def test_a_day_lies_in_its_quarter_and_quarters_follow_without_a_gap(day: date) -> None:
    quarter = quarters.quarter_of(day)
    assert quarter.start <= day <= quarter.end
    assert quarter.plus(1).start == quarter.end + timedelta(days=1)
    assert quarter.plus(4) == Quarter(quarter.year + 1, quarter.number)
    assert quarter.plus(-1).plus(1) == quarter
    assert quarter < quarter.plus(1)


@given(DAYS, st.integers(1, 4))
def test_every_exit_of_a_quarter_has_the_same_follow_up(day: date, number: int) -> None:
    quarter = quarters.quarter_of(day)
    found = quarters.quarter_after_exit(day, number)
    assert (
        found == quarters.quarter_after_exit(quarter.start, number) == quarters.quarter_after_exit(quarter.end, number)
    )
    assert found is not None
    assert found > quarter


def test_an_exit_in_june_2017_is_asked_about_in_the_last_quarter_of_2017_and_the_second_of_2018() -> None:
    # Wisconsin's policy manual, 11.5.4: exit on 1 June 2017, second quarter October to December, fourth April to June.
    assert quarters.quarter_after_exit(date(2017, 6, 1), 2) == Quarter(2017, 4)
    assert quarters.quarter_after_exit(date(2017, 6, 1), 4) == Quarter(2018, 2)
    assert quarters.quarter_after_exit(None, 2) is None
    assert (Quarter(2017, 4).start, Quarter(2017, 4).end) == (date(2017, 10, 1), date(2017, 12, 31))
    with pytest.raises(ValueError, match="first to fourth quarter after exit; got 5"):
        quarters.quarter_after_exit(date(2017, 6, 1), 5)


def test_an_exit_is_certain_after_ninety_days_without_service_and_dates_back_to_the_last_one() -> None:
    last = date(2024, 3, 1)
    assert quarters.exit_date(last, last + timedelta(days=89)) is None
    assert quarters.exit_date(last, last + timedelta(days=90)) == last
    assert quarters.exit_date(last, last) is None
    assert quarters.exit_date(None, last) is None
    with pytest.raises(ValueError, match="after the day on which the records were taken"):
        quarters.exit_date(last, date(2024, 2, 1))


def test_one_day_of_work_in_the_quarter_is_employment_in_it() -> None:
    quarter = Quarter(2024, 2)
    assert quarters.employed_in(quarter, date(2024, 6, 30), None)
    assert quarters.employed_in(quarter, date(2020, 1, 1), date(2024, 4, 1))
    assert not quarters.employed_in(quarter, date(2020, 1, 1), date(2024, 3, 31))
    assert not quarters.employed_in(quarter, date(2024, 7, 1), None)
    with pytest.raises(ValueError, match="cannot end before it starts"):
        quarters.employed_in(quarter, date(2024, 5, 2), date(2024, 5, 1))


def test_months_end_where_the_month_is_shorter() -> None:
    assert quarters.months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert quarters.months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert quarters.months_after(date(2024, 1, 31), -2) == date(2023, 11, 30)
    assert quarters.retention_dates(date(2024, 1, 15)) == (date(2024, 7, 15), date(2025, 1, 15))
    assert quarters.retention_dates(None) is None


@given(DAYS, st.integers(0, 60))
def test_months_later_is_never_another_month(day: date, months: int) -> None:
    found = quarters.months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day <= day.day


def test_on_leaving_lasts_four_weeks() -> None:
    assert quarters.on_leaving(date(2024, 2, 1)) == (date(2024, 2, 1), date(2024, 2, 29))
