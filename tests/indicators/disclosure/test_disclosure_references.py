"""The tables with reference solutions, read in place."""

from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from indicators.disclosure.audit import Verdict, audit
from indicators.disclosure.core import reduce_system
from indicators.disclosure.cuts import demands
from indicators.disclosure.gauss import suppress
from indicators.disclosure.optimum import cheapest_pattern, improve
from indicators.disclosure.protect import protect
from indicators.disclosure.repair import Secured, secure, withholding_cost
from indicators.disclosure.single_table import audit_table, protect_table
from indicators.disclosure.witness import verify
from tests.indicators.disclosure.disclosure_tables import TABLES, load, reference


@pytest.fixture(scope="session")
def sdc(shared_data: Path) -> Path:
    return shared_data / "sdc"


@pytest.mark.parametrize("name", TABLES)
def test_outsider_gauss_equals_the_reference_cell_by_cell(sdc: Path, name: str) -> None:
    table, threshold = load(sdc, name)
    core = reduce_system(table.system(threshold))
    ending = "gauss_none" if name in {"3-way", "4-way"} else "gauss"
    expected = reference(sdc / f"{TABLES[name][0]}.{ending}.csv", table)
    assert (core.expand(suppress(core, insiders=False)) == expected).all()


@pytest.mark.parametrize(("name", "secondary", "persons"), [("mun", 3, 29), ("z1", 5, 58), ("2-way", 10, 119)])
def test_optimum_against_exact_disclosure_is_proven(sdc: Path, name: str, secondary: int, persons: int) -> None:
    table, threshold = load(sdc, name)
    system = table.system(threshold, width=1)
    core = reduce_system(system)
    cost = withholding_cost(core) * core.size
    pattern, bound = cheapest_pattern(core, [one for one in demands(core) if not len(one.frozen)], cost)
    assert pattern is not None
    assert bound == pytest.approx(cost[pattern].sum())
    cells = core.expand(pattern)
    assert ((cells & ~system.sensitive).sum(), system.counts[cells].sum()) == (secondary, persons)


@pytest.mark.parametrize("name", ["mun", "z1", "2-way"])
def test_a_dearer_pattern_is_replaced_and_one_as_cheap_as_any_stands(sdc: Path, name: str) -> None:
    table, threshold = load(sdc, name)
    core = reduce_system(table.system(threshold))
    found = secure(core, suppress(core), monotonic() + 100)
    assert found is not None
    best = improve(core, found)
    cost = withholding_cost(core) * core.size
    assert best.gap == pytest.approx(0)
    assert improve(core, best.secured).secured is best.secured
    spare = np.flatnonzero(~best.secured.withheld & ~core.known)
    for group in spare[np.argsort(cost[spare])][[0, len(spare) // 2, -1]]:
        wasteful = best.secured.withheld.copy()
        wasteful[group] = True
        again = improve(core, Secured(wasteful, best.secured.moves))
        assert cost[again.secured.withheld].sum() == cost[best.secured.withheld].sum()
        assert again.gap == pytest.approx(0)


@pytest.mark.parametrize(
    ("name", "secondary", "persons"), [("mun", 4, 34), ("z1", 5, 58), ("2-way", 10, 119), ("3-way", 159, 2364)]
)
def test_safe_patterns_lose_no_more_than_the_best_safe_reference(
    sdc: Path, name: str, secondary: int, persons: int
) -> None:
    table, threshold = load(sdc, name)
    found = protect(table.system(threshold), time_limit=100)
    assert found.proven
    assert found.secondary <= secondary
    assert found.persons <= persons
    assert verify(found.system, ~found.suppressed, found.witnesses).all()
    assert found.gap == (None if name == "3-way" else pytest.approx(0))


@pytest.mark.long
def test_audit_refuses_the_leaky_four_way_pattern_and_names_156_counts(sdc: Path) -> None:
    table, threshold = load(sdc, "4-way")
    published = ~reference(sdc / "ced_small_4way.gauss_none.csv", table)
    found = audit(table.system(threshold, width=1), published, time_limit=100, lone_insiders=False)
    assert found.verdict is Verdict.UNSAFE
    assert not found.undecided
    assert sum(one.exact and one.insider is None for one in found.recoveries) == 156


def test_mutation_publishing_any_needed_secondary_cell_fails_the_audit(sdc: Path) -> None:
    table, threshold = load(sdc, "2-way")
    system = table.system(threshold)
    found = protect(system, time_limit=60)
    for cell in np.flatnonzero(found.suppressed & ~system.sensitive):
        published = ~found.suppressed
        published[cell] = True
        assert audit(system, published, time_limit=30).verdict is Verdict.UNSAFE


def test_command_writes_every_cell_and_its_own_audit_passes(sdc: Path, tmp_path: Path) -> None:
    source, dimensions = sdc / "ced_small_2way.in.csv", ["nb<bor", "status"]
    out, proof = tmp_path / "out.csv", tmp_path / "w.npz"
    report = protect_table(source, dimensions, "freq", out=out, witnesses=proof)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert report.exit_status == 0
    assert report.lines[0] == "130 cells, 14 sensitive, 10 secondary"
    assert report.lines[1] == "119 persons in suppressed cells"
    assert lines[0] == "nb,status,count,suppressed"
    assert len(lines) == 131
    assert "Total,Total,1200,false" in lines
    assert sum(line.endswith(",,true") for line in lines) == 24
    assert proof.stat().st_size > 0
    assert audit_table(source, dimensions, "freq", out).exit_status == 0
    again = tmp_path / "again.csv"
    protect_table(source, dimensions, "freq", out=again, time_limit=50)
    assert again.read_bytes() == out.read_bytes()


def test_command_audit_names_who_works_out_what(sdc: Path) -> None:
    pattern = sdc / "mun_accidents_t3.gauss.csv"
    report = audit_table(sdc / "mun_accidents_t3.in.csv", ["mun", "inj"], "freq", pattern, threshold=4)
    assert report.exit_status == 3
    assert report.lines[0] == "mun=k3, inj=serious: insider, 3"
