"""Sums of amounts of all periods and editions as rows over unknowns, and what a reader can take from them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
from scipy import sparse

from indicators.disclosure.cells import STUDY, TOTAL, Cell, Key
from indicators.disclosure.differences import Combination
from indicators.disclosure.ties import SAME, Amounts, Ties
from indicators.disclosure.unknowns import Form, Quantities, Sparse, Unknowns


@dataclass(frozen=True)
class Layer:
    """The sums of one edition of one period: `shown` is None where that is to be decided, for the keys `offered`."""

    start: date
    cells: tuple[Cell, ...]
    shown: frozenset[Key] | None
    offered: frozenset[Key] = frozenset()

    @property
    def amounts(self) -> Amounts:
        """What each unit brings to each measure's total."""
        return {cell.measure: cell.amounts or {} for cell in self.cells if not cell.dimension}


@dataclass(frozen=True)
class Taken:
    """A sum of a layer, or a combination of sums: what each unit brings to it, and its form over the unknowns."""

    layer: int
    key: Key
    amounts: Mapping[str, float]
    form: Form


def nameless(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers with units in the order of what they bring, and named after it.

    Keys are hashed, otherwise in every folder; in their order the last digits of a sum, and so what is hidden, would be
    others there.
    """
    brought: dict[str, list[tuple[int, Key, float]]] = defaultdict(list)
    for number, layer in enumerate(layers):
        for cell in layer.cells:
            for unit, amount in (cell.amounts or {}).items():
                brought[unit].append((number, cell.key, amount))
    names = {unit: f"{rank:09}" for rank, unit in enumerate(sorted(brought, key=brought.__getitem__))}
    return [
        replace(
            layer,
            cells=tuple(
                replace(cell, amounts=dict(sorted((names[unit], own) for unit, own in (cell.amounts or {}).items())))
                for cell in layer.cells
            ),
        )
        for layer in layers
    ]


def sums_of(layers: Sequence[Layer], unknowns: Unknowns) -> list[Taken]:
    """Return every sum of every layer, in order; the layers are in order of their first day, then of edition."""
    found: list[Taken] = []
    latest: dict[date, Quantities] = {}
    for number, layer in enumerate(layers):
        before = [start for start in latest if start < layer.start]
        quantities = unknowns.add(layer.start, layer.amounts, latest[max(before)] if before else {})
        latest[layer.start] = quantities
        for cell in layer.cells:
            amounts = cell.amounts or {}
            form = _added((quantities[cell.measure, unit].form, 1) for unit in amounts)
            found.append(Taken(number, cell.key, amounts, form))
    return found


def rests_of(
    sums: Sequence[Taken], layers: Sequence[Layer], ties: Ties, sensitive: Callable[[Iterable[float]], bool]
) -> list[Taken]:
    """Return what is sensitive of what a reader can take from sums of which one at least is still to be decided."""
    units = sorted({unit for one in sums for unit in one.amounts})
    brought = np.array([[one.amounts.get(unit, 0.0) for unit in units] for one in sums]).reshape(len(sums), len(units))
    found = []
    for parts in _rests(sums, layers, ties):
        rest = sum(sign * brought[number] for number, sign in parts)
        rest = np.where(np.abs(rest) > SAME, rest, 0)
        if sensitive(rest[rest != 0].tolist()):
            amounts = {unit: amount for unit, amount in zip(units, rest.tolist(), strict=True) if amount}
            first = sums[parts[0][0]]
            found.append(Taken(first.layer, first.key, amounts, _added((sums[n].form, sign) for n, sign in parts)))
    return found


def _rests(sums: Sequence[Taken], layers: Sequence[Layer], ties: Ties) -> Iterator[Combination]:
    at: dict[int, dict[Key, int]] = defaultdict(dict)
    for number, one in enumerate(sums):
        at[one.layer][one.key] = number
    for number, layer in enumerate(layers):
        if layer.shown is None:
            yield from _left(at[number])
            for then in (at[n] for n in range(number) if layers[n].start == layer.start):
                yield from (((now, 1), (then[key], -1)) for key, now in at[number].items() if key in then)
        past = [n for n in range(number) if layers[n].start < layer.start]
        if past and None in (layer.shown, layers[past[-1]].shown):
            yield from _gone(at[number], at[past[-1]], ties)


def _left(at: Mapping[Key, int]) -> Iterator[Combination]:
    """What is left of a total beside one group and beside all, and of one measure beside another."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, one in at.items():
        total = at[key[0], STUDY, TOTAL]
        same[key[1:]].append(one)
        if one != total:
            groups[key[0], Cell(key, frozenset()).dimension].append(one)
            yield ((total, 1), (one, -1))
    for (measure, _), own in groups.items():
        yield ((at[measure, STUDY, TOTAL], 1), *((one, -1) for one in own))
    for alike in same.values():
        yield from (((one, 1), (other, -1)) for one, other in combinations(alike, 2))


def _gone(now: Mapping[Key, int], before: Mapping[Key, int], ties: Ties) -> Iterator[Combination]:
    """What those brought to a stock who are no longer counted, less what those bring who were not yet."""
    for change, stock in ties.growth_of.items():
        for measure, place, group in now:
            key = (stock, place, group)
            if measure == change and key in now and key in before:
                yield ((before[key], 1), (now[key], -1), (now[change, place, group], 1))


def _added(parts: Iterable[tuple[Form, int]]) -> Form:
    found: dict[int, float] = defaultdict(float)
    for form, sign in parts:
        for number, value in form.items():
            found[number] += sign * value
    return {number: value for number, value in found.items() if value}


def matrix_of(sums: Sequence[Taken], unknowns: int) -> Sparse:
    """Return one row over so many unknowns for each sum."""
    place = np.repeat(np.arange(len(sums)), [len(one.form) for one in sums])
    columns = np.array([number for one in sums for number in one.form], np.int64)
    values = np.array([value for one in sums for value in one.form.values()], np.float64)
    return sparse.csr_array((values, (place, columns)), shape=(len(sums), unknowns))
