"""Cells of the register as rows over atoms: the units as they are, and as they might as well be.

A reader does not know which combinations of characteristics are empty. So the atoms are the units' own profiles and
those with one characteristic, or one outcome, changed. An atom left out only makes a pattern look less safe than it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import sparse

from indicators.disclosure.system import Ints, Matrix

Key: TypeAlias = tuple[str, str, str]  # measure, place, group
Profile: TypeAlias = frozenset[int]  # the rows that count a unit

STUDY = "*"  # the study place in a key, whatever its name


@dataclass(frozen=True)
class Cell:
    """One sum of one edition: the units that it counts, what amounts they bring (none for counts), its importance."""

    key: Key
    units: frozenset[str]
    amounts: tuple[float, ...] = ()
    priority: int = 0
    outcome: bool = False  # being counted, or not, tells how a unit fared: nobody or everybody is a disclosure
    edition: int = 0

    @property
    def dimension(self) -> str:
        """The characteristic that the cell is told apart by; "" for the study place's total."""
        _, place, group = self.key
        return group.split("=")[0] if group != "total" else "place" if place != STUDY else ""

    @property
    def value(self) -> str:
        """The characteristic's value."""
        return self.key[1] + self.key[2]


@dataclass(frozen=True)
class _Rows:
    cells: Sequence[Cell]
    at: dict[tuple[int, str, str], int]  # edition, measure, value -> row
    values: dict[str, tuple[str, ...]]  # dimension -> values


def _rows(cells: Sequence[Cell]) -> _Rows:
    values: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        values[cell.dimension].add(cell.value)
    at = {(cell.edition, cell.key[0], cell.value): row for row, cell in enumerate(cells)}
    return _Rows(cells, at, {name: tuple(sorted(found)) for name, found in values.items() if name})


def matrix_of(cells: Sequence[Cell]) -> tuple[Matrix, Ints]:
    """Return the cells over the atoms, and how many units each atom is: zero for those that only might be."""
    counted: dict[str, set[int]] = defaultdict(set)
    for row, cell in enumerate(cells):
        for unit in cell.units:
            counted[unit].add(row)
    sizes = Counter(frozenset(profile) for profile in counted.values())
    rows = _rows(cells)
    possible = {other for profile in sizes for other in _neighbours(profile, rows)} - sizes.keys() - {frozenset()}
    order = [*sorted(sizes, key=sorted), *sorted(possible, key=sorted)]
    columns = np.array([row for profile in order for row in sorted(profile)], np.int64)
    starts = np.cumsum([0, *(len(profile) for profile in order)])
    by_atom = sparse.csr_array((np.ones(columns.size, np.int64), columns, starts), shape=(len(order), len(cells)))
    return sparse.csr_array(by_atom.T), np.array([sizes.get(profile, 0) for profile in order], np.int64)


def _neighbours(profile: Profile, rows: _Rows) -> Iterator[Profile]:
    for dimension, values in rows.values.items():
        own = {rows.cells[row].value for row in profile if rows.cells[row].dimension == dimension}
        for old in sorted(own):
            for new in values:
                moved = _moved(profile, old, new, rows) if new not in own else None
                if moved is not None:
                    yield moved
    outcomes = {(rows.cells[row].edition, rows.cells[row].key[0]) for row in profile if rows.cells[row].outcome}
    for lost in sorted(outcomes):
        yield frozenset(row for row in profile if (rows.cells[row].edition, rows.cells[row].key[0]) != lost)


def _moved(profile: Profile, old: str, new: str, rows: _Rows) -> Profile | None:
    """Return the profile with one value in another's stead, in every measure and edition; None where one lacks it."""
    leaving = [row for row in profile if rows.cells[row].value == old]
    found = [rows.at.get((rows.cells[row].edition, rows.cells[row].key[0], new)) for row in leaving]
    return None if None in found else (profile - set(leaving)) | {row for row in found if row is not None}
