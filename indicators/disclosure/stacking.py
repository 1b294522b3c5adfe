"""Rows of all editions of a period, and what a reader can take from them, as one system."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from indicators.disclosure.cells import Formula
from indicators.disclosure.differences import combined, small_combinations
from indicators.disclosure.modular import spanned
from indicators.disclosure.policy import Policy
from indicators.disclosure.profiles import Role, Row
from indicators.disclosure.sensitivity import sensitive_counts, told_by_status
from indicators.disclosure.system import Bools, Ints, Matrix, System, make_system


@dataclass(frozen=True)
class Stacked:
    """A system, and which of its first rows is which of the rows that it was made of (`place`, by their numbers).

    `hopeless`: the states that a reader is taken to know tell something sensitive, so that nothing can be proven.
    """

    system: System
    place: Ints
    rows: tuple[Row, ...]
    hopeless: bool

    def shown(self, suppressed: Bools) -> list[Row]:
        """Return the rows of the last edition that a pattern shows; what may not be seen is not, though it be known."""
        now = max((row.edition for row in self.rows), default=0)
        first = len(self.place)
        hidden = (suppressed[:first] | self.system.sensitive[:first]).tolist()
        present = [(self.rows[number], gone) for number, gone in zip(self.place.tolist(), hidden, strict=True)]
        present = [(row, gone) for row, gone in present if row.edition == now and row.role is Role.OFFERED]
        kept_back = {row.cell.key for row, gone in present if gone}
        return [row for row, _ in present if row.cell.key not in kept_back]


def stack_rows(
    rows: Sequence[Row], matrix: Matrix, states: Matrix, sizes: Ints, formulas: Collection[Formula], policy: Policy
) -> Stacked:
    """Return the system of rows, of states that are taken as known, and of small sums that are never published.

    `matrix` has one row for each row and one column for each atom. Rows not on offer stand in it where they are small.
    """
    flags = sensitive_rows(rows, formulas, policy)
    kept = np.flatnonzero([_stands(row, bool(flag)) for row, flag in zip(rows, flags, strict=True)])
    small = combined(small_combinations(rows, formulas, policy), matrix)
    more, extra = states.shape[0], small.shape[0]
    known = np.array([rows[number].role is Role.KNOWN for number in kept.tolist()], np.bool_)
    priority = np.array([rows[number].cell.priority for number in kept.tolist()], np.int64)
    sensitive = np.concatenate([flags[kept] & ~known, np.zeros(more, np.bool_), np.ones(extra, np.bool_)])
    assumed = np.concatenate([np.zeros(len(kept), np.bool_), np.ones(more, np.bool_), np.zeros(extra, np.bool_)])
    published = np.concatenate([known, np.zeros(more + extra, np.bool_)])
    whole = sparse.csr_array(sparse.vstack([matrix[kept], states, small]))
    told = spanned(whole, published | assumed) & ~spanned(whole, published)
    system = make_system(
        whole,
        sizes,
        np.append(flags[kept], sensitive[len(kept) :]),
        width=policy.counts.threshold - 1,
        known=published | assumed,
        priority=np.append(priority, np.zeros(more + extra, np.int64)),
    )
    return Stacked(system, kept, tuple(rows), hopeless=bool((told & sensitive).any()))


def _stands(row: Row, sensitive: bool) -> bool:
    return row.role in {Role.KNOWN, Role.OFFERED} or (row.role is Role.KEPT and sensitive)


def sensitive_rows(rows: Sequence[Row], formulas: Iterable[Formula], policy: Policy) -> Bools:
    """Return which rows may not be seen: small ones, those withheld in any case, and what tells a group's status."""
    sizes = {row.name: len(row.cell.units) for row in rows}
    wholes = {name: formula.whole for formula in formulas for name in (formula.part, formula.unknown) if name}
    small = sensitive_counts([len(row.cell.units) for row in rows], policy)

    def told(row: Row) -> bool:
        measure, place, group = row.cell.key
        whole = sizes.get((row.edition, (wholes.get(measure, ""), place, group)), 0)
        return row.cell.status and told_by_status(len(row.cell.units), whole, policy)

    return np.array(
        [bool(few) or row.cell.withheld or told(row) for few, row in zip(small, rows, strict=True)], np.bool_
    )
