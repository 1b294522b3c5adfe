"""Databases in memory, for tests that need many: DuckDB takes longer to start than a small test to run."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import duckdb

_NUMBERS = count()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    atexit.register(_engine.cache_clear)  # whatever of DuckDB is left when Python ends is complained of
    return duckdb.connect(config={"threads": 1})  # faster for a few rows


@contextmanager
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to an empty database of its own, which goes with it; all share one engine of one thread."""
    name = f"memory_{next(_NUMBERS)}"
    with _engine().cursor() as con:
        con.execute(f"ATTACH ':memory:' AS {name}").fetchall()
        con.execute(f"USE {name}").fetchall()
        yield con
    _engine().execute(f"DETACH {name}").fetchall()
