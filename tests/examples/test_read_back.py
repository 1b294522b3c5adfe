"""The readers take every landing file of the example whole: no line refused, none unaccounted for, the true sums."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from examples.landing import write_landing
from examples.tidy import STUDY
from schemas.censusmapper_terms import TERMS
from tests.memory import database
from warehouse.database import create_tables
from warehouse.places import build_place_parts, load_places
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import censusmapper, crosswalk, facts, statcan_table


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    write_landing(folder)
    return folder


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def received(path: Path) -> Snapshot:
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return Snapshot(sha256, path, len(content), str(path), path.name, "open", datetime(2026, 1, 1, tzinfo=UTC))


def source(layout: str, vintage: str = "", **mapping: str) -> Source:
    return Source(layout, layout, "landing", "open", "publisher", "title", vintage=vintage, mapping=mapping)


def summed(con: duckdb.DuckDBPyConnection, measure: str, vintage: str, where: str) -> float:
    query = (
        f"SELECT sum(value) FROM observations WHERE measure_id = ? AND vintage = ? AND group_id = 'total' AND {where}"
    )
    return float(con.execute(query, [measure, vintage]).fetchall()[0][0])


def test_the_censuses_give_the_measures_of_tracts_and_city(
    con: duckdb.DuckDBPyConnection, landing: Path, tmp_path: Path
) -> None:
    census = source("censusmapper")
    for path in sorted((landing / "census").iterdir()):
        staged = censusmapper.stage(con, received(path), census, tmp_path)
        assert (staged.lines.kept, staged.lines.rejected, staged.lines.balance) == (27, 0, 0)
    assert censusmapper.observe(con, census) == 27 * sum(map(len, TERMS.values()))
    tract, city = "area_id LIKE '%.%'", "area_id = '2466023'"
    assert [summed(con, "unemployed", year, tract) for year in ("2016", "2021")] == [3730, 4900]
    assert summed(con, "population", "2021", city) == 1762949
    # 17.4 % by the city's own published figure.
    low = summed(con, "low_income_persons", "2021", city) / summed(con, "low_income_base", "2021", city)
    assert low == pytest.approx(0.1734, abs=0.00005)


def test_the_labour_tables_give_montreal_and_quebec(
    con: duckdb.DuckDBPyConnection, landing: Path, tmp_path: Path
) -> None:
    tables = source("statcan_table", "2021")
    for path in sorted((landing / "labour").iterdir()):
        staged = statcan_table.stage(con, received(path), tables, tmp_path)
        assert (staged.lines.rejected, staged.lines.balance) == (0, 0)
    assert statcan_table.observe(con, tables) == 3 * 32 + 3 * 30 + 2 * 8
    december = "period_end = DATE '2024-12-31' AND area_id = '24'"
    assert summed(con, "lfs_unemployed", "2021", december) == 271300
    march = "period_start = DATE '2023-03-01' AND area_id = '462'"
    assert summed(con, "lfs_population", "2021", march) == 3711100
    assert summed(con, "lfs_unemployment_rate", "2021", march) == 5.0


def test_places_reach_every_census_by_the_weights(
    con: duckdb.DuckDBPyConnection, landing: Path, tmp_path: Path
) -> None:
    census = source("censusmapper")
    for path in sorted((landing / "census").iterdir()):
        censusmapper.stage(con, received(path), census, tmp_path)
    censusmapper.observe(con, census)
    for year in ("2011", "2016"):
        weights = replace(source("crosswalk", **{"from": year, "to": "2021"}), id=f"crosswalk-{year}")
        crosswalk.stage(con, received(landing / "crosswalk" / f"ct_{year}_2021.csv"), weights, tmp_path)
        crosswalk.observe(con, weights)
    build_place_parts(con, load_places(STUDY / "places"))
    populations = con.execute(
        "SELECT place_id, vintage, round(sum(weight * value)) FROM place_parts "
        "JOIN observations USING (vintage, area_id) "
        "WHERE measure_id = 'population' AND group_id = 'total' AND place_id IN ('sud-ouest', 'montreal') "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert populations == [
        ("montreal", "2011", 1649519),
        ("montreal", "2016", 1704694),
        ("montreal", "2021", 1762949),
        ("sud-ouest", "2011", 71537),
        ("sud-ouest", "2016", 78146),
        ("sud-ouest", "2021", 84543),
    ]


def test_the_facts_are_taken_whole_and_say_how_the_population_fell(
    con: duckdb.DuckDBPyConnection, landing: Path, tmp_path: Path
) -> None:
    past = source("facts")
    staged = facts.stage(con, received(landing / "facts.csv"), past, tmp_path)
    assert (staged.lines.kept, staged.lines.rejected, staged.lines.balance) == (6, 0, 0)
    assert facts.observe(con, past) == 6
    told = "SELECT year(period_end), value FROM observations WHERE measure_id = 'population' ORDER BY 1"
    years = dict(con.execute(told).fetchall())
    assert (years[1950], years[1988]) == (100000, 69000)
    # Printed beside the figures in RESO, Territoire et population: +5.1 % and +1.5 %.
    changes = [round(100 * (years[after] / years[before] - 1), 1) for before, after in ((2001, 2006), (2006, 2009))]
    assert changes == [5.1, 1.5]
    assert summed(con, "industrial_jobs_lost", "facts", "area_id = 'sud-ouest'") == 20000


def test_the_quintiles_are_taken_whole(con: duckdb.DuckDBPyConnection, landing: Path, tmp_path: Path) -> None:
    fifths = source("facts")
    staged = facts.stage(con, received(landing / "deprivation.csv"), fifths, tmp_path)
    assert (staged.lines.kept, staged.lines.rejected, staged.lines.balance) == (130, 0, 0)
    assert facts.observe(con, fifths) == 130
    assert summed(con, "residents_quintile_5", "2021", "area_id LIKE '46200%'") > 0
