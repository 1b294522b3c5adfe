"""Figures as they are let out: official ones unchanged, those on the register where all their sums are shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from indicators.disclosure.cells import STUDY, Cell, Key, Period
from indicators.disclosure.deciding import Outcome
from indicators.disclosure.figures import terms_of
from indicators.disclosure.policy import Policy
from indicators.disclosure.showing import HIDDEN, Ground, Showing, showing
from indicators.model import Indicator
from schemas.arrow import Stream, insert_rows
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_JUDGED = (
    "CREATE OR REPLACE TEMP TABLE shown_figures (indicator_id VARCHAR, place_id VARCHAR, period_start DATE, "
    "group_id VARCHAR, shown BOOLEAN, decimals INTEGER, bare BOOLEAN)"
)
_CANDIDATES = """
SELECT f.indicator_id, f.place_id, f.period_start, f.group_id, any_value(f.denominator)
FROM computed AS f JOIN protected_terms AS t ON t.indicator_id = f.indicator_id
JOIN wanted AS w ON w.measure_id = t.measure_id AND w.place_id = f.place_id AND w.period_start = f.period_start
    AND w.group_id = f.group_id
WHERE list_contains($register, f.indicator_id)
GROUP BY f.indicator_id, f.place_id, f.period_start, f.group_id
ORDER BY ALL
"""
_AREAS = """
SELECT place_id, count(*) FROM place_parts WHERE vintage = 'register' AND area_id <> 'elsewhere' GROUP BY place_id
"""
_SEEN = "(s.shown IS NULL OR s.shown)"
_COUNTED = f"{_SEEN} AND NOT coalesce(s.bare, false)"
_PROTECTED = f"""
CREATE OR REPLACE TABLE protected AS
SELECT f.* REPLACE (
    CASE WHEN {_SEEN} THEN coalesce(round(f.value, s.decimals), f.value) END AS value,
    CASE WHEN {_SEEN} THEN coalesce(least(round(f.lower, s.decimals), round(f.value, s.decimals)), f.lower) END
        AS lower,
    CASE WHEN {_SEEN} THEN coalesce(greatest(round(f.upper, s.decimals), round(f.value, s.decimals)), f.upper) END
        AS upper,
    CASE WHEN {_COUNTED} THEN f.numerator END AS numerator,
    CASE WHEN {_COUNTED} THEN f.denominator END AS denominator,
    CASE WHEN {_SEEN} THEN f.method ELSE '' END AS method,
    CASE WHEN {_SEEN} THEN f.status ELSE '{Status.SUPPRESSED}' END AS status
)
FROM figures AS f
LEFT JOIN shown_figures AS s ON s.indicator_id = f.indicator_id AND s.place_id = f.place_id
    AND s.period_start = f.period_start AND s.group_id = f.group_id
WHERE s.indicator_id IS NOT NULL OR NOT list_contains($register, f.indicator_id)
"""
_HELD = """
INSERT INTO protected SELECT {columns} FROM previous_figures AS f
WHERE f.period_start = $start AND list_contains($indicators, f.indicator_id)
"""


@dataclass(frozen=True)
class Shown:
    """What has been decided of the sums behind figures, and the latest number of residents by place."""

    study: str
    policy: Policy
    cells: Mapping[Period, Sequence[Cell]]
    outcomes: Mapping[Period, Outcome]
    residents: Mapping[str, float]


def write_protected(con: "duckdb.DuckDBPyConnection", indicators: Sequence[Indicator], found: Shown) -> None:
    """Fill `protected` from `figures`; of a figure on the register that is not on offer there is no row."""
    private = _measures(found.cells)
    register = sorted(i.id for i in indicators if _terms(i, private))
    con.execute(_JUDGED).fetchall()
    judge = _Judge(con, indicators, found, private)
    rows = [
        (name, place, start, group, how.shown, how.decimals, how.bare)
        for name, place, start, group, denominator in con.execute(_CANDIDATES, {"register": register}).fetchall()
        if (how := judge.showing(name, place, start, group, denominator)) is not None
    ]
    insert_rows(con, "shown_figures", rows)
    con.execute(_PROTECTED, {"register": register}).fetchall()


def keep_held(
    con: "duckdb.DuckDBPyConnection", previous: "pl.DataFrame", indicators: Sequence[Indicator], found: Shown
) -> None:
    """Put back the figures of the last edition for the periods that are held."""
    columns = [name for name, *_ in con.execute("DESCRIBE protected").fetchall()]
    con.register("previous_figures", Stream(previous.select(columns)))
    for period, outcome in found.outcomes.items():
        if outcome.held:
            own = _measures({period: found.cells[period]})
            resting = sorted(i.id for i in indicators if _terms(i, own))
            query = _HELD.format(columns=", ".join(columns))
            con.execute(query, {"start": period[1], "indicators": resting}).fetchall()
    con.unregister("previous_figures")


def _measures(cells: Mapping[Period, Sequence[Cell]]) -> set[str]:
    return {cell.measure for of in cells.values() for cell in of}


def _terms(indicator: Indicator, private: Collection[str]) -> list[str]:
    return [term for term in terms_of(indicator) if term in private]


class _Judge:
    """Says of each figure on the register whether and how it is shown."""

    def __init__(
        self,
        con: "duckdb.DuckDBPyConnection",
        indicators: Sequence[Indicator],
        found: Shown,
        private: Collection[str],
    ) -> None:
        self._found = found
        self._indicators = {i.id: (i, _terms(i, private)) for i in indicators}
        self._areas: dict[str, int] = dict(con.execute(_AREAS).fetchall())
        self._cells: dict[tuple[date, Key], tuple[Cell, Outcome]] = {
            (period[1], cell.key): (cell, found.outcomes[period]) for period, of in found.cells.items() for cell in of
        }

    def showing(self, name: str, place: str, start: date, group: str, denominator: float | None) -> Showing | None:
        """Return how a figure is shown; None where it is not on offer, or stays as it was published."""
        indicator, terms = self._indicators[name]
        at = STUDY if place == self._found.study else place
        rests = [self._cells.get((start, (term, at, group))) for term in terms]
        if any(of is None or of[0].key not in of[1].offered or of[1].held for of in rests):
            return None
        known = [of for of in rests if of is not None]
        if any(cell.key not in outcome.shown for cell, outcome in known):
            return HIDDEN
        residents, areas = self._found.residents.get(place), self._areas.get(place, 0)
        return showing(
            indicator, Ground(denominator, [cell for cell, _ in known], residents, areas), self._found.policy
        )
