"""What an observation must look like: one measure, area, period and group, with its status and where it stands."""

import polars as pl

from schemas.tables import GROUP_PATTERN
from schemas.validation import pa
from schemas.vocabulary import WITHOUT_VALUE, Status


def _value_agrees_with_status(data: pa.PolarsData) -> pl.LazyFrame:
    without = pl.col("status").is_in([str(status) for status in WITHOUT_VALUE])
    return data.lazyframe.select(pl.col("value").is_null() == without)


SCHEMA = pa.DataFrameSchema(
    {
        "source_id": pa.Column(pl.String),
        "snapshot": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9a-f]{64}$")),
        "line": pa.Column(pl.Int64, pa.Check.ge(0)),
        "measure_id": pa.Column(pl.String),
        "area_id": pa.Column(pl.String),
        "vintage": pa.Column(pl.String, pa.Check.str_matches(r"^([0-9]{4}|register|facts)$")),
        "period_start": pa.Column(pl.Date),
        "period_end": pa.Column(pl.Date),
        "group_id": pa.Column(pl.String, pa.Check.str_matches(GROUP_PATTERN)),
        "value": pa.Column(pl.Float64, nullable=True),
        "status": pa.Column(pl.String, pa.Check.isin([str(status) for status in Status])),
    },
    checks=[pa.Check(_value_agrees_with_status, name="value_agrees_with_status")],
    strict=True,
)
