"""Staging in a database in memory: another process can do it, and what it finds is brought in as a whole."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from warehouse.database import create_tables, in_memory, transaction
from warehouse.loading import Staged, clear, expect_table, name_of

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot
    from warehouse.source import Source


@dataclass(frozen=True)
class Apart:
    """One file as it was staged apart: the names and types of its table's columns, and rows by table."""

    staged: Staged
    columns: Sequence[tuple[str, str]]
    rows: Mapping[str, pl.DataFrame]


def stage_apart(work: Path, given: "tuple[Source, Sequence[Snapshot], Mapping[str, bytes]]") -> list[Apart]:
    """Stage the files of a source, each in a database that is gone afterwards; raises as its reader's `stage` does.

    `work` is a private folder, in which each process takes one of its own for copies that are taken away again. Third
    stands what the reader's `stage` needs besides: the register's takes the key that hashes its identifiers.
    """
    source, snapshots, needed = given
    own = work / str(os.getpid())
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    stage = partial(import_module(f"warehouse.sources.{source.layout}").stage, source=source, work=own, **needed)
    return [_staged(stage, snapshot) for snapshot in snapshots]


def _staged(stage: "Callable[..., Staged]", snapshot: "Snapshot") -> Apart:
    with in_memory() as con:
        create_tables(con, ("lines", "rejects"))
        staged = stage(con, snapshot)
        table = name_of(staged.table)
        columns = [(name, kind) for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
        rows = {name: con.sql(f"SELECT * FROM {name}").pl() for name in (table, "rejects", "lines")}
        return Apart(staged, columns, rows)


def bring_in(con: duckdb.DuckDBPyConnection, apart: Apart) -> Staged:
    """Replace a file's rows, rejects and line counts by those found apart, in one transaction."""
    staged = apart.staged
    with transaction(con):
        expect_table(con, name_of(staged.table), apart.columns)
        clear(con, name_of(staged.table), staged.snapshot, staged.source_id)
        for table, rows in apart.rows.items():
            if rows.height:
                incoming = rows.to_arrow()  # noqa: F841 - found by its name
                con.execute(f"INSERT INTO {table} SELECT * FROM incoming").fetchall()
    return staged
