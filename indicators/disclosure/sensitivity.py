"""Primary rules: which figures about people or firms may not be seen, before anything is hidden to protect them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indicators.disclosure.policy import Policy
from indicators.disclosure.system import Bools, Ints, Matrix, System, make_system

_HUNDRED = 100


@dataclass(frozen=True)
class StatusGroup:
    """A group and its parts by status, as row numbers; membership of a `sensitive` part harms."""

    whole: int
    parts: tuple[int, ...]
    sensitive: frozenset[int]


def sensitive_counts(counts: npt.ArrayLike, policy: Policy) -> Bools:
    """True for counts from 1 to threshold − 1, and for zeros where the policy does not publish them."""
    values = np.asarray(counts, np.int64)
    small = (values > 0) & (values < policy.counts.threshold)
    return np.asarray(small if policy.counts.publish_zeros else small | (values == 0))


def group_disclosure(counts: Ints, groups: Iterable[StatusGroup], policy: Policy) -> Bools:
    """True for the sensitive part that holds all of its group, and for the zeros beside it that would say so."""
    found = np.zeros(len(counts), np.bool_)
    if policy.counts.group_disclosure:
        for group in groups:
            everybody = [part for part in group.sensitive if 0 < counts[part] == counts[group.whole]]
            if everybody:
                found[[*everybody, *(part for part in group.parts if counts[part] == 0)]] = True
    return found


def sensitive_magnitude(amounts: Sequence[float], policy: Policy) -> bool:
    """Whether a sum of contributors' amounts must be hidden: too few of them, or the p % rule.

    Rule: the remainder after the two largest is less than p % of the largest (Handbook on Statistical Disclosure
    Control, 2nd edition, chapter 4). Raises ValueError on a negative amount, for which the rule is not defined.
    """
    largest = sorted(amounts, reverse=True)
    if largest and largest[-1] < 0:
        raise ValueError("the p % rule is defined for amounts of zero or more")
    contributors = sum(amount > 0 for amount in largest)
    if contributors < policy.magnitudes.contributors:
        return contributors > 0
    return sum(largest[2:]) * _HUNDRED < policy.magnitudes.p_percent * largest[0]


def magnitude_width(amounts: Sequence[float], policy: Policy) -> int:
    """The width in whole units that a hidden sum must keep: p % of the largest amount to either side."""
    return int(np.ceil(2 * policy.magnitudes.p_percent * max(amounts, default=0) / _HUNDRED))


def sensitive_median(base: int, policy: Policy) -> bool:
    """Whether a median or quantile rests on too few."""
    return base < policy.medians.base


def percentage_decimals(base: int, policy: Policy) -> int | None:
    """The decimals that a percentage on this published base may show; None if it may not be shown.

    A percentage is an alias of its numerator: it also needs numerator, denominator and complement to be published.
    """
    if base < policy.percentages.base:
        return None
    return int(base >= policy.percentages.decimal_base)


def sensitive_area(population: int, policy: Policy, *, income: bool = False) -> bool:
    """Whether an area has too few persons for any figure, or for an income."""
    return population < (policy.areas.income_floor if income else policy.areas.floor)


def with_small_changes(system: System, pairs: Sequence[tuple[int, int]], policy: Policy) -> System:
    """The system with one more row for each (earlier, later) pair of a figure whose net change is small.

    Such a row is the later cell minus the earlier: sensitive, never published. Raises nothing; pairs may be empty.
    """
    small = [
        pair
        for pair in pairs
        if 0 < abs(int(system.counts[pair[1]] - system.counts[pair[0]])) < policy.counts.threshold
    ]
    if not policy.counts.small_changes or not small:
        return system
    rows: Matrix = sparse.csr_array(
        sparse.vstack([system.matrix[[later]] - system.matrix[[earlier]] for earlier, later in small])
    )
    rows.eliminate_zeros()
    rows.sort_indices()
    more = len(small)
    return make_system(
        sparse.csr_array(sparse.vstack([system.matrix, rows])),
        system.atoms,
        np.append(system.sensitive, np.ones(more, np.bool_)),
        width=np.append(system.width, np.full(more, policy.counts.threshold - 1)),
        known=np.append(system.known, np.zeros(more, np.bool_)),
        priority=np.append(system.priority, np.zeros(more, np.int64)),
    )
