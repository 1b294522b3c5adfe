"""The ledger: runs, finished steps with what they rested on, and editions; written with the data it speaks of.

`editions`, `grounds`, `shown` and `history` only grow; `warehouse/history.py` writes them. An edition is announced
before anybody sees it, and has a number from the moment that it is shown. All times are UTC.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.database import reading, transaction

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_TABLES = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.runs (
    run_id VARCHAR PRIMARY KEY, started TIMESTAMP, ended TIMESTAMP, outcome VARCHAR, message VARCHAR, edition VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.steps (
    step VARCHAR, subject VARCHAR, grounds VARCHAR, run_id VARCHAR, finished TIMESTAMP, seconds DOUBLE, rows BIGINT,
    PRIMARY KEY (step, subject)
);
CREATE TABLE IF NOT EXISTS ledger.editions (
    edition VARCHAR PRIMARY KEY, number BIGINT, run_id VARCHAR, published TIMESTAMP, figures BIGINT,
    content VARCHAR, previous VARCHAR, reference DATE, archived VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.grounds (edition VARCHAR, kind VARCHAR, name VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS ledger.shown (
    turn BIGINT PRIMARY KEY, edition VARCHAR, since TIMESTAMP, run_id VARCHAR, who VARCHAR, why VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.history (
    number BIGINT, indicator_id VARCHAR, place_id VARCHAR, period_start DATE, period_end DATE, group_id VARCHAR,
    value DOUBLE, lower DOUBLE, upper DOUBLE, status VARCHAR, withdrawn BOOLEAN
);
CREATE OR REPLACE MACRO ledger.as_of_number(upto) AS TABLE
    SELECT * EXCLUDE (withdrawn) FROM ledger.history WHERE number <= upto
    QUALIFY NOT withdrawn AND number = max(number) OVER (
        PARTITION BY indicator_id, place_id, period_start, period_end, group_id);
CREATE OR REPLACE MACRO ledger.as_of_edition(name) AS TABLE
    FROM ledger.as_of_number((SELECT e.number FROM ledger.editions AS e WHERE e.edition = name));
CREATE OR REPLACE MACRO ledger.as_of(day) AS TABLE
    FROM ledger.as_of_number((
        SELECT e.number FROM ledger.editions AS e WHERE e.edition = (SELECT arg_max(s.edition, s.turn)
        FROM ledger.shown AS s WHERE CAST(s.since AS DATE) <= CAST(day AS DATE))));
CREATE TABLE IF NOT EXISTS ledger.snapshots (
    source_id VARCHAR, snapshot VARCHAR, name VARCHAR, origin VARCHAR, size BIGINT, received TIMESTAMP,
    PRIMARY KEY (source_id, snapshot)
);
"""

Grounds = Mapping[str, str]  # what a step rested on: snapshot, mapping, code, …, each as a hash or a name


@dataclass(frozen=True)
class Done:
    """A finished step, as the ledger has it."""

    step: str
    subject: str
    grounds: Grounds


def create_ledger(con: duckdb.DuckDBPyConnection) -> None:
    """Create the ledger's tables where they are not there yet."""
    con.execute(_TABLES).fetchall()


def begin_run(con: duckdb.DuckDBPyConnection, run_id: str, started: datetime) -> None:
    """Note that a run has begun; runs that never ended are marked as killed."""
    con.execute("UPDATE ledger.runs SET outcome = 'killed' WHERE outcome = 'running'").fetchall()
    con.execute("INSERT INTO ledger.runs VALUES (?, ?, NULL, 'running', '', '')", [run_id, started]).fetchall()


def edition_of_killed(con: duckdb.DuckDBPyConnection) -> str:
    """Return the edition that readers see where the last run showed it and was killed before it could say so, or ""."""
    query = """
    SELECT s.edition FROM ledger.shown AS s JOIN ledger.runs AS r ON r.run_id = s.run_id
    WHERE s.turn = (SELECT max(turn) FROM ledger.shown) AND r.outcome = 'killed'
        AND r.rowid = (SELECT max(rowid) FROM ledger.runs WHERE outcome <> 'running')
    """
    return next((edition for (edition,) in con.execute(query).fetchall()), "")


def last_started(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return the latest moment at which a run began, by the clock of that day; None before the first."""
    latest: datetime | None = con.execute("SELECT max(started) FROM ledger.runs").fetchall()[0][0]
    return latest


def end_run(
    con: duckdb.DuckDBPyConnection, run_id: str, ended: datetime, outcome: str, message: str, edition: str = ""
) -> None:
    """Note how a run ended: published, unchanged, held or failed, in one sentence without any person's value."""
    con.execute(
        "UPDATE ledger.runs SET ended = ?, outcome = ?, message = ?, edition = ? WHERE run_id = ?",
        [ended, outcome, message, edition, run_id],
    ).fetchall()


def record_step(
    con: duckdb.DuckDBPyConnection, done: Done, run_id: str, finished: datetime, seconds: float, rows: int
) -> None:
    """Note a finished step that is not on record, or was struck out when it began."""
    con.execute(
        "INSERT INTO ledger.steps VALUES (?, ?, ?, ?, ?, ?, ?)",
        [done.step, done.subject, json.dumps(dict(done.grounds), sort_keys=True), run_id, finished, seconds, rows],
    ).fetchall()


def record_received(con: duckdb.DuckDBPyConnection, received: "Mapping[str, Sequence[Snapshot]]") -> None:
    """Note which files each source consists of now; what is on record of other sources stays."""
    rows = [
        (source, s.sha256, s.name, s.origin, s.size, s.received.replace(tzinfo=None))
        for source, snapshots in received.items()
        for s in snapshots
    ]
    with transaction(con):
        con.execute("DELETE FROM ledger.snapshots WHERE list_contains(?, source_id)", [list(received)]).fetchall()
        if rows:
            places = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(rows))
            con.execute(
                f"INSERT INTO ledger.snapshots VALUES {places}", [part for row in rows for part in row]
            ).fetchall()


def finished_steps(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Grounds]:
    """Return what every finished step rested on, by step and subject."""
    rows = con.execute("SELECT step, subject, grounds FROM ledger.steps").fetchall()
    return {(step, subject): json.loads(grounds) for step, subject, grounds in rows}


def forget_steps(con: duckdb.DuckDBPyConnection, steps: Iterable[tuple[str, str]]) -> None:
    """Strike out steps, by name and subject: until they are recorded again they are not finished."""
    with transaction(con):
        for step, subject in sorted(steps):
            con.execute("DELETE FROM ledger.steps WHERE step = ? AND subject = ?", [step, subject]).fetchall()


def rows_of(con: duckdb.DuckDBPyConnection, query: str, bound: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Return a ledger query's rows as dictionaries."""
    cursor = con.execute(query, list(bound))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_steps(database: Path) -> dict[tuple[str, str], Grounds]:
    """Return the finished steps of a database, locking it only for the read; none where it is not there."""
    if not database.exists():
        return {}
    with reading(database) as con:
        try:
            return finished_steps(con)
        except duckdb.CatalogException:
            return {}


def read_unfinished(database: Path) -> bool:
    """Return whether the last run of a database never ended, locking it only for the read."""
    if not database.exists():
        return False
    with reading(database) as con:
        try:
            last = con.execute("SELECT outcome FROM ledger.runs ORDER BY rowid DESC LIMIT 1").fetchall()
        except duckdb.CatalogException:
            return False
    return last in [[("running",)], [("killed",)]]
