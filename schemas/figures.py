"""What a figure must look like: one indicator for one place, period and group, with bounds, status and caveat."""

import polars as pl

from schemas.tables import GROUP_PATTERN
from schemas.validation import pa
from schemas.vocabulary import WITHOUT_VALUE, Status, Unit


def _value_agrees_with_status(data: pa.PolarsData) -> pl.LazyFrame:
    without = pl.col("status").is_in([str(status) for status in WITHOUT_VALUE])
    return data.lazyframe.select(pl.col("value").is_null() == without)


def _bounds_hold_the_value(data: pa.PolarsData) -> pl.LazyFrame:
    low = pl.col("lower").is_null() | (pl.col("lower") <= pl.col("value") + 1e-9)
    high = pl.col("upper").is_null() | (pl.col("upper") >= pl.col("value") - 1e-9)
    return data.lazyframe.select((low & high).fill_null(value=True))


SCHEMA = pa.DataFrameSchema(
    {
        "indicator_id": pa.Column(pl.String),
        "place_id": pa.Column(pl.String),
        "period_start": pa.Column(pl.Date),
        "period_end": pa.Column(pl.Date),
        "group_id": pa.Column(pl.String, pa.Check.str_matches(GROUP_PATTERN)),
        "value": pa.Column(pl.Float64, nullable=True),
        "lower": pa.Column(pl.Float64, nullable=True),
        "upper": pa.Column(pl.Float64, nullable=True),
        "numerator": pa.Column(pl.Float64, nullable=True),
        "denominator": pa.Column(pl.Float64, nullable=True),
        "unit": pa.Column(pl.String, pa.Check.isin([str(unit) for unit in Unit])),
        "status": pa.Column(pl.String, pa.Check.isin([str(status) for status in Status])),
        "method": pa.Column(pl.String),
        "caveat": pa.Column(pl.String),
        "caveat_fr": pa.Column(pl.String),
    },
    checks=[
        pa.Check(_value_agrees_with_status, name="value_agrees_with_status"),
        pa.Check(_bounds_hold_the_value, name="bounds_hold_the_value"),
    ],
    unique=["indicator_id", "place_id", "period_start", "period_end", "group_id"],
    strict=True,
)
