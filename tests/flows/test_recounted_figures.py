"""Figures of methods over the real census files, beside a recount from the same files with no code of ours."""

import csv
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

import polars as pl
import pytest

from tests.flows.conftest import figures

FILE = "statcan_census_cancensus_montreal_da/Montreal_CSD_DA_CA{}.csv"
LIMITS = [*range(0, 50_000, 5_000), *range(50_000, 100_001, 10_000)]
MIDDLES = [(low + high) / 2 for low, high in pairwise(LIMITS)] + [100_000.0]
BINS_2016, BINS_2021 = [*range(2427, 2443)], [*range(945, 961)]
LABOUR_2016, LABOUR_2021 = (5603, 5606, 5609), (6498, 6501, 6504)  # employed, unemployed, neither
Recount = Callable[..., dict[str, list[float]]]


@pytest.fixture(scope="module")
def study(shared_data: Path) -> set[str]:
    listed = shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv"
    with listed.open(encoding="utf-8", newline="") as file:
        return {row["ctuid_2021"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def tracts(shared_data: Path) -> Recount:
    """Sums over the areas of each tract, then their number; `times` names the column that counts are multiplied by."""

    @cache
    def rows(year: str) -> list[dict[str, str]]:
        with (shared_data / FILE.format(year)).open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        names = [name.split(":")[0] for name in head]
        return [dict(zip(names, line, strict=True)) for line in lines]

    def add(year: str, vectors: tuple[int, ...] | list[int], times: int = 0) -> dict[str, list[float]]:
        sums: dict[str, list[float]] = {}
        prefix = "v_CA11N" if year == "11" else f"v_CA{year}"
        names, factor = [f"{prefix}_{vector}" for vector in vectors], f"{prefix}_{times}"
        for row in rows(year):
            cells = [row[name] for name in (*names, *([factor] if times else []))]
            if "NA" not in cells:
                by = float(row[factor]) if times else 1.0
                held = sums.setdefault(row["CT_UID"], [0.0] * (len(names) + 1))
                for place, value in enumerate([float(row[name]) for name in names]):
                    held[place] += value * by
                held[-1] += 1
        return sums

    return add


@pytest.fixture(scope="module")
def weights(shared_data: Path, study: set[str]) -> dict[str, float]:
    """The share of each tract of 2011 that lies in the study area of 2021, by dwellings."""
    found: dict[str, float] = {}
    path = shared_data / "cltd_census_tract_crosswalk" / "ct_2011_2021.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["target_ctuid"] in study:
                found[row["source_ctuid"]] = found.get(row["source_ctuid"], 0.0) + float(row["w_dwe"])
    return found


@pytest.fixture(scope="module", params=["example", pytest.param("montreal", marks=pytest.mark.long)])
def published(request: pytest.FixtureRequest) -> pl.DataFrame:
    folder: Path = request.getfixturevalue(request.param)
    return figures(folder).filter((pl.col("place_id") == "sud-ouest") & (pl.col("group_id") == "total"))


def one(published: pl.DataFrame, indicator: str, year: int) -> dict[str, float]:
    rows = published.filter((pl.col("indicator_id") == indicator) & (pl.col("period_end").dt.year() == year))
    return rows.row(0, named=True)


def within(sums: dict[str, list[float]], study: set[str]) -> list[list[float]]:
    return [held for tract, held in sums.items() if tract in study]


def added(rows: list[list[float]]) -> list[float]:
    return [sum(column) for column in zip(*rows, strict=True)]


def test_gini_is_the_mean_difference_of_any_two_households(
    published: pl.DataFrame, tracts: Recount, study: set[str]
) -> None:
    counts = added(within(tracts("21", BINS_2021), study))[:-1]
    pairs = list(zip(counts, MIDDLES, strict=True))
    apart = sum(n * m * abs(x - y) for n, x in pairs for m, y in pairs)
    everyone, money = sum(counts), sum(n * x for n, x in pairs)
    assert one(published, "gini_income", 2021)["value"] == pytest.approx(apart / (2 * everyone * money))


def test_theil_between_tracts_holds_their_shares_of_income_against_those_of_households(
    published: pl.DataFrame, tracts: Recount, study: set[str]
) -> None:
    each = [
        (sum(held[:-1]), sum(n * x for n, x in zip(held[:-1], MIDDLES, strict=True)))
        for held in within(tracts("21", BINS_2021), study)
    ]
    households, money = added([list(pair) for pair in each])
    expected = sum(m / money * log((m / money) / (h / households)) for h, m in each if m)
    assert one(published, "theil_between_areas", 2021)["value"] == pytest.approx(expected)


def test_the_dissimilarity_of_low_income_is_over_the_tracts(
    published: pl.DataFrame, tracts: Recount, study: set[str]
) -> None:
    people, poor = (
        {tract: held[0] for tract, held in sums.items() if tract in study}
        for sums in (tracts("21", (5670, 1040)), tracts("21", (5670,), 1040))  # areas that publish a rate, only these
    )
    low = {tract: value / 100 for tract, value in poor.items()}
    all_low, all_others = sum(low.values()), sum(people.values()) - sum(low.values())
    expected = sum(abs(low[t] / all_low - (people[t] - low[t]) / all_others) for t in low) / 2
    assert one(published, "low_income_dissimilarity", 2021)["value"] == pytest.approx(expected)


def test_the_change_of_the_employment_gap_takes_the_place_out_of_the_city(
    published: pl.DataFrame, tracts: Recount, study: set[str]
) -> None:
    here, rest = {}, {}
    for year, vectors in (("16", LABOUR_2016), ("21", LABOUR_2021)):
        sums = tracts(year, vectors)
        inside = added(within(sums, study))[:-1]
        outside = added([held for tract, held in sums.items() if tract not in study])[:-1]
        here[year], rest[year] = (100 * part[0] / sum(part) for part in (inside, outside))
    expected = (here["21"] - here["16"]) - (rest["21"] - rest["16"])
    assert one(published, "employment_gap_change", 2021)["value"] == pytest.approx(expected)


def test_the_bounds_of_a_rate_are_those_of_a_sample_of_one_in_four_and_of_rounding(
    published: pl.DataFrame, tracts: Recount, study: set[str], request: pytest.FixtureRequest
) -> None:
    rows = within(tracts("21", LABOUR_2021), study)
    employed, unemployed, _, areas = added(rows)
    # Each published count is rounded: the example has one of each tract, the files as received of each area of it.
    cells = len(rows) if request.node.callspec.params["published"] == "example" else areas
    force = employed + unemployed
    rate, of_part, of_whole = unemployed / force, 3 * unemployed + 4 * cells, 3 * force + 8 * cells
    variance = of_part - 2 * rate * of_part + rate * rate * of_whole
    row = one(published, "unemployment_rate", 2021)
    assert row["upper"] - row["value"] == pytest.approx(100 * 1.959963984540054 * sqrt(variance) / force)


def test_the_rent_of_2011_is_carried_over_by_dwellings(
    published: pl.DataFrame, tracts: Recount, weights: dict[str, float]
) -> None:
    """Tenant households times their average cost, over tenant households, each tract by its dwellings' share."""
    costs = tracts("11", (2288,), 2292)
    tenants = tracts("11", (2288, 2292))
    carried = [(weight * costs[t][0], weight * tenants[t][0]) for t, weight in weights.items() if t in costs]
    spent, households = added([list(pair) for pair in carried])
    assert one(published, "average_rent", 2011)["value"] == pytest.approx(spent / households)
