"""Corrections: what `fixes.toml` may say, what is done to observations, and when a fix refuses to be applied."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from schemas.errors import ConfigurationError, SourceError
from schemas.fixes import Fix, Fixes, Recall, parse_fixes
from schemas.vocabulary import Status
from tests.memory import database
from warehouse.database import create_tables
from warehouse.fixes import apply_fixes, corrected, expect_fixable, fixed_sources, read_fixes, refuse_recalled
from warehouse.periods import expect_period, reference_dates
from warehouse.source import Source

FIX = """[[fix]]
target = { source = "census", measure = "population", area = "4620001.00", period = "2021" }
action = "set"
value = 341
expect = 3410
reason = "a digit too many"
reported_on = 2024-03-01
"""
RECALL = '[[recall]]\nsha256 = "' + "a" * 64 + '"\nreason = "withdrawn"\nreported_on = 2024-03-01\n'


def one(old: str = "", new: str = "") -> Fix:
    assert old in FIX
    return parse_fixes(FIX.replace(old, new, 1) if old else FIX).fix[0]


def test_a_fix_is_read_whole() -> None:
    fix = one()
    assert (fix.value, fix.expect, fix.reported_on) == (341.0, 3410.0, date(2024, 3, 1))
    assert str(fix.target) == "census, population, 4620001.00, 2021, total"
    assert one('"2021"', "2021-05-11").target.period == "2021-05-11"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value = 341\n", "", "fix 1: action set takes a number"),
        ("value = 341", 'value = "revised"', "action set takes a number"),
        ('"set"', '"drop"', "action drop takes no value"),
        ('"set"', '"flag"', "action flag takes a status: normal"),
        ('"set"', '"sett"', "`action`: 'sett' is none of them; did you mean 'set'?"),
        ('"set"', '"mend"', "`action`: 'mend' is none of them; valid: drop, flag, scale, set"),
        ("expect = 3410", 'expect = "normal"', "expect is a number, or the status"),
        ("expect = 3410", 'expect = "missing"', "expect is a number, or the status"),
        (
            '"set"\nvalue = 341\nexpect = 3410',
            '"scale"\nvalue = 2\nexpect = "not_available"',
            "needs a value to work on",
        ),
        ('"set"\nvalue = 341\nexpect = 3410', '"flag"\nvalue = "revised"\nexpect = "suppressed"', "needs a value"),
        ('reason = "a digit too many"\n', "", "`reason`: Field required"),
        ('"a digit too many"', '"no"', "`reason`"),
        ('period = "2021"', 'period = "May 2021"', "`target.period`"),
        ("expect = 3410\n", "expect = 3410\ncolour = 3\n", "`colour`: unknown key; valid: "),
        (
            "expect = 3410\n",
            "expect = 3410\nreported_no = 3\n",
            "`reported_no`: unknown key; did you mean 'reported_on'",
        ),
        ('period = "2021"', 'period = "2021", grup = "x"', "`target.grup`: unknown key; did you mean 'group'?"),
        ("expect = 3410\n", "", "`expect`: Field required"),
        ("expect = 3410", "expect = true", "`expect`"),
        ("[[fix]]", "[[fix", "TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert old in FIX
    with pytest.raises(ConfigurationError) as caught:
        parse_fixes("# corrections\n\n" + FIX.replace(old, new, 1))
    assert told in str(caught.value)
    assert "fixes.toml, line 3, fix 1" in str(caught.value) or told == "TOML"


def test_the_second_fix_is_told_by_its_own_line() -> None:
    with pytest.raises(ConfigurationError, match=r"fixes.toml, line 8, fix 2: `action`"):
        parse_fixes(FIX + FIX.replace('"set"', '"mend"').replace('"2021"', '"2016"'))


def test_one_target_has_one_fix() -> None:
    with pytest.raises(ConfigurationError, match="two fixes have the target census, population"):
        parse_fixes(FIX + FIX)


@pytest.mark.parametrize(
    "wrong", ['source = "census"', 'source = "census"\nname = "x.csv"\nsha256 = "' + "a" * 64 + '"', ""]
)
def test_a_recall_names_bytes_or_a_file(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="names either sha256, or source and name"):
        parse_fixes(RECALL.replace('sha256 = "' + "a" * 64 + '"', wrong))
    assert parse_fixes(RECALL).recall[0].sha256 == "a" * 64


def test_a_workspace_without_the_file_has_no_fixes(tmp_path: Path) -> None:
    assert read_fixes(tmp_path) == Fixes()
    (tmp_path / "fixes.toml").write_text(FIX + RECALL, encoding="utf-8")
    assert (len(read_fixes(tmp_path).fix), len(read_fixes(tmp_path).recall)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ({}, (3410.0, "normal"), (341.0, "revised")),
        ({}, (None, "not_available"), (341.0, "revised")),
        ({"action": "scale", "value": 0.1}, (3410.0, "provisional"), (341.0, "revised")),
        ({"action": "scale", "value": 0.1}, (3410.0, "estimated"), (341.0, "estimated")),
        ({"action": "drop", "value": None}, (3410.0, "normal"), (None, "not_available")),
        ({"action": "flag", "value": "unreliable"}, (3410.0, "normal"), (None, "unreliable")),
        ({"action": "flag", "value": "estimated"}, (3410.0, "normal"), (3410.0, "estimated")),
    ],
)
def test_a_correction_gives_a_value_and_a_status_that_agree(
    changes: dict[str, object], before: tuple[float | None, str], after: tuple[float | None, str]
) -> None:
    value, status = corrected(one().model_copy(update=changes), (before[0], Status(before[1])))
    assert (value, str(status)) == (pytest.approx(after[0]) if after[0] else after[0], after[1])
    assert (value is not None) == status.has_value


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as con:
        create_tables(con)
        for day, value, status in (
            ("2021-05-11", 3410, "normal"),
            ("2016-05-10", 3300, "normal"),
            ("2016-06-10", None, "suppressed"),
        ):
            row = ["census", "a" * 64, 2, "population", "4620001.00", "2021", day, day, "total", value, status]
            con.execute(f"INSERT INTO observations VALUES ({', '.join('?' * 11)})", row).fetchall()
        yield con


def held(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT value, status FROM observations ORDER BY period_end").fetchall()


UNTOUCHED = [(3300.0, "normal"), (None, "suppressed"), (3410.0, "normal")]


def test_a_fix_changes_its_one_observation_and_is_on_record(con: duckdb.DuckDBPyConnection) -> None:
    assert apply_fixes(con, [one()], "run-1") == 1
    assert held(con) == [*UNTOUCHED[:2], (341.0, "revised")]
    where = ("census", "population", "4620001.00", date(2021, 5, 11), "total")
    done = ("set", 3410.0, "normal", 341.0, "revised", "a digit too many", date(2024, 3, 1), True)
    assert con.execute("SELECT * FROM ledger.fixes").fetchall() == [("run-1", *where, *done)]
    assert fixed_sources(con) == {"census"}


def test_a_fix_taken_away_stays_on_record_without_standing(con: duckdb.DuckDBPyConnection) -> None:
    apply_fixes(con, [one()], "run-1")
    assert apply_fixes(con, [], "run-2") == 0
    assert fixed_sources(con) == set()
    assert con.execute("SELECT count(*) FROM ledger.fixes").fetchall() == [(1,)]


@pytest.mark.parametrize(("expect", "found"), [(3411, "3410"), ('"suppressed"', "3410")])
def test_a_mended_error_fails_the_fix_and_says_what_stands_there(
    con: duckdb.DuckDBPyConnection, expect: str, found: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        apply_fixes(con, [one("expect = 3410", f"expect = {expect}")], "run-1")
    told = str(caught.value)
    assert told.startswith("fixes.toml, fix 1 (census, population, 4620001.00, 2021, total): expected")
    assert f"found {found}: the provider has changed it" in told
    assert held(con) == UNTOUCHED


def test_a_hole_is_expected_by_its_status(con: duckdb.DuckDBPyConnection) -> None:
    target = one('"2021"', '"2016-06"').target
    wrong = one("expect = 3410", 'expect = "not_available"').model_copy(update={"target": target})
    with pytest.raises(ConfigurationError, match="expected not_available as provided, found suppressed"):
        apply_fixes(con, [wrong], "run-1")
    right = wrong.model_copy(update={"expect": "suppressed"})
    assert apply_fixes(con, [right], "run-1") == 1
    assert held(con)[1] == (341.0, "revised")


def test_one_fix_that_fails_leaves_all_undone(con: duckdb.DuckDBPyConnection) -> None:
    wrong = one().model_copy(update={"target": one('"2021"', '"2016-05"').target})
    with pytest.raises(ConfigurationError, match="fix 2"):
        apply_fixes(con, [one(), wrong], "run-1")
    assert held(con) == UNTOUCHED
    assert fixed_sources(con) == set()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"2021"', '"2016"', "expected one observation, found 2; name the month or day"),
        ('"2021"', '"2011"', "found 0; compare source"),
        ('"population"', '"populations"', "found 0"),
        ('"2021" }', '"2021", group = "gender=man" }', "found 0"),
        ('"4620001.00"', '"4620001"', "found 0"),
    ],
)
def test_a_target_is_exactly_one_observation(con: duckdb.DuckDBPyConnection, old: str, new: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        apply_fixes(con, [one(old, new)], "run-1")


def test_what_is_not_published_statistics_is_not_fixed_here() -> None:
    expect_fixable(Fixes(fix=[one()]), {"census": "censusmapper"})
    for layout, told in (("programme", "corrected in the register itself"), ("crosswalk", "holds no observations")):
        with pytest.raises(ConfigurationError, match=told):
            expect_fixable(Fixes(fix=[one()]), {"census": layout})
    with pytest.raises(ConfigurationError, match="declares no such source 'census'; did you mean 'consensus'"):
        expect_fixable(Fixes(fix=[one()]), {"consensus": "censusmapper"})
    with pytest.raises(ConfigurationError, match="no measure 'populaton'; did you mean 'population'"):
        expect_fixable(Fixes(fix=[one('"population"', '"populaton"')]), {"census": "censusmapper"})


def test_all_that_is_wrong_is_told_at_once() -> None:
    recall = Recall(source="censuss", name="a.csv", reason="withdrawn", reported_on=date(2024, 3, 1))
    with pytest.raises(ConfigurationError) as caught:
        expect_fixable(Fixes(fix=[one('"census"', '"cens"')], recall=[recall]), {"census": "censusmapper"})
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "fixes.toml, fix 1 (cens, population, 4620001.00, 2021, total)",
        "fixes.toml, recall 1",
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fixes.toml").write_bytes(FIX.replace("digit", "\xe9").encode("cp1252"))
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read_fixes(tmp_path)


def test_recalled_bytes_are_refused_whatever_their_name() -> None:
    recall = parse_fixes(RECALL).recall
    refuse_recalled(recall, {"census": [("a.csv", "b" * 64)]})
    with pytest.raises(SourceError, match=r"'census': a.csv was recalled .*2024-03-01: withdrawn.*corrected file"):
        refuse_recalled(recall, {"census": [("b.csv", "b" * 64), ("a.csv", "a" * 64)]})


def test_a_recalled_file_name_belongs_to_one_source_and_tells_of_the_hash() -> None:
    recall = [Recall(source="census", name="a.csv", reason="withdrawn", reported_on=date(2024, 3, 1))]
    refuse_recalled(recall, {"labour": [("a.csv", "b" * 64)], "census": [("b.csv", "b" * 64)]})
    with pytest.raises(SourceError, match="b" * 64):
        refuse_recalled(recall, {"census": [("a.csv", "b" * 64)]})


def declared(period: str) -> Source:
    return Source("census", "censusmapper", "x", "open", "us", "Census", period=period)


@pytest.mark.parametrize("period", ["2021", "2021-05", ""])
def test_a_source_that_holds_what_it_declares_is_taken(con: duckdb.DuckDBPyConnection, period: str) -> None:
    expect_period(con, declared(period))


@pytest.mark.parametrize("period", ["2025", "2016", "2021-06"])
def test_a_source_that_holds_another_period_is_refused(con: duckdb.DuckDBPyConnection, period: str) -> None:
    with pytest.raises(SourceError, match=f"declared to hold {period}, but the last period in it ends on 2021-05-11"):
        expect_period(con, declared(period))


def test_a_source_without_any_period_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM observations").fetchall()
    with pytest.raises(SourceError, match="holds no period at all"):
        expect_period(con, declared("2021"))


def test_the_reference_date_of_a_source_is_its_last_period(con: duckdb.DuckDBPyConnection) -> None:
    assert reference_dates(con) == {"census": date(2021, 5, 11)}
