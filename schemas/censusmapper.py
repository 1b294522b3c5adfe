"""CensusMapper's wide layout: one row an area, one column a census vector.

Which vectors make which measure stands in censusmapper_terms.py, their ids in censusmapper_vectors.py.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from schemas.censusmapper_terms import TERMS
from schemas.contract import Contract

if TYPE_CHECKING:
    from schemas.validation import pa

TABLE = "censusmapper"
# Columns beside the vectors that are read, and our names; all others are left out.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "GeoUID": "geo_uid",
        "Type": "geo_type",
        "Area (sq km)": "Area",
        "Population": "Population",
        "Dwellings": "Dwellings",
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
_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_AREA = r"[0-9]{1,8}|[0-9]{7}\.[0-9]{2}"


def vectors(vintage: str) -> frozenset[str]:
    """Name every vector, and count beside them, that the measures of a census are made of; KeyError for another."""
    parts = [part for terms in TERMS[vintage] for part in terms.parts]
    return frozenset(
        name for part in parts for name in (*part.plus, *part.minus, part.rate, part.mean, part.given) if name
    )


def contract(header: Sequence[str], names: Sequence[str]) -> Contract:
    """Return the contract of one file: its own header, our name for each column ("" where it is not read)."""
    read = tuple(name for name in names if name)
    return Contract(TABLE, tuple(header), lambda: _schema(read), key=("geo_uid",), names=tuple(names))


def _schema(names: Sequence[str]) -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415 half a second to import

    areas = pa.Check.str_matches(rf"^(?:{_AREA})$", error="an area code such as 24660001 or 4620067.00")
    within = pa.Check.str_matches(rf"^(?:{_AREA}|NA)$", error="an area code such as 2466023 or 4620067.00")
    numbers = pa.Check.str_matches(rf"^(?:{_NUMBER}|NA|x|F|\.\.|\.\.\.)$", error="a number, NA, x, F, .. or ...")
    columns = {name: pa.Column(pl.String, numbers, nullable=True) for name in names}
    columns |= {name: pa.Column(pl.String, within, nullable=True) for name in WITHIN if name in names}
    columns |= {"geo_uid": pa.Column(pl.String, areas), "geo_type": pa.Column(pl.String)}
    return pa.DataFrameSchema(columns, strict=True, name=TABLE)
