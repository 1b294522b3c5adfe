"""Staging and observing in a database in memory: another process can do it, and what it finds is brought in."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import polars as pl

from schemas.arrow import Stream, frame_of
from warehouse.database import create_tables, in_memory, transaction
from warehouse.loading import Staged, clear, expect_table, name_of

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot
    from warehouse.source import Source

_WITH_ROWS = ("rejects", "lines")  # what is written of a file beside its staged rows
_OBSERVED = ("observations", "containment", "citations")  # where a source's observations are written

Rows = Mapping[str, pl.DataFrame]  # by table
Given: TypeAlias = "tuple[Source, Sequence[Snapshot], Mapping[str, bytes]]"


@dataclass(frozen=True)
class File:
    """One file as it was staged apart: the names and types of its table's columns, and its rows."""

    staged: Staged
    columns: Sequence[tuple[str, str]]
    rows: Rows


@dataclass(frozen=True)
class Apart:
    """The files of a source as they were staged apart, and what was observed in them.

    Nothing is observed where the source's observations are found in another way, or cannot be.
    """

    files: Sequence[File]
    observed: Rows


def stage_apart(work: Path, given: Given) -> Apart:
    """Stage and observe a source in a database that is gone afterwards; raises as its reader's `stage` does.

    `work` is a private folder, in which each process takes one of its own for copies that are taken away again. Third
    stands what the reader's `stage` needs besides: the register's takes the key that hashes its identifiers.
    """
    source, snapshots, needed = given
    own = work / str(os.getpid())
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    reader = import_module(f"warehouse.sources.{source.layout}")
    with in_memory() as con:
        create_tables(con, (*_WITH_ROWS, *_OBSERVED))
        staged = [reader.stage(con, snapshot, source, own, **needed) for snapshot in snapshots]
        files = [_file(con, one) for one in staged]
        # The register is observed as a whole. Whatever fails is done again when its turn comes, and told then.
        with suppress(Exception):
            if source.layout != "programme":
                reader.observe(con, source)
                return Apart(files, _observed(con))
        return Apart(files, {})


def _file(con: duckdb.DuckDBPyConnection, staged: Staged) -> File:
    table = name_of(staged.table)
    columns = [(name, kind) for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
    return File(staged, columns, {name: _rows(con, name, staged.snapshot) for name in (table, *_WITH_ROWS)})


def _observed(con: duckdb.DuckDBPyConnection) -> Rows:
    """Return the observations; nothing where there are none: correspondences of tracts, which stand elsewhere."""
    observed = {table: _rows(con, table) for table in _OBSERVED}
    return observed if observed["observations"].height else {}


def _rows(con: duckdb.DuckDBPyConnection, table: str, snapshot: str | None = None) -> pl.DataFrame:
    query = f"SELECT * FROM {table} WHERE snapshot = $snapshot" if snapshot else f"SELECT * FROM {table}"
    return frame_of(con, query, params={"snapshot": snapshot} if snapshot else None)


def bring_in(con: duckdb.DuckDBPyConnection, file: File) -> Staged:
    """Replace a file's rows, rejects and line counts by those found apart, in one transaction."""
    staged = file.staged
    with transaction(con):
        expect_table(con, name_of(staged.table), file.columns)
        clear(con, staged.snapshot, staged.source_id)
        _insert(con, file.rows)
    return staged


def bring_observed(con: duckdb.DuckDBPyConnection, source_id: str, observed: Rows) -> int:
    """Replace a source's observations by those found apart, in one transaction; return how many there are."""
    with transaction(con):
        for table in observed:
            con.execute(f"DELETE FROM {table} WHERE source_id = ?", [source_id]).fetchall()
        _insert(con, observed)
    return observed["observations"].height


def _insert(con: duckdb.DuckDBPyConnection, tables: Rows) -> None:
    for table, rows in tables.items():
        if rows.height:
            incoming = Stream(rows)  # noqa: F841 - found by its name
            con.execute(f"INSERT INTO {table} SELECT * FROM incoming").fetchall()
