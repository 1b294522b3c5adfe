"""Observe: puts a source's observations in the place of the old ones and holds them against their contract."""

import duckdb

from schemas.arrow import frames_of
from schemas.errors import SourceError
from schemas.tables import OBSERVATION_KEY, OBSERVATIONS
from warehouse.source import Source

_BATCH = 1_000_000


def replace_observations(con: duckdb.DuckDBPyConnection, source: Source, query: str) -> int:
    """Replace a source's observations by what `query` selects and give their number, within the caller's transaction.

    `query` may use `$source` and gives every column of the observations but `source_id`. Raises SourceError where two
    rows speak of the same measure, area, period and group, or where one breaks the contract of observations.
    """
    columns = [name for name in OBSERVATIONS if name != "source_id"]
    con.execute("DELETE FROM observations WHERE source_id = ?", [source.id]).fetchall()
    ((count,),) = con.execute(
        f"INSERT INTO observations BY NAME SELECT $source AS source_id, {', '.join(columns)} FROM ({query})",
        {"source": source.id},
    ).fetchall()
    _expect_one_each(con, source)
    _validate(con, source, count)
    return int(count)


def _expect_one_each(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    key = ", ".join(OBSERVATION_KEY)
    twice = con.execute(
        f"SELECT measure_id, area_id, vintage, min(line), max(line), count(DISTINCT snapshot) FROM observations "
        f"WHERE source_id = ? GROUP BY {key} HAVING count(*) > 1 ORDER BY {key} LIMIT 1",
        [source.id],
    ).fetchall()
    for measure, area, vintage, first, last, snapshots in twice:
        where = "in two files of it" if snapshots > 1 else "on two lines"
        raise SourceError(
            f"Source “{source.id}”: “{measure}” of area {area} ({vintage}) stands {where}, lines {first} and {last}. "
            "Give each area, period and group once: take the older file away, or declare two sources."
        )


def _validate(con: duckdb.DuckDBPyConnection, source: Source, count: int) -> None:
    """Run the contract of observations over batches; it imports Pandera, which takes half a second."""
    from schemas.observations import SCHEMA  # noqa: PLC0415
    from schemas.validation import pa  # noqa: PLC0415

    query = "SELECT * FROM observations WHERE source_id = $id"
    for frame in frames_of(con, query, {"id": source.id}, rows=_BATCH, large=count > _BATCH):
        try:
            SCHEMA.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as problem:
            rules = sorted(set(problem.failure_cases["check"]))
            raise SourceError(f"Source “{source.id}”: observations break {rules}. Please report this.") from None
