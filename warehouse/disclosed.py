"""What every edition let out of the register, and what it kept back: the memory of disclosure control.

One row for each sum that an edition rested on, shown or not, with the units behind it, and of a sum of amounts what
each brings to it: what a reader may have kept. The table is private, only grows, and is part of the ledger, so that a
backup has it. What a run proposes is pending until the moment before its edition is shown; from then on every later run
takes it as known, also where the run is killed between the two, the edition is rolled back or archived, or the policy
changes. `ledger.protections` keeps, for the organisation alone, what each system lost: sensitive sums, those hidden
beside them, units in hidden sums, the gap to the proven optimum (a share, empty where none was sought), seconds, and
the witnesses that prove it.
"""

import duckdb
import polars as pl

from schemas.arrow import Stream, frame_of

_KEY = "unit_kind, period_start, edition, policy, measure_id, place_id, group_id"
_COLUMNS = f"{_KEY}, offered, shown, units, amounts"
_TABLE = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.disclosed (
    unit_kind VARCHAR, period_start DATE, edition INTEGER, policy VARCHAR, measure_id VARCHAR, place_id VARCHAR,
    group_id VARCHAR, offered BOOLEAN, shown BOOLEAN, units VARCHAR[], amounts DOUBLE[], published BOOLEAN
);
CREATE TABLE IF NOT EXISTS ledger.protections (
    unit_kind VARCHAR, period_start DATE, edition INTEGER, characteristic VARCHAR, codes VARCHAR, proven BOOLEAN,
    cells BIGINT, sensitive BIGINT, secondary BIGINT, units BIGINT, gap DOUBLE, seconds DOUBLE, witnesses BLOB,
    published BOOLEAN
);
"""


def disclosed(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the sums of all published editions, one row each, in order of kind, period, edition and key."""
    con.execute(_TABLE).fetchall()
    return frame_of(con, f"SELECT {_COLUMNS} FROM ledger.disclosed WHERE published ORDER BY {_KEY}")


def propose(con: duckdb.DuckDBPyConnection, sums: pl.DataFrame, systems: pl.DataFrame) -> None:
    """Put the sums of an edition that nobody has seen yet in the place of those proposed before (columns as above).

    `systems` has a row for each system that was solved: the columns of `ledger.protections` but the last.
    """
    con.execute(_TABLE).fetchall()
    for table, frame in (("disclosed", sums), ("protections", systems)):
        con.execute(f"DELETE FROM ledger.{table} WHERE NOT published").fetchall()
        con.register("proposed", Stream(frame))
        con.execute(f"INSERT INTO ledger.{table} SELECT *, false FROM proposed ORDER BY ALL").fetchall()
        con.unregister("proposed")


def publish_proposed(con: duckdb.DuckDBPyConnection) -> None:
    """Note that what was proposed is published, the moment before readers see it."""
    con.execute(_TABLE).fetchall()
    for table in ("disclosed", "protections"):
        con.execute(f"UPDATE ledger.{table} SET published = true WHERE NOT published").fetchall()
