"""One system: everything that is published, as a sparse matrix of cells over atoms.

An atom is a group of people (or firms) that no published figure can tell apart; a cell is a sum of atoms. Tables, parts
of rates, complements, charts and earlier editions are all rows of the same matrix, so that nothing is safe only alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from schemas.errors import ConfigurationError

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Matrix: TypeAlias = "sparse.csr_array[np.int64, tuple[int, int]]"


@dataclass(frozen=True)
class System:
    """Cells (rows) over atoms (columns). A row with −1 is a net change between editions: a target, never a figure.

    `sensitive` cells may not be seen nor worked out to less than `width`; `known` cells were published earlier and stay
    known; a higher `priority` is kept before a lower one.
    """

    matrix: Matrix
    atoms: Ints
    sensitive: Bools
    known: Bools
    priority: Ints
    width: Ints

    @cached_property
    def counts(self) -> Ints:
        """The true value of every cell: people, firms, or whole dollars where the atoms are amounts."""
        return np.asarray(self.matrix @ self.atoms, np.int64)

    @cached_property
    def targets(self) -> Ints:
        """Row numbers of the sensitive cells that no earlier edition has published."""
        return np.flatnonzero(self.sensitive & ~self.known)

    @cached_property
    def signed(self) -> Bools:
        """True for rows with a negative entry: net changes, which are never published themselves."""
        return np.asarray(self.matrix.min(axis=1).todense()).ravel() < 0


def binary_matrix(cells: Sequence[Iterable[int]], atoms: int) -> Matrix:
    """Cells given as sets of atom numbers, as a 0/1 matrix with one row per cell and sorted columns."""
    rows = [sorted(set(cell)) for cell in cells]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((atom for row in rows for atom in row), np.int64, int(starts[-1]))
    if columns.size and not 0 <= columns.min() <= columns.max() < atoms:
        raise ConfigurationError(f"a cell names an atom outside 0..{atoms - 1}: give each cell as numbers of atoms")
    return sparse.csr_array((np.ones(columns.size, np.int64), columns, starts), shape=(len(rows), atoms))


def make_system(
    matrix: Matrix,
    atoms: npt.ArrayLike,
    sensitive: npt.ArrayLike,
    *,
    width: npt.ArrayLike,
    known: npt.ArrayLike = False,
    priority: npt.ArrayLike = 0,
) -> System:
    """A checked system; scalars are spread over all cells. Raises ConfigurationError on atoms that do not fit."""
    counts = np.asarray(atoms, np.int64)
    if counts.shape != (matrix.shape[1],) or (counts < 0).any():
        raise ConfigurationError(f"expected {matrix.shape[1]} atom counts of zero or more, found shape {counts.shape}")

    def _spread(values: npt.ArrayLike, kind: type) -> npt.NDArray[np.generic]:
        return np.broadcast_to(np.asarray(values, kind), (matrix.shape[0],)).copy()

    flags = {"sensitive": _spread(sensitive, np.bool_), "known": _spread(known, np.bool_)}
    numbers = {"priority": _spread(priority, np.int64), "width": _spread(width, np.int64)}
    return _share_fate(System(matrix, counts, **flags, **numbers))  # type: ignore[arg-type]


def system_of_cells(
    cells: Sequence[Iterable[int]],
    atoms: npt.ArrayLike,
    sensitive: npt.ArrayLike,
    *,
    width: npt.ArrayLike,
    known: npt.ArrayLike = False,
    priority: npt.ArrayLike = 0,
) -> System:
    """The system of any list of figures, each given as the set of the atoms it counts (see `make_system`)."""
    matrix = binary_matrix(cells, len(np.asarray(atoms)))
    return make_system(matrix, atoms, sensitive, width=width, known=known, priority=priority)


def row_key(matrix: Matrix, row: int) -> bytes:
    """The atoms of a cell and their signs as bytes: equal for aliases, different for all others."""
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[part].astype(np.int64).tobytes() + matrix.data[part].astype(np.int64).tobytes()


def alias_groups(matrix: Matrix) -> Ints:
    """A group number per cell, in order of first appearance; cells with the same atoms share one group."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row_key(matrix, row), len(seen)) for row in range(matrix.shape[0])], np.int64)


def any_by_group(groups: Ints, flags: Bools, size: int | None = None) -> Bools:
    """True for each group that holds at least one flagged cell; cells in group −1 belong to none."""
    found = np.zeros(size if size is not None else (int(groups.max()) + 1 if groups.size else 0), np.bool_)
    found[groups[flags & (groups >= 0)]] = True
    return found


def _share_fate(system: System) -> System:
    """What is sensitive, known or important in one alias is so in all: they are one figure."""
    groups = alias_groups(system.matrix)
    size = int(groups.max()) + 1 if groups.size else 0
    priority, width = np.full(size, np.iinfo(np.int64).min), np.zeros(size, np.int64)
    np.maximum.at(priority, groups, system.priority)
    np.maximum.at(width, groups, system.width)
    return replace(
        system,
        sensitive=any_by_group(groups, system.sensitive)[groups],
        known=any_by_group(groups, system.known)[groups],
        priority=priority[groups],
        width=width[groups],
    )
