"""The auditor: is a published pattern safe from outsiders and every lone insider; if not, what can be worked out?

The auditor knows the truth, so safety is shown by witnesses, other whole-number tables that agree with everything
published. Where none is found, a linear and then an integer programme prove how narrow the reader's interval is.
"""

from dataclasses import dataclass
from enum import Enum
from time import monotonic

import numpy as np

from indicators.disclosure.attacker import Attacker, attack, insiders
from indicators.disclosure.lattice import kernel_basis, reduce_equations, short_moves
from indicators.disclosure.moves import MoveModel, Reach
from indicators.disclosure.pool import Pool
from indicators.disclosure.system import Bools, Ints, System
from indicators.disclosure.walk import walk
from indicators.disclosure.witness import Witnesses, verify, witnesses_of

_STEPS = 60_000
_NOBODY = np.zeros(0, np.int64)


class Verdict(Enum):
    """What an audit found."""

    SAFE = "safe"
    UNSAFE = "not safe"
    UNPROVEN = "not proven in time"


@dataclass(frozen=True)
class Recovery:
    """A sensitive cell that a reader narrows to low…high: an outsider (`insider` None) or a person alone in an atom."""

    cell: int
    low: int
    high: int
    insider: int | None = None

    @property
    def exact(self) -> bool:
        """True if the reader learns the very count."""
        return self.low == self.high


@dataclass(frozen=True)
class Audit:
    """Verdict, recoveries by cell (outsiders first), the cells left undecided, and the witnesses of a safe pattern."""

    verdict: Verdict
    recoveries: tuple[Recovery, ...]
    undecided: tuple[int, ...]
    witnesses: Witnesses
    seconds: float


def audit(system: System, published: Bools, *, time_limit: float, lone_insiders: bool = True) -> Audit:
    """Attack a pattern within `time_limit` seconds; a sensitive cell that is itself published counts as worked out."""
    start = monotonic()
    attacker = attack(system, published)
    work = _Auditor(attacker, start + time_limit)
    work.outsiders()
    if lone_insiders:
        work.insiders()
    witnesses = witnesses_of(work.pool.full_moves())
    recoveries = tuple(sorted(work.recoveries, key=lambda found: (found.insider is not None, found.cell)))
    undecided = tuple(sorted(work.undecided - {found.cell for found in recoveries}))
    verdict = Verdict.UNSAFE if recoveries else Verdict.UNPROVEN if undecided else Verdict.SAFE
    if verdict is Verdict.SAFE and lone_insiders and not verify(system, published, witnesses).all():
        verdict = Verdict.UNPROVEN
    return Audit(verdict, recoveries, undecided, witnesses, monotonic() - start)


class _Auditor:
    def __init__(self, attacker: Attacker, deadline: float) -> None:
        self.attacker, self.deadline = attacker, deadline
        self.pool = Pool(attacker)
        self.recoveries: list[Recovery] = []
        self.undecided: set[int] = set()
        reduced = reduce_equations(attacker.equations)
        equations = reduced.independent_rows()
        self._linear = MoveModel(equations, attacker.truth)
        self._whole = MoveModel(equations, attacker.truth, integer=True)
        short = short_moves(kernel_basis(reduced))
        self.pool.add(self.pool.feasible(short))
        walk(self.pool, short, _STEPS)

    def outsiders(self) -> None:
        """Decide every target that the walk has not widened; those that never moved come first."""
        pool = self.pool
        for target in sorted(pool.open().tolist(), key=lambda row: (pool.up[row] + pool.down[row] > 0, row)):
            if monotonic() > self.deadline:
                self.undecided.add(self._cell(target))
            elif pool.up[target] + pool.down[target] < pool.need[target]:
                self._decide(target)

    def insiders(self) -> None:
        """Decide, for every target that outsiders cannot work out, whether some lone insider can."""
        known = {found.cell for found in self.recoveries if found.exact}
        people = list(insiders(self.attacker.system, self.attacker.published))
        for target in np.flatnonzero(self.pool.unseen.any(axis=0)).tolist():
            if self._cell(target) in known:
                continue
            for row in np.flatnonzero(self.pool.unseen[:, target]).tolist():
                if monotonic() > self.deadline:
                    self.undecided.add(self._cell(target))
                elif self.pool.unseen[row, target] and self._decide_insider(target, row, people[row]):
                    break

    def _decide(self, target: int) -> None:
        need = int(self.pool.need[target])
        if not self.pool.up[target] + self.pool.down[target]:  # whether it moves at all is quicker to decide
            bounds = self._bounds(target, 1, _NOBODY)
            if bounds == (0, 0):
                self._record(target, bounds, None)
                return
        bounds = self._bounds(target, need, _NOBODY)
        if bounds is None:
            self.undecided.add(self._cell(target))
        elif sum(bounds) < need:
            self._record(target, bounds, None)

    def _decide_insider(self, target: int, row: int, person: int) -> bool:
        bounds = self._bounds(target, 1, self.pool.insiders[[row]].indices.astype(np.int64))
        if bounds is None:
            self.undecided.add(self._cell(target))
        elif not any(bounds):
            self._record(target, bounds, person)
            return True
        return False

    def _bounds(self, target: int, need: int, frozen: Ints) -> tuple[int, int] | None:
        """How far the target can go down and up, each up to `need`; in whole numbers only where it matters."""
        found = [self._reach(self._linear, target, sign, need, frozen) for sign in (-1, 1)]
        if not self._shown(target, need, frozen) and sum(reach.bound for reach in found if reach) >= need:
            found = [self._reach(self._whole, target, sign, need, frozen) for sign in (-1, 1)]
        if None in found:
            return None
        down, up = (reach.bound for reach in found if reach)
        return down, up

    def _reach(self, model: MoveModel, target: int, sign: int, need: int, frozen: Ints) -> Reach | None:
        cell, signs = self.pool.cell(target, sign)
        found = model.reach(cell, signs, need, frozen) if len(cell) else Reach(0, ())
        self.pool.add(found.moves if found else ())
        return found

    def _shown(self, target: int, need: int, frozen: Ints) -> bool:
        return not len(frozen) and bool(self.pool.up[target] + self.pool.down[target] >= need)

    def _cell(self, target: int) -> int:
        return int(self.attacker.system.targets[target])

    def _record(self, target: int, bounds: tuple[int, int], person: int | None) -> None:
        count = int(self.attacker.system.counts[self._cell(target)])
        self.recoveries.append(Recovery(self._cell(target), count - bounds[0], count + bounds[1], person))
