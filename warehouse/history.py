"""The history of every published figure, and of what readers saw: append-only tables of the ledger.

A figure has one row in `ledger.history` for each edition that changed it: its value, bounds or status, or that it was
withdrawn. What an edition held is the last row of each figure up to its number; `ledger.as_of_edition(name)` and
`ledger.as_of(day)` give it in SQL. They are private: they hold what has been suppressed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import polars as pl

from schemas.arrow import Stream, frame_of
from warehouse.database import transaction

KEY = ("indicator_id", "place_id", "period_start", "period_end", "group_id")
HISTORY = (*KEY, "value", "lower", "upper", "status", "withdrawn")
Grounds = dict[str, dict[str, str]]  # kind -> name -> fingerprint

_ON = " AND ".join(f"now.{name} = last.{name}" for name in KEY)
_CHANGED = f"""
WITH last AS (SELECT * FROM ledger.as_of_number({2**62}))
SELECT {", ".join(f"now.{name}" for name in (*KEY, "value", "lower", "upper", "status"))}, false AS withdrawn
FROM figures_of_edition AS now LEFT JOIN last ON {_ON}
WHERE last.indicator_id IS NULL OR now.value IS DISTINCT FROM last.value OR now.lower IS DISTINCT FROM last.lower
   OR now.upper IS DISTINCT FROM last.upper OR now.status IS DISTINCT FROM last.status
UNION ALL
SELECT {", ".join(f"last.{name}" for name in KEY)}, NULL, NULL, NULL, NULL, true
FROM last LEFT JOIN figures_of_edition AS now ON {_ON}
WHERE now.indicator_id IS NULL
ORDER BY {", ".join(KEY)}
"""


@dataclass(frozen=True)
class Announced:
    """An edition that is about to be shown: its place in the chain, and the latest day that its sources speak of."""

    edition: str
    content: str
    previous: str
    run_id: str
    reference: date | None


@dataclass(frozen=True)
class Turn:
    """A moment at which `current` came to point at an edition: by a run, or by somebody who rolled back."""

    edition: str
    since: datetime
    run_id: str = ""
    who: str = ""
    why: str = ""


def announce(con: duckdb.DuckDBPyConnection, edition: Announced, grounds: Mapping[str, Mapping[str, str]]) -> None:
    """Note an edition and what it rests on before readers see it, so that a killed run loses neither.

    Editions that were announced and never shown are forgotten.
    """
    rows = [(edition.edition, kind, name, value) for kind, of in grounds.items() for name, value in of.items()]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("edition", "kind", "name", "value"), pl.String), orient="row")
    with transaction(con):
        for table in ("grounds", "editions"):
            unseen = "SELECT edition FROM ledger.editions WHERE number IS NULL"
            con.execute(f"DELETE FROM ledger.{table} WHERE edition IN ({unseen}) OR edition = ?", [edition.edition])
        _insert(con, edition)
        con.register("grounds_of_edition", Stream(frame))
        con.execute("INSERT INTO ledger.grounds FROM grounds_of_edition ORDER BY ALL").fetchall()
        con.unregister("grounds_of_edition")


def unshown(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the editions that were announced and never shown."""
    return [name for (name,) in con.execute("SELECT edition FROM ledger.editions WHERE number IS NULL").fetchall()]


def record(con: duckdb.DuckDBPyConnection, edition: Announced, figures: pl.DataFrame, turn: Turn) -> int:
    """Note in one transaction that an edition is shown, with its figures as far as they changed; return how many did.

    `edition` stands in for one that was not announced (its ledger is lost); an announced one keeps what it said.
    """
    number = last_number(con) + 1
    with transaction(con):
        if not con.execute("SELECT 1 FROM ledger.editions WHERE edition = ?", [edition.edition]).fetchall():
            _insert(con, edition)
        changed = changes(con, figures).select(pl.lit(number, pl.Int64).alias("number"), *HISTORY)
        con.register("changes_of_edition", Stream(changed))
        con.execute("INSERT INTO ledger.history FROM changes_of_edition").fetchall()
        con.unregister("changes_of_edition")
        con.execute(
            "UPDATE ledger.editions SET number = ?, published = ?, figures = ? WHERE edition = ?",
            [number, turn.since, figures.height, edition.edition],
        ).fetchall()
        note_turn(con, turn)
    return changed.height


