"""The register's staged tables: those that no source fills are there too, empty, so that every query can run."""

import duckdb

from schemas.programme import TABLES, Column, Kind
from warehouse.database import identifier

_TYPES = {Kind.DATE: "DATE", Kind.NUMBER: "DOUBLE", Kind.INTEGER: "BIGINT", Kind.FLAG: "BOOLEAN"}
_WHERE = {"snapshot": "VARCHAR", "source_id": "VARCHAR", "line": "BIGINT"}


def create_staged(con: duckdb.DuckDBPyConnection) -> None:
    """Create the staged tables of the programme contract that are not there yet."""
    con.execute("CREATE SCHEMA IF NOT EXISTS staged").fetchall()
    for name, columns in TABLES.items():
        parts = [f"{identifier(part)} {kind}" for part, kind in {**_WHERE, **_types(columns)}.items()]
        con.execute(f"CREATE TABLE IF NOT EXISTS staged.{identifier(name)} ({', '.join(parts)})").fetchall()


def _types(columns: tuple[Column, ...]) -> dict[str, str]:
    return {column.name: _TYPES.get(column.kind, "VARCHAR") for column in columns}
