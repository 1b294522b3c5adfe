"""What a reader knows of how measures are defined, learned from all periods of the register at once.

Most totals are counts among the units of a broad measure (participants, exits, enterprises), which is told by
characteristics. Some are nothing but groups of a characteristic (women, the social economy), some depend on one without
being one (long-term unemployed), most on none. A rule is taken as a definition where it holds in every period without
exception although some were to be expected.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TypeAlias

from indicators.disclosure.cells import PLACE, Cell, Formula

_Pool: TypeAlias = int  # units of all periods, each with a number by period: the bits that are set
_EXPECTED = 5  # so many exceptions are to be expected where none is found


@dataclass(frozen=True)
class Groups:
    """A total that counts the units of `whole` with one of these values; `settled`: only those in a neighbourhood."""

    whole: str
    values: frozenset[str]
    settled: bool


@dataclass(frozen=True)
class Definitions:
    """By measure: `groups` (and characteristic), `bound` (what else it depends on), `within` (what holds its units)."""

    groups: Mapping[tuple[str, str], tuple[Groups, ...]]
    bound: Mapping[str, frozenset[str]]
    within: Mapping[str, frozenset[str]]
    apart: Mapping[str, frozenset[str]]  # measures that count nobody of this one


def learn(periods: Mapping[date, Sequence[Cell]], formulas: Collection[Formula]) -> Definitions:
    """Return the definitions that all periods agree with; they are given as counts of one kind, by finest codes."""
    pools = _Pools(periods)
    totals = sorted(pools.totals)
    groups = {
        (measure, dimension): found
        for measure in totals
        if measure not in pools.broad
        for dimension in pools.dimensions
        if (found := pools.groups(measure, dimension))
    }
    within = {measure: pools.within(measure) for measure in totals}
    bound = {
        measure: frozenset(
            of for of in pools.dimensions if (measure, of) not in groups and _depends(of, measure, within, groups)
        )
        | ({PLACE} if pools.is_local(measure) and (measure, PLACE) not in groups else set())
        for measure in totals
    }
    apart: dict[str, frozenset[str]] = defaultdict(frozenset)
    for formula in formulas:
        within[formula.part] = within.get(formula.part, frozenset()) | {formula.whole}
        if formula.unknown:
            within[formula.unknown] = within.get(formula.unknown, frozenset()) | {formula.whole}
            apart[formula.part] |= {formula.unknown}
            apart[formula.unknown] |= {formula.part}
    return Definitions(groups, bound, within, apart)


def _depends(
    dimension: str,
    measure: str,
    within: Mapping[str, frozenset[str]],
    groups: Mapping[tuple[str, str], tuple[Groups, ...]],
) -> bool:
    """Whether all that a measure counts is counted by a group of a characteristic."""
    return any((other, dimension) in groups for other in within[measure])


def _union(pools: Iterable[_Pool]) -> _Pool:
    return reduce(or_, pools, 0)


def _holds(pool: _Pool, other: _Pool) -> bool:
    """Whether all of another pool are in this one."""
    return pool & other == other


def _pool(numbers: Iterable[int], size: int) -> _Pool:
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


class _Pools:
    """The units of every total and of every value of every characteristic, over all periods."""

    def __init__(self, periods: Mapping[date, Sequence[Cell]]) -> None:
        numbers: dict[tuple[date, str], int] = {}
        found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        for start, cells in periods.items():
            for cell in cells:
                value = cell.value if cell.dimension else ""
                units = (numbers.setdefault((start, unit), len(numbers)) for unit in cell.units)
                found[cell.measure, cell.dimension, value].update(units)
        self.totals: dict[str, _Pool] = {}
        self._values: dict[tuple[str, str], dict[str, _Pool]] = defaultdict(dict)
        for (measure, dimension, value), own in found.items():
            pool = _pool(own, len(numbers))
            if dimension:
                self._values[measure, dimension][value] = pool
            else:
                self.totals[measure] = pool
        self.broad = {measure for measure, _ in self._values}
        self.dimensions = sorted({dimension for _, dimension in self._values})
        self._everybody = _union(self.totals.values()).bit_count()

    def groups(self, measure: str, dimension: str) -> tuple[Groups, ...]:
        """Every way in which values make a total up; none where it is no union of groups, or all of them.

        Values that nobody has may belong to it or not, so both ways are told; likewise where several measures fit.
        """
        own = self.totals[measure]
        found = [
            way
            for whole in sorted(self.broad)
            if own and _holds(self.totals[whole], own) and self._values[whole, dimension]
            for settled in (False, True)
            for way in self._ways(own, whole, dimension, settled=settled)
        ]
        return tuple(dict.fromkeys(found))

    def _ways(self, own: _Pool, whole: str, dimension: str, *, settled: bool) -> Iterator[Groups]:
        at_home = _union(self._values[whole, PLACE].values())
        if settled and (dimension == PLACE or not _holds(at_home, own)):
            return
        cut = {v: pool & at_home if settled else pool for v, pool in self._values[whole, dimension].items()}
        inside = frozenset(value for value, pool in cut.items() if pool and _holds(own, pool))
        nobodys = frozenset(value for value, pool in cut.items() if not pool)
        if own == _union(cut[value] for value in inside):
            for values in (inside, inside | nobodys):
                if settled or len(values) < len(cut):
                    yield Groups(whole, values, settled)

    def is_local(self, measure: str) -> bool:
        """Whether none or all units of some neighbourhood are counted although exceptions were to be expected."""
        if PLACE not in self.dimensions:
            return False
        whole = self._whole(measure)
        base = self.totals[whole]
        own = self.totals[measure] & base
        for pool in self._values[whole, PLACE].values():
            share = pool.bit_count() / base.bit_count()
            if (not pool & own and own.bit_count() * share >= _EXPECTED) or (
                _holds(own, pool) and (base.bit_count() - own.bit_count()) * share >= _EXPECTED
            ):
                return True
        return False

    def within(self, measure: str) -> frozenset[str]:
        """The totals that hold every unit of this one, in every period."""
        own = self.totals[measure]
        return frozenset(
            other
            for other, pool in self.totals.items()
            if other != measure
            and _holds(pool, own)
            and own.bit_count() * (1 - pool.bit_count() / self._everybody) >= _EXPECTED
        )

    def _whole(self, measure: str) -> str:
        """The narrowest broad measure that holds a total; where none does, the broadest of all."""
        own = self.totals[measure]
        holding = [broad for broad in self.broad if _holds(self.totals[broad], own)]
        chosen = min(holding, key=lambda broad: (self.totals[broad].bit_count(), broad)) if holding else None
        return chosen or max(self.broad, key=lambda broad: (self.totals[broad].bit_count(), broad))
