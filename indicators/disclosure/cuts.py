"""Benders cuts: why a pattern withholds too little to keep a sensitive group wide, as a row over the groups."""

from dataclasses import dataclass

import numpy as np

from indicators.disclosure.core import Core
from indicators.disclosure.highs import INFINITY, OPTIMAL, build_model
from indicators.disclosure.system import Floats, Ints

_EXACT = 1e-6
_FAR = 8  # groups may move this many times the width that is asked for


@dataclass(frozen=True)
class Demand:
    """A target that must keep `width`, while the atoms that the reader knows of herself stay as they are."""

    group: int
    width: int
    frozen: Ints


def demands(core: Core) -> list[Demand]:
    """What a safe pattern grants: its width to every target from outside, one step in sight of each lone insider."""
    nobody = np.zeros(0, np.int64)
    outside = [Demand(int(group), int(core.width[group]), nobody) for group in core.targets]
    lone = {int(group): core.matrix[[group]].indices.astype(np.int64) for group in core.lone()}
    inside = [Demand(int(group), 1, atoms) for group in core.targets for own, atoms in lone.items() if own != group]
    return outside + inside


class WidthModel:
    """Moves x per atom (at least −truth); each group moves within bounds that its being withheld opens."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._far = _FAR * float(core.width.max(initial=1))
        groups, atoms = core.matrix.shape
        self._low = np.minimum(np.abs(core.counts), self._far)
        self._lower, self._upper = -core.atoms.astype(float), np.full(atoms, INFINITY)
        zeros = np.zeros(groups)
        self._model = build_model(core.matrix, (np.zeros(atoms), self._lower, self._upper), (zeros, zeros))
        self._found = np.zeros((0, atoms))  # every move so far: most meet later demands, too
        self._shifts = np.zeros((0, groups))

    def know(self, moves: Floats) -> None:
        """Keep moves over the atoms, one a row, that no programme has to find again."""
        self._found = np.concatenate([self._found, moves])
        self._shifts = np.concatenate([self._shifts, np.asarray(self._core.matrix @ moves.T).T])

    def _is_met(self, demand: Demand, pattern: Floats) -> bool:
        """Whether moves that are known meet a demand: they touch withheld and sensitive groups only."""
        still = (pattern < _EXACT) & ~(self._core.sensitive & ~self._core.known)
        calm = (np.abs(self._shifts[:, still]) < _EXACT).all(axis=1)
        calm &= (np.abs(self._found[:, demand.frozen]) < _EXACT).all(axis=1)
        shifts = np.clip(self._shifts[calm, demand.group], -self._core.width[demand.group], None)
        return bool(shifts.max(initial=0) - shifts.min(initial=0) >= demand.width - _EXACT)

    def cut(self, demand: Demand, pattern: Floats) -> tuple[Floats, float] | None:
        """Coefficients and right-hand side of a row Σ c·withheld ≥ need that this pattern breaks, or None."""
        if self._is_met(demand, pattern):
            return None
        self._open(pattern)
        self._freeze(demand.frozen, on=True)
        room = -self._lower
        room[demand.frozen] = 0
        sides = [self._side(demand.group, sign, room) for sign in (1.0, -1.0)]
        self._freeze(demand.frozen, on=False)
        if sum(side[0] for side in sides) >= demand.width - _EXACT:
            return None
        need = demand.width - sum(side[2] for side in sides)
        coefficients = np.minimum(sides[0][1] + sides[1][1], need)
        coefficients[coefficients < 1e-9] = 0  # noqa: PLR2004
        return coefficients, need

    def _open(self, pattern: Floats) -> None:
        rows = np.arange(len(pattern), dtype=np.int32)
        free = self._core.sensitive & ~self._core.known
        lower = np.where(free, -INFINITY, -self._low * pattern)
        self._model.changeRowsBounds(len(rows), rows, lower, np.where(free, INFINITY, self._far * pattern))

    def _freeze(self, atoms: Ints, *, on: bool) -> None:
        lower, upper = (np.zeros(len(atoms)),) * 2 if on else (self._lower[atoms], self._upper[atoms])
        self._model.changeColsBounds(len(atoms), atoms.astype(np.int32), lower, upper)

    def _side(self, group: int, sign: float, room: Floats) -> tuple[float, Floats, float]:
        """How far the group goes one way, and the dual price of that: per group withheld, and in all else."""
        width = float(self._core.width[group])
        part = slice(self._core.matrix.indptr[group], self._core.matrix.indptr[group + 1])
        atoms, entries = self._core.matrix.indices[part].astype(np.int32), self._core.matrix.data[part]
        self._model.changeColsCost(len(atoms), atoms, -sign * entries.astype(float))
        bounds = (-width, width)
        self._model.changeRowBounds(int(group), *bounds)
        self._model.run()
        found = self._price(group, width, room)
        self._model.changeRowBounds(int(group), -INFINITY, INFINITY)
        self._model.changeColsCost(len(atoms), atoms, np.zeros(len(atoms)))
        return found

    def _price(self, group: int, width: float, room: Floats) -> tuple[float, Floats, float]:
        if self._model.getModelStatus() != OPTIMAL:
            return width, np.zeros(len(self._low)), width
        answer = self._model.getSolution()
        self.know(np.array(answer.col_value).reshape(1, -1))
        rows, columns = np.array(answer.row_dual), np.array(answer.col_dual)
        prices = np.maximum(-rows, 0) * self._far + np.maximum(rows, 0) * self._low
        prices[self._core.sensitive & ~self._core.known] = 0
        fixed = abs(float(rows[group])) * width + float(np.maximum(columns, 0) @ room)
        return -float(self._model.getInfo().objective_function_value), prices, fixed
