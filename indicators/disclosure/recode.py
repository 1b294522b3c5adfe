"""Coarsening, the closed way to fail: what is not proven safe is published with fewer categories, or not at all."""

from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from indicators.disclosure.protect import Protection, protect
from indicators.disclosure.system import Bools, Ints, System, alias_groups
from indicators.disclosure.table import Table


@dataclass(frozen=True)
class Coarsened:
    """A pattern for every cell of a table; `dropped` are the columns whose detail had to be withheld altogether."""

    suppressed: Bools
    dropped: tuple[str, ...]
    protection: Protection
    seconds: float


def restrict(system: System, kept: Ints) -> System:
    """The system of some of its cells, with the atoms that these no longer tell apart merged."""
    matrix = system.matrix[kept]
    groups = alias_groups(matrix.T.tocsr())
    first = np.unique(groups, return_index=True)[1]
    atoms = np.bincount(groups, weights=system.atoms.astype(float), minlength=len(first)).astype(np.int64)
    return replace(
        system,
        matrix=matrix[:, first],
        atoms=atoms,
        sensitive=system.sensitive[kept],
        known=system.known[kept],
        priority=system.priority[kept],
        width=system.width[kept],
    )


def protect_or_coarsen(table: Table, threshold: int, *, time_limit: float) -> Coarsened:
    """Protect a table; if not proven in its share of the time, drop the finest level of a dimension and try again.

    The dimension with the most codes is coarsened first: neighbourhoods into boroughs, ages into age groups, then away.
    """
    start = monotonic()
    system, drops = table.system(threshold), coarsening_order(table)
    for count in range(len(drops) + 1):
        kept = np.flatnonzero(visible(table, drops[:count]))
        left = time_limit - (monotonic() - start)
        protection = protect(restrict(system, kept), time_limit=left / 2 if count < len(drops) else left)
        if protection.proven or count == len(drops):
            break
    suppressed = np.ones(len(table.codes), np.bool_)
    suppressed[kept] = protection.suppressed
    dropped = tuple(table.dimensions[number].levels[level] for number, level in drops[:count])
    return Coarsened(suppressed, dropped, protection, monotonic() - start)


def coarsening_order(table: Table) -> list[tuple[int, int]]:
    """(dimension, level) pairs to withhold, one after the other: always the level with the most codes that are left."""
    sizes = {
        (number, level): len(
            {codes[number] for codes, at in zip(table.codes, table.level, strict=True) if at[number] == level}
        )
        for number, dimension in enumerate(table.dimensions)
        for level in range(len(dimension.levels))
    }
    order: list[tuple[int, int]] = []
    while len(order) < len(sizes) - 1:
        finest = [
            min((pair for pair in sizes if pair[0] == number and pair not in order), default=None)
            for number in range(len(table.dimensions))
        ]
        order.append(max((pair for pair in finest if pair is not None), key=lambda pair: (sizes[pair], -pair[0])))
    return order


def visible(table: Table, dropped: list[tuple[int, int]]) -> Bools:
    """True for the cells that show none of the dropped levels."""
    shown = np.ones(len(table.codes), np.bool_)
    for number, level in dropped:
        shown &= table.level[:, number] != level
    return shown
