"""The verdict as a whole: in order, with what an edition prints of it."""

import re

import pytest

from indicators.judge import Limits, read_verdict, write_verdict
from tests.indicators.judge.conftest import Court, figure, share, source


def test_findings_come_sorted_and_split_by_severity(court: Court) -> None:
    court.now = [share(10.0, 2016), share(101.0, 2021), share(101.0, place="there")]
    court.sources = [source("census", [], 100, 1)]
    verdict = court.judge()
    assert [one.id for one in verdict.blockers] == ["range:unemployment_rate", "rows:census"]
    assert [one.id for one in verdict.warnings] == ["step:unemployment_rate:here:2021-07-01"]


def test_an_edition_notes_what_rests_on_the_figures_alone_as_warnings(court: Court) -> None:
    court.now, court.sources = [share(10.0, 2016), share(101.0, 2021)], [source("census", [], 100, 1)]
    verdict = court.judge()
    assert write_verdict(court.con, verdict.findings) == 2
    rows = court.con.execute("SELECT id, severity, en, fr FROM verdict").fetchall()
    assert [row[:2] for row in rows] == [
        ("range:unemployment_rate", "warning"),
        ("step:unemployment_rate:here:2021-07-01", "warning"),
    ]
    assert all(english and french and english != french for _, _, english, french in rows)


def test_the_notes_are_the_same_with_and_without_a_past(court: Court) -> None:
    court.now = [share(10.0, 2016), share(50.0, 2021)]
    first = [one for one in court.judge().findings if one.noted]
    court.before = [share(10.0, 2016), share(12.0, 2021)]
    later = [one for one in court.judge().findings if one.noted]
    assert [(one.id, one.text) for one in first] == [(one.id, one.text) for one in later]
    assert [one.severity for one in first] != [one.severity for one in later]


def test_old_notes_do_not_stay(court: Court) -> None:
    court.now = [share(101.0)]
    write_verdict(court.con, court.judge().findings)
    court.now = [share(8.0)]
    assert write_verdict(court.con, court.judge().findings) == 0
    assert court.con.execute("SELECT count(*) FROM verdict").fetchall() == [(0,)]


def test_a_limit_of_an_unknown_indicator_is_refused(court: Court) -> None:
    court.now = [share(8.0)]
    with pytest.raises(KeyError, match="unemployment_ratio"):
        court.judge(Limits(steps={"unemployment_ratio": 5}))


def test_the_notes_name_the_indicator_that_they_speak_of(court: Court) -> None:
    court.now = [share(10.0, 2016), share(101.0, 2021), figure("population", None, status="normal")]
    write_verdict(court.con, court.judge().findings)
    assert [about for about, _ in read_verdict(court.con)] == ["", "unemployment_rate", "unemployment_rate"]


def test_no_note_tells_a_value_that_is_suppressed(court: Court) -> None:
    """Wholes are held against their parts before protection: a note may say which figure, never how much."""
    hidden = {"value": None, "numerator": None, "status": "suppressed"}
    groups = ("gender=man", "gender=woman")
    raw = [figure("participants_served", 98765.0, 2020), figure("participants_served", 45678.0, 2021)]
    raw += [figure("participants_served", 7531.0, group_id=group) for group in groups]
    raw += [figure("population", 33221.0), figure("population", 24680.0, place="north"), share(8.0)]
    raw += [figure("population", 13579.0, place="south")]
    court.unprotected = raw
    court.now = [{**row, **hidden} if row["indicator_id"] != "unemployment_rate" else row for row in raw]
    write_verdict(court.con, court.judge().findings)
    notes = read_verdict(court.con)
    assert [about for about, _ in notes] == ["participants_served", "population"]
    told = re.sub(r"[\s,]", "", "".join(words.en + words.fr for _, words in notes))
    values = {f"{row['value']:.0f}" for row in raw}
    assert [value for value in values if value in told.replace("2021-07-01", "")] == []
