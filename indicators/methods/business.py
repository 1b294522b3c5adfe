"""Births, deaths and survival of enterprises, from rates or from a register of the years in which each was active.

Source: Eurostat-OECD Manual on Business Demography Statistics (2007); UK Office for National Statistics, Business
demography. An enterprise keeps its number through a takeover or a change of legal form; one that moves away neither
dies nor survives here and is reported apart.
"""

import polars as pl

from indicators.methods.values import Value, floats, like, ratio, require_at_most, require_counts

CONFIRMATION_YEARS = 2
"""Years without activity that make a birth new and a death final; within them it is a reactivation."""


def event_rate(events: Value, active: Value) -> Value:
    """Birth or death rate: events over all enterprises active in the year, those born and gone in it included."""
    happened, stock = floats(events, active)
    require_counts(events=happened, active=stock)
    require_at_most("births or deaths and active enterprises", happened, stock)
    return like(events, ratio(happened, stock))


def survival_rate(survivors: Value, births: Value) -> Value:
    """Share of a year's births that are still active n years later; null where none were born."""
    alive, born = floats(survivors, births)
    require_counts(survivors=alive, births=born)
    require_at_most("survivors and births", alive, born)
    return like(survivors, ratio(alive, born))


def demography(register: pl.DataFrame, first_year: int, last_year: int) -> pl.DataFrame:
    """One row per `year` that the register covers: `active`, `births`, `deaths`, `deaths_confirmed`.

    The register has one row per `enterprise` and `year` in which it was active. Births are null in the first two years,
    whose past is not known, deaths in the last one; deaths of the year before that await their second year.
    """
    activity = _activity(register, first_year, last_year)
    years = pl.DataFrame({"year": range(first_year, last_year + 1)}, schema={"year": pl.Int64})
    found = years.join(_count(activity, "active"), on="year", how="left")
    for name, direction in (("births", 1), ("deaths", -1)):
        found = found.join(_count(_without_neighbour(activity, direction), name), on="year", how="left")
    return found.with_columns(
        pl.col("active").fill_null(0),
        pl.when(pl.col("year") >= first_year + CONFIRMATION_YEARS).then(pl.col("births").fill_null(0)).alias("births"),
        pl.when(pl.col("year") < last_year).then(pl.col("deaths").fill_null(0)).alias("deaths"),
        pl.when(pl.col("year") < last_year)
        .then(pl.col("year") <= last_year - CONFIRMATION_YEARS)
        .alias("deaths_confirmed"),
    )


def cohort_survival(register: pl.DataFrame, birth_year: int, first_year: int, last_year: int) -> pl.DataFrame:
    """One row per year after `birth_year`: `year`, `age`, `births`, `survivors` active in every year since, `survival`.

    Raises ValueError where the register does not cover the two years before the births.
    """
    if birth_year < first_year + CONFIRMATION_YEARS:
        raise ValueError(
            f"births of {birth_year} need a register from {birth_year - CONFIRMATION_YEARS}; it begins {first_year}"
        )
    activity = _activity(register, first_year, last_year)
    born = _without_neighbour(activity, 1).filter(pl.col("year") == birth_year).select("enterprise")
    later = activity.join(born, on="enterprise", how="semi").filter(pl.col("year") > birth_year)
    unbroken = later.filter(pl.col("year").rank("ordinal").over("enterprise") == pl.col("year") - birth_year)
    years = pl.DataFrame({"year": range(birth_year + 1, last_year + 1)}, schema={"year": pl.Int64})
    births = pl.lit(born.height or None, dtype=pl.Int64)
    return years.join(_count(unbroken, "survivors"), on="year", how="left").select(
        "year",
        (pl.col("year") - birth_year).alias("age"),
        pl.lit(born.height, dtype=pl.Int64).alias("births"),
        pl.col("survivors").fill_null(0),
        (pl.col("survivors").fill_null(0) / births).alias("survival"),
    )


def _activity(register: pl.DataFrame, first_year: int, last_year: int) -> pl.DataFrame:
    activity = register.select("enterprise", pl.col("year").cast(pl.Int64)).drop_nulls().unique()
    return activity.filter(pl.col("year").is_between(first_year, last_year)).sort("enterprise", "year")


def _without_neighbour(activity: pl.DataFrame, direction: int) -> pl.DataFrame:
    """Rows of enterprises not active in the years just before (direction 1) or just after (-1)."""
    shifted = (
        activity.with_columns(pl.col("year") + direction * distance) for distance in range(1, CONFIRMATION_YEARS + 1)
    )
    return activity.join(pl.concat(shifted), on=["enterprise", "year"], how="anti")


def _count(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by("year").agg(pl.len().cast(pl.Int64).alias(name))
