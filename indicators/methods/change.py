"""Change over time and between places, with its standard error, and when it is large enough to be told.

Never across an unbridged break: whoever calls these has checked that both figures are measured alike.
"""

import numpy as np

from indicators.methods.values import Z90, Estimate, Value, floats, like, ratio, require_counts


def percent_change(before: Value, after: Value) -> Value:
    """Change in percent of the first figure, null where that is zero or below."""
    first, second = floats(before, after)
    return like(before, 100 * ratio(second - first, np.where(first > 0, first, np.nan)))


def recovery_share(peak: Value, trough: Value, now: Value) -> Value:
    """Share of a loss from peak to trough that has been made good; below 0 or above 1 is possible.

    Null where the peak does not lie above the trough. Always published with its break flag.
    """
    high, low, latest = floats(peak, trough, now)
    loss = np.where(high > low, high - low, np.nan)
    return like(peak, ratio(latest - low, loss))


def combined_se(*errors: Value) -> Value:
    """Standard error of a sum or difference of independent estimates: the root of the sum of their squares."""
    spread = floats(*errors)
    require_counts(**{f"standard_error_{number}": error for number, error in enumerate(spread, start=1)})
    return like(errors[0], np.sqrt(np.asarray(sum(error**2 for error in spread))))


def difference(minuend: Estimate[Value], subtrahend: Estimate[Value]) -> Estimate[Value]:
    """The first estimate less the second, both independent: a change (after less before) or a gap between places."""
    first, second = floats(minuend.value, subtrahend.value)
    return Estimate(like(minuend.value, first - second), combined_se(minuend.se, subtrahend.se))


def rest_of_region(region: Value, place: Value) -> Value:
    """A count of the region without the place in it, so that a place is never held against itself.

    Raises ValueError where the place exceeds its region.
    """
    whole, part = floats(region, place)
    require_counts(region_less_place=whole - part)
    return like(region, whole - part)


def difference_in_differences(
    place_before: Estimate[Value],
    place_after: Estimate[Value],
    comparator_before: Estimate[Value],
    comparator_after: Estimate[Value],
) -> Estimate[Value]:
    """The place's change less its comparator's, with the error of four independent estimates: an association only.

    The comparator must not contain the place (`rest_of_region`).
    """
    return difference(difference(place_after, place_before), difference(comparator_after, comparator_before))


def is_clear(change: Estimate[float | None], z: float = Z90) -> bool | None:
    """Whether a change is larger than `z` standard errors; None, so no clear change, where either is not known."""
    if change.value is None or change.se is None:
        return None
    return abs(change.value) > z * change.se
