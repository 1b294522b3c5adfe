"""The private database: its tables, quoting, and how it is opened."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from schemas.errors import LockedError, RelanceError
from schemas.tables import AMOUNTS, CITATIONS, OBSERVATIONS, SPELLS
from warehouse.faults import machine_fault
from warehouse.lock import holder

LOCKED: Mapping[str, str] = {"enable_external_access": "false", "lock_configuration": "true"}
"""How a database is opened by whoever only reads it: no other file can be reached from it, nor this be undone."""


def identifier(name: str) -> str:
    """Return a name quoted as an SQL identifier, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return text quoted as an SQL string, for statements that cannot bind (ATTACH, COMMENT, COPY, read_csv)."""
    return "'" + text.replace("'", "''") + "'"


def log_of(path: Path) -> Path:
    """Return where DuckDB writes what is not yet in a database; it is gone once that was closed."""
    return path.with_name(f"{path.name}.wal")


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{identifier(name)} {kind}" for name, kind in columns.items())


# Lines of one file: physical = header + notes + kept + rejected + blank, checked when the row is written.
LINES = {
    "snapshot": "VARCHAR",
    "source_id": "VARCHAR",
    "physical": "BIGINT",
    "header": "BIGINT",
    "notes": "BIGINT",
    "kept": "BIGINT",
    "rejected": "BIGINT",
    "blank": "BIGINT",
}
REJECTS = {"snapshot": "VARCHAR", "source_id": "VARCHAR", "line": "BIGINT", "reason": "VARCHAR", "raw": "VARCHAR"}
# Which published area lies in which wider one: dissemination area in tract, in municipality, in metropolitan area.
CONTAINMENT = {"vintage": "VARCHAR", "area_id": "VARCHAR", "within_id": "VARCHAR", "source_id": "VARCHAR"}
# One row per person or firm, measure, period and group: what every programme figure is summed from. Private.
CONTRIBUTIONS = {
    "source_id": "VARCHAR",
    "unit_kind": "VARCHAR",
    "unit_key": "VARCHAR",
    "measure_id": "VARCHAR",
    "area_id": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "group_id": "VARCHAR",
    "value": "DOUBLE",
    "status": "VARCHAR",
}
TABLES = {
    "lines": LINES,
    "rejects": REJECTS,
    "containment": CONTAINMENT,
    "observations": OBSERVATIONS,
    "citations": CITATIONS,
    "contributions": CONTRIBUTIONS,
    "spells": SPELLS,
    "amounts": AMOUNTS,
}


def create_tables(con: duckdb.DuckDBPyConnection, names: Collection[str] = TABLES) -> None:
    """Create the tables that every source writes to, where they are not there yet; staged rows live in `staged`."""
    made = [f"CREATE TABLE IF NOT EXISTS {identifier(name)} ({_columns(TABLES[name])})" for name in names]
    con.execute("; ".join(["CREATE SCHEMA IF NOT EXISTS staged", *made])).fetchall()


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the private database for reading; raises LockedError, naming the run, while one writes to it.

    RelanceError is raised for one that the first run was killed over.
    """
    try:
        con = duckdb.connect(str(path), read_only=True, config=dict(LOCKED))
    except duckdb.IOException as problem:
        raise _refused(path, problem, " Ask again when it has ended.") from None
    try:
        yield con
    except duckdb.CatalogException:
        raise RelanceError(f"{path.name} has not all of its tables yet: `relance run` makes them.") from None
    finally:
        con.close()


def _is_in_use(problem: duckdb.IOException) -> bool:
    return "could not set lock" in str(problem).lower()


def _refused(path: Path, problem: duckdb.IOException, advice: str = "") -> RelanceError:
    """Say why a database was not opened: it is in use, the machine's fault, or it is damaged."""
    if _is_in_use(problem):
        return LockedError(f"another run holds this workspace: {holder(path.parent)}.{advice}")
    return machine_fault(problem, path.parent) or RelanceError(
        f"{path.name} cannot be opened; restore it from a backup, or take it away to begin anew."
    )


def _patiently(path: Path) -> duckdb.DuckDBPyConnection:
    """Open for writing; whoever asks `relance status` at this moment shuts us out for as long as it reads."""
    for pause in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0):
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as problem:
            if not _is_in_use(problem):
                break
            time.sleep(pause)
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as problem:
        raise _refused(path, problem) from None


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the private database for writing, with its tables, and close it whatever happens; waits for readers.

    It and the folder that it lies in are made its owner's alone.
    """
    con = _patiently(path)
    try:
        path.parent.chmod(0o700)
        path.chmod(0o600)
        create_tables(con)
        yield con
    finally:
        con.close()


@contextmanager
def in_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an empty database that is gone afterwards, and is in memory alone: for what must not be kept."""
    con = _passing().cursor()
    name = identifier(f"passing {next(_NUMBERS)}")
    try:
        con.execute(f"ATTACH ':memory:' AS {name}").fetchall()
        con.execute(f"USE {name}").fetchall()
        yield con
    finally:
        con.execute("USE memory").fetchall()
        con.execute(f"DETACH DATABASE IF EXISTS {name}").fetchall()
        con.close()


_NUMBERS = count()


@cache
def _passing() -> duckdb.DuckDBPyConnection:
    """Begin DuckDB once for all databases in memory, without leave to spill to disk: it takes 20 ms each time."""
    return duckdb.connect(":memory:", config={"temp_directory": ""})


@contextmanager
def another(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a second connection to the same database, for another thread: it sees what is committed alone."""
    other = con.cursor()
    try:
        ((name,),) = con.execute("SELECT current_database()").fetchall()
        other.execute(f"USE {identifier(name)}").fetchall()
        yield other
    finally:
        other.close()


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Run statements as one: all are kept, or none where an exception passes."""
    con.execute("BEGIN").fetchall()
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK").fetchall()
        raise
    con.execute("COMMIT").fetchall()
