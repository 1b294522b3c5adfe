"""Facts typed in: kept with their citation, rejected without; never at odds with their status."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.errors import SourceError
from tests.memory import database
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.facts import observe, stage
from warehouse.staging import Lines

SAMPLE = Path(__file__).parents[2] / "samples" / "facts" / "facts.csv"
SOURCE = Source("history", "facts", "facts.csv", "cited figures", "us", "History")
HEADER = SAMPLE.read_text("utf-8").splitlines()[0]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def _snapshot(path: Path) -> Snapshot:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def _written(folder: Path, *lines: str) -> Snapshot:
    path = folder / "facts.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return _snapshot(path)


def test_facts_become_observations(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = stage(con, _snapshot(SAMPLE), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=5, header=1, notes=0, kept=4, rejected=0, blank=0)
    assert observe(con, SOURCE) == 4
    columns = "measure_id, area_id, vintage, period_start, group_id, value, status"
    assert con.execute(f"SELECT {columns} FROM observations ORDER BY line").fetchall() == [
        ("population", "exempleville", "facts", date(1950, 1, 1), "total", 100_000, "estimated"),
        ("population", "exempleville", "facts", date(1988, 1, 1), "total", 69_000, "normal"),
        ("employed", "9990001.10", "2021", date(2021, 5, 11), "gender=women", 1_200, "normal"),
        ("unemployed", "9990001.10", "2021", date(2021, 5, 11), "gender=women", None, "suppressed"),
    ]
    assert con.execute("SELECT source FROM staged.facts ORDER BY line LIMIT 1").fetchall() == [
        ("Historical society of Exempleville, Atlas, 1988, p. 12",)
    ]


FACT = "population,a-place,facts,1950-01-01,1950-12-31,total,5,normal,A reliable book (1960),,"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("population", "populaton", "column measure_id: expected a measure (nearest: population), found “populaton”"),
        ("population", "", "column measure_id: expected a value, found nothing"),
        ("A reliable book (1960)", "", "column source: expected a value, found nothing"),
        (
            "A reliable book (1960)",
            "a book",
            "column source: expected a citation: who published it, and when, found “a book”",
        ),
        ("5,normal", ",normal", "expected a value exactly where the status has one"),
        ("5,normal", "5,suppressed", "expected a value exactly where the status has one"),
        ("5,normal", "0,not_available", "expected a value exactly where the status has one"),
        ("5,normal", "5,estimated", "expected a caveat beside a status that calls for caution"),
        ("5,normal", "5 000,normal", "column value: expected a number, found “5 000”"),
        (",,", ",Rounded.,", "expected a caveat in both languages or in neither"),
        ("1950-12-31", "1949-12-31", "expected a period that ends on or after its first day"),
        ("1950-12-31", "31/12/1950", "column period_end: expected a date such as 2021-05-11, found “31/12/1950”"),
        ("a-place", "A Place", "expected the id of a place under vintage facts, the code of an area under a year"),
        ("facts", "2021", "expected the id of a place under vintage facts, the code of an area under a year"),
        ("facts", "register", "column vintage: expected facts, or a year such as 2021, found “register”"),
        ("total", "Women", "column group_id: expected total, or a group such as gender=women, found “Women”"),
        ("normal", "sure", "column status: expected one of"),
    ],
)
def test_a_fact_that_cannot_stand_is_rejected_with_its_reason(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    good = FACT.replace("1950", "1970")
    staged = stage(
        con, _written(tmp_path, good, FACT.replace(old, new, 1) if old != ",," else FACT[:-2] + new), SOURCE, tmp_path
    )
    assert staged.lines == Lines(physical=3, header=1, notes=0, kept=1, rejected=1, blank=0)
    rejects = con.execute("SELECT line, reason FROM rejects").fetchall()
    assert [line for line, _ in rejects] == [3]
    assert rejects[0][1].startswith(reason)


def test_the_same_fact_twice_is_rejected_the_second_time(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = stage(con, _written(tmp_path, FACT, "", FACT.replace(",5,", ",6,")), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=4, header=1, notes=0, kept=1, rejected=1, blank=1)
    assert con.execute("SELECT reason FROM rejects").fetchall()[0][0].endswith("as an earlier line, found line 2")


def test_another_header_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("measure,area_id\npopulation,x\n", "utf-8")
    with pytest.raises(SourceError, match="column 1 of the header should be “measure_id”, found “measure”"):
        stage(con, _snapshot(path), SOURCE, tmp_path)


def test_a_header_alone_is_no_fact_yet(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert stage(con, _written(tmp_path), SOURCE, tmp_path).lines.kept == 0
    assert observe(con, SOURCE) == 0


def test_citations_stand_beside_the_observations_and_are_replaced_with_them(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    stage(con, _snapshot(SAMPLE), SOURCE, tmp_path)
    observe(con, SOURCE)
    observe(con, SOURCE)
    joined = "SELECT o.measure_id, o.value, c.citation, c.caveat_en, c.caveat_fr FROM citations AS c JOIN observations"
    rows = con.execute(f"{joined} AS o USING (source_id, snapshot, line) ORDER BY line").fetchall()
    assert len(rows) == 4
    assert rows[0][:3] == ("population", 100_000, "Historical society of Exempleville, Atlas, 1988, p. 12")
    assert rows[0][3] is not None
    assert rows[0][4] is not None
