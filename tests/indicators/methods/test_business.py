"""Births, deaths and survival of enterprises."""

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.methods import business
from tests.trying import few

LIVES = {
    "always": range(2015, 2024),
    "born 2018": range(2018, 2024),
    "born 2018, gone after 2019": (2018, 2019),
    "one year away": (2015, 2016, 2017, 2019, 2020, 2021, 2022, 2023),
    "two years away": (2015, 2016, 2017, 2020, 2021, 2022, 2023),
    "three years away": (2015, 2016, 2017, 2021, 2022, 2023),
    "gone after 2022": range(2015, 2023),
}


def _register(lives: Mapping[str, Iterable[int]]) -> pl.DataFrame:
    rows = [(name, year) for name, years in lives.items() for year in years]
    return pl.DataFrame(rows, schema={"enterprise": pl.String, "year": pl.Int32}, orient="row")


def test_births_and_deaths_wait_for_two_years_on_either_side() -> None:
    found = business.demography(_register(LIVES), 2015, 2023)
    births = dict(zip(found["year"], found["births"], strict=True))
    deaths = dict(zip(found["year"], found["deaths"], strict=True))
    assert (births[2015], births[2016], births[2017]) == (None, None, 0)
    assert births[2018] == 2
    assert births[2019] == 0  # back after one year is a reactivation, not a birth
    assert births[2020] == births[2021] == 1  # back after two years or more is a new enterprise
    assert deaths[2017] == 2  # and the old one had died
    assert deaths[2019] == 1
    assert (deaths[2022], deaths[2023]) == (1, None)
    confirmed = dict(zip(found["year"], found["deaths_confirmed"], strict=True))
    assert (confirmed[2021], confirmed[2022], confirmed[2023]) == (True, False, None)
    assert found["active"].to_list() == [5, 5, 5, 4, 5, 5, 6, 6, 5]


def test_a_cohort_survives_while_it_is_active_in_every_year() -> None:
    found = business.cohort_survival(_register(LIVES), 2018, 2015, 2023)
    assert found["births"].to_list() == [2] * 5
    assert found["survivors"].to_list() == [2, 1, 1, 1, 1]
    assert found["survival"].to_list() == [1.0, 0.5, 0.5, 0.5, 0.5]
    assert found["age"].to_list() == [1, 2, 3, 4, 5]


def test_the_first_cohort_is_two_years_into_the_register() -> None:
    register = _register({"born 2017": (2017, 2018)})
    assert business.cohort_survival(register, 2017, 2015, 2018)["survivors"].to_list() == [1]


def test_whoever_was_away_for_a_year_has_not_survived_it() -> None:
    register = _register({"away in 2019": (2018, 2020, 2021)})
    assert business.cohort_survival(register, 2018, 2015, 2021)["survivors"].to_list() == [0, 0, 0]


def test_whoever_was_there_the_year_before_is_not_of_the_cohort() -> None:
    register = _register({"born 2017": (2017, 2018, 2019), "born 2018": (2018,)})
    assert business.cohort_survival(register, 2018, 2015, 2019)["births"].to_list() == [1]


def test_a_year_without_births_has_no_survival_and_an_empty_register_no_enterprises() -> None:
    empty = _register({})
    assert business.cohort_survival(empty, 2018, 2015, 2020)["survival"].to_list() == [None, None]
    assert business.demography(empty, 2015, 2017)["active"].to_list() == [0, 0, 0]


@few(20)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.integers(2015, 2023)), max_size=8))
def test_what_comes_and_goes_explains_the_stock(lives: dict[str, set[int]]) -> None:
    found = business.demography(_register(lives), 2015, 2023)
    assert found["active"].to_list() == [sum(year in years for years in lives.values()) for year in range(2015, 2024)]
    assert (found["births"].fill_null(0) <= found["active"]).all()
    assert (found["deaths"].fill_null(0) <= found["active"]).all()


def test_rates_are_over_all_that_were_active() -> None:
    assert business.event_rate(13, 100) == 0.13
    assert business.event_rate(0, 0) is None
    assert business.survival_rate(130, 200) == 0.65
    assert business.survival_rate(None, 200) is None
    assert list(business.survival_rate(np.array([1.0]), np.array([4.0]))) == [0.25]


def test_impossible_input_is_told() -> None:
    with pytest.raises(ValueError, match="births or deaths and active enterprises"):
        business.event_rate(5, 4)
    with pytest.raises(ValueError, match="survivors and births"):
        business.survival_rate(5, 4)
    with pytest.raises(ValueError, match="births of 2016 need a register from 2014; it begins 2015"):
        business.cohort_survival(_register(LIVES), 2016, 2015, 2023)
