"""What changed from one edition to the next, by how much, and why: pure functions of figures and their grounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from indicators.causes import JOIN, Difference, Grounds
from schemas.vocabulary import Status

KEY = ("indicator_id", "place_id", "period_start", "period_end", "group_id")
_SERIES = ["indicator_id", "place_id", "group_id"]
_SHOWN = ("value", "lower", "upper", "status", "unit")
# Sums of the same parts in another order differ in their last digits; no reader sees that.
_NEGLIGIBLE = 1e-9


class Kind(StrEnum):
    """What became of a figure; `status` is a change of status alone."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    SUPPRESSED = "suppressed"
    RELEASED = "released"
    STATUS = "status"


COLUMNS: Mapping[str, type[pl.DataType]] = {
    "kind": pl.String,
    "indicator_id": pl.String,
    "place_id": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "group_id": pl.String,
    "unit": pl.String,
    "previous_value": pl.Float64,
    "previous_lower": pl.Float64,
    "previous_upper": pl.Float64,
    "previous_status": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "status": pl.String,
    "change": pl.Float64,
    "beyond_uncertainty": pl.Boolean,
    "reversed": pl.Boolean,
    "causes": pl.String,
}


@dataclass(frozen=True)
class Revised:
    """What an edition publishes of its difference to the one before, whose name is "" for the first edition."""

    previous: str
    rows: pl.DataFrame


def revisions(before: pl.DataFrame, after: pl.DataFrame, old: Grounds, new: Grounds) -> pl.DataFrame:
    """Return one row for each figure that differs between two editions, in the order of its key (`COLUMNS`).

    `change` is in the figure's unit; it is beyond uncertainty where the bounds do not overlap (a figure without bounds
    is taken as exact). A trend is reversed where the rise from one period to the next has become a fall, or a fall a
    rise, never across a break; both its figures say so, as far as they changed. For private eyes: see `publishable`.
    """
    joined = _side(before, "previous_").join(_side(after, ""), on=KEY, how="full", coalesce=True)
    kinds = _with_reversals(joined).with_columns(_kind().alias("kind")).filter(pl.col("kind").is_not_null())
    rows = kinds.with_columns(
        unit=pl.coalesce("unit", "previous_unit"),
        change=pl.col("value") - pl.col("previous_value"),
        beyond_uncertainty=_beyond(),
        reversed=pl.col("reversed").fill_null(value=False),
    ).sort(KEY)
    told = rows.with_columns(pl.Series("causes", _causes(rows, Difference(old, new)), dtype=pl.String))
    return told.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def publishable(rows: pl.DataFrame, programme: frozenset[str], known: frozenset[str]) -> pl.DataFrame:
    """Return revisions as they may be published: nothing is told of a value that must not be known any more.

    That is the value of a figure that is suppressed now, and of a withdrawn one that rests on the programme's records
    or on an indicator that is no longer `known`, so that nobody can tell what it rested on.
    """
    hidden = _hidden(pl.col("status"), pl.col("kind") == Kind.WITHDRAWN, programme, known)
    numbers = ("previous_value", "previous_lower", "previous_upper", "change", "beyond_uncertainty")
    return rows.with_columns(
        *(pl.when(~hidden).then(pl.col(name)).alias(name) for name in numbers),
        pl.when(hidden).then(pl.lit(str(Status.SUPPRESSED))).otherwise("previous_status").alias("previous_status"),
        (pl.col("reversed") & ~hidden).alias("reversed"),
    )


def publishable_history(
    history: pl.DataFrame, figures: pl.DataFrame, programme: frozenset[str], known: frozenset[str]
) -> pl.DataFrame:
    """Return the rows of the history that may be published beside the `figures` of now, by the rule of `publishable`.

    Of a figure that is suppressed now one row remains, its first, without a value: how often it changed tells, too.
    """
    now = figures.select(*KEY, pl.col("status").alias("now"))
    joined = history.join(now, on=KEY, how="left", maintain_order="left")
    gone = pl.col("now").is_null()
    hidden = _hidden(pl.col("now"), gone, programme, known)
    kept = joined.filter(~hidden | ((pl.col("number") == pl.col("number").min().over(KEY)) & ~gone))
    suppressed = pl.lit(str(Status.SUPPRESSED))
    return kept.with_columns(
        *(pl.when(~hidden).then(pl.col(name)).alias(name) for name in ("value", "lower", "upper")),
        pl.when(hidden).then(suppressed).otherwise("status").alias("status"),
    ).drop("now")


