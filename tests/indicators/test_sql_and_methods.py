"""What DuckDB computes of all places at once is what the pure method gives for one, on whatever counts."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.catalogue.equity import LEAST_LOCATED, LEAST_TRACTS, targeting
from indicators.figures import Z
from indicators.methods.change import (
    difference,
    difference_in_differences,
    percent_change,
    recovery_share,
    rest_of_region,
)
from indicators.methods.cohort import outcome_rate
from indicators.methods.deprivation import quintile_shares
from indicators.methods.intervals import wilson
from indicators.methods.margins import percent_change_moe, proportion_moe, ratio_moe
from indicators.methods.money import leverage_ratio, unit_cost
from indicators.methods.rounding import count_bounds, sum_variance
from indicators.methods.targeting import concentration_index
from indicators.methods.values import Estimate
from tests.indicators.world import World
from tests.trying import few

QUICK = few(3, settings(suppress_health_check=[HealthCheck.function_scoped_fixture]))
COUNTS = st.integers(0, 300).map(lambda n: 5.0 * n)
YEAR = date(2023, 3, 31)
DOLLARS = st.integers(0, 10_000).map(float)


def fresh(world: World, *places: str, vintages: tuple[str, ...] = ("2021",)) -> None:
    world.observations.clear()
    world.parts.clear()
    for place in places:
        world.place(place, [place], vintages)


def margin(world: World, measure: str, year: int = 2021, place: str = "here") -> float:
    """Return the margin of a sum, of the bounds of 95 % that figures have."""
    query = "SELECT variance FROM sums WHERE measure_id = ? AND place_id = ? AND year(period_end) = ?"
    ((variance,),) = world.con.execute(query, [measure, place, year]).fetchall()
    return float(Z * variance**0.5)


@QUICK
@given(young=st.lists(COUNTS.filter(bool), min_size=1, max_size=4), old=COUNTS)
def test_a_quotient_of_rounded_counts_has_the_margin_of_a_ratio(world: World, young: list[float], old: float) -> None:
    fresh(world)
    world.place("here", [f"a{i}" for i, _ in enumerate(young)])
    for i, count in enumerate(young):
        for band in ("age_15_24", "age_25_64"):
            world.observe(band, f"a{i}", count)
        for band in ("age_0_14", "age_65_over"):
            world.observe(band, f"a{i}", old)
    figure = world.figure("dependency_ratio")
    cells = float(len(young))
    rounded = Z * sum_variance(cells) ** 0.5
    assert margin(world, "age_0_14") == pytest.approx(rounded)
    assert rounded <= count_bounds(old * cells, len(young)).high - old * cells  # never wider than the worst case
    both = Z * sum_variance(2 * cells) ** 0.5
    half = 100 * ratio_moe(2 * old * cells, both, 2 * sum(young), both)
    assert float(str(figure["upper"])) - float(str(figure["value"])) == pytest.approx(half)


@QUICK
@given(part=COUNTS, whole=COUNTS.filter(bool))
def test_a_share_of_a_published_total_has_the_margin_of_a_proportion(world: World, part: float, whole: float) -> None:
    fresh(world, "here")
    part = min(part, whole)
    world.observe("no_certificate_25_64", "here", part)
    world.observe("population_25_64", "here", whole)
    figure = world.figure("no_certificate_share")
    margins = margin(world, "no_certificate_25_64"), margin(world, "population_25_64")
    half = 100 * proportion_moe(part, margins[0], whole, margins[1])
    share = 100 * part / whole
    assert figure["value"] == pytest.approx(share)
    if part == whole:  # the rule then has nothing to tell, and no bounds are shown rather than bounds of no width
        assert (half, figure["lower"], figure["upper"]) == (0, None, None)
    else:
        assert figure["lower"] == pytest.approx(max(0, share - half))
        assert figure["upper"] == pytest.approx(min(100, share + half))


@QUICK
@given(before=COUNTS.filter(bool), after=COUNTS)
def test_a_change_is_the_percentage_change_with_its_margin(world: World, before: float, after: float) -> None:
    fresh(world, "here")
    world.observe("manufacturing_occupations", "here", before)
    world.observe("manufacturing_occupations", "here", after, date(2026, 5, 12))
    figure = world.figure("industrial_jobs_change", year=2026)
    margins = [margin(world, "manufacturing_occupations", year) for year in (2021, 2026)]
    change, half = percent_change(before, after), percent_change_moe(before, margins[0], after, margins[1])
    assert figure["value"] == pytest.approx(change)
    assert float(str(figure["upper"])) - float(str(change)) == pytest.approx(half)


@QUICK
@given(peak=COUNTS, trough=COUNTS, now=COUNTS)
def test_the_loss_recovered(world: World, peak: float, trough: float, now: float) -> None:
    fresh(world, "here", vintages=("facts", "2021"))
    for year, count in ((1950, peak), (1988, trough)):
        world.observe("population", "here", count, date(year, 12, 31), vintage="facts")
    world.observe("population", "here", now)
    expected = recovery_share(peak, trough, now)
    found = world.figure("population_loss_recovered_share")["value"]
    assert found == (None if expected is None else pytest.approx(100 * expected))


@QUICK
@given(st.lists(st.tuples(COUNTS.filter(bool), COUNTS, COUNTS), min_size=4, max_size=4))
def test_gaps_and_their_changes_are_differences_with_the_errors_of_their_parts(
    world: World, counts: list[tuple[float, float, float]]
) -> None:
    fresh(world, "here", "rest", vintages=("2016", "2021"))
    world.place("city", ["here", "rest"], ("2016", "2021"))
    world.comparator = "city"
    at = [(vintage, place) for vintage in ("2016", "2021") for place in ("here", "rest")]
    names = ("employed", "unemployed", "not_in_labour_force")
    for (vintage, place), three in zip(at, counts, strict=True):
        for name, count in zip(names, three, strict=True):
            world.observe(name, place, count, vintage=vintage)
    found = world.figures("employment_rate", "employment_gap", "employment_gap_change")
    figure = {(r["indicator_id"], r["place_id"], r["period_end"].year): r for r in found.rows(named=True)}

    def rate(place: str, year: int, counted: tuple[float, float] | None = None) -> Estimate[float | None]:
        row = figure["employment_rate", place, year]
        above, below = counted or (row["numerator"], row["denominator"])
        wide = _half(world, place, year)
        return Estimate(100 * above / below, wide / Z)

    def rest(year: int) -> Estimate[float | None]:
        city, here = (figure["employment_rate", place, year] for place in ("city", "here"))
        counted = [rest_of_region(city[part], here[part]) for part in ("numerator", "denominator")]
        return rate("city", year, (counted[0], counted[1]))

    gap = difference(rate("here", 2021), rate("city", 2021))
    _expect(figure["employment_gap", "here", 2021], gap)
    change = difference_in_differences(rate("here", 2016), rate("here", 2021), rest(2016), rest(2021))
    _expect(figure["employment_gap_change", "here", 2021], change)


def _half(world: World, place: str, year: int) -> float:
    """Return the margin of the employment rate before it is cut at 0 or 100, from the sums themselves."""
    query = """
        SELECT sum(CASE WHEN measure_id = 'employed' THEN value END), sum(value),
               sum(CASE WHEN measure_id = 'employed' THEN variance END), sum(variance)
        FROM sums WHERE place_id = ? AND year(period_end) = ?
        AND measure_id IN ('employed', 'unemployed', 'not_in_labour_force')"""
    ((employed, everyone, of_employed, of_everyone),) = world.con.execute(query, [place, year]).fetchall()
    share = employed / everyone
    others = of_everyone - of_employed
    return float(100 * Z * ((1 - share) ** 2 * of_employed + share**2 * others) ** 0.5 / everyone)


def _expect(figure: dict[str, float], estimate: Estimate[float | None]) -> None:
    assert estimate.value is not None
    assert estimate.se is not None
    assert figure["value"] == pytest.approx(estimate.value, abs=1e-9)
    assert figure["upper"] - figure["value"] == pytest.approx(Z * estimate.se)


@QUICK
@given(exits=st.integers(10, 200), shares=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_unknown_outcomes_count_as_not_achieved_and_widen_the_bounds(
    world: World, exits: int, shares: tuple[float, float]
) -> None:
    fresh(world, "here", vintages=("register",))
    achieved = int(shares[0] * exits)
    unknown = int(shares[1] * (exits - achieved))
    for measure, count in (("exits", exits), ("exits_employed_q2", achieved), ("exits_unknown_q2", unknown)):
        world.observe(measure, "here", count, YEAR, vintage="register")
    figure = world.figure("employment_rate_q2_exit", year=2023)
    rate = outcome_rate(float(achieved), float(unknown), float(exits))
    assert figure["value"] == pytest.approx(100 * rate.value)
    assert figure["lower"] == pytest.approx(100 * wilson(rate.bounds.low * exits, exits).low)
    assert figure["upper"] == pytest.approx(100 * wilson(rate.bounds.high * exits, exits).high)


@QUICK
@given(own=DOLLARS, other=DOLLARS, jobs=st.integers(0, 20).map(float))
def test_leverage_and_the_cost_of_a_job(world: World, own: float, other: float, jobs: float) -> None:
    fresh(world, "here", vintages=("register",))
    for measure, amount in (
        ("funding_own", own),
        ("funding_public", other),
        *((f"funding_{origin}", 0.0) for origin in ("private", "union", "community")),
        ("spending", own),
        ("fte_created", jobs),
        ("fte_safeguarded", 0.0),
    ):
        world.observe(measure, "here", amount, YEAR, vintage="register")
    assert world.figure("leverage_ratio", year=2023)["value"] == leverage_ratio(other, own)
    assert world.figure("cost_per_job", year=2023)["value"] == unit_cost(own, jobs)


@QUICK
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 40), st.integers(0, 60)), min_size=8, max_size=25))
def test_targeting_is_the_concentration_index_to_two_decimals_and_of_few_it_is_nothing(
    areas: list[tuple[int, int, int]],
) -> None:
    residents, poor, served = (list(map(float, column)) for column in zip(*areas, strict=True))
    frame = pl.DataFrame(
        {
            "place_id": "here",
            "period_end": YEAR,
            "population": residents,
            "participants": served,
            "low_income_persons": poor,
            "low_income_base": 40.0,
        }
    )
    each = [count / people for count, people in zip(served, residents, strict=True)]
    index = concentration_index(each, [-rate for rate in poor], residents)
    shown = sum(served) >= LEAST_LOCATED and len(set(poor)) >= LEAST_TRACTS
    found = targeting(frame).row(0, named=True)
    assert found["value"] == (pytest.approx(index, abs=0.005 + 1e-9) if shown else None)
    assert found["value"] is None or found["value"] == round(found["value"], 2)
    assert found["denominator"] is None  # who is located in a tract of known rate may be a few


@QUICK
@given(st.lists(COUNTS, min_size=5, max_size=5).filter(any))
def test_fifths_are_shares_of_those_who_have_one(world: World, people: list[float]) -> None:
    fresh(world, "here")
    parts = ("least_deprived", "second_fifth", "middle_fifth", "fourth_fifth", "most_deprived")
    for number, count in enumerate(people, start=1):
        world.observe(f"residents_quintile_{number}", "here", count)
    shares, _ = quintile_shares([1, 2, 3, 4, 5], people)
    found = world.figures(*(f"{part}_residents_share" for part in parts))
    by_id = {row["indicator_id"]: row["value"] for row in found.rows(named=True)}
    assert [by_id[f"{part}_residents_share"] for part in parts] == pytest.approx([100 * share for share in shares])
