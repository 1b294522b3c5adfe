"""What period a source holds, asked of its observations: a file that claims 2025 and ends in 2024 is the wrong file."""

from collections.abc import Mapping
from datetime import date

import duckdb

from schemas.errors import SourceError
from warehouse.source import Source


def expect_period(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise SourceError where the last period that a source holds does not end in the period that it declares."""
    if not source.period:
        return
    ends = con.execute("SELECT max(period_end) FROM observations WHERE source_id = ?", [source.id]).fetchall()
    last = ends[0][0]
    if not str(last or "").startswith(source.period):
        held = f"the last period in it ends on {last}" if last else "it holds no period at all"
        raise SourceError(
            f"source {source.id!r} is declared to hold {source.period}, but {held}: the provider's answer is not what "
            "was asked for. Get the right file, or correct `period` in relance.toml."
        )


def reference_dates(con: duckdb.DuckDBPyConnection) -> Mapping[str, date]:
    """Return the day on which the last period of each source ends."""
    rows = con.execute("SELECT source_id, max(period_end) FROM observations GROUP BY source_id").fetchall()
    return dict(rows)
