"""CensusMapper's wide layout: one row an area, one column a census vector, and which vectors make which measure.

Vector ids and universes differ by census: the tables of terms below are the only place that knows them. A count that
the census gives only as a published rate is worked back from the rate and its base.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.contract import Contract
from schemas.vocabulary import Text

if TYPE_CHECKING:
    import pandera.polars as pa

TABLE = "censusmapper"
REFERENCE_DAYS: Mapping[str, date] = MappingProxyType(
    {"2011": date(2011, 5, 10), "2016": date(2016, 5, 10), "2021": date(2021, 5, 11)}
)
# Columns beside the vectors that are read, and our names; all others (land area, dwellings, an index) are left out.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "GeoUID": "geo_uid",
        "Type": "geo_type",
        "Population": "Population",
        "Households": "Households",
        "CSD_UID": "csd_uid",
        "CD_UID": "cd_uid",
        "CT_UID": "ct_uid",
        "CMA_UID": "cma_uid",
        "PR_UID": "pr_uid",
    }
)
REQUIRED = ("GeoUID", "Type", "Population")
WITHIN = ("csd_uid", "cd_uid", "ct_uid", "cma_uid", "pr_uid")
VECTOR = re.compile(r"v_CA(\d\d)[A-Z]?_\d+")
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_AREA = r"\d{1,8}|\d{7}\.\d{2}"


@dataclass(frozen=True, slots=True)
class Part:
    """Vectors added up, less others, but never below 0; with `rate`, a vector in percent, only that share of them."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts whose sum is a measure in one census, and what makes them a proxy, where they are one.

    `proxy_for` limits that to one type of area, such as DA, where only its counts are affected.
    """

    measure: str
    parts: tuple[Part, ...]
    proxy: Text | None = None
    proxy_for: str = ""


_LOW_INCOME_BASE = Text(
    "Taken as the population outside institutions: the extract does not give the persons to whom the low-income "
    "concept applies.",
    "Approché par la population hors établissements institutionnels : l’extrait ne donne pas les personnes visées par "
    "le concept de faible revenu.",
)
_LOW_INCOME_BASE_2021 = Text(
    "Taken as the population in private households by the long form; the rate comes from tax data for everyone.",
    "Approché par la population des ménages privés du questionnaire détaillé ; le taux provient des données fiscales "
    "de l’ensemble de la population.",
)
_LOW_INCOME = Text(
    "Worked back from the published rate, rounded to a tenth of a percent, and an approximate base.",
    "Reconstitué à partir du taux publié, arrondi au dixième de pour cent, et d’une base approchée.",
)
_SHELTER = Text(
    "Worked back from the published rates of owners and tenants; owners are households less tenant households.",
    "Reconstitué à partir des taux publiés des propriétaires et des locataires ; les propriétaires sont les ménages "
    "moins les ménages locataires.",
)
_SHELTER_BASE = Text(
    "Taken as all private households, also those without income or on farms, whose ratio is not counted.",
    "Approché par l’ensemble des ménages privés, y compris sans revenu ou agricoles, dont le rapport n’est pas compté.",
)
_AGED_25_64 = Text(
    "Counts everyone of that age, also in collective dwellings: the extract does not give those in private households.",
    "Compte toutes les personnes de cet âge, y compris en logement collectif : l’extrait ne donne pas celles des "
    "ménages privés.",
)
_SMALL_AREAS = Text(
    "Too low where added up from dissemination areas: the 2011 survey gives most small counts of theirs as 0.",
    "Trop bas par addition d’aires de diffusion : l’enquête de 2011 y donne 0 pour la plupart des petits effectifs.",
)


def _sum(measure: str, prefix: str, *vectors: int, proxy: Text | None = None, proxy_for: str = "") -> Terms:
    return Terms(measure, (Part(tuple(f"{prefix}_{vector}" for vector in vectors)),), proxy, proxy_for)


def _sum_2011(measure: str, *vectors: int) -> Terms:
    """A count of which a quarter to three quarters of the dissemination areas of Montréal have 0, none less than 10."""
    return _sum(measure, "v_CA11N", *vectors, proxy=_SMALL_AREAS, proxy_for="DA")


def _counts() -> tuple[Terms, ...]:
    """The exact counts that every file carries beside its vectors."""
    return (
        Terms("population", (Part(("Population",)),)),
        Terms("households", (Part(("Households",)),)),
        Terms("shelter_cost_base", (Part(("Households",)),), _SHELTER_BASE),
    )


def _low_income(rate: str, base: str, proxy: Text) -> tuple[Terms, ...]:
    return (
        Terms("low_income_base", (Part((base,)),), proxy),
        Terms("low_income_persons", (Part((base,), rate=rate),), _LOW_INCOME),
    )


def _shelter(tenants: str, tenants_rate: str, owners_rate: str) -> Terms:
    owners = Part(("Households",), minus=(tenants,), rate=owners_rate)
    return Terms("shelter_cost_30_households", (Part((tenants,), rate=tenants_rate), owners), _SHELTER)


# `No certificate` and the five vectors after it are, in 2011 and 2016, those of ages 25 to 64 in private households: in
# the City of Montréal they add up to 96 % and 99 % of all residents of that age, and to 68 % of those aged 15 and over.
_2011 = (
    *_counts(),
    _sum("employed", "v_CA11N", 1993),
    _sum_2011("unemployed", 1996),
    _sum("not_in_labour_force", "v_CA11N", 1999),
    _sum_2011("manufacturing_occupations", 2062),
    _sum_2011("no_certificate_25_64", 1804),
    _sum("population_25_64", "v_CA11N", 1804, 1807, 1813, 1816, 1819, 1822),
    *_low_income("v_CA11N_2606", "v_CA11F_551", _LOW_INCOME_BASE),
    _shelter("v_CA11N_2288", "v_CA11N_2290", "v_CA11N_2283"),
)
_2016 = (
    *_counts(),
    _sum("employed", "v_CA16", 5603),
    _sum("unemployed", "v_CA16", 5606),
    _sum("not_in_labour_force", "v_CA16", 5609),
    _sum("manufacturing_occupations", "v_CA16", 5690),
    _sum("no_certificate_25_64", "v_CA16", 5099),
    _sum("population_25_64", "v_CA16", 5099, 5102, 5108, 5117, 5120, 5123),
    *_low_income("v_CA16_2540", "v_CA16_512", _LOW_INCOME_BASE),
    _shelter("v_CA16_4897", "v_CA16_4899", "v_CA16_4892"),
)
# v_CA21_5817 and v_CA21_5820 are of ages 15 and over: another universe, not used. Ages 25-29 to 60-64 stand in for the
# total that belongs to v_CA21_5868.
_2021 = (
    *_counts(),
    _sum("employed", "v_CA21", 6498),
    _sum("unemployed", "v_CA21", 6501),
    _sum("not_in_labour_force", "v_CA21", 6504),
    _sum("manufacturing_occupations", "v_CA21", 6597),
    _sum("no_certificate_25_64", "v_CA21", 5868),
    _sum("population_25_64", "v_CA21", 107, 125, 143, 161, 179, 197, 215, 233, proxy=_AGED_25_64),
    *_low_income("v_CA21_1040", "v_CA21_5670", _LOW_INCOME_BASE_2021),
    _shelter("v_CA21_4313", "v_CA21_4315", "v_CA21_4307"),
)
TERMS: Mapping[str, tuple[Terms, ...]] = MappingProxyType({"2011": _2011, "2016": _2016, "2021": _2021})


def vectors(vintage: str) -> frozenset[str]:
    """Name every vector, and both counts, that the measures of one census are made of; KeyError for another year."""
    parts = [part for terms in TERMS[vintage] for part in terms.parts]
    return frozenset(name for part in parts for name in (*part.plus, *part.minus, part.rate) if name)


def contract(header: Sequence[str], names: Sequence[str]) -> Contract:
    """Return the contract of one file: its own header, our name for each column ("" where it is not read)."""
    read = tuple(name for name in names if name)
    return Contract(TABLE, tuple(header), lambda: _schema(read), key=("geo_uid",), names=tuple(names))


def _schema(names: Sequence[str]) -> "pa.DataFrameSchema":
    import pandera.polars as pa  # noqa: PLC0415 two seconds to import
    import polars as pl  # noqa: PLC0415

    areas = pa.Check.str_matches(rf"^(?:{_AREA})$", error="an area code such as 24660001 or 4620067.00")
    within = pa.Check.str_matches(rf"^(?:{_AREA}|NA)$", error="an area code such as 2466023 or 4620067.00")
    numbers = pa.Check.str_matches(rf"^(?:{_NUMBER}|NA|x|F|\.\.|\.\.\.)$", error="a number, NA, x, F, .. or ...")
    columns = {name: pa.Column(pl.String, numbers, nullable=True) for name in names}
    columns |= {name: pa.Column(pl.String, within, nullable=True) for name in WITHIN if name in names}
    columns |= {"geo_uid": pa.Column(pl.String, areas), "geo_type": pa.Column(pl.String)}
    return pa.DataFrameSchema(columns, strict=True, name=TABLE)
