"""The evaluators' database: written new, whole, documented to the last column, and readable by DuckDB 1.x."""

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from schemas.arrow import Stream
from schemas.errors import RelanceError
from warehouse.database import identifier, literal, log_of, transaction
from warehouse.durable import fsync_folder

# DuckDB 2.0 writes a format by default that no 1.x client can open; smaller blocks would shut 1.0 out.
_FORMAT = "STORAGE_VERSION 'v1.0.0'"
_READ_ONLY = 0o444
_THE_TABLE = "(the table itself)"

Comments = Mapping[str, tuple[str, Mapping[str, str]]]


def write_database(
    path: Path,
    tables: Mapping[str, pl.DataFrame],
    comments: Comments,
    macros: Mapping[str, tuple[str, str]],
) -> None:
    """Write a read-only database of the tables, rows in their order, with a comment on each table, column and macro.

    `macros` gives, by name, what stands after CREATE MACRO <name>, and the comment. Raises RelanceError for a table or
    column without a comment (or a comment without one), and where the path is taken; nothing is left behind then.
    """
    _check(path, tables, comments)
    try:
        _write(path, tables, comments, macros)
    except BaseException:
        _remove(path)
        raise
    path.chmod(_READ_ONLY)
    _sync(path)


def _check(path: Path, tables: Mapping[str, pl.DataFrame], comments: Comments) -> None:
    if path.exists():
        raise RelanceError(f"{path} is there already; a published database is written once, into a new edition")
    for name in sorted(tables.keys() | comments.keys()):
        published = {_THE_TABLE, *tables[name].columns} if name in tables else set()
        odd = published ^ _documented(*comments.get(name, ("", {})))
        if odd:
            raise RelanceError(
                f"{path.name}, table {name}: published and documented differ in {', '.join(sorted(odd))}"
            )


def _documented(comment: str, columns: Mapping[str, str]) -> set[str]:
    return {column for column, meaning in {_THE_TABLE: comment, **columns}.items() if meaning}


def _write(
    path: Path, tables: Mapping[str, pl.DataFrame], comments: Comments, macros: Mapping[str, tuple[str, str]]
) -> None:
    with duckdb.connect() as con:
        con.execute("SET threads = 1").fetchall()  # rows and pages are laid out in the order given
        con.execute(f"ATTACH {literal(str(path))} AS published ({_FORMAT})").fetchall()
        con.execute("USE published").fetchall()
        with transaction(con):  # one, since each comment would else be a write of its own
            for name, frame in tables.items():
                _table(con, name, frame, comments[name])
            for name, (body, comment) in macros.items():
                _macro(con, name, body, comment)
        con.execute(
            "PRAGMA force_compression = 'dictionary'"
        ).fetchall()  # as small, and not tried out column by column
        con.execute("CHECKPOINT published").fetchall()
        con.execute("USE memory").fetchall()
        con.execute("DETACH published").fetchall()
    if log_of(path).exists():
        raise RelanceError(f"{log_of(path)} was left beside the database; it is not whole and was removed. Run again")


def _table(
    con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, comment: tuple[str, Mapping[str, str]]
) -> None:
    table = identifier(name)
    con.register("incoming", Stream(frame))
    con.execute(f"CREATE TABLE {table} AS FROM incoming").fetchall()
    con.unregister("incoming")
    said = [f"TABLE {table} IS {literal(comment[0])}"]
    said += [f"COLUMN {table}.{identifier(column)} IS {literal(meaning)}" for column, meaning in comment[1].items()]
    con.execute("; ".join(f"COMMENT ON {one}" for one in said)).fetchall()


def _macro(con: duckdb.DuckDBPyConnection, name: str, body: str, comment: str) -> None:
    con.execute(f"CREATE MACRO {identifier(name)}{body}").fetchall()
    kind = "MACRO TABLE" if " AS TABLE " in body else "MACRO"
    con.execute(f"COMMENT ON {kind} {identifier(name)} IS {literal(comment)}").fetchall()


def _remove(path: Path) -> None:
    for left in (path, log_of(path)):
        left.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    fsync_folder(path.parent)
