"""CensusMapper's wide layout: the real files of Montréal give the published figures of 2011, 2016 and 2021."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from indicators.methods.bins import quantile
from schemas.censusmapper_terms import TERMS
from schemas.censusmapper_vectors import REFERENCE_DAYS
from schemas.measures import INCOME_BINS, INCOME_LIMITS, MEASURES
from schemas.vocabulary import Unit
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.censusmapper import observe, stage

REAL = "statcan_census_cancensus_montreal_da/Montreal_CSD_{}.csv"


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Real"]:
    """The files of areas and that of the city, by their names; each is read when it is first asked for."""
    with duckdb.connect() as con:
        create_tables(con)
        yield Real(con, shared_data, tmp_path_factory.mktemp("real"))


@dataclass
class Real:
    """A database of real files."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    work: Path
    read: set[str] = field(default_factory=set)

    def __call__(self, name: str) -> duckdb.DuckDBPyConnection:
        """Return the database with the file in it, staged and observed."""
        if name not in self.read:
            source = Source(
                name, "censusmapper", "", "licence", "Statistics Canada", "Census", vintage=f"20{name[-2:]}"
            )
            stage(self.con, _snapshot(self.folder / REAL.format(name)), source, self.work)
            observe(self.con, source)
            self.read.add(name)
        return self.con


def _snapshot(path: Path) -> Snapshot:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Snapshot(digest, path, len(data), str(path), path.name, "licence", datetime.now(UTC))


def _sums(real: Real, source: str, tracts: list[str] | None = None) -> dict[str, float]:
    within = "" if tracts is None else "AND area_id IN (SELECT area_id FROM containment WHERE within_id IN $tracts)"
    query = (
        f"SELECT measure_id, sum(value) FROM observations WHERE source_id = $source AND group_id = 'total' {within} "
        "GROUP BY ALL"
    )
    given = {"source": source} | ({} if tracts is None else {"tracts": tracts})
    return dict(real(source).execute(query, given).fetchall())