def _insert(con: duckdb.DuckDBPyConnection, edition: Announced) -> None:
    con.execute(
        "INSERT INTO ledger.editions (edition, content, previous, run_id, reference) VALUES (?, ?, ?, ?, ?)",
        [edition.edition, edition.content, edition.previous, edition.run_id, edition.reference],
    ).fetchall()


def changes(con: duckdb.DuckDBPyConnection, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the rows (`HISTORY`) by which figures differ from those recorded last, in the order of their key."""
    con.register("figures_of_edition", Stream(figures))
    try:
        return frame_of(con, _CHANGED)
    finally:
        con.unregister("figures_of_edition")


def note_turn(con: duckdb.DuckDBPyConnection, turn: Turn) -> None:
    """Note that readers see an edition from now on."""
    con.execute(
        "INSERT INTO ledger.shown SELECT coalesce(max(turn), 0) + 1, ?, ?, ?, ?, ? FROM ledger.shown",
        [turn.edition, turn.since, turn.run_id, turn.who, turn.why],
    ).fetchall()


def last_turn(con: duckdb.DuckDBPyConnection) -> Turn | None:
    """Return since when readers see the edition that they see, and by whose doing; None before the first."""
    rows = con.execute(
        "SELECT edition, since, run_id, who, why FROM ledger.shown ORDER BY turn DESC LIMIT 1"
    ).fetchall()
    return Turn(*rows[0]) if rows else None


def last_number(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the newest edition, 0 before the first."""
    return int(con.execute("SELECT coalesce(max(number), 0) FROM ledger.editions").fetchall()[0][0])


def shown_editions(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return one row for each edition that readers ever saw, by number: where it stands, and when it was published."""
    return frame_of(
        con,
        "SELECT number, edition, previous, reference, content, published, archived FROM ledger.editions "
        "WHERE number IS NOT NULL ORDER BY number",
    )


def taken_back(con: duckdb.DuckDBPyConnection, edition: str) -> dict[str, str]:
    """Return the editions newer than the one that readers see, by their content: those that were rolled back."""
    rows = con.execute(
        "SELECT content, edition FROM ledger.editions WHERE number > "
        "(SELECT number FROM ledger.editions WHERE edition = ?) ORDER BY number",
        [edition],
    ).fetchall()
    return dict(rows)


def grounds_of(con: duckdb.DuckDBPyConnection, edition: str) -> Grounds:
    """Return what an edition rests on; empty where the ledger does not know."""
    found: Grounds = {}
    rows = con.execute("SELECT kind, name, value FROM ledger.grounds WHERE edition = ? ORDER BY ALL", [edition])
    for kind, name, value in rows.fetchall():
        found.setdefault(kind, {})[name] = value
    return found


def history_rows(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the whole history, the oldest edition first: `number`, `edition`, then `HISTORY`."""
    return frame_of(
        con,
        f"SELECT h.number, e.edition, {', '.join(f'h.{name}' for name in HISTORY)} "
        f"FROM ledger.history AS h JOIN ledger.editions AS e ON e.number = h.number "
        f"ORDER BY h.number, {', '.join(f'h.{name}' for name in KEY)}",
    )


def note_archived(con: duckdb.DuckDBPyConnection, edition: str, sha256: str) -> None:
    """Note the sha256 of the archived figures of an edition, before its folder goes."""
    con.execute("UPDATE ledger.editions SET archived = ? WHERE edition = ?", [sha256, edition]).fetchall()
