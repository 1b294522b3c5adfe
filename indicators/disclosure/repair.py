"""From a pattern that linear algebra cannot undo to one that is proven: every sensitive cell keeps its width.

Rounds of: walk over the other tables; where the walk cannot move a sensitive cell far enough, or only in sight of an
insider, find the cheapest change that does and withhold the cells that it touches. The changes are the proof.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from indicators.disclosure.attacker import attack
from indicators.disclosure.core import Core
from indicators.disclosure.elastic import ElasticModel
from indicators.disclosure.lattice import kernel_basis, reduce_equations, short_moves
from indicators.disclosure.moves import MoveModel, whole_moves
from indicators.disclosure.pool import Pool
from indicators.disclosure.system import Bools, Floats, Ints, Matrix
from indicators.disclosure.walk import walk

STEPS = 100_000
_EXACT = 1e-6
_ROUNDS = 60
_PATIENCE = 5  # rounds without any gain before giving up
_SMALL = 300  # atoms up to which each target is asked about
_QUESTIONS = 15  # linear programmes between two walks


@dataclass(frozen=True)
class Secured:
    """A pattern over the groups of a core and its witnesses: other tables minus the truth, one row each, over atoms."""

    withheld: Bools
    moves: Ints


def secure(core: Core, withheld: Bools, deadline: float) -> Secured | None:
    """A pattern with nothing less withheld, and its proof; None if the time or the rounds run out first."""
    work, lacking = _Repair(core, withheld), [np.inf] * _PATIENCE
    for turn in range(_ROUNDS):
        if monotonic() > deadline:
            return None
        pool = work.explore()
        lacking.append(len(pool.open()) + int(pool.unseen.sum()))
        if not lacking[-1]:
            return Secured(work.withheld, pool.full_moves())
        stuck = lacking[-1] >= lacking[-1 - _PATIENCE]
        if stuck or not work.extend(pool, turn, deadline):
            return None
    return None


def explore(core: Core, withheld: Bools, moves: list[Ints], steps: int = STEPS) -> Pool:
    """What given moves prove about a pattern of the core and, where they lack anything, short moves and a walk."""
    pool = Pool(attack(core.system(), ~withheld))
    pool.add(move[pool.attacker.free] for move in moves)
    if pool.lacks():
        reduced = reduce_equations(pool.attacker.equations)
        basis = kernel_basis(reduced)
        pool.add(pool.feasible(basis))
        if pool.lacks():
            short = short_moves(basis)
            pool.add(pool.feasible(short))
            if not reach(pool, reduced.independent_rows()):
                walk(pool, short, steps)
    return pool


def reach(pool: Pool, equations: Matrix) -> bool:
    """Ask of each open target how far it goes; true where none is left to be found by walking.

    `equations` imply all that the attacker has. Only in a small system: in a large one a walk finds more in the same
    time.
    """
    if len(pool.attacker.free) > _SMALL:
        return False
    model = MoveModel(equations, pool.attacker.truth)
    nobody, hopeless = np.zeros(0, np.int64), 0
    for target in pool.open().tolist():
        need = int(pool.need[target])
        found = [model.reach(*pool.cell(target, sign), need, nobody) for sign in (1, -1)] if _open(pool, target) else []
        pool.add(move for one in found if one for move in one.moves)
        hopeless += sum(one.bound for one in found if one) < need
    return hopeless == len(pool.open())


def _open(pool: Pool, target: int) -> bool:
    return bool(pool.up[target] + pool.down[target] < pool.need[target])


class _Repair:
    def __init__(self, core: Core, withheld: Bools) -> None:
        self.core, self.withheld = core, withheld.copy()
        self._cells = core.matrix[core.targets]
        self._moves: list[Ints] = []

    def explore(self) -> Pool:
        """What the moves so far and a new walk prove about the present pattern."""
        pool = explore(self.core, self.withheld, self._moves)
        self._moves = [pool.attacker.full(move) for move in pool.moves]
        return pool

    def extend(self, pool: Pool, turn: int, deadline: float) -> bool:
        """Withhold what the first open targets need; False if one of them cannot be moved at all."""
        asked = self.core.targets[(pool.up + pool.down < pool.need) | pool.unseen.any(axis=0)]
        self._model = ElasticModel(self.core, self.withheld, withholding_cost(self.core, turn), asked)
        self._reach = np.array([pool.up, pool.down])
        return self._widen(pool, deadline) and self._hide(pool, deadline)

    def _widen(self, pool: Pool, deadline: float) -> bool:
        asked, order = 0, np.argsort(self.core.counts[self.core.targets[pool.open()]], kind="stable")
        for target in pool.open()[order]:
            if asked == _QUESTIONS or monotonic() > deadline:
                break
            if self._reach[:, target].sum() < pool.need[target]:
                asked += 1
                if not self._move_both_ways(int(target), int(pool.need[target])):
                    return False
        return True

    def _move_both_ways(self, target: int, need: int) -> bool:
        group = int(self.core.targets[target])
        down = min(abs(int(self.core.counts[group])), need // 2)
        for amount in (need - down, -down):
            if amount and self._reach[:, target].sum() < need and not self._ask(group, amount, np.zeros(0, np.int64)):
                return False
        return True

    def _hide(self, pool: Pool, deadline: float) -> bool:
        for target in np.flatnonzero(pool.unseen.any(axis=0))[:_QUESTIONS]:
            if monotonic() > deadline:
                break
            known = pool.insiders[np.flatnonzero(pool.unseen[:, target])]
            if not self._ask_unseen(int(self.core.targets[target]), pool.attacker.free, known):
                return False
        return True

    def _ask_unseen(self, group: int, free: Ints, known: Matrix) -> bool:
        # All these insiders at once if the target is not theirs together, else the first of them.
        own = set(self.core.matrix[[group]].indices.tolist())
        frozen = free[np.unique(known.indices)]
        if own <= set(frozen.tolist()):
            frozen = free[known[[0]].indices]
        return self._ask(group, 1, frozen) or self._ask(group, -1, frozen)

    def _ask(self, group: int, amount: int, frozen: Ints) -> bool:
        move = self._model.cheapest(group, amount, frozen)
        if move is None:
            return False
        self.withheld |= np.abs(np.asarray(self.core.matrix @ move)) > _EXACT
        for whole in whole_moves(move, self.core.atoms):
            shift = np.asarray(self._cells @ whole)
            self._reach = np.maximum(self._reach, np.array([shift, -shift]))
            self._moves.append(whole)
        return True


def withholding_cost(core: Core, turn: int = 0) -> Floats:
    """The price of withholding each group: its people, dearer by priority; later turns vary it to leave dead ends."""
    rank = core.priority - core.priority.min(initial=0)
    vary = np.random.default_rng(turn).uniform(1, 1.3, len(rank)) if turn else 1.0
    return np.asarray((np.abs(core.counts) + 1.0) * 10.0 ** np.minimum(rank, 4) * vary, np.float64)
