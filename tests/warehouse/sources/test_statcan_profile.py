"""The bulk Census Profile of 2021 and 2016: mapped characteristics, symbols, groups, and what is refused."""

import csv
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from schemas.errors import ConfigurationError, SourceError
from schemas.statcan_profile import PROFILES
from tests.memory import database
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.statcan_profile import observe, stage
from warehouse.staging import Lines

SAMPLES = Path(__file__).parents[2] / "samples" / "statcan_profile"
LAYOUT = "statcan_census_profile_bulk_layout"
SOURCE = Source("profile", "statcan_profile", "profile.csv", "licence", "Statistics Canada", "Census Profile")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def _snapshot(path: Path) -> Snapshot:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def _changed(folder: Path, name: str, old: str, new: str) -> Snapshot:
    text = (SAMPLES / name).read_bytes().decode()
    assert old in text
    path = folder / "profile.csv"
    path.write_bytes(text.replace(old, new).encode())
    return _snapshot(path)


def _observed(con: duckdb.DuckDBPyConnection, area: str, group: str = "total") -> dict[str, tuple[float | None, str]]:
    query = "SELECT measure_id, value, status FROM observations WHERE area_id = ? AND group_id = ?"
    return {measure: (value, status) for measure, value, status in con.execute(query, [area, group]).fetchall()}


