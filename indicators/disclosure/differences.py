"""Sums that nobody publishes and a reader can take from others: what is left of a whole, and what has changed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations
from typing import TypeAlias

import numpy as np
from scipy import sparse

from indicators.disclosure.cells import STUDY, TOTAL, Formula, Key
from indicators.disclosure.policy import Policy
from indicators.disclosure.profiles import Role, Row
from indicators.disclosure.sensitivity import small_change
from indicators.disclosure.system import Matrix

Combination: TypeAlias = tuple[tuple[int, int], ...]  # row number, coefficient
_At: TypeAlias = Mapping[Key, int]


def small_combinations(rows: Sequence[Row], formulas: Collection[Formula], policy: Policy) -> list[Combination]:
    """Return the small sums, and the small changes since any earlier edition, that can be taken from rows.

    What can be taken from decided rows alone is left out.
    """
    now = max((row.edition for row in rows), default=0)
    at: dict[int, dict[Key, int]] = defaultdict(dict)
    for number, row in enumerate(rows):
        if row.role is not Role.MARK:
            at[row.edition][row.cell.key] = number
    values = [len(row.cell.units) for row in rows]
    taken = list(rests(at[now], formulas))
    small = [one for one in [*taken, *nested(rows, at[now])] if 0 < abs(_value(one, values)) < policy.counts.threshold]
    plain: list[Combination] = [((number, 1),) for number in at[now].values()]
    moved = [change for one in [*plain, *taken] for change in _changes(rows, one, [at[n] for n in range(now)])]
    small += [change for change in moved if small_change(_value(change, values), policy)]
    return [one for one in small if any(rows[number].open for number, _ in one)]


def combined(combinations: Sequence[Combination], matrix: Matrix) -> Matrix:
    """Return combinations of a matrix's rows over its columns; those that are nothing at all are left out."""
    entries = np.array([(at, row, value) for at, one in enumerate(combinations) for row, value in one], np.int64)
    place, columns, values = entries.reshape(-1, 3).T
    shape = (len(combinations), matrix.shape[0])
    weights: Matrix = sparse.csr_array((values, (place, columns)), shape=shape)
    found = sparse.csr_array(weights @ matrix)
    found.eliminate_zeros()
    found.sort_indices()
    return found[np.diff(found.indptr) > 0]


def rests(at: _At, formulas: Collection[Formula]) -> Iterator[Combination]:
    """Give what is left of wholes: of a total beside one group and beside all, of a share's whole beside its part."""
    values: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (measure, place, group), number in at.items():
        total = at.get((measure, STUDY, TOTAL))
        if total is not None and total != number:
            yield ((total, 1), (number, -1))
            values[measure, group.split("=")[0]].append(number)
        for formula in formulas:
            parts = [at.get((name, place, group)) for name in (formula.part, formula.unknown)]
            if formula.whole == measure:
                given = [part for part in parts if part is not None]
                yield from (((number, 1), (part, -1)) for part in given)
                if len(given) > 1:
                    yield ((number, 1), *((part, -1) for part in given))
    for (measure, _), own in values.items():
        yield ((at[measure, STUDY, TOTAL], 1), *((number, -1) for number in own))


def nested(rows: Sequence[Row], at: _At) -> Iterator[Combination]:
    """Give what any sum leaves of another that counts all its units, whatever makes it so."""
    for wide, narrow in permutations(at.values(), 2):
        if rows[narrow].cell.units < rows[wide].cell.units:
            yield ((wide, 1), (narrow, -1))


def _changes(rows: Sequence[Row], one: Combination, earlier: Sequence[_At]) -> Iterator[Combination]:
    for at in earlier:
        then = [(at.get(rows[number].cell.key), -coefficient) for number, coefficient in one]
        if all(number is not None for number, _ in then):
            yield (*one, *((number, coefficient) for number, coefficient in then if number is not None))


def _value(one: Combination, values: Sequence[int]) -> int:
    return sum(coefficient * values[number] for number, coefficient in one)
