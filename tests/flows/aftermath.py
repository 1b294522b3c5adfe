"""What a workspace holds, for comparison: what readers see to the byte, what the private side counts to the row."""

import json
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import identifier

Rows = dict[str, list[tuple[Any, ...]]]
Counts = dict[str, Counter[tuple[Any, ...]]]
# What the clock and the names of runs tell differs from run to run.
_OF_THE_RUN = ("run_id", "finished", "seconds", "published", "since", "received")
_STATES = {
    "ledger.fixes": "SELECT * EXCLUDE (run_id) FROM ledger.fixes WHERE standing",
    "ledger.baselines": "SELECT DISTINCT * EXCLUDE (run_id) FROM ledger.baselines",
    "ledger.runs": "SELECT 0 FROM ledger.runs WHERE outcome = 'running'",
    "ledger.disclosed": "FROM ledger.disclosed",
}


@dataclass(frozen=True)
class State:
    """A workspace after a run: the published tree, the tables of the private database, and the private files."""

    published: dict[str, object]
    tables: Counts
    files: dict[str, object]


def state(folder: Path) -> State:
    """Return what a workspace holds; it must not be in use."""
    return State(tree(folder / "published"), tables(folder), _private_files(folder / "warehouse"))


def tree(folder: Path) -> dict[str, object]:
    """Return everything below a folder, by path: bytes and mode of files, rows of databases, goals of links."""
    return {path.relative_to(folder).as_posix(): _content(path) for path in sorted(folder.rglob("*"))}


def _content(path: Path) -> object:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    mode = oct(stat.S_IMODE(path.stat().st_mode))
    if path.is_dir():
        return mode
    return mode, rows(path) if path.suffix == ".duckdb" else path.read_bytes()


def rows(path: Path) -> Rows:
    """Return all rows of a database in their order, by table, with what its macros say."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        macros = "SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal ORDER BY ALL"
        return {
            **{name: con.execute(f'FROM "{name}"').fetchall() for (name,) in names},
            "(macros)": con.execute(macros).fetchall(),
        }


def tables(folder: Path) -> Counts:
    """Return how often each row stands in each table of the private database, without what a run says of itself."""
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        listed = con.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        names = [name if schema == "main" else f"{schema}.{name}" for schema, name in listed]
        return {name: Counter(map(_hashable, con.execute(_query(con, name)).fetchall())) for name in names}


def _query(con: duckdb.DuckDBPyConnection, name: str) -> str:
    if name in _STATES:
        return _STATES[name]
    columns = [column for column, *_ in con.execute(f"DESCRIBE {name}").fetchall() if column not in _OF_THE_RUN]
    return f"SELECT {', '.join(map(identifier, columns))} FROM {name}"


def _hashable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _private_files(folder: Path) -> dict[str, object]:
    """The private files but the databases and what may be lost at any time; a lock without its time of day."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "remembered.json"]
    return {
        path.relative_to(folder).as_posix(): _without_time(path)
        for path in paths
        if ".duckdb" not in path.name and path.name != ".lock"
    }


def _without_time(path: Path) -> object:
    if not path.name.endswith(".lock.json"):
        return path.read_bytes()
    told = json.loads(path.read_text(encoding="utf-8"))
    return {**told, "receptions": [{**one, "received": ""} for one in told["receptions"]]}


def leftovers(folder: Path) -> list[str]:
    """Return what a killed run left unfinished in a workspace."""
    found = [*folder.glob("published/.*"), *folder.glob("warehouse/**/.*.tmp"), *folder.glob("warehouse/work")]
    return [path.relative_to(folder).as_posix() for path in [*found, *folder.glob("warehouse/*.wal")]]


def seen(folder: Path) -> dict[str, object]:
    """Return what readers see: every file of the current edition."""
    return tree((folder / "published" / "current").resolve())


def finished_steps(folder: Path) -> set[tuple[str, str, str]]:
    """Return each finished step with its subject and the run that finished it."""
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return set(con.execute("SELECT step, subject, run_id FROM ledger.steps").fetchall())


def unfinished_run(folder: Path) -> str:
    """Return the last run where it was killed or has failed, or "" where it ended well."""
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        last = con.execute("SELECT run_id, outcome FROM ledger.runs ORDER BY rowid DESC LIMIT 1").fetchall()
    return next((run for run, outcome in last if outcome in {"running", "failed"}), "")


def lost(wanted: Counts, found: Counts) -> int:
    """Return how many rows that should be there are not."""
    return sum((wanted[name] - found.get(name, Counter())).total() for name in wanted)


def counted_twice(wanted: Counts, found: Counts) -> int:
    """Return how many rows are there that should not be, or more often than they should."""
    return sum((found[name] - wanted.get(name, Counter())).total() for name in found)
