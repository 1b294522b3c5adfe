"""What is known to tie amounts of the register, learned from the amounts of all its periods.

An amount may be the same as another by definition: jobs in the social economy are the jobs of some firms. One may be
the growth of another: jobs created are those at the end of this period less those at the end of the last. And one may
never exceed another: jobs of the same persons are among all jobs.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import TypeAlias

Amounts: TypeAlias = Mapping[str, Mapping[str, float]]  # of one edition of one period: measure → unit → amount
_Pooled: TypeAlias = Mapping[tuple[date, str], float]

SAME = 1e-9
_ENOUGH = 5  # so many units must agree with a tie
_MOSTLY = 0.9


@dataclass(frozen=True)
class Ties:
    """Measures that are another one of some units, its growth since the period before, or at most another one.

    `order` has every measure after those that it is tied to.
    """

    order: tuple[str, ...]
    part_of: Mapping[str, str]
    growth_of: Mapping[str, str]
    at_most: frozenset[tuple[str, str]]


def learn_ties(periods: Mapping[date, Amounts]) -> Ties:
    """Return the ties that the amounts of all periods agree with."""
    pooled: dict[str, dict[tuple[date, str], float]] = defaultdict(dict)
    for start, amounts in periods.items():
        for measure, of in amounts.items():
            pooled[measure] |= {(start, unit): amount for unit, amount in of.items()}
    wide = sorted(pooled, key=lambda measure: (-sum(map(abs, pooled[measure].values())), measure))
    part_of: dict[str, str] = {}
    for number, measure in enumerate(wide):
        wholes = [other for other in wide[:number] if other not in part_of and _is_part(pooled[measure], pooled[other])]
        part_of.update({measure: wholes[0]} if wholes else {})
    own = [measure for measure in wide if measure not in part_of]
    before = dict(zip(sorted(periods)[1:], sorted(periods), strict=False))
    growth_of = {one: of for one, of in permutations(own, 2) if _is_growth(pooled[one], pooled[of], before)}
    at_most = {(less, more) for less, more in permutations(own, 2) if _is_at_most(pooled[less], pooled[more])}
    order = sorted(wide, key=lambda measure: (measure in part_of, measure in growth_of, wide.index(measure)))
    return Ties(tuple(order), part_of, growth_of, frozenset(at_most))


def _is_part(part: _Pooled, whole: _Pooled) -> bool:
    counted = {key: amount for key, amount in part.items() if amount}
    return len(counted) >= _ENOUGH and all(abs(whole.get(key, 0) - amount) < SAME for key, amount in counted.items())


def _is_at_most(less: _Pooled, more: _Pooled) -> bool:
    bounded = all(amount <= more.get(key, 0) + SAME for key, amount in less.items())
    return len(less) >= _ENOUGH and bounded and min(more.values(), default=0) >= 0


def _is_growth(change: _Pooled, stock: _Pooled, before: Mapping[date, date]) -> bool:
    """Whether a signed measure is what a stock has grown by, for nearly all units that have both in both periods."""
    both = [key for key in stock if key in change and key[0] in before and (before[key[0]], key[1]) in stock]
    agree = sum(abs(stock[key] - change[key] - stock[before[key[0]], key[1]]) < SAME for key in both)
    return min(change.values(), default=0) < 0 and agree >= max(_ENOUGH, _MOSTLY * len(both))
