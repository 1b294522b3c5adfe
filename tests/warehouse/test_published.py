"""The evaluators' database: documented to the last column, read-only, in the order given, readable by DuckDB 1.x."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from schemas.errors import RelanceError
from schemas.macros import MACROS
from schemas.published import PUBLISHED
from warehouse.published import write_database

COMMENTS = {name: table.comments for name, table in PUBLISHED.items()}
DTYPES: Mapping[str, Any] = {
    "VARCHAR": pl.String,
    "DOUBLE": pl.Float64,
    "BIGINT": pl.Int64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
}
VALUES: Mapping[str, Any] = {
    "VARCHAR": "l’été",
    "DOUBLE": 9.95,
    "BIGINT": 5,
    "BOOLEAN": True,
    "DATE": date(2021, 5, 11),
}
STORAGE_OF_1_0 = 64
OLD_CLIENT = "duckdb==1.0.0"


def _frames() -> dict[str, pl.DataFrame]:
    frames = {}
    for name, table in PUBLISHED.items():
        schema = {column: DTYPES[kind] for column, (kind, _) in table.columns.items()}
        row = {column: VALUES[kind] for column, (kind, _) in table.columns.items()}
        frames[name] = pl.DataFrame([row], schema=schema)
    order = [f"place-{n * 7919 % 5000:04}" for n in range(5000)]
    figures = pl.concat([frames["figures"]] * len(order)).with_columns(pl.Series("place_id", order))
    return {**frames, "figures": figures}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edition") / "relance.duckdb"
    write_database(path, _frames(), COMMENTS, MACROS)
    return path


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_the_file_stands_alone_read_only_in_the_format_of_1_0(published: Path) -> None:
    assert [path.name for path in published.parent.iterdir()] == ["relance.duckdb"]
    assert published.stat().st_mode & 0o777 == 0o444
    header = published.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == STORAGE_OF_1_0


def test_every_table_and_column_says_what_it_means(published: Path) -> None:
    tables = dict(_rows(published, "SELECT table_name, comment FROM duckdb_tables()"))
    assert tables == {name: table.comment for name, table in PUBLISHED.items()}
    columns = _rows(published, "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert {(table, column) for table, column, comment in columns if not comment} == set()
    assert len(columns) == sum(len(table.columns) for table in PUBLISHED.values())


def test_columns_have_the_documented_types(published: Path) -> None:
    for name, table in PUBLISHED.items():
        described = _rows(published, f"SELECT column_name, column_type FROM (DESCRIBE {name})")
        assert described == [(column, kind) for column, (kind, _) in table.columns.items()]


def test_rows_stay_in_the_order_given(published: Path) -> None:
    expected = _frames()["figures"]["place_id"].to_list()
    assert [place for (place,) in _rows(published, "SELECT place_id FROM figures")] == expected


def test_the_macro_gives_the_latest_figure_of_each_place(published: Path) -> None:
    assert _rows(published, "SELECT count(*) FROM latest('l’été')") == [(5000,)]
    assert _rows(published, "SELECT count(*) FROM latest('other')") == [(0,)]


def test_a_reader_cannot_write(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as con, pytest.raises(duckdb.InvalidInputException):
        con.execute("DELETE FROM figures")


def _one(**columns: list[int]) -> dict[str, pl.DataFrame]:
    return {"t": pl.DataFrame(columns)}


@pytest.mark.parametrize(
    "comments",
    [{}, {"t": ("A table.", {})}, {"t": ("A table.", {"a": "A.", "b": "B."})}, {"t": ("", {"a": "A."})}],
)
def test_what_is_not_documented_is_not_written(tmp_path: Path, comments: dict[str, tuple[str, dict[str, str]]]) -> None:
    with pytest.raises(RelanceError, match="table t"):
        write_database(tmp_path / "x.duckdb", _one(a=[1]), comments, {})
    assert list(tmp_path.iterdir()) == []


def test_what_is_published_is_never_written_over(published: Path) -> None:
    with pytest.raises(RelanceError, match="is there already"):
        write_database(published, _one(a=[1]), {"t": ("A table.", {"a": "A."})}, {})


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        write_database(tmp_path / "x.duckdb", _one(a=[1]), {"t": ("T.", {"a": "A."})}, {"m": ("() AS nonsense(", "M.")})
    assert list(tmp_path.iterdir()) == []


def test_hostile_names_and_comments_are_only_names_and_comments(tmp_path: Path) -> None:
    name, comment = 'a"; DROP TABLE t; --', 'it\'s "so"; --'
    path = tmp_path / "it's.duckdb"
    write_database(path, _one(**{name: [1]}), {"t": (comment, {name: comment})}, {})
    assert _rows(path, "SELECT column_name, comment FROM duckdb_columns() WHERE NOT internal") == [(name, comment)]


@pytest.mark.long
def test_a_client_of_duckdb_1_reads_it(published: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    python = str(tmp_path / "venv" / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", OLD_CLIENT]
    if subprocess.run(install, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip(f"{OLD_CLIENT} cannot be installed: the registry is out of reach")
    asked = (
        "import duckdb, json, sys; con = duckdb.connect(sys.argv[1], read_only=True); print(json.dumps(["
        "duckdb.__version__, con.sql('FROM figures').fetchall()[0][1], con.sql(\"FROM latest('l’été')\").shape[0],"
        "con.sql('SELECT count(comment) FROM duckdb_columns() WHERE NOT internal').fetchall()[0][0]]))"
    )
    answer = subprocess.run(
        [python, "-c", asked, str(published)], capture_output=True, text=True, check=True, timeout=60
    )
    documented = sum(len(table.columns) for table in PUBLISHED.values())
    assert json.loads(answer.stdout) == ["1.0.0", "place-0000", 5000, documented]