def test_characteristics_of_2021_become_measures_by_group(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = stage(con, _snapshot(SAMPLES / "2021.csv"), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=43, header=1, notes=0, kept=42, rejected=0, blank=0)
    observe(con, SOURCE)
    assert _observed(con, "9990001.10") == {
        "population": (5_200, "normal"),
        "households": (2_400, "normal"),
        "low_income_base": (5_000, "normal"),
        "low_income_persons": (900, "normal"),
        "shelter_cost_base": (2_390, "normal"),
        "shelter_cost_30_households": (700, "estimated"),
        "population_25_64": (3_000, "normal"),
        "no_certificate_25_64": (300, "normal"),
        "employed": (2_500, "revised"),
        "unemployed": (250, "normal"),
        "not_in_labour_force": (1_200, "normal"),
        "manufacturing_occupations": (90, "normal"),
    }
    assert _observed(con, "9990001.10", "gender=women")["employed"] == (1_200, "normal")
    assert _observed(con, "9990001.10", "gender=men")["manufacturing_occupations"] == (None, "unreliable")
    assert "population" not in _observed(con, "9990001.10", "gender=men")
    assert _observed(con, "99990001")["unemployed"] == (None, "suppressed")


def test_small_counts_of_a_dissemination_area_of_2021_are_estimated(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    stage(con, _changed(tmp_path, "2021.csv", "2021S05079990001.10", "2021S051299990002"), SOURCE, tmp_path)
    observe(con, SOURCE)
    found = {measure: status for measure, (_, status) in _observed(con, "99990002").items()}
    assert (found["manufacturing_occupations"], found["no_certificate_25_64"]) == ("estimated", "estimated")
    assert (found["unemployed"], found["employed"], found["population"]) == ("normal", "revised", "normal")


def test_areas_whose_codes_are_others_too_keep_their_type(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "2021.csv"), SOURCE, tmp_path)
    observe(con, SOURCE)
    areas = con.execute("SELECT DISTINCT area_id FROM observations ORDER BY 1").fetchall()
    assert areas == [("9990001.10",), ("99990001",), ("S051699990001",)]
    within = con.execute("SELECT area_id, within_id FROM containment ORDER BY 1").fetchall()
    assert within == [("9990001.10", "999"), ("99990001", "99")]


def test_symbols_of_2016_stand_in_the_cells(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged = stage(con, _snapshot(SAMPLES / "2016.csv"), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=27, header=1, notes=0, kept=26, rejected=0, blank=0)
    observe(con, SOURCE)
    assert _observed(con, "999")["unemployed"] == (200, "normal")
    assert _observed(con, "9990001.10")["unemployed"] == (None, "suppressed")
    assert _observed(con, "999", "gender=men")["manufacturing_occupations"] == (None, "unreliable")
    assert _observed(con, "999", "gender=women")["employed"] == (950, "normal")
    assert len(_observed(con, "999")) == 12


def test_the_workspace_adds_characteristics_and_replaces_built_in_ones(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    mapping = {"characteristics": {"employed": 2230, "opening_businesses": 6}}
    source = Source("profile", "statcan_profile", "x", "l", "p", "t", mapping=mapping)
    stage(con, _snapshot(SAMPLES / "2021.csv"), source, tmp_path)
    observe(con, source)
    found = _observed(con, "9990001.10")
    assert (found["employed"], found["opening_businesses"]) == ((12.5, "normal"), (12.5, "normal"))
    assert len(found) == 13


@pytest.mark.parametrize(
    ("mapping", "words"),
    [({"employd": 2230}, "did you mean “employed”"), ({"employed": 9_999}, "an id from 1 to 2631, found “9999”")],
)
def test_a_mapping_to_what_is_not_there_is_an_error_of_the_workspace(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, mapping: dict[str, int], words: str
) -> None:
    source = Source("profile", "statcan_profile", "x", "l", "p", "t", mapping={"characteristics": mapping})
    with pytest.raises(ConfigurationError) as refusal:
        stage(con, _snapshot(SAMPLES / "2021.csv"), source, tmp_path)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("2021.csv", "C1_COUNT_TOTAL,SYMBOL", "SYMBOL,C1_COUNT_TOTAL", "column 12 of the header"),
        ("2021.csv", "DGUID,ALT", "DGUID ,ALT", "nearest name: “DGUID ”"),
        ("2021.csv", "CHARACTERISTIC_NAME", "NOM_CARACTÉRISTIQUE", "column 10 of the header"),
        (
            "2021.csv",
            '"    Employed"',
            '"    Employees"',
            "characteristic 2225 should be “Employed”, found “    Employees”",
        ),
        ("2016.csv", "Census Tracts", "Health Regions", "whose codes are also those of other areas"),
        ("2016.csv", '"GNR_LF",', "", "column 6 of the header"),
        ("2016.csv", '"Employed"', '"Unemployed"', "line 11: characteristic 1867 should be “Employed”"),
    ],
)
def test_another_layout_or_census_says_where_it_differs(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(SourceError, match=r"profile\.csv, line") as refusal:
        stage(con, _changed(tmp_path, name, old, new), SOURCE, tmp_path)
    assert words in str(refusal.value)


def test_another_vintage_than_the_workspace_says_is_an_error(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    source = Source("profile", "statcan_profile", "x", "l", "p", "t", vintage="2021")
    with pytest.raises(SourceError, match="says vintage 2021, the file is of 2016"):
        stage(con, _snapshot(SAMPLES / "2016.csv"), source, tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("2021.csv", "2500", "2 500", "column total: expected a number"),
        ("2021.csv", '"E"', '"Q"', "column total_symbol: expected a symbol of Statistics Canada"),
        ("2021.csv", '"2021S051299990001"', '"2016S051299990001"', "column geo_code: expected a DGUID of 2021 such as"),
        ("2021.csv", ",2230,", ",2632,", "column characteristic_id: expected a number in the range 1, 2631"),
        ("2021.csv", '\r\n2021,"2021S0512', '\r\n2016,"2021S0512', "column census_year: expected 2021"),
        (
            "2021.csv",
            "2021S051299990001",
            "2021S05079990001.10",
            "same vintage, geo_code, characteristic_id as an earlier",
        ),
        ("2016.csv", ",2000,1050,", ",2000,?,", "column men: expected a number, x, F, .. or ..."),
    ],
)
def test_rows_that_break_the_layout_are_rejected_mapped_or_not(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, old: str, new: str, reason: str
) -> None:
    staged = stage(con, _changed(tmp_path, name, old, new), SOURCE, tmp_path)
    assert any(found.startswith(reason) for found in staged.reasons)
    assert staged.lines.balance == 0


def test_a_windows_file_is_read_as_one(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = (SAMPLES / "2021.csv").read_bytes().decode().replace("Exempleville", "L’Été – Est")
    path = tmp_path / "profile.csv"
    path.write_bytes(text.encode("cp1252"))
    source = Source("profile", "statcan_profile", "x", "l", "p", "t", encoding="cp1252")
    assert stage(con, _snapshot(path), source, tmp_path).lines.kept == 42


def test_the_heads_of_the_published_files_are_read(
    con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path
) -> None:
    for name, area, population in (
        ("2021/98-401-X2021012_English_CSV_data.HEAD_VERBATIM.csv", "S051610010001", 8_881),
        ("2016/98-401-X2016044_English_CSV_data.HEAD_VERBATIM.csv", "01", 35_151_728),
    ):
        staged = stage(con, _snapshot(shared_data / LAYOUT / name), SOURCE, tmp_path)
        assert staged.lines == Lines(physical=10, header=1, notes=0, kept=9, rejected=0, blank=0)
        observe(con, SOURCE)
        assert _observed(con, area)["population"] == (population, "normal")


def _names_2021(shared_data: Path) -> dict[int, str]:
    path = shared_data / LAYOUT / "2021" / "census_profile_lut_legend.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    return {int(float(str(id_))): str(name).rpartition(" (")[0] or str(name) for id_, name in rows}


def _names_2016(shared_data: Path) -> dict[int, str]:
    path = shared_data / LAYOUT / "2016" / "derived_quebec_economic_regions_98-401-X2016_long.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {int(row[3]): row[2] for row in list(csv.reader(file))[1:2_248]}


@pytest.mark.parametrize("vintage", PROFILES)
def test_the_ids_are_those_of_the_published_list(shared_data: Path, vintage: str) -> None:
    names = (_names_2021 if vintage == "2021" else _names_2016)(shared_data)
    assert len(names) == PROFILES[vintage].size
    for item in PROFILES[vintage].characteristics:
        published = " ".join(names[item.id].split())
        assert published.startswith(item.name) or item.name.startswith(published)


def test_the_mapped_universes_of_2016_fit_into_each_other(shared_data: Path) -> None:
    path = shared_data / LAYOUT / "2016" / "derived_quebec_economic_regions_98-401-X2016_long.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        region = {int(row[3]): float(row[4]) for row in csv.reader(file) if row[0] == "2475"}
    value = {item.measure: region[item.id] for item in PROFILES["2016"].characteristics}
    assert value["unemployed"] / (value["employed"] + value["unemployed"]) == pytest.approx(
        region[1872] / 100, abs=6e-4
    )
    assert value["low_income_persons"] / value["low_income_base"] == pytest.approx(region[857] / 100, abs=6e-4)
    assert value["no_certificate_25_64"] < value["population_25_64"] < value["population"]
    assert value["shelter_cost_30_households"] < value["shelter_cost_base"] < value["households"]
