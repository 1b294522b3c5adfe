"""Looking back: what changed between two editions and why, and every value ever published for a figure."""

# ruff: noqa: PLC0415 - polars and the catalogue take long to import
import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb

from flows.rollback import SHOWN, at, by_whom, named, reading
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from warehouse.editions import current
from warehouse.ledger import rows_of

if TYPE_CHECKING:
    import polars as pl

_CAUSES = {
    "definition": "definition of the indicator",
    "correction": "correction of {}",
    "snapshot": "new snapshot of {}",
    "settings": "settings of {}",
    "boundary": "boundaries of the place",
    "policy": "confidentiality policy",
    "code": "code or libraries",
    "unknown": "cause not known",
}


def diff(workspace: Workspace, a: str | None = None, b: str | None = None) -> str:
    """Return what differs in edition `b` (by default what readers see) from edition `a` (the one before it), as lines.

    For private eyes: it also tells values that are suppressed by now. Raises ConfigurationError for an unknown edition.
    """
    with reading(workspace) as con:
        shown = rows_of(con, SHOWN)
        names = [row["edition"] for row in shown]
        later = named(b or current(workspace.published) or "", names)
        before = rows_of(con, "SELECT edition, previous FROM ledger.editions")
        earlier = named(a, names) if a else {row["edition"]: row["previous"] for row in before}[later]
        if not earlier:
            return f"edition {later} is the first: there is none before it"
        rows = _compared(con, workspace, earlier, later)
    return "\n".join([_headed(earlier, later, rows), *_by_cause(rows), *map(_line, rows.iter_rows(named=True))])


def _compared(con: duckdb.DuckDBPyConnection, workspace: Workspace, earlier: str, later: str) -> "pl.DataFrame":
    from flows.recording import figures_of
    from indicators.revisions import revisions
    from warehouse.history import grounds_of

    before, after = (figures_of(con, workspace, name) for name in (earlier, later))
    return revisions(before, after, grounds_of(con, earlier), grounds_of(con, later))


def _headed(earlier: str, later: str, rows: "pl.DataFrame") -> str:
    kinds = dict(rows.group_by("kind").len().sort("kind").iter_rows())
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "no figure differs"
    beyond, turned = (int(rows[name].sum() or 0) for name in ("beyond_uncertainty", "reversed"))
    return f"{later} against {earlier}: {told}; {beyond:,} beyond uncertainty, {turned:,} in a trend that reversed"


def _by_cause(rows: "pl.DataFrame") -> list[str]:
    counts = rows.group_by("causes").len().sort("len", "causes", descending=[True, False])
    return [f"  {count:,} by {_words(codes)}" for codes, count in counts.iter_rows()]


def _words(codes: str) -> str:
    split = (code.partition(" ") for code in codes.split("; "))
    return ", ".join(_CAUSES[kind].replace("{}", source) for kind, _, source in split)


def _line(row: Mapping[str, Any]) -> str:
    of = f"{row['indicator_id']} {row['place_id']} {row['period_end']} {row['group_id']}"
    before, after = _told(row, "previous_"), _told(row, "")
    return f"{row['kind']}: {of}: {before} -> {after} {row['unit']}{_change(row)}; {_words(row['causes'])}"


def _told(row: Mapping[str, Any], prefix: str) -> str:
    value, status = row[f"{prefix}value"], row[f"{prefix}status"]
    if status is None:
        return "absent"
    return status if value is None else f"{value:.6g}" + ("" if status == "normal" else f" ({status})")


def _change(row: Mapping[str, Any]) -> str:
    if row["change"] is None:
        return ""
    margin = "beyond" if row["beyond_uncertainty"] else "within"
    return f" ({row['change']:+.6g}, {margin} uncertainty{', trend reversed' if row['reversed'] else ''})"


def history(workspace: Workspace, indicator: str, place: str, period: str | None = None, group: str = "total") -> str:
    """Return every value ever published for a figure, as lines: edition, day, value, status, and why it changed.

    `period` is the last day of the period or the beginning of it (2021, 2021-05); without it all periods are told.
    For private eyes. Raises ConfigurationError where no such figure was ever published.
    """
    with reading(workspace) as con:
        rows = _published(con, indicator, place, group, period or "")
        if not rows:
            raise ConfigurationError(_nearest(con, indicator, place, period, group))
        turns = rows_of(con, "SELECT edition, since, who, why FROM ledger.shown WHERE who <> '' ORDER BY turn")
        lines = [line for day in sorted({row["period_end"] for row in rows}) for line in _series(con, day, rows)]
    back = [f"rolled back to {turn['edition']}{by_whom(turn)}" for turn in turns]
    return "\n".join([f"{indicator}, {place}, {group}", *lines, *back])


def _published(
    con: duckdb.DuckDBPyConnection, indicator: str, place: str, group: str, period: str
) -> list[dict[str, Any]]:
    return rows_of(
        con,
        "SELECT h.*, e.edition, e.published, b.edition AS edition_before "
        "FROM ledger.history AS h JOIN ledger.editions AS e ON e.number = h.number "
        "LEFT JOIN ledger.editions AS b ON b.number = h.number - 1 "
        "WHERE h.indicator_id = ? AND h.place_id = ? AND h.group_id = ? AND starts_with(h.period_end::VARCHAR, ?) "
        "ORDER BY h.period_end, h.period_start, h.number",
        [indicator, place, group, period],
    )


def _series(con: duckdb.DuckDBPyConnection, day: date, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The values of one period; why each came about is read from the grounds of its edition and the one before."""
    yield f"{day}:"
    hidden = False
    for position, row in enumerate(row for row in rows if row["period_end"] == day):
        was, hidden = hidden, row["status"] == "suppressed"
        why = _why(con, row, suppressed=was or hidden) if row["edition_before"] else "first edition"
        span = "" if row["lower"] is None else f" [{row['lower']:.6g}, {row['upper']:.6g}]"
        value = "withdrawn" if row["withdrawn"] else _told(row, "") + span
        first = "published: " if not position else ""
        yield f"  {row['edition']}  {at(row['published'])}  {value}  {first}{why}"


def _why(con: duckdb.DuckDBPyConnection, row: Mapping[str, Any], *, suppressed: bool) -> str:
    from indicators.causes import Difference
    from warehouse.history import grounds_of

    difference = Difference(grounds_of(con, row["edition_before"]), grounds_of(con, row["edition"]))
    found = difference.causes(row["indicator_id"], row["place_id"], row["period_end"], suppressed=suppressed)
    return _words("; ".join(found))


def _nearest(con: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str | None, group: str) -> str:
    """Say what is not known, and what comes nearest."""
    for name, given in (("indicator_id", indicator), ("place_id", place), ("group_id", group)):
        known = [value for (value,) in con.execute(f"SELECT DISTINCT {name} FROM ledger.history ORDER BY 1").fetchall()]
        if given not in known:
            near = difflib.get_close_matches(given, known, 1)
            return f"no figure was ever published for {given!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    return f"no figure of {indicator} was ever published for {place}, {group}{f', {period}' if period else ''}"
