"""Which areas of a place are under displacement pressure, held against the comparator census by census.

After the tests of indicators.methods.displacement, with what extracts of the census allow: the comparator's median
income and average rent take the place of percentiles, and no test of education is made. Null, never false, where an
area's figures are not known.
"""

import polars as pl

from indicators.found import found, matrix
from indicators.incomes import median_of
from indicators.methods.values import ratio
from schemas.measures import INCOME_BINS, MEASURES

RESIDENTS, COSTS, TENANTS, LOW_INCOME = (
    MEASURES[name] for name in ("population", "tenant_shelter_costs", "tenant_households", "low_income_persons")
)
PRESSURE_INPUTS = (RESIDENTS, COSTS, TENANTS, LOW_INCOME, *INCOME_BINS)
_UNKNOWN_AT_MOST = 0.05  # share of residents in areas whose figures are not known, beyond which nothing is said
_KEYS = ["place_id", "period_start", "period_end"]


def displacement_pressure(areas: pl.DataFrame) -> pl.DataFrame:
    """Return for each place and period the share of residents, in percent, who live in areas under pressure.

    Null for a place of one area, for one without a period before, and where too many live in areas not known.
    """
    flagged = areas.with_columns(under=_under_pressure(areas), residents=pl.col(RESIDENTS.id).fill_null(0))
    known = pl.col("under").is_not_null()
    summed = flagged.group_by(_KEYS, maintain_order=True).agg(
        under=pl.col("residents").filter(pl.col("under")).sum(),
        known=pl.col("residents").filter(known).sum(),
        residents=pl.col("residents").sum(),
        areas=pl.len(),
    )
    enough = pl.col("known") >= (1 - _UNKNOWN_AT_MOST) * pl.col("residents")
    told = pl.when((pl.col("areas") > 1) & (pl.col("known") > 0) & enough)
    return summed.select(
        "place_id",
        "period_end",
        value=told.then(100 * pl.col("under") / pl.col("known")),
        lower=pl.lit(None, pl.Float64),
        upper=pl.lit(None, pl.Float64),
        numerator=told.then("under").cast(pl.Float64),
        denominator=told.then("known").cast(pl.Float64),
    )


def _under_pressure(areas: pl.DataFrame) -> pl.Series:
    """Whether an area was poor and cheap before, has become dearer fast, and has lost residents of low income."""
    incomes = [pl.Series(median_of(areas, when), nan_to_null=True) for when in ("_before", "_there_before")]
    rents = {when: _rent(areas, when) for when in ("", "_there", "_before", "_there_before")}
    tests = areas.select(
        poor=incomes[0] <= incomes[1],
        cheap=rents["_before"] <= rents["_there_before"],
        rising=rents[""] * rents["_there_before"] > rents["_there"] * rents["_before"],
        losing=pl.col(LOW_INCOME.id) < pl.col(f"{LOW_INCOME.id}_before"),
    )
    return tests.select(under=pl.all_horizontal(pl.all())).to_series()


def average_rent(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the monthly shelter costs for each tenant household in dollars, null where there is none."""
    costs, tenants = matrix(rows, [COSTS.id, TENANTS.id]).T
    return found(ratio(costs, tenants), denominator=tenants)


def _rent(areas: pl.DataFrame, when: str) -> pl.Series:
    tenants = pl.col(f"{TENANTS.id}{when}")
    return areas.select(pl.when(tenants > 0).then(pl.col(f"{COSTS.id}{when}") / tenants)).to_series()
