"""Staging: nothing lost to the line, whatever the file is like; nothing changed where it cannot be used."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from schemas.contract import Contract
from schemas.errors import RelanceError, SourceError
from schemas.validation import pa
from tests.memory import database
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.staging import Lines, Reject, Staged, parse_csv, stage_csv, stage_rows

HEADER = ("id", "name", "value")
SOURCE = Source("survey", "example", "survey.csv", "licence", "us", "A survey")


def _schema() -> pa.DataFrameSchema:
    columns = {
        "id": pa.Column(pl.Int64, pa.Check.ge(0)),
        "name": pa.Column(pl.String, nullable=True),
        "value": pa.Column(pl.Float64, nullable=True),
    }
    return pa.DataFrameSchema(columns, strict=True, name="survey")


CONTRACT = Contract("survey", HEADER, _schema, key=("id",))


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def _snapshot(folder: Path, data: bytes | str) -> Snapshot:
    data = data.encode() if isinstance(data, str) else data
    path = folder / "survey.csv"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def _stage(con: duckdb.DuckDBPyConnection, folder: Path, data: bytes | str, contract: Contract = CONTRACT) -> Staged:
    return stage_csv(con, _snapshot(folder, data), SOURCE, contract, folder)


def _rows(
    con: duckdb.DuckDBPyConnection, query: str = "SELECT * FROM staged.survey ORDER BY line"
) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def _rejects(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return _rows(con, "SELECT line, reason, raw FROM rejects ORDER BY line")


def test_rows_are_kept_with_the_line_they_begin_on(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = _stage(con, tmp_path, 'id,name,value\n1,a,1.5\n\n2,"b, c",\n3,"d\n\ne",1e+05\n4,f,4')
    assert staged.lines == Lines(physical=8, header=1, notes=0, kept=6, rejected=0, blank=1)
    found = [row[2:] for row in _rows(con)]
    assert found == [(2, 1, "a", 1.5), (4, 2, "b, c", None), (5, 3, "d\n\ne", 100_000.0), (8, 4, "f", 4.0)]
    assert _rows(con, "SELECT * EXCLUDE (snapshot) FROM lines") == [("survey", 8, 1, 0, 6, 0, 1)]
    assert not list(tmp_path.glob("*.numbered.csv"))


def test_staging_again_replaces_the_rows_of_the_same_snapshot_only(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for data in ("id,name,value\n1,a,1\nx,b,2\n", "id,name,value\n1,z,1\n", "id,name,value\n1,a,1\nx,b,2\n"):
        _stage(con, tmp_path, data)
    assert len(_rows(con)) == 2
    assert len(_rejects(con)) == 1
    assert _rows(con, "SELECT count(*) FROM lines") == [(2,)]


def test_a_private_source_leaves_no_text_of_a_row_in_rejects_or_messages(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    data = 'id,name,value\n1,a,1\nMarie,b,2\n3,"Marie"x,3\n4,Marie\n5,"Marie,5'
    staged = stage_csv(con, _snapshot(tmp_path, data), SOURCE, CONTRACT, tmp_path, private=True)
    assert staged.lines.rejected == 4
    assert "Marie" not in str(_rows(con, "FROM rejects")) + str(staged)
    snapshot = _snapshot(tmp_path, "id,name,value\nMarie,Marie,Marie\n")
    with pytest.raises(SourceError) as refusal:
        stage_csv(con, snapshot, SOURCE, CONTRACT, tmp_path, private=True)
    assert "Marie" not in str(refusal.value)


def test_lines_above_the_header_are_notes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = 'A "title", of 3\n\nid,name,value\n1,a,1\n'
    staged = stage_csv(con, _snapshot(tmp_path, data), SOURCE, CONTRACT, tmp_path, header_line=3)
    assert staged.lines == Lines(physical=4, header=1, notes=1, kept=1, rejected=0, blank=1)
    assert _rows(con)[0][2] == 4


def test_columns_that_are_not_read_are_counted_and_may_run_over_lines(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    contract = Contract(
        "survey", ("id", "note", "name", "note", "value"), _schema, names=("id", "", "name", "", "value")
    )
    data = 'id,note,name,note,value\n1,"x\ny",a,"z\n\n",1\n2,,b,,2\n3,b,2\n'
    staged = _stage(con, tmp_path, data, contract)
    assert [row[2:] for row in _rows(con)] == [(2, 1, "a", 1.0), (6, 2, "b", 2.0)]
    assert staged.lines == Lines(physical=7, header=1, notes=0, kept=5, rejected=1, blank=0)


def test_what_is_stored_may_be_part_of_what_is_kept(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    snapshot = _snapshot(tmp_path, "id,name,value\n1,a,1\n2,b,2\n3,c,3\n")
    store = "SELECT line, id FROM checked WHERE id <> 2"
    staged = stage_csv(con, snapshot, SOURCE, CONTRACT, tmp_path, store=store)
    assert staged.lines.kept == 3
    assert [row[2:] for row in _rows(con)] == [(2, 1), (4, 3)]


def test_semicolons_of_a_french_spreadsheet_are_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _stage(con, tmp_path, "id;name;value\r\n1;a, b;1.5\r\n")
    assert _rows(con)[0][2:] == (2, 1, "a, b", 1.5)


def test_an_empty_register_table_may_be_usable(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = _stage(con, tmp_path, "id,name,value\n", Contract("survey", HEADER, _schema, may_be_empty=True))
    assert staged.lines == Lines(physical=1, header=1, notes=0, kept=0, rejected=0, blank=0)
    assert _rows(con) == []


def test_a_table_of_another_version_is_an_error_that_says_what_to_do(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("CREATE TABLE staged.survey (snapshot VARCHAR, source_id VARCHAR, line BIGINT, id TEXT)").fetchall()
    with pytest.raises(RelanceError, match="Delete the database file"):
        _stage(con, tmp_path, "id,name,value\n1,a,1\n")


def test_a_rejected_text_is_cut(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _stage(con, tmp_path, "id,name,value\n1,a,1\n2,b,3," + "x" * 50_000 + "\nz," + "y" * 50_000 + ",1\n")
    assert [(line, len(raw)) for line, _, raw in _rejects(con)] == [(3, 2_000), (4, 2_000)]


def test_rows_parsed_in_python_go_the_same_way(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "line": [4, 4, 5, 5, 6, 8, 9],
            "span": [1, 1, 1, 1, 2, 1, 1],
            "id": ["1", "2", "3", "x", "5", "6", "1"],
            "name": [None, "", "c", "d", "e", "f", "g"],
            "value": ["1", "2", "3", "4", "5", "6", "7"],
        }
    )
    given_lines = Lines(physical=11, header=2, notes=1, kept=0, rejected=0, blank=2)
    rejects = [Reject(8, "no such month", "raw eight")]
    staged = stage_rows(con, _snapshot(tmp_path, "x"), SOURCE, CONTRACT, rows, lines=given_lines, rejects=rejects)
    assert staged.lines == Lines(physical=11, header=2, notes=1, kept=3, rejected=3, blank=2)
    assert [row[2:4] for row in _rows(con)] == [(4, 1), (4, 2), (6, 5)]
    assert _rejects(con) == [
        (5, "column id: expected a number, found “x”", "3,c,3"),
        (8, "no such month", "raw eight"),
        (9, "same id as an earlier line, found line 4", "1,g,7"),
    ]


def test_lines_that_do_not_add_up_are_an_error(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = pl.DataFrame({"line": [2], "id": ["1"], "name": ["a"], "value": ["1"]})
    with pytest.raises(SourceError, match="1 lines are not accounted for"):
        stage_rows(con, _snapshot(tmp_path, "x"), SOURCE, CONTRACT, rows, lines=Lines(3, 1, 0, 0, 0, 0))
    assert _rows(con, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'survey'") == [(0,)]


def test_a_file_can_be_parsed_before_its_columns_are_mapped(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    snapshot = _snapshot(tmp_path, 'id,secret,name\n1,s,"a\nb"\n2,x\n')
    parsed = parse_csv(con, snapshot, ("id", "", "name"), tmp_path)
    assert parsed.rows.rows() == [(2, 2, "1", "a\nb")]
    assert parsed.rejects == [Reject(4, "expected 3 columns, found 2", "2,x")]
    assert parsed.lines == Lines(physical=4, header=1, notes=0, kept=0, rejected=0, blank=0)
    with pytest.raises(SourceError, match="expected 2 columns, found 3"):
        parse_csv(con, snapshot, ("id", "name"), tmp_path)
