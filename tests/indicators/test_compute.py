"""Figures from observations: sums over parts, formulae, bounds, and what is said where something is missing."""

import math
from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.catalogue import catalogue
from indicators.compile import compile_catalogue
from indicators.rules import remark_rows
from tests.indicators.world import World
from tests.trying import few

CENSUS = ("employed", "unemployed", "not_in_labour_force")
RATES = ("employment_rate", "unemployment_rate", "participation_rate", "employed_residents")


def labour(world: World, area: str, counts: tuple[float, float, float], vintage: str = "2021") -> None:
    for measure, value in zip(CENSUS, counts, strict=True):
        world.observe(measure, area, value, vintage=vintage)


def test_a_rate_is_the_sum_of_parts_over_the_sum_of_wholes(world: World) -> None:
    world.place("here", ["a", "b"])
    labour(world, "a", (500, 50, 300))
    labour(world, "b", (100, 100, 100))
    figure = world.figure("unemployment_rate")
    assert figure["numerator"] == 150
    assert figure["denominator"] == 750
    assert figure["value"] == pytest.approx(20.0)
    assert figure["status"] == "normal"


def test_bounds_are_those_of_rounding_and_of_a_sample_of_one_in_four(world: World) -> None:
    world.place("here", ["a"])
    labour(world, "a", (900, 100, 500))
    figure = world.figure("unemployment_rate")
    # p = U / (E + U): rounding ((1-p)² + p²) · 4 / (E + U)², 4 being the mean variance of rounding to base 5;
    # sampling (1 - f) / f · p(1-p) / (E + U) with f = 1/4.
    rounding = (0.9**2 + 0.1**2) * 4 / 1000**2
    sampling = 3 * 0.1 * 0.9 / 1000
    se = 100 * math.sqrt(rounding + sampling)
    assert figure["upper"] == pytest.approx(10 + 1.959963984540054 * se)
    assert figure["lower"] == pytest.approx(10 - 1.959963984540054 * se)


def test_weights_carry_numerator_and_denominator_alike(world: World) -> None:
    world.place("here", {"a": 1.0, "b": 0.5})
    labour(world, "a", (100, 100, 0))
    labour(world, "b", (200, 0, 0))
    figure = world.figure("unemployment_rate")
    assert (figure["numerator"], figure["denominator"]) == (100, 300)


def test_an_area_that_is_not_in_the_source_makes_a_hole_not_a_smaller_sum(world: World) -> None:
    world.place("here", ["a", "b"])
    world.observe("population", "a", 1000)
    figure = world.figure("population")
    assert figure["value"] is None
    assert figure["status"] == "not_available"


@pytest.mark.parametrize(
    ("residents", "status", "value"),
    [(0, "normal", 90), (1, "normal", 90), (30, "estimated", 90), (900, "suppressed", None)],
)
def test_what_a_suppressed_area_does_depends_on_who_lives_there(
    world: World, residents: int, status: str, value: float | None
) -> None:
    world.place("here", ["a", "b"])
    world.observe("population", "a", 2000)
    world.observe("population", "b", residents)
    labour(world, "a", (90, 10, 10))
    for measure in CENSUS:
        world.observe(measure, "b", None, status="suppressed")
    figure = world.figure("employment_rate")
    assert (figure["status"], figure["numerator"]) == (status, value)


def test_after_the_survey_of_2011_the_series_breaks(world: World) -> None:
    world.place("here", ["a"], ("2011", "2016", "2021"))
    for vintage in ("2011", "2016", "2021"):
        labour(world, "a", (100, 10, 50), vintage)
    assert [world.figure("employment_rate", year=year)["status"] for year in (2011, 2016, 2021)] == [
        "normal",
        "break",
        "normal",
    ]
    assert "National Household Survey" in str(world.figure("employment_rate", year=2016)["caveat"])


