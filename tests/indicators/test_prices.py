"""Constant dollars: the right year's index, never a stale one, and nothing at all without the base year."""

from datetime import date

import pytest

from indicators.methods.money import constant_dollars
from tests.indicators.world import World

YEAR_ENDS = {2019: 136.0, 2020: 137.0, 2021: 141.6}


def spent(world: World, year: int, *, prices: dict[int, float]) -> None:
    """A reporting year to the end of March: 10,000 dollars for ten participants."""
    world.place("here", ["here"], ("register",))
    for measure, value in (("spending", 10_000.0), ("participants", 10.0)):
        world.observe(measure, "here", value, date(year, 3, 31), vintage="register")
    for of, level in prices.items():
        world.observe("consumer_price_index", "province", level, date(of, 12, 31), vintage="facts")


@pytest.mark.parametrize(("year", "own"), [(2020, 2019), (2021, 2020), (2022, 2021)])
def test_the_index_is_that_of_the_last_calendar_year_that_was_over(world: World, year: int, own: int) -> None:
    spent(world, year, prices=YEAR_ENDS)
    (row,) = world.figures("cost_per_participant_real").rows(named=True)
    assert row["value"] == pytest.approx(constant_dollars(1_000.0, YEAR_ENDS[own], YEAR_ENDS[2020]))
    assert (row["numerator"], row["denominator"]) == (pytest.approx(10 * row["value"]), 10)


def test_an_index_of_another_year_never_stands_in(world: World) -> None:
    spent(world, 2024, prices=YEAR_ENDS)
    (row,) = world.figures("cost_per_participant_real").rows(named=True)
    assert (row["value"], row["status"]) == (None, "not_available")


def test_without_the_index_of_the_base_year_there_is_no_figure(world: World) -> None:
    spent(world, 2022, prices={2021: 141.6})
    assert world.figures("cost_per_participant_real").is_empty()
    assert world.figures("cost_per_participant").height == 1
