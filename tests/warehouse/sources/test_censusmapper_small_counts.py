"""Small counts that areas publish as 0, in the real files of Montréal: how far sums of areas can be trusted."""

from pathlib import Path

import polars as pl
import pytest

from schemas.censusmapper_terms import LEFT_OUT_2011, TERMS, Part, Terms, all_terms
from schemas.censusmapper_vectors import REFERENCE_DAYS
from schemas.measures import MEASURES, OCCUPATIONS

REAL = "statcan_census_cancensus_montreal_da/Montreal_CSD_{}.csv"
# What an area of 2011 gives as 0 may be up to 15; how much of a city's sum may be missing for that, in percent.
HIDDEN, TOLERATED = 15, 25
# Measures that divide one whole between them: if one is left out, so are the others.
DISTRIBUTIONS = (
    {measure.id for measure in OCCUPATIONS},
    {"non_immigrants", "immigrants", "non_permanent_residents"},
    {"commute_car", "commute_transit", "commute_active", "commute_other"},
    {"employed", "unemployed", "not_in_labour_force"},
    {"no_certificate_25_64", "below_bachelor_25_64", "bachelor_25_64", "population_25_64"},
    {"tenant_households", "owner_households"},
)


def inhabited(shared_data: Path, file: str) -> pl.DataFrame:
    """Every dissemination area with residents, columns named by vector, null where nothing is published."""
    rows = pl.read_csv(shared_data / REAL.format(file), null_values="NA", infer_schema=False)
    rows = rows.rename(
        {name: name.split(" (")[0] if name == "Area (sq km)" else name.split(":")[0] for name in rows.columns}
    )
    numbers = rows.select(pl.exclude("Type", "Region Name").cast(pl.Float64, strict=False))
    return numbers.filter(pl.col("Population") > 0)


def base(part: Part) -> pl.Expr:
    less = pl.sum_horizontal(*part.minus, ignore_nulls=False) if part.minus else pl.lit(0)
    return pl.max_horizontal(pl.sum_horizontal(*part.plus, ignore_nulls=False) - less, 0)


def value(part: Part) -> pl.Expr:
    return base(part) * pl.col(part.rate) / 100 if part.rate else base(part)


def cells(part: Part) -> tuple[pl.Expr, ...]:
    """What an area publishes: the count that a rate stands for, or each count that is added or taken away."""
    return (value(part),) if part.rate else tuple(map(pl.col, (*part.plus, *part.minus)))


def missing_at_most(areas: pl.DataFrame, terms: Terms) -> float:
    """Areas with residents at 0, times 15, in percent of the city's sum."""
    zeros = sum((cell == 0).sum() for part in terms.parts for cell in cells(part))
    total = sum(value(part).sum() for part in terms.parts)
    return float(areas.select(HIDDEN * 100 * zeros / total).item())


def surveyed(terms: Terms) -> bool:
    """Of the long form of 2011, and a count: an average is not made less by small counts."""
    names = [name for part in terms.parts for name in (*part.plus, *part.minus, part.rate)]
    return any(name.startswith("v_CA11N") for name in names) and not any(part.mean for part in terms.parts)


def test_what_is_read_of_the_survey_of_2011_misses_a_quarter_at_most(shared_data: Path) -> None:
    areas = inhabited(shared_data, "DA_CA11")
    found = {terms.measure: missing_at_most(areas, terms) for terms in all_terms("2011") if surveyed(terms)}
    beyond = {measure for measure, share in found.items() if share > TOLERATED}
    shared = [whole for whole in DISTRIBUTIONS if whole & beyond]
    assert beyond.union(*shared) == LEFT_OUT_2011
    kept = {terms.measure: found[terms.measure] for terms in TERMS["2011"] if surveyed(terms)}
    assert len(kept) == 13
    assert max(kept, key=lambda measure: kept[measure]) == "unemployed"
    assert kept["unemployed"] == pytest.approx(15.1, abs=0.05)
    assert found["manufacturing_occupations"] == pytest.approx(142.5, abs=0.05)


def test_every_count_kept_of_the_survey_of_2011_is_estimated_and_says_why() -> None:
    for terms in filter(surveyed, TERMS["2011"]):
        assert terms.proxy
        assert terms.measure == "low_income_persons" or MEASURES[terms.measure].remark_on(REFERENCE_DAYS["2011"])


# A whole and its parts, or the same people divided twice: sums of parts are too low if small counts become 0.
VISIBLE = tuple(range(3960, 3996, 3))
PAIRS = [
    ("DA_CA16", "v_CA16", (3957,), VISIBLE, -0.06),
    ("DA_CA16", "v_CA16", (5816, 5819, 5822, 5825, 5828), (5795, 5798, 5801, 5804, 5807, 5810), 0.01),
    ("DA_CA16", "v_CA16", (2405,), tuple(range(2427, 2443)), -0.02),
    ("DA_CA21", "v_CA21", (7659, 7662, 7665, 7668, 7671), (7638, 7641, 7644, 7647, 7650, 7653), -1.55),
    ("DA_CA11", "v_CA11N", (2558,), (2559, 2560), -21.87),
]


@pytest.mark.parametrize(("file", "prefix", "whole", "parts", "percent"), PAIRS)
def test_small_counts_are_unbiased_in_2016_alone(
    shared_data: Path, file: str, prefix: str, whole: tuple[int, ...], parts: tuple[int, ...], percent: float
) -> None:
    areas = inhabited(shared_data, file)
    sums = [sum(areas[f"{prefix}_{id_}"].sum() for id_ in ids) for ids in (parts, whole)]
    assert 100 * (sums[0] / sums[1] - 1) == pytest.approx(percent, abs=0.005)
