"""Places: what the study speaks of, as weighted areas per vintage, and how published areas reach their boundaries."""

from collections.abc import Iterable, Iterator

import duckdb
import polars as pl

from schemas.arrow import Stream
from schemas.errors import ConfigurationError
from warehouse.database import transaction
from warehouse.place_files import Kind, Part, Place, load_places
from warehouse.sources.crosswalk import create_correspondence

__all__ = ["Kind", "Part", "Place", "build_place_parts", "load_places"]

_TRACT, _DISSEMINATION, _MUNICIPALITY = 10, 8, 7  # the ids of these areas differ in length
_DECLARED = {"place_id": pl.String, "vintage": pl.String, "via_id": pl.String, "weight": pl.Float64}
# Shares below a millionth hold nobody; the area may well lie outside what was received.
_SLIVER = 1e-6

# The declared areas of every vintage. A place of tracts reaches other vintages by the correspondence with the latest
# vintage that it declares; a tract that no correspondence leads to stands there under its own vintage, as a hole.
_PLACE_AREAS = f"""
CREATE OR REPLACE TABLE place_areas AS
WITH tracted AS (
    SELECT place_id, vintage FROM declared GROUP BY place_id, vintage HAVING min(length(via_id)) = {_TRACT}
        AND max(length(via_id)) = {_TRACT}
),
ways AS (
    SELECT t.place_id, c.from_vintage, max(c.to_vintage) AS to_vintage
    FROM tracted AS t
    JOIN (SELECT DISTINCT from_vintage, to_vintage FROM correspondence) AS c ON c.to_vintage = t.vintage
    WHERE NOT EXISTS (SELECT 1 FROM declared AS d WHERE d.place_id = t.place_id AND d.vintage = c.from_vintage)
    GROUP BY t.place_id, c.from_vintage
),
led AS (
    SELECT w.place_id, w.from_vintage, w.to_vintage, d.via_id AS to_id, d.weight, c.from_id,
           c.weight AS share, c.dwelling_weight AS dwelling_share
    FROM ways AS w
    JOIN declared AS d ON d.place_id = w.place_id AND d.vintage = w.to_vintage
    LEFT JOIN correspondence AS c ON c.from_vintage = w.from_vintage AND c.to_vintage = w.to_vintage
        AND c.to_id = d.via_id
)
SELECT place_id, vintage, via_id, weight, weight AS dwelling_weight FROM declared
UNION ALL
SELECT place_id, from_vintage, from_id, round(sum(weight * share), 10), round(sum(weight * dwelling_share), 10)
FROM led WHERE from_id IS NOT NULL GROUP BY place_id, from_vintage, from_id
HAVING sum(weight * share) >= {_SLIVER} OR sum(weight * dwelling_share) >= {_SLIVER}
UNION ALL
SELECT place_id, from_vintage, to_vintage || ':' || to_id, weight, weight FROM led WHERE from_id IS NULL
ORDER BY place_id, vintage, via_id
"""

# A declared area stands for itself or for the smaller areas in it, never for both: for those that more measures are
# published for, and for itself where that is even. Only tracts and municipalities are taken apart: an extract that
# holds a province or a metropolitan area in part would make a smaller sum that looks whole. For the same reason only
# sources that say which areas lie in which have a voice: a fact about some tracts of a city does not take it apart.
_PLACE_PARTS = f"""
CREATE OR REPLACE TABLE place_parts AS
WITH candidates AS (
    SELECT DISTINCT vintage, via_id, via_id AS area_id, 0 AS level FROM place_areas
    UNION
    SELECT a.vintage, a.via_id, c.area_id, CASE WHEN length(c.area_id) = {_TRACT} THEN 1 ELSE 2 END
    FROM place_areas AS a JOIN containment AS c ON c.vintage = a.vintage AND c.within_id = a.via_id
    WHERE length(a.via_id) IN ({_MUNICIPALITY}, {_TRACT}) AND length(c.area_id) IN ({_DISSEMINATION}, {_TRACT})
),
measured AS (
    SELECT k.vintage, k.via_id, k.level, count(DISTINCT o.measure_id) AS measures
    FROM candidates AS k
    LEFT JOIN (SELECT DISTINCT vintage, area_id, measure_id FROM observations
               WHERE source_id IN (SELECT source_id FROM containment)) AS o
        ON o.vintage = k.vintage AND o.area_id = k.area_id
    GROUP BY k.vintage, k.via_id, k.level
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY vintage, via_id ORDER BY measures DESC, level) AS rank FROM measured
)
SELECT a.place_id, a.vintage, k.area_id, a.via_id, a.weight, a.dwelling_weight
FROM place_areas AS a
JOIN ranked AS r ON r.vintage = a.vintage AND r.via_id = a.via_id AND r.rank = 1
JOIN candidates AS k ON k.vintage = a.vintage AND k.via_id = a.via_id AND k.level = r.level
ORDER BY a.place_id, a.vintage, a.via_id, k.area_id
"""


def build_place_parts(con: duckdb.DuckDBPyConnection, places: Iterable[Place]) -> int:
    """Write `place_areas` (declared and carried areas) and `place_parts` (what stands for them); return the parts.

    Weights are shares of residents and of dwellings. Counts are carried by them, never rates. Besides the censuses
    there are the vintages `facts` (a place is its own area) and `register` (tracts of the study, and `elsewhere`).
    Raises ConfigurationError where a place counts an area twice; the tables are then as before.
    """
    create_correspondence(con)
    rows = [row for place in places for row in _declared(place)]
    con.register("declared", Stream(pl.DataFrame(rows, schema=_DECLARED, orient="row")))
    try:
        with transaction(con):
            con.execute(_PLACE_AREAS).fetchall()
            con.execute(_PLACE_PARTS).fetchall()
            _refuse_overlap(con)
    finally:
        con.unregister("declared")
    return int(con.execute("SELECT count(*) FROM place_parts").fetchall()[0][0])


def _declared(place: Place) -> Iterator[tuple[str, str, str, float]]:
    """Give the areas of a place in every vintage that needs no correspondence."""
    for part in place.parts:
        yield place.id, part.vintage, part.area_id, part.weight
    yield place.id, "facts", place.id, 1.0
    if place.kind is Kind.COMPARATOR:
        return
    latest = max(part.vintage for part in place.parts)
    for part in place.parts:
        if part.vintage == latest and len(part.area_id) == _TRACT:
            yield place.id, "register", part.area_id, 1.0
    if place.kind is Kind.STUDY:
        # Whoever lives outside, or where nobody knows, is the organisation's participant all the same.
        yield place.id, "register", "elsewhere", 1.0


def _refuse_overlap(con: duckdb.DuckDBPyConnection) -> None:
    overlaps = con.execute(
        "SELECT place_id, vintage, area_id, min(via_id), max(via_id) FROM place_parts "
        "GROUP BY place_id, vintage, area_id HAVING count(*) > 1 ORDER BY place_id, vintage, area_id LIMIT 1"
    ).fetchall()
    for place, vintage, area, first, second in overlaps:
        raise ConfigurationError(
            f"places/, place {place}: area {area} of {vintage} counts twice, in {first} and in {second}. "
            "Take one of the two out of its parts."
        )
