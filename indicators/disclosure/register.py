"""Disclosure control of the register: every published sum over people or firms, of all editions, together.

The one system of everything falls apart into small ones without loss. Figures of different periods share no linear
relation: people may have joined or left in between. Within a period, let a unit's state be which totals count it. If a
reader is taken to know how many units are in each state (she seldom does), then the tables by one characteristic each
(gender, age, place, …) say nothing of one another: whatever two such tables are, they are compatible, since within each
state every pair of margins can be joined. So each characteristic is one system, and a proof for each is a proof for
all. This is why nothing is published by two characteristics at once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from indicators.disclosure.cells import STUDY, Cell, Key, matrix_of
from indicators.disclosure.policy import Policy
from indicators.disclosure.protect import Protection, protect
from indicators.disclosure.sensitivity import sensitive_counts, sensitive_magnitude, with_small_changes
from indicators.disclosure.system import Bools, Ints, Matrix, System, make_system


@dataclass(frozen=True)
class Edition:
    """What an earlier edition of the same period counted in each of its cells, and which of them it showed."""

    cells: tuple[Cell, ...]
    shown: frozenset[Key]


@dataclass(frozen=True)
class Decision:
    """Which cells may be shown; private besides that: the proofs by characteristic, and what was given up."""

    shown: frozenset[Key]
    given_up: tuple[str, ...]
    protections: Mapping[str, Protection]


def decide(cells: Sequence[Cell], wholes: Mapping[Key, Key], earlier: Sequence[Edition], policy: Policy) -> Decision:
    """Return which cells of one kind and period are shown, proven against outsiders, insiders and earlier editions.

    `wholes` names the cell that a share's numerator is taken of. Fails closed: a characteristic whose table is not
    proven within the policy's seconds is given up, and so is all of a measure whose total cannot be shown.
    """
    now = [replace(cell, edition=len(earlier)) for cell in cells]
    totals = _showable_totals([cell for cell in now if not cell.dimension], wholes, policy)
    shown, given_up, protections = {cell.key for cell in totals}, [], {}
    family = {cell.key[0] for cell in now if cell.dimension}  # the measures that are broken down make the states
    for dimension in sorted({cell.dimension for cell in now} - {""}):
        own = [cell for cell in now if cell.dimension == dimension and (cell.key[0], STUDY, "total") in shown]
        known = [cell for cell in totals if cell.key[0] in family]
        past = [_part(edition, dimension, family) for edition in earlier]
        system, first = _system(known, own, wholes, past, policy)
        protection = protect(system, time_limit=policy.proof.seconds)
        protections[dimension] = protection
        if protection.proven:
            hidden = protection.suppressed[first : first + len(own)]
            shown |= {cell.key for cell, gone in zip(own, hidden, strict=True) if not gone}
        else:
            given_up.append(dimension)
    return Decision(frozenset(shown), tuple(given_up), protections)


def moves_too_little(cells: Sequence[Cell], last: Edition, policy: Policy) -> bool:
    """Whether a published sum has changed by so few that the change itself would tell of them."""
    before = {cell.key: len(cell.units) for cell in last.cells if cell.key in last.shown}
    steps = [abs(len(cell.units) - before[cell.key]) for cell in cells if cell.key in before]
    return any(0 < step < policy.counts.threshold for step in steps)


def _part(edition: Edition, dimension: str, family: Collection[str]) -> Edition:
    cells = [cell for cell in edition.cells if cell.key[0] in family and cell.dimension in {"", dimension}]
    return replace(edition, cells=tuple(cells))


def _showable_totals(totals: Sequence[Cell], wholes: Mapping[Key, Key], policy: Policy) -> list[Cell]:
    """Totals stand alone: one is shown unless it is small, or the rest of its whole is."""
    sensitive = _sensitive(totals, policy) | _told_by_outcome(totals, wholes, policy)
    units = {cell.key: cell.units for cell in totals}
    rest = [len(units.get(wholes.get(cell.key, cell.key), cell.units) - cell.units) for cell in totals]
    small = sensitive_counts(rest, policy)
    return [cell for cell, hidden in zip(totals, sensitive | (small & (np.array(rest) > 0)), strict=True) if not hidden]


def _system(
    totals: Sequence[Cell], own: Sequence[Cell], wholes: Mapping[Key, Key], earlier: Sequence[Edition], policy: Policy
) -> tuple[System, int]:
    """Return the system of one characteristic and the first row of its own cells.

    Rows: cells of earlier editions, totals, own cells, the number of units in each state (all taken as known but the
    own cells), then differences and changes that are never shown.
    """
    past = [replace(cell, edition=n) for n, edition in enumerate(earlier) for cell in edition.cells]
    rows = [*past, *totals, *own]
    matrix, atoms = matrix_of(rows)
    first = len(past) + len(totals)
    states = _states(matrix, [row for row, cell in enumerate(rows) if not cell.dimension])
    differences = _small_differences(rows, first, wholes, matrix, atoms, policy)
    known = [cell.key in earlier[cell.edition].shown for cell in past] + [True] * len(totals)
    flags = _sensitive(rows, policy) | _told_by_outcome(rows, wholes, policy)
    more, extra = states.shape[0], differences.shape[0]
    system = make_system(
        sparse.csr_array(sparse.vstack([matrix, states, differences])),
        atoms,
        np.concatenate([flags, np.zeros(more, np.bool_), np.ones(extra, np.bool_)]),
        width=policy.counts.threshold - 1,
        known=np.concatenate([known, np.zeros(len(own)), np.ones(more), np.zeros(extra)]).astype(np.bool_),
        priority=np.append([cell.priority for cell in rows], np.zeros(more + extra, np.int64)),
    )
    return with_small_changes(system, _pairs(past, own, first), policy), first


def _states(matrix: Matrix, totals: Sequence[int]) -> Matrix:
    """Return one row for each state: the atoms that the same totals count."""
    columns = matrix[totals].T.tocsr()
    atoms: dict[bytes, list[int]] = {}
    for atom in range(columns.shape[0]):
        atoms.setdefault(columns.indices[columns.indptr[atom] : columns.indptr[atom + 1]].tobytes(), []).append(atom)
    rows = np.repeat(np.arange(len(atoms)), [len(members) for members in atoms.values()])
    members = np.concatenate([*atoms.values(), np.zeros(0)]).astype(np.int64)
    return sparse.csr_array((np.ones(members.size, np.int64), (rows, members)), shape=(len(atoms), matrix.shape[1]))


def _sensitive(rows: Sequence[Cell], policy: Policy) -> Bools:
    dominated = [bool(cell.amounts) and sensitive_magnitude([abs(a) for a in cell.amounts], policy) for cell in rows]
    return sensitive_counts([len(cell.units) for cell in rows], policy) | np.array(dominated, np.bool_)


def _told_by_outcome(rows: Sequence[Cell], wholes: Mapping[Key, Key], policy: Policy) -> Bools:
    """Where nobody or everybody of a group has an outcome, the count tells it of each of them."""
    sizes = {(cell.edition, cell.key): len(cell.units) for cell in rows}

    def told(cell: Cell) -> bool:
        whole = sizes.get((cell.edition, wholes[cell.key]), 0) if cell.key in wholes else 0
        return cell.outcome and whole > 0 and len(cell.units) in {0, whole}

    return np.array([policy.counts.group_disclosure and told(cell) for cell in rows], np.bool_)


def _small_differences(
    rows: Sequence[Cell], first: int, wholes: Mapping[Key, Key], matrix: Matrix, atoms: Ints, policy: Policy
) -> Matrix:
    """Return the small sums that nobody publishes and a reader can take.

    A group less those with an outcome, a total less a group, and a total less all groups that divide it.
    """
    last = {(cell.edition, cell.key): row for row, cell in enumerate(rows)}
    now = rows[-1].edition if rows else 0
    taken: list[tuple[int, list[int]]] = []
    parts: dict[int, list[int]] = defaultdict(list)
    for row, cell in enumerate(rows[first:], first):
        total = last[now, (cell.key[0], STUDY, "total")]
        parts[total].append(row)
        whole = last.get((now, wholes[cell.key])) if cell.key in wholes else None
        taken += [(of, [row]) for of in {total, whole} - {None} if of is not None]
    taken += list(parts.items())
    found = [matrix[[whole]] - sparse.csr_array(matrix[part].sum(axis=0).reshape(1, -1)) for whole, part in taken]
    proper = [sparse.csr_array(one) for one in found if one.min() >= 0]
    small = [one for one in proper if 0 < int(np.asarray(one @ atoms)[0]) < policy.counts.threshold]
    empty = sparse.csr_array((0, matrix.shape[1]), dtype=np.int64)
    return sparse.csr_array(sparse.vstack([empty, *small]))


def _pairs(past: Sequence[Cell], own: Sequence[Cell], first: int) -> list[tuple[int, int]]:
    """Pair the rows (then, now) of the cells that an earlier edition and this one have; the latest one counts."""
    then = {cell.key: row for row, cell in enumerate(past)}
    return [(then[cell.key], first + row) for row, cell in enumerate(own) if cell.key in then]
