"""The example's landing files: made from the compact figures alone, in the published layouts, with the true sums."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from examples.derive import derive
from examples.landing import write_landing
from examples.tidy import FIGURES, STUDY, Row, read_rows

PLACES = STUDY / "places"
LABOUR = {
    "2016": ("Population", "v_CA16_5603", "v_CA16_5606", "v_CA16_5609"),
    "2021": ("Population", "v_CA21_6498", "v_CA21_6501", "v_CA21_6504"),
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    write_landing(folder)
    return folder


def census(landing: Path, year: str, type_: str) -> list[Row]:
    """The lines of one type of area, their columns named by vector alone."""
    rows = read_rows(landing / "census" / f"CA{year[2:]}.csv")
    return [{name.split(":")[0]: cell for name, cell in row.items()} for row in rows if row["Type"] == type_]


def total(rows: list[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows if row[column] != "NA")


def test_two_runs_write_the_same_bytes(landing: Path, tmp_path: Path) -> None:
    write_landing(tmp_path)
    first, second = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in (landing, tmp_path))
    assert len(first) == 13
    assert first == second


@pytest.mark.parametrize(
    ("year", "type_", "expected", "rate"),
    [
        ("2016", "CT", (78146, 40155, 3730, 21930), 8.50),
        ("2021", "CT", (84543, 44365, 4900, 22455), 9.95),
        ("2021", "CSD", (1762949, 860065, 98965, 494195), 10.32),
    ],
)
def test_sums_are_those_of_the_published_areas(
    landing: Path, year: str, type_: str, expected: tuple[int, ...], rate: float
) -> None:
    rows = census(landing, year, type_)
    sums = tuple(total(rows, column) for column in LABOUR[year])
    assert sums == expected
    assert round(100 * sums[2] / (sums[1] + sums[2]), 2) == rate


def test_the_26_tracts_of_2011_reach_the_boundaries_of_2021_by_their_weights(landing: Path) -> None:
    tracts = {row["area_id"] for row in read_rows(PLACES / "sud-ouest.csv")}
    population = {row["GeoUID"]: int(row["Population"]) for row in census(landing, "2011", "CT")}
    weights = read_rows(landing / "crosswalk" / "ct_2011_2021.csv")
    carried = sum(population[w["source_ctuid"]] * float(w["w_pop"]) for w in weights if w["target_ctuid"] in tracts)
    assert len(population) == 26
    assert carried == pytest.approx(71537, abs=1)


@pytest.mark.parametrize("year", ["2011", "2016"])
@pytest.mark.parametrize("weight", ["w_pop", "w_dwe"])
def test_the_weights_of_every_tract_sum_to_one(landing: Path, year: str, weight: str) -> None:
    sums: dict[str, float] = {}
    for row in read_rows(landing / "crosswalk" / f"ct_{year}_2021.csv"):
        sums[row["source_ctuid"]] = sums.get(row["source_ctuid"], 0) + float(row[weight])
    assert len(sums) == 26
    assert all(value == pytest.approx(1, abs=1e-9) for value in sums.values())


def test_ids_stay_text_and_a_tract_without_values_says_na(landing: Path) -> None:
    lines = (landing / "census" / "CA16.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith('"GeoUID","Type","Region Name","Area (sq km)","Population","Dwellings","Households",')
    assert any(line.startswith('"4620067.00","CT",') for line in lines)
    (empty,) = (line for line in lines if line.startswith('"4620091.00"'))
    assert empty.endswith(",NA,NA,NA")


def test_displayed_tables_have_titles_months_symbols_and_footnotes(landing: Path) -> None:
    text = (landing / "labour" / "3310027001-eng.csv").read_bytes().decode("utf-8")
    assert text.startswith('\ufeff"Experimental estimates for business openings and closures')
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text)) if row}
    assert rows["Business dynamics measure"][0] == "August 2020"
    assert rows["Active businesses 2"][0] == "94,359"
    assert {"x", ".."} == set(rows["Temporary closures 4"])
    assert "Footnotes:" in rows


def test_montreals_unemployment_rate_is_the_published_one(landing: Path) -> None:
    text = (landing / "labour" / "1410037801-eng_unemployment_rate.csv").read_text("utf-8-sig")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text)) if row}
    by_month = dict(zip(rows["Geography 3"], rows["Montréal, Quebec"], strict=True))
    assert (by_month["August 2020"], by_month["March 2023"]) == ("11.7", "5.0")


def test_the_long_table_is_zipped_with_its_metadata(landing: Path) -> None:
    with zipfile.ZipFile(landing / "labour" / "14100287-eng.zip") as archive:
        assert archive.namelist() == ["14100287.csv", "14100287_MetaData.csv"]
        rows = list(csv.DictReader(io.StringIO(archive.read("14100287.csv").decode("utf-8-sig"))))
    last = {row["Labour force characteristics"]: row for row in rows if row["REF_DATE"] == "2024-12"}
    assert len(rows) == 16
    assert (last["Population"]["VALUE"], last["Unemployment"]["VALUE"]) == ("7522.8", "271.3")
    assert {row["DGUID"] for row in rows} == {"2021A000224"}


def test_neighbourhoods_divide_the_study_place() -> None:
    names = ("saint-henri", "petite-bourgogne", "pointe-saint-charles", "cote-saint-paul", "ville-emard")
    parts = [row["area_id"] for name in names for row in read_rows(PLACES / f"{name}.csv")]
    whole = [row["area_id"] for row in read_rows(PLACES / "sud-ouest.csv")]
    assert len(whole) == 26
    assert sorted(parts) == sorted(whole)


def test_the_most_deprived_tracts_are_the_last_fifth_of_the_city() -> None:
    ranked = read_rows(FIGURES / "deprivation.csv")
    most = read_rows(PLACES / "most_deprived.csv")
    assert len(ranked) == 26
    assert most == [row for row in ranked if row["quintile"] == "5"]
    assert all((float(row["rank_share"]) >= 0.8) == (row in most) for row in ranked if row["rate"])
    assert [row["area_id"] for row in ranked if not row["rate"]] == ["4620091.00"]


def test_every_tract_stands_in_its_quintile_with_all_its_residents(landing: Path) -> None:
    facts = read_rows(landing / "deprivation.csv")
    assert len(facts) == 26 * 5
    fifth = [row for row in facts if row["measure_id"] == "residents_quintile_5" and row["value"] not in {"", "0"}]
    assert {row["area_id"] for row in fifth} == {row["area_id"] for row in read_rows(PLACES / "most_deprived.csv")}
    population = {row["GeoUID"]: int(row["Population"]) for row in census(landing, "2021", "CT")}
    assert sum(int(row["value"] or 0) for row in facts) == sum(population.values()) - population["4620091.00"]


def test_every_figure_has_a_source_and_every_variable_a_figure() -> None:
    sources = {row["source_id"] for row in read_rows(FIGURES / "sources.csv")}
    figures = read_rows(FIGURES / "census.csv")
    others = [row for name in ("labour", "correspondence", "deprivation") for row in read_rows(FIGURES / f"{name}.csv")]
    assert {row["source_id"] for row in figures + others} <= sources
    listed = {(row["vintage"], row["variable"]) for row in read_rows(FIGURES / "variables.csv")}
    assert {(row["vintage"], row["variable"]) for row in figures} == listed
    assert len(figures) == len(listed) * 27


def test_the_census_figures_stay_compact() -> None:
    assert (FIGURES / "census.csv").stat().st_size < 600_000


@pytest.mark.long
def test_deriving_from_the_published_files_gives_the_same_bytes(shared_data: Path, tmp_path: Path) -> None:
    derive(shared_data, tmp_path)
    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")]
    assert len(made) == 11
    assert all((tmp_path / path).read_bytes() == (FIGURES.parent / path).read_bytes() for path in made)


@pytest.mark.parametrize(
    ("year", "rate", "whole", "less"),
    [
        ("2011", "v_CA11N_2606", "v_CA11F_551", ""),
        ("2016", "v_CA16_4892", "Households", "v_CA16_4897"),
        ("2021", "v_CA21_4315", "v_CA21_4313", ""),
    ],
)
def test_percentage_times_base_gives_the_summed_count(
    shared_data: Path, landing: Path, year: str, rate: str, whole: str, less: str
) -> None:
    path = shared_data / "statcan_census_cancensus_montreal_da" / f"Montreal_CSD_DA_CA{year[2:]}.csv"
    areas = [{name.split(":")[0]: cell for name, cell in row.items()} for row in read_rows(path)]
    for tract in census(landing, year, "CT"):
        parts = [area for area in areas if area["CT_UID"] == tract["GeoUID"] and area[rate] != "NA"]
        bases = [max(float(part[whole]) - (float(part[less]) if less else 0), 0) for part in parts]
        count = sum(float(part[rate]) * base / 100 for part, base in zip(parts, bases, strict=True))
        assert (
            tract[rate] == "NA"
            if not sum(bases)
            else float(tract[rate]) * sum(bases) / 100 == pytest.approx(count, abs=1e-6)
        )
