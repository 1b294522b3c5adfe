"""The judge: what must hold before figures are let out, and what a reader is warned of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.errors import HeldError
from schemas.vocabulary import Status, Unit

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True)
class Verdict:
    """What was found: a blocker holds publication, a warning is told."""

    blockers: tuple[str, ...]
    warnings: tuple[str, ...]

    def hold(self) -> None:
        """Raise HeldError with every blocker, where there is one."""
        if self.blockers:
            raise HeldError("publication is held; the previous edition stands:\n" + "\n".join(self.blockers))


_CHECKS = {
    "a share lies outside 0 to 100 %": f"""
        SELECT indicator_id, place_id, period_end, group_id FROM protected
        WHERE unit = '{Unit.PERCENT}' AND denominator > 0 AND numerator BETWEEN 0 AND denominator
          AND (value < -1e-9 OR value > 100 + 1e-9)""",
    "a rate differs from its numerator over its denominator": f"""
        SELECT indicator_id, place_id, period_end, group_id FROM protected
        WHERE unit = '{Unit.PERCENT}' AND denominator <> 0 AND value IS NOT NULL
          AND abs(value - 100 * numerator / denominator) > 1e-6""",
    "a count is below zero": f"""
        SELECT indicator_id, place_id, period_end, group_id FROM protected
        WHERE unit IN ('{Unit.PERSONS}', '{Unit.HOUSEHOLDS}', '{Unit.ENTERPRISES}') AND value < 0""",
    "neighbourhoods hold more than the whole": """
        SELECT whole.indicator_id, whole.place_id, whole.period_end, whole.group_id
        FROM protected AS whole JOIN protected AS part
          ON part.indicator_id = whole.indicator_id AND part.period_start = whole.period_start
         AND part.period_end = whole.period_end AND part.group_id = whole.group_id
        WHERE whole.place_id = $study AND whole.denominator IS NULL AND whole.unit IN ('persons', 'enterprises')
          AND part.place_id IN (SELECT place_id FROM neighbourhoods)
        GROUP BY whole.indicator_id, whole.place_id, whole.period_end, whole.group_id, whole.value
        HAVING sum(part.value) > whole.value + 0.5""",
}


def _found(con: "duckdb.DuckDBPyConnection", rule: str, query: str, study: str) -> list[str]:
    rows = con.execute(query, {"study": study} if "$study" in query else {}).fetchall()
    shown = ", ".join(" ".join(str(part) for part in row) for row in rows[:3])
    return [f"{rule}: {len(rows)} figures, such as {shown}"] if rows else []


def _contract(con: "duckdb.DuckDBPyConnection") -> list[str]:
    """Run the Pandera contract of figures; a failure is told by rule and count."""
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - takes seconds to import

    from schemas.figures import SCHEMA  # noqa: PLC0415 - likewise

    try:
        SCHEMA.validate(con.sql("SELECT * FROM protected").pl(), lazy=True)
    except SchemaErrors as error:
        counts = error.failure_cases.group_by("check").len().sort("check").rows()
        return [f"figures break their contract: {rule}, {count} times" for rule, count in counts]
    return []


def _empty(con: "duckdb.DuckDBPyConnection", study: str) -> list[str]:
    count = con.execute("SELECT count(*) FROM protected WHERE place_id = ? AND value IS NOT NULL", [study]).fetchall()
    return [] if count[0][0] else [f"no figure of the study place {study!r} has a value"]


def _lost(con: "duckdb.DuckDBPyConnection", previous: "pl.DataFrame | None") -> list[str]:
    """A figure that readers had and that the sources no longer give: the sign of a cut or partial file."""
    if previous is None:
        return []
    con.register("previous", previous)
    rows = con.execute(f"""
        SELECT now.indicator_id, now.place_id, now.period_end, now.group_id
        FROM protected AS now JOIN previous USING (indicator_id, place_id, period_start, period_end, group_id)
        WHERE previous.value IS NOT NULL AND now.status = '{Status.NOT_AVAILABLE}' ORDER BY ALL""").fetchall()
    con.unregister("previous")
    shown = ", ".join(" ".join(str(part) for part in row) for row in rows[:3])
    return [f"figures of the last edition have no source any more: {len(rows)}, such as {shown}"] if rows else []


def judge(
    con: "duckdb.DuckDBPyConnection", study: str, neighbourhoods: Sequence[str], previous: "pl.DataFrame | None"
) -> Verdict:
    """Return the verdict over `protected` for the study place and its neighbourhoods, beside the edition before."""
    con.execute("CREATE OR REPLACE TEMP TABLE neighbourhoods (place_id VARCHAR)").fetchall()
    for place in neighbourhoods:
        con.execute("INSERT INTO neighbourhoods VALUES (?)", [place]).fetchall()
    found = [line for rule, query in _CHECKS.items() for line in _found(con, rule, query, study)]
    return Verdict((*_contract(con), *_empty(con, study), *_lost(con, previous), *found), ())
