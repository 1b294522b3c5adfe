"""Disclosure control of the example's register: what is shown is proven, and nothing else is there."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from indicators.catalogue import catalogue
from indicators.disclosure.deciding import decide_all
from indicators.disclosure.figures import cells_of, formulas_of
from indicators.disclosure.policy import load_policy
from indicators.disclosure.witness import Witnesses, verify
from indicators.model import Ratio
from schemas.measures.programme import EXITED
from schemas.vocabulary import Unit
from tests.flows.conftest import figures, run_once

POLICY = load_policy("default")
ON_REGISTER = [i.id for i in catalogue() if isinstance(i, Ratio) and i.measures[0].universe == EXITED]


def test_every_characteristic_of_every_period_is_proven_by_witnesses(example: Path) -> None:
    con = duckdb.connect(str(example / "warehouse" / "relance.duckdb"), read_only=True)
    cells = cells_of(con, catalogue(), "sud-ouest", POLICY)
    kept = con.execute("SELECT unit_kind, period_start, characteristic, witnesses FROM ledger.protections").fetchall()
    con.close()
    proofs = {tuple(key): Witnesses.unpacked(content) for *key, content in kept if content}
    outcomes = decide_all(cells, formulas_of(catalogue()), {}, POLICY)
    assert len(outcomes.periods) == 10
    for period, outcome in outcomes.periods.items():
        assert outcome.decision is not None
        assert outcome.decision.given_up == ()
        assert period[1].year < 2022 or outcome.decision.coarsened == ()
        for name, protection in outcome.decision.protections.items():
            assert verify(protection.system, ~protection.suppressed, proofs[*period, name]).all()
            assert protection.suppressed[protection.system.targets].all()
    assert all(decided.proven for decided in outcomes.sums.values())


def test_no_share_stands_on_a_small_base_nor_with_decimals_that_it_does_not_bear(example: Path) -> None:
    shown = figures(example).filter(pl.col("indicator_id").is_in(ON_REGISTER) & pl.col("value").is_not_null())
    assert shown.height > 20
    assert shown["denominator"].min() >= POLICY.percentages.base
    assert (
        shown.filter(pl.col("denominator") < POLICY.percentages.decimal_base)["value"].round(0).eq(shown["value"]).all()
    )


def test_figures_by_group_stand_for_the_study_place_alone_and_by_one_characteristic(example: Path) -> None:
    grouped = figures(example).filter(pl.col("indicator_id").is_in(ON_REGISTER) & (pl.col("group_id") != "total"))
    assert grouped.height > 0
    assert set(grouped["place_id"]) == {"sud-ouest"}
    assert not grouped["group_id"].str.contains(";").any()


def test_no_byte_that_is_published_holds_a_persons_key(example: Path) -> None:
    con = duckdb.connect(str(example / "warehouse" / "relance.duckdb"), read_only=True)
    keys = [
        key for (key,) in con.execute("SELECT DISTINCT unit_key FROM contributions ORDER BY 1 LIMIT 300").fetchall()
    ]
    con.close()
    content = b"".join(path.read_bytes() for path in (example / "published").rglob("*") if path.is_file())
    assert [key for key in keys if key.encode() in content] == []


@pytest.mark.long
def test_a_late_correction_of_one_person_leaves_the_published_figures_as_they_were(example_copy: Path) -> None:
    query = "FROM figures WHERE indicator_id = 'participants_served' AND place_id = 'sud-ouest' ORDER BY ALL"
    before = figures(example_copy, query)
    path = example_copy / "landing" / "register" / "synthetic_participations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:40], *lines[41:]]) + "\n", encoding="utf-8")
    outcome = run_once(example_copy)
    assert outcome.kind in {"published", "unchanged"}, outcome.message
    assert figures(example_copy, query).equals(before)


@pytest.mark.parametrize("unit", [Unit.PERSONS, Unit.ENTERPRISES])
def test_no_count_from_1_to_4_is_published(example: Path, unit: Unit) -> None:
    counts = figures(example).join(
        pl.DataFrame({"indicator_id": ["participants_served", "enterprises_assisted"]}), on="indicator_id", how="semi"
    )
    assert counts.filter((pl.col("unit") == unit) & (pl.col("value") > 0) & (pl.col("value") < 5)).height == 0