def _tracts(shared_data: Path) -> list[str]:
    path = shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["ctuid_2021"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("source", "population", "employed", "unemployed", "inactive"),
    [
        pytest.param("DA_CA16", 78_146, 40_155, 3_730, 21_930, marks=pytest.mark.long),
        ("DA_CA21", 84_543, 44_365, 4_900, 22_455),
    ],
)
def test_le_sud_ouest_has_its_published_figures(
    real: Real,
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


def test_the_city_has_its_published_figures(real: Real) -> None:
    sums = _sums(real, "DA_CA21")
    assert (sums["population"], sums["employed"]) == (1_762_949, 860_065)
    assert (sums["unemployed"], sums["not_in_labour_force"]) == (98_965, 494_195)


# How far the sum of all areas lies from the published count of the city, in percent, where that is more than 1 %: small
# counts of an area are published as 0. All others lie within 1 %, the exact ones on the count.
BEYOND_ONE_PERCENT = {
    "non_permanent_residents": -1.77,
    "management_occupations": -22.39,
    "business_other_occupations": 6.34,  # what the others leave over of the labour force
    "health_occupations": -1.08,
    "culture_sport_occupations": -4.00,
    "primary_occupations": -63.28,
    "manufacturing_occupations": -6.14,
    "commute_active": -5.85,
    "commute_other": -39.18,
    "commute_30_and_over": -1.09,
    "no_certificate_25_64": -1.01,
    "household_income_000": -13.01,
    "household_income_005": -26.64,
    "household_income_010": -11.55,
    "household_income_015": -5.32,
    "household_income_020": -1.08,
    "household_income_025": -1.32,
    "household_income_030": -1.35,
    "shelter_cost_base": -4.02,  # in 143 areas the rate of owners or of tenants is not published
    "shelter_cost_30_households": -10.51,  # nor are these; and rates of few owners are 0
    "tenants_spending_30": -1.76,
    "owners_spending_30": -18.96,
    "tenants_subsidised": -13.99,
}
EXACT = {"population", "households", "private_dwellings", "dwellings_unoccupied"}


def test_areas_add_up_to_the_row_of_the_whole_city(real: Real) -> None:
    parts, whole = _sums(real, "DA_CA21"), _sums(real, "row_CA21")
    off = {measure: 100 * (parts[measure] / value - 1) for measure, value in whole.items()}
    assert len(off) == 59
    assert {measure: share for measure, share in off.items() if abs(share) > 1} == pytest.approx(
        BEYOND_ONE_PERCENT, abs=0.005
    )
    assert {measure for measure, share in off.items() if abs(share) < 1e-4} == EXACT


@pytest.mark.parametrize(
    ("part", "whole", "summed", "published"),
    [
        ("low_income_persons", "low_income_base", 17.34, 17.4),  # the published rate is v_CA21_1040 itself
        ("shelter_cost_30_households", "shelter_cost_base", 22.59, 24.23),
        ("tenants_spending_30", "tenant_households", 27.36, 27.8),
        ("owners_spending_30", "owner_households", 14.51, 18.0),
        ("tenants_subsidised", "tenant_households", 7.41, 8.6),
    ],
)
def test_rates_put_together_again_from_areas_lie_below_those_of_the_city(
    real: Real, shared_data: Path, part: str, whole: str, summed: float, published: float
) -> None:
    areas, city = _sums(real, "DA_CA21"), _sums(real, "row_CA21")
    assert 100 * areas[part] / areas[whole] == pytest.approx(summed, abs=0.005)
    if part == "low_income_persons":
        with (shared_data / REAL.format("row_CA21")).open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert [float(cell) for name, cell in row.items() if name.startswith("v_CA21_1040:")] == [published]
    else:
        assert 100 * city[part] / city[whole] == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(("share", "percent"), [(0.1, 2.93), (0.25, 2.27), (0.5, 1.07), (0.75, 0.53)])
def test_incomes_put_together_from_areas_lie_above_those_of_the_city(real: Real, share: float, percent: float) -> None:
    """Low incomes are missing from the bins of areas: by these percents are the quantiles too high."""
    upper = [*INCOME_LIMITS[1:], None]
    areas, city = (
        quantile([sums[measure.id] for measure in INCOME_BINS], INCOME_LIMITS, upper, share).item()
        for sums in (_sums(real, "DA_CA21"), _sums(real, "row_CA21"))
    )
    assert 100 * (areas / city - 1) == pytest.approx(percent, abs=0.005)


def test_what_does_not_add_up_is_estimated_and_what_does_is_not(real: Real) -> None:
    told = {terms.measure for terms in TERMS["2021"] if terms.proxy}
    assert set(BEYOND_ONE_PERCENT) <= told
    small = {measure for measure in told if MEASURES[measure].remark_on(REFERENCE_DAYS["2021"])}
    bins = {measure.id for measure in INCOME_BINS}  # one distribution
    assert small - bins == {m for m in BEYOND_ONE_PERCENT if MEASURES[m].sampled and MEASURES[m].unit is Unit.PERSONS}
    rows = real("DA_CA21").execute(
        "SELECT DISTINCT measure_id, status FROM observations WHERE source_id = 'DA_CA21' AND value > 0"
    )
    assert dict(rows.fetchall()) == {
        terms.measure: "estimated" if terms.measure in told else "normal" for terms in TERMS["2021"]
    }


@pytest.mark.long
@pytest.mark.parametrize(("source", "low", "high"), [("DA_CA11", 0.95, 0.98), ("DA_CA16", 0.98, 1.0)])
def test_certificates_add_up_to_residents_aged_25_to_64(
    real: Real, shared_data: Path, source: str, low: float, high: float
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


@pytest.mark.long
def test_small_counts_of_2011_are_told_to_be_too_low(real: Real, shared_data: Path) -> None:
    """Why `unemployed` of 2011 is `estimated`: more than a quarter of the areas have 0, and none 1 to 9."""
    with (shared_data / REAL.format("DA_CA11")).open(encoding="utf-8", newline="") as file:
        name, *_ = (name for name in next(csv.reader(file)) if name.startswith("v_CA11N_1996:"))
        file.seek(0)
        found = [float(row[name]) for row in csv.DictReader(file) if row[name] != "NA"]
    assert sum(value == 0 for value in found) > len(found) / 4
    assert min(value for value in found if value > 0) == 10
    query = (
        "SELECT DISTINCT status FROM observations WHERE measure_id = 'unemployed' AND vintage = '2011' AND value >= 0"
    )
    statuses = real("DA_CA11").execute(query).fetchall()
    assert statuses == [("estimated",)]


@pytest.mark.parametrize(
    ("source", "physical", "kept"),
    [
        pytest.param("DA_CA11", 2_805, 2_804, marks=pytest.mark.long),
        pytest.param("DA_CA16", 2_806, 2_805, marks=pytest.mark.long),
        ("DA_CA21", 2_832, 2_831),
        ("row_CA21", 2, 1),
    ],
)
def test_every_line_of_the_real_files_is_kept(real: Real, source: str, physical: int, kept: int) -> None:
    lines = "SELECT physical, kept, rejected FROM lines WHERE source_id = ?"
    assert real(source).execute(lines, [source]).fetchall() == [(physical, kept, 0)]
