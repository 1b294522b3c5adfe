"""Who counts in a programme's outcomes: one record per person and operation, exclusions out, unknown as not achieved.

Source: Scottish Government, European Social Fund participant guidance, monitoring and evaluation (first entry, last
exit, one employment status); European Commission, SFC support portal, participants (re-entry); WIOA for exclusions.
"""

from dataclasses import dataclass
from typing import Generic

import polars as pl

from indicators.methods.values import Interval, Value, floats, like, ratio, require_at_most, require_counts

BASELINE_STATUSES = ("unemployed", "inactive", "employed")
"""Everyone has exactly one at entry, so that the three add up to all participants."""


@dataclass(frozen=True)
class OutcomeRate(Generic[Value]):
    """Share of a cohort that achieved an outcome: with unknown as not achieved, its bounds, and among the known."""

    value: Value
    bounds: Interval[Value]
    known_only: Value


def participations(entries: pl.DataFrame) -> pl.DataFrame:
    """One row per `person` and `operation`: `entered` and `status` of the first entry, `left` of the last exit.

    Takes one row per entry with `person`, `operation`, `entered`, `left`, `status`. Whoever is still in has no exit.
    Raises ValueError on a baseline status that is missing or not one of the three.
    """
    first = pl.col("entered") == pl.col("entered").min()
    people = entries.group_by("person", "operation").agg(
        pl.col("entered").min(),
        pl.when(pl.col("left").is_not_null().all()).then(pl.col("left").max()).alias("left"),
        pl.col("status").filter(first).unique().alias("statuses"),
    )
    known = (pl.col("statuses").list.len() == 1) & pl.col("statuses").list.first().is_in(BASELINE_STATUSES)
    wrong = people.filter(~known.fill_null(value=False))
    if wrong.height:
        allowed = ", ".join(BASELINE_STATUSES)
        raise ValueError(
            f"each participant needs exactly one status at first entry of {allowed}; {wrong.height} lack it"
        )
    statuses = pl.col("statuses").list.first().alias("status")
    return people.select("person", "operation", "entered", "left", statuses).sort("person", "operation")


def outcome_rate(achieved: Value, unknown: Value, cohort: Value) -> OutcomeRate[Value]:
    """Rate of an outcome in a cohort from which exclusions are gone, with what the unknown could make of it.

    Unknown outcomes count as not achieved; the bounds take all of them as not achieved, and all as achieved. Raises
    ValueError where achieved and unknown exceed the cohort.
    """
    yes, open_, people = floats(achieved, unknown, cohort)
    require_counts(achieved=yes, unknown=open_, cohort=people)
    require_at_most("achieved and unknown outcomes and the cohort", yes + open_, people)
    main, most, known = ratio(yes, people), ratio(yes + open_, people), ratio(yes, people - open_)
    bounds = Interval(like(achieved, main), like(achieved, most))
    return OutcomeRate(like(achieved, main), bounds, like(achieved, known))
