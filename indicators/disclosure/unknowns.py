"""What each unit brings to sums of amounts, as a reader might reckon it: unknowns, and how far they may move."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeAlias

import numpy as np
from scipy import sparse

from indicators.disclosure.ties import SAME, Amounts, Ties

Form: TypeAlias = Mapping[int, float]  # coefficients of unknowns
Sparse: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"
Quantities: TypeAlias = "dict[tuple[str, str], Quantity]"  # by measure and unit


@dataclass(frozen=True)
class Quantity:
    """What a unit brings to a measure in one edition: how much, and which sum of unknowns that is."""

    amount: float
    form: Form


class Unknowns:
    """The unknowns of all units. The same amount in two editions of a period is the same unknown."""

    def __init__(self, ties: Ties) -> None:
        self.units: list[str] = []  # whose each unknown is
        self._ties = ties
        self._scales: list[float] = []
        self._known: dict[tuple[date, str, str, float], Form] = {}
        self._rests: dict[tuple[tuple[int, float], ...], float] = {}

    def add(self, start: date, amounts: Amounts, before: Quantities) -> Quantities:
        """Return the quantities of one edition's amounts; `before` are those of the period before."""
        found: Quantities = {}
        for measure in (measure for measure in self._ties.order if measure in amounts):
            for unit, amount in amounts[measure].items():
                found[measure, unit] = Quantity(amount, self._form(start, measure, unit, amount, found, before))
        for less, more in sorted(self._ties.at_most):
            for unit in amounts.get(less, ()):
                self._limit(found[less, unit], found.get((more, unit)))
        return found

    def freedom(self) -> Sparse:
        """Return the inverse of the matrix M of an ellipsoid, one block for each unit.

        Every move v with vᵀ · M · v ≤ 1 leaves each amount, and each rest that a tie leaves, at zero or above: the
        ellipsoid of Dikin (1967), which interior-point methods walk in.
        """
        rests: dict[str, list[tuple[tuple[tuple[int, float], ...], float]]] = defaultdict(list)
        for form, rest in self._rests.items():
            rests[self.units[form[0][0]]].append((form, rest))
        places: list[tuple[int, int]] = []
        values: list[float] = []
        for unit, block in self.blocks().items():
            matrix = np.diag([self._scales[number] ** -2.0 for number in block])
            for form, rest in rests[unit]:
                row = np.zeros(len(block))
                row[[block.index(number) for number, _ in form]] = [sign / rest for _, sign in form]
                matrix += np.outer(row, row)
            places += product(block, block)
            values += np.linalg.inv(matrix).ravel().tolist()
        rows, columns = np.array(places, np.int64).reshape(-1, 2).T
        return sparse.csr_array((values, (rows, columns)), shape=(len(self.units), len(self.units)))

    def blocks(self) -> dict[str, list[int]]:
        """Return the unknowns of each unit."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(self.units):
            found[unit].append(number)
        return found

    def _form(self, start: date, measure: str, unit: str, amount: float, found: Quantities, before: Quantities) -> Form:
        if measure in self._ties.part_of:
            return found[self._ties.part_of[measure], unit].form if amount else {}
        if measure in self._ties.growth_of:
            return self._growth((start, measure, unit, amount), found, before)
        for less, more in sorted(self._ties.at_most):
            if less == measure and (more, unit) in found and abs(found[more, unit].amount - amount) < SAME:
                return found[more, unit].form
        return self._unknown((start, measure, unit, amount), abs(amount))

    def _growth(self, name: tuple[date, str, str, float], found: Quantities, before: Quantities) -> Form:
        """The stock less what it grew from, which is the stock of the period before where the two agree."""
        _, measure, unit, amount = name
        stock = self._ties.growth_of[measure]
        now, then = found.get((stock, unit), Quantity(0, {})), before.get((stock, unit))
        base = now.amount - amount
        if then is not None and abs(then.amount - base) < SAME:
            return _less(now.form, then.form)
        if base < -SAME:
            return self._unknown(name, abs(amount))
        return _less(now.form, self._unknown((*name[:3], base), base)) if base > SAME else now.form

    def _unknown(self, name: tuple[date, str, str, float], scale: float) -> Form:
        if not scale:
            return {}
        if name not in self._known:
            self._known[name] = {len(self.units): 1.0}
            self.units.append(name[2])
            self._scales.append(scale)
        return self._known[name]

    def _limit(self, less: Quantity, more: Quantity | None) -> None:
        """Note what one quantity leaves of another, unless it is all of it."""
        rest = _less(more.form, less.form) if more else {}
        if more and rest and more.amount - less.amount > SAME:
            self._rests[tuple(sorted(rest.items()))] = more.amount - less.amount


def _less(one: Form, other: Form) -> Form:
    found = {number: one.get(number, 0) - other.get(number, 0) for number in {**one, **other}}
    return {number: value for number, value in found.items() if value}
