"""The displacement flag."""

import polars as pl
import pytest

from indicators.methods.displacement import MEDIAN, displacement_pressure

METRO = pl.DataFrame(
    {
        "area": [f"t{number}" for number in range(10)],
        "population_start": [3_000] * 10,
        "population_end": [3_000] * 10,
        "income_start": [20, 22, 24, 26, 60, 62, 64, 66, 68, 70],
        "value_start": [100, 110, 120, 130, 300, 310, 320, 330, 340, 350],
        "value_end": [200, 111, 240, 260, 310, 320, 330, 340, 350, 360],
        "degree_share_start": [0.1] * 10,
        "degree_share_end": [0.4, 0.4, 0.105, 0.38, 0.11, 0.11, 0.11, 0.11, 0.11, 0.11],
        "low_income_start": [900] * 10,
        "low_income_end": [500, 500, 500, 950, 500, 500, 500, 500, 500, 500],
    }
)


def _flag(tracts: pl.DataFrame, area: str, column: str = "pressure", **rule: object) -> bool | None:
    found = displacement_pressure(tracts, **rule).filter(pl.col("area") == area)  # type: ignore[arg-type]
    value: bool | None = found[column].item()
    return value


def _with(area: str, **values: float | None) -> pl.DataFrame:
    here = pl.col("area") == area
    return METRO.with_columns(
        pl.when(here).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in values.items()
    )


def test_a_poor_tract_where_degrees_and_prices_rise_fast_and_the_poor_leave_is_flagged() -> None:
    assert displacement_pressure(METRO)["pressure"].to_list() == [True] + [False] * 9


def test_each_test_can_clear_a_tract() -> None:
    assert _flag(METRO, "t1", "rising") is False  # prices stood still
    assert _flag(METRO, "t2", "rising") is False  # no more degrees than elsewhere
    assert _flag(METRO, "t3", "rising") is True  # among the top third, though not at the top
    assert _flag(METRO, "t3", "losing") is False  # residents of low income stayed
    assert _flag(METRO, "t5", "eligible") is False  # not a poor tract
    assert _flag(_with("t0", population_end=499), "t0", "eligible") is False
    assert _flag(_with("t0", population_end=500), "t0", "eligible") is True


def test_a_fall_in_low_income_in_a_flagged_tract_is_shown_with_its_flag() -> None:
    found = displacement_pressure(METRO).row(0, named=True)
    assert found == {"area": "t0", "eligible": True, "rising": True, "losing": True, "pressure": True}


@pytest.mark.parametrize(
    "name", ["income_start", "value_start", "degree_share_end", "low_income_end", "population_end"]
)
def test_what_is_not_known_is_not_denied(name: str) -> None:
    assert _flag(_with("t0", **{name: None}), "t0") is None


def test_where_nothing_rises_nothing_is_flagged() -> None:
    still = METRO.with_columns(value_end=pl.col("value_start"), degree_share_end=pl.col("degree_share_start"))
    assert not displacement_pressure(still)["pressure"].any()


def test_the_median_variant_makes_more_tracts_eligible() -> None:
    few, more = displacement_pressure(METRO), displacement_pressure(METRO, MEDIAN)
    assert more["eligible"].sum() > few["eligible"].sum() == 4
    assert _flag(METRO, "t4", "eligible", rule=MEDIAN) is True


def test_the_order_of_tracts_does_not_matter_and_no_tracts_have_no_flags() -> None:
    turned = displacement_pressure(METRO.reverse()).reverse()
    assert turned.equals(displacement_pressure(METRO))
    assert displacement_pressure(METRO.clear()).height == 0
