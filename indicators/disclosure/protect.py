"""The one way through: from a system to a pattern that is proven safe, or to none."""

from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from indicators.disclosure.core import Core, reduce_system
from indicators.disclosure.gauss import determined, suppress
from indicators.disclosure.optimum import Improved, improve
from indicators.disclosure.repair import secure
from indicators.disclosure.system import Bools, Ints, System
from indicators.disclosure.witness import Witnesses, verify, witnesses_of


@dataclass(frozen=True)
class Protection:
    """A pattern over the cells of a system; only a proven one may be published. All of it but `suppressed` is private.

    `lost` are sensitive cells that earlier editions determine already; `gap` is the distance to the proven optimum as a
    share of its cost, None where no bound was sought; `witnesses` are kept for the audit.
    """

    system: System
    suppressed: Bools
    proven: bool
    witnesses: Witnesses
    lost: Ints
    gap: float | None
    seconds: float

    @property
    def secondary(self) -> int:
        """Suppressed cells that are not sensitive themselves."""
        return int((self.suppressed & ~self.system.sensitive & ~self.system.signed).sum())

    @property
    def persons(self) -> int:
        """The sum of the true counts of all suppressed cells."""
        return int(self.system.counts[self.suppressed & ~self.system.signed].sum())


def protect(system: System, *, time_limit: float) -> Protection:
    """Suppress what must be, repair, improve and prove it; without a proof in time, everything is suppressed.

    The time limit (seconds) only decides between the one result and none: a finished result never depends on it.
    """
    start = monotonic()
    system, lost = _without_lost(system)
    core = reduce_system(system)
    secured = secure(core, suppress(core), start + time_limit)
    if secured is None:
        return _nothing(system, lost, start)
    return _certified(system, core, improve(core, secured), lost, start)


def _without_lost(system: System) -> tuple[System, Ints]:
    """The system without the targets that earlier editions have given away, and their row numbers."""
    core = reduce_system(system)
    given = (
        core.expand(determined(core) & core.sensitive) if core.known.any() else np.zeros(len(system.known), np.bool_)
    )
    lost = np.flatnonzero(given & system.sensitive & ~system.known)
    known = system.known.copy()
    known[lost] = ~system.signed[lost]
    sensitive = system.sensitive & ~given
    return replace(system, known=known, sensitive=sensitive), lost


def _certified(system: System, core: Core, improved: Improved, lost: Ints, start: float) -> Protection:
    secured = improved.secured
    suppressed = core.expand(secured.withheld) | system.signed
    moves = np.zeros((len(secured.moves), len(system.atoms)), np.int64)
    moves[:, core.columns] = secured.moves
    witnesses = witnesses_of(moves)
    proven = bool(verify(system, ~suppressed, witnesses).all())
    if not proven:
        return _nothing(system, lost, start)
    return Protection(system, suppressed, proven, witnesses, lost, improved.gap, monotonic() - start)


def _nothing(system: System, lost: Ints, start: float) -> Protection:
    """Fail closed: no cell of this edition is shown."""
    none = witnesses_of(np.zeros((0, len(system.atoms)), np.int64))
    return Protection(
        system, ~system.known, proven=False, witnesses=none, lost=lost, gap=None, seconds=monotonic() - start
    )
