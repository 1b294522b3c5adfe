"""Policy, primary rules, group disclosure, recodes, losses and errors, each by a case checked by hand."""

from pathlib import Path

import numpy as np
import pytest

from indicators.disclosure.audit import Verdict, audit
from indicators.disclosure.loss import private_loss, public_loss
from indicators.disclosure.policy import POLICIES, load_policy
from indicators.disclosure.protect import protect
from indicators.disclosure.recode import coarsening_order, protect_or_coarsen, restrict, visible
from indicators.disclosure.sensitivity import (
    StatusGroup,
    group_disclosure,
    magnitude_width,
    percentage_decimals,
    sensitive_area,
    sensitive_counts,
    sensitive_magnitude,
    sensitive_median,
    with_small_changes,
)
from indicators.disclosure.single_table import audit_table, protect_table
from indicators.disclosure.system import system_of_cells
from indicators.disclosure.table import build_table, parse_dimension
from indicators.disclosure.witness import verify, witnesses_of
from schemas.errors import ConfigurationError, SourceError
from tests.indicators.disclosure.disclosure_tables import small_table

POLICY = load_policy("default")


def test_policies_differ_in_threshold_and_hash() -> None:
    policies = [load_policy(name) for name in ("default", "profile10", "profile11")]
    assert [policy.counts.threshold for policy in policies] == [5, 10, 11]
    assert len({policy.hash for policy in policies}) == 3
    assert (POLICY.areas.floor, POLICY.areas.income_floor, POLICY.magnitudes.contributors) == (40, 250, 3)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("threshold = 5 ", "threshold = 1 ", "expected 2 or more"),
        ("threshold = 5 ", 'threshold = "5" ', "counts"),
        ("publish_zeros = true", "show_zeros = true", "publish_zeros"),
        ("[counts]", "[counts", "not valid TOML"),
    ],
)
def test_a_wrong_policy_is_refused_with_the_rule_that_is_wrong(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text((POLICIES / "default.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_policy(str(path))


def test_unknown_policy_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="default, profile10, profile11"):
        load_policy("strict")


def test_primary_rules_at_their_edges() -> None:
    assert sensitive_counts([0, 1, 4, 5], POLICY).tolist() == [False, True, True, False]
    assert [sensitive_median(base, POLICY) for base in (9, 10)] == [True, False]
    assert [percentage_decimals(base, POLICY) for base in (24, 25, 399, 400)] == [None, 0, 0, 1]
    assert [sensitive_area(39, POLICY), sensitive_area(40, POLICY), sensitive_area(249, POLICY, income=True)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("amounts", "hidden"),
    [([], False), ([50, 50], True), ([100, 60, 14], True), ([100, 60, 15], False), ([100, 60, 0], True)],
)
def test_magnitudes_need_three_contributors_and_the_p_percent_rule(amounts: list[float], hidden: bool) -> None:
    assert sensitive_magnitude(amounts, POLICY) is hidden


def test_magnitudes_are_protected_as_a_system_of_amounts() -> None:
    firms = [100, 60, 5, 80, 75, 70, 90, 85, 60]
    assert magnitude_width(firms[:3], POLICY) == 30
    cells = [[0, 1, 2], [3, 4, 5], [6, 7, 8], list(range(9))]
    hidden = [sensitive_magnitude([firms[firm] for firm in cell], POLICY) for cell in cells]
    assert hidden == [True, False, False, False]
    found = protect(system_of_cells(cells, firms, hidden, width=30), time_limit=30)
    assert found.proven
    assert found.suppressed.sum() == 2
    with pytest.raises(ValueError, match="zero or more"):
        sensitive_magnitude([-1.0], POLICY)


def test_group_disclosure_hides_the_status_and_the_zero_that_tells_it() -> None:
    # north: all 7 unemployed, none employed; south: 12 and 11; every margin is shown where it can be
    cells = [[0], [1], [2], [3], [0, 1], [2, 3], [0, 2], [1, 3], [0, 1, 2, 3]]
    atoms = [7, 0, 12, 11]
    sizes = np.array([sum(atoms[atom] for atom in cell) for cell in cells])
    hidden = group_disclosure(sizes, [StatusGroup(4, (0, 1), frozenset({0}))], POLICY)
    assert np.flatnonzero(hidden).tolist() == [0, 1]
    found = protect(system_of_cells(cells, atoms, hidden, width=4), time_limit=30)
    assert found.proven
    assert not found.suppressed[4]
    shown = np.ones(9, np.bool_)
    shown[0] = False
    assert audit(found.system, shown, time_limit=30).verdict is Verdict.UNSAFE


def test_aliases_share_one_fate() -> None:
    system = system_of_cells([[0], [0], [1, 2], [0, 1, 2], [1], [2]], [2, 9, 8], [True, *[False] * 5], width=4)
    assert system.sensitive.tolist() == [True, True, False, False, False, False]
    found = protect(system, time_limit=30)
    assert found.proven
    assert found.suppressed[:2].all()


def test_known_cells_stay_and_what_they_give_away_is_named() -> None:
    system = system_of_cells([[0, 1], [1], [0]], [3, 9], [False, False, True], width=4, known=[True, True, False])
    found = protect(system, time_limit=30)
    assert found.lost.tolist() == [2]
    assert not found.suppressed[:2].any()


def test_small_net_change_hides_the_later_figure() -> None:
    # one person joined: 20 was published, 21 must not be
    system = system_of_cells([[0], [0, 1]], [20, 1], False, width=4, known=[True, False])
    stacked = with_small_changes(system, [(0, 1)], POLICY)
    found = protect(stacked, time_limit=30)
    assert found.proven
    assert found.suppressed.tolist() == [False, True, True]
    published = np.array([True, True, False])
    assert audit(found.system, published, time_limit=30).verdict is Verdict.UNSAFE


def test_priorities_decide_what_survives() -> None:
    cells, atoms = [[0], [1], [2], [0, 1, 2]], [2, 9, 9]
    for kept, other in ((1, 2), (2, 1)):
        priority = [0, 0, 0, 9]
        priority[kept] = 5
        found = protect(system_of_cells(cells, atoms, [True, *[False] * 3], width=4, priority=priority), time_limit=30)
        assert found.suppressed[other]
        assert not found.suppressed[[kept, 3]].any()


def test_a_false_witness_is_refused() -> None:
    system = system_of_cells([[0], [1], [0, 1]], [2, 9], [True, False, False], width=4)
    published = np.array([False, False, True])
    with pytest.raises(ValueError, match="contradicts"):
        verify(system, published, witnesses_of(np.array([[1, 1]])))
    with pytest.raises(ValueError, match="below zero"):
        verify(system, published, witnesses_of(np.array([[-3, 3]])))
    assert verify(system, published, witnesses_of(np.array([[2, -2], [-2, 2]]))).all()
    assert not verify(system, published, witnesses_of(np.array([[1, -1]]))).any()


def test_out_of_time_fails_closed_and_coarsens_by_the_hierarchy() -> None:
    found = protect(small_table(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2]).system(5), time_limit=-1)
    assert not found.proven
    assert found.suppressed.all()
    columns = {"nb": ["a", "b", "c", "d"] * 2, "bor": ["B1", "B1", "B2", "B2"] * 2, "sex": ["f"] * 4 + ["m"] * 4}
    table = build_table(columns, [1, 9, 8, 7, 6, 2, 9, 9], [parse_dimension("nb<bor"), parse_dimension("sex")])
    order = coarsening_order(table)
    assert order == [(0, 0), (0, 1)]
    coarse = restrict(table.system(5), np.flatnonzero(visible(table, order[:1])))
    assert len(coarse.atoms) == 4
    assert coarse.counts.tolist() == sorted(coarse.counts.tolist(), key=coarse.counts.tolist().index)
    closed = protect_or_coarsen(table, 5, time_limit=-1)
    assert closed.suppressed.all()
    assert closed.dropped == ("nb", "bor")


def test_losses() -> None:
    system = small_table(3, 3, [2, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0]).system(5)
    found = protect(system, time_limit=30)
    public = public_loss(found, {"all": range(len(system.counts)), "total": np.flatnonzero(system.counts == 74)})
    assert [one.table for one in public] == ["all", "total"]
    assert public[0].cells == 0.75
    assert public[1].persons == 1.0
    private = private_loss(found)
    assert (private.sensitive, private.secondary, private.persons) == (1, 3, 29)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,n\nx,-1\n", "line 2: expected a count"),
        ("a\nx\n", "expected the columns n"),
        ("a,n\n", "at least one row"),
    ],
)
def test_unusable_tables_are_refused_with_the_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises((SourceError, ConfigurationError), match=message):
        protect_table(path, ["a"], "n")


def test_published_file_must_speak_of_the_same_table(tmp_path: Path) -> None:
    table, published = tmp_path / "t.csv", tmp_path / "p.csv"
    table.write_text("a,n\nx,5\ny,2\nz,9\n", encoding="utf-8")
    published.write_text("a,count,suppressed\nx,6,false\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 2: the published count"):
        audit_table(table, ["a"], "n", published)
    published.write_text("a,count,suppressed\nw,6,false\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 2: no such cell"):
        audit_table(table, ["a"], "n", published)


def test_ambiguous_codes_and_wrong_calls_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="two levels"):
        build_table({"nb": ["a", "b"], "bor": ["b", "b"]}, [1, 2], [parse_dimension("nb<bor")])
    with pytest.raises(ConfigurationError, match="fine to coarse"):
        parse_dimension("nb<")
    with pytest.raises(ConfigurationError, match="atom"):
        system_of_cells([[2]], [1, 1], False, width=4)
