"""Cases computed together: DuckDB takes as long to get ready for the figures of one as to compute those of a hundred.

A figure depends on the values of its own places and on when its measures were observed anywhere. So cases whose places
and areas have names of their own do not meet, unless one observes what the figure of the other is made of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import polars as pl
import pytest

from indicators.by_method import OfUnits
from indicators.catalogue import catalogue
from indicators.compute import compute_figures, sum_measures
from indicators.model import Indicator
from schemas.arrow import insert_rows
from schemas.measures import MEASURES, PROGRAMME, Measure
from schemas.programme import KEYS
from schemas.recodes import Breakdown
from tests.indicators.world import BASELINES, CENSUS_DAYS
from tests.memory import database, register_database
from warehouse.database import another, create_tables
from warehouse.register import contributions, sums
from warehouse.register.contributions import ELSEWHERE
from warehouse.register.periods import Reporting
from warehouse.sources import programme

INDICATORS = {indicator.id: indicator for indicator in catalogue()}
REGISTER = {measure.id for measure in PROGRAMME}
CENSUS = {str(day.year): day for day in CENSUS_DAYS.values()}
DEFAULTS: dict[str, dict[str, Any]] = {
    "persons": {"gender": "woman", "entry_status": "unemployed"},
    "participations": {"programme_id": "jobs", "service": "career", "in_training": False},
    "enterprises": {"legal_form": "private", "naics": "31-33"},
    "enterprise_supports": {"service": "financing"},
    "seats": {"body": "board"},
    "spending": {"programme_id": "jobs", "purpose": "programme", "supplier_local": True},
    "funding": {"programme_id": "jobs", "origin": "public"},
}
KEPT = ("observations", "spells", "amounts")
_WEIGHTS = "weight DOUBLE, dwelling_weight DOUBLE"
Case = Mapping[str, Any]
Row = tuple[object, ...]
Rows = list[Row]
Figure = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Trial:
    """A case of an indicator, with a name of its own."""

    name: str
    indicator: Indicator
    case: Case

    @property
    def measures(self) -> set[Measure]:
        """What the figure is made of, and the residents by whom areas without a value are weighed."""
        return {MEASURES["population"], *self.indicator.measures}

    @cached_property
    def needs(self) -> set[str]:
        """What the figure is made of; and what there is but one of in a database, where the case has it."""
        by_unit = isinstance(getattr(self.indicator, "nominal", self.indicator), OfUnits)
        alone = {"a comparator": "comparator" in self.case, "units": by_unit}
        return {measure.id for measure in self.indicator.measures} | {what for what, has in alone.items() if has}

    @cached_property
    def brings(self) -> set[str]:
        """What is observed for it; of a register no more than what the figure is made of."""
        observed = {row["measure"] for row in self.case.get("observations", [])}
        counted = REGISTER & self.needs if "register" in self.case else set()
        return observed | counted | (self.needs - MEASURES.keys())

    def area(self, name: str) -> str:
        """An area's name in the database; elsewhere, which belongs to no place, is called the same for all."""
        return name if name == ELSEWHERE else f"{self.name}/{name}"

    def meets(self, other: "Trial") -> bool:
        """Whether one of the two could change the figure of the other."""
        return not (self.brings.isdisjoint(other.needs) and self.needs.isdisjoint(other.brings))


def batches(trials: Iterable[Trial]) -> list[list[Trial]]:
    """Put cases together that do not meet, those that need most first."""
    found: list[list[Trial]] = []
    for trial in sorted(trials, key=lambda trial: -len(trial.needs)):
        free = (batch for batch in found if not any(map(trial.meets, batch)))
        batch = next(free, None)
        if batch is None:
            found.append([trial])
        else:
            batch.append(trial)
    return found


def compute(batch: Sequence[Trial]) -> dict[str, list[Figure]]:
    """Return the figures of each case's indicator by the name of the case; places have the names that it gives them."""
    comparators = [f"{trial.name}/{trial.case['comparator']}" for trial in batch if "comparator" in trial.case]
    rows: dict[str, Rows] = {table: [] for table in (*KEPT, "place_parts", "place_areas")}
    for table, row in (told for trial in batch for told in _rows(trial)):
        rows[table].append(row)
    with database() as con:
        create_tables(con)
        con.execute(f"CREATE TABLE place_parts (place_id TEXT, vintage TEXT, area_id TEXT, via_id TEXT, {_WEIGHTS})")
        con.execute(f"CREATE TABLE place_areas (place_id TEXT, vintage TEXT, via_id TEXT, {_WEIGHTS})")
        for table, of in rows.items():
            insert_rows(con, table, of)
        sum_measures(con, {measure for trial in batch for measure in trial.measures})
        with another(con) as other:
            compute_figures(con, other, [trial.indicator for trial in batch], BASELINES, *comparators)
        figures = _asked(con, "FROM figures")
    return {trial.name: list(_own(trial, figures)) for trial in batch}


