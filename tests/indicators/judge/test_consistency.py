"""Rules that figures must satisfy by themselves: each is broken by one hair, and kept by one hair less."""

from indicators.judge import Limits
from tests.indicators.judge.conftest import Case, Court, Row, figure, severities, share

EVERYWHERE = ("here", "north", "south")


def thirds(
    indicator: str, north: float | None, south: float | None, here: float = 300.0, **others: object
) -> list[Row]:
    values = dict(zip(EVERYWHERE, (here, north, south), strict=True))
    return [
        figure(
            indicator, value, place=place, **{"status": "normal" if value is not None else "not_available", **others}
        )
        for place, value in values.items()
    ]


def test_sound_figures_are_let_out(court: Court) -> None:
    court.now = [*thirds("population", 100.0, 200.0), share(7.5, margin=1), figure("cost_per_job", 50.0)]
    assert court.told() == {}


def test_range_is_that_of_the_kind_and_unit(court: Court) -> None:
    cases = [
        (share(100.0), {}),
        (share(100.001), {"range:unemployment_rate": "blocker"}),
        (share(0.0), {}),
        (share(-0.001), {"range:unemployment_rate": "blocker"}),
        (figure("population", -1.0), {"range:population": "blocker"}),
        (figure("jobs_created_fte", -1.0), {}),
        (figure("population_change", -150.0), {}),
    ]
    assert court.told_of_each([Case([row]) for row, _ in cases]) == [told for _, told in cases]


def test_a_workspace_may_name_its_own_range(court: Court) -> None:
    court.now = [share(41.0)]
    assert court.told(Limits(ranges={"unemployment_rate": (0, 40)})) == {"range:unemployment_rate": "blocker"}
    assert court.told(Limits(ranges={"unemployment_rate": (0, 41)})) == {}


def test_a_rate_is_its_numerator_over_its_denominator(court: Court) -> None:
    cases = [
        (share(7.5, numerator=76.0), {"rate:unemployment_rate": "blocker"}),
        (share(7.5, denominator=0.0, numerator=1.0), {}),
        (figure("cost_per_job", 50.0, numerator=5000.0, denominator=100.0), {}),
        (figure("cost_per_job", 50.1, numerator=5000.0, denominator=100.0), {"rate:cost_per_job": "blocker"}),
    ]
    assert court.told_of_each([Case([row]) for row, _ in cases]) == [told for _, told in cases]


def test_bounds_hold_the_value_and_are_told_once(court: Court) -> None:
    court.now = [share(7.5, lower=7.6, upper=8.0), share(7.5, 2020, lower=7.0, upper=7.4)]
    verdict = court.judge()
    assert severities(verdict) == {"bounds:unemployment_rate": "blocker"}
    assert "outside their own bounds (figures: 2)" in verdict.findings[0].text.en


def test_a_broken_contract_is_told_by_rule(court: Court) -> None:
    court.now = [share(7.5, status="suppressed")]
    assert court.told() == {"contract:value_agrees_with_status": "blocker"}


def test_census_neighbourhoods_make_up_the_study(court: Court) -> None:
    parts = [(100.0, 200.0), (100.0, 201.0), (100.0, 199.0), (None, 200.0), (None, 301.0)]
    held = {"parts:population": "blocker"}
    told = court.told_of_each([Case(thirds("population", north, south)) for north, south in parts])
    assert told == [{}, held, held, {}, held]


def test_programme_neighbourhoods_are_at_most_the_study(court: Court) -> None:
    cases = [Case(thirds("participants_served", 100.0, south)) for south in (200.0, 150.0, 201.0)]
    assert court.told_of_each(cases) == [{}, {}, {"parts:participants_served": "blocker"}]


def test_net_jobs_of_neighbourhoods_may_be_more_than_the_study(court: Court) -> None:
    court.now = thirds("jobs_created_fte", 200.0, 200.0)
    assert court.told() == {}


def test_wholes_are_asked_before_protection(court: Court) -> None:
    court.now = thirds("population", 100.0, None, status="normal")[:2]
    court.unprotected = thirds("population", 100.0, 250.0)
    verdict = court.judge()
    assert severities(verdict) == {"parts:population": "blocker"}
    assert "250" not in verdict.findings[0].text.en + verdict.findings[0].text.fr


def grouped(**values: float | None) -> list[Row]:
    total = figure("participants_served", 300.0)
    names = {
        "women": "gender=woman",
        "men": "gender=man",
        "career": "service=career",
        "both": "gender=man;service=career",
    }
    return [total, *(figure("participants_served", value, group_id=names[name]) for name, value in values.items())]


def test_groups_that_are_exhaustive_make_up_the_total(court: Court) -> None:
    raw = [
        grouped(women=200.0, men=100.0),
        grouped(women=200.0, men=99.0),
        grouped(women=200.0, men=101.0),
        grouped(career=350.0),
        grouped(both=350.0),
        grouped(women=200.0, men=None),
    ]
    held = {"groups:participants_served": "blocker"}
    told = court.told_of_each([Case(rows[:1], unprotected=rows) for rows in raw])
    assert told == [{}, held, held, {}, {}, {}]


def test_groups_of_published_statistics_need_not_be_complete(court: Court) -> None:
    court.now = [figure("population", 300.0), figure("population", 20.0, group_id="age=15-24")]
    assert court.told() == {}


def test_a_study_without_any_value_is_held(court: Court) -> None:
    court.now = [figure("population", None, status="not_available"), figure("population", 3.0, place="there")]
    assert court.told() == {"empty:here": "blocker"}


def test_what_is_told_names_the_indicator_and_the_first_figure_in_both_languages(court: Court) -> None:
    court.now = [share(101.0, year) for year in (2021, 2016)]
    text = court.judge().findings[0].text
    assert text.en == (
        "Unemployment rate: outside the possible range (figures: 2), such as unemployment_rate here 2016-07-01 total"
    )
    assert text.fr.startswith(
        "Taux de chômage : hors de l’intervalle possible (chiffres : 2), par exemple unemployment_rate"
    )
