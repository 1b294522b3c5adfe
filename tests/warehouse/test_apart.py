"""What is staged and observed apart is what staging and observing would have written; of a file that fails, nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from schemas import crosswalk
from schemas.errors import RelanceError, SourceError
from tests.memory import database
from warehouse.apart import bring_in, bring_observed, stage_apart
from warehouse.database import create_tables
from warehouse.register.convert import hashed
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import facts, programme

FOLDER = Path(__file__).parents[1] / "samples" / "facts"
HEADER = (FOLDER / "facts.csv").read_text("utf-8").splitlines()[0]
GOOD = "population,a-place,facts,1950-01-01,1950-12-31,total,5,normal,A reliable book (1960),,"
BAD = "no_such_measure,a-place,facts,1950-01-01,1950-12-31,total,5,normal,A reliable book (1960),,"
KEY = b"a key of sixteen bytes or more"
SOURCE = Source("history", "facts", "facts.csv", "cited figures", "us", "History")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def received(folder: Path, *lines: str, header: str = HEADER) -> Snapshot:
    data = "".join(f"{line}\n" for line in (header, *lines)).encode()
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{digest[:8]}.csv"
    path.write_bytes(data)
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def content(con: duckdb.DuckDBPyConnection, table: str = "staged.facts") -> list[object]:
    described = con.execute(f"DESCRIBE {table}").fetchall()
    tables = [con.execute(f"SELECT * FROM {name}").fetchall() for name in (table, "rejects", "lines")]
    return [described, *tables]


def test_it_is_what_staging_would_have_written(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = received(tmp_path, GOOD, BAD)
    apart = stage_apart(tmp_path, (SOURCE, [file], {})).files
    with database() as other:
        create_tables(other)
        staged = facts.stage(other, file, SOURCE, tmp_path)
        for _ in range(2):  # brought in twice, it is there once
            assert [bring_in(con, one) for one in apart] == [staged]
        assert content(con) == content(other)
    assert (staged.lines.kept, staged.lines.rejected) == (1, 1)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path != file.path]


def test_a_table_of_the_register_is_staged_with_the_key_of_the_whole(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    mapping = {"columns": {"seat_id": "no", "sector": "sector", "from_date": "du"}, "constants": {"body": "board"}}
    seats = replace(SOURCE, layout="programme", table="seats", mapping=mapping)
    file = received(tmp_path, "S1,private,2020-01-02", "S2,nobody,2020-01-02", header="no,sector,du")
    (apart,) = stage_apart(tmp_path, (seats, [file], {"key": KEY})).files
    bring_in(con, apart)
    with database() as other:
        create_tables(other)
        staged = programme.stage(other, file, seats, tmp_path, key=KEY)
        assert content(con, "staged.seats") == content(other, "staged.seats")
    assert (staged.lines.kept, staged.lines.rejected) == (1, 1)
    assert con.execute("SELECT seat_id FROM staged.seats").fetchall() == [(hashed(KEY, "seat", "S1"),)]


def _observed(con: duckdb.DuckDBPyConnection) -> list[object]:
    tables = ("observations", "containment", "citations")
    return [con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in tables]


def test_what_is_observed_apart_is_what_observing_would_have_written(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    apart = stage_apart(tmp_path, (SOURCE, [received(tmp_path, GOOD, BAD)], {}))
    con.execute("INSERT INTO observations (source_id, measure_id) VALUES ('another', 'jobs')").fetchall()
    for _ in range(2):
        assert bring_observed(con, SOURCE.id, apart.observed) == 1
    with database() as other:
        create_tables(other)
        other.execute("INSERT INTO observations (source_id, measure_id) VALUES ('another', 'jobs')").fetchall()
        for file in apart.files:
            bring_in(other, file)
        facts.observe(other, SOURCE)
        assert _observed(con) == _observed(other)


def test_what_is_no_observation_is_left_to_be_observed(tmp_path: Path) -> None:
    tracts = replace(SOURCE, layout="crosswalk", mapping={"from": "2011", "to": "2021"})
    header = ",".join(crosswalk.HEADER)
    apart = stage_apart(tmp_path, (tracts, [received(tmp_path, "4620001.00,4620001.00,1,1", header=header)], {}))
    assert [file.staged.lines.kept for file in apart.files] == [1]
    assert not apart.observed


def test_what_cannot_be_observed_is_told_when_its_turn_comes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    files = [received(tmp_path, GOOD), received(tmp_path, BAD, GOOD)]  # the same fact in two of them
    apart = stage_apart(tmp_path, (SOURCE, files, {}))
    assert not apart.observed
    for file in apart.files:
        bring_in(con, file)
    with pytest.raises(SourceError, match="in two files of it"):
        facts.observe(con, SOURCE)


def test_what_fails_in_observing_keeps_what_was_staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def observe(*_: object) -> int:
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(facts, "observe", observe)
    apart = stage_apart(tmp_path, (SOURCE, [received(tmp_path, GOOD)], {}))
    assert [file.staged.lines.kept for file in apart.files] == [1]
    assert not apart.observed


def test_other_snapshots_and_sources_stay(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for lines in ([GOOD], [GOOD, BAD]):
        for apart in stage_apart(tmp_path, (SOURCE, [received(tmp_path, *lines)], {})).files:
            bring_in(con, apart)
    assert con.execute("SELECT count(*), count(DISTINCT snapshot) FROM staged.facts").fetchall() == [(2, 2)]
    assert con.execute("SELECT kept, rejected FROM lines ORDER BY rejected").fetchall() == [(1, 0), (1, 1)]


def test_a_file_that_fails_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none of 1 lines could be kept"):
        stage_apart(tmp_path, (SOURCE, [received(tmp_path, GOOD), received(tmp_path, BAD)], {}))


def test_a_table_of_another_version_is_told_and_nothing_is_brought_in(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("CREATE TABLE staged.facts (snapshot VARCHAR, source_id VARCHAR, line INTEGER)").fetchall()
    (apart,) = stage_apart(tmp_path, (SOURCE, [received(tmp_path, GOOD)], {})).files
    with pytest.raises(RelanceError, match="another version"):
        bring_in(con, apart)
    assert con.execute("SELECT count(*) FROM lines").fetchall() == [(0,)]
