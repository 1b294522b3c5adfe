"""Rows go between DuckDB and polars whole, as they are, and without pyarrow where they are few."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.arrow import Stream, frame_of, frames_of
from tests.trying import few

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = {"number": pl.Int64, "share": pl.Float64, "day": pl.Date, "name": pl.String, "yes": pl.Boolean}
rows = st.tuples(
    st.integers(-(2**63), 2**63 - 1) | st.none(),
    st.floats(allow_nan=False) | st.none(),
    st.dates(dt.date(1, 1, 1)) | st.none(),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")) | st.none(),
    st.booleans() | st.none(),
)


@few(25)
@given(st.lists(rows, max_size=9))
def test_what_went_in_comes_back(given_rows: list[tuple[object, ...]]) -> None:
    frame = pl.DataFrame(given_rows, schema=SCHEMA, orient="row")
    with duckdb.connect() as con:
        con.register("given", Stream(frame))
        con.execute("CREATE TABLE kept AS SELECT * FROM given").fetchall()
        assert con.execute("SELECT count(*) FROM given").fetchall() == [(frame.height,)]  # it is read twice
        assert frame_of(con, "SELECT * FROM kept").equals(frame)


def test_a_column_in_which_there_is_nothing_goes_into_any_other() -> None:
    frame = pl.DataFrame({"a": [None, None], "b": [[None], []], "c": [None, 1]})
    given_ = Stream(frame)  # noqa: F841 - DuckDB finds it by name
    with duckdb.connect() as con:
        con.execute("CREATE TABLE kept (a DOUBLE, b VARCHAR[], c BIGINT)").fetchall()
        con.execute("INSERT INTO kept SELECT * FROM given_").fetchall()
        assert con.execute("FROM kept").fetchall() == [(None, [None], None), (None, [], 1)]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("many", [0, 1, 10_000])
def test_frames_hold_every_row_once_in_order(many: int, large: bool) -> None:
    with duckdb.connect() as con:
        query = "SELECT range AS n FROM range($many)"
        frames = list(frames_of(con, query, {"many": many}, rows=3_000, large=large))
    assert [n for frame in frames for n in frame["n"]] == list(range(many))
    assert all(frame.height >= 3_000 for frame in frames[:-1])
    assert all(frame.height for frame in frames)


def test_what_fails_while_the_query_runs_is_an_error() -> None:
    failing = "SELECT CASE WHEN range = 9000 THEN error('no') ELSE range END FROM range(10000)"
    with duckdb.connect() as con, pytest.raises(pl.exceptions.ComputeError, match="no"):
        frame_of(con, failing)


def test_a_run_of_small_files_loads_no_pyarrow(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from flows.progress import Reporter\n"
        "from flows.running import run_directly\n"
        "from flows.workspace import Workspace; from tests.flows.small import write_small\n"
        "print(run_directly(Workspace(write_small(Path(sys.argv[1]))), Reporter(True, 'text')).kind)\n"
        "print(*{'pyarrow', 'pandas'} & {*sys.modules})"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["published"]
