"""Steps and reversals: beyond the limit and beyond chance, told of old figures, holding new ones."""

from hypothesis import given
from hypothesis import strategies as st

from indicators.judge import Limits
from tests.indicators.judge.conftest import Case, Court, Row, figure, share
from tests.memory import database
from tests.trying import few

STEP = "step:unemployment_rate:here:2021-07-01"
REVERSAL = "reversal:unemployment_rate:here:2016-07-01"


def rates(*values: float, **others: object) -> list[Row]:
    return [share(value, year, **others) for value, year in zip(values, (2011, 2016, 2021), strict=False)]


def test_a_share_steps_beyond_twenty_points(court: Court) -> None:
    cases = [Case([share(10.0, 2016), share(last, 2021)]) for last in (30.0, 30.1, 9.0)]
    assert court.told_of_each(cases) == [{}, {STEP: "warning"}, {}]


def test_intervals_that_meet_make_no_step(court: Court) -> None:
    before = share(10.0, 2016, margin=9)
    cases = [Case([before, share(35.0, 2021, margin=margin)]) for margin in (17, 15)]
    assert court.told_of_each(cases) == [{}, {STEP: "warning"}]


def test_a_break_explains_a_step(court: Court) -> None:
    court.now = [share(10.0, 2016), share(40.0, 2021, status="break")]
    assert court.told() == {}


def test_a_step_is_told_in_both_languages_with_both_values(court: Court) -> None:
    court.now = [figure("population", 1000.5, 2016), figure("population", 12345.0, 2021)]
    court.now += [share(10.25, 2016), share(0.05, 2021)]
    text, of_share = (finding.text for finding in court.judge(Limits(step_points=5)).findings)
    assert text.en == "Population, Here, 2021-07-01: changed from 1,000 to 12,345 since 2016-07-01; read with care"
    assert (
        text.fr
        == "Population, Here, 2021-07-01 : de 1\u202f000 à 12\u202f345 depuis le 2016-07-01; à lire avec prudence"
    )
    assert "de 10,2 à 0,05" in of_share.fr


def test_only_a_new_or_changed_figure_is_held(court: Court) -> None:
    now, first = [share(10.0, 2016), share(40.0, 2021)], share(10.0, 2016)
    changed, new, had = ([first, share(12.0, 2021)], [first], [first, share(40.0, 2021)])
    told = court.told_of_each([Case(now, before) for before in (changed, new, had)], Limits(revision_points=100))
    assert told == [{STEP: "blocker"}, {STEP: "blocker"}, {STEP: "warning"}]


def test_a_series_that_readers_never_had_is_told_and_not_held(court: Court) -> None:
    court.now = [share(10.0, 2016), share(40.0, 2021)]
    court.before = [share(10.0, 2016, place="there")]
    assert court.told()[STEP] == "warning"


def two(indicator: str, before: float, now: float) -> Case:
    return Case([figure(indicator, before, 2016), figure(indicator, now, 2021)])


def test_a_count_steps_when_it_doubles_or_halves_beyond_chance(court: Court) -> None:
    values = [(1000.0, 2000.0), (1000.0, 2001.0), (1000.0, 499.0), (4.0, 9.0), (0.0, 200.0)]
    step = {"step:population:here:2021-07-01": "warning"}
    assert court.told_of_each([two("population", *pair) for pair in values]) == [{}, step, step, {}, step]


def test_a_registers_quantity_steps_when_it_grows_tenfold(court: Court) -> None:
    values = [(100.0, 1000.0), (100.0, 1001.0), (0.0, 1000.0)]
    step = {"step:participants_served:here:2021-07-01": "warning"}
    assert court.told_of_each([two("participants_served", *pair) for pair in values]) == [{}, step, {}]


def test_a_registers_share_is_asked_only_with_its_interval(court: Court) -> None:
    def funded(value: float, year: int, **others: object) -> Row:
        return figure("local_ownership_share", value, year, numerator=value, denominator=100.0, **others)

    step = {"step:local_ownership_share:here:2021-07-01": "warning"}
    plain = [funded(10.0, 2016), funded(90.0, 2021)]
    bounded = [funded(10.0, 2016, lower=8.0, upper=12.0), funded(90.0, 2021, lower=80.0, upper=95.0)]
    assert court.told_of_each([Case(plain), Case(bounded)]) == [{}, step]
    asked = Court(court.con, plain)
    assert asked.told(Limits(steps={"local_ownership_share": 50})) == step


def test_an_indicators_own_limit_comes_before_the_general_one(court: Court) -> None:
    court.now = [share(10.0, 2016), share(16.0, 2021)]
    assert court.told(Limits(steps={"unemployment_rate": 5})) == {STEP: "warning"}
    assert court.told(Limits(steps={"unemployment_rate": 7})) == {}


def test_a_reversal_is_far_from_neighbours_that_agree(court: Court) -> None:
    series = {
        (10.0, 21.0, 10.5): "warning",
        (10.0, 20.0, 10.0): None,
        (21.0, 10.0, 20.5): "warning",
        (10.0, 21.0, 15.5): None,
        (10.0, 21.0, 33.0): None,
        (10.0, 40.0, 22.0): None,
        (10.0, 40.0, 18.0): "warning",
    }
    told = court.told_of_each([Case(rates(*values)) for values in series])
    assert [one.get(REVERSAL) for one in told] == list(series.values())


def test_a_reversal_is_told_instead_of_its_first_step(court: Court) -> None:
    court.now = rates(10.0, 60.0, 10.0)
    assert court.told() == {REVERSAL: "warning", STEP: "warning"}


def test_a_break_on_either_side_explains_a_reversal(court: Court) -> None:
    first, second, third = rates(10.0, 25.0, 10.0)
    broken = {"status": "break"}
    cases = [Case([first, second | broken, third]), Case([first, second, third | broken])]
    assert court.told_of_each(cases) == [{}, {}]


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


SERIES = st.lists(st.floats(0, 100).map(lambda value: round(value, 1)), min_size=1, max_size=3)


@few(2)
@given(st.lists(SERIES, min_size=4, max_size=4))
def test_what_readers_have_already_never_holds(series: list[list[float]]) -> None:
    with database() as con:  # hypothesis and a function's fixture do not go together
        told = Court(con).told_of_each([Case(rates(*values), rates(*values)) for values in series])
        assert {severity for one in told for severity in one.values()} <= {"warning"}
