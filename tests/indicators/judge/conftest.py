"""A court: figures written by hand over the catalogue's own indicators, and what the judge says of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import duckdb
import polars as pl
import pytest

from indicators.catalogue import catalogue
from indicators.judge import Before, Limits, Scope, Verdict, judge
from schemas.tables import FIGURES
from schemas.vocabulary import Text
from tests.memory import database

PLACES = {name: Text(name.title(), name.title()) for name in ("here", "north", "south", "there")}
BY_ID = {indicator.id: indicator for indicator in catalogue()}
USED = (
    "cost_per_job",
    "jobs_created_fte",
    "local_ownership_share",
    "participants_served",
    "population",
    "population_change",
    "unemployment_rate",
)
SCOPE = Scope("here", ["north", "south"], PLACES, [BY_ID[name] for name in USED])
Row = dict[str, object]
_KINDS = {kind: {"VARCHAR": pl.String, "DATE": pl.Date, "DOUBLE": pl.Float64}[kind] for kind, _ in FIGURES.values()}
SCHEMA = {name: _KINDS[kind] for name, (kind, _) in FIGURES.items()}
SOURCES = {
    "source": pl.String,
    "kept_before": pl.Int64,
    "kept_now": pl.Int64,
    "changed": pl.Boolean,
    "withdrawn": pl.Boolean,
    "programme": pl.Boolean,
    "measures": pl.List(pl.String),
}


def figure(indicator: str, value: float | None, year: int = 2021, place: str = "here", **others: object) -> Row:
    """One figure on the first of July of a year; a rate's numerator and denominator agree with it."""
    day = date(year, 7, 1)
    row: Row = {"indicator_id": indicator, "place_id": place, "period_start": day, "period_end": day}
    plain = {"group_id": "total", "value": value, "lower": None, "upper": None, "numerator": value, "denominator": None}
    words = {"unit": str(BY_ID[indicator].unit), "status": "normal", "method": "", "caveat": "", "caveat_fr": ""}
    return {**row, **plain, **words, **others}


def share(value: float, year: int = 2021, place: str = "here", margin: float | None = None, **others: object) -> Row:
    """An unemployment rate, with an interval of so many points either way where one is given."""
    bounds = {} if margin is None else {"lower": value - margin, "upper": value + margin}
    parts = {"numerator": value * 10, "denominator": 1000.0}
    return figure("unemployment_rate", value, year, place, **{**parts, **bounds, **others})


def source(name: str, measures: list[str] | None = None, before: int = 100, now: int = 100, **flags: bool) -> Row:
    """One source as the judge sees it; nothing changed unless it is said."""
    plain: Row = {"changed": False, "withdrawn": False, "programme": False}
    return {"source": name, "kept_before": before, "kept_now": now, **plain, "measures": measures or [], **flags}


@dataclass(frozen=True)
class Case:
    """Figures that are judged together with others, as in a `Court`."""

    now: list[Row]
    before: list[Row] = field(default_factory=list)
    unprotected: list[Row] = field(default_factory=list)

    @property
    def indicators(self) -> set[str]:
        """Of what these are figures."""
        return {str(row["indicator_id"]) for row in (*self.now, *self.before, *self.unprotected)}


def severities(verdict: Verdict) -> dict[str, str]:
    """Return the severity of each finding by id."""
    return {finding.id: str(finding.severity) for finding in verdict.findings}


@dataclass
class Court:
    """Figures protected and, where they differ, before protection; figures before; sources."""

    con: duckdb.DuckDBPyConnection
    now: list[Row] = field(default_factory=list)
    unprotected: list[Row] | None = None
    before: list[Row] | None = None
    sources: list[Row] = field(default_factory=list)

    def judge(self, limits: Limits | None = None, scope: Scope = SCOPE) -> Verdict:
        """Let the judge speak."""
        for table, rows in (("protected", self.now), ("figures", self.unprotected or self.now)):
            self.con.register("given", pl.DataFrame(rows, schema=SCHEMA))
            self.con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM given").fetchall()
        before = None if self.before is None else pl.DataFrame(self.before, schema=SCHEMA)
        return judge(self.con, scope, limits or Limits(), Before(before, pl.DataFrame(self.sources, schema=SOURCES)))

    def told(self, limits: Limits | None = None) -> dict[str, str]:
        """Return the severity of each finding by id."""
        return severities(self.judge(limits))

    def told_of_each(self, cases: Sequence[Case], limits: Limits | None = None) -> list[dict[str, str]]:
        """Return the same for each case, of all judged at once: DuckDB takes as long to plan the rules for one figure.

        Each has the indicators to itself, under names of their own, and no rule looks from one to another. What is told
        of no indicator is told of every case.
        """
        each = list(enumerate(cases))
        self.now, self.unprotected, self.before = [], [], []
        for number, case in each:
            self.now += _named(case.now, number)
            self.unprotected += _named(case.unprotected or case.now, number)
            self.before += _named(case.before, number)
        copies = [replace(BY_ID[id_], id=f"{id_}~{number}") for number, case in each for id_ in sorted(case.indicators)]
        told = severities(self.judge(limits, replace(SCOPE, indicators=copies)))
        return [dict(_own(told, number)) for number, _ in each]


def _named(rows: list[Row], number: int) -> list[Row]:
    return [row | {"indicator_id": f"{row['indicator_id']}~{number}"} for row in rows]


def _own(told: dict[str, str], number: int) -> Iterator[tuple[str, str]]:
    for finding, severity in told.items():
        of = re.search(r"~(\d+)", finding)
        if of is None or int(of[1]) == number:
            yield re.sub(r"~\d+", "", finding), severity


@pytest.fixture
def court() -> Iterator[Court]:
    with database() as con:
        yield Court(con)
