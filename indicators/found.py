"""What a method gives back: one row for each row or place that it was given, as the columns of `Computed`."""

from collections.abc import Callable

import numpy as np
import polars as pl

from indicators.methods.values import Floats


def found(value: Floats, margin: Floats | None = None, denominator: Floats | None = None) -> pl.DataFrame:
    """Return values as a frame; what is not a number is null. `margin` is half of a symmetric interval."""
    unknown = np.full(np.shape(value), np.nan)
    around = unknown if margin is None else margin
    columns = {
        "value": value,
        "lower": value - around,
        "upper": value + around,
        "numerator": unknown,
        "denominator": unknown if denominator is None else denominator,
    }
    return pl.DataFrame([pl.Series(name, column, pl.Float64, nan_to_null=True) for name, column in columns.items()])


def matrix(rows: pl.DataFrame, names: tuple[str, ...] | list[str]) -> Floats:
    """Return the named columns as an array, one row each, with nan for null."""
    return rows.select(pl.col(name).cast(pl.Float64).fill_null(np.nan) for name in names).to_numpy()


def over_areas(
    areas: pl.DataFrame, first: Floats, second: Floats, index: Callable[[Floats, Floats], Floats]
) -> pl.DataFrame:
    """Return an index over the areas of each place and period, which has two numbers of each; null for a single area.

    All places are computed at once, padded with areas that hold nobody.
    """
    keys = ["place_id", "period_end"]
    lists = areas.select(keys, first=first, second=second).group_by(keys, maintain_order=True).agg("first", "second")
    sizes = lists["first"].list.len().to_numpy()
    inside = np.arange(sizes.max(initial=0)) < sizes[:, None]
    padded = [np.zeros(inside.shape), np.zeros(inside.shape)]
    for table, name in zip(padded, ("first", "second"), strict=True):
        table[inside] = lists[name].explode(empty_as_null=False).to_numpy()
    return lists.select(keys).hstack(found(np.where(sizes > 1, index(*padded), np.nan)))