def _hidden(status: pl.Expr, gone: pl.Expr, programme: frozenset[str], known: frozenset[str]) -> pl.Expr:
    of = pl.col("indicator_id")
    private = of.is_in(sorted(programme)) | ~of.is_in(sorted(known))
    return (status == Status.SUPPRESSED).fill_null(value=False) | (gone & private)


def _side(figures: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """One edition's figures with the direction of each since the period before, in which its series has a value."""
    told = figures.filter(pl.col("value").is_not_null()).sort("period_end", "period_start")
    step = pl.col("value") - pl.col("value").shift(1).over(_SERIES)
    direction = pl.when((step.abs() > _scaled(pl.col("value"))) & (pl.col("status") != Status.BREAK)).then(step.sign())
    trends = told.select(*KEY, direction.alias("trend"), pl.col("period_end").shift(1).over(_SERIES).alias("since"))
    sides = figures.select(*KEY, *_SHOWN).join(trends, on=KEY, how="left")
    return sides.rename({name: prefix + name for name in (*_SHOWN, "trend", "since")})


def _scaled(*values: pl.Expr) -> pl.Expr:
    return _NEGLIGIBLE * pl.max_horizontal(pl.lit(1.0), *(value.abs() for value in values))


def _with_reversals(joined: pl.DataFrame) -> pl.DataFrame:
    """A reversed step marks both of its figures, the one it leads to and the one it comes from."""
    turned = (pl.col("previous_trend") * pl.col("trend") < 0) & (pl.col("previous_since") == pl.col("since"))
    steps = joined.filter(turned)
    ends = [steps.select(*_SERIES, "period_end"), steps.select(*_SERIES, pl.col("since").alias("period_end"))]
    marked = pl.concat(ends).unique().with_columns(pl.lit(value=True).alias("reversed"))
    return joined.join(marked, on=[*_SERIES, "period_end"], how="left")


def _kind() -> pl.Expr:
    status, before = pl.col("status"), pl.col("previous_status")
    differs = pl.any_horizontal(_differs(name) for name in ("value", "lower", "upper"))
    return (
        pl.when(before.is_null())
        .then(pl.lit(str(Kind.ADDED)))
        .when(status.is_null())
        .then(pl.lit(str(Kind.WITHDRAWN)))
        .when((status == Status.SUPPRESSED) & (before != Status.SUPPRESSED))
        .then(pl.lit(str(Kind.SUPPRESSED)))
        .when((before == Status.SUPPRESSED) & (status != Status.SUPPRESSED))
        .then(pl.lit(str(Kind.RELEASED)))
        .when(differs)
        .then(pl.lit(str(Kind.CHANGED)))
        .when(status != before)
        .then(pl.lit(str(Kind.STATUS)))
    )


def _differs(name: str) -> pl.Expr:
    now, before = pl.col(name), pl.col(f"previous_{name}")
    far = (now - before).abs() > _scaled(now, before)
    return far.fill_null(value=False) | (now.is_null() != before.is_null())


def _beyond() -> pl.Expr:
    """Null where one of the two values is missing."""
    low, high = pl.coalesce("lower", "value"), pl.coalesce("upper", "value")
    previous_low = pl.coalesce("previous_lower", "previous_value")
    previous_high = pl.coalesce("previous_upper", "previous_value")
    apart = (low > previous_high) | (high < previous_low)
    both = pl.col("value").is_not_null() & pl.col("previous_value").is_not_null()
    return pl.when(both).then(apart & _differs("value"))


def _causes(rows: pl.DataFrame, difference: Difference) -> Iterator[str]:
    """The causes of each row; figures of one indicator, place and period have them in common."""
    known: dict[tuple[str, str, date, bool], str] = {}
    hidden = rows.select((pl.col("status") == Status.SUPPRESSED) | (pl.col("previous_status") == Status.SUPPRESSED))
    of = rows.select("indicator_id", "place_id", "period_end").with_columns(hidden.to_series().fill_null(value=False))
    for key in of.iter_rows():
        indicator, place, day, suppressed = key
        if key not in known:
            known[key] = JOIN.join(difference.causes(indicator, place, day, suppressed=suppressed))
        yield known[key]
