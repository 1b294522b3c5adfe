"""Loading: one file on its way into its staged table, with its rejects and the count of its lines.

    physical = header + notes + kept + rejected + blank

is checked for every file. A row counts as many lines as it runs over; where one line gives several rows, a line with a
row that fails is rejected as a whole. Rows are replaced per snapshot and source, within the caller's transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from schemas.arrow import Stream
from schemas.contract import Contract, check, no_rows
from schemas.errors import RelanceError, SourceError
from warehouse.database import identifier
from warehouse.text import RAW

if TYPE_CHECKING:
    from schemas.validation import pa

ALL = "SELECT * FROM checked"
REASONS = {"line": pl.Int64, "reason": pl.String}
REJECTS = {**REASONS, "raw": pl.String, "span": pl.Int64}
# Gives the text of rejected lines, by line.
_Raws = Callable[[Iterable[int]], dict[int, str]]


@dataclass(frozen=True)
class Lines:
    """How many physical lines of one file are what; an empty or headerless count is 0."""

    physical: int
    header: int
    notes: int
    kept: int
    rejected: int
    blank: int

    @property
    def balance(self) -> int:
        """Physical lines that no other count explains: 0, or something was lost or counted twice."""
        return self.physical - self.header - self.notes - self.kept - self.rejected - self.blank


@dataclass(frozen=True)
class Reject:
    """A line that is not kept, and why; `raw` is None for private sources, `span` the lines that it runs over."""

    line: int
    reason: str
    raw: str | None
    span: int = 1


@dataclass(frozen=True)
class Staged:
    """What staging one file came to; `reasons` counts rejected lines by reason, without what was found in them."""

    source_id: str
    snapshot: str
    table: str
    lines: Lines
    reasons: dict[str, int]


@dataclass
class Loading:
    """One file on its way into its staged table: counts kept lines and gathers rejects while batches come in."""

    con: duckdb.DuckDBPyConnection
    name: str
    snapshot: str
    source_id: str
    contract: Contract
    store: str
    private: bool
    kept: int = 0
    spans: dict[int, int] = field(default_factory=dict)  # lines of the rows that run over more than one
    rejects: list[pl.DataFrame] = field(default_factory=list)

    @cached_property
    def schema(self) -> "pa.DataFrameSchema":
        """The contract's schema, built once for all batches."""
        return self.contract.schema()

    @property
    def table(self) -> str:
        """The staged table, quoted for SQL."""
        return name_of(self.contract.table)

    @property
    def key(self) -> list[str]:
        """Whose rows these are: snapshot and source, as every table names them."""
        return [self.snapshot, self.source_id]


def name_of(table: str) -> str:
    """Return the staged table of a contract, quoted for SQL."""
    return f"staged.{identifier(table)}"


def begin(loading: Loading) -> Loading:
    """Make the staged table where it is not there yet and take out what was staged of this snapshot."""
    # DuckDB finds frames by their variable's name; registered within a transaction, each would stay until its end.
    checked = Stream(no_rows(loading.schema))  # noqa: F841
    columns = f"SELECT '' AS snapshot, '' AS source_id, * FROM ({loading.store})"
    described = loading.con.execute(f"DESCRIBE {columns}").fetchall()
    expect_table(loading.con, loading.table, [(name, kind) for name, kind, *_ in described])
    clear(loading.con, *loading.key)
    return loading


def expect_table(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[tuple[str, str]]) -> None:
    """Make a table where it is not there yet; raises RelanceError for one with other names or types of columns."""
    # Not by CREATE TABLE AS … LIMIT 0: DuckDB 2.0.0 loses sight of more than 122,880 rows that the transaction which
    # made such an empty table inserts into it with two threads.
    typed = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns)
    con.execute(f"CREATE TABLE IF NOT EXISTS {table} ({typed})").fetchall()
    there = con.execute(f"DESCRIBE {table}").fetchall()
    if [(name, kind) for name, kind, *_ in there] != list(columns):
        raise RelanceError(
            f"The table {table} of the private database was made by another version of Relance. "
            "Delete the database file in the workspace's warehouse folder: the next run builds it from the snapshots."
        )


def clear(con: duckdb.DuckDBPyConnection, snapshot: str, source_id: str) -> None:
    """Take a source's snapshot, with its rejects and line counts, out of whichever table it was staged into before.

    Whatever was staged of a snapshot, its line counts stand there too.
    """
    here = "WHERE snapshot = ? AND source_id = ?"
    if con.execute(f"SELECT 1 FROM lines {here} LIMIT 1", [snapshot, source_id]).fetchall():
        for table in (*staged_tables(con), "lines", "rejects"):
            con.execute(f"DELETE FROM {table} {here}", [snapshot, source_id]).fetchall()


