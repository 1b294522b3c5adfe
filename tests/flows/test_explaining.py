"""A figure is explained down to file and line, a programme figure no further than it is published."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.explaining import explain
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from tests.flows.conftest import figures


def told(folder: Path, *key: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(explain(Workspace(folder), *key, as_json=True))


@pytest.mark.parametrize("period", ["2011", "2021"])  # of 2011, areas lie partly in a place
def test_the_areas_add_up_to_the_figure(example: Path, period: str) -> None:
    found = told(example, "unemployment_rate", "petite-bourgogne", period)
    for role in ("numerator", "denominator"):
        sums = [each for term in found["terms"] if term["role"] == role for each in term["sums"]]
        assert sum(each["value"] for each in sums) == pytest.approx(found["figure"][role], abs=1e-6)
        rows = [row for each in sums for row in each["rows"]]
        assert sum(row["weight"] * row["value"] for row in rows) == pytest.approx(found["figure"][role], abs=1e-6)
        assert all(row["file"] and row["line"] > 1 and len(row["snapshot"]) == 64 for row in rows)


def test_lines_say_formula_file_and_break(example: Path) -> None:
    text = explain(Workspace(example), "unemployment_rate", "saint-henri", "2016-05")
    assert "100 × unemployed / (employed + unemployed)" in text
    assert "CA16.csv, line 13" in text
    assert "Taux de chômage" in text
    assert "Compared with 2011-05-10" in text
    assert "break 2016-01-01" in text
    assert "GROUP BY place_id" in text


def test_a_gap_shows_the_comparator_too(example: Path) -> None:
    gaps = figures(
        example, "FROM figures JOIN indicators USING (indicator_id) WHERE kind = 'gap' AND place_id = 'saint-henri'"
    )
    row = gaps.row(0, named=True)
    found = told(example, row["indicator_id"], row["place_id"], str(row["period_end"]), row["group_id"])
    assert {each["place_id"] for term in found["terms"] for each in term["sums"]} == {"saint-henri", "montreal"}


def test_a_programme_figure_shows_only_what_is_published(example: Path) -> None:
    query = "FROM figures WHERE indicator_id = 'employment_rate_q2_exit' AND value IS NOT NULL"
    row = figures(example, query).row(0, named=True)
    found = told(example, row["indicator_id"], row["place_id"], str(row["period_end"]), row["group_id"])
    assert {term["origin"] for term in found["terms"]} == {"programme"}
    assert all(term["sums"] == [] for term in found["terms"])


def test_constant_dollars_show_the_two_indices_that_they_rest_on(example: Path) -> None:
    found = told(example, "median_household_income_real", "saint-henri", "2016")
    (prices,) = (term for term in found["terms"] if term["role"] == "prices")
    levels = {each["period_end"]: each["value"] for each in prices["sums"]}
    nominal = told(example, "median_household_income", "saint-henri", "2016")["figure"]["value"]
    assert list(levels) == ["2015-12-31", "2020-12-31"]
    assert found["figure"]["value"] == pytest.approx(nominal * levels["2020-12-31"] / levels["2015-12-31"])
    assert all(row["file"] == "prices.csv" for each in prices["sums"] for row in each["rows"])


def test_a_recovery_reads_the_peak_the_trough_and_its_own_period(example: Path) -> None:
    found = told(example, "population_loss_recovered_share", "sud-ouest", "2021")
    (population,) = found["terms"]
    values = [each["value"] for each in population["sums"]]
    assert [each["period_end"][:4] for each in population["sums"]] == ["1950", "1988", "2021"]
    assert found["figure"]["value"] == pytest.approx(100 * (values[2] - values[1]) / (values[0] - values[1]))


def test_a_method_over_groups_shows_each_group_that_it_reads(example: Path) -> None:
    found = told(example, "representation_gap", "sud-ouest", "2024")
    sums = {term["group_id"]: term["sums"][0]["value"] for term in found["terms"] if term["sums"]}
    women, seats = sums["gender=women"] / sum(sums.values()), found["figure"]
    assert set(sums) == {"gender=women", "gender=men"}
    assert seats["value"] == pytest.approx(abs(seats["numerator"] / seats["denominator"] - women))


def test_the_comparison_says_what_the_difference_had_to_exceed(example: Path) -> None:
    found = told(example, "unemployment_rate", "sud-ouest", "2021")
    then, there = found["comparison"], found["beside"]
    half = [figure["upper"] - figure["value"] for figure in (found["figure"], then["previous"], there["comparator"])]
    assert then["margin"] == pytest.approx(1.645 / 1.96 * (half[0] ** 2 + half[1] ** 2) ** 0.5, rel=1e-3)
    assert there["margin"] == pytest.approx(1.645 / 1.96 * (half[0] ** 2 + half[2] ** 2) ** 0.5, rel=1e-3)
    assert abs(then["difference"]) > then["margin"]
    assert (then["en"], then["fr"]) == ("This is worse.", "C’est une détérioration.")
    assert abs(there["difference"]) < there["margin"]
    assert there["en"] == "The two are not clearly different."


def test_counts_of_places_of_unlike_size_are_not_held_against_each_other(example: Path) -> None:
    assert told(example, "population", "sud-ouest", "2021")["beside"] is None
    assert told(example, "population_density", "sud-ouest", "2021")["beside"] is not None


def test_a_suppressed_figure_says_that_and_nothing_more(example: Path) -> None:
    row = figures(example, "FROM figures WHERE status = 'suppressed'").row(0, named=True)
    key = (row["indicator_id"], row["place_id"], str(row["period_end"]), row["group_id"])
    found = told(example, *key)
    assert (found["terms"], found["comparison"]) == ([], None)
    assert {found["figure"][name] for name in ("value", "lower", "upper", "numerator", "denominator")} == {None}
    text = explain(Workspace(example), *key)
    assert "suppressed for confidentiality" in text
    assert "value " not in text.split("SQL")[0].split("Figure:")[1]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        (("unemploymnt_rate", "saint-henri", "2016"), "did you mean 'unemployment_rate'"),
        (("unemployment_rate", "saint-hnri", "2016"), "did you mean 'saint-henri'"),
        (("unemployment_rate", "saint-henri", "2019"), "2021-05-11"),
        (("unemployment_rate", "saint-henri", "20"), "several figures"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest(example: Path, key: tuple[str, str, str], hint: str) -> None:
    with pytest.raises(ConfigurationError, match=hint):
        explain(Workspace(example), *key)
