"""Atoms of the register: units by the rows that count them, as they are and as they might as well be.

A reader does not know which units have which value of a characteristic. So the atoms are the units' own profiles and
those with one value in another's stead, in every measure and edition. An atom left out only makes a pattern look less
safe than it is.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
from scipy import sparse

from indicators.disclosure.cells import Cell, Key
from indicators.disclosure.system import Ints, Matrix

Profile: TypeAlias = frozenset[int]  # numbers of the rows that count a unit
Atom: TypeAlias = tuple[Profile, Profile]  # rows that count it and may change; rows that count it and stay


class Role(Enum):
    """What a sum is to a system."""

    KNOWN = "published already, or shown in any case"
    OFFERED = "to be decided"
    KEPT = "not on offer: it stands in the system only where it is small"
    ELSEWHERE = "decided in another system, but what it leaves of others counts"
    MARK = "in no system: it only tells units apart"


@dataclass(frozen=True)
class Row:
    """A sum of one edition and what it is to a system."""

    cell: Cell
    edition: int
    role: Role = Role.OFFERED

    @property
    def name(self) -> tuple[int, Key]:
        """What the row is found by."""
        return (self.edition, self.cell.key)

    @property
    def open(self) -> bool:
        """Whether anything is to be decided of it here."""
        return self.role in {Role.OFFERED, Role.KEPT}


def profiles(rows: Sequence[Row], numbers: Iterable[int]) -> dict[str, Profile]:
    """Return for each unit the rows among the given ones that count it."""
    counted: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        for unit in rows[number].cell.units:
            counted[unit].add(number)
    return {unit: frozenset(found) for unit, found in counted.items()}


def atoms_of(
    changing: Mapping[str, Profile], fixed: Mapping[str, Profile], moves: Callable[[Atom], Iterator[Atom]]
) -> dict[Atom, int]:
    """Return how many units each atom is, those that only might be (one move away from a real one) with none."""
    units = sorted(changing.keys() | fixed.keys())
    nothing: Profile = frozenset()
    sizes = Counter((changing.get(unit, nothing), fixed.get(unit, nothing)) for unit in units)
    order = sorted(sizes, key=_sorted)
    possible = {other for atom in order for other in moves(atom)} - sizes.keys()
    return {atom: sizes.get(atom, 0) for atom in [*order, *sorted(possible, key=_sorted)]}


def _sorted(atom: Atom) -> tuple[list[int], list[int]]:
    return sorted(atom[0]), sorted(atom[1])


def matrix_of(columns: Sequence[Profile], rows: int) -> Matrix:
    """Return the 0/1 matrix of so many rows over atoms, each given by the rows that count it."""
    entries = np.array([row for profile in columns for row in sorted(profile)], np.int64)
    starts = np.cumsum([0, *map(len, columns)])
    by_atom = sparse.csr_array((np.ones(entries.size, np.int64), entries, starts), shape=(len(columns), rows))
    return sparse.csr_array(by_atom.T)


def states_of(keys: Sequence[Profile]) -> Matrix:
    """Return one row for each distinct key, over the atoms that have it."""
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    rows = np.array([number[key] for key in keys], np.int64)
    place = (rows, np.arange(len(keys)))
    return sparse.csr_array((np.ones(len(keys), np.int64), place), shape=(len(number), len(keys)))


def sizes_of(atoms: Mapping[Atom, int]) -> Ints:
    """Return how many units each atom is."""
    return np.array(list(atoms.values()), np.int64)
