"""Facts typed in by hand, with their citation: one figure a line, in a layout of our own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from schemas.contract import Contract
from schemas.tables import GROUP_PATTERN
from schemas.vocabulary import WITHOUT_VALUE, Status

if TYPE_CHECKING:
    import polars as pl

    from schemas.validation import pa

TABLE = "facts"
# A fact about a place of the workspace has vintage `facts` and the place's id as its area; one about a published area
# has the year of its boundaries.
HEADER = (
    "measure_id",
    "area_id",
    "vintage",
    "period_start",
    "period_end",
    "group_id",
    "value",
    "status",
    "source",
    "caveat_en",
    "caveat_fr",
)
KEY = ("measure_id", "area_id", "vintage", "period_start", "period_end", "group_id")
AREA = r"[0-9]{2,8}|[0-9]{7}\.[0-9]{2}"
PLACE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_CITATION = 10  # characters: who published it and when does not fit in fewer


def contract() -> Contract:
    """Return the contract of the file of facts."""
    return Contract(TABLE, HEADER, _schema, KEY, may_be_empty=True)


def _schema() -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415 half a second to import

    statuses = [str(status) for status in Status]
    vintage = pa.Check.str_matches(r"^([0-9]{4}|facts)$", error="facts, or a year such as 2021")
    group = pa.Check.str_matches(GROUP_PATTERN, error="total, or a group such as gender=women")
    columns = {
        "measure_id": pa.Column(pl.String),
        "area_id": pa.Column(pl.String),
        "vintage": pa.Column(pl.String, vintage),
        "period_start": pa.Column(pl.Date),
        "period_end": pa.Column(pl.Date),
        "group_id": pa.Column(pl.String, group),
        "value": pa.Column(pl.Float64, nullable=True),
        "status": pa.Column(pl.String, pa.Check.isin(statuses)),
        "source": pa.Column(
            pl.String, pa.Check.str_length(min_value=_CITATION, error="a citation: who published it, and when")
        ),
        "caveat_en": pa.Column(pl.String, nullable=True),
        "caveat_fr": pa.Column(pl.String, nullable=True),
    }
    return pa.DataFrameSchema(columns, checks=_rules(), strict=True, name=TABLE)


def _rules() -> list["pa.Check"]:
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    without = [str(status) for status in WITHOUT_VALUE]
    place = pl.col("area_id").str.contains(rf"^(?:{PLACE})$")
    area = pl.col("area_id").str.contains(rf"^(?:{AREA})$")
    caveats = (pl.col("caveat_en").is_not_null(), pl.col("caveat_fr").is_not_null())
    explained = (pl.col("status") == "normal") | pl.col("status").is_in(without) | caveats[0]
    rules = {
        "a value exactly where the status has one": pl.col("value").is_null() == pl.col("status").is_in(without),
        "a period that ends on or after its first day": pl.col("period_start") <= pl.col("period_end"),
        "a caveat in both languages or in neither": caveats[0] == caveats[1],
        "a caveat beside a status that calls for caution": explained,
        "the id of a place under vintage facts, the code of an area under a year": pl.when(pl.col("vintage") == "facts")
        .then(place)
        .otherwise(area),
    }
    return [pa.Check(_over(rule), error=said) for said, rule in rules.items()]


def _over(rule: "pl.Expr") -> Callable[["pa.PolarsData"], "pl.LazyFrame"]:
    def _holds(data: "pa.PolarsData") -> "pl.LazyFrame":
        return data.lazyframe.select(rule)

    return _holds
