"""Rows between DuckDB and polars, by Arrow's C interface.

Both have ways of their own, which go through pyarrow: it takes a fifth of a second to load, and each call takes longer.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl


class Stream:
    """A frame as DuckDB reads it: registered under a name, or found by that of a variable."""

    def __init__(self, frame: "pl.DataFrame") -> None:
        """Remember the frame; nothing is copied."""
        import polars as pl  # noqa: PLC0415 - heavy, and a run with nothing to do needs none

        # Of a column whose type no value tells, Arrow need not say which are null, and DuckDB asks for it.
        self._frame = frame.cast({pl.Null: pl.String, pl.List(pl.Null): pl.List(pl.String)})

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the rows anew each time that they are asked for."""
        return self._frame.__arrow_c_stream__(requested_schema)


def insert_rows(con: "duckdb.DuckDBPyConnection", table: str, rows: Sequence[Sequence[object]]) -> None:
    """Append plain rows to a table, in the order of its columns: as one frame, `executemany` takes 1 ms for each."""
    import polars as pl  # noqa: PLC0415 - as above

    if rows:
        frame = Stream(pl.DataFrame(rows, orient="row", infer_schema_length=None))  # noqa: F841 - found by its name
        con.execute(f"INSERT INTO {table} SELECT * FROM frame").fetchall()


def frame_of(con: "duckdb.DuckDBPyConnection", query: str, params: object = None) -> "pl.DataFrame":
    """Run a query and return its rows; what fails while it runs is told by polars' ComputeError, in DuckDB's words."""
    import polars as pl  # noqa: PLC0415 - as above

    return pl.DataFrame(con.sql(query, params=params))


def frames_of(
    con: "duckdb.DuckDBPyConnection", query: str, params: object = None, *, rows: int, large: bool
) -> Iterator["pl.DataFrame"]:
    """Run a query and give its rows in frames of so many `rows` or somewhat more, the last one of fewer.

    Where there are many rows (`large`) no more than one frame is in memory at a time; only pyarrow does that.
    """
    import polars as pl  # noqa: PLC0415 - as above

    if not large:
        yield from filter(len, frame_of(con, query, params).iter_slices(rows))
        return
    gathered: list[pl.DataFrame] = []  # DuckDB's batches are small, and a contract costs the same for each
    for batch in con.sql(query, params=params).to_arrow_reader():
        gathered.append(pl.DataFrame(batch))
        if sum(map(len, gathered)) >= rows:
            yield pl.concat(gathered)
            gathered = []
    if gathered:
        yield pl.concat(gathered)
