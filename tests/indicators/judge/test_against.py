"""Figures against those of the last edition, and sources against what they were."""

from datetime import date

from indicators.judge import Limits, stale
from tests.indicators.judge.conftest import Case, Court, figure, severities, share, source

CENSUS = source("census", ["unemployed", "employed", "population"])


def test_a_figure_that_readers_had_and_that_is_gone_is_held(court: Court) -> None:
    court.before = [share(8.0), share(8.0, place="there"), figure("population", 100.0)]
    court.now = [share(8.0), figure("population", None, status="not_available"), figure("cost_per_job", 1.0)]
    court.sources = [CENSUS]
    verdict = court.judge()
    assert severities(verdict) == {"coverage:population": "blocker", "coverage:unemployment_rate": "blocker"}
    assert verdict.blockers[1].text.en == (
        "Unemployment rate: in the last edition and without a value now (figures: 1), "
        "such as unemployment_rate there 2021-07-01 total"
    )


def test_a_figure_that_is_there_but_not_shown_is_not_lost(court: Court) -> None:
    people, statuses = figure("population", 1.0), ("suppressed", "unreliable", "not_applicable")
    hidden = [figure("unemployment_rate", None, status=status) for status in statuses]
    assert court.told_of_each([Case([one, people], [share(8.0), people]) for one in hidden]) == [{}, {}, {}]


def test_what_somebody_took_out_is_not_lost(court: Court) -> None:
    gone = {"indicator_id": "no_longer_in_the_catalogue"}
    court.before = [
        share(8.0),
        share(8.0) | gone,
        share(8.0, place="no-longer-a-place"),
        share(8.0, group_id="gender=man"),
    ]
    court.now = [share(8.0)]
    assert court.told() == {}


def test_a_withdrawn_source_takes_its_figures_along(court: Court) -> None:
    court.before = [share(8.0), figure("population", 100.0)]
    court.now = [figure("population", 100.0)]
    court.sources = [source("census", ["unemployed"], withdrawn=True), source("labour", ["employed"])]
    assert court.told() == {}
    court.sources = [source("census", ["unemployed"]), source("labour", ["lfs_employed"], withdrawn=True)]
    assert court.told() == {"coverage:unemployment_rate": "blocker"}


def test_a_share_revised_by_more_than_two_points_without_new_data_is_held(court: Court) -> None:
    court.sources = [CENSUS]
    held = {"revision:unemployment_rate": "blocker"}
    told = court.told_of_each([Case([share(now)], [share(8.0)]) for now in (10.0, 10.01, 5.99)])
    assert told == [{}, held, held]


def test_a_count_revised_by_more_than_five_percent_without_new_data_is_held(court: Court) -> None:
    court.sources = [CENSUS]
    before, held = figure("population", 100.0), {"revision:population": "blocker"}
    told = court.told_of_each([Case([figure("population", now)], [before]) for now in (105.0, 106.0, 94.0)])
    assert told == [{}, held, held]


def test_a_workspace_may_allow_more(court: Court) -> None:
    court.before, court.now = [figure("population", 100.0), share(8.0)], [figure("population", 120.0), share(12.0)]
    assert court.told(Limits(revision_percent=20, revision_points=4)) == {}


def test_a_fix_and_new_data_explain_a_revision(court: Court) -> None:
    court.before, court.now = [share(8.0)], [share(16.0)]
    court.sources = [CENSUS | {"changed": True}]
    assert court.told() == {}
    court.sources = [CENSUS, source("labour", ["lfs_employed"], changed=True)]
    assert court.told() == {"revision:unemployment_rate": "blocker"}
    court.now = [share(16.0, status="revised")]
    assert court.told() == {}


def test_a_table_that_feeds_no_measure_explains_its_own_side(court: Court) -> None:
    """A register's table of persons, and a correspondence of areas."""
    sides = ("participants_served", "population")
    court.before, court.now = [figure(side, 100.0) for side in sides], [figure(side, 130.0) for side in sides]
    court.sources = [source("persons", [], changed=True, programme=True)]
    assert court.told() == {"revision:population": "blocker"}
    court.sources = [source("areas", [], changed=True, programme=False)]
    assert court.told() == {"revision:participants_served": "blocker"}


def test_a_source_much_shorter_or_longer_than_before_is_held(court: Court) -> None:
    held, let_out = [(100, 79), (100, 201), (10, 0)], [(100, 80), (100, 200), (9, 0), (6, 13)]
    court.now = [share(8.0)]
    court.sources = [source(f"{before} to {now}", [], before, now) for before, now in held + let_out]
    assert court.told() == {f"rows:{before} to {now}": "blocker" for before, now in held}
    court.sources = [one | {"withdrawn": True} for one in court.sources]
    assert court.told() == {}


def test_rows_may_be_limited_by_the_workspace(court: Court) -> None:
    court.now, court.sources = [share(8.0)], [source("census", [], 100, 60), source("labour", [], 100, 300)]
    assert court.told(Limits(rows_fall=40, rows_rise=200)) == {}
    text = court.judge().blockers[0].text
    assert (text.en, text.fr) == (
        "source census: 60 rows are kept where 100 were before",
        "source census : 60 lignes retenues, contre 100 auparavant",
    )


def test_nothing_against_the_past_is_noted_in_an_edition(court: Court) -> None:
    court.before, court.now = [share(8.0), figure("population", 1.0)], [share(16.0)]
    court.sources = [CENSUS, source("labour", [], 100, 1)]
    verdict = court.judge()
    assert [finding.id for finding in verdict.blockers if not finding.noted] == [
        "coverage:population",
        "revision:unemployment_rate",
        "rows:labour",
    ]


def test_a_source_is_stale_the_day_after_its_cadence() -> None:
    ends, cadences = {"census": date(2021, 5, 11), "labour": date(2024, 6, 30)}, {"census": 0, "labour": 30, "facts": 9}
    assert stale(ends, cadences, date(2024, 7, 30)) == []
    late = stale(ends, cadences, date(2024, 7, 31))
    assert [(one.id, one.noted) for one in late] == [("stale:labour", False)]
    assert late[0].text.en == "source labour ends on 2024-06-30; something newer was expected by 2024-07-30"
