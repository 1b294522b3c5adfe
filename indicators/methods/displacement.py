"""Displacement pressure: tracts where education and prices rise fast while residents of low income leave.

A counter-indicator: a fall in the low-income rate of a flagged tract is not a success, and the table that shows one
shows both. Tests of eligibility and rise: Governing, Gentrification Report Methodology, after Freeman and Ding;
the loss of low-income residents is ours, so that the flag measures pressure on people and not only prices.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Rule:
    """Percentiles of the metropolitan area's tracts, as fractions: eligible up to the first, rising from the second."""

    eligible_up_to: float
    rising_from: float
    least_population: int


GOVERNING = Rule(eligible_up_to=0.40, rising_from=2 / 3, least_population=500)
MEDIAN = Rule(eligible_up_to=0.50, rising_from=0.50, least_population=500)
"""The variant that takes the metropolitan median for both tests (Freeman, Ding)."""


def displacement_pressure(tracts: pl.DataFrame, rule: Rule = GOVERNING) -> pl.DataFrame:
    """One row per tract of one metropolitan area: `area`, `eligible`, `rising`, `losing` and `pressure`, all three.

    Needs `area` and, at start and end, `population_…`, `income_start`, `value_…` (home value or rent in constant
    dollars), `degree_share_…` and `low_income_…` (residents of low income). What is not known is null, never false.
    """
    flagged = tracts.select("area", eligible=_eligible(rule), rising=_rising(rule), losing=_losing())
    return flagged.with_columns(pressure=pl.col("eligible") & pl.col("rising") & pl.col("losing"))


def _eligible(rule: Rule) -> pl.Expr:
    populated = [pl.col(name) >= rule.least_population for name in ("population_start", "population_end")]
    low = [
        pl.col(name) <= pl.col(name).quantile(rule.eligible_up_to, "linear") for name in ("income_start", "value_start")
    ]
    return pl.all_horizontal(*populated, *low)


def _rising(rule: Rule) -> pl.Expr:
    education = pl.col("degree_share_end") - pl.col("degree_share_start")
    price = pl.when(pl.col("value_start") > 0).then(pl.col("value_end") / pl.col("value_start") - 1)
    fast = [(rise > 0) & (rise >= rise.quantile(rule.rising_from, "linear")) for rise in (education, price)]
    return pl.all_horizontal(*fast)


def _losing() -> pl.Expr:
    return pl.col("low_income_end") < pl.col("low_income_start")
