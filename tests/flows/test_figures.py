"""Published figures, from the real files and from the example: what was computed independently from the same files."""

from pathlib import Path

import polars as pl
import pytest

from tests.flows.conftest import figures

# Computed with a spreadsheet's means from the files as received, without any of our code.
KNOWN = [
    ("sud-ouest", 2016, "unemployment_rate", 8.50, 0.005),
    ("sud-ouest", 2021, "unemployment_rate", 9.95, 0.005),
    ("montreal", 2021, "unemployment_rate", 10.32, 0.005),
    ("sud-ouest", 2016, "population", 78_146, 0),
    ("sud-ouest", 2021, "population", 84_543, 0),
    ("montreal", 2021, "population", 1_762_949, 0),
    # The borough's published population of 2011 is 71,546; the tracts of 2011 are carried onto those of 2021.
    ("sud-ouest", 2011, "population", 71_546, 71.5),
    ("sud-ouest", 2016, "employment_rate", 100 * 40_155 / (40_155 + 3_730 + 21_930), 1e-9),
    ("sud-ouest", 2021, "participation_rate", 100 * 49_265 / (49_265 + 22_455), 1e-9),
    ("sud-ouest", 2021, "population_loss_recovered_share", 100 * (84_543 - 69_000) / 31_000, 1e-9),
]


@pytest.fixture(params=["example", pytest.param("montreal", marks=pytest.mark.long)])
def published(request: pytest.FixtureRequest) -> pl.DataFrame:
    folder: Path = request.getfixturevalue(request.param)
    return figures(folder)


@pytest.mark.parametrize(("place", "year", "indicator", "value", "tolerance"), KNOWN)
def test_a_published_figure_is_the_known_one(
    published: pl.DataFrame, place: str, year: int, indicator: str, value: float, tolerance: float
) -> None:
    found = published.filter(
        (pl.col("place_id") == place)
        & (pl.col("indicator_id") == indicator)
        & (pl.col("period_end").dt.year() == year)
        & (pl.col("group_id") == "total")
    )
    assert found.height == 1
    assert found["value"][0] == pytest.approx(value, abs=tolerance or 1e-9)


def test_figures_of_2011_are_carried_over_with_numerator_and_denominator(published: pl.DataFrame) -> None:
    row = published.filter(
        (pl.col("place_id") == "sud-ouest")
        & (pl.col("indicator_id") == "unemployment_rate")
        & (pl.col("period_end").dt.year() == 2011)
    ).row(0, named=True)
    assert row["numerator"] == pytest.approx(3370.27, abs=0.01)
    assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])


def test_every_place_and_the_labour_force_survey_are_there(published: pl.DataFrame) -> None:
    places = set(published["place_id"].unique())
    neighbourhoods = {"saint-henri", "petite-bourgogne", "pointe-saint-charles", "cote-saint-paul", "ville-emard"}
    assert places == {"sud-ouest", "montreal", "montreal-cma", "quebec"} | neighbourhoods
    survey = published.filter(
        (pl.col("indicator_id") == "lfs_unemployment_rate") & (pl.col("place_id") == "montreal-cma")
    )
    first = survey.sort("period_end").row(0, named=True)
    assert (str(first["period_start"]), first["value"]) == ("2020-08-01", 11.7)


def test_no_small_programme_count_is_published(example: Path) -> None:
    counts = figures(example).filter(pl.col("indicator_id").is_in(["participants_served", "enterprises_assisted"]))
    assert counts.filter((pl.col("value") > 0) & (pl.col("value") < 5)).height == 0
    suppressed = counts.filter(pl.col("status") == "suppressed")
    assert suppressed.height > 0
    assert (
        suppressed.select(
            pl.sum_horizontal(pl.col("value", "numerator", "denominator", "lower", "upper").count())
        ).item()
        == 0
    )


def test_neighbourhoods_add_up_to_the_study_place(published: pl.DataFrame) -> None:
    people = published.filter((pl.col("indicator_id") == "population") & (pl.col("period_end").dt.year() == 2021))
    values = dict(people.select("place_id", "value").iter_rows())
    names = ("saint-henri", "petite-bourgogne", "pointe-saint-charles", "cote-saint-paul", "ville-emard")
    assert sum(values[name] for name in names) == values["sud-ouest"]


def test_the_evaluators_database_holds_no_register(example: Path) -> None:
    vintages = figures(example, "SELECT DISTINCT vintage FROM observations ORDER BY 1")["vintage"].to_list()
    assert vintages == ["2011", "2016", "2021", "facts"]
