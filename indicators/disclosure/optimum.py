"""The cheapest safe pattern of a small system, proven; for larger ones, a clean-up of what is withheld needlessly.

Method: the cell suppression model of Fischetti and Salazar (2001), solved by Benders cuts: a master problem chooses the
withheld groups, a linear programme per sensitive group (and per lone insider) says which of them are too few.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from indicators.disclosure.core import Core
from indicators.disclosure.cuts import Demand, WidthModel, demands
from indicators.disclosure.highs import INFEASIBLE, INFINITY, OPTIMAL, build_model, make_integer, solution
from indicators.disclosure.repair import Secured, explore, withholding_cost
from indicators.disclosure.system import Bools, Floats, binary_matrix

# All limits are counts of work, not seconds: the same input gives the same pattern on any machine.
_DEMANDS = 400
_GROUPS = 400
_FRACTIONS, _WHOLES = 400, 30  # rounds; those of whole groups take ever longer
_CUTS = 4
_NODES = 2_000
_CLEANED = 1_500
_TRIES = 3
_EXACT = 1e-7


@dataclass(frozen=True)
class Improved:
    """A proven pattern that costs no more than the one before; `gap` is 0 if none is cheaper, None if unknown."""

    secured: Secured
    gap: float | None


def improve(core: Core, secured: Secured) -> Improved:
    """The optimum where the system is small enough to prove it; else the pattern without some needless suppressions."""
    cost = withholding_cost(core) * core.size
    if not (secured.withheld & ~(core.sensitive & ~core.known)).any():
        return Improved(secured, 0.0)
    asked = demands(core)
    if len(asked) > _DEMANDS or len(core.size) > _GROUPS:
        return Improved(clean_up(core, secured, cost), None)
    best, bound = cheapest_pattern(core, asked, cost, secured)
    if best is None and not _is_less(bound, _total(secured, cost)):
        return Improved(secured, 0.0)
    found = _prove(core, best, secured) if best is not None else None
    if found is None or _total(found, cost) > _total(secured, cost):
        found = clean_up(core, secured, cost, best, bound)
    return Improved(found, max(0.0, 1 - bound / _total(found, cost)))


def cheapest_pattern(
    core: Core, asked: list[Demand], cost: Floats, secured: Secured | None = None
) -> tuple[Bools | None, float]:
    """The cheapest pattern that meets all demands in fractions, and a lower bound for the cost of any safe pattern.

    There is no pattern where none is cheaper than one that is `secured` already.
    """
    must = core.sensitive & ~core.known
    enough = INFINITY if secured is None else _total(secured, cost)
    master, judge = _Master(core, cost, enough), WidthModel(core)
    if secured is not None:
        judge.know(secured.moves.astype(np.float64))
    bound, rounds = float(cost[must].sum()), {False: _FRACTIONS, True: _WHOLES}
    while rounds[master.whole]:
        rounds[master.whole] -= 1
        pattern, bound = master.solve(bound)
        if pattern is None or not _is_less(bound, enough):
            return None, bound
        broken = (cut for demand in asked if (cut := judge.cut(demand, pattern)) is not None)
        # Looking for a cut takes longer than asking again for a pattern in fractions, but not for one of whole groups.
        cuts = list(broken if master.whole else islice(broken, _CUTS))
        if cuts:
            master.add(cuts)
        elif master.whole:
            return pattern > 0.5, bound  # noqa: PLR2004
        else:
            master.make_whole()
    return None, bound


def clean_up(core: Core, secured: Secured, cost: Floats, failed: Bools | None = None, bound: float = 0.0) -> Secured:
    """Publish again what the proof can do without, dearest first, as long as outsiders and insiders stay blind.

    The pattern that has `failed` to be proven and those that cost less than any safe one are not tried.
    """
    if len(core.size) > _CLEANED:
        return secured
    spare = np.flatnonzero(secured.withheld & ~core.sensitive)
    touched = np.asarray((core.matrix[spare] @ secured.moves.T) != 0).sum(axis=1)
    likely = spare[np.lexsort((-cost[spare], touched / cost[spare]))][:_TRIES]
    for group in likely:
        pattern = secured.withheld.copy()
        pattern[group] = False
        if not _is_less(float(cost[pattern].sum()), bound) and (failed is None or (pattern != failed).any()):
            secured = _prove(core, pattern, secured) or secured
    return secured


def _prove(core: Core, pattern: Bools, before: Secured) -> Secured | None:
    still = np.asarray(core.matrix[np.flatnonzero(~pattern)] @ before.moves.T)
    moves = before.moves[~still.any(axis=0)] if len(before.moves) else before.moves
    pool = explore(core, pattern, list(moves))
    if len(pool.open()) or pool.unseen.any():
        return None
    return Secured(pattern, pool.full_moves())


def _total(secured: Secured, cost: Floats) -> float:
    return float(cost[secured.withheld].sum())


def _is_less(cost: float, than: float) -> bool:
    """Whether a cost is lower; all are whole numbers."""
    return than - cost > 0.5  # noqa: PLR2004


class _Master:
    """Which groups to withhold, at less than a given cost, so that every cut found so far is satisfied.

    At first in fractions too: they are quicker, and mostly cost as much as whole groups do.
    """

    def __init__(self, core: Core, cost: Floats, enough: float) -> None:
        must = core.sensitive & ~core.known
        self._size, self._cost, self._enough = len(cost), cost, enough
        bounds = (cost, must.astype(float), (~core.known).astype(float))
        self._model = build_model(binary_matrix([], self._size), bounds, (np.zeros(0), np.zeros(0)))
        self.whole = False

    def make_whole(self) -> None:
        """Ask for whole groups from now on, and only for what is cheaper: that nothing is, is soon proven."""
        columns = np.arange(self._size, dtype=np.int32)
        make_integer(self._model, columns)
        self._model.addRow(-INFINITY, self._enough - 1, self._size, columns, self._cost)
        self._model.setOptionValue("presolve", "on")
        self._model.setOptionValue("mip_rel_gap", 0.0)
        self._model.setOptionValue("mip_max_nodes", _NODES)
        self.whole = True

    def solve(self, bound: float) -> tuple[Floats | None, float]:
        """The cheapest pattern so far and the lower bound that it proves, which is a whole number as all costs are."""
        self._model.run()
        if self._model.getModelStatus() == INFEASIBLE:
            return None, self._enough
        if self._model.getModelStatus() != OPTIMAL:
            return None, bound
        pattern, cost = solution(self._model), float(self._model.getInfo().objective_function_value)
        return (np.rint(pattern), round(cost)) if self.whole else (pattern, float(np.ceil(cost * (1 - _EXACT))))

    def add(self, cuts: list[tuple[Floats, float]]) -> None:
        """Add rows Σ coefficient · withheld ≥ need."""
        for coefficients, need in cuts:
            columns = np.flatnonzero(coefficients).astype(np.int32)
            self._model.addRow(need, INFINITY, len(columns), columns, coefficients[columns])
