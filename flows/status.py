"""`relance status`: what the ledger and the editions say, for a person to read."""

from datetime import date
from typing import Any

from flows.alerts import stale_sources
from flows.running import Outcome
from flows.workspace import Workspace
from warehouse.database import reading
from warehouse.editions import current, editions
from warehouse.ledger import rows_of
from warehouse.periods import reference_dates

_EXIT = {"published": 0, "unchanged": 0, "misconfigured": 2, "held": 3}


def last_outcome(workspace: Workspace) -> tuple[str, Outcome] | None:
    """Return the last run's id and how it ended, or None before the first."""
    if not workspace.database.exists():
        return None
    with reading(workspace.database) as con:
        rows = rows_of(con, "SELECT * FROM ledger.runs ORDER BY rowid DESC LIMIT 1")
    if not rows:
        return None
    run = rows[0]
    return run["run_id"], Outcome(run["outcome"], run["message"], run["edition"], _EXIT.get(run["outcome"], 1))


def status(workspace: Workspace) -> str:
    """Return sources with their freshness, the last runs and the editions that stand, as plain lines."""
    if not workspace.database.exists():
        return "nothing has been run yet: `relance run` makes the first edition"
    with reading(workspace.database) as con:
        sources = rows_of(con, "SELECT * FROM ledger.snapshots ORDER BY source_id, name")
        runs = rows_of(con, "SELECT * FROM ledger.runs ORDER BY rowid DESC LIMIT 10")
        ends = reference_dates(con)
        known = rows_of(con, "SELECT edition, number, published FROM ledger.editions WHERE number IS NOT NULL")
        late = [f"  late: {finding.text.en}" for finding in stale_sources(con, workspace)]
    shown = current(workspace.published)
    told = {row["edition"]: f"  no. {row['number']}, published {row['published']:%Y-%m-%d %H:%M} UTC" for row in known}
    whole = editions(workspace.published)
    standing = [f"  {name}{told.get(name, '')}{'  <- current' if name == shown else ''}" for name in whole]
    listed = [_source_line(row, ends.get(row["source_id"])) for row in sources]
    return "\n".join(["Sources", *listed, *late, "Runs", *map(_run_line, runs), "Editions", *standing])


def _source_line(row: dict[str, Any], end: date | None) -> str:
    """One file: when it came, and the day up to which its source speaks."""
    told = f"  {row['source_id']:24} {row['name']:40} {row['size']:>13,} bytes  {row['snapshot'][:12]}"
    return f"{told}  received {row['received']:%Y-%m-%d %H:%M} UTC{f', through {end}' if end else ''}"


def _run_line(row: dict[str, Any]) -> str:
    first = row["message"].splitlines()[0] if row["message"] else ""
    # Nobody writes to a database that can be read: a run that never ended is over.
    outcome = "killed" if row["outcome"] == "running" else row["outcome"]
    return f"  {row['started']:%Y-%m-%d %H:%M} UTC  {outcome:13} {first}"
