"""A court: figures written by hand over the catalogue's own indicators, and what the judge says of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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
        return {finding.id: str(finding.severity) for finding in self.judge(limits).findings}


@pytest.fixture
def court() -> Iterator[Court]:
    with database() as con:
        yield Court(con)
