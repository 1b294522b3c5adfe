"""Primary rules: which figures about people or firms may not be seen, before anything is hidden to protect them.

Each rule of the policy has its one home here.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from indicators.disclosure.policy import Policy
from indicators.disclosure.system import Bools

_HUNDRED = 100


def sensitive_counts(counts: npt.ArrayLike, policy: Policy) -> Bools:
    """True for counts from 1 to threshold − 1, and for zeros where the policy does not publish them."""
    values = np.asarray(counts, np.int64)
    small = (values > 0) & (values < policy.counts.threshold)
    return np.asarray(small if policy.counts.publish_zeros else small | (values == 0))


def small_change(change: int, policy: Policy) -> bool:
    """Whether a count has moved between editions, up or down, by so few that the move tells of them."""
    return policy.counts.small_changes and 0 < abs(change) < policy.counts.threshold


def told_by_status(part: int, whole: int, policy: Policy) -> bool:
    """Whether a group's count of a sensitive status tells it of each: all of them have it, or none has."""
    return policy.counts.group_disclosure and whole > 0 and part in {0, whole}


def sensitive_sum(amounts: Iterable[float], policy: Policy) -> bool:
    """Whether a sum of contributors' amounts must be hidden: too few of them, or the p % rule.

    Rule: the remainder after the two largest is less than p % of the largest (Handbook on Statistical Disclosure
    Control, 2nd edition, chapter 4). Amounts below zero, such as jobs lost, count by their size.
    """
    largest = sorted((abs(amount) for amount in amounts if amount), reverse=True)
    if len(largest) < policy.magnitudes.contributors:
        return bool(largest)
    return margin_needed(largest, policy) > 0


def margin_needed(amounts: Iterable[float], policy: Policy, *, knows: float | None = None) -> float:
    """How far to either side a reader's estimate of a sum must be open, in its unit, so that p % of the largest is.

    A reader who contributes knows her own amount; without `knows` she is the second largest contributor, who knows most
    (the upper protection level of the p % rule; by symmetry the lower one too). 0 where the rest hides the largest.
    """
    largest = sorted((abs(amount) for amount in amounts if amount), reverse=True)
    own = abs(knows) if knows is not None else largest[1] if len(largest) > 1 else 0
    if own in largest:
        largest.remove(own)
    return max(0.0, policy.magnitudes.p_percent * largest[0] / _HUNDRED - sum(largest[1:])) if largest else 0.0


def sensitive_median(base: int, policy: Policy) -> bool:
    """Whether a median or quantile rests on too few."""
    return base < policy.medians.base


def percentage_decimals(base: float, policy: Policy) -> int | None:
    """The decimals that a percentage on this published base may show; None if it may not be shown.

    A percentage is an alias of its numerator: it also needs numerator, denominator and complement to be published.
    """
    if base < policy.percentages.base:
        return None
    return int(base >= policy.percentages.decimal_base)


def sensitive_area(residents: float, policy: Policy, *, income: bool = False) -> bool:
    """Whether an area has too few residents for any figure, or for an income."""
    return residents < (policy.areas.income_floor if income else policy.areas.floor)


def sensitive_spread(areas: int, policy: Policy) -> bool:
    """Whether an index of how persons are spread rests on so few areas that it would tell of each."""
    return areas < policy.spreads.areas
