"""What a change between two figures means in words, at the precision at which tables show it."""

from indicators.comparison import WORDS, Assessment, Reading
from indicators.comparison import compare as compare_readings
from indicators.tables.book import Figure
from indicators.tables.formats import change_unit, shown_as_zero
from schemas.vocabulary import Direction

__all__ = ["WORDS", "Assessment", "compare"]


def compare(latest: Figure, previous: Figure, better: Direction) -> Assessment | None:
    """Return the change in words, None where a figure is missing; the rule is that of indicators.comparison.

    A change that is zero at the precision shown is no clear change. Whether a break lies between is for the caller to
    know.
    """
    if latest.value is None or previous.value is None:
        return None
    if shown_as_zero(latest.value - previous.value, change_unit(latest.unit)):
        return Assessment.NO_CLEAR_CHANGE
    return compare_readings(_reading(latest), _reading(previous), better)


def _reading(figure: Figure) -> Reading:
    return Reading(figure.value, figure.lower, figure.upper)