def test_a_remark_stands_beside_estimated_figures_of_its_year_alone(world: World) -> None:
    world.place("here", ["a"], ("2011", "2016", "2021"))
    for vintage, status in (("2011", "estimated"), ("2016", "estimated"), ("2021", "estimated")):
        for measure in ("no_certificate_25_64", "population_25_64"):
            world.observe(measure, "a", 100, vintage=vintage, status=status)
    world.observe("no_certificate_25_64", "a", 100, date(2021, 5, 12))
    world.observe("population_25_64", "a", 100, date(2021, 5, 12))
    found = world.figures("no_certificate_share").sort("period_end")
    assert found["caveat"].str.extract(r"^(In \d{4} small counts)").to_list() == [
        *("In 2011 small counts", None, "In 2021 small counts", None)
    ]
    assert found["caveat_fr"].str.starts_with("En 2011, les petits effectifs").to_list() == [True, False, False, False]
    assert "National Household Survey" in found["caveat"][1]


def test_an_indicator_has_one_remark_a_day() -> None:
    """Two would give two rows for one figure."""
    for indicator in catalogue():
        spans = sorted(row[1:3] for row in remark_rows(indicator))
        assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_no_change_is_computed_across_a_break(world: World) -> None:
    world.place("here", ["a"], ("2011", "2016", "2021"))
    for vintage, count in (("2011", 100), ("2016", 50), ("2021", 60)):
        world.observe("manufacturing_occupations", "a", count, vintage=vintage)
    world.observe("manufacturing_occupations", "a", 72, date(2026, 5, 12))
    for year, reason in ((2016, "National Household Survey"), (2021, "NOC 2021")):
        figure = world.figure("industrial_jobs_change", year=year)
        assert (figure["status"], figure["value"]) == ("not_applicable", None)
        assert reason in str(figure["caveat"])
    later = world.figure("industrial_jobs_change", year=2026)
    assert later["value"] == pytest.approx(20.0)
    assert later["status"] == "estimated"


def test_the_loss_recovered_needs_peak_and_trough(world: World) -> None:
    world.place("here", ["a"])
    world.place("here", ["here"], ("facts",))
    world.observe("population", "here", 100_000, date(1950, 12, 31), vintage="facts")
    world.observe("population", "here", 69_000, date(1988, 12, 31), vintage="facts")
    world.observe("population", "a", 84_500)
    figure = world.figure("population_loss_recovered_share")
    assert figure["value"] == pytest.approx(100 * 15_500 / 31_000)
    assert figure["status"] == "break"


def test_jobs_regained_are_counted_from_the_first_comparable_census(world: World) -> None:
    world.place("here", ["a"], ("2011", "2016", "2021"))
    world.place("here", ["here"], ("facts",))
    world.observe("industrial_jobs_lost", "here", 20_000, date(1988, 12, 31), vintage="facts")
    for vintage, count in (("2011", 305), ("2016", 1005), ("2021", 1095)):
        world.observe("manufacturing_occupations", "a", count, vintage=vintage)
    world.observe("manufacturing_occupations", "a", 1135, date(2026, 5, 12))
    assert world.figure("industrial_jobs_recovered_share")["status"] == "not_applicable"
    figure = world.figure("industrial_jobs_recovered_share", year=2026)
    assert figure["value"] == pytest.approx(100 * 40 / 20_000)


def test_of_two_losses_that_are_told_the_last_one_counts(world: World) -> None:
    world.place("here", ["a"], ("2016", "2021", "facts"))
    for year, lost in ((1975, 10_000), (1988, 20_000)):
        world.observe("industrial_jobs_lost", "a", lost, date(year, 12, 31), vintage="facts")
    world.observe("manufacturing_occupations", "a", 1095)
    world.observe("manufacturing_occupations", "a", 1135, date(2026, 5, 12))
    assert world.figure("industrial_jobs_recovered_share", year=2026)["value"] == pytest.approx(100 * 40 / 20_000)


def test_programme_shares_have_wilson_bounds_and_unknown_outcomes_widen_them(world: World) -> None:
    world.place("here", ["a"], ("register",))
    for measure, value in (("exits", 148), ("exits_employed_q2", 15), ("exits_unknown_q2", 0)):
        world.observe(measure, "a", value, date(2023, 3, 31), vintage="register")
    figure = world.figure("employment_rate_q2_exit", year=2023)
    # Newcombe (1998), table I: 15 of 148, score interval 0.0624 to 0.1605.
    assert figure["lower"] == pytest.approx(6.24, abs=0.01)
    assert figure["upper"] == pytest.approx(16.05, abs=0.01)
    world.observations[-1] = (*world.observations[-1][:9], 20, "normal")
    assert world.figure("employment_rate_q2_exit", year=2023)["upper"] > 16.05


