"""What a change between two figures means in words, read from their bounds."""

from enum import StrEnum

from indicators.tables.book import Figure
from indicators.tables.formats import change_unit, shown_as_zero
from schemas.vocabulary import Direction, Text


class Assessment(StrEnum):
    """How a figure stands against the one before it; figures of context rise or fall without judgement."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no_clear_change"


WORDS: dict[Assessment, Text] = {
    Assessment.BETTER: Text("better", "mieux"),
    Assessment.WORSE: Text("worse", "moins bien"),
    Assessment.HIGHER: Text("up", "en hausse"),
    Assessment.LOWER: Text("down", "en baisse"),
    Assessment.NO_CLEAR_CHANGE: Text("no clear change", "pas de changement net"),
}


def compare(latest: Figure, previous: Figure, better: Direction) -> Assessment | None:
    """Return the change in words, None where a figure is missing.

    Overlapping bounds are no clear change, nor is a change that is zero at the precision shown. A figure without bounds
    is taken as exact. Whether a break lies between is for the caller to know.
    """
    if latest.value is None or previous.value is None:
        return None
    change = latest.value - previous.value
    if shown_as_zero(change, change_unit(latest.unit)) or _overlap(latest, previous):
        return Assessment.NO_CLEAR_CHANGE
    if better is Direction.CONTEXT:
        return Assessment.HIGHER if change > 0 else Assessment.LOWER
    return Assessment.BETTER if (change > 0) == (better is Direction.HIGHER) else Assessment.WORSE


def _overlap(one: Figure, other: Figure) -> bool:
    (low, high), (other_low, other_high) = one.interval, other.interval
    return low <= other_high and other_low <= high
