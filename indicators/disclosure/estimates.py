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

from indicators.disclosure.system import Bools, Floats
from indicators.disclosure.unknowns import Sparse

_NOTHING = 1e-9  # directions of less weight are numerical dust


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
    def parts(self) -> list[Floats]:
        """The freedom of each unit alone."""
        return [self.freedom[block][:, block].toarray() for block in self.blocks]


class Estimator:
    """What the readers of a pattern know: `shown` says which of the rows they see."""

    def __init__(self, sums: Sums, shown: Bools) -> None:
        self._sums, self._shown = sums, shown
        values, vectors = np.linalg.eigh(sums.products[np.ix_(shown, shown)])
        kept = values > _NOTHING * max(values.max(initial=0), _NOTHING)
        self._bound = 1 - (vectors[:, kept] ** 2).sum(axis=1)  # above zero where the other rows tell a row anyway
        self._root = vectors[:, kept] / np.sqrt(values[kept])
        self._seen = self._root.T @ sums.weighted[shown]
        self.moves = sums.wishes - (sums.wishes @ sums.rows[np.flatnonzero(shown)].T @ self._root) @ self._seen

    def rooms(self) -> Floats:
        """Return how far each goal can go to either side: first for an outsider, then for each unit as an insider."""
        squares = self._squares()
        own = [self._of_insider(number, block) for number, block in enumerate(self._sums.blocks)]
        return np.asarray(np.sqrt(np.maximum(np.column_stack([squares, *(squares - lost for lost in own)]), 0)))

    def blame(self) -> Floats:
        """Return how much room each goal would gain without each row (goal × row), as far as a single row decides it.

        Where rows tell each other, none alone does, and a share of the blame falls on each.
        """
        prices = self._sums.wishes @ self._sums.rows[np.flatnonzero(self._shown)].T @ self._root @ self._root.T
        inverse = (self._root**2).sum(axis=1)
        found = np.zeros((len(prices), len(self._shown)))
        alone = self._bound < _NOTHING
        scale = np.where(alone, 1 / np.maximum(inverse, _NOTHING), _NOTHING)
        found[:, self._shown] = prices**2 * scale
        return found

    def room_beside(self, row: int) -> Floats:
        """Return the room that an outsider would be left of each goal if one more row were shown."""
        squares = self._squares()
        own = self._sums.weighted[row] - (self._sums.products[row][self._shown] @ self._root) @ self._seen
        own_square = float((self._sums.rows[[row]] @ own)[0])
        shared = np.asarray(self._sums.goals @ own) ** 2 / own_square if own_square > _NOTHING else 0.0
        return np.asarray(np.sqrt(np.maximum(squares - shared, 0)))

    def _squares(self) -> Floats:
        return np.asarray(self._sums.goals.multiply(self.moves).sum(axis=1)).ravel()

    def _of_insider(self, number: int, block: Sequence[int]) -> Floats:
        """How much of each goal's squared room is lost where the unknowns of one unit stay as they are."""
        shared, own = self._seen[:, block], self.moves[:, block]
        inverse = np.linalg.pinv(self._sums.parts[number] - shared.T @ shared, rcond=_NOTHING, hermitian=True)
        return np.asarray(((own @ inverse) * own).sum(axis=1))
