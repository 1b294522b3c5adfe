"""Reads tract correspondences; mapping = { from = "2011", to = "2021" } says which vintages a file joins.

Rows with -1 speak of land that was in no tract in the other year: they are counted as notes and lead nowhere.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from schemas.contract import expect_header
from schemas.crosswalk import HEADER, NAMES, UNTRACTED, contract
from schemas.errors import ConfigurationError, SourceError
from warehouse.database import transaction
from warehouse.source import Source
from warehouse.staging import Staged, parse_csv, stage_rows
from warehouse.text import header, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_TABLE = (
    "CREATE TABLE IF NOT EXISTS correspondence (from_vintage VARCHAR, to_vintage VARCHAR, from_id VARCHAR, "
    "to_id VARCHAR, weight DOUBLE, dwelling_weight DOUBLE, snapshot VARCHAR, line BIGINT)"
)


def check(source: Source) -> None:
    """Raise ConfigurationError where the mapping does not name two years."""
    _way(source)


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage one correspondence into `staged.crosswalk`; raises SourceError for another header or no usable row."""
    file = received(snapshot, source.encoding)
    expect_header(HEADER, header(file), file.where)
    parsed = parse_csv(con, snapshot, NAMES, work, encoding=source.encoding)
    untracted = pl.col("from_id").eq_missing(UNTRACTED) | pl.col("to_id").eq_missing(UNTRACTED)
    notes = int(parsed.rows.filter(untracted)["span"].sum())
    lines = replace(parsed.lines, notes=parsed.lines.notes + notes)
    rows = parsed.rows.filter(~untracted)
    return stage_rows(con, snapshot, source, contract(), rows, lines=lines, rejects=parsed.rejects)


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Replace the rows of `correspondence` between two vintages by a source's; give their number.

    Raises ConfigurationError where the mapping does not name two years, SourceError where two files of the source lead
    from the same tract to the same tract.
    """
    way = _way(source)
    create_correspondence(con)
    _refuse_twice(con, source)
    with transaction(con):
        con.execute("DELETE FROM correspondence WHERE from_vintage = ? AND to_vintage = ?", way).fetchall()
        con.execute(
            "INSERT INTO correspondence SELECT ?, ?, from_id, to_id, weight, dwelling_weight, snapshot, line "
            "FROM staged.crosswalk WHERE source_id = ? ORDER BY from_id, to_id",
            [*way, source.id],
        ).fetchall()
    counted = "SELECT count(*) FROM correspondence WHERE from_vintage = ? AND to_vintage = ?"
    return int(con.execute(counted, way).fetchall()[0][0])


def create_correspondence(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table `correspondence` where it is not there yet: one row a pair of tracts, weights as shares."""
    con.execute(_TABLE).fetchall()


def _way(source: Source) -> list[str]:
    return [_year(source, "from"), _year(source, "to")]


def _year(source: Source, end: str) -> str:
    year = str(source.mapping.get(end, ""))
    unknown = sorted(set(source.mapping) - {"from", "to"})
    if unknown or not re.fullmatch(r"\d{4}", year):
        found = f"the unknown key “{unknown[0]}”" if unknown else f"{end} = “{year}”"
        raise ConfigurationError(
            f'relance.toml, source {source.id}, mapping: expected {{ from = "2011", to = "2021" }}, the census '
            f"years that the correspondence joins, found {found}."
        )
    return year


def _refuse_twice(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    twice = con.execute(
        "SELECT from_id, to_id FROM staged.crosswalk WHERE source_id = ? GROUP BY from_id, to_id HAVING count(*) > 1 "
        "ORDER BY from_id LIMIT 1",
        [source.id],
    ).fetchall()
    for from_id, to_id in twice:
        raise SourceError(
            f"Source {source.id}: two of its files lead from tract {from_id} to {to_id}. Residents would be carried "
            "twice: keep one file for each pair of censuses."
        )
