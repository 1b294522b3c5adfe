"""From figures to the sums over people and firms that they would show."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from indicators.by_method import Survival
from indicators.disclosure.breakdown import BROKEN_DOWN, FAMILY, PROTECTED
from indicators.disclosure.cells import STUDY, TOTAL, Cell, Formula, Period
from indicators.disclosure.policy import Policy
from indicators.disclosure.sensitivity import sensitive_area
from indicators.model import Indicator, Ratio
from schemas.arrow import insert_rows
from schemas.vocabulary import Unit

if TYPE_CHECKING:
    import duckdb

_COUNTED = (Unit.PERSONS, Unit.ENTERPRISES)

# The register's cells behind the figures that would be shown: a figure by group for the study place, totals elsewhere.
_WANTED = """
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT DISTINCT t.measure_id, f.place_id, f.period_start, f.group_id,
       NOT list_contains($amounts, t.measure_id) AS counted
FROM computed AS f JOIN protected_terms AS t ON t.indicator_id = f.indicator_id
WHERE f.group_id = 'total' AND f.place_id = $study
   OR list_contains($family, t.measure_id) AND (f.group_id = 'total' OR f.place_id = $study
      AND list_contains($dimensions, split_part(f.group_id, '=', 1)) AND NOT contains(f.group_id, ';'))
"""

# A survival is published of those whose spell ended by its day, and of those of whom it is not known, among all.
_BEHIND = """
CREATE OR REPLACE TEMP TABLE behind AS
SELECT unit_kind, unit_key, measure_id, area_id, period_start, group_id, value FROM contributions
WHERE list_contains($kinds, unit_kind)
    AND (measure_id, group_id) IN (SELECT DISTINCT measure_id, group_id FROM wanted)
UNION ALL
SELECT s.unit_kind, s.unit_key, t.measure_id, s.area_id, s.period_start, s.group_id,
       CASE WHEN s.event = t.event AND s.days < t.days + t.event THEN 1e0 ELSE 0e0 END AS value
FROM spells AS s JOIN spell_terms AS t ON t.kind = s.kind
WHERE s.group_id = 'total' AND list_contains($kinds, s.unit_kind)
"""
_MEMBERS = """
SELECT b.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id,
       list(b.unit_key ORDER BY b.unit_key) AS units,
       list(b.value ORDER BY b.unit_key) FILTER (WHERE NOT w.counted) AS amounts
FROM wanted AS w
JOIN place_parts AS p ON p.vintage = 'register' AND p.place_id = w.place_id
JOIN behind AS b ON b.measure_id = w.measure_id AND b.period_start = w.period_start AND b.group_id = w.group_id
    AND b.area_id = p.area_id
