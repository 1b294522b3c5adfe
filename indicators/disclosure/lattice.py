"""Short whole-number moves: a reduced basis of the integer solutions of equations · x = 0.

The kernel is found exactly modulo a prime, brought back to whole numbers and checked; then its vectors are shortened
against each other, pair by pair (the step of Lagrange that lattice reduction repeats). Short vectors are ready moves.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from indicators.disclosure.modular import PRIME, Echelon, Vector, row_vector
from indicators.disclosure.system import Ints, Matrix

_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 12)
_LARGEST = 10_000
_PAIRS = 6_000


@dataclass(frozen=True)
class Reduced:
    """Equations in echelon form, and the numbers of as few rows as imply all of them, short ones first."""

    equations: Matrix
    echelon: Echelon
    independent: list[int]

    def independent_rows(self) -> Matrix:
        """As few of the equations as imply all of them."""
        return self.equations[self.independent]


def reduce_equations(equations: Matrix) -> Reduced:
    """Bring equations into echelon form."""
    echelon, kept = Echelon(equations.shape[1]), []
    for row in np.argsort(np.diff(equations.indptr), kind="stable").tolist():
        rest = echelon.residual(row_vector(equations, row))
        if rest:
            echelon.eliminate(*echelon.monic(rest))
            kept.append(row)
    return Reduced(equations, echelon, kept)


def kernel_basis(reduced: Reduced) -> Ints:
    """Whole-number solutions of equations · x = 0, one per row, independent and short; they need not span all."""
    equations, echelon = reduced.equations, reduced.echelon
    open_columns = [column for column in range(equations.shape[1]) if -1 - column not in echelon.vectors]
    found = [_whole(_solution(echelon, column), equations.shape[1]) for column in open_columns]
    rows = np.zeros((len(found), equations.shape[1]), np.int64)
    for row, move in enumerate(found):
        rows[row] = 0 if move is None else move
    rows = rows[rows.any(axis=1)]
    return _shorten(rows[~np.asarray(equations @ rows.T).any(axis=0)])


def short_moves(basis: Ints) -> Ints:
    """The basis and the shortest sums or differences of two of its vectors that overlap, each once."""
    products = _products(basis)
    first, second = np.nonzero(np.triu(products, 1))
    signs = np.sign(products[first, second]).astype(np.int32)[:, None]
    narrow = basis.astype(np.int32)  # half the memory to go through
    pairs = narrow[first] - signs * narrow[second]
    shortest = np.argsort(np.abs(pairs).sum(axis=1), kind="stable")[:_PAIRS]
    return np.concatenate([basis, pairs[shortest]])


def _solution(echelon: Echelon, column: int) -> Vector:
    pivots = {-1 - key: -echelon.vectors[key][column] % PRIME for key in echelon.holders[column] if key < 0}
    return {column: 1, **pivots}


def _whole(vector: Vector, size: int) -> Ints | None:
    for factor in _DENOMINATORS:
        move = np.zeros(size, np.int64)
        values = np.array([value * factor % PRIME for value in vector.values()], np.int64)
        move[list(vector)] = np.where(values > PRIME // 2, values - PRIME, values)
        if np.abs(move).max() <= _LARGEST:
            return move
    return None


def _products(basis: Ints) -> Ints:
    """The inner products of the vectors; of floats, which are exact up to 2⁵³ and ten times as quick."""
    whole = basis.astype(np.float64)
    return np.asarray(whole @ whole.T).astype(np.int64)


def _shorten(basis: Ints) -> Ints:
    basis = basis.copy()
    products = _products(basis)
    for _ in range(30):
        if not sum(_shorten_one(basis, products, row) for row in range(len(basis))):
            break
    return basis


def _shorten_one(basis: Ints, products: Ints, row: int) -> int:
    """Subtract other vectors from this one while it gets shorter; the number of steps taken."""
    steps = 0
    while len(basis) > 1:
        norms = np.diag(products)
        times = np.rint(products[row] / norms).astype(np.int64)
        times[row] = 0
        gain = times * (2 * products[row] - times * norms)
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        basis[row] -= times[best] * basis[best]
        basis[row] //= gcd(*basis[row].tolist())
        products[row] = products[:, row] = basis @ basis[row]
        steps += 1
    return steps
