"""Malformed files of every layout: each is a clear error, or its rejected rows are counted, and no line is lost."""

import hashlib
import importlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.errors import RelanceError
from tests.malformed.packed import PACKED, packed
from tests.malformed.seeds import SEEDS, Seed
from tests.malformed.texts import Expect, spoiled
from tests.memory import database
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.staging import Staged

KEY = b"a key of sixteen bytes or more"


def stage(con: duckdb.DuckDBPyConnection, seed: Seed, work: Path) -> Staged:
    """Stage a file as its source says."""
    (work / "received").mkdir(exist_ok=True)
    digest = hashlib.sha256(seed.data).hexdigest()
    path = work / "received" / f"{digest}{Path(seed.name).suffix}"
    path.write_bytes(seed.data)
    snapshot = Snapshot(digest, path, len(seed.data), seed.name, seed.name, "", datetime.now(UTC))
    source = Source(seed.layout, seed.layout, seed.name, "", "", "", **seed.settings)
    key = {"key": KEY} if seed.private else {}
    staged: Staged = importlib.import_module(f"warehouse.sources.{seed.layout}").stage(
        con, snapshot, source, work, **key
    )
    return staged


def rows(con: duckdb.DuckDBPyConnection, staged: Staged) -> list[tuple[Any, ...]]:
    """The staged rows of a file, without where they stood."""
    table = f"staged.{staged.table}"
    return sorted(
        con.execute(f"SELECT * EXCLUDE (snapshot, line) FROM {table} WHERE snapshot = ?", [staged.snapshot]).fetchall(),
        key=str,
    )


def everything(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    listed = con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    return {name: sorted(con.execute(f"FROM {name}").fetchall(), key=str) for (name,) in listed}


def fault_of(
    con: duckdb.DuckDBPyConnection, seed: Seed, expect: Expect, good: list[tuple[Any, ...]], work: Path
) -> str:
    """Stage a malformed file; return what is wrong with what came of it, "" where nothing is."""
    before = everything(con)
    try:
        staged = stage(con, seed, work)
    except RelanceError as error:
        return _fault_of_error(seed, str(error), expect) or ("something changed" if everything(con) != before else "")
    except Exception as error:  # noqa: BLE001 - which is the fault
        return f"unexpected {type(error).__name__}: {error}"
    return _fault_of_staged(con, staged, expect, good)


def _fault_of_error(seed: Seed, told: str, expect: Expect) -> str:
    if expect is Expect.SAME:
        return f"refused: {told}"
    if seed.name not in told:
        return f"does not name the file: {told}"
    if "report this" in told:
        return f"asks to be reported: {told}"
    if len(re.findall(r"[.:;] |\. ?[A-Z]", told)) < 1 or len(told) > 2000:
        return f"does not say what to do: {told[:300]}"
    leaked = [cell for cell in seed.secrets if cell in told]
    return f"repeats {leaked}: {told}" if leaked else ""


def _fault_of_staged(
    con: duckdb.DuckDBPyConnection, staged: Staged, expect: Expect, good: list[tuple[Any, ...]]
) -> str:
    lines = staged.lines
    reasons = con.execute("SELECT count(*) FROM rejects WHERE snapshot = ?", [staged.snapshot]).fetchall()[0][0]
    same = rows(con, staged) == good
    wrong = {
        "lines are not accounted for": lines.balance != 0,
        "lines and reasons of rejects differ": bool(lines.rejected) != bool(reasons),
        "taken": expect is Expect.ERROR,
        "taken without a word": expect is Expect.REFUSED and not lines.rejected,
        "not the same": expect is Expect.SAME and not (same and not lines.rejected),
        "not the same, without a word": expect is Expect.HARMLESS and not (same or lines.rejected),
    }
    return next((f"{what}: {lines}" for what, is_so in wrong.items() if is_so), "")


Malformed = Iterator[tuple[str, Expect, Seed]]
FILES = [
    *(pytest.param(seed, partial(spoiled, seed), id=seed.id) for seed in SEEDS),
    *(pytest.param(seed, partial(packed, seed, cases), id=seed.id) for seed, cases in PACKED),
]
# The short form takes one in so many: of the text files, of which there are a thousand, each another one.
_SHARE, _SHARE_PACKED = 20, 4


@pytest.mark.parametrize("all_of_them", [False, pytest.param(True, marks=pytest.mark.long)], ids=["some", "all"])
@pytest.mark.parametrize(("seed", "malformed"), FILES)
def test_a_malformed_file_is_told_or_its_rejects_are_counted(
    seed: Seed,
    malformed: Callable[[], Malformed],
    all_of_them: bool,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    faults, count = {}, 0
    with database() as con:
        create_tables(con)
        well = stage(con, seed, tmp_path)
        assert (well.lines.rejected, well.lines.balance) == (0, 0)
        good = rows(con, well)
        for name, expect, file in malformed() if all_of_them else _some(seed, malformed()):
            fault = fault_of(con, file, expect, good, tmp_path)
            count += 1
            if fault:
                faults[name] = fault[:300]
            _forget(con, well)
    record_property("figures", f"{count} malformed files, {len(faults)} faults")
    assert faults == {}


def _some(seed: Seed, malformed: Malformed) -> Malformed:
    is_text = seed in SEEDS
    first, share = (SEEDS.index(seed) % _SHARE, _SHARE) if is_text else (0, _SHARE_PACKED)
    return islice(malformed, first, None, share)


def _forget(con: duckdb.DuckDBPyConnection, well: Staged) -> None:
    for table in (f"staged.{well.table}", "lines", "rejects"):
        con.execute(f"DELETE FROM {table} WHERE snapshot <> ?", [well.snapshot]).fetchall()
