"""The part of the ledger that the judge and people write: findings, releases, baselines of the judge, alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

from schemas.arrow import frame_of
from warehouse.database import transaction

if TYPE_CHECKING:
    import polars as pl

KILLED = "killed:"
"""How the cause of an alert about a killed run begins; the run's id follows."""
# No column is called source_id: these rows outlive the sources that they speak of.
_TABLES = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.findings (
    run_id VARCHAR, id VARCHAR, severity VARCHAR, en VARCHAR, fr VARCHAR, grounds VARCHAR, released BOOLEAN
);
CREATE TABLE IF NOT EXISTS ledger.releases (
    id VARCHAR, grounds VARCHAR, who VARCHAR, released TIMESTAMP, reason VARCHAR, PRIMARY KEY (id, grounds)
);
CREATE TABLE IF NOT EXISTS ledger.baselines (
    run_id VARCHAR, source VARCHAR, snapshots VARCHAR[], kept BIGINT, measures VARCHAR[]
);
CREATE TABLE IF NOT EXISTS ledger.alerts (
    cause VARCHAR, event VARCHAR, channel VARCHAR, told TIMESTAMP, result VARCHAR
);
"""
_NOW = """
SELECT s.source_id AS source, list(s.snapshot ORDER BY s.snapshot) AS snapshots,
       coalesce(any_value(l.kept), 0) AS kept, coalesce(any_value(m.measures), []) AS measures
FROM ledger.snapshots AS s
LEFT JOIN (SELECT source_id, CAST(sum(kept) AS BIGINT) AS kept FROM lines GROUP BY source_id) AS l
    ON l.source_id = s.source_id
LEFT JOIN (SELECT source_id, list(DISTINCT measure_id ORDER BY measure_id) AS measures FROM observations
           GROUP BY source_id) AS m ON m.source_id = s.source_id
GROUP BY s.source_id
"""
# The baseline of an edition is the last one taken up to the run that published it.
_THEN = """
SELECT * FROM ledger.baselines WHERE run_id = (
    SELECT max(run_id) FROM ledger.baselines
    WHERE run_id <= (SELECT run_id FROM ledger.editions WHERE edition = $edition))
"""


@dataclass(frozen=True)
class Judged:
    """A finding as the ledger keeps it; `grounds` is what the judge rested on."""

    id: str
    severity: str
    en: str
    fr: str
    released: bool


def create_decisions(con: duckdb.DuckDBPyConnection) -> None:
    """Create these tables where they are not there yet."""
    con.execute(_TABLES).fetchall()


def sources_since(con: duckdb.DuckDBPyConnection, edition: str) -> "pl.DataFrame":
    """Return each source as it was for the edition and as it is: kept_before, kept_now, changed, withdrawn, measures.

    Without a baseline for the edition every source is new: changed, with as many rows before as now.
    """
    create_decisions(con)
    return frame_of(
        con,
        f"SELECT coalesce(now.source, b.source) AS source, coalesce(b.kept, now.kept) AS kept_before, "
        "coalesce(now.kept, 0) AS kept_now, now.snapshots IS DISTINCT FROM b.snapshots AS changed, "
        "now.source IS NULL AS withdrawn, "
        "list_distinct(list_concat(coalesce(now.measures, []), coalesce(b.measures, []))) AS measures "
        f"FROM ({_NOW}) AS now FULL JOIN ({_THEN}) AS b ON b.source = now.source ORDER BY 1",
        params={"edition": edition},
    )


def take_baseline(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Keep what the sources hold now, for the judge of the next edition to compare with."""
    create_decisions(con)
    with transaction(con):
        con.execute("DELETE FROM ledger.baselines WHERE run_id = ?", [run_id]).fetchall()
        con.execute(
            f"INSERT INTO ledger.baselines SELECT ?, source, snapshots, kept, measures FROM ({_NOW}) ORDER BY source",
            [run_id],
        ).fetchall()


def record_findings(con: duckdb.DuckDBPyConnection, run_id: str, grounds: str, findings: Sequence[Judged]) -> None:
    """Replace the findings on record by those of the present figures."""
    create_decisions(con)
    with transaction(con):
        con.execute("DELETE FROM ledger.findings").fetchall()
        for one in findings:
            row = [run_id, one.id, one.severity, one.en, one.fr, grounds, one.released]
            con.execute("INSERT INTO ledger.findings VALUES (?, ?, ?, ?, ?, ?, ?)", row).fetchall()


def held_findings(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return id and grounds of every blocker on record that nobody has released."""
    create_decisions(con)
    return con.execute(
        "SELECT f.id, f.grounds FROM ledger.findings AS f ANTI JOIN ledger.releases AS r "
        "ON r.id = f.id AND r.grounds = f.grounds WHERE f.severity = 'blocker' ORDER BY f.id"
    ).fetchall()


def released_ids(con: duckdb.DuckDBPyConnection, grounds: str) -> set[str]:
    """Return the blockers that somebody released for exactly these grounds."""
    create_decisions(con)
    return {id_ for (id_,) in con.execute("SELECT id FROM ledger.releases WHERE grounds = ?", [grounds]).fetchall()}


def record_release(
    con: duckdb.DuckDBPyConnection, blocker: str, grounds: str, who: str, moment: datetime, reason: str
) -> None:
    """Write down who let a blocker pass for which grounds, when and why."""
    create_decisions(con)
    row = [blocker, grounds, who, moment, reason]
    con.execute("INSERT OR REPLACE INTO ledger.releases VALUES (?, ?, ?, ?, ?)", row).fetchall()


def told_on(con: duckdb.DuckDBPyConnection, cause: str, channel: str) -> date | None:
    """Return the day on which this cause was last told through this channel, or None."""
    create_decisions(con)
    query = "SELECT max(told) FROM ledger.alerts WHERE cause = ? AND channel = ? AND result = 'sent'"
    last: datetime | None = con.execute(query, [cause, channel]).fetchall()[0][0]
    return last.date() if last else None


def record_alert(
    con: duckdb.DuckDBPyConnection, cause: str, event: str, channel: str, moment: datetime, result: str
) -> None:
    """Write down that an alert was sent, or why it was not."""
    create_decisions(con)
    con.execute("INSERT INTO ledger.alerts VALUES (?, ?, ?, ?, ?)", [cause, event, channel, moment, result]).fetchall()


def unbroken_since(con: duckdb.DuckDBPyConnection, outcome: str) -> datetime | None:
    """Return when the first of the runs began that have ended so ever since, or None where the last did not."""
    query = """
    SELECT arg_min(started, rowid) FROM ledger.runs WHERE outcome = $outcome AND rowid > (
        SELECT coalesce(max(rowid), -1) FROM ledger.runs WHERE outcome NOT IN ($outcome, 'running', 'killed'))
    """
    since: datetime | None = con.execute(query, {"outcome": outcome}).fetchall()[0][0]
    return since


def killed_last(con: duckdb.DuckDBPyConnection) -> str | None:
    """Return the last run that is not under way where it never ended and nobody was told so, or None."""
    create_decisions(con)
    query = """
    SELECT run_id FROM ledger.runs WHERE outcome = 'killed'
        AND rowid = (SELECT max(rowid) FROM ledger.runs WHERE outcome <> 'running')
        AND NOT EXISTS (FROM ledger.alerts WHERE cause = ? || run_id AND result = 'sent')
    """
    return next((run_id for (run_id,) in con.execute(query, [KILLED]).fetchall()), None)
