"""From the staged cells of Statistics Canada tables to observations: chosen by measure and group, placed by area."""

import duckdb
import polars as pl

from schemas.arrow import Stream
from schemas.errors import ConfigurationError
from schemas.statcan_table import SYMBOLS
from schemas.tables import OBSERVATION_KEY
from schemas.vocabulary import Status
from warehouse.database import literal, transaction
from warehouse.observing import replace_observations
from warehouse.source import Source
from warehouse.sources.selections import areas, choose

_KEY = ", ".join(OBSERVATION_KEY)
_STATUS = " ".join(f"WHEN {literal(symbol)} THEN {literal(status)}" for symbol, status in SYMBOLS.items())
# An identifier is a vintage, a type and a level in nine characters, then the area's code. Where files overlap, the
# latest release counts, and what they say twice is taken once.
_FOUND = f"""
WITH chosen AS (
    SELECT t.snapshot, t.line, c.measure_id,
           CASE WHEN t.dguid IS NULL THEN n.area_id ELSE substr(t.dguid, 10) END AS area_id,
           CASE WHEN t.dguid IS NULL THEN n.vintage ELSE substr(t.dguid, 1, 4) END AS vintage,
           t.period_start, t.period_end, c.group_id, t.value,
           CASE t.symbol {_STATUS}
                ELSE CASE WHEN t.value IS NULL THEN '{Status.NOT_AVAILABLE}' ELSE '{Status.NORMAL}' END END AS status,
           t.release_date
    FROM staged.statcan_table AS t
    JOIN choices AS c ON c.product_id = t.product_id AND c.dimensions = t.dimensions
    LEFT JOIN named_areas AS n ON n.geo = t.geo
    WHERE t.source_id = $source AND (t.dguid IS NOT NULL OR n.area_id IS NOT NULL)
),
ranked AS (
    SELECT *, rank() OVER (PARTITION BY {_KEY} ORDER BY release_date DESC NULLS LAST) AS release,
           row_number() OVER (PARTITION BY {_KEY}, release_date, value, status ORDER BY snapshot, line) AS copy
    FROM chosen
)
SELECT * FROM ranked WHERE release = 1 AND copy = 1
"""


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Replace a source's observations by its staged cells that are measures; return their number.

    Where files overlap the latest release counts. Raises ConfigurationError for a mapping that fits no cell or a
    missing vintage, and SourceError where files of the same release contradict each other.
    """
    views = {"choices": _choices(con, source), "named_areas": _named_areas(con, source)}
    for name, frame in views.items():
        con.register(name, Stream(frame))
    try:
        with transaction(con):
            return replace_observations(con, source, _FOUND)
    finally:
        for name in views:
            con.unregister(name)


def _choices(con: duckdb.DuckDBPyConnection, source: Source) -> pl.DataFrame:
    query = "SELECT DISTINCT product_id, dimensions FROM staged.statcan_table WHERE source_id = ?"
    tables: dict[str, list[str]] = {}
    for product_id, dimensions in con.execute(query, [source.id]).fetchall():
        tables.setdefault(product_id, []).append(dimensions)
    rows = [
        (product_id, choice.dimensions, choice.measure_id, choice.group_id)
        for product_id, staged in sorted(tables.items())
        for choice in choose(product_id, staged, source.mapping, source.id)
    ]
    columns = ("product_id", "dimensions", "measure_id", "group_id")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _named_areas(con: duckdb.DuckDBPyConnection, source: Source) -> pl.DataFrame:
    """Give the area of each name in the tables that carry no identifiers."""
    query = "SELECT DISTINCT geo FROM staged.statcan_table WHERE source_id = ? AND dguid IS NULL"
    names = {name for (name,) in con.execute(query, [source.id]).fetchall()}
    found = areas(source.mapping, names, source.id)
    if names and not found:
        raise ConfigurationError(
            f"relance.toml, source {source.id}: none of the table's geographies is known, such as “{min(names)}”. "
            "Give their codes under mapping.geo."
        )
    if found and not source.vintage:
        raise ConfigurationError(
            f"relance.toml, source {source.id}: the table names areas without their boundaries. "
            'Add vintage = "2021", or the census whose boundaries the table follows.'
        )
    rows = [(name, area, source.vintage) for name, area in found.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("geo", "area_id", "vintage"), pl.String), orient="row")
