"""Statistics Canada tables: what their rows must look like, what their symbols mean, which cells are our measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.contract import Contract, expect_header
from schemas.errors import SourceError
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import polars as pl

    from schemas.validation import pa

TABLE = "statcan_table"
# What stands before and after a table's own dimensions in the long layout, and our names; "" is counted and not read.
_BEFORE = {"REF_DATE": "ref_date", "GEO": "geo", "DGUID": "dguid"}
_AFTER = {
    "UOM": "uom",
    "UOM_ID": "",
    "SCALAR_FACTOR": "scalar_factor",
    "SCALAR_ID": "scalar_id",
    "VECTOR": "vector",
    "COORDINATE": "",
    "VALUE": "value",
    "STATUS": "status",
    "SYMBOL": "symbol",
    "TERMINATED": "",
    "DECIMALS": "",
}
# Scalar factors as words, with their identifiers: the powers of ten.
SCALARS = (
    "units",
    "tens",
    "hundreds",
    "thousands",
    "tens of thousands",
    "hundreds of thousands",
    "millions",
    "tens of millions",
    "hundreds of millions",
    "billions",
)
# Standard table symbols (legend of the tables' own metadata files).
SYMBOLS: Mapping[str, Status] = MappingProxyType(
    {
        "A": Status.NORMAL,
        "B": Status.NORMAL,
        "C": Status.NORMAL,
        "D": Status.NORMAL,
        "0s": Status.NORMAL,
        "p": Status.PROVISIONAL,
        "r": Status.REVISED,
        "E": Status.ESTIMATED,
        "F": Status.UNRELIABLE,
        "x": Status.SUPPRESSED,
        "..": Status.NOT_AVAILABLE,
        "t": Status.NOT_AVAILABLE,
        "<LOD": Status.NOT_AVAILABLE,
        "...": Status.NOT_APPLICABLE,
    }
)
_KEY = ("ref_date", "geo", "dguid", "dimensions")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cells of a table are a measure: those with these members; of other dimensions there may be one member."""

    measure: str
    where: Mapping[str, str]


# Older editions of the tables say Sex; both are read as Gender.
SAME_DIMENSION: Mapping[str, str] = MappingProxyType({"Sex": "Gender"})
SAME_MEMBER: Mapping[str, str] = MappingProxyType(
    {"Both sexes": "Total - Gender", "Males": "Men+", "Females": "Women+"}
)
GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType({"Gender": {"Men+": "gender=men", "Women+": "gender=women"}})


def _labour(measure: str, characteristic: str, **more: str) -> Selection:
    members = {"Labour force characteristics": characteristic, "Gender": "Total - Gender"}
    return Selection(measure, {**members, "Age group": "15 years and over", **more})


def _adjusted(measure: str, characteristic: str) -> Selection:
    """Of the monthly table the seasonally adjusted estimates: no trend-cycle, unadjusted figures or standard errors."""
    return _labour(measure, characteristic, **{"Data type": "Seasonally adjusted", "Statistics": "Estimate"})


def _businesses(measure: str, member: str) -> Selection:
    return Selection(measure, {"Business dynamics measure": member, "Industry": "Business sector industries [T004]"})


# 14-10-0378: three-month moving averages by metropolitan area, unadjusted for seasonality, dated as published by their
# last month; 14-10-0287: by province, seasonally adjusted; 33-10-0270: by metropolitan area, seasonally adjusted.
SELECTIONS: Mapping[str, tuple[Selection, ...]] = MappingProxyType(
    {
        "14-10-0378": (
            _labour("lfs_population", "Population"),
            _labour("lfs_unemployment_rate", "Unemployment rate"),
            _labour("lfs_employment_rate", "Employment rate"),
        ),
        "14-10-0287": (_adjusted("lfs_population", "Population"), _adjusted("lfs_unemployed", "Unemployment")),
        "33-10-0270": (
            _businesses("active_businesses", "Active businesses"),
            _businesses("opening_businesses", "Opening businesses"),
            _businesses("closing_businesses", "Closing businesses"),
        ),
    }
)


