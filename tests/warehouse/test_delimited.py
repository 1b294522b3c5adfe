"""Delimited files of every kind of damage: each line kept or rejected once, or the file refused and nothing changed."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contract import Contract
from schemas.errors import SourceError
from schemas.validation import pa
from tests.memory import database
from tests.trying import few
from warehouse import delimited
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.staging import Lines, Staged, stage_csv

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


def test_every_rejected_line_is_told_with_its_reason_and_text(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    data = 'id,name,value\n1,a,1\n2,"b"b,2\n3,c\n4,d,4,4\n5,e,five\n1,again,6\n"7,g,7\n8,h",8\n-9,i,9\n10,j,1'
    staged = _stage(con, tmp_path, data)
    stray = "a quotation mark stands inside a value, or is opened and not closed"
    assert _rejects(con) == [
        (3, stray, '2,"b"b,2'),
        (4, "expected 3 columns, found 2", "3,c"),
        (5, "expected 3 columns, found more", "4,d,4,4"),
        (6, "column value: expected a number, found “five”", "5,e,five"),
        (7, "same id as an earlier line, found line 2", "1,again,6"),
        (8, "expected 3 columns, found 2", '"7,g,7'),
        (9, "expected 3 columns, found 2", '8,h",8'),
        (10, "column id: expected at least 0, found “-9”", "-9,i,9"),
    ]
    assert staged.lines == Lines(physical=11, header=1, notes=0, kept=2, rejected=8, blank=0)
    assert [row[2] for row in _rows(con)] == [2, 11]
    assert staged.reasons["expected 3 columns"] == 4
    assert staged.reasons["column value: expected a number"] == 1


def test_a_last_line_that_was_cut_is_rejected(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _stage(con, tmp_path, "id,name,value\n1,a,1\n2,b")
    assert _rejects(con) == [(3, "expected 3 columns, found 2", "2,b")]


def test_an_unclosed_quotation_mark_at_the_end_takes_its_lines_with_it(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    staged = _stage(con, tmp_path, 'id,name,value\n1,a,1\n2,"b,2\n3,c,3\n')
    assert staged.lines == Lines(physical=4, header=1, notes=0, kept=1, rejected=2, blank=0)
    assert [raw for _, _, raw in _rejects(con)] == ['2,"b,2', "3,c,3"]


BROKEN = {
    "empty": (b"", "is empty"),
    "header only": (b"id,name,value\n", "a header and no rows"),
    "no header": (b"1,a,1\n2,b,2\n", "column 1 of the header should be “id”, found “1”"),
    "columns swapped": (b"id,value,name\n1,1,a\n", "column 2 of the header should be “name”, found “value”"),
    "column renamed": (b"id,Name,value\n1,a,1\n", "nearest name: “Name”"),
    "column lost": (b"id,name\n1,a\n", "expected 3 columns in the header, found 2"),
    "another delimiter": (b"id|name|value\n1|a|1\n", "column 1 of the header"),
    "cells swapped": (b"id,name,value\na,1,b\nc,2,d\n", "none of 2 lines could be kept; 2 of them: column id"),
    "UTF-16": ("id,name,value\n1,a,1\n".encode("utf-16"), "UTF-16"),
    "NUL": (b"id,name,value\n1,a\x00,1\n", "line 2: found a NUL byte"),
    "another encoding": ("id,name,value\n1,é,1\n".encode("cp1252"), "line 2: byte 0xE9 is not utf-8"),
    "a workbook": (b"PK\x03\x04rest", "Excel workbook"),
    "an open quotation mark": (
        b'id,name,value\n1,a,1\n2,"b,2\n' + b"3,c,3\n" * 5_000,
        "line 3: a quotation mark stands inside a value, or is opened and not closed",
    ),
    "a field of megabytes": (
        b'id,name,value\n1,a,1\n2,"' + (b"x" * 99 + b"\n") * 25_000 + b'",2\n',
        "line 3: a quotation mark stands inside a value, or is opened and not closed",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_changes_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str) -> None:
    data, words = BROKEN[kind]
    snapshot = _snapshot(tmp_path, data)
    con.execute("CREATE TABLE staged.survey (snapshot VARCHAR, source_id VARCHAR, line BIGINT, id BIGINT)").fetchall()
    con.execute("ALTER TABLE staged.survey ADD COLUMN name VARCHAR; ALTER TABLE staged.survey ADD COLUMN value DOUBLE")
    con.execute("INSERT INTO staged.survey VALUES (?, 'survey', 2, 1, 'before', 1)", [snapshot.sha256]).fetchall()
    con.execute("INSERT INTO lines VALUES (?, 'survey', 2, 1, 0, 1, 0, 0)", [snapshot.sha256]).fetchall()
    before = (_rows(con), _rows(con, "FROM lines"), _rejects(con))
    with pytest.raises(SourceError, match=r"survey\.csv") as refusal:
        stage_csv(con, snapshot, SOURCE, CONTRACT, tmp_path)
    assert words in str(refusal.value)
    assert (_rows(con), _rows(con, "FROM lines"), _rejects(con)) == before
    assert not list(tmp_path.glob("*.numbered.csv"))


_LINE = st.one_of(
    st.tuples(st.integers(0, 99), st.text("ab é", max_size=5)).map(lambda row: f"{row[0]},{row[1]},1"),
    st.tuples(st.integers(0, 99), st.text('ab,\n"', max_size=6)).map(
        lambda row: '{},"{}",1'.format(row[0], row[1].replace('"', '""'))
    ),
    st.sampled_from(
        ["", "1,a", "1,a,1,1", '2,"b"c,1', '3,"d,1', "x,y,z", '"', '4,e,1"', ",,", "5,   ,", '6,"",1', "7"]
    ),
)


def test_whatever_the_lines_are_each_is_kept_or_rejected_once(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    @few(25)
    @given(lines=st.lists(_LINE, min_size=1, max_size=12), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
    def each_once(lines: list[str], end: str, *, last: bool) -> None:
        data = end.join(["id,name,value", "100,sure,1", *(line.replace("\n", end) for line in lines)]) + (
            end if last else ""
        )
        physical = re.split("\r?\n", data.removesuffix(end))
        con.execute("DROP TABLE IF EXISTS staged.survey; DELETE FROM rejects").fetchall()
        staged = _stage(con, tmp_path, data)
        assert (staged.lines.balance, staged.lines.physical) == (0, len(physical))
        _expect_each_once({row[2]: row[3:5] for row in _rows(con)}, _rejects(con), physical)

    each_once()


def _expect_each_once(kept: dict[int, tuple[Any, ...]], rejects: list[tuple[Any, ...]], physical: list[str]) -> None:
    assert not set(kept) & {line for line, _, _ in rejects}
    for line, (id_, name) in kept.items():
        assert re.match(rf'"?0*{id_}"?,', physical[line - 1])
        assert (name or "").split("\n")[0].replace('"', "") in physical[line - 1].replace('"', "")
    for line, _, raw in rejects:
        assert raw == physical[line - 1]


def test_batches_make_no_difference(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = "id,name,value\n" + "".join(
        f"{number % 9_000},n,{'x' if number % 700 == 0 else 1}\n" for number in range(10_000)
    )
    whole = _stage(con, tmp_path, data)
    rows, rejects = _rows(con), _rejects(con)
    for little, cells in ((delimited._LITTLE, 5_000), (0, 5)):  # all read at once, or batch by batch
        monkeypatch.setattr(delimited, "_LITTLE", little)
        monkeypatch.setattr(delimited, "_CELLS", cells)
        assert _stage(con, tmp_path, data) == whole
        assert (_rows(con), _rejects(con)) == (rows, rejects)
    assert whole.lines.rejected == 15 + 996  # twice there: 1,000, less 2 that are no numbers and 2 whose first was none
