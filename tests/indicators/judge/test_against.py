"""Figures against those of the last edition, and sources against what they were."""

from datetime import date

import pytest

from indicators.judge import Limits, stale
from tests.indicators.judge.conftest import Court, figure, share, source

CENSUS = source("census", ["unemployed", "employed", "population"])


def test_a_figure_that_readers_had_and_that_is_gone_is_held(court: Court) -> None:
    court.before = [share(8.0), share(8.0, place="there"), figure("population", 100.0)]
    court.now = [share(8.0), figure("population", None, status="not_available"), figure("cost_per_job", 1.0)]
    court.sources = [CENSUS]
    assert court.told() == {"coverage:population": "blocker", "coverage:unemployment_rate": "blocker"}
    lost = court.judge().blockers[1].text.en
    assert lost == (
        "Unemployment rate: in the last edition and without a value now (figures: 1), "
        "such as unemployment_rate there 2021-07-01 total"
    )


@pytest.mark.parametrize("status", ["suppressed", "unreliable", "not_applicable"])
def test_a_figure_that_is_there_but_not_shown_is_not_lost(court: Court, status: str) -> None:
    court.before = [share(8.0), figure("population", 1.0)]
    court.now = [figure("unemployment_rate", None, status=status), figure("population", 1.0)]
    assert court.told() == {}


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


@pytest.mark.parametrize(("now", "held"), [(10.0, False), (10.01, True), (5.99, True)])
def test_a_share_revised_by_more_than_two_points_without_new_data_is_held(court: Court, now: float, held: bool) -> None:
    court.before, court.now, court.sources = [share(8.0)], [share(now)], [CENSUS]
    assert court.told() == ({"revision:unemployment_rate": "blocker"} if held else {})


@pytest.mark.parametrize(("now", "held"), [(105.0, False), (106.0, True), (94.0, True)])
def test_a_count_revised_by_more_than_five_percent_without_new_data_is_held(
    court: Court, now: float, held: bool
) -> None:
    court.before, court.now, court.sources = [figure("population", 100.0)], [figure("population", now)], [CENSUS]
    assert court.told() == ({"revision:population": "blocker"} if held else {})


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


@pytest.mark.parametrize(
    ("indicator", "programme", "explained"),
    [
        ("participants_served", True, True),
        ("participants_served", False, False),
        ("population", False, True),
        ("population", True, False),
    ],
)
def test_a_table_that_feeds_no_measure_explains_its_own_side(
    court: Court, indicator: str, programme: bool, explained: bool
) -> None:
    """A register's table of persons, and a correspondence of areas."""
    court.before, court.now = [figure(indicator, 100.0)], [figure(indicator, 130.0)]
    court.sources = [source("other", [], changed=True, programme=programme)]
    assert court.told() == ({} if explained else {f"revision:{indicator}": "blocker"})


@pytest.mark.parametrize(
    ("before", "now", "held"),
    [
        (100, 80, False),
        (100, 79, True),
        (100, 200, False),
        (100, 201, True),
        (9, 0, False),
        (10, 0, True),
        (6, 13, False),
    ],
)
def test_a_source_much_shorter_or_longer_than_before_is_held(court: Court, before: int, now: int, held: bool) -> None:
    court.now = [share(8.0)]
    court.sources = [source("census", [], before, now)]
    assert court.told() == ({"rows:census": "blocker"} if held else {})
    court.sources = [source("census", [], before, now, withdrawn=True)]
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
