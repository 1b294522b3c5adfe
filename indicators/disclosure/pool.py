"""The moves found so far and what they prove: how far each sensitive cell goes, and unseen by which insider."""

from collections.abc import Iterable, Sequence

import numpy as np

from indicators.disclosure.attacker import Attacker, insider_matrix
from indicators.disclosure.system import Bools, Floats, Ints, Matrix


class Pool:
    """Moves over the free atoms of one attacker that widen a target, or shift one that an insider might have known.

    `up` and `down` are the reach of each target; `unseen` (insider × target) is true where every move so far that
    shifts the target also touches what the insider knows.
    """

    def __init__(self, attacker: Attacker) -> None:
        self.attacker = attacker
        self.targets = attacker.targets
        self.need = attacker.system.width[attacker.system.targets]
        self.up = np.zeros(len(self.need), np.int64)
        self.down = np.zeros(len(self.need), np.int64)
        self.insiders = insider_matrix(attacker.system, attacker.published)[:, attacker.free]
        self.unseen = ~_own(self.insiders, self.targets)
        self.moves: list[Ints] = []

    def add(self, moves: Iterable[Ints]) -> None:
        """Keep the moves that prove something new; each must be feasible, which `witness.verify` checks at the end."""
        rows = stacked(list(moves), self.targets.shape[1])
        shifts = np.asarray((self.targets @ rows.T).T)
        calm = np.asarray(self.insiders @ np.abs(rows).T).T == 0
        for number in self._promising(shifts, calm):
            if self._widens(shifts[number]) | self._hides(shifts[number], calm[number]):
                self.moves.append(rows[number])

    def feasible(self, moves: Ints) -> Ints:
        """The given short moves and their opposites, as often as they leave no atom below zero and prove anything."""
        telling = moves[np.asarray(self.targets @ moves.T != 0).any(axis=0)] if len(self.need) else moves[:0]
        both = np.concatenate([telling, -telling])
        room = np.where(both < 0, self.attacker.truth // np.maximum(-both, 1), np.iinfo(np.int64).max)
        times = np.minimum(room.min(axis=1, initial=np.iinfo(np.int64).max), self.need.max(initial=1))
        once, further = both[times > 0], both[times > 1] * times[times > 1][:, None]
        return np.concatenate([once, further])

    def open(self) -> Ints:
        """Targets whose width is not yet shown."""
        return np.flatnonzero(self.up + self.down < self.need)

    def lacks(self) -> bool:
        """Whether anything is not yet shown: a width, or a shift out of some insider's sight."""
        return bool(len(self.open()) or self.unseen.any())

    def cell(self, target: int, sign: int) -> tuple[Ints, Ints]:
        """The free atoms of a target, and their signs times the given one."""
        part = slice(self.targets.indptr[target], self.targets.indptr[target + 1])
        return self.targets.indices[part].astype(np.int64), sign * self.targets.data[part]

    def full_moves(self) -> Ints:
        """The moves over all atoms of the system, one row each."""
        return stacked([self.attacker.full(move) for move in self.moves], len(self.attacker.system.atoms))

    def _promising(self, shifts: Ints, calm: Bools) -> Ints:
        """Moves that prove something now; taking one of them may make others superfluous, but no other one useful."""
        further = ((shifts > self.up) | (-shifts > self.down)) & (self.up + self.down < self.need)
        hidden = (calm.astype(np.float32) @ self.unseen.astype(np.float32)) * (shifts != 0)
        return np.flatnonzero(further.any(axis=1) | hidden.any(axis=1))

    def _widens(self, shift: Ints) -> bool:
        lacking = self.up + self.down < self.need
        further = ((shift > self.up) | (-shift > self.down)) & lacking
        np.maximum(self.up, shift, out=self.up, where=further)
        np.maximum(self.down, -shift, out=self.down, where=further)
        return bool(further.any())

    def _hides(self, shift: Ints, calm: Bools) -> bool:
        block = np.ix_(np.flatnonzero(calm), np.flatnonzero(shift))
        if not self.unseen[block].any():
            return False
        self.unseen[block] = False
        return True


def stacked(moves: Sequence[Ints], columns: int) -> Ints:
    """Moves as the rows of one array, which may have no row or no column."""
    return np.array(moves, np.int64).reshape(len(moves), columns)


def _own(insiders: Matrix, targets: Matrix) -> Bools:
    """Insider × target: true where the target holds nothing but what the insider knows of herself."""
    held = _flags(targets)
    return np.asarray(held.sum(axis=1)[None, :] - _flags(insiders) @ held.T < 1)


def _flags(matrix: Matrix) -> Floats:
    return np.asarray(abs(matrix).sign().astype(np.float32).toarray())
