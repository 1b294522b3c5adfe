"""Registers that the contract was not made for: Project GATE, the Michigan training grants, 360Giving."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from schemas.recodes import Breakdown
from tests.memory import database
from warehouse.database import create_tables
from warehouse.register.periods import Reporting
from warehouse.register.rules import apply_rules
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import programme
from warehouse.staging import Staged

SAMPLES = Path(__file__).parents[2] / "samples" / "programme"
FILES = {
    "gate_persons": "programme_project_gate/Application.csv",
    "gate_participations": "programme_project_gate/Application.csv",
    "jtrain_enterprises": "programme_firm_training_grants/jtrain.csv",
    "jtrain_jobs": "programme_firm_training_grants/jtrain.csv",
    "grants_funding": "grants_360giving_trafford/trafford_council_voluntary_sector_grants.csv",
}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as con:
        create_tables(con)
        yield con


@pytest.fixture(scope="module")
def staged(
    con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Staged, list[str]]]:
    """Every sample's file, staged, with the columns that its mapping leaves out."""
    return {
        name: _stage(con, name, shared_data / file, tmp_path_factory.mktemp("work")) for name, file in FILES.items()
    }


def _stage(con: duckdb.DuckDBPyConnection, name: str, path: Path, work: Path) -> tuple[Staged, list[str]]:
    sample = tomllib.loads((SAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    snapshot = Snapshot(digest, path, path.stat().st_size, str(path), path.name, "", datetime.now(UTC))
    source = Source(name, "programme", str(path), "", "", "", table=sample["table"], mapping=sample["mapping"])
    result = programme.stage(con, snapshot, source, work, key=b"k" * 16)
    return result, programme.left_out(snapshot, source, work)


Results = dict[str, tuple[Staged, list[str]]]


@pytest.mark.parametrize(
    ("name", "kept", "reasons", "left_out"),
    [
        ("gate_persons", 4103, {"column entry_status: expected a value": 94}, 115),
        ("gate_participations", 4197, {}, 125),
        ("jtrain_enterprises", 157, {"left out by the mapping: only some of year": 314}, 29),
        ("jtrain_jobs", 440, {"column fte: expected a value": 31}, 28),
        ("grants_funding", 555, {}, 35),
    ],
)
def test_every_row_is_kept_or_rejected_with_its_reason(
    staged: Results, name: str, kept: int, reasons: dict[str, int], left_out: int
) -> None:
    result, names = staged[name]
    assert (result.lines.kept, result.reasons, len(names)) == (kept, reasons, left_out)
    assert result.lines.rejected == sum(reasons.values())
    assert result.lines.balance == 0


def _read(shared_data: Path, name: str) -> list[dict[str, str]]:
    with (shared_data / FILES[name]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_codes_for_missing_are_never_a_value(
    con: duckdb.DuckDBPyConnection, staged: Results, shared_data: Path
) -> None:
    rows = _read(shared_data, "gate_persons")
    born = [int(row["date_random_assignment"][:4]) - int(row["age"]) for row in rows if row["age"] not in ("-1", "-4")]
    years = con.execute("SELECT min(birth_year), max(birth_year) FROM staged.persons").fetchone()
    assert years == (min(born), max(born))
    texts = con.execute("SELECT DISTINCT unnest([gender, entry_status, education, target_groups]) FROM staged.persons")
    assert {text for (text,) in texts.fetchall() if text and "-" in text} == set()


def test_what_the_files_say(con: duckdb.DuckDBPyConnection, staged: Results, shared_data: Path) -> None:
    awarded = sum(Decimal(row["Amount Awarded"]) for row in _read(shared_data, "grants_funding"))
    assert con.execute("SELECT sum(amount::DECIMAL(18, 2)) FROM staged.funding").fetchone() == (awarded,)
    employed = sum(float(row["employ"] or 0) for row in _read(shared_data, "jtrain_jobs"))
    assert con.execute("SELECT sum(fte) FROM staged.enterprise_jobs").fetchone() == (employed,)


def test_its_participants_can_be_counted(con: duckdb.DuckDBPyConnection, staged: Results, shared_data: Path) -> None:
    rows = _read(shared_data, "gate_persons")
    known = [row for row in rows if row["now_looking_for_work"] != "-4"]
    begun = [row for row in known if row["date_random_assignment"] <= "2004-12-31"]
    apply_rules(con, ["gate", "gate-control", "voluntary-sector-grants", "inclusive-neighbourhood-grants"])
    programme.observe(con, Reporting(12, date(2003, 1, 1)), [], [], Breakdown((), (), ()))
    query = "SELECT group_id, value FROM observations WHERE measure_id = 'participants' AND period_start = '2004-01-01'"
    values = dict(con.execute(query).fetchall())
    assert values["total"] == len(begun)
    assert values["gender=woman"] == sum(row["gender"] == "0" for row in begun)
    assert values["entry_status=unemployed"] == sum(_unemployed(row) for row in begun)


def _unemployed(row: dict[str, str]) -> bool:
    working = "1" in (row["working_in_wage_and_salary_job"], row["now_self_employed"])
    return row["now_looking_for_work"] == "1" and not working