def _asked(con: duckdb.DuckDBPyConnection, query: str) -> list[Figure]:
    found = con.execute(query)
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _own(trial: Trial, figures: Iterable[Figure]) -> Iterator[Figure]:
    for figure in figures:
        name, _, place = figure["place_id"].rpartition("/")
        if (name, figure["indicator_id"]) == (trial.name, trial.indicator.id):
            yield figure | {"place_id": place}


def _rows(trial: Trial) -> Iterator[tuple[str, Row]]:
    """Give every row of a case with its table; the names of places and areas begin with that of the case."""
    given: Mapping[str, Any] = trial.case.get("places", {"here": ["here"]})
    for place, areas in given.items():
        weights = areas if isinstance(areas, Mapping) else dict.fromkeys(areas, 1.0)
        for part in _parts(trial, place, weights):
            yield "place_parts", part
            yield "place_areas", (*part[:2], *part[3:])
    for row in trial.case.get("observations", []):
        yield "observations", _observation(trial, **row)
    if "register" in trial.case:
        yield from _counted(trial, sorted(given["here"]))


def _parts(trial: Trial, place: str, areas: Mapping[str, float]) -> Iterator[Row]:
    """Every place has its areas in each census and the register; the study's register has those outside it too."""
    parts = [(vintage, trial.area(area), w) for vintage in (*CENSUS, "register") for area, w in areas.items()]
    parts += [("facts", f"{trial.name}/{place}", 1.0), *([("register", ELSEWHERE, 1.0)] if place == "here" else [])]
    for vintage, area, weight in parts:
        yield f"{trial.name}/{place}", vintage, area, area, weight, weight


def _observation(
    trial: Trial,
    measure: str,
    value: float | None = None,
    area: str = "here",
    year: int = 2021,
    group: str = "total",
    status: str = "normal",
) -> Row:
    start = end = CENSUS.get(str(year), date(year, 12, 31))
    vintage = str(year) if str(year) in CENSUS else "2021"
    if measure in REGISTER:
        vintage, start, end = "register", date(year, 1, 1), date(year, 12, 31)
    elif year < 2000:
        vintage = "facts"
    return ("source", "0" * 64, 2, measure, trial.area(area), vintage, start, end, group, value, status)


def _counted(trial: Trial, study: list[str]) -> Iterator[tuple[str, Row]]:
    """Give what a register adds up to, of the measures that are asked for, and the units of a figure of units."""
    wanted = {measure.id for measure in trial.measures}
    with register_database() as con, pytest.MonkeyPatch.context() as monkeypatch:
        _count_only(monkeypatch, wanted)
        _register(con, trial.case["register"], study)
        for table in KEPT:
            for row in _asked(con, f"FROM {table} ORDER BY ALL"):
                if row["measure_id"] in wanted if table == "observations" else "units" in trial.needs:
                    yield table, tuple((row | {"area_id": trial.area(row["area_id"])}).values())


def _count_only(monkeypatch: pytest.MonkeyPatch, measures: set[str]) -> None:
    """Let a register be counted for these measures only, unchecked.

    What it adds up to is held against its schema in every run of a register.
    """
    families = [family for family in contributions.FAMILIES if measures & set(family.measures)]
    monkeypatch.setattr(contributions, "FAMILIES", families)
    monkeypatch.setattr(sums, "_validate", lambda _: None)


def _register(con: duckdb.DuckDBPyConnection, tables: Case, study: list[str]) -> None:
    """Stage the rows of a register and work out what it adds up to; somebody else begins on its last day."""
    last = {"person_id": "somebody"}
    rows = {name: given for name, given in tables.items() if name not in {"until", "deprived"}}
    rows["persons"] = [*rows.get("persons", []), last]
    if "until" in tables:
        rows["participations"] = [*rows.get("participations", []), last | {"start_date": tables["until"]}]
    for table, given in rows.items():
        staged = [_staged(table, number, row) for number, row in enumerate(_each(given), start=1)]
        frame = pl.DataFrame(staged, infer_schema_length=None).to_arrow()  # noqa: F841 - DuckDB finds it by its name
        con.execute(f"INSERT INTO staged.{table} BY NAME FROM frame").fetchall()
    programme.observe(con, Reporting(12, date(2020, 1, 1)), study, tables.get("deprived", []), Breakdown((), (), ()))


def _each(rows: list[Figure]) -> Iterator[Figure]:
    for row in rows:
        for n in range(1, row.get("times", 1) + 1):
            named = {key: value.format(n=n) if isinstance(value, str) else value for key, value in row.items()}
            yield {key: value for key, value in named.items() if key != "times"}


def _staged(table: str, number: int, given: Figure) -> Figure:
    where = {"snapshot": "a" * 64, "source_id": table, "line": number}
    keys = {name: f"{table}-{number}" for name in KEYS[table] if name.endswith("_id")}
    return where | keys | DEFAULTS.get(table, {}) | given
