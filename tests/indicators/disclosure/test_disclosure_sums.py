"""Hidden sums of jobs stay open to either side as far as the p % rule asks, for outsiders and for every firm."""

from dataclasses import replace
from hashlib import sha256
from itertools import permutations

import pytest

from indicators.disclosure.cells import STUDY, TOTAL, Key
from indicators.disclosure.magnitudes import Decided, decide_sums
from indicators.disclosure.policy import load_policy
from indicators.disclosure.sensitivity import margin_needed, sensitive_sum
from tests.indicators.disclosure.firms import Firm, Reckoner, cells_of, draw_firms, layers_of

POLICY = load_policy("default")
Goal = dict[tuple[int, Key], float]


def goals(firms: list[Firm]) -> list[tuple[Goal, dict[str, float]]]:
    """Sensitive sums, what is sensitive of what they leave, and of what left between the periods; with the amounts."""
    found = []
    for period in (0, 1):
        cells = {cell.key: dict(cell.amounts or {}) for cell in cells_of(firms, period)}
        found += [({(period, key): 1.0}, of) for key, of in cells.items()]
        for key, other in permutations(cells, 2):
            beside = key[1:] == other[1:] or (key[0] == other[0] and key[1:] == (STUDY, TOTAL))
            if beside:
                names = {*cells[key], *cells[other]}
                rest = {n: cells[key].get(n, 0) - cells[other].get(n, 0) for n in names}
                found.append(({(period, key): 1.0, (period, other): -1.0}, rest))
    return [(goal, of) for goal, of in found if sensitive_sum(of.values(), POLICY)]


def too_narrow(firms: list[Firm], found: Decided) -> list[tuple[Goal, str | None]]:
    """What an outsider, or a firm, reckons more closely than it may."""
    reckoner = Reckoner(firms, found.shown)
    told: list[tuple[Goal, str | None]] = []
    for goal, of in goals(firms):
        readers = {None: margin_needed(of.values(), POLICY)}
        readers |= {firm.name: margin_needed(of.values(), POLICY, knows=of.get(firm.name, 0)) for firm in firms[::4]}
        told += [(goal, who) for who, need in readers.items() if min(reckoner.reach(goal, who)) < need - 1e-6]
    return told


@pytest.mark.parametrize("seed", [1, pytest.param(0, marks=pytest.mark.long)])
def test_no_hidden_sum_is_reckoned_more_closely_than_the_policy_allows(seed: int) -> None:
    firms = draw_firms(seed, 16 + 6 * seed)
    found = decide_sums(layers_of(firms), POLICY)
    assert found.proven
    assert sum(map(len, found.shown.values())) > 8
    assert too_narrow(firms, found) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_no_hidden_sum_is_reckoned_more_closely_in_many_registers() -> None:
    for seed in range(10, 130):
        firms = draw_firms(seed, 8 + seed % 40)
        assert too_narrow(firms, decide_sums(layers_of(firms), POLICY)) == [], seed


def test_which_sums_are_shown_does_not_rest_on_the_firms_keys() -> None:
    """They are hashed with another key in every folder, where the same edition must come out."""
    firms = draw_firms(7, 30)
    renamed = [replace(firm, name=sha256(firm.name.encode()).hexdigest()) for firm in reversed(firms)]
    assert decide_sums(layers_of(renamed), POLICY).shown == decide_sums(layers_of(firms), POLICY).shown


@pytest.mark.parametrize("jobs", [400_000.0, pytest.param(4_000_000.0, marks=pytest.mark.long)])
def test_one_huge_firm_hides_nothing_that_small_ones_tell(jobs: float) -> None:
    first, *others = draw_firms(5, 16)
    huge = replace(first, form="private", place="elsewhere", jobs=(jobs, jobs, jobs + 1.5), kept=(jobs - 9, jobs - 9))
    found = decide_sums(layers_of([huge, *others]), POLICY)
    assert found.proven == (jobs < 1e6), "beyond, sums are too coarse for small firms, and nothing is shown"
    assert too_narrow([huge, *others], found) == []