def test_absent_programme_records_are_zeros(world: World) -> None:
    world.place("here", ["a", "b"], ("register",))
    world.place("there", ["b"], ("register",))
    world.observe("participants", "a", 12, date(2023, 3, 31), vintage="register")
    assert world.figure("participants_served", "there", year=2023)["value"] == 0


def test_a_published_rate_is_never_summed(world: World) -> None:
    world.place("here", ["a", "b"])
    world.place("there", ["a"])
    for area in ("a", "b"):
        world.observe("lfs_unemployment_rate", area, 7.5)
    assert world.figure("lfs_unemployment_rate", "here")["status"] == "not_applicable"
    assert world.figure("lfs_unemployment_rate", "there")["value"] == 7.5


def test_a_cost_over_fewer_than_five_jobs_is_not_shown(world: World) -> None:
    world.place("here", ["a"], ("register",))
    for measure, value in (("spending", 1000), ("fte_created", 3), ("fte_safeguarded", 1)):
        world.observe(measure, "a", value, date(2023, 3, 31), vintage="register")
    assert world.figure("cost_per_job", year=2023)["status"] == "unreliable"


def test_of_two_sources_the_sounder_is_taken(world: World) -> None:
    world.place("here", ["a"])
    world.observe("population", "a", 10, source="b-exact")
    world.observe("population", "a", 12, source="a-guess", status="estimated")
    assert world.figure("population")["value"] == 10


@few(4, settings(suppress_health_check=[HealthCheck.function_scoped_fixture]))
@given(
    counts=st.lists(st.tuples(*[st.integers(0, 400).map(lambda n: 5 * n)] * 3), min_size=1, max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_order_of_areas_does_not_matter_to_the_last_bit(
    world: World,
    counts: list[tuple[int, int, int]],
    order: Random,
) -> None:
    world.observations.clear()
    world.parts.clear()
    weights = {f"a{i}": 1 / (3 + i) for i in range(len(counts))}
    world.place("here", weights)
    for i, three in enumerate(counts):
        labour(world, f"a{i}", three)
    before = world.figures(*RATES).sort("indicator_id")
    assert before.height == len(RATES)
    order.shuffle(world.observations)
    order.shuffle(world.parts)
    assert world.figures(*RATES).sort("indicator_id").equals(before)


def test_order_of_measures_does_not_matter_to_the_last_bit(world: World) -> None:
    """Threads bring the sums of a formula in any order; in doubles 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1."""
    world.place("here", {"a": 0.1})
    labour(world, "a", (1, 2, 3))
    rate = world.figures("participation_rate")
    formula = compile_catalogue([one for one in catalogue() if one.id == "participation_rate"], {})[
        "participation_rate"
    ]
    found = set()
    for order in ("ASC", "DESC"):
        world.con.execute(f"CREATE OR REPLACE TABLE sums AS SELECT * FROM sums ORDER BY value {order}").fetchall()
        found.update(world.con.execute(f"SELECT denominator, denominator_variance FROM ({formula})").fetchall())
    assert len(found) == 1
    assert {denominator for denominator, _ in found} == set(rate["denominator"])


@few(4, settings(suppress_health_check=[HealthCheck.function_scoped_fixture]))
@given(st.lists(st.tuples(*[st.integers(0, 400).map(lambda n: 5 * n)] * 3), min_size=2, max_size=8), st.data())
def test_partition_of_areas_does_not_matter(
    world: World, counts: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    world.observations.clear()
    world.parts.clear()
    cut = data.draw(st.integers(1, len(counts) - 1))
    names = [f"a{i}" for i in range(len(counts))]
    world.place("whole", names)
    world.place("left", names[:cut])
    world.place("right", names[cut:])
    for name, three in zip(names, counts, strict=True):
        labour(world, name, three)
    figures = {row["place_id"]: row for row in world.figures("employment_rate").rows(named=True)}
    parts = [figures[name]["numerator"] or 0 for name in ("left", "right")]
    assert sum(parts) == (figures["whole"]["numerator"] or 0)
