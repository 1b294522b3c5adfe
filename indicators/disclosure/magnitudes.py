"""Disclosure control of sums of amounts (jobs, hours), of all periods and editions of one kind of unit together.

A sum is sensitive where too few bring it or one dominates (the p % rule), and so is what a reader can take from shown
sums: what is left of a whole, what has changed, what those brought who left between two periods. Each must stay as open
to either side as the p % rule asks, for outsiders and for every unit that knows its own amounts. Sums are hidden, those
that tell most of a sensitive one first, until that is proven; by how much they stand open is told by `estimates`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import monotonic

import numpy as np

from indicators.disclosure.cells import Cell, Key
from indicators.disclosure.estimates import Estimator, Sums
from indicators.disclosure.layers import Layer, Taken, matrix_of, nameless, rests_of, sums_of
from indicators.disclosure.policy import Policy
from indicators.disclosure.sensitivity import margin_needed, sensitive_sum
from indicators.disclosure.system import Bools
from indicators.disclosure.ties import learn_ties
from indicators.disclosure.unknowns import Unknowns

# What it costs to hide a sum by its priority: groups before places, totals last.
_COST = {0: 1.0, 1: 1.0, 2: 2.0, 3: 30.0}
_EXACT = 1e-6
_SHARP = 1e6  # times as large


@dataclass(frozen=True)
class Decided:
    """Which sums of each undecided period are shown, and whether all that is hidden stands open enough.

    Private: how many sums there are, how many are sensitive, how many hidden beside them, and the seconds it took.
    """

    shown: Mapping[date, frozenset[Key]]
    proven: bool
    cells: int
    sensitive: int
    secondary: int
    seconds: float


def decide_sums(layers: Sequence[Layer], policy: Policy) -> Decided:
    """Return which sums are shown of the layers that are undecided; the layers are in order of first day and edition.

    Fails closed: where no pattern leaves a sensitive sum open enough, nothing undecided is shown.
    """
    return _Question(nameless(layers), policy).answer()


class _Question:
    def __init__(self, layers: Sequence[Layer], policy: Policy) -> None:
        self._begun, self._layers, self._policy = monotonic(), layers, policy
        ties = learn_ties({layer.start: layer.amounts for layer in layers})
        unknowns = Unknowns(ties)
        self._sums = sums_of(layers, unknowns)
        self._read_cells([cell for layer in layers for cell in layer.cells])
        hidden = [self._sums[number] for number in np.flatnonzero(self._hidden & ~self._known).tolist()]
        self._goals = [*hidden, *rests_of(self._sums, layers, ties, partial(sensitive_sum, policy=policy))]
        blocks, size = unknowns.blocks(), len(unknowns.units)
        rows, goals = matrix_of(self._sums, size), matrix_of(self._goals, size)
        self._model = Sums(rows, goals, unknowns.freedom(), list(blocks.values()))
        needed = np.array([self._needs(one, list(blocks)) for one in self._goals])
        self._needed = needed.reshape(len(self._goals), len(blocks) + 1)
        self._lost = self._lacking(Estimator(self._model, self._known))  # given away by earlier editions

    def _read_cells(self, cells: Sequence[Cell]) -> None:
        """Read for each sum whether it is sensitive, published already, on offer, and what hiding it costs."""
        of = [self._layers[one.layer] for one in self._sums]
        amounts = [(cell.amounts or {}).values() for cell in cells]
        sensitive = [
            cell.withheld or sensitive_sum(own, self._policy) for cell, own in zip(cells, amounts, strict=True)
        ]
        self._hidden = np.array(sensitive, np.bool_)
        self._known = np.array([c.key in (layer.shown or ()) for layer, c in zip(of, cells, strict=True)], np.bool_)
        undecided = [layer.shown is None and c.key in layer.offered for layer, c in zip(of, cells, strict=True)]
        self._open = np.array(undecided, np.bool_) & ~self._hidden
        self._cost = np.array([_COST[cell.priority] for cell in cells])
        self._worth = self._cost * [1 + sum(map(abs, own)) for own in amounts]

    def _needs(self, goal: Taken, units: Sequence[str]) -> list[float]:
        """The room that a goal needs for an outsider, and for each unit as an insider."""
        amounts = goal.amounts
        stranger = margin_needed(amounts.values(), self._policy, knows=0)
        inside = {u: margin_needed(amounts.values(), self._policy, knows=a) for u, a in amounts.items()}
        return [margin_needed(amounts.values(), self._policy), *(inside.get(unit, stranger) for unit in units)]

    def answer(self) -> Decided:
        """Hide sums until every goal stands open enough, then show again what that can do without."""
        shown = self._hide(self._known | self._open) if self._is_sharp() else None
        if shown is None:
            return self._answered(self._known, proven=False)
        return self._answered(self._show_again(shown), proven=True)

    def _is_sharp(self) -> bool:
        """Whether the smallest amount is still seen beside the largest: their squares are added in double precision."""
        sizes = [abs(amount) for one in self._sums for amount in one.amounts.values() if abs(amount) > _EXACT]
        return not sizes or max(sizes) < _SHARP * min(sizes)

    def _lacking(self, found: Estimator) -> Bools:
        return np.asarray((found.rooms() < self._needed - _EXACT).any(axis=1), np.bool_)

    def _hide(self, shown: Bools) -> Bools | None:
        """Hide, for each goal that lacks room, the row that takes most of it for what hiding it costs."""
        shown = shown.copy()
        while True:
            found = Estimator(self._model, shown)
            lacking = self._lacking(found) & ~self._lost
            if not lacking.any():
                return shown
            price = np.where(self._open & shown, found.blame()[lacking] / self._cost, 0)
            if not price.any():
                return None
            told = price[price.any(axis=1)]
            # To few digits, so that the last ones, which are another machine's, choose nothing.
            shown[np.unique((told / told.max(axis=1, keepdims=True)).round(6).argmax(axis=1))] = False

    def _show_again(self, shown: Bools) -> Bools:
        """Show the dearest hidden rows again, as long as nothing lacks room for it."""
        order = np.flatnonzero(self._open & ~shown)
        found = Estimator(self._model, shown)
        for row in order[np.argsort(-self._worth[order], kind="stable")].tolist():
            if (found.room_beside(row) < self._needed[:, 0] - _EXACT)[~self._lost].any():
                continue
            more = shown.copy()
            more[row] = True
            wider = Estimator(self._model, more)
            if not (self._lacking(wider) & ~self._lost).any():
                shown, found = more, wider
        return shown

    def _answered(self, shown: Bools, *, proven: bool) -> Decided:
        undecided = {layer.start: set[Key]() for layer in self._layers if layer.shown is None}
        for one, seen in zip(self._sums, (shown & self._open).tolist(), strict=True):
            if seen:
                undecided[self._layers[one.layer].start].add(one.key)
        secondary = int((self._open & ~shown).sum())
        seen_keys = {start: frozenset(keys) for start, keys in undecided.items()}
        seconds = monotonic() - self._begun
        return Decided(seen_keys, proven, len(self._sums), int(self._hidden.sum()), secondary, seconds)
