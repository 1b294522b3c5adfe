"""What is staged apart and brought in is what staging would have written; of a file that fails, nothing is."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import duckdb
import pytest

from schemas.errors import RelanceError, SourceError
from tests.memory import database
from warehouse.apart import bring_in, stage_apart
from warehouse.database import create_tables
from warehouse.register.convert import hashed
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import programme

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
    apart = stage_apart(tmp_path, (SOURCE, [file], {}))
    with database() as other:
        create_tables(other)
        staged = import_module("warehouse.sources.facts").stage(other, file, SOURCE, tmp_path)
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
    (apart,) = stage_apart(tmp_path, (seats, [file], {"key": KEY}))
    bring_in(con, apart)
    with database() as other:
        create_tables(other)
        staged = programme.stage(other, file, seats, tmp_path, key=KEY)
        assert content(con, "staged.seats") == content(other, "staged.seats")
    assert (staged.lines.kept, staged.lines.rejected) == (1, 1)
    assert con.execute("SELECT seat_id FROM staged.seats").fetchall() == [(hashed(KEY, "seat", "S1"),)]


def test_other_snapshots_and_sources_stay(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for lines in ([GOOD], [GOOD, BAD]):
        for apart in stage_apart(tmp_path, (SOURCE, [received(tmp_path, *lines)], {})):
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
    (apart,) = stage_apart(tmp_path, (SOURCE, [received(tmp_path, GOOD)], {}))
    with pytest.raises(RelanceError, match="another version"):
        bring_in(con, apart)
    assert con.execute("SELECT count(*) FROM lines").fetchall() == [(0,)]
