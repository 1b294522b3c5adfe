"""The synthetic register of the example: the same bytes everywhere, and only its own faults are rejected."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from examples.register import FAULTS, write_register
from schemas.measures import PROGRAMME
from schemas.programme import TABLES
from schemas.recodes import Breakdown
from warehouse.database import create_tables
from warehouse.register.checking import check_mapping
from warehouse.register.periods import Reporting
from warehouse.register.rules import apply_rules
from warehouse.source import Source
from warehouse.sources import programme
from warehouse.staging import Staged

TRACTS = [f"46200{number}.00" for number in range(67, 93)]
SOURCES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[3] / "examples" / "register.toml").read_text(encoding="utf-8")
)["sources"]
PROGRAMMES = ("career-guidance", "job-training", "job-placement", "new-entrepreneurs", "support", "business-retention")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    write_register(folder, TRACTS)
    return folder


@pytest.fixture(scope="module")
def con(folder: Path, stage_file: Callable[..., Staged]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        create_tables(con)
        for entry in SOURCES:
            path, encoding = folder / Path(entry["origin"]).name, entry.get("encoding", "utf-8")
            staged = stage_file(con, path, entry["table"], entry["mapping"], encoding)
            assert staged.lines.balance == 0
        apply_rules(con, PROGRAMMES)
        programme.observe(con, Reporting(12, date(2019, 4, 1)), TRACTS, TRACTS[:5], Breakdown((), (), ()))
        yield con


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(folder: Path, tmp_path: Path) -> None:
    write_register(tmp_path / "again", TRACTS)
    write_register(tmp_path / "other", TRACTS, seed=7)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
        assert path.read_bytes() != (tmp_path / "other" / path.name).read_bytes()


def test_its_bytes_are_those_of_every_machine(folder: Path) -> None:
    """All but Parquet, which says which version wrote it."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix != ".parquet":
            digest.update(path.name.encode() + path.read_bytes())
    assert digest.hexdigest()[:16] == "8fd1e80db4dea47e"


def test_every_file_says_that_it_is_synthetic(folder: Path) -> None:
    assert len(list(folder.iterdir())) == len(TABLES)
    assert all(path.name.startswith("synthetic_") for path in folder.iterdir())
    assert all("made up" in entry["title"] for entry in SOURCES)


def test_its_mapping_is_whole() -> None:
    assert {entry["table"] for entry in SOURCES} == TABLES.keys()
    for entry in SOURCES:
        source = Source(entry["id"], "programme", "", "", "", "", table=entry["table"], mapping=entry["mapping"])
        assert check_mapping(source) == []


def test_its_faults_are_rejected_and_nothing_else(con: duckdb.DuckDBPyConnection) -> None:
    found = Counter(source for (source,) in con.execute("SELECT source_id FROM rejects").fetchall())
    assert found == {table: len(faults) for table, faults in FAULTS.items()}
    balances = con.execute("SELECT physical - header - notes - kept - rejected - blank FROM lines").fetchall()
    assert balances == [(0,)] * len(TABLES)


def test_it_has_large_cells_and_small_ones_in_five_years(con: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT count(*) FILTER (value BETWEEN 1 AND 4), count(*) FILTER (value >= 10), count(DISTINCT period_start) "
        "FROM (SELECT group_id, period_start, sum(value) AS value FROM observations WHERE measure_id = ? "
        "AND area_id <> 'elsewhere' GROUP BY ALL)"
    )
    for measure, few in {"participants": 3, "exits": 10, "exits_employed_q2": 20}.items():
        small, large, years = con.execute(query, [measure]).fetchall()[0]
        assert (small >= few, large >= 80, years) == (True, True, 5)


def test_its_last_year_is_provisional_for_cohorts_that_are_followed_and_for_nothing_else(
    con: duckdb.DuckDBPyConnection,
) -> None:
    query = "SELECT DISTINCT measure_id, year(period_start) FROM observations WHERE status = 'provisional'"
    found = con.execute(query).fetchall()
    assert {year for _, year in found} == {2023}
    assert {measure.partition("_")[0] for measure, _ in found} == {"exits", "leavers", "trained"}


def test_it_feeds_every_measure_and_what_no_sum_tells(con: duckdb.DuckDBPyConnection) -> None:
    fed = con.execute("SELECT measure_id FROM contributions GROUP BY 1 HAVING max(value) > 0").fetchall()
    assert {measure for (measure,) in fed} == {measure.id for measure in PROGRAMME}
    query = "SELECT kind, min(event), max(event), max(entry_days) > 0 FROM spells GROUP BY kind ORDER BY kind"
    assert con.execute(query).fetchall() == [("birth", 0, 1, True), ("enterprise", 0, 1, False), ("job", 0, 1, False)]
    assert con.execute("SELECT DISTINCT kind, unit_kind FROM amounts").fetchall() == [("earnings_q2", "person")]