def dimensions_of(header: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Give a long table's own dimensions, which stand between DGUID and UOM.

    Raises SourceError where the fixed columns are not as published, in particular where the header line is missing.
    """
    if header[:1] != ("REF_DATE",):
        raise SourceError(
            f"{where}: expected the header “REF_DATE”, “GEO”, “DGUID”, …, found “{header[0][:60]}”. The header line is "
            "missing, or this is another edition: download the whole table in English (CSV) from Statistics Canada."
        )
    own = header[len(_BEFORE) : -len(_AFTER)]
    expect_header((*_BEFORE, *own, *_AFTER), header, where)
    return own


def long_contract(header: tuple[str, ...], where: str) -> Contract:
    """Give the contract of a long table with this header, whose own dimensions are stored as `dimension_1` and so on.

    Raises SourceError as `dimensions_of` does.
    """
    columns = tuple(f"dimension_{at}" for at, _ in enumerate(dimensions_of(header, where), start=1))
    names = (*_BEFORE.values(), *columns, *_AFTER.values())
    return Contract(TABLE, header, partial(_long, columns), _KEY, names)


def displayed_contract() -> Contract:
    """Give the contract of the cells of a displayed table, as the reader of stacked headers hands them over."""
    return Contract(TABLE, None, _displayed, _KEY)


def _value_or_symbol(data: "pa.PolarsData") -> "pl.LazyFrame":
    """A cell has a number, or nothing, or a symbol that says why there is none; never both."""
    import polars as pl  # noqa: PLC0415 as pandera, below

    without = [symbol for symbol, status in SYMBOLS.items() if not status.has_value]
    marks = [column for column in ("status", "symbol") if column in data.lazyframe.collect_schema().names()]
    explained = pl.any_horizontal(pl.col(mark).is_in(without).fill_null(value=False) for mark in marks)
    marked = pl.any_horizontal(pl.col(mark).is_not_null() for mark in marks)
    empty = pl.col("value").is_null()
    return data.lazyframe.select((empty & (explained | ~marked)) | (~empty & ~explained))


def _scalar_agrees(data: "pa.PolarsData") -> "pl.LazyFrame":
    import polars as pl  # noqa: PLC0415 as pandera, below

    power = (
        pl.col("scalar_factor")
        .str.strip_chars()
        .replace_strict(list(SCALARS), list(range(len(SCALARS))), default=None, return_dtype=pl.Int64)
    )
    return data.lazyframe.select((power == pl.col("scalar_id")).fill_null(value=False))


def _common() -> dict[str, "pa.Column"]:
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415 half a second to import: only when there are rows to check

    symbol = pa.Column(pl.String, pa.Check.isin(list(SYMBOLS)), nullable=True)
    return {
        "geo": pa.Column(pl.String),
        "dguid": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9]{4}[A-Z][0-9]{4}[0-9A-Z.\-]+$"), nullable=True),
        "uom": pa.Column(pl.String),
        "vector": pa.Column(pl.String, nullable=True),
        "value": pa.Column(pl.Float64, nullable=True),
        "symbol": symbol,
    }


def _long(dimensions: tuple[str, ...]) -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    period = pa.Check.str_matches(r"^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$", error="a year or a month such as 2021-05")
    common = _common()
    return pa.DataFrameSchema(
        {
            "ref_date": pa.Column(pl.String, period),
            **common,
            **{name: pa.Column(pl.String) for name in dimensions},
            "scalar_factor": pa.Column(pl.String),
            "scalar_id": pa.Column(pl.Int64),
            "status": common["symbol"],
        },
        checks=[
            pa.Check(_value_or_symbol, error="a value, or a symbol that says why there is none"),
            pa.Check(_scalar_agrees, error="a known SCALAR_FACTOR with its SCALAR_ID"),
        ],
    )


def _displayed() -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    return pa.DataFrameSchema(
        {
            "ref_date": pa.Column(pl.String),
            "period_start": pa.Column(pl.Date),
            "period_end": pa.Column(pl.Date),
            **_common(),
            "dimensions": pa.Column(pl.String),
            "scalar": pa.Column(pl.Int64, pa.Check.ge(1)),
        },
        checks=[pa.Check(_value_or_symbol, error="a value, or a symbol that says why there is none")],
    )
