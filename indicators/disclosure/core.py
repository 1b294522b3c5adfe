"""The core of a system: what is left to decide once published zeros are known and aliases are merged.

A published zero fixes all its atoms at zero, so cells that differ only by such atoms are one figure to a reader.
Dropping atoms never makes a pattern look safer: the reader of the core knows at least as much as the real one.
"""

from dataclasses import dataclass

import numpy as np

from indicators.disclosure.system import Bools, Ints, Matrix, System, alias_groups, any_by_group


@dataclass(frozen=True)
class Core:
    """Groups of aliases (rows) over the atoms that are not published zeros (columns).

    `group` holds the row of each cell of the system; −1 is a zero that can be published.
    """

    matrix: Matrix
    atoms: Ints
    counts: Ints
    sensitive: Bools
    known: Bools
    priority: Ints
    width: Ints
    size: Ints  # cells of the system in each group
    group: Ints
    columns: Ints  # the atoms of the system that the core keeps

    def expand(self, suppressed: Bools) -> Bools:
        """The pattern of the core's groups for every cell of the system; zeros are published, net changes are not."""
        return np.append(suppressed, False)[self.group]

    @property
    def targets(self) -> Ints:
        """Groups that must not be worked out; what an earlier edition has published is past protecting."""
        return np.flatnonzero(self.sensitive & ~self.known)

    def system(self) -> System:
        """The core as a system of its own, one cell per group."""
        return System(self.matrix, self.atoms, self.sensitive, self.known, self.priority, self.width)

    def lone(self) -> Ints:
        """Groups of one person: whoever is alone in such a cell knows it without being told."""
        return np.flatnonzero((self.counts == 1) & (np.diff(self.matrix.indptr) == 1) & ~self.known)


def reduce_system(system: System) -> Core:
    """The core of a system, with the zeros that may be published taken as published."""
    zeros = publishable_zeros(system)
    keep = np.ones(system.matrix.shape[1], np.bool_)
    keep[system.matrix[zeros].indices] = False
    matrix = system.matrix[:, np.flatnonzero(keep)]
    group = np.full(len(zeros), -1, np.int64)
    live = np.flatnonzero(np.diff(matrix.indptr) > 0)
    group[live] = alias_groups(matrix[live])
    return _merge(system, matrix, group, np.flatnonzero(keep))


def publishable_zeros(system: System) -> Bools:
    """Cells of zero that may be shown: neither sensitive nor, with the other zeros, spelling out a sensitive zero."""
    zeros = (system.counts == 0) & (~system.sensitive | system.known) & ~system.signed
    guarded = system.targets[system.counts[system.targets] == 0]
    guarded = guarded[~system.signed[guarded]]
    return zeros if not len(guarded) else _without_spelling_out(system, zeros, guarded)


def _without_spelling_out(system: System, zeros: Bools, guarded: Ints) -> Bools:
    # Known zeros first, then the widest: hiding a narrow zero costs the reader least.
    hidden = [set(_atoms_of(system, row)) for row in guarded.tolist()]
    order = sorted(
        np.flatnonzero(zeros).tolist(), key=lambda row: (not system.known[row], -len(_atoms_of(system, row)), row)
    )
    shown = np.zeros_like(zeros)
    for row in order:
        atoms = set(_atoms_of(system, row))
        if system.known[row] or all(rest - atoms for rest in hidden):
            shown[row] = True
            hidden = [rest - atoms for rest in hidden]
    return shown


def _atoms_of(system: System, row: int) -> list[int]:
    return [int(atom) for atom in system.matrix.indices[system.matrix.indptr[row] : system.matrix.indptr[row + 1]]]


def _merge(system: System, matrix: Matrix, group: Ints, columns: Ints) -> Core:
    size = int(group.max()) + 1 if group.size else 0
    first = np.full(size, -1, np.int64)
    live = np.flatnonzero(group >= 0)[::-1]
    first[group[live]] = live
    priority, width = np.full(size, np.iinfo(np.int64).min), np.zeros(size, np.int64)
    np.maximum.at(priority, group[live], system.priority[live])
    np.maximum.at(width, group[live], system.width[live])
    return Core(
        matrix=matrix[first],
        atoms=system.atoms[columns],
        counts=system.counts[first],
        sensitive=any_by_group(group, system.sensitive | system.signed, size),
        known=any_by_group(group, system.known, size),
        priority=priority,
        width=width,
        size=np.bincount(group[live], minlength=size).astype(np.int64),
        group=group,
        columns=columns,
    )