def staged_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the staged tables, quoted for SQL."""
    found = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'staged' AND database_name = current_database()"
    return [name_of(name) for (name,) in con.execute(f"{found} ORDER BY ALL").fetchall()]


def add(loading: Loading, rows: pl.DataFrame) -> None:
    """Run the contract over a batch and store what it keeps."""
    result = check(rows, loading.schema, private=loading.private)
    if "span" in rows.columns:
        loading.spans.update(rows.filter(pl.col("span") > 1).select("line", "span").iter_rows())
    loading.kept += _span(result.kept["line"].unique(), loading)
    loading.rejects.append(result.failures)
    checked = Stream(result.kept)  # noqa: F841 as in begin
    insert = f"INSERT INTO {loading.table} SELECT ?, ?, * FROM ({loading.store})"
    loading.con.execute(insert, loading.key).fetchall()


def _span(lines: pl.Series, loading: Loading) -> int:
    """Count the physical lines that rows run over, each named by its first."""
    if not loading.spans:
        return len(lines)
    return sum(loading.spans.get(line, 1) for line in lines)


def finish(loading: Loading, lines: Lines, raws: _Raws) -> Staged:
    """Reject duplicates, check the equation, and write down the lines and the rejects."""
    doubles = _without_duplicates(loading)
    rejects = _whole(loading, [*loading.rejects, doubles], raws)
    kept = loading.kept - _span(doubles["line"], loading)
    counted = replace(lines, kept=kept, rejected=int(rejects["span"].sum()))
    reasons = rejects["reason"].str.split(", found ").list.first().value_counts(sort=True)
    result = Staged(loading.source_id, loading.snapshot, loading.contract.table, counted, dict(reasons.iter_rows()))
    _check_counts(loading, result)
    if rejects.height:
        rejected = Stream(rejects)  # noqa: F841 as in begin
        loading.con.execute("INSERT INTO rejects SELECT ?, ?, line, reason, raw FROM rejected", loading.key).fetchall()
    loading.con.execute(
        "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*loading.key, *astuple(counted)]
    ).fetchall()
    return result


def _check_counts(loading: Loading, result: Staged) -> None:
    if result.lines.balance:
        raise SourceError(
            f"{loading.name}: {result.lines.balance} lines are not accounted for ({result.lines}). Please report this."
        )
    if result.lines.rejected and not result.lines.kept:
        reason, count = next(iter(result.reasons.items()))
        raise SourceError(
            f"{loading.name}: none of {result.lines.rejected:,} lines could be kept; {count:,} of them: {reason}. "
            "The file is not in the layout that relance.toml names, or its columns were moved."
        )
    if not result.lines.kept and not loading.contract.may_be_empty:
        raise SourceError(f"{loading.name}: a header and no rows below it. The file is cut short: get it again.")


def _without_duplicates(loading: Loading) -> pl.DataFrame:
    """Take rows whose key stood on an earlier line out of the table, and list their lines."""
    if not loading.contract.key:
        return pl.DataFrame(schema=REASONS)
    key = ", ".join(map(identifier, loading.contract.key))
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM d.{name}" for name in map(identifier, loading.contract.key))
    here = f"FROM {loading.table} WHERE snapshot = $1 AND source_id = $2"
    twice = f"SELECT {key}, min(line) AS first {here} GROUP BY {key} HAVING min(line) <> max(line)"
    if not loading.con.execute(f"SELECT 1 FROM ({twice}) LIMIT 1", loading.key).fetchall():
        return pl.DataFrame(schema=REASONS)
    later = f"SELECT line, min(first) AS first FROM (SELECT * {here}) t JOIN ({twice}) d ON {same} WHERE line > first"
    found = loading.con.execute(f"{later} GROUP BY line ORDER BY line", loading.key).fetchall()
    said = f"same {', '.join(loading.contract.key)} as an earlier line"
    rows = [(line, f"{said}, found line {first}") for line, first in found]
    doubles = pl.DataFrame(rows, schema=REASONS, orient="row")
    later_lines = Stream(doubles)  # noqa: F841 as in begin
    loading.con.execute(f"DELETE {here} AND line IN (SELECT line FROM later_lines)", loading.key).fetchall()
    return doubles


def _whole(loading: Loading, parts: Sequence[pl.DataFrame], raws: _Raws) -> pl.DataFrame:
    """Put the rejects in the order of their lines, with the lines they run over and, unless private, their text."""
    rejects = pl.concat([pl.DataFrame(schema=REJECTS), *parts], how="diagonal").sort("line")
    spans = pl.col("line").replace_strict(loading.spans, default=1, return_dtype=pl.Int64)
    rejects = rejects.with_columns(pl.col("span").fill_null(spans) if loading.spans else pl.col("span").fill_null(1))
    if loading.private:
        return rejects.with_columns(pl.lit(None, pl.String).alias("raw"))
    texts = raws(rejects.filter(pl.col("raw").is_null())["line"])
    fetched = pl.col("line").replace_strict(texts, default=None, return_dtype=pl.String)
    return rejects.with_columns(pl.col("raw").fill_null(fetched).str.slice(0, RAW))
