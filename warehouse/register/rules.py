"""The rules between a register's tables: rows that break one become rejects, by line and reason, after all are staged.

The order matters: a person who is rejected takes her participations along, and these her outcomes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import duckdb

from schemas.programme import KEYS
from warehouse.database import identifier, literal, transaction
from warehouse.register.tables import create_staged


@dataclass(frozen=True)
class Rule:
    """Rows of a staged table that cannot stand: an SQL condition on `t`, and the reason that a reject gives."""

    table: str
    condition: str
    reason: str


def _unknown(table: str, column: str, other: str) -> Rule:
    there = f"SELECT 1 FROM staged.{other} o WHERE o.{column} = t.{column}"
    return Rule(table, f"NOT EXISTS ({there})", f"column {column}: not in {other}")


def _ends_early(table: str, start: str, end: str) -> Rule:
    return Rule(table, f"t.{end} < t.{start}", f"column {end}: before {start}")


_FIRST = "SELECT min(o.start_date) FROM staged.participations o WHERE o.person_id = t.person_id"

RULES = (
    _unknown("participations", "person_id", "persons"),
    _ends_early("participations", "start_date", "exit_date"),
    _unknown("outcomes", "person_id", "persons"),
    _unknown("outcomes", "person_id", "participations"),
    Rule("outcomes", f"t.date < ({_FIRST})", "column date: before the person's first participation"),
    _unknown("enterprise_supports", "enterprise_id", "enterprises"),
    _ends_early("enterprise_supports", "start_date", "end_date"),
    _unknown("enterprise_jobs", "enterprise_id", "enterprises"),
    _ends_early("seats", "from_date", "to_date"),
)


def apply_rules(con: duckdb.DuckDBPyConnection, programmes: Collection[str] = ()) -> dict[str, dict[str, int]]:
    """Move staged rows that break a rule between tables to `rejects`; return their counts by source and reason.

    `programmes` are the short names that the workspace declares; without any, a programme exists by being used. All of
    a register's files have to be staged afresh before, since a row that was moved does not come back by itself.
    """
    create_staged(con)
    counts: dict[str, dict[str, int]] = {}
    with transaction(con):
        for rule in [*_one_each(), *RULES, *_declared(programmes)]:
            for source_id, count in _move(con, rule):
                counts.setdefault(source_id, {})[rule.reason] = count
    return counts


def _one_each() -> Iterator[Rule]:
    """A key may stand once in the register, in whichever of its files; the first of them in order of source stays."""
    for table, key in KEYS.items():
        if key:
            parts = ", ".join(map(identifier, key))
            ranked = f"row_number() OVER (PARTITION BY {parts} ORDER BY source_id, snapshot, line) AS place"
            again = f"SELECT source_id, snapshot, line FROM (SELECT *, {ranked} FROM staged.{table}) WHERE place > 1"
            reason = f"same {', '.join(key)} as a row of another file"
            yield Rule(table, f"(t.source_id, t.snapshot, t.line) IN ({again})", reason)


def _declared(programmes: Collection[str]) -> list[Rule]:
    names = ", ".join(literal(name) for name in sorted(programmes))
    reason = "column programme_id: not among the workspace's programmes"
    tables = ("participations", "spending", "funding") if programmes else ()
    return [Rule(table, f"t.programme_id NOT IN ({names})", reason) for table in tables]


def _move(con: duckdb.DuckDBPyConnection, rule: Rule) -> list[tuple[str, int]]:
    """Move the rows that break a rule; a row counts as one line, so the line equation of its file still holds."""
    broken = f"FROM staged.{rule.table} t WHERE {rule.condition}"
    counted = f"SELECT t.source_id, count(*) {broken} GROUP BY t.source_id ORDER BY t.source_id"
    counts: list[tuple[str, int]] = con.execute(counted).fetchall()
    if not counts:
        return []
    con.execute(f"CREATE OR REPLACE TEMP TABLE broken AS SELECT t.snapshot, t.source_id, t.line {broken}").fetchall()
    con.execute(
        "INSERT INTO rejects SELECT snapshot, source_id, line, ?, NULL FROM broken ORDER BY ALL", [rule.reason]
    ).fetchall()
    places = "SELECT source_id, snapshot, line FROM broken"
    con.execute(f"DELETE FROM staged.{rule.table} WHERE (source_id, snapshot, line) IN ({places})").fetchall()
    moved = "(SELECT count(*) FROM broken b WHERE b.snapshot = lines.snapshot AND b.source_id = lines.source_id)"
    con.execute(f"UPDATE lines SET kept = kept - {moved}, rejected = rejected + {moved}").fetchall()
    return counts
