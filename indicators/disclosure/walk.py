"""A walk over the other tables that agree with everything published, by short moves from one whole table to the next.

Every table that the walk visits is a witness. Method: Diaconis and Sturmfels (1998), sampling tables with given margins
by moves; here only the extremes of each sensitive cell are kept.
"""

from itertools import pairwise

import numpy as np

from indicators.disclosure.pool import Pool
from indicators.disclosure.system import Ints

_CHUNK = 2_000
_PATIENCE = 3  # chunks without a new witness before giving up
_LOOK = 4  # accepted steps between two looks at the sensitive cells


def walk(pool: Pool, moves: Ints, steps: int, *, seed: int = 1) -> None:
    """Take random steps, until no target is open, and give the pool every table that takes one further than before."""
    draw = np.random.default_rng(seed)
    chances = np.abs(moves).sum(axis=1) ** -1.5
    walker = _Walker(pool, moves)
    found = [-1] * _PATIENCE
    for _ in range(0, steps if len(moves) else 0, _CHUNK):
        found.append(len(pool.moves))
        if not len(pool.open()) or found[-1] == found[-1 - _PATIENCE]:
            break
        choices = draw.choice(len(moves), _CHUNK, p=chances / chances.sum())
        walker.run(choices.tolist(), draw.choice([-1, 1], _CHUNK).tolist())


class _Walker:
    def __init__(self, pool: Pool, moves: Ints) -> None:
        self._pool = pool
        # Moves are short: plain numbers are quicker here than arrays.
        rows, places = np.nonzero(moves)
        pairs = list(zip(places.tolist(), moves[rows, places].tolist(), strict=True))
        ends = np.searchsorted(rows, np.arange(len(moves) + 1)).tolist()
        self._entries = [pairs[first:last] for first, last in pairwise(ends)]
        self._shifts = np.ascontiguousarray((pool.targets @ moves.T).T)
        self._table: list[int] = pool.attacker.truth.tolist()
        self._shift = np.zeros(len(pool.need), np.int64)

    def run(self, choices: list[int], signs: list[int]) -> None:
        """Take the given steps where they are feasible, looking at the sensitive cells now and then."""
        accepted = 0
        for choice, sign in zip(choices, signs, strict=True):
            if self._step(choice, sign):
                accepted += 1
                if accepted % _LOOK == 0:
                    self._look()

    def _step(self, choice: int, sign: int) -> bool:
        table, entries = self._table, self._entries[choice]
        for place, value in entries:
            if table[place] + sign * value < 0:
                return False
        for place, value in entries:
            table[place] += sign * value
        self._shift += sign * self._shifts[choice]
        return True

    def _look(self) -> None:
        pool = self._pool
        lacking = pool.up + pool.down < pool.need
        if ((self._shift > pool.up) & lacking).any() or ((-self._shift > pool.down) & lacking).any():
            pool.add([np.array(self._table) - pool.attacker.truth])
