"""What a reader must know of a figure because facts typed in stand behind it: the caveats beside their citations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.model import InConstantDollars, Indicator
from schemas.arrow import insert_rows
from schemas.tables import CITATIONS

if TYPE_CHECKING:
    import duckdb

# A fact speaks of the figures of its own place and period; prices speak of every figure that they restate.
_NOTES = """
CREATE OR REPLACE TABLE figure_notes AS
WITH facts AS (
    SELECT o.measure_id, o.area_id, o.vintage, o.period_end, c.caveat_en, c.caveat_fr
    FROM citations AS c JOIN observations AS o ON o.snapshot = c.snapshot AND o.line = c.line
        AND o.source_id = c.source_id
    WHERE c.caveat_en IS NOT NULL
),
told AS (
    SELECT DISTINCT n.indicator_id, p.place_id, f.period_end, f.caveat_en, f.caveat_fr
    FROM facts AS f
    JOIN note_terms AS n ON n.measure_id = f.measure_id AND NOT n.everywhere
    JOIN place_parts AS p ON p.vintage = f.vintage AND p.area_id = f.area_id
    UNION ALL
    SELECT DISTINCT n.indicator_id, NULL, NULL, f.caveat_en, f.caveat_fr
    FROM facts AS f JOIN note_terms AS n ON n.measure_id = f.measure_id AND n.everywhere
)
SELECT indicator_id, place_id, period_end, string_agg(caveat_en, ' ' ORDER BY caveat_en) AS note,
       string_agg(caveat_fr, ' ' ORDER BY caveat_en) AS note_fr
FROM told GROUP BY indicator_id, place_id, period_end
"""


def create_notes(con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator]) -> None:
    """Fill `figure_notes` from `citations`, which a database without facts may lack."""
    columns = ", ".join(f"{name} {kind}" for name, kind in CITATIONS.items())
    con.execute(f"CREATE TABLE IF NOT EXISTS citations ({columns})").fetchall()
    con.execute(
        "CREATE OR REPLACE TABLE note_terms (indicator_id VARCHAR, measure_id VARCHAR, everywhere BOOLEAN)"
    ).fetchall()
    insert_rows(con, "note_terms", [term for indicator in indicators for term in _terms(indicator)])
    con.execute(_NOTES).fetchall()


def _terms(indicator: Indicator) -> list[tuple[object, ...]]:
    prices = indicator.prices if isinstance(indicator, InConstantDollars) else None
    return [(indicator.id, measure.id, measure == prices) for measure in indicator.measures]
