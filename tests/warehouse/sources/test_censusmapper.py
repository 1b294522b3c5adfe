"""CensusMapper's wide layout: the real files give the published figures, and each broken file says what is wrong."""

import csv
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.censusmapper import TERMS, vectors
from schemas.errors import SourceError
from schemas.measures import MEASURES
from schemas.vocabulary import Aggregation
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.censusmapper import observe, stage
from warehouse.staging import Lines

SAMPLES = Path(__file__).parents[2] / "samples" / "censusmapper"
REAL = "statcan_census_cancensus_montreal_da/Montreal_CSD_{}.csv"
SOURCE = Source("census", "censusmapper", "census.csv", "licence", "Statistics Canada", "Census")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_tables(connection)
        yield connection


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every real file, staged and observed, each as a source of its own."""
    with duckdb.connect() as connection:
        create_tables(connection)
        for name in ("DA_CA11", "DA_CA16", "DA_CA21", "row_CA21"):
            source = Source(name, "censusmapper", name, "licence", "Statistics Canada", "Census", f"20{name[-2:]}")
            stage(connection, _snapshot(shared_data / REAL.format(name)), source, tmp_path_factory.mktemp("work"))
            observe(connection, source)
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


def _sums(con: duckdb.DuckDBPyConnection, source: str, tracts: list[str] | None = None) -> dict[str, float]:
    within = "" if tracts is None else "AND area_id IN (SELECT area_id FROM containment WHERE within_id IN $tracts)"
    found = con.execute(
        f"SELECT measure_id, sum(value) FROM observations WHERE source_id = $source {within} GROUP BY ALL",
        {"source": source} | ({} if tracts is None else {"tracts": tracts}),
    ).fetchall()
    return dict(found)


def _tracts(shared_data: Path) -> list[str]:
    path = shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["ctuid_2021"] for row in csv.DictReader(file)]


def test_a_dissemination_area_gives_counts_and_counts_worked_back_from_rates(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    staged = stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    assert staged.lines == Lines(physical=5, header=1, notes=0, kept=4, rejected=0, blank=0)
    assert observe(con, SOURCE) == 4 * len(TERMS["2021"])
    assert _observed(con, "24990001") == {
        "population": (510, "normal"),
        "households": (260, "normal"),
        "employed": (250, "normal"),
        "unemployed": (20, "normal"),
        "not_in_labour_force": (140, "normal"),
        "manufacturing_occupations": (15, "normal"),
        "no_certificate_25_64": (35, "normal"),
        "population_25_64": (275, "estimated"),
        "low_income_base": (500, "estimated"),
        "low_income_persons": (pytest.approx(102), "estimated"),
        "shelter_cost_base": (260, "estimated"),
        "shelter_cost_30_households": (pytest.approx(160 * 0.25 + 100 * 0.10), "estimated"),
    }
    days = con.execute("SELECT DISTINCT period_start, period_end, vintage, group_id FROM observations").fetchall()
    assert days == [(date(2021, 5, 11), date(2021, 5, 11), "2021", "total")]


def test_a_rate_does_not_matter_where_nobody_is_in_its_base(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stage(con, _snapshot(SAMPLES / "CA21.csv"), SOURCE, tmp_path)
    observe(con, SOURCE)
    all_tenants = _observed(con, "24990002")
    assert all_tenants["population"] == (1_000, "normal")
    assert all_tenants["shelter_cost_30_households"] == (pytest.approx(50), "estimated")


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
    with pytest.raises(SourceError, match="census.csv, line 1") as refusal:
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
    assert len({terms.measure for terms in TERMS[vintage]}) == len(TERMS[vintage]) == 12
    assert {name[:6] for name in vectors(vintage) if name.startswith("v_")} == {f"v_CA{vintage[2:]}"}


def test_terms_with_a_rate_are_proxies_and_say_so_in_both_languages() -> None:
    for terms in (terms for vintage in TERMS.values() for terms in vintage):
        assert terms.proxy or not any(part.rate for part in terms.parts)
        assert terms.proxy is None or (terms.proxy.en and terms.proxy.fr)


@pytest.mark.parametrize(
    ("source", "population", "employed", "unemployed", "inactive"),
    [("DA_CA16", 78_146, 40_155, 3_730, 21_930), ("DA_CA21", 84_543, 44_365, 4_900, 22_455)],
)
def test_le_sud_ouest_has_its_published_figures(
    real: duckdb.DuckDBPyConnection,
    shared_data: Path,
    source: str,
    population: int,
    employed: int,
    unemployed: int,
    inactive: int,
) -> None:
    sums = _sums(real, source, _tracts(shared_data))
    assert sums["population"] == population
    assert (sums["employed"], sums["unemployed"], sums["not_in_labour_force"]) == (employed, unemployed, inactive)


def test_the_city_has_its_published_figures(real: duckdb.DuckDBPyConnection) -> None:
    sums = _sums(real, "DA_CA21")
    assert (sums["population"], sums["employed"]) == (1_762_949, 860_065)
    assert (sums["unemployed"], sums["not_in_labour_force"]) == (98_965, 494_195)


def test_areas_add_up_to_the_row_of_the_whole_city(real: duckdb.DuckDBPyConnection) -> None:
    parts, whole = _sums(real, "DA_CA21"), _sums(real, "row_CA21")
    assert (parts["population"], parts["households"]) == (whole["population"], whole["households"])
    # Each area is rounded by itself, and small counts are not published: the parts miss some of the whole.
    for measure in ("employed", "unemployed", "not_in_labour_force", "no_certificate_25_64"):
        assert parts[measure] == pytest.approx(whole[measure], rel=0.012)
    assert "population_25_64" not in whole


@pytest.mark.parametrize(("source", "low", "high"), [("DA_CA11", 0.95, 0.98), ("DA_CA16", 0.98, 1.0)])
def test_certificates_add_up_to_residents_aged_25_to_64(
    real: duckdb.DuckDBPyConnection, shared_data: Path, source: str, low: float, high: float
) -> None:
    """The universe of the six vectors: in private households, so somewhat fewer than all residents of that age."""
    with (shared_data / REAL.format(source)).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ages = [name for name in rows[0] if name.endswith("years, - Total") and 25 <= _first_age(name) < 65]
    everyone = sum(float(row[name]) for row in rows for name in ages if row[name] != "NA")
    assert len(ages) == 8
    assert low < _sums(real, source)["population_25_64"] / everyone < high


def _first_age(name: str) -> int:
    return int(name.split(": ")[1].split(" ", maxsplit=1)[0])


def test_small_counts_of_2011_are_told_to_be_too_low(real: duckdb.DuckDBPyConnection, shared_data: Path) -> None:
    """Why `unemployed` of 2011 is `estimated`: more than a quarter of the areas have 0, and none 1 to 9."""
    with (shared_data / REAL.format("DA_CA11")).open(encoding="utf-8", newline="") as file:
        name, *_ = (name for name in next(csv.reader(file)) if name.startswith("v_CA11N_1996:"))
        file.seek(0)
        found = [float(row[name]) for row in csv.DictReader(file) if row[name] != "NA"]
    assert sum(value == 0 for value in found) > len(found) / 4
    assert min(value for value in found if value > 0) == 10
    statuses = real.execute(
        "SELECT DISTINCT status FROM observations WHERE measure_id = 'unemployed' AND vintage = '2011' AND value >= 0"
    ).fetchall()
    assert statuses == [("estimated",)]


def test_every_line_of_the_real_files_is_kept(real: duckdb.DuckDBPyConnection) -> None:
    found = real.execute("SELECT source_id, physical, kept, rejected FROM lines ORDER BY source_id").fetchall()
    assert found == [
        ("DA_CA11", 2_805, 2_804, 0),
        ("DA_CA16", 2_806, 2_805, 0),
        ("DA_CA21", 2_832, 2_831, 0),
        ("row_CA21", 2, 1, 0),
    ]
