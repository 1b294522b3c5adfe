"""Secondary suppression by Gauss elimination, exact modulo the prime 2³¹ − 1, sparse throughout.

Cells are published from the most to the least important. A cell is withheld if publishing it would let a reader compute
a sensitive cell from what is published, or let a person who is alone in a cell compute another one from her own.
Without the insider rule the pattern is that of the R package GaussSuppression (Statistics Norway) with
singletonMethod = "none".
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from indicators.disclosure.core import Core
from indicators.disclosure.modular import PRIME, Echelon, Vector, inverse, row_vector, spanned
from indicators.disclosure.system import Bools, Ints

_Hash: TypeAlias = tuple[int, int]


def suppress(core: Core, *, insiders: bool = True) -> Bools:
    """The groups to withhold, sensitive ones included, so that no sensitive one is a combination of published ones."""
    span = _Span(core, insiders=insiders)
    withheld = core.sensitive & ~core.known
    for group in publishing_order(core).tolist():
        if not withheld[group]:
            withheld[group] = not span.publish(row_vector(core.matrix, group), forced=bool(core.known[group]))
    return withheld


def determined(core: Core) -> Bools:
    """Groups that the already known ones determine: no pattern can protect these any more."""
    return spanned(core.matrix, core.known)


def publishing_order(core: Core) -> Ints:
    """Groups from first to last published: already known, then by priority, count, and the importance of neighbours."""
    score = core.counts + 1.0
    ties = np.asarray(core.matrix @ (core.matrix.T @ score))
    return np.lexsort((-ties / max(ties.max(initial=0), 1), -score, -core.priority, ~core.known)).astype(np.int64)


class _Span:
    """What the published rows span, with every target reduced by it and hashed.

    A target's hash is a pair of fixed linear functionals: proportional targets have proportional hashes. A chance
    agreement could only withhold one cell more, never one less.
    """

    def __init__(self, core: Core, *, insiders: bool) -> None:
        columns = core.matrix.shape[1]
        self._weights = np.random.default_rng(20260101).integers(1, PRIME, (columns, 2)).tolist()
        self._echelon = Echelon(columns)
        self._hashes: dict[int, _Hash] = {}
        self._lines: dict[int, set[int]] = {}
        for key, group in enumerate(core.targets):
            vector = row_vector(core.matrix, group)
            self._echelon.store(key, vector)
            self._rehash(key, self._hash(vector.items()))
        lone = set(core.lone().tolist()) if insiders else set()
        self._lone = {key for key, group in enumerate(core.targets.tolist()) if group in lone}

    def publish(self, row: Vector, *, forced: bool) -> bool:
        """Add a row to the span; False, and nothing changed, if that would give a target away and it is not forced."""
        rest = self._echelon.residual(row)
        if not rest:
            return True
        pivot, rest = self._echelon.monic(rest)
        changed = self._hashes_without(pivot, self._hash(rest.items()))
        if not forced and self._gives_away(changed):
            return False
        self._echelon.eliminate(pivot, rest)
        for key, value in changed.items():
            self._rehash(key, value)
        return True

    def _hash(self, entries: Iterable[tuple[int, int]]) -> _Hash:
        first = second = 0
        for column, value in entries:
            weights = self._weights[column]
            first += value * weights[0]
            second += value * weights[1]
        return first % PRIME, second % PRIME

    def _hashes_without(self, pivot: int, row: _Hash) -> dict[int, _Hash]:
        changed = {}
        for key in self._echelon.holders[pivot]:
            if key >= 0:
                factor, (first, second) = self._echelon.vectors[key][pivot], self._hashes[key]
                changed[key] = ((first - factor * row[0]) % PRIME, (second - factor * row[1]) % PRIME)
        return changed

    def _gives_away(self, changed: dict[int, _Hash]) -> bool:
        if (0, 0) in changed.values():
            return True
        return bool(self._lone) and self._gives_away_to_insider(changed)

    def _gives_away_to_insider(self, changed: dict[int, _Hash]) -> bool:
        # Targets on one line through the origin are known together: one lone person among them knows all the others.
        lines: dict[int, set[int]] = {}
        for key, value in changed.items():
            lines.setdefault(_line(value), set()).add(key)
        for line, keys in lines.items():
            together = keys | (self._lines.get(line, set()) - changed.keys())
            if len(together) > 1 and not together.isdisjoint(self._lone):
                return True
        return False

    def _rehash(self, key: int, value: _Hash) -> None:
        if key in self._hashes:
            self._lines[_line(self._hashes[key])].discard(key)
        self._hashes[key] = value
        self._lines.setdefault(_line(value), set()).add(key)


def _line(value: _Hash) -> int:
    """One number for all multiples of a hash; −1 for the line of (x, 0)."""
    first, second = value
    return first * inverse(second) % PRIME if second else -1
