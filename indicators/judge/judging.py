"""The judge: all rules over the protected figures, and the notes that an edition prints."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from indicators.judge.against import against
from indicators.judge.consistency import consistency
from indicators.judge.kinds import write_kinds
from indicators.judge.model import Before, Finding, Limits, Scope, Severity, Verdict
from indicators.judge.series import series
from schemas.arrow import Stream, frame_of, insert_rows
from schemas.vocabulary import Text

if TYPE_CHECKING:
    import duckdb

_OF_ALL = frozenset({"contract", "empty"})  # rules whose findings name no indicator
_OWN_RULE = "bounds_hold_the_value"  # told by the rule `bounds`, which names figures


def judge(con: "duckdb.DuckDBPyConnection", scope: Scope, limits: Limits, before: Before) -> Verdict:
    """Return everything found in `protected` (and `figures`, which it was made from), sorted by id.

    Raises KeyError for a limit or range of an indicator that the scope does not hold.
    """
    _expect_known(scope, limits)
    write_kinds(con, scope, limits)
    _write_before(con, before)
    found = [*_contract(con), *_empty(con, scope), *consistency(con), *series(con), *against(con, limits)]
    return Verdict(tuple(sorted(found, key=lambda finding: finding.id)))


def _expect_known(scope: Scope, limits: Limits) -> None:
    unknown = {*limits.steps, *limits.ranges} - {indicator.id for indicator in scope.indicators}
    if unknown:
        raise KeyError(min(unknown))


def _write_before(con: "duckdb.DuckDBPyConnection", before: Before) -> None:
    keys = "indicator_id, place_id, period_start, period_end, group_id, value"
    known = "FROM protected LIMIT 0"
    if before.figures is not None:
        con.register("given", Stream(before.figures))
        known = "FROM given"
    con.execute(f"CREATE OR REPLACE TEMP TABLE previous AS SELECT {keys} {known}").fetchall()
    con.register("given", Stream(before.sources))
    con.execute("CREATE OR REPLACE TEMP TABLE judged_sources AS FROM given").fetchall()
    con.unregister("given")


def _contract(con: "duckdb.DuckDBPyConnection") -> list[Finding]:
    """Run the Pandera contract of figures; a failure is told by rule and count."""
    from schemas.figures import SCHEMA  # noqa: PLC0415 - half a second to import
    from schemas.validation import pa  # noqa: PLC0415 - likewise

    try:
        SCHEMA.validate(frame_of(con, "SELECT * FROM protected"), lazy=True)
    except pa.errors.SchemaErrors as error:
        counts = error.failure_cases.group_by("check").len().sort("check").rows()
        return [_broken(rule, count) for rule, count in counts if rule != _OWN_RULE]
    return []


def _broken(rule: str, count: int) -> Finding:
    told = Text(f"{count:,} figures break their contract: {rule}", f"{count} chiffres rompent leur contrat : {rule}")
    return Finding(f"contract:{rule}", Severity.BLOCKER, told, noted=True)


def _empty(con: "duckdb.DuckDBPyConnection", scope: Scope) -> list[Finding]:
    query = "SELECT count(*) FROM protected WHERE place_id = ? AND value IS NOT NULL"
    if con.execute(query, [scope.study]).fetchall()[0][0]:
        return []
    told = Text(f"no figure of the study place {scope.study!r} has a value", f"aucun chiffre pour {scope.study!r}")
    return [Finding(f"empty:{scope.study}", Severity.BLOCKER, told, noted=True)]


def write_verdict(con: "duckdb.DuckDBPyConnection", findings: Iterable[Finding]) -> int:
    """Replace `verdict` (id, severity, en, fr) by what an edition's notes say; returns how many there are.

    Only findings that rest on the figures alone enter it, all as warnings: whoever publishes has released the blockers,
    and two machines with the same data print the same notes.
    """
    rows = [(one.id, str(Severity.WARNING), one.text.en, one.text.fr) for one in findings if one.noted]
    con.execute("CREATE OR REPLACE TABLE verdict (id VARCHAR, severity VARCHAR, en VARCHAR, fr VARCHAR)").fetchall()
    insert_rows(con, "verdict", rows)
    return len(rows)


def read_verdict(con: "duckdb.DuckDBPyConnection") -> tuple[tuple[str, Text], ...]:
    """Return what `write_verdict` wrote, in order: the indicator that a note speaks of ("" for all) and its words."""
    rows = con.execute("SELECT id, en, fr FROM verdict ORDER BY id").fetchall()
    return tuple((_indicator(id_), Text(en, fr)) for id_, en, fr in rows)


def _indicator(id_: str) -> str:
    rule, _, rest = id_.partition(":")
    return "" if rule in _OF_ALL else rest.partition(":")[0]
