"""Facts typed in with their citation, in our own tidy layout (schemas/facts.py); the workspace maps nothing."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from schemas.contract import expect_header
from schemas.facts import HEADER, TABLE, contract
from schemas.measures import MEASURES
from warehouse.database import transaction
from warehouse.observing import replace_observations
from warehouse.source import Source
from warehouse.staging import Reject, Staged, parse_csv, stage_rows
from warehouse.text import header, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage a file of facts; a line with an unknown measure, without citation or at odds with its status is rejected.

    Raises SourceError for another header than the layout's.
    """
    file = received(snapshot, source.encoding)
    expect_header(HEADER, header(file), file.where)
    parsed = parse_csv(con, snapshot, HEADER, work, encoding=source.encoding)
    unknown = parsed.rows.filter(pl.col("measure_id").is_not_null() & ~pl.col("measure_id").is_in(list(MEASURES)))
    rejects = [_unknown_measure(row) for row in unknown.iter_rows(named=True)]
    lines = parsed.lines
    return stage_rows(con, snapshot, source, contract(), parsed.rows, lines=lines, rejects=[*parsed.rejects, *rejects])


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Replace this source's observations by its facts, and their citations, and give how many there are."""
    with transaction(con):
        con.execute("DELETE FROM citations WHERE source_id = ?", [source.id]).fetchall()
        con.execute(_CITE, {"source": source.id}).fetchall()
        return replace_observations(con, source, _OBSERVE)


def _unknown_measure(row: dict[str, str | int]) -> Reject:
    found = str(row["measure_id"])
    near = difflib.get_close_matches(found, MEASURES, n=1)
    meant = f" (nearest: {near[0]})" if near else ""
    raw = ",".join(str(row[name] or "") for name in HEADER)
    return Reject(
        int(row["line"]), f"column measure_id: expected a measure{meant}, found “{found}”", raw, int(row["span"])
    )


_CITE = f"""
INSERT INTO citations BY NAME
SELECT source_id, snapshot, line, source AS citation, caveat_en, caveat_fr FROM staged.{TABLE} WHERE source_id = $source
"""
_OBSERVE = f"""
SELECT snapshot, line, measure_id, area_id, vintage, period_start, period_end, group_id, value, status
FROM staged.{TABLE} WHERE source_id = $source
"""
