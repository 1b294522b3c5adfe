"""CensusMapper's wide layout (`source.vintage` may name the census; the vector ids say it in any case).

Staged long, one row an area and mapped vector; every vector's cells are checked. Measures are sums of vectors, or rates
times a base, by the tables of terms in schemas/censusmapper.py.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.arrow import insert_rows
from schemas.censusmapper import COLUMNS, REQUIRED, TABLE, VECTOR, WITHIN, contract, vectors
from schemas.censusmapper_terms import TERMS, Part
from schemas.censusmapper_vectors import REFERENCE_DAYS
from schemas.errors import SourceError
from warehouse.database import identifier, literal, transaction
from warehouse.observing import replace_observations
from warehouse.source import Source
from warehouse.sources.vintages import expect_vintage
from warehouse.staging import Staged, stage_csv
from warehouse.text import header, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_log = logging.getLogger(__name__)
# A census gives NA for what it does not publish; Statistics Canada's own symbols may stand there too.
_STATUS = """
    CASE WHEN TRY_CAST(text AS DOUBLE) IS NOT NULL THEN 'normal' WHEN text = 'x' THEN 'suppressed'
         WHEN text = 'F' THEN 'unreliable' WHEN text = '...' THEN 'not_applicable' ELSE 'not_available' END
"""


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage one wide file: every vector is checked, those that a measure is made of are kept.

    Raises SourceError for a file without the columns of the layout, of another census than `source.vintage`, of two
    censuses, or without any vector that a measure needs.
    """
    file = received(snapshot, source.encoding)
    cells = header(file)
    names = _names(cells, file.where)
    vintage = _vintage(cells, source, file.where)
    kept = sorted(vectors(vintage).intersection(names))
    _expect_vectors(kept, vintage, file.where)
    unread = len(names) - len(kept) - len(set(names) & set(COLUMNS.values()) - set(kept))
    _log.info("%s: %d of %d columns are in no measure", file.name, unread, len(names))
    rule = contract(cells, names)
    return stage_csv(con, snapshot, source, rule, work, encoding=source.encoding, store=_long(names, kept, vintage))


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Sum the vectors of every area to measures, replace this source's observations, and give how many there are.

    A measure whose vectors are not all in a file is left out of it. An area without residents has no value to publish:
    not_applicable. Replaces also which area lies in which.
    """
    with transaction(con):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE terms (vintage VARCHAR, measure_id VARCHAR, group_id VARCHAR, part INT, "
            "vector VARCHAR, factor DOUBLE, is_rate BOOLEAN, is_proxy BOOLEAN, needed INT, day DATE)"
        ).fetchall()
        insert_rows(con, "terms", _terms())
        _contain(con, source)
        return replace_observations(con, source, _OBSERVE)


def _names(cells: Sequence[str], where: str) -> list[str]:
    """Name the columns: a vector is what stands before the colon; a column that is not read is ""."""
    found = [COLUMNS.get(cell.strip(), _vector(cell)) for cell in cells]
    for want in REQUIRED:
        if COLUMNS[want] not in found:
            raise SourceError(
                f"{where}: expected the column “{want}” of a CensusMapper extract, found none. Download the extract as "
                "CSV with labels “detailed”, or name the layout that the file has in relance.toml."
            )
    return [name if name not in found[:position] else _again(name, where) for position, name in enumerate(found)]


def _vector(cell: str) -> str:
    match = VECTOR.match(cell)
    return match[0] if match else ""


def _again(name: str, where: str) -> str:
    """Pass over a vector that stands a second time, unless a measure is made of it."""
    if name in COLUMNS.values() or any(name in vectors(vintage) for vintage in TERMS):
        raise SourceError(f"{where}: the column “{name}” stands twice, and a measure needs it. Leave one out.")
    return ""


def _vintage(cells: Sequence[str], source: Source, where: str) -> str:
    found = sorted({f"20{match[1]}" for cell in cells if (match := VECTOR.match(cell))})
    if len(found) != 1 or found[0] not in TERMS:
        raise SourceError(
            f"{where}: expected vectors of one census of {', '.join(TERMS)} (such as “v_CA21_6498: Employed”), found "
            f"{' and '.join(found) or 'none'}. Download one census a file."
        )
    expect_vintage(source, found[0], where)
    return found[0]


def _expect_vectors(kept: Sequence[str], vintage: str, where: str) -> None:
    if not any(VECTOR.fullmatch(name) for name in kept):
        wanted = ", ".join(sorted(name for name in vectors(vintage) if VECTOR.fullmatch(name))[:5])
        raise SourceError(f"{where}: none of the vectors that measures are made of stand here (such as {wanted}).")


def _long(names: Sequence[str], kept: Sequence[str], vintage: str) -> str:
    """Turn a batch of wide rows into one row an area and vector, with the area codes that place it."""
    within = [
        f"nullif({name}, 'NA') AS {name}" if name in names else f"CAST(NULL AS VARCHAR) AS {name}" for name in WITHIN
    ]
    area = "CASE WHEN geo_type IN ('CMA', 'CA', 'B', 'D', 'K') THEN right(geo_uid, 3) ELSE geo_uid END"
    return f"""
        SELECT line, {literal(vintage)} AS vintage, geo_uid, geo_type, {area} AS area_id, {", ".join(within)},
               vector, TRY_CAST(text AS DOUBLE) AS value, {_STATUS} AS status
        FROM checked UNPIVOT INCLUDE NULLS (text FOR vector IN ({", ".join(map(identifier, kept))}))
    """


def _terms() -> list[tuple[object, ...]]:
    """One row a vector of a measure: 1 where it is added, -1 where taken away; a rate's divisor, 0 where only given."""
    rows: list[tuple[object, ...]] = []
    for vintage, all_terms in TERMS.items():
        for terms in all_terms:
            signed = [(number, *vector) for number, part in enumerate(terms.parts) for vector in _vectors(part)]
            fixed = (terms.proxy is not None, len(signed), REFERENCE_DAYS[vintage])
            rows += [(vintage, terms.measure, terms.group, *vector, *fixed) for vector in signed]
    return rows


