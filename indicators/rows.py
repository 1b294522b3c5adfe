"""Plain rows into DuckDB tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas.arrow import Stream

if TYPE_CHECKING:
    import duckdb


def insert_rows(con: "duckdb.DuckDBPyConnection", table: str, rows: Sequence[Sequence[object]]) -> None:
    """Append rows to a table, in the order of its columns: as one frame, since `executemany` takes 1 ms for each."""
    import polars as pl  # noqa: PLC0415 - heavy

    if rows:
        frame = Stream(pl.DataFrame(rows, orient="row", infer_schema_length=None))  # noqa: F841 - DuckDB finds it by name
        con.execute(f"INSERT INTO {table} SELECT * FROM frame").fetchall()
