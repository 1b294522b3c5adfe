"""What a reader knows: every published cell exactly, and that counts are whole numbers of zero or more.

The auditor also knows the truth. A *move* is a whole-number change of the atoms that leaves every published cell as it
is and no atom below zero: truth plus move is another table that the reader cannot rule out.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from indicators.disclosure.system import Bools, Ints, Matrix, System, alias_groups


@dataclass(frozen=True)
class Attacker:
    """The published equations over the atoms that the reader cannot deduce at once (`free`, columns of the system)."""

    system: System
    published: Bools
    free: Ints
    equations: Matrix

    @cached_property
    def targets(self) -> Matrix:
        """The sensitive cells over the free atoms, one row per number in `system.targets`."""
        return self.system.matrix[self.system.targets][:, self.free]

    @cached_property
    def truth(self) -> Ints:
        """The true counts of the free atoms."""
        return self.system.atoms[self.free]

    def full(self, move: Ints) -> Ints:
        """A move of the free atoms as a move of all atoms."""
        atoms = np.zeros(len(self.system.atoms), np.int64)
        atoms[self.free] = move
        return atoms


def attack(system: System, published: Bools) -> Attacker:
    """The reader of a pattern, once rows of zero and rows with one unknown atom have been followed to the end."""
    rows = system.matrix[np.flatnonzero(published)]
    free = np.arange(system.matrix.shape[1])
    while True:
        rows = _distinct(rows)
        rest, unknown = rows @ system.atoms[free], np.diff(rows.indptr)
        known = np.unique(rows[np.flatnonzero((rest == 0) | (unknown == 1))].indices)
        if not len(known):
            return Attacker(system, published, free, rows)
        keep = np.setdiff1d(np.arange(len(free)), known)
        free, rows = free[keep], rows[:, keep]


def insiders(system: System, published: Bools) -> dict[int, Ints]:
    """For each person alone in an unpublished cell: the atoms she knows, those of every cell of one that holds her."""
    alone = np.flatnonzero((system.counts == 1) & ~published & ~system.signed)
    known: dict[int, set[int]] = {}
    for row in alone:
        atoms = system.matrix.indices[system.matrix.indptr[row] : system.matrix.indptr[row + 1]].tolist()
        person = next(atom for atom in atoms if system.atoms[atom])
        known.setdefault(person, set()).update(atoms)
    return {person: np.array(sorted(atoms), np.int64) for person, atoms in sorted(known.items())}


def insider_matrix(system: System, published: Bools) -> Matrix:
    """One row per insider with a one in every atom that she knows."""
    known = list(insiders(system, published).values())
    starts = np.cumsum([0, *map(len, known)])
    columns = np.concatenate([np.zeros(0, np.int64), *known])
    return sparse.csr_array((np.ones(len(columns), np.int64), columns, starts), shape=(len(known), len(system.atoms)))


def _distinct(rows: Matrix) -> Matrix:
    groups = alias_groups(rows)
    first = np.unique(groups, return_index=True)[1] if groups.size else groups
    return rows[first[np.diff(rows.indptr)[first] > 0]]
