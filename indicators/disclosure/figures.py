"""From figures to decisions: which sums over people and firms the figures would show, and which of them may stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from indicators.disclosure.cells import STUDY, Cell, Key
from indicators.disclosure.policy import Policy
from indicators.disclosure.register import Decision, Edition, decide
from indicators.model import Indicator, Ratio
from indicators.rows import insert_rows
from schemas.measures import Measure
from schemas.vocabulary import Unit

if TYPE_CHECKING:
    import duckdb

Period: TypeAlias = tuple[str, date]  # kind of unit, first day
# Tables are kept small before anything is suppressed: what is crossed with everything can be shown of nobody.
BROKEN_DOWN = ("gender", "age", "service", "target_group", "entry_status", "legal_form")
FAMILY = frozenset(
    {
        "participants",
        "exits",
        "exits_employed_q2",
        "exits_unknown_q2",
        "enterprises",
        "enterprises_ownership_known",
        "enterprises_locally_owned",
        "fte_created",
        "fte_end",
        "fte_same_persons",
        "fte_safeguarded",
    }
)
PROTECTED = ("person", "enterprise")  # payments, seats, meetings and projects are the organisation's own acts

# The register's cells behind the figures that would be shown: a figure by group for the study place, totals elsewhere.
_WANTED = """
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT DISTINCT t.measure_id, f.place_id, f.period_start, f.group_id
FROM figures AS f JOIN protected_terms AS t ON t.indicator_id = f.indicator_id
WHERE f.group_id = 'total' AND f.place_id = $study
   OR list_contains($family, t.measure_id) AND (f.group_id = 'total' OR f.place_id = $study
      AND list_contains($dimensions, split_part(f.group_id, '=', 1)) AND NOT contains(f.group_id, ';'))
"""

_MEMBERS = """
SELECT c.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id,
       list(c.unit_key ORDER BY c.unit_key) AS units, list(c.value ORDER BY c.unit_key) AS amounts
FROM wanted AS w
JOIN place_parts AS p ON p.vintage = 'register' AND p.place_id = w.place_id
JOIN contributions AS c ON c.measure_id = w.measure_id AND c.period_start = w.period_start AND c.group_id = w.group_id
    AND c.area_id = p.area_id
WHERE c.value <> 0 AND list_contains(?, c.unit_kind)
GROUP BY c.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id
ORDER BY ALL
"""

_EMPTY = """
SELECT DISTINCT k.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id
FROM wanted AS w JOIN (SELECT DISTINCT measure_id, unit_kind FROM contributions) AS k ON k.measure_id = w.measure_id
WHERE list_contains(?, k.unit_kind) ORDER BY ALL
"""


def cells_of(
    con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator], study: str
) -> dict[Period, tuple[Cell, ...]]:
    """Return the register's cells that the figures would show, by kind of unit and period, in order of their keys."""
    terms = [(i.id, m.id) for i in indicators for m in i.measures]
    con.execute("CREATE OR REPLACE TEMP TABLE protected_terms (indicator_id VARCHAR, measure_id VARCHAR)").fetchall()
    insert_rows(con, "protected_terms", terms)
    asked = {"study": study, "family": sorted(FAMILY), "dimensions": list(BROKEN_DOWN)}
    con.execute(_WANTED, asked).fetchall()
    units: dict[tuple[str, date, str, str, str], tuple[list[str], list[float]]] = {
        tuple(row[:5]): (row[5], row[6]) for row in con.execute(_MEMBERS, [list(PROTECTED)]).fetchall()
    }
    measures = {m.id: m for i in indicators for m in i.measures}
    found: dict[Period, list[Cell]] = defaultdict(list)
    for kind, start, measure, place, group in con.execute(_EMPTY, [list(PROTECTED)]).fetchall():
        keys, amounts = units.get((kind, start, measure, place, group), ([], []))
        key = (measure, STUDY if place == study else place, group)
        found[kind, start].append(_cell(key, keys, amounts, measures[measure]))
    return {period: tuple(sorted(cells, key=lambda cell: cell.key)) for period, cells in sorted(found.items())}


def _cell(key: Key, units: Iterable[str], amounts: Sequence[float], measure: Measure) -> Cell:
    counted = measure.unit in {Unit.PERSONS, Unit.ENTERPRISES}
    _, place, group = key
    priority = 3 if (place, group) == (STUDY, "total") else 2 if group == "total" else 0 if ";" in group else 1
    return Cell(
        key,
        frozenset(units),
        () if counted else tuple(amounts),
        priority,
        outcome="whose last exit" in measure.universe and measure.id.count("_") > 1,
    )


def wholes_of(indicators: Sequence[Indicator], cells: Sequence[Cell]) -> dict[Key, Key]:
    """Return, for each cell that is the numerator of a share, the cell of its denominator."""
    pairs = {
        indicator.numerator[0].id: indicator.denominator[0].id
        for indicator in indicators
        if isinstance(indicator, Ratio) and len(indicator.numerator) == len(indicator.denominator) == 1
    }
    present = {cell.key for cell in cells}
    whole = {cell.key: (pairs[cell.key[0]], *cell.key[1:]) for cell in cells if cell.key[0] in pairs}
    return {part: of for part, of in whole.items() if of in present}


def decisions(
    cells: Mapping[Period, tuple[Cell, ...]],
    indicators: Sequence[Indicator],
    earlier: Mapping[Period, tuple[Edition, ...]],
    policy: Policy,
) -> dict[Period, Decision]:
    """Decide for every kind of unit and period which cells are shown; each decision is proven or shows nothing."""
    decided = {}
    for period, own in cells.items():
        wholes = wholes_of(indicators, own)
        decided[period] = decide(own, wholes, earlier.get(period, ()), policy)
    return decided
