"""CensusMapper's wide layout: what vectors become, and what each broken file or row says."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.censusmapper import vectors
from schemas.censusmapper_terms import TERMS
from schemas.censusmapper_vectors import VECTORS
from schemas.errors import SourceError
from schemas.measures import MEASURES
from schemas.vocabulary import Aggregation
from tests.memory import database
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.censusmapper import observe, stage
from warehouse.staging import Lines

SAMPLES = Path(__file__).parents[2] / "samples" / "censusmapper"
SOURCE = Source("census", "censusmapper", "census.csv", "licence", "Statistics Canada", "Census")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def _snapshot(path: Path) -> Snapshot:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def _written(folder: Path, text: str) -> Snapshot:
    path = folder / "census.csv"
    path.write_text(text, "utf-8")
    return _snapshot(path)


def _observed(con: duckdb.DuckDBPyConnection, area: str) -> dict[str, tuple[float | None, str]]:
    query = "SELECT measure_id, value, status FROM observations WHERE area_id = ? AND group_id = 'total'"
    return {measure: (value, status) for measure, value, status in con.execute(query, [area]).fetchall()}


def test_a_dissemination_area_gives_counts_and_counts_worked_back_from_rates(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    staged = stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=5, header=1, notes=0, kept=4, rejected=0, blank=0)
    assert observe(con, SOURCE) == 4 * 21  # of each area twenty measures, and residents aged 25 to 64 as a group
    assert _observed(con, "24990001") == {
        "population": (510, "normal"),
        "land_area": (0.25, "normal"),
        "households": (260, "normal"),
        "private_dwellings": (260, "normal"),
        "dwellings_unoccupied": (0, "normal"),
        "age_25_64": (275, "normal"),
        "employed": (250, "normal"),
        "unemployed": (20, "normal"),
        "not_in_labour_force": (140, "normal"),
        "manufacturing_occupations": (15, "estimated"),
        "no_certificate_25_64": (35, "estimated"),
        "population_25_64": (275, "estimated"),
        "low_income_base": (500, "estimated"),
        "low_income_persons": (500 * 0.204, "estimated"),
        "shelter_cost_base": (260, "estimated"),
        "shelter_cost_30_households": (160 * 0.25 + 100 * 0.10, "estimated"),
        "tenant_households": (160, "normal"),
        "owner_households": (100, "estimated"),
        "tenants_spending_30": (40, "estimated"),
        "owners_spending_30": (10, "estimated"),
    }
    days = con.execute("SELECT DISTINCT period_start, period_end, vintage FROM observations").fetchall()
    assert days == [(date(2021, 5, 11), date(2021, 5, 11), "2021")]
    groups = con.execute("SELECT value FROM observations WHERE area_id = '24990001' AND group_id = 'age=25-64'")
    assert groups.fetchall() == [(275,)]


def test_a_rate_does_not_matter_where_nobody_is_in_its_base(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    observe(con, SOURCE)
    all_tenants = _observed(con, "24990002")
    assert all_tenants["population"] == (1_000, "normal")
    assert all_tenants["shelter_cost_30_households"] == (50, "estimated")


def test_an_empty_area_and_an_area_without_published_figures_say_why(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    observe(con, SOURCE)
    assert _observed(con, "24990003")["employed"] == (None, "not_applicable")
    assert _observed(con, "24990003")["population"] == (0, "normal")
    assert _observed(con, "24990004")["employed"] == (None, "not_available")
    assert _observed(con, "24990004")["population"] == (35, "normal")


def test_tracts_without_area_columns_and_with_symbols_are_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "CA16.csv"), SOURCE, tmp_path)
    observe(con, SOURCE)
    first, second = _observed(con, "9990001.10"), _observed(con, "9990002.00")
    assert first["population_25_64"] == (200 + 300 + 250 + 400 + 100 + 500, "normal")
    assert second["no_certificate_25_64"] == (150, "normal")
    assert second["population_25_64"] == (None, "unreliable")
    assert "low_income_persons" not in first
    found = con.execute("SELECT area_id, within_id FROM containment WHERE area_id = '9990001.10' ORDER BY 2").fetchall()
    assert found == [("9990001.10", "24"), ("9990001.10", "999")]


def test_which_area_lies_in_which_is_written_down_once(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    for _ in range(2):
        observe(con, SOURCE)
    found = con.execute("SELECT vintage, within_id, source_id FROM containment WHERE area_id = '24990001' ORDER BY 2")
    assert found.fetchall() == [("2021", id_, "census") for id_ in ("24", "2499023", "999", "9990001.10")]


def _changed(old: str, new: str) -> str:
    text = (SAMPLES / "CA21.csv").read_text("utf-8")
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"GeoUID"', '"GEO"', "expected the column “GeoUID”"),
        ("v_CA21_6498:", "v_CA16_5603:", "found 2016 and 2021"),
        ("v_CA21_", "v_CA06_", "expected vectors of one census of 2011, 2016, 2021"),
        ("v_CA21_", "w_", "found none"),
        ("v_CA21_", "v_CA21_9", "none of the vectors"),
        ("v_CA21_560:", "v_CA21_6498:", "“v_CA21_6498” stands twice"),
    ],
)
def test_a_header_that_cannot_be_read_says_what_is_wrong(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(SourceError, match=r"census\.csv, line 1") as refusal:
        stage(con, _written(tmp_path, _changed(old, new)), SOURCE, tmp_path)
    assert words in str(refusal.value)


def test_another_census_than_the_workspace_says_is_an_error(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    source = Source("census", "censusmapper", "x", "l", "p", "t", vintage="2016")
    with pytest.raises(SourceError, match="says vintage 2016, the file is of 2021"):
        stage(con, _snapshot(SAMPLES / "CA21.csv"), source, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"24990001","DA"', '"24990001x","DA"', "column geo_uid: expected an area code such as 24660001 or 4620067.00"),
        ('"9990001.10"', '"9990001.1"', "column ct_uid: expected an area code such as 2466023 or 4620067.00"),
        ('"4e+04"', '"4e"', "column v_CA21_560: expected a number, NA, x, F, .. or ..."),
        ('"24990002","DA"', '"24990001","DA"', "same geo_uid as an earlier line"),
    ],
)
def test_a_row_that_breaks_the_layout_is_rejected(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    staged = stage(con, _written(tmp_path, _changed(old, new)), SOURCE, tmp_path)
    assert reason in staged.reasons
    assert staged.lines.balance == 0


def test_the_same_area_in_two_files_of_a_source_is_an_error(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    stage(con, _written(tmp_path, _changed('"510"', '"515"')), SOURCE, tmp_path)
    with pytest.raises(SourceError, match=r"stands in two files of it"):
        observe(con, SOURCE)
    assert con.execute("SELECT count(*) FROM observations").fetchall() == [(0,)]


@pytest.mark.parametrize("vintage", TERMS)
def test_terms_are_of_measures_that_may_be_summed_and_of_one_census(vintage: str) -> None:
    for terms in TERMS[vintage]:
        assert MEASURES[terms.measure].aggregation is Aggregation.ADDITIVE
    assert len({(terms.measure, terms.group) for terms in TERMS[vintage]}) == len(TERMS[vintage])
    assert {name[:6] for name in vectors(vintage) if name.startswith("v_")} == {f"v_CA{vintage[2:]}"}


def test_terms_with_a_rate_are_proxies_and_say_so_in_both_languages() -> None:
    for terms in (terms for vintage in TERMS.values() for terms in vintage):
        assert terms.proxy or not any(part.rate or part.mean for part in terms.parts)
        assert terms.proxy is None or (terms.proxy.en and terms.proxy.fr)


def test_an_average_of_zero_is_one_that_was_not_published(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header, rows = "GeoUID,Type,Population,v_CA21_4313,v_CA21_4318", ["500,100,900", "400,50,0", "300,0,0"]
    lines = [f"2499000{number},DA,{row}" for number, row in enumerate(rows, start=1)]
    stage(con, _written(tmp_path, "\n".join([header, *lines]) + "\n"), SOURCE, tmp_path)
    observe(con, SOURCE)
    costs = [_observed(con, f"2499000{number}")["tenant_shelter_costs"] for number in (1, 2, 3)]
    assert costs == [(90_000, "estimated"), (None, "not_available"), (0, "estimated")]


def test_the_base_of_a_rate_counts_the_areas_that_the_rate_counts(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    header, rows = "GeoUID,Type,Population,v_CA21_5670,v_CA21_1040", ["500,490,20", "400,390,NA", "300,0,NA"]
    lines = [f"2499000{number},DA,{row}" for number, row in enumerate(rows, start=1)]
    stage(con, _written(tmp_path, "\n".join([header, *lines]) + "\n"), SOURCE, tmp_path)
    observe(con, SOURCE)
    seen = [_observed(con, f"2499000{number}") for number in (1, 2, 3)]
    assert [area["low_income_base"] for area in seen] == [(490, "estimated"), (None, "not_available"), (0, "estimated")]
    assert [area["low_income_persons"][0] for area in seen] == [98, None, 0]


def test_population_by_age_and_gender_adds_up(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    ages = [name for name in sorted(vectors("2021")) if any(name in _age_vectors(step) for step in range(3))]
    header = ",".join(["GeoUID,Type,Population", *ages])
    cells = ["10" if name in _age_vectors(0) else "5" for name in ages]
    stage(con, _written(tmp_path, f"{header}\n24990001,DA,180,{','.join(cells)}\n"), SOURCE, tmp_path)
    observe(con, SOURCE)
    found = dict(con.execute("SELECT group_id, value FROM observations WHERE measure_id = 'population'").fetchall())
    assert (found["gender=men"], found["gender=women"], found["age=65+"]) == (90, 90, 50)
    assert sum(value for group, value in found.items() if ";" in group) == found["total"] == 180


def _age_vectors(step: int) -> set[str]:
    return {f"v_CA21_{id_ + step}" for id_ in VECTORS["2021"].ages}
