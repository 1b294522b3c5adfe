"""Correspondence of census tracts: which share of an older tract's residents and dwellings a newer tract holds.

After J. Allen and Z. Taylor, Canadian Longitudinal Tract Database (doi 10.1111/cag.12467).
"""

from typing import TYPE_CHECKING

from schemas.contract import Contract

if TYPE_CHECKING:
    from schemas.validation import pa

HEADER = ("source_ctuid", "target_ctuid", "w_pop", "w_dwe")
NAMES = ("from_id", "to_id", "weight", "dwelling_weight")
# Land that was in no tract in the other year; its rows carry no residents from tract to tract.
UNTRACTED = "-1"
_TRACT = r"^[0-9]{7}\.[0-9]{2}$"
_MOST = 1.01  # shares are rounded; a repeated pair, which would carry residents twice, is rejected by the key


def contract() -> Contract:
    """Give the contract of the rows that lead from tract to tract."""
    return Contract("crosswalk", HEADER, _schema, key=("from_id", "to_id"), names=NAMES)


def _schema() -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415 half a second to import: only when there are rows to check

    form = "a tract such as 4620069.00, with seven digits and two decimals (a spreadsheet takes the last zeros off)"
    tract = pa.Check.str_matches(_TRACT, error=form)
    share = pa.Check.in_range(0, _MOST)
    columns = {name: pa.Column(pl.String, tract) for name in NAMES[:2]}
    return pa.DataFrameSchema({**columns, **{name: pa.Column(pl.Float64, share) for name in NAMES[2:]}})
