"""Policy, primary rules, group disclosure, recodes, losses and errors, each by a case checked by hand."""

from pathlib import Path

import numpy as np
import pytest

from indicators.disclosure.policy import POLICIES, load_policy
from indicators.disclosure.protect import protect
from indicators.disclosure.recode import coarsening_order, protect_or_coarsen, restrict, visible
from indicators.disclosure.recodes import Recodes
from indicators.disclosure.sensitivity import (
    margin_needed,
    percentage_decimals,
    sensitive_area,
    sensitive_counts,
    sensitive_median,
    sensitive_spread,
    sensitive_sum,
    small_change,
    told_by_status,
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
        ('["under_25", "25-34"]', '"under_25"', r"\[recodes\] age"),
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
    [
        ([], False),
        ([0, 0], False),
        ([50, 50], True),
        ([100, 60, 14], True),
        ([100, 60, 15], False),
        ([100, 60, 0], True),
        ([-100, 60, 14], True),
    ],
)
def test_sums_need_three_contributors_and_the_p_percent_rule(amounts: list[float], hidden: bool) -> None:
    assert sensitive_sum(amounts, POLICY) is hidden


def test_a_hidden_sum_stands_open_as_far_as_its_largest_part_needs() -> None:
    assert (
        margin_needed([100, 60, 5], POLICY) == 10
    )  # to the second largest: 15 % of 100, of which 5 are hidden already
    assert margin_needed([100, 60, 5], POLICY, knows=5) == 0  # the smallest does not know the 60
    assert margin_needed([100, 60, 5], POLICY, knows=100) == 4  # the largest would learn the 60 up to 9
    assert margin_needed([100], POLICY) == 15
    assert margin_needed([], POLICY) == 0


def test_a_status_of_all_or_of_none_tells_it_of_each() -> None:
    assert [told_by_status(part, 7, POLICY) for part in (0, 1, 7)] == [True, False, True]
    assert not told_by_status(0, 0, POLICY)
    assert [small_change(step, POLICY) for step in (-5, -4, 0, 1, 5)] == [False, True, False, True, False]
    assert [sensitive_spread(areas, POLICY) for areas in (9, 10)] == [True, False]


def test_recodes_go_step_by_step_and_leave_the_rest() -> None:
    recodes = Recodes({"age": ({"young": ("a", "b")}, {"all": ("young", "c")})})
    assert recodes.coarse("age") == {"young": {"a", "b"}, "all": {"a", "b", "c"}}
    assert recodes.levels("age", {"a", "b", "c", "unknown"}) == [
        {"a", "b", "c", "unknown"},
        {"young", "c", "unknown"},
        {"all", "unknown"},
    ]
    assert recodes.levels("gender", {"woman"}) == [{"woman"}]
    assert [(one.group, one.groups) for one in recodes.all()][1] == ("age=young", ["age=a", "age=b"])


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
