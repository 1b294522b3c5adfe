"""Steps and reversals: beyond the limit and beyond chance, told of old figures, holding new ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.judge import Limits
from tests.indicators.judge.conftest import Court, Row, figure, share
from tests.memory import database
from tests.trying import few

STEP = "step:unemployment_rate:here:2021-07-01"
REVERSAL = "reversal:unemployment_rate:here:2016-07-01"


def rates(*values: float, **others: object) -> list[Row]:
    return [share(value, year, **others) for value, year in zip(values, (2011, 2016, 2021), strict=False)]


@pytest.mark.parametrize(("last", "told"), [(30.0, {}), (30.1, {STEP: "warning"}), (9.0, {})])
def test_a_share_steps_beyond_twenty_points(court: Court, last: float, told: dict[str, str]) -> None:
    court.now = [share(10.0, 2016), share(last, 2021)]
    assert court.told() == told


def test_intervals_that_meet_make_no_step(court: Court) -> None:
    court.now = [share(10.0, 2016, margin=9), share(35.0, 2021, margin=17)]
    assert court.told() == {}
    court.now = [share(10.0, 2016, margin=9), share(35.0, 2021, margin=15)]
    assert court.told() == {STEP: "warning"}


def test_a_break_explains_a_step(court: Court) -> None:
    court.now = [share(10.0, 2016), share(40.0, 2021, status="break")]
    assert court.told() == {}


def test_a_step_is_told_in_both_languages_with_both_values(court: Court) -> None:
    court.now = [figure("population", 1000.5, 2016), figure("population", 12345.0, 2021)]
    text = court.judge().findings[0].text
    assert text.en == "Population, Here, 2021-07-01: changed from 1,000 to 12,345 since 2016-07-01; read with care"
    assert (
        text.fr
        == "Population, Here, 2021-07-01 : de 1\u202f000 à 12\u202f345 depuis le 2016-07-01; à lire avec prudence"
    )
    court.now = [share(10.25, 2016), share(0.05, 2021)]
    assert "de 10,2 à 0,05" in court.judge(Limits(step_points=5)).findings[0].text.fr


@pytest.mark.parametrize(("before", "last", "held"), [(10.0, 40.0, True), (10.0, None, True), (40.0, 40.0, False)])
def test_only_a_new_or_changed_figure_is_held(court: Court, before: float, last: float | None, held: bool) -> None:
    """The figure of 2021 is: as readers have it, changed since they got it, or not yet known to them."""
    court.now = [share(10.0, 2016), share(40.0, 2021)]
    known = {(10.0, 40.0): 12.0, (10.0, None): None, (40.0, 40.0): 40.0}[before, last]
    court.before = [share(10.0, 2016), *([share(known, 2021)] if known else [])]
    assert court.told(Limits(revision_points=100)) == {STEP: "blocker" if held else "warning"}


def test_a_series_that_readers_never_had_is_told_and_not_held(court: Court) -> None:
    court.now = [share(10.0, 2016), share(40.0, 2021)]
    court.before = [share(10.0, 2016, place="there")]
    assert court.told()[STEP] == "warning"


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(1000, 2000, False), (1000, 2001, True), (1000, 499, True), (4, 9, False), (0, 200, True)],
)
def test_a_count_steps_when_it_doubles_or_halves_beyond_chance(court: Court, before: int, now: int, told: bool) -> None:
    court.now = [figure("population", float(before), 2016), figure("population", float(now), 2021)]
    assert court.told() == ({"step:population:here:2021-07-01": "warning"} if told else {})


@pytest.mark.parametrize(("before", "now", "told"), [(100, 1000, False), (100, 1001, True), (0, 1000, False)])
def test_a_registers_quantity_steps_when_it_grows_tenfold(court: Court, before: int, now: int, told: bool) -> None:
    court.now = [figure("participants_served", float(before), 2016), figure("participants_served", float(now), 2021)]
    assert court.told() == ({"step:participants_served:here:2021-07-01": "warning"} if told else {})


def test_a_registers_share_is_asked_only_with_its_interval(court: Court) -> None:
    def funded(value: float, year: int, **others: object) -> Row:
        return figure("local_ownership_share", value, year, numerator=value, denominator=100.0, **others)

    step = {"step:local_ownership_share:here:2021-07-01": "warning"}
    court.now = [funded(10.0, 2016), funded(90.0, 2021)]
    assert court.told() == {}
    assert court.told(Limits(steps={"local_ownership_share": 50})) == step
    court.now = [funded(10.0, 2016, lower=8.0, upper=12.0), funded(90.0, 2021, lower=80.0, upper=95.0)]
    assert court.told() == step


def test_an_indicators_own_limit_comes_before_the_general_one(court: Court) -> None:
    court.now = [share(10.0, 2016), share(16.0, 2021)]
    assert court.told(Limits(steps={"unemployment_rate": 5})) == {STEP: "warning"}
    assert court.told(Limits(steps={"unemployment_rate": 7})) == {}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((10.0, 21.0, 10.5), True),
        ((10.0, 20.0, 10.0), False),
        ((21.0, 10.0, 20.5), True),
        ((10.0, 21.0, 15.5), False),
        ((10.0, 21.0, 33.0), False),
        ((10.0, 40.0, 22.0), False),
        ((10.0, 40.0, 18.0), True),
    ],
)
def test_a_reversal_is_far_from_neighbours_that_agree(court: Court, values: tuple[float, ...], told: bool) -> None:
    court.now = rates(*values)
    assert (court.told().get(REVERSAL) == "warning") is told


def test_a_reversal_is_told_instead_of_its_first_step(court: Court) -> None:
    court.now = rates(10.0, 60.0, 10.0)
    assert court.told() == {REVERSAL: "warning", STEP: "warning"}


@pytest.mark.parametrize("broken", [1, 2])
def test_a_break_on_either_side_explains_a_reversal(court: Court, broken: int) -> None:
    court.now = rates(10.0, 25.0, 10.0)
    court.now[broken]["status"] = "break"
    assert court.told() == {}


def test_a_point_revised_into_a_reversal_is_held(court: Court) -> None:
    court.now = rates(10.0, 25.0, 10.0)
    court.before = rates(10.0, 10.5, 10.0)
    assert court.told(Limits(revision_points=100)) == {REVERSAL: "blocker"}


def test_groups_and_derived_indicators_are_not_asked(court: Court) -> None:
    court.now = [
        *rates(10.0, 90.0, 10.0, group_id="gender=woman"),
        *(figure("population_change", value, year) for value, year in ((1.0, 2016), (99.0, 2021))),
    ]
    assert court.told() == {}


@few(5)
@given(st.lists(st.floats(0, 100).map(lambda value: round(value, 1)), min_size=1, max_size=3))
def test_what_readers_have_already_never_holds(values: list[float]) -> None:
    with database() as con:  # hypothesis and a function's fixture do not go together
        court = Court(con, rates(*values), before=rates(*values))
        assert set(court.told().values()) <= {"warning"}
