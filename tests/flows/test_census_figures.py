"""Le Sud-Ouest from the real census files: each share in one universe, over its own base, beside a plain recount."""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from tests.flows.conftest import figures

FILES = "statcan_census_cancensus_montreal_da/Montreal_CSD_DA_CA{}.csv"
Recount = Callable[..., float]


@pytest.fixture(scope="module")
def recount(shared_data: Path) -> Recount:
    """Sum columns of a census over the dissemination areas of the study or of the city, with no code of ours."""
    listed = shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv"
    with listed.open(encoding="utf-8", newline="") as file:
        tracts = {row["ctuid_2021"] for row in csv.DictReader(file)}

    @cache
    def areas(year: str) -> list[dict[str, str]]:
        with (shared_data / FILES.format(year)).open(encoding="utf-8", newline="") as file:
            return [{name.split(":")[0]: cell for name, cell in row.items()} for row in csv.DictReader(file)]

    def add(year: str, *vectors: int, rate: int = 0, everywhere: bool = False) -> float:
        found = 0.0
        for row in areas(year):
            cells = [row[f"v_CA{year}_{vector}"] for vector in vectors]
            share = row[f"v_CA{year}_{rate}"] if rate else "100"
            if (everywhere or row["CT_UID"] in tracts) and "NA" not in {*cells, share}:
                found += sum(map(float, cells)) * float(share) / 100
        return found

    return add


@pytest.fixture(params=["example", pytest.param("montreal", marks=pytest.mark.long)])
def published(request: pytest.FixtureRequest) -> pl.DataFrame:
    folder: Path = request.getfixturevalue(request.param)
    return figures(folder)


def one(published: pl.DataFrame, indicator: str, year: int, place: str = "sud-ouest") -> dict[str, object]:
    found = published.filter(
        (pl.col("indicator_id") == indicator)
        & (pl.col("place_id") == place)
        & (pl.col("period_end").dt.year() == year)
        & (pl.col("group_id") == "total")
    )
    assert found.height == 1, f"{found.height} figures of {indicator} in {year}"
    return found.row(0, named=True)


AGES_2021 = (107, 125, 143, 161, 179, 197, 215, 233)


@pytest.mark.parametrize(
    ("year", "none", "everyone", "status"),
    [(2016, 5099, (5099, 5102, 5108, 5117, 5120, 5123), "break"), (2021, 5868, AGES_2021, "estimated")],
)
def test_no_certificate_counts_residents_aged_25_to_64_in_every_census(
    published: pl.DataFrame, recount: Recount, year: int, none: int, everyone: tuple[int, ...], status: str
) -> None:
    """Not those aged 15 and over, of whom 2021 also publishes a count; 2011, a voluntary survey, is set apart."""
    row = one(published, "no_certificate_share", year)
    assert row["numerator"] == recount(str(year)[2:], none)
    assert row["denominator"] == recount(str(year)[2:], *everyone)
    assert row["status"] == status


def test_the_universe_of_no_certificate_is_the_same_three_times(published: pl.DataFrame) -> None:
    bases = {
        year: float(str(one(published, "no_certificate_share", year)["denominator"])) for year in (2011, 2016, 2021)
    }
    adults = {year: float(str(one(published, "participation_rate", year)["denominator"])) for year in bases}
    # Those aged 25 to 64 are between two thirds and four fifths of those aged 15 and over, in each census.
    assert all(0.66 < bases[year] / adults[year] < 0.80 for year in bases)
    assert "National Household Survey" in str(one(published, "no_certificate_share", 2016)["caveat"])


@pytest.mark.parametrize(("year", "base", "rate"), [(2016, 512, 2540), (2021, 5670, 1040)])
def test_the_low_income_rate_is_weighted_by_its_own_base(
    published: pl.DataFrame, recount: Recount, year: int, base: int, rate: int
) -> None:
    row = one(published, "low_income_rate_lim_at", year)
    low, everyone = recount(str(year)[2:], base, rate=rate), recount(str(year)[2:], base)
    assert row["numerator"] == pytest.approx(low, abs=1e-6)
    assert row["value"] == pytest.approx(100 * low / everyone, abs=0.05)
    population = float(str(one(published, "population", year)["value"]))
    assert everyone < population  # residents of institutions, or outside private households, are not in it


