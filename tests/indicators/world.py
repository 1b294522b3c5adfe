"""A small world: observations of invented areas in memory, from which figures are computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import duckdb
import polars as pl

from indicators.catalogue import catalogue
from indicators.compute import compute_figures, sum_measures
from schemas.arrow import insert_rows
from schemas.measures import MEASURES
from schemas.tables import AMOUNTS, OBSERVATIONS, SPELLS
from tests.memory import database
from warehouse.database import another

BASELINES = {"population": (1950, 1988)}
CENSUS_DAYS = {"2011": date(2011, 5, 10), "2016": date(2016, 5, 10), "2021": date(2021, 5, 11)}


@dataclass
class World:
    """Observations, parts and contributions, filled by a test and then computed."""

    con: duckdb.DuckDBPyConnection
    observations: list[tuple[object, ...]] = field(default_factory=list)
    parts: list[tuple[object, ...]] = field(default_factory=list)
    comparator: str = ""
    known: dict[tuple[object, ...], pl.DataFrame] = field(default_factory=dict)

    def place(self, place: str, areas: dict[str, float] | list[str], vintages: tuple[str, ...] = ("2021",)) -> None:
        weights = areas if isinstance(areas, dict) else dict.fromkeys(areas, 1.0)
        self.parts += [(place, vintage, area, area, w, w) for vintage in vintages for area, w in weights.items()]

    def observe(
        self,
        measure: str,
        area: str,
        value: float | None,
        day: date | None = None,
        *,
        vintage: str = "2021",
        group: str = "total",
        status: str = "normal",
        source: str = "source",
    ) -> None:
        day = day or CENSUS_DAYS[vintage]
        row = (source, "0" * 64, 2, measure, area, vintage, day, day, group, value, status)
        self.observations.append(row)

    def figures(self, *ids: str) -> pl.DataFrame:
        """Compute these indicators, or all, once for the same observations and parts."""
        asked = (ids, self.comparator, tuple(self.observations), tuple(self.parts))
        if asked not in self.known:
            self.known[asked] = self._compute(ids)
        return self.known[asked]

    def _compute(self, ids: tuple[str, ...]) -> pl.DataFrame:
        """Compute these indicators, or all; parts and areas are the same here, since nothing is nested."""
        chosen = [indicator for indicator in catalogue() if not ids or indicator.id in ids]
        measures = {MEASURES["population"], *(measure for indicator in chosen for measure in indicator.measures)}
        self._fill("observations", self.observations)
        self._fill("place_parts", self.parts)
        areas = dict.fromkeys((place, vintage, via, w, d) for place, vintage, _, via, w, d in self.parts)
        self._fill("place_areas", list(areas))
        sum_measures(self.con, measures)
        with another(self.con) as other:
            compute_figures(self.con, other, chosen, BASELINES, self.comparator)
        frame: pl.DataFrame = self.con.sql("SELECT * FROM figures").pl()
        return frame

    def figure(
        self, indicator: str, place: str = "here", *, year: int = 2021, group: str = "total"
    ) -> dict[str, object]:
        """Return the one figure that is meant; a test fails where there is none or more."""
        found = self.figures(indicator).filter(
            (pl.col("place_id") == place) & (pl.col("period_end").dt.year() == year) & (pl.col("group_id") == group)
        )
        assert found.height == 1, f"{found.height} figures of {indicator} in {place}, {year}, {group}"
        return found.row(0, named=True)

    def _fill(self, table: str, rows: list[tuple[object, ...]]) -> None:
        self.con.execute(f"DELETE FROM {table}").fetchall()
        insert_rows(self.con, table, rows)


@contextmanager
def new_world() -> Iterator[World]:
    """Give an empty world with a database of its own."""
    with database() as con:
        for table, fields in (("observations", OBSERVATIONS), ("spells", SPELLS), ("amounts", AMOUNTS)):
            columns = ", ".join(f"{name} {kind}" for name, kind in fields.items())
            con.execute(f"CREATE TABLE {table} ({columns})").fetchall()
        weights = "weight DOUBLE, dwelling_weight DOUBLE"
        con.execute(
            f"CREATE TABLE place_parts (place_id VARCHAR, vintage VARCHAR, area_id VARCHAR, via_id VARCHAR, {weights})"
        ).fetchall()
        con.execute(
            f"CREATE TABLE place_areas (place_id VARCHAR, vintage VARCHAR, via_id VARCHAR, {weights})"
        ).fetchall()
        yield World(con)
