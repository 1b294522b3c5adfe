"""Observations of a register: its contributions, added up for every measure, area, period and group."""

import duckdb
import polars as pl

from schemas.arrow import frame_of
from schemas.tables import OBSERVATIONS
from warehouse.database import literal, transaction
from warehouse.register.contributions import ELSEWHERE, FAMILIES, UNLOCATED

_BATCH = 1_000_000


def add_up(con: duckdb.DuckDBPyConnection) -> int:
    """Replace the register's observations by the sums of its contributions, and return how many there are.

    Where a measure is known for a period, every tract of the study, elsewhere, and every group that the measure ever
    had get their row, 0 where nobody is in it; spending and seats stand elsewhere only.
    """
    with transaction(con):
        con.execute("DELETE FROM observations WHERE vintage = 'register'").fetchall()
        con.execute(_INSERT).fetchall()
        rows = frame_of(con, "SELECT * FROM observations WHERE vintage = 'register'")
        _validate(rows)
    return len(rows)


def _validate(rows: pl.DataFrame) -> None:
    from schemas.observations import SCHEMA  # noqa: PLC0415 half a second to import

    for batch in rows.iter_slices(_BATCH):
        SCHEMA.validate(batch)


# A measure is traced to the file that its family mainly rests on; where several fill that table, to the first source.
_MEASURES = {
    table: [m for f in FAMILIES if f.table == table for m in f.measures] for table in {f.table for f in FAMILIES}
}
_SNAPSHOTS = " UNION ALL ".join(
    f"SELECT unnest([{', '.join(map(literal, measures))}]) AS measure_id, source_id, min(snapshot) AS snapshot "
    f"FROM staged.{table} GROUP BY source_id"
    for table, measures in sorted(_MEASURES.items())
)
_LOCATED = f"k.measure_id NOT IN ({', '.join(literal(measure) for measure in sorted(UNLOCATED))})"

# Sums run over exact decimals: the sum of doubles would depend on the order in which threads bring them.
_INSERT = f"""
    INSERT INTO observations ({", ".join(OBSERVATIONS)})
    WITH known AS (SELECT DISTINCT source_id, measure_id, period_start, period_end, status FROM contributions),
    groups AS (SELECT DISTINCT measure_id, group_id FROM contributions),
    areas AS (SELECT '{ELSEWHERE}' AS area_id UNION ALL SELECT area_id FROM register.study_areas),
    skeleton AS (
        SELECT k.source_id, k.measure_id, a.area_id, k.period_start, k.period_end, g.group_id, k.status
        FROM known k
        JOIN groups g ON g.measure_id = k.measure_id
        JOIN areas a ON a.area_id = '{ELSEWHERE}' OR {_LOCATED}
    ),
    sums AS (
        SELECT measure_id, area_id, period_start, group_id, CAST(sum(CAST(value AS DECIMAL(18, 4))) AS DOUBLE) AS value
        FROM contributions GROUP BY measure_id, area_id, period_start, group_id
    )
    SELECT k.source_id, f.snapshot, 0, k.measure_id, k.area_id, 'register', k.period_start, k.period_end, k.group_id,
        coalesce(s.value, 0), k.status
    FROM skeleton k
    JOIN ({_SNAPSHOTS}) f ON f.measure_id = k.measure_id AND f.source_id = k.source_id
    LEFT JOIN sums s ON s.measure_id = k.measure_id AND s.area_id = k.area_id AND s.period_start = k.period_start
        AND s.group_id = k.group_id
    ORDER BY k.measure_id, k.period_start, k.group_id, k.area_id"""
