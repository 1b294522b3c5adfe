"""Information loss: what readers are told about what they do not see, and what only the keepers may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.disclosure.protect import Protection


@dataclass(frozen=True)
class TableLoss:
    """Public: of one table, the share of its cells that is shown, and of the persons counted in shown cells."""

    table: str
    cells: float
    persons: float


@dataclass(frozen=True)
class PrivateLoss:
    """Private: sensitive and secondary cells, persons in suppressed cells, gap to the optimum (or None), seconds."""

    sensitive: int
    secondary: int
    persons: int
    gap: float | None
    seconds: float


def public_loss(protection: Protection, tables: Mapping[str, Sequence[int]]) -> tuple[TableLoss, ...]:
    """Shares (0 to 1, two decimals: finer ones would count the hidden people) by table, each given as row numbers."""
    counts = protection.system.counts
    found = []
    for name, rows in tables.items():
        cells = np.asarray(rows, np.int64)
        shown = ~protection.suppressed[cells]
        total = int(counts[cells].sum())
        persons = float(counts[cells][shown].sum()) / total if total else 1.0
        found.append(TableLoss(name, round(float(shown.mean()) if len(cells) else 1.0, 2), round(persons, 2)))
    return tuple(found)


def private_loss(protection: Protection) -> PrivateLoss:
    """What the operator may see of a protection, never published."""
    sensitive = int((protection.system.sensitive & ~protection.system.signed).sum())
    return PrivateLoss(sensitive, protection.secondary, protection.persons, protection.gap, protection.seconds)