WHERE b.value <> 0 OR NOT w.counted
GROUP BY b.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id
ORDER BY ALL
"""
_KINDS = """
SELECT DISTINCT k.unit_kind, w.period_start, w.measure_id, w.place_id, w.group_id
FROM wanted AS w JOIN (SELECT DISTINCT measure_id, unit_kind FROM behind) AS k ON k.measure_id = w.measure_id
ORDER BY ALL
"""
_RESIDENTS = """
SELECT place_id, max_by(value, period_end) FROM sums
WHERE measure_id = 'population' AND group_id = 'total' AND value IS NOT NULL GROUP BY place_id
"""


def cells_of(
    con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator], study: str, policy: Policy
) -> dict[Period, tuple[Cell, ...]]:
    """Return the register's cells that the figures would show, by kind of unit and period, in order of their keys.

    Sums of a place with too few residents, or none that are known, are withheld.
    """
    measures = {m.id: m for i in indicators for m in i.measures}
    _write_terms(con, indicators)
    amounts = {measure.id for measure in measures.values() if measure.unit not in _COUNTED}
    asked = {"study": study, "family": sorted(FAMILY), "dimensions": list(BROKEN_DOWN), "amounts": sorted(amounts)}
    con.execute(_WANTED, asked).fetchall()
    con.execute(_BEHIND, {"kinds": list(PROTECTED)}).fetchall()
    units = {tuple(row[:5]): (row[5], row[6]) for row in con.execute(_MEMBERS).fetchall()}
    small = _small_places(residents_of(con), study, policy)
    statuses = statuses_of(indicators)
    names: dict[str, str] = {}  # each unit's name but once: cells are compared often, and sent to a second process
    found: dict[Period, list[Cell]] = defaultdict(list)
    for kind, start, measure, place, group in con.execute(_KINDS).fetchall():
        keys, values = units.get((kind, start, measure, place, group), ([], []))
        keys = [names.setdefault(key, key) for key in keys]
        brought = dict(zip(keys, values, strict=True)) if measure in amounts else None
        cell = Cell(
            (measure, STUDY if place == study else place, group),
            frozenset(keys if brought is None else (unit for unit, value in brought.items() if value)),
            brought,
            priority=_priority(place == study, group),
            status=measure in statuses,
            withheld=small(place),
        )
        found[kind, start].append(cell)
    return {period: tuple(sorted(cells, key=lambda cell: cell.key)) for period, cells in sorted(found.items())}


def residents_of(con: "duckdb.DuckDBPyConnection") -> dict[str, float]:
    """Return the latest published number of residents of each place that has one."""
    return dict(con.execute(_RESIDENTS).fetchall())


def formulas_of(indicators: Iterable[Indicator]) -> tuple[Formula, ...]:
    """Return the shares of persons or firms that indicators publish, survivals among them."""
    found = [
        Formula(i.numerator[0].id, i.denominator[0].id, i.unknown[0].id if i.unknown else "")
        for i in indicators
        if isinstance(i, Ratio) and len(i.numerator) == len(i.denominator) == 1
    ]
    return tuple(found) + tuple(Formula(ended, i.of.id, unknown) for i, ended, unknown in _survivals(indicators))


def terms_of(indicator: Indicator) -> tuple[str, ...]:
    """Return all that an indicator publishes sums of: its measures, and what a survival tells besides."""
    told = [names for _, *names in _survivals([indicator])]
    return (*(measure.id for measure in indicator.measures), *(name for names in told for name in names))


def _survivals(indicators: Iterable[Indicator]) -> list[tuple[Survival, str, str]]:
    """Survivals with the names of the counts that they tell: ended by the day, and not known until then."""
    found = [i for i in indicators if isinstance(i, Survival)]
    return [(i, f"{i.of.id}_ended_{i.days}", f"{i.of.id}_unknown_{i.days}") for i in found]


def _write_terms(con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE protected_terms (indicator_id VARCHAR, measure_id VARCHAR)").fetchall()
    insert_rows(con, "protected_terms", [(i.id, name) for i in indicators for name in terms_of(i)])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE spell_terms (kind VARCHAR, measure_id VARCHAR, event INTEGER, days INTEGER)"
    ).fetchall()
    terms = [
        ((i.spells, ended, 1, i.days), (i.spells, unknown, 0, i.days)) for i, ended, unknown in _survivals(indicators)
    ]
    insert_rows(con, "spell_terms", [row for rows in terms for row in rows])


def statuses_of(indicators: Iterable[Indicator]) -> set[str]:
    """Return the measures, and counts of survivals of persons, that tell how somebody fared."""
    indicators = tuple(indicators)
    told = {m.id for i in indicators for m in i.measures if m.sensitive}
    return told | {name for i, *names in _survivals(indicators) if i.of.unit is Unit.PERSONS for name in names}


def _small_places(residents: Mapping[str, float], study: str, policy: Policy) -> Callable[[str], bool]:
    """Return the rule for the sums of a place; those of the study place stand where its residents are not known."""

    def small(place: str) -> bool:
        known = residents.get(study, policy.areas.floor) if place == study else residents.get(place, 0)
        return sensitive_area(known, policy) or sensitive_area(residents.get(study, policy.areas.floor), policy)

    return small


def _priority(of_study: bool, group: str) -> int:
    """What survives first: totals of the study place, then of its neighbourhoods, then groups."""
    return (3 if of_study else 2) if group == TOTAL else 1
