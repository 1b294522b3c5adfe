"""Methods that look beyond a place's own sums: to the comparator, to the period before, over the areas of a place."""

import math
from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indicators.figures import Z
from schemas.measures import INCOME_BINS, OCCUPATIONS
from tests.indicators.world import World
from tests.trying import few

Counts = NDArray[np.int64]
CENSUS = ("employed", "unemployed", "not_in_labour_force")
LATER = date(2026, 5, 12)
GROUPS = [measure.id for measure in OCCUPATIONS]
BINS = [measure.id for measure in INCOME_BINS]
COUNTS = st.integers(1, 200).map(lambda n: 5 * n)
QUICK = few(3, settings(suppress_health_check=[HealthCheck.function_scoped_fixture]))


def fill(world: World, measures: Sequence[str], area: str, values: Sequence[float], day: date | None = None) -> None:
    for measure, value in zip(measures, values, strict=True):
        world.observe(measure, area, value, day)


def city(world: World, areas: Sequence[str], here: Sequence[str] = ("a0",)) -> None:
    """The place `here` in the city of all areas, which is the comparator."""
    world.observations.clear()
    world.parts.clear()
    world.place("here", list(here))
    world.place("city", list(areas))
    world.comparator = "city"


def value(world: World, indicator: str, place: str = "here", year: int = 2021) -> float:
    found = world.figure(indicator, place, year=year)["value"]
    assert isinstance(found, float), f"{indicator} of {place} has no value"
    return found


def spread(world: World) -> dict[str, float]:
    found = world.figures("median_household_income", "gini_income", "income_quartile_ratio")
    return {row["indicator_id"]: row["value"] for row in found.filter(place_id="here").rows(named=True)}


def test_a_gap_is_the_difference_of_two_shares_with_both_errors(world: World) -> None:
    city(world, ["a0", "a1"])
    fill(world, CENSUS, "a0", (600, 100, 300))
    fill(world, CENSUS, "a1", (500, 100, 400))
    figure = world.figure("employment_gap")
    assert figure["value"] == pytest.approx(60 - 55)
    margins = [world.figure("employment_rate", place)["upper"] for place in ("here", "city")]
    both = math.hypot(float(str(margins[0])) - 60, float(str(margins[1])) - 55)
    assert float(str(figure["upper"])) - 5 == pytest.approx(both)


@QUICK
@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=4))
def test_a_place_equal_to_its_comparator_has_gap_0(world: World, counts: list[tuple[int, int, int]]) -> None:
    names = [f"a{i}" for i in range(len(counts))]
    city(world, names, here=names)
    for name, three in zip(names, counts, strict=True):
        fill(world, CENSUS, name, three)
    found = world.figures("employment_gap", "unemployment_gap", "employment_gap_change")
    assert found.filter(place_id="here")["value"].to_list() == [0, 0]  # no changes: there is no census before
    assert found.filter(place_id="city")["lower"].to_list() == [None, None]


def test_without_a_comparator_there_is_no_gap(world: World) -> None:
    city(world, ["a0"])
    world.comparator = ""
    fill(world, CENSUS, "a0", (600, 100, 300))
    assert world.figures("employment_gap").height == 0


def test_the_change_of_a_gap_takes_the_place_out_of_its_comparator(world: World) -> None:
    city(world, ["a0", "a1"])
    fill(world, CENSUS, "a0", (600, 100, 300))
    fill(world, CENSUS, "a1", (500, 100, 400))
    fill(world, CENSUS, "a0", (700, 50, 250), LATER)
    fill(world, CENSUS, "a1", (520, 100, 380), LATER)
    assert value(world, "employment_gap_change", year=2026) == pytest.approx((70 - 60) - (52 - 50))
    assert world.figure("employment_gap_change", "city", year=2026)["status"] == "not_applicable"


def test_a_gap_to_a_hole_is_a_hole(world: World) -> None:
    city(world, ["a0", "a1"])
    fill(world, CENSUS, "a0", (600, 100, 300))
    assert world.figure("employment_gap")["status"] == "not_available"


