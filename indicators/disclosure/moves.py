"""Programmes for moves: how far a sensitive cell can go while every published cell stays as it is."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from indicators.disclosure.highs import INFEASIBLE, INFINITY, OPTIMAL, build_model, make_integer, solution
from indicators.disclosure.system import Floats, Ints, Matrix

_EXACT = 1e-6
_NODES = 20_000
_MULTIPLES = 4  # larger multiples of a move prove nothing that these do not


@dataclass(frozen=True)
class Reach:
    """An upper bound for how far a cell can go in whole numbers, and the whole moves found on the way."""

    bound: int
    moves: tuple[Ints, ...]


class MoveModel:
    """One programme per attacker: x ≥ −truth per free atom, equations · x = 0; the last row is the cell's."""

    def __init__(self, equations: Matrix, truth: Ints, *, integer: bool = False) -> None:
        self._atoms, self._rows = len(truth), equations.shape[0]
        self._truth, self._integer = truth, integer
        self._lower, self._upper = -truth.astype(float), np.full(len(truth), INFINITY)
        empty = sparse.csr_array((1, self._atoms), dtype=np.int64)
        zeros = np.zeros(self._rows + 1)
        matrix = sparse.csr_array(sparse.vstack([equations, empty]))
        self._model = build_model(matrix, (np.zeros(self._atoms), self._lower, self._upper), (zeros, zeros))
        if integer:
            make_integer(self._model, np.arange(self._atoms, dtype=np.int32))
            self._model.setOptionValue("presolve", "on")
            self._model.setOptionValue("mip_max_nodes", _NODES)

    def reach(self, cell: Ints, signs: Ints, amount: int, frozen: Ints) -> Reach | None:
        """How far Σ signs·x[cell] goes, up to `amount`, without touching the frozen atoms; None if left undecided."""
        self._bound(frozen, np.zeros(len(frozen)), np.zeros(len(frozen)))
        self._ask(cell, signs, amount)
        found = self._run(cell, signs)
        self._ask(cell, np.zeros(len(cell)), 0)
        self._bound(frozen, self._lower[frozen], self._upper[frozen])
        return found

    def _ask(self, cell: Ints, signs: Ints | Floats, amount: int) -> None:
        for atom, sign in zip(cell.tolist(), signs.tolist(), strict=True):
            self._model.changeCoeff(self._rows, atom, float(sign))
            self._model.changeColCost(atom, float(-sign))
        # The integer programme asks for one step at least: "infeasible" is quicker to prove than "no better than zero".
        self._model.changeRowBounds(self._rows, float(min(1, amount)) if self._integer else 0.0, float(amount))

    def _bound(self, atoms: Ints, lower: Floats, upper: Floats) -> None:
        self._model.changeColsBounds(len(atoms), atoms.astype(np.int32), lower, upper)

    def _run(self, cell: Ints, signs: Ints) -> Reach | None:
        if self._integer:
            self._model.clearSolver()
        self._model.run()
        status = self._model.getModelStatus()
        if status == INFEASIBLE:
            return Reach(0, ())
        if status != OPTIMAL:
            return None
        move = solution(self._model)
        return Reach(int(np.floor(signs @ move[cell] + _EXACT)), whole_moves(move, self._truth))


def whole_moves(move: Floats, truth: Ints) -> tuple[Ints, ...]:
    """The move, its opposite and their feasible multiples, where they are whole; halves and thirds are scaled up."""
    for scale in (1, 2, 3):
        whole = np.rint(move * scale)
        if np.abs(whole - move * scale).max(initial=0) < _EXACT:
            return tuple(_multiples(whole.astype(np.int64), truth))
    return ()


def _multiples(move: Ints, truth: Ints) -> list[Ints]:
    found: list[Ints] = []
    for direction in (move, -move):
        down = direction < 0
        times = int((truth[down] // -direction[down]).min()) if down.any() else 0
        found.extend(direction * factor for factor in sorted({1, min(times, _MULTIPLES)}) if factor <= times)
    return found
