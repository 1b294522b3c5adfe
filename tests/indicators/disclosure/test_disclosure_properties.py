"""Random small tables against a reader who enumerates every whole-number table, without a solver."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from indicators.disclosure.audit import Verdict, audit
from indicators.disclosure.core import reduce_system
from indicators.disclosure.gauss import suppress
from indicators.disclosure.protect import protect
from indicators.disclosure.system import System, system_of_cells
from indicators.disclosure.table import Table
from tests.indicators.disclosure.disclosure_tables import leaks, small_table
from tests.trying import few

THRESHOLD = 3
calm = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
tables = st.builds(
    small_table, st.integers(2, 4), st.integers(2, 3), st.lists(st.integers(0, 6), min_size=12, max_size=12)
)


def check_no_leak(table: Table) -> None:
    system = table.system(THRESHOLD)
    assume(system.sensitive.any())
    found = protect(system, time_limit=60)
    assert found.proven
    assert not leaks(system, ~found.suppressed)


@few(25, calm)
@given(tables)
def test_no_sensitive_cell_is_constant_for_outsider_or_insider(table: Table) -> None:
    check_no_leak(table)


@pytest.mark.long
@settings(calm, max_examples=1000)
@given(tables)
def test_no_sensitive_cell_is_constant_in_a_thousand_tables(table: Table) -> None:
    check_no_leak(table)


@few(20, calm)
@given(tables, st.integers(0, 11))
def test_audit_finds_exactly_what_enumeration_finds(table: Table, publish: int) -> None:
    system = table.system(THRESHOLD, width=1)
    assume(system.sensitive.any())
    core = reduce_system(system)
    published = ~core.expand(suppress(core, insiders=False))
    hidden = np.flatnonzero(~published & ~system.sensitive)
    assume(len(hidden))
    published[hidden[publish % len(hidden)]] = True
    found = audit(system, published, time_limit=60)
    truth = leaks(system, published)
    outsider = {cell for cell, insider in truth if insider is None}
    assert {one.cell for one in found.recoveries if one.insider is None} == outsider
    assert {one.cell for one in found.recoveries} == {cell for cell, _ in truth}
    assert (found.verdict is Verdict.SAFE) == (not truth)


def loss(system: System) -> tuple[bool, int, int]:
    found = protect(system, time_limit=60)
    return found.proven, found.secondary, found.persons


@few(4, calm)
@given(tables, st.randoms(use_true_random=False))
def test_order_and_names_do_not_change_what_is_lost(table: Table, random: object) -> None:
    system = table.system(THRESHOLD)
    assume(system.sensitive.any())
    order = np.random.default_rng(7).permutation(len(system.counts))
    atoms = np.random.default_rng(8).permutation(len(system.atoms))
    shuffled = replace(
        system,
        matrix=system.matrix[order][:, atoms],
        atoms=system.atoms[atoms],
        sensitive=system.sensitive[order],
        known=system.known[order],
        priority=system.priority[order],
        width=system.width[order],
    )
    proven, _, persons = loss(system)
    again, _, others = loss(shuffled)
    assert proven == again
    if proven:
        assert persons == others


@few(4, calm)
@given(tables)
def test_splitting_atoms_doubling_cells_and_empty_categories_change_nothing(table: Table) -> None:
    system = table.system(THRESHOLD)
    assume(system.sensitive.any())
    proven, _, persons = loss(system)
    cells = [set(system.matrix[[row]].indices.tolist()) for row in range(len(system.counts))]
    more = len(system.atoms)
    empty = [{more}, *cells[:-1], cells[-1] | {more}]
    widened = (
        system_of_cells(empty, [*system.atoms, 0], [False, *system.sensitive], width=THRESHOLD - 1)
        if cells[-1] == set(range(more))
        else system
    )
    doubled = system_of_cells([*cells, *cells], system.atoms, np.tile(system.sensitive, 2), width=THRESHOLD - 1)
    assert loss(widened)[::2] == (proven, persons)
    twice = protect(doubled, time_limit=60)
    assert twice.proven == proven
    if proven:
        assert twice.persons == 2 * persons
        assert (twice.suppressed[: len(cells)] == twice.suppressed[len(cells) :]).all()