@QUICK
@given(st.lists(st.lists(COUNTS, min_size=20, max_size=20), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_regional_effects_of_all_areas_add_up_to_zero_in_any_order(
    world: World, counts: list[list[int]], order: Random
) -> None:
    names = [f"a{i}" for i in range(len(counts))]
    city(world, names)
    for name in names[1:]:
        world.place(name, [name])
    for name, both in zip(names, counts, strict=True):
        fill(world, GROUPS, name, both[:10])
        fill(world, GROUPS, name, both[10:], LATER)
    order.shuffle(world.observations)
    order.shuffle(world.parts)
    rows = world.figures("shift_share_regional").rows(named=True)
    effects = {row["place_id"]: row["value"] for row in rows if row["period_end"] == LATER}
    assert effects.pop("city") == pytest.approx(0, abs=1e-6)
    assert sum(effects.values()) == pytest.approx(0, abs=1e-6)


@QUICK
@given(st.lists(st.lists(COUNTS, min_size=16, max_size=16), min_size=2, max_size=5), st.data())
def test_medians_come_from_summed_bins_whatever_the_partition(
    world: World, counts: list[list[int]], data: st.DataObject
) -> None:
    """An area cut in two, in any way, leaves median, Gini and quartiles as they were; medians are not averaged."""
    city(world, ["a0", "a1"], here=["a0"])
    rest = np.array(counts[1:]).sum(axis=0)
    cut = [data.draw(st.integers(0, n // 5)) * 5 for n in counts[0]]
    fill(world, BINS, "a0", counts[0])
    fill(world, BINS, "a1", [float(n) for n in rest])
    whole = spread(world)
    assert len(whole) == 3
    city(world, ["a0", "a1", "a2"], here=["a0", "a2"])
    fill(world, BINS, "a0", cut)
    fill(world, BINS, "a2", [n - c for n, c in zip(counts[0], cut, strict=True)])
    fill(world, BINS, "a1", [float(n) for n in rest])
    assert spread(world) == whole


def test_a_tract_without_a_rate_is_left_out_of_the_dissimilarity(world: World) -> None:
    world.place("here", ["a0", "a1", "a2"])
    for area, low, base in (("a0", 100, 500), ("a1", 0, 500)):
        world.observe("low_income_persons", area, low)
        world.observe("low_income_base", area, base)
    world.observe("population", "a2", 0)
    for measure in ("low_income_persons", "low_income_base"):
        world.observe(measure, "a2", None, status="not_applicable")
    for area in ("a0", "a1"):
        world.observe("population", area, 500)
    assert value(world, "low_income_dissimilarity") == pytest.approx(0.5 * (abs(1 - 400 / 900) + 500 / 900))


def test_areas_are_those_of_which_a_place_is_declared(world: World) -> None:
    """A tract that dissemination areas stand for is one area, not several."""
    for area, via in (("a0", "t0"), ("a1", "t0"), ("a2", "t1")):
        world.parts.append(("here", "2021", area, via, 1.0, 1.0))
    for area, low in (("a0", 90), ("a1", 10), ("a2", 100)):
        world.observe("low_income_persons", area, low)
        world.observe("low_income_base", area, 500 if area != "a2" else 1000)
    assert value(world, "low_income_dissimilarity") == 0


def test_each_break_tells_its_own_reason(world: World) -> None:
    world.place("here", ["a0"], ("2011", "2016", "2021"))
    for vintage in ("2011", "2016", "2021"):
        for measure in ("manufacturing_occupations", "employed", "unemployed"):
            world.observe(measure, "a0", 100, vintage=vintage)
    caveats = {year: str(world.figure("manufacturing_share", year=year)["caveat"]) for year in (2011, 2016, 2021)}
    assert "National Household Survey" in caveats[2016]
    assert "NOC 2021" not in caveats[2016]
    assert "NOC 2021" in caveats[2021]
    assert "National Household Survey" not in caveats[2021]
    assert "National Household Survey" not in caveats[2011]
    assert [world.figure("manufacturing_share", year=year)["status"] for year in (2011, 2016, 2021)] == [
        "normal",
        "break",
        "break",
    ]


def test_the_median_moves_within_what_rounding_can_do(world: World) -> None:
    """Random rounding of every bin, drawn again and again, stays within the stated bounds about 19 times in 20."""
    true = np.array([7, 12, 33, 41, 52, 58, 61, 47, 66, 71, 123, 118, 96, 71, 49, 88])
    edges = np.array([*range(0, 50, 5), *range(50, 101, 10)], dtype=float)
    random = np.random.default_rng(1)
    medians = [_median(_rounded(true, random), edges) for _ in range(2000)]
    world.place("here", ["a0"])
    fill(world, BINS, "a0", [float(n) for n in 5 * np.round(true / 5)])
    figure = world.figure("median_household_income")
    margin = float(str(figure["upper"])) - float(str(figure["value"]))
    assert margin / Z == pytest.approx(float(np.std(medians)), rel=0.35)


def _rounded(counts: Counts, random: np.random.Generator) -> Counts:
    rest = counts % 5
    up = random.random(counts.shape) < rest / 5
    return counts - rest + 5 * up.astype(np.int64)


def _median(counts: Counts, edges: NDArray[np.float64]) -> float:
    reached = np.cumsum(counts)
    bin_ = int(np.argmax(reached >= reached[-1] / 2))
    below = reached[bin_] - counts[bin_]
    return float(1000 * (edges[bin_] + (edges[bin_ + 1] - edges[bin_]) * (reached[-1] / 2 - below) / counts[bin_]))
