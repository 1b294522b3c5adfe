"""The cheapest change of the table that moves a sensitive cell; withheld cells move almost freely.

Each published cell that has to move costs what withholding it costs; fractional answers are rounded by diving, so that
the change is another whole table. After Kelly, Golden and Assad's complementary suppression by linear programming, one
sensitive cell at a time, as G-Confid of Statistics Canada does it.
"""

from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indicators.disclosure.core import Core
from indicators.disclosure.highs import INFINITY, OPTIMAL, build_model, solution
from indicators.disclosure.parts import smaller_parts
from indicators.disclosure.system import Bools, Floats, Ints, Matrix

_FREE = 1e-3  # a withheld cell moves almost for nothing: shorter moves disturb fewer insiders
_EXACT = 1e-6
_DIVES = 200


class ElasticModel:
    """Columns: up and down per atom, then up and down per row; a row is a group that is published or asked about."""

    def __init__(self, core: Core, withheld: Bools, cost: Floats, asked: Ints) -> None:
        sizes = np.diff(core.matrix.indptr)
        wanted = ~withheld
        wanted[asked] = True
        rows = np.flatnonzero(wanted & (sizes > 1))
        self._atoms = core.matrix.shape[1]
        self._up = np.full(len(sizes), -1)
        self._up[sizes == 1] = core.matrix.indices[core.matrix.indptr[:-1][sizes == 1]]
        self._up[rows] = 2 * self._atoms + np.arange(len(rows))
        self._down = self._up + np.where(sizes == 1, self._atoms, len(rows))
        self._upper = np.full(2 * (self._atoms + len(rows)), INFINITY)
        self._upper[self._atoms : 2 * self._atoms] = core.atoms
        self._upper[np.concatenate([self._up[core.known], self._down[core.known]])] = 0
        costs = np.full(len(self._upper), _FREE)
        here = np.flatnonzero(self._up >= 0)
        costs[self._up[here]] = costs[self._down[here]] = np.where(withheld, _FREE * cost / (cost.mean() + 1), cost)[
            here
        ]
        zeros = np.zeros(len(rows))
        matrix = self._definitions(core.matrix[rows], rows)
        self._model = build_model(matrix, (costs, np.zeros(len(costs)), self._upper), (zeros, zeros))

    def cheapest(self, group: int, amount: int, frozen: Ints) -> Floats | None:
        """The cheapest move per atom that takes a group by `amount` and leaves the frozen atoms; None if none does."""
        up, down = (self._up[group], self._down[group])[:: 1 if amount > 0 else -1]
        still = np.setdiff1d(np.concatenate([frozen, frozen + self._atoms]), [up, down])
        columns = np.concatenate([[up, down], still]).astype(np.int64)
        values = np.zeros(len(columns))
        values[0] = abs(amount)
        self._bound(columns, values, values)
        # From the empty basis: the answer is a short move near it, and does not depend on earlier questions.
        self._model.clearSolver()
        return self._dive(self._run(), columns)

    def _dive(self, move: Floats | None, fixed: Ints) -> Floats | None:
        """Round the most fractional atoms away from zero and solve again, until all is whole; then undo the bounds."""
        touched = [fixed]
        for _ in range(_DIVES):
            if move is None or is_whole(move):
                break
            touched.append(self._round(move))
            move = self._run()
        columns = np.concatenate(touched)
        self._bound(columns, np.zeros(len(columns)), self._upper[columns])
        return move

    def _round(self, move: Floats) -> Ints:
        part = np.abs(move) % 1
        part[part > 1 - _EXACT] = 0
        atoms = np.flatnonzero(part > 0.9 * part.max())[:3]
        values = np.sign(move[atoms]) * np.ceil(np.abs(move[atoms]))
        columns = np.concatenate([atoms, atoms + self._atoms])
        bounds = np.concatenate([np.maximum(values, 0), np.maximum(-values, 0)])
        self._bound(columns, bounds, bounds)
        return columns

    def _bound(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        self._model.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def _run(self) -> Floats | None:
        self._model.run()
        if self._model.getModelStatus() != OPTIMAL:
            return None
        values = solution(self._model)
        return np.asarray(values[: self._atoms] - values[self._atoms : 2 * self._atoms])

    def _definitions(self, matrix: Matrix, groups: Ints) -> Matrix:
        """Σ parts − group = 0 for each row, over the up columns and, mirrored, the down columns."""
        ups, downs = self._up[groups], self._down[groups]
        parts = smaller_parts(matrix)
        plus = [[*ups[rows], *atoms, downs[row]] for row, (rows, atoms) in enumerate(parts)]
        minus = [
            [*downs[rows], *(atom + self._atoms for atom in atoms), ups[row]] for row, (rows, atoms) in enumerate(parts)
        ]
        place = np.tile(np.repeat(np.arange(len(groups)), [len(row) for row in plus]), 2)
        columns = np.fromiter(chain(*plus, *minus), np.int64, len(place))
        signs = np.repeat(np.array([1, -1], np.int64), len(place) // 2)
        return sparse.csr_array((signs, (place, columns)), shape=(len(groups), len(self._upper)))


def is_whole(move: npt.NDArray[np.float64]) -> bool:
    """True if every entry is a whole number, up to the solver's tolerance."""
    return bool((np.abs(move - np.rint(move)) < _EXACT).all())
