"""How narrowly readers can estimate hidden sums of amounts, from all shown sums at once: a bound, without a solver.

The auditor knows the amounts, and an ellipsoid around them in which none falls below zero and no tie breaks. The widest
move of a hidden sum inside it, among the moves that leave every shown sum as it is, has a closed form; move and
opposite are two other sets of amounts that a reader cannot rule out. An insider's moves leave all amounts of her own
firm as they are. A reader's interval may be wider than that, never narrower.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import lapack, solve_triangular

from indicators.disclosure.system import Bools, Floats, Ints
from indicators.disclosure.unknowns import Sparse

_NOTHING = 1e-9  # directions of less weight are numerical dust
_DUST = 1e-12  # of a row, squared, that others imply: a millionth of it may still be what a small firm brings


@dataclass(frozen=True)
class Sums:
    """Rows over the unknowns that may be shown, rows that must stay open, and how far the unknowns may move.

    `freedom` is the inverse of the ellipsoid's matrix, `blocks` the unknowns of each unit.
    """

    rows: Sparse
    goals: Sparse
    freedom: Sparse
    blocks: Sequence[Sequence[int]]

    @cached_property
    def weighted(self) -> Floats:
        """The rows times the freedom."""
        return np.asarray((self.rows @ self.freedom).toarray())

    @cached_property
    def products(self) -> Floats:
        """The rows' inner products under the freedom."""
        return np.asarray(self.rows @ self.weighted.T).T

    @cached_property
    def wishes(self) -> Floats:
        """The widest move of each goal where nothing is shown, times its room."""
        return np.asarray((self.goals @ self.freedom).toarray())

    @cached_property
    def alike(self) -> list[tuple[list[int], Ints, Floats]]:
        """Units with equally many unknowns, which are reckoned at once: their numbers, unknowns and freedom alone."""
        dense, sizes = self.freedom.toarray(), sorted({len(block) for block in self.blocks})
        found = []
        for size in sizes:
            numbers = [number for number, block in enumerate(self.blocks) if len(block) == size]
            unknowns = np.array([self.blocks[number] for number in numbers], np.int64)
            found.append((numbers, unknowns, dense[unknowns[:, :, None], unknowns[:, None, :]]))
        return found


class Estimator:
    """What the readers of a pattern know: `shown` says which of the rows they see."""

    def __init__(self, sums: Sums, shown: Bools) -> None:
        self._sums = sums
        rows = np.flatnonzero(shown)
        factor, self._rows, self._others = _independent(sums.products, rows)
        self._root: Floats = np.asarray(solve_triangular(factor, np.eye(len(factor)), lower=True)).T
        self._seen = self._root.T @ sums.weighted[self._rows]
        self._told: Floats = np.asarray(sums.rows[self._rows] @ sums.wishes.T).T @ self._root
        self.moves = sums.wishes - self._told @ self._seen

    def rooms(self) -> Floats:
        """Return how far each goal can go to either side: first for an outsider, then for each unit as an insider."""
        rooms = np.repeat(self._squares()[:, None], len(self._sums.blocks) + 1, axis=1)
        for numbers, unknowns, freedom in self._sums.alike:
            rooms[:, np.array(numbers) + 1] -= self._of_insiders(unknowns, freedom)
        return np.asarray(np.sqrt(np.maximum(rooms, 0)))

    def blame(self) -> Floats:
        """Return how much room each goal would gain without each row (goal × row), as far as a single row decides it.

        Where rows tell each other, none alone does, and next to nothing is put down to some of them.
        """
        shared = np.asarray(self._sums.products[np.ix_(self._others, self._rows)] @ self._root @ self._root.T)
        alone = np.abs(shared).max(axis=0, initial=0) < _NOTHING
        inverse = np.sum(np.square(self._root), axis=1)
        found = np.zeros((len(self._told), len(self._sums.products)))
        found[:, self._rows] = (self._told @ self._root.T) ** 2 * np.where(alone, 1 / inverse, _NOTHING)
        return found

    def room_beside(self, row: int) -> Floats:
        """Return the room that an outsider would be left of each goal if one more row were shown."""
        squares = self._squares()
        own = self._sums.weighted[row] - (self._sums.products[row][self._rows] @ self._root) @ self._seen
        own_square = float((self._sums.rows[[row]] @ own)[0])
        shared = np.asarray(self._sums.goals @ own) ** 2 / own_square if own_square > _NOTHING else 0.0
        return np.asarray(np.sqrt(np.maximum(squares - shared, 0)))

    def _squares(self) -> Floats:
        return np.asarray((self._sums.goals.toarray() * self.moves).sum(axis=1))

    def _of_insiders(self, unknowns: Ints, freedom: Floats) -> Floats:
        """How much of each goal's squared room is lost where the unknowns of a unit stay as they are (goal × unit)."""
        scale = np.sqrt(np.diagonal(freedom, axis1=1, axis2=2))  # unit × unknown: each to its own
        shared = self._seen[:, unknowns].transpose(1, 0, 2)  # unit × direction × unknown
        left = (freedom - shared.transpose(0, 2, 1) @ shared) / (scale[:, :, None] * scale[:, None, :])
        inverse = np.linalg.pinv(left, rcond=_NOTHING, hermitian=True)
        own = self.moves[:, unknowns] / scale  # goal × unit × unknown
        return np.asarray(np.einsum("gui,uij,guj->gu", own, inverse, own, optimize=True))


def _independent(products: Floats, rows: Ints) -> tuple[Floats, Ints, Ints]:
    """Return the Cholesky factor of as many rows as imply all, these rows, and the others."""
    if not len(rows):
        return np.zeros((0, 0)), rows, rows
    # Each row to its own scale: what is next to nothing beside the largest sum may be all that a small firm has.
    scale = np.sqrt(products[rows, rows])
    scale[scale == 0] = 1
    alike = products[np.ix_(rows, rows)] / np.outer(scale, scale)
    factor, pivots, rank, _ = lapack.dpstrf(alike, lower=1, tol=_DUST)
    order = pivots - 1
    return np.tril(factor[:rank, :rank]) * scale[order[:rank], None], rows[order[:rank]], rows[order[rank:]]