def test_the_gap_to_the_city_is_the_difference_of_the_two_rates(published: pl.DataFrame, recount: Recount) -> None:
    here, there = (
        100 * recount("21", 6498, everywhere=wide) / recount("21", 6498, 6501, 6504, everywhere=wide)
        for wide in (False, True)
    )
    assert one(published, "employment_gap", 2021)["value"] == pytest.approx(here - there)
    assert one(published, "employment_gap", 2021, "montreal")["value"] == 0


def test_the_median_income_lies_where_the_published_bins_say(published: pl.DataFrame, recount: Recount) -> None:
    """Of 2020, after tax: half of the households of the 26 tracts lie below it, by the bins of the whole place."""
    bins = [recount("21", 945 + place) for place in range(16)]
    limits = [*range(0, 50, 5), *range(50, 101, 10)]
    median = float(str(one(published, "median_household_income", 2021)["value"])) / 1000
    inside = next(place for place in range(15) if limits[place] <= median < limits[place + 1])
    share = (median - limits[inside]) / (limits[inside + 1] - limits[inside])
    assert sum(bins[:inside]) + share * bins[inside] == pytest.approx(sum(bins) / 2)


def test_no_change_of_occupations_is_told_between_two_classifications(published: pl.DataFrame) -> None:
    for indicator in ("industrial_jobs_change", "shift_share_regional"):
        row = one(published, indicator, 2021)
        assert (row["status"], row["value"]) == ("not_applicable", None)
        assert "NOC 2021" in str(row["caveat"])


@pytest.mark.parametrize(
    ("indicator", "year", "status"),
    [
        ("unemployment_rate", 2011, "estimated"),
        ("no_certificate_share", 2011, "estimated"),
        ("tenant_share", 2011, "estimated"),
        ("manufacturing_share", 2016, "break"),
        ("sustainable_commute_share", 2016, "normal"),
        ("unemployment_rate", 2021, "normal"),
        ("manufacturing_share", 2021, "estimated"),
        ("sustainable_commute_share", 2021, "estimated"),
        ("median_household_income", 2021, "estimated"),
        ("median_household_income", 2016, "normal"),
    ],
)
def test_figures_from_small_counts_published_as_0_say_so(
    published: pl.DataFrame, indicator: str, year: int, status: str
) -> None:
    row = one(published, indicator, year)
    assert row["status"] == status
    told = ("small counts of an area were published as 0", "petits effectifs d’un secteur étaient publiés comme 0")
    caveats = (str(row["caveat"]), str(row["caveat_fr"]))
    assert [words in caveat for words, caveat in zip(told, caveats, strict=True)] == [status == "estimated"] * 2


def test_what_misses_too_much_in_2011_has_no_figure_of_that_year(published: pl.DataFrame) -> None:
    years = published.filter(pl.col("value").is_not_null()).select("indicator_id", pl.col("period_end").dt.year())
    for indicator in (
        "manufacturing_share",
        "immigrant_share",
        "sustainable_commute_share",
        "owner_shelter_burden_rate",
    ):
        found = set(years.filter(pl.col("indicator_id") == indicator)["period_end"])
        assert found == {2016, 2021}


@pytest.mark.parametrize(
    ("indicator", "value", "published_value"),
    [
        ("owner_shelter_burden_rate", 14.6, 18.0),
        ("tenant_shelter_burden_rate", 27.4, 27.8),
        ("subsidised_tenant_share", 7.4, 8.6),
        ("low_income_rate_lim_at", 17.3, 17.4),
        ("shelter_cost_burden_rate", 22.7, 24.2),
    ],
)
def test_the_city_lies_below_its_published_rates_by_as_much_as_the_readme_says(
    published: pl.DataFrame, indicator: str, value: float, published_value: float
) -> None:
    row = one(published, indicator, 2021, "montreal")
    assert row["value"] == pytest.approx(value, abs=0.12)
    assert row["value"] < published_value
    assert row["status"] == "estimated"