def _vectors(part: Part) -> list[tuple[str, float, bool]]:
    rates = [(part.rate, 100.0, True), (part.mean, 1.0, True), (part.given, 0.0, True)]
    return [
        *((vector, 1.0, False) for vector in part.plus),
        *((vector, -1.0, False) for vector in part.minus),
        *(rate for rate in rates if rate[0]),
    ]


def _contain(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Write down which area lies in which; metropolitan areas without the digits of the province before them."""
    con.execute("DELETE FROM containment WHERE source_id = ?", [source.id]).fetchall()
    province = "coalesce(pr_uid, left(csd_uid, 2), left(cd_uid, 2))"
    wider = " UNION ".join(
        f"SELECT DISTINCT vintage, area_id, {within} AS within_id FROM staged.{TABLE} WHERE source_id = $1"
        for within in ("ct_uid", "csd_uid", "right(cma_uid, 3)", province)
    )
    con.execute(
        f"INSERT INTO containment SELECT vintage, area_id, within_id, $1 FROM ({wider}) "
        "WHERE within_id IS NOT NULL AND within_id <> area_id",
        [source.id],
    ).fetchall()


# A part is its base, clipped at 0, times its rate, if that is not merely given; where nobody is in the base, the rate
# does not matter. An average of 0 is one that was not published. A measure is the sum of its parts and has a value only
# where all of them have one.
_OBSERVE = f"""
WITH rows AS (
    SELECT s.snapshot, s.line, s.area_id, s.vintage, t.measure_id, t.group_id, t.part, t.is_rate, t.factor, t.needed,
           t.day, t.is_proxy, CASE WHEN t.is_rate AND t.factor = 1 THEN nullif(s.value, 0) ELSE s.value END AS value,
           CASE WHEN t.is_rate AND t.factor = 1 AND s.value = 0 THEN 'not_available' ELSE s.status END AS status,
           p.value AS population
    FROM staged.{TABLE} s
    JOIN terms t ON t.vintage = s.vintage AND t.vector = s.vector
    JOIN staged.{TABLE} p ON p.source_id = s.source_id AND p.snapshot = s.snapshot AND p.line = s.line
        AND p.vector = 'Population'
    WHERE s.source_id = $source
), parts AS (
    SELECT snapshot, line, area_id, vintage, measure_id, group_id, part, is_proxy, needed, day, population,
           count(*) AS vectors, max(CASE WHEN is_rate THEN factor END) AS divisor,
           max(CASE WHEN is_rate THEN value END) AS rate,
           CASE WHEN count(CASE WHEN NOT is_rate THEN value END) = sum(CASE WHEN is_rate THEN 0 ELSE 1 END)
                THEN greatest(sum(CASE WHEN NOT is_rate THEN value * factor END), 0) END AS base,
           max(CASE WHEN value IS NULL THEN status END) AS missing
    FROM rows
    GROUP BY snapshot, line, area_id, vintage, measure_id, group_id, part, is_proxy, needed, day, population
), valued AS (
    SELECT *, CASE WHEN divisor IS NULL OR base = 0 THEN base WHEN divisor = 0 AND rate IS NOT NULL THEN base
                   ELSE base * rate / nullif(divisor, 0) END AS value
    FROM parts
), measured AS (
    SELECT snapshot, line, area_id, vintage, measure_id, group_id, is_proxy, day, population,
           CASE WHEN count(value) = count(*) THEN sum(value) END AS value, max(missing) AS missing
    FROM valued
    GROUP BY snapshot, line, area_id, vintage, measure_id, group_id, is_proxy, needed, day, population
    HAVING sum(vectors) = needed
)
SELECT snapshot, line, measure_id, area_id, vintage, day AS period_start, day AS period_end, group_id, value,
       CASE WHEN value IS NOT NULL AND is_proxy THEN 'estimated' WHEN value IS NOT NULL THEN 'normal'
            WHEN population = 0 THEN 'not_applicable' ELSE missing END AS status
FROM measured
"""
