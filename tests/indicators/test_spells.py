"""Survival and medians of all places at once: what the libraries give one by one, and when nothing is told."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.by_method import Median, Survival
from indicators.catalogue import catalogue
from indicators.compute import compute_figures, sum_measures
from indicators.methods.intervals import median_by_group, median_interval
from indicators.methods.survival import kaplan_meier, number_at_risk, survival_at, survival_by_group
from schemas.measures import MEASURES
from tests.indicators.world import World
from tests.trying import few
from warehouse.database import another

START, END = date(2020, 1, 1), date(2020, 12, 31)
SPELL = st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(1, 40), st.integers(0, 1))


def same(found: float, one: float | None) -> bool:
    return bool(np.isnan(found)) if one is None else found == pytest.approx(one)


@few(20)
@given(st.lists(SPELL, max_size=60), st.integers(1, 60))
def test_survival_of_many_groups_is_that_of_each(spells: list[tuple[int, int, int, int]], time: int) -> None:
    group, entry, span, event = np.array(spells, dtype=int).reshape(-1, 4).T
    found = survival_by_group(group, 5, entry + span, event, entry, time)
    for number in range(5):
        own = group == number
        if not own.any():
            assert np.isnan(found.value[number])
            continue
        curve = kaplan_meier((entry + span)[own], event[own], entry[own] if entry[own].any() else None)
        one = survival_at(curve, time)
        assert same(found.value[number], one.value)
        assert same(found.low[number], one.low)
        assert same(found.high[number], one.high)
        assert found.at_risk[number] == number_at_risk((entry + span)[own], time, entry[own])


@few(20)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=80))
def test_medians_of_many_groups_are_those_of_each(amounts: list[tuple[int, int]]) -> None:
    group, value = np.array(amounts, dtype=int).reshape(-1, 2).T
    found = median_by_group(group, 5, value.astype(float))
    for number in range(5):
        own = value[group == number].astype(float)
        bounds = median_interval(own)
        assert same(found.value[number], float(np.median(own)) if own.size else None)
        assert same(found.low[number], bounds.low)
        assert same(found.high[number], bounds.high)


def spell(world: World, days: int, event: int, unit: int, area: str = "a", kind: str = "job", seen: int = 900) -> None:
    row = ("source", kind, "person", f"p{unit}", area, START, END, "total", days, event, 0, seen)
    world.con.execute(f"INSERT INTO spells VALUES ({', '.join('?' * len(row))})", row)


def retention(world: World, place: str = "here", indicator: str = "job_retention_12m") -> dict[str, Any]:
    """Compute one figure by a method; everybody in the spells or amounts is in the cohort."""
    world.con.execute("DELETE FROM observations")
    chosen = next(one for one in catalogue() if one.id == indicator)
    assert isinstance(chosen, Survival | Median)
    table = "spells" if isinstance(chosen, Survival) else "amounts"
    world.con.execute(
        "INSERT INTO observations SELECT 'source', '', 2, ?, area_id, 'register', period_start, period_end, group_id, "
        f"count(*), 'normal' FROM {table} GROUP BY ALL",
        [chosen.of.id],
    )
    world._fill("place_parts", world.parts)
    world._fill("place_areas", [(p, vintage, via, w, d) for p, vintage, _, via, w, d in world.parts])
    sum_measures(world.con, [MEASURES[chosen.of.id], MEASURES["population"]])
    with another(world.con) as other:
        compute_figures(world.con, other, [chosen], {})
    found = world.con.sql("SELECT * FROM figures WHERE place_id = ?", params=[place]).pl()
    assert found.height == 1
    return found.row(0, named=True)


def test_places_have_the_spells_of_their_areas(world: World) -> None:
    world.place("here", ["a", "b"], ("register",))
    world.place("there", ["b"], ("register",))
    for unit in range(20):
        spell(world, 100 if unit < 5 else 400, int(unit < 5), unit, "a")
        spell(world, 400, 0, 100 + unit, "b")
    assert retention(world)["value"] == pytest.approx(100 * 35 / 40)
    there = retention(world, "there")
    assert (there["value"], there["lower"], there["denominator"]) == (100, None, 20)


@pytest.mark.parametrize(
    ("spans", "seen", "status"),
    [
        ([400] * 10, 900, "normal"),
        ([400] * 9 + [100], 900, "unreliable"),  # nine followed for so long
        ([400] * 10, 364, "provisional"),  # one of the period began less than a year ago
        ([200] * 30, 300, "not_available"),  # all of them did
        ([200] * 30, 900, "unreliable"),  # nobody was followed for so long, though there was time
    ],
)
def test_what_is_said_of_those_who_are_followed_too_few_or_not_yet(
    world: World, spans: list[int], seen: int, status: str
) -> None:
    world.place("here", ["a"], ("register",))
    for unit, days in enumerate(spans):
        spell(world, days, 0, unit, seen=seen if unit == 0 or seen == 300 else 900)
    figure = retention(world)
    assert figure["status"] == status
    assert (figure["value"] is None) == (status in {"unreliable", "not_available"})
    assert figure["numerator"] is None


def test_a_cohort_of_nobody_has_no_survival(world: World) -> None:
    world.place("here", ["a"], ("register",))
    world.place("empty", ["b"], ("register",))
    for unit in range(12):
        spell(world, 400, 0, unit)
    assert retention(world, "empty")["status"] == "not_applicable"


@pytest.mark.parametrize(("count", "status", "value"), [(11, "normal", 600), (9, "unreliable", None)])
def test_a_median_needs_ten(world: World, count: int, status: str, value: float | None) -> None:
    world.place("here", ["a"], ("register",))
    for unit in range(count):
        row = ("source", "earnings_q2", "person", f"p{unit}", "a", START, END, "total", 100.0 * (unit + 1))
        world.con.execute(f"INSERT INTO amounts VALUES ({', '.join('?' * len(row))})", row)
    figure = retention(world, indicator="median_earnings_q2_exit")
    assert (figure["status"], figure["value"]) == (status, value)
    assert figure["method"] == ("median, 95% interval of order statistics" if value else "")


def test_a_register_beside_statistics_takes_the_latest_of_them(world: World) -> None:
    world.place("here", ["a"], ("2016", "2021", "register"))
    for vintage, count in (("2016", 50), ("2021", 40)):
        world.observe("unemployed", "a", count, vintage=vintage)
    for year in (2015, 2020, 2022):
        world.observe("participants_unemployed_residents", "a", 10, date(year, 12, 31), vintage="register")
    coverage = next(one for one in catalogue() if one.id == "coverage_rate_target")
    world._fill("observations", world.observations)
    world._fill("place_parts", world.parts)
    world._fill("place_areas", [(p, vintage, via, w, d) for p, vintage, _, via, w, d in world.parts])
    sum_measures(world.con)
    with another(world.con) as other:
        compute_figures(world.con, other, [coverage], {})
    found = world.con.execute("SELECT year(period_end), value FROM figures ORDER BY 1").fetchall()
    assert found == [(2020, pytest.approx(20.0)), (2022, pytest.approx(25.0))]
