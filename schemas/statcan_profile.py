"""The bulk Census Profile of 2021 and of 2016: headers, contracts, and which characteristics are which measure.

2021 keeps a symbol beside each value; 2016 writes it into the value's cell and carries the geography in column names.
Ids of characteristics belong to one census only, so that the names of the mapped ones are compared as well. Men and
women are the group `gender` in both: 2016 asked for sex, 2021 for gender, where Men+ and Women+ include some non-binary
persons.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.contract import Contract
from schemas.measures.census import INCOME_BINS, INCOME_LIMITS
from schemas.statcan_table import SYMBOLS

if TYPE_CHECKING:
    from schemas.validation import pa

TABLE = "statcan_profile"
GROUPS = ("total", "gender=men", "gender=women")
_SYMBOL = "SYMBOL"
_HEADER_2021 = (
    *("CENSUS_YEAR", "DGUID", "ALT_GEO_CODE", "GEO_LEVEL", "GEO_NAME", "TNR_SF", "TNR_LF", "DATA_QUALITY_FLAG"),
    *("CHARACTERISTIC_ID", "CHARACTERISTIC_NAME", "CHARACTERISTIC_NOTE"),
    *("C1_COUNT_TOTAL", _SYMBOL, "C2_COUNT_MEN+", _SYMBOL, "C3_COUNT_WOMEN+", _SYMBOL),
    *("C10_RATE_TOTAL", _SYMBOL, "C11_RATE_MEN+", _SYMBOL, "C12_RATE_WOMEN+", _SYMBOL),
)
_NAMES_2021 = (
    *("census_year", "geo_code", "", "", "", "", "", "", "characteristic_id", "", ""),
    *("total", "total_symbol", "men", "men_symbol", "women", "women_symbol", "", "", "", "", "", ""),
)
_NAMES_2016 = {
    "CENSUS_YEAR": "census_year",
    "GEO_CODE (POR)": "geo_code",
    "Member ID": "characteristic_id",
    "Dim: Sex (3): Member ID: [1]: Total - Sex": "total",
    "Dim: Sex (3): Member ID: [2]: Male": "men",
    "Dim: Sex (3): Member ID: [3]: Female": "women",
}
_GEOGRAPHY = re.compile(r"DIM: Profile of (.+) \(2247\)")
# Areas whose codes are also those of others (an economic region's may be a census division's): not read for 2016, and
# kept apart by the whole code for 2021.
_AMBIGUOUS = re.compile(r"Aggregate|Economic|Electoral|Population Cent|Health|Designated|Forward", re.IGNORECASE)
# Types of geography, as DGUIDs name them, whose codes are area ids as they stand: country, province, census division
# and subdivision, metropolitan area, census agglomeration, tract, dissemination area.
PLAIN_TYPES = ("A0000", "A0002", "A0003", "A0005", "S0503", "S0504", "S0507", "S0512")


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One mapped row of a profile: its id, its name without indentation ("" where a workspace maps it), our measure."""

    id: int
    measure: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One census: its reference day, how many characteristics it has, and those that are measures."""

    day: date
    size: int
    characteristics: tuple[Characteristic, ...]


_SHELTER_NAME = (
    "Total - Owner and tenant households with household total income greater than zero, in non-farm, non-reserve "
    "private dwellings by shelter-cost-to-income ratio - 25% sample data"
)
_EDUCATION_NAME = (
    "Total - Highest certificate, diploma or degree for the population aged 25 to 64 years in private households - "
    "25% sample data"
)
_LOW_INCOME_2016 = (
    "Total - Low-income status in 2015 for the population in private households to whom low-income concepts are "
    "applicable - 100% data"
)
_LOW_INCOME_2021 = "Total - LIM low-income status in 2020 for the population in private households - 100% data"
# In this order: the ids of one census are given below.
_MEASURES = (
    ("households", "Private dwellings occupied by usual residents"),
    ("employed", "Employed"),
    ("unemployed", "Unemployed"),
    ("not_in_labour_force", "Not in the labour force"),
    ("manufacturing_occupations", "9 Occupations in manufacturing and utilities"),
    ("population_25_64", _EDUCATION_NAME),
    ("no_certificate_25_64", "No certificate, diploma or degree"),
    ("low_income_persons", "In low income based on the Low-income measure, after tax (LIM-AT)"),
    ("shelter_cost_base", _SHELTER_NAME),
    ("shelter_cost_30_households", "Spending 30% or more of income on shelter costs"),
)


# The next: dwellings, land, who was born where, and tenure; the same names in both censuses.
_MORE = (
    ("private_dwellings", "Total private dwellings"),
    ("land_area", "Land area in square kilometres"),
    ("non_immigrants", "Non-immigrants"),
    ("immigrants", "Immigrants"),
    ("non_permanent_residents", "Non-permanent residents"),
    ("visible_minority", "Total visible minority population"),
    ("not_visible_minority", "Not a visible minority"),
    ("owner_households", "Total - Owner households in non-farm, non-reserve private dwellings - 25% sample data"),
    ("tenant_households", "Total - Tenant households in non-farm, non-reserve private dwellings - 25% sample data"),
)


def _incomes(first: int) -> tuple[Characteristic, ...]:
    """The sixteen bins of after-tax household income, one id after the other."""
    between = [f"${low},000 to ${high - 1},999" for low, high in pairwise(INCOME_LIMITS)]
    names = ("Under $5,000", *between[1:], "$100,000 and over")
    return tuple(
        Characteristic(first + place, measure.id, name)
        for place, (measure, name) in enumerate(zip(INCOME_BINS, names, strict=True))
    )


def _profile(day: date, size: int, own: tuple[Characteristic, ...], first_income: int, *ids: int) -> Profile:
    population = Characteristic(1, "population", f"Population, {day.year}")
    named = zip(ids, (*_MEASURES, *_MORE), strict=True)
    rest = (Characteristic(id_, measure, name) for id_, (measure, name) in named)
    return Profile(day, size, (population, *own, *rest, *_incomes(first_income)))


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "2016": _profile(
            date(2016, 5, 10),
            2247,
            (
                Characteristic(847, "low_income_base", _LOW_INCOME_2016),
                Characteristic(
                    1707, "bachelor_25_64", "University certificate, diploma or degree at bachelor level or above"
                ),
            ),
            781,
            *(5, 1867, 1868, 1869, 1896, 1698, 1699, 852, 1667, 1669),
            *(4, 7, 1141, 1142, 1150, 1324, 1337, 1671, 1678),
        ),
        "2021": _profile(
            date(2021, 5, 11),
            2631,
            (
                Characteristic(335, "low_income_base", _LOW_INCOME_2021),
                Characteristic(2024, "bachelor_25_64", "Bachelor's degree or higher"),
                Characteristic(
                    2018, "below_bachelor_25_64", "Postsecondary certificate or diploma below bachelor level"
                ),
            ),
            282,
            *(5, 2225, 2226, 2227, 2258, 2014, 2015, 340, 1465, 1467),
            *(4, 7, 1528, 1529, 1537, 1684, 1697, 1482, 1490),
        ),
    }
)


def geography(header: Sequence[str]) -> str:
    """Name the geography that a header of 2016 carries, such as `Dissemination Areas`; "" for any other header."""
    return next((match[1] for cell in header if (match := _GEOGRAPHY.fullmatch(cell))), "")


def is_ambiguous(name: str) -> bool:
    """Say whether the codes of a geography of 2016 are also those of other areas."""
    return _AMBIGUOUS.search(name) is not None


def contract(header: Sequence[str]) -> Contract:
    """Return the contract of the file of 2016 for the geography that its header carries, of 2021 for any other."""
    if not geography(header):
        return Contract(TABLE, _HEADER_2021, lambda: _schema("2021"), _KEY, _NAMES_2021)
    expected = _header_2016(geography(header), has_type="CSD_TYPE_NAME" in header)
    names = tuple(_NAMES_2016.get(cell, _NAMES_2016.get(cell.partition(":")[0], "")) for cell in expected)
    return Contract(TABLE, expected, lambda: _schema("2016"), _KEY, names)


_KEY = ("vintage", "geo_code", "characteristic_id")


def _header_2016(name: str, *, has_type: bool) -> tuple[str, ...]:
    profile = f"Profile of {name} (2247)"
    sexes = ("[1]: Total - Sex", "[2]: Male", "[3]: Female")
    return (
        *("CENSUS_YEAR", "GEO_CODE (POR)", "GEO_LEVEL", "GEO_NAME", "GNR", "GNR_LF", "DATA_QUALITY_FLAG"),
        *(["CSD_TYPE_NAME"] if has_type else []),
        *("ALT_GEO_CODE", f"DIM: {profile}", f"Member ID: {profile}", f"Notes: {profile}"),
        *(f"Dim: Sex (3): Member ID: {sex}" for sex in sexes),
    )


def _schema(vintage: str) -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415 half a second to import

    ids = pa.Check.in_range(1, PROFILES[vintage].size)
    columns = {
        "census_year": pa.Column(pl.Int64, pa.Check.equal_to(int(vintage))),
        "geo_code": pa.Column(pl.String),
        "characteristic_id": pa.Column(pl.Int64, ids),
    }
    columns |= _values_2021() if vintage == "2021" else _values_2016()
    return pa.DataFrameSchema(columns, strict=True, name=TABLE)


def _values_2021() -> dict[str, "pa.Column"]:
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    columns = {name: pa.Column(pl.Float64, nullable=True) for name in ("total", "men", "women")}
    symbols = pa.Check.isin([*SYMBOLS], error="a symbol of Statistics Canada")
    columns |= {f"{name}_symbol": pa.Column(pl.String, symbols, nullable=True) for name in ("total", "men", "women")}
    guid = pa.Check.str_matches(r"^2021[AS][0-9]{4}.", error="a DGUID of 2021 such as 2021S05074620067.00")
    return columns | {"geo_code": pa.Column(pl.String, guid)}


def _values_2016() -> dict[str, "pa.Column"]:
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    cell = pa.Check.str_matches(r"^(?:-?[0-9]{1,15}(?:\.[0-9]+)?|x|F|\.\.|\.\.\.)$", error="a number, x, F, .. or ...")
    columns = {name: pa.Column(pl.String, cell, nullable=True) for name in ("total", "men", "women")}
    code = pa.Check.str_matches(r"^[0-9]{2,8}(?:\.[0-9]{2})?$", error="a code such as 24660001 or 4620067.00")
    return columns | {"geo_code": pa.Column(pl.String, code)}
