"""Corrections: applied to observations as they were observed, each only where the provider's error still stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isclose
from pathlib import Path

import duckdb

from schemas.errors import ConfigurationError, SourceError
from schemas.fixes import FILE, Fix, Fixes, Recall, Target, parse_fixes
from schemas.hints import nearest
from schemas.measures import MEASURES
from schemas.vocabulary import Status
from warehouse.database import transaction

# The column is not called source_id: what was done stays on record when a source is no longer declared.
_LEDGER = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.fixes (
    run_id VARCHAR, source VARCHAR, measure_id VARCHAR, area_id VARCHAR, period_end DATE, group_id VARCHAR,
    action VARCHAR, value_before DOUBLE, status_before VARCHAR, value_after DOUBLE, status_after VARCHAR,
    reason VARCHAR, reported_on DATE, standing BOOLEAN
)
"""
_FIND = """
SELECT period_end, value, status FROM observations
WHERE source_id = ? AND measure_id = ? AND area_id = ? AND starts_with(CAST(period_end AS VARCHAR), ?) AND group_id = ?
"""
_CORRECT = """
UPDATE observations SET value = ?, status = ?
WHERE source_id = ? AND measure_id = ? AND area_id = ? AND period_end = ? AND group_id = ?
"""
Cell = tuple[float | None, Status]


def read_fixes(folder: Path) -> Fixes:
    """Return a workspace's corrections and recalls, none where it has no `fixes.toml`; raises ConfigurationError."""
    path = folder / FILE
    try:
        return parse_fixes(path.read_text(encoding="utf-8-sig")) if path.exists() else Fixes()
    except UnicodeDecodeError:
        raise ConfigurationError(f"{FILE} is not UTF-8 text. Save it again as UTF-8.") from None


def refuse_recalled(recalls: Sequence[Recall], received: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Raise SourceError for the first received file (name and sha256, by source) that was recalled."""
    for source, files in received.items():
        for name, sha256 in files:
            for recall in recalls:
                if sha256 == recall.sha256 or (source, name) == (recall.source, recall.name):
                    raise SourceError(_recalled(source, name, sha256, recall))


def _recalled(source: str, name: str, sha256: str, recall: Recall) -> str:
    told = (
        f"source {source!r}: {name} was recalled ({FILE}, reported on {recall.reported_on}: {recall.reason}). Put the "
        "provider's corrected file in its place, or the one before it, then run again."
    )
    return (
        told
        if recall.sha256
        else f'{told} If this is the corrected file, recall the old one by its sha256 ("{sha256}" is this one\'s).'
    )


def fixed_sources(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the sources whose observations hold corrections now, and must be observed afresh before others."""
    con.execute(_LEDGER).fetchall()
    return {source for (source,) in con.execute("SELECT source FROM ledger.fixes WHERE standing").fetchall()}


def expect_fixable(fixes: Fixes, layouts: Mapping[str, str]) -> None:
    """Raise one ConfigurationError with all `fix_problems`, a line each."""
    problems = list(fix_problems(fixes, layouts))
    if problems:
        raise ConfigurationError("\n".join(problems))


def fix_problems(fixes: Fixes, layouts: Mapping[str, str]) -> Iterator[str]:
    """Yield what can be told of wrong corrections and recalls before data is read, with the nearest valid names.

    That is a source that is not declared, one of programme records or without values, and a measure that does not
    exist. `layouts` gives the layout of each declared source.
    """
    for number, fix in enumerate(fixes.fix, 1):
        problem = _target_problem(fix.target, layouts)
        if problem:
            yield f"{_where(number, fix)}: {problem}"
    for number, recall in enumerate(fixes.recall, 1):
        if recall.source and recall.source not in layouts:
            yield f"{FILE}, recall {number}: {_undeclared(recall.source, layouts)}"


def _undeclared(source: str, layouts: Mapping[str, str]) -> str:
    return f"relance.toml declares no such source {source!r}; {nearest(source, layouts)}"


def _target_problem(target: Target, layouts: Mapping[str, str]) -> str:
    layout = layouts.get(target.source)
    if layout is None:
        return _undeclared(target.source, layouts)
    if layout == "programme":
        return (
            "the records of a programme are corrected in the register itself; export its files again and take this fix "
            "away"
        )
    if layout == "crosswalk":
        return "a correspondence of areas holds no observations"
    if target.measure not in MEASURES:
        return f"there is no measure {target.measure!r}; {nearest(target.measure, MEASURES)}"
    return ""


def _where(number: int, fix: Fix) -> str:
    return f"{FILE}, fix {number} ({fix.target})"


def apply_fixes(con: duckdb.DuckDBPyConnection, fixes: Sequence[Fix], run_id: str) -> int:
    """Apply every fix to freshly observed `observations` and write it to the ledger, all or none; returns their number.

    A number that was set or scaled has the status `revised` (a scaled one keeps a graver status), a dropped one is a
    hole with `not_available`. Raises ConfigurationError where a target is not there, is not one observation, or no
    longer holds what is expected: then the provider has changed it, and the fix may have to go.
    """
    con.execute(_LEDGER).fetchall()
    with transaction(con):
        con.execute("UPDATE ledger.fixes SET standing = FALSE WHERE standing").fetchall()
        for number, fix in enumerate(fixes, 1):
            _apply(con, _where(number, fix), fix, run_id)
    return len(fixes)


def _apply(con: duckdb.DuckDBPyConnection, where: str, fix: Fix, run_id: str) -> None:
    target = fix.target
    key = [target.source, target.measure, target.area, target.period, target.group]
    found = con.execute(_FIND, key).fetchall()
    if len(found) != 1:
        told = "name the month or day" if found else "compare source, measure, area, period and group with the database"
        raise ConfigurationError(f"{where}: expected one observation, found {len(found)}; {told}")
    end, value, name = found[0]
    before = (value, Status(name))
    _expect(where, fix, before)
    after = corrected(fix, before)
    one = [target.source, target.measure, target.area, end, target.group]
    con.execute(_CORRECT, [after[0], str(after[1]), *one]).fetchall()
    row = [run_id, *one, fix.action, value, name, after[0], str(after[1]), fix.reason, fix.reported_on]
    con.execute(f"INSERT INTO ledger.fixes VALUES ({', '.join('?' * len(row))}, TRUE)", row).fetchall()


def _expect(where: str, fix: Fix, before: Cell) -> None:
    value, status = before
    if isinstance(fix.expect, str):
        stands = value is None and status == fix.expect
    else:
        stands = value is not None and isclose(value, fix.expect, rel_tol=1e-9)
    if not stands:
        found = str(status) if value is None else f"{value:.12g}"
        wanted = fix.expect if isinstance(fix.expect, str) else f"{fix.expect:.12g}"
        raise ConfigurationError(
            f"{where}: expected {wanted} as provided, found {found}: the provider has changed it. If the error is "
            f"mended, take the fix away from {FILE}; if not, write what stands there now as `expect`."
        )


def corrected(fix: Fix, before: Cell) -> Cell:
    """Return the value and status that a fix makes of what stands there; the two always agree."""
    value, status = before
    if fix.action == "drop":
        return None, Status.NOT_AVAILABLE
    if fix.action == "flag":
        flag = Status(str(fix.value))
        return (value if flag.has_value else None), flag
    number = float(fix.value or 0)
    if fix.action == "scale" and value is not None:
        return value * number, max(status, Status.REVISED, key=lambda one: one.severity)
    return number, Status.REVISED
