"""Malformed files in whole runs: a clear error or counted rejects, and readers keep what they have.

The right file afterwards brings back everything, on the private side too.
"""

import json
import shutil
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.aftermath import leftovers, seen, tables
from tests.flows.district import make_district
from tests.flows.killing import finished, run_whole
from tests.malformed.packed import PACKED, packed
from tests.malformed.seeds import SEEDS, Seed
from tests.malformed.texts import Expect, spoiled

FILES = {
    **{seed.id: (seed, partial(spoiled, seed)) for seed in SEEDS},
    **{seed.id: (seed, partial(packed, seed, cases)) for seed, cases in PACKED},
}
SHORT = ("workbook",)
EXIT_STATUSES = {0, 1, 2, 3}


def declare(folder: Path, seed: Seed) -> Path:
    """Add a file and the source that declares it to the district; return where it lies."""
    settings = {
        "id": f"tried-{seed.id}",
        "layout": seed.layout,
        "origin": f"landing/{seed.name}",
        "publisher": "us",
        "title": "Tried",
        "licence": "none",
        **seed.settings,
    }
    block = "\n".join(f"{key} = {_toml(value)}" for key, value in settings.items())
    path = folder / "relance.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[[sources]]\n{block}\n", encoding="utf-8")
    (folder / "landing" / seed.name).write_bytes(seed.data)
    return folder / "landing" / seed.name


def _toml(value: Any) -> str:  # noqa: ANN401 - a string, a list or a table of them
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def fault_of(before: dict[str, object], folder: Path, code: int, told: str, expect: Expect, seed: Seed) -> str:
    """Say what is wrong with what came of a run; "" where nothing is."""
    refused = code != 0
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        odd = con.execute("FROM lines WHERE physical <> header + notes + kept + rejected + blank").fetchall()
        rejected = con.execute("SELECT count(*) FROM rejects WHERE source_id = ?", [f"tried-{seed.id}"]).fetchall()[0][
            0
        ]
    wrong = {
        f"ended with {code}": code not in EXIT_STATUSES,
        f"unexpected: {told}": "an unexpected" in told or "report this" in told,
        "readers see something else": refused and seen(folder) != before,
        f"no file is named: {told}": code == 1 and seed.name not in told,
        "taken": expect is Expect.ERROR and not refused,
        "taken without a word": expect is Expect.REFUSED and not (refused or rejected),
        "refused": expect is Expect.SAME and refused,
        "lines are not accounted for": bool(odd),
        f"left over: {leftovers(folder)}": bool(leftovers(folder)),
        "repeats a person": any(secret in told for secret in seed.secrets),
    }
    return next((what for what, is_so in wrong.items() if is_so), "")


@pytest.mark.parametrize(
    ("ids", "most"), [(SHORT, 1), *(pytest.param((id_,), None, marks=pytest.mark.long, id=id_) for id_ in FILES)]
)
@pytest.mark.timeout(3600)
def test_a_run_over_a_malformed_file_changes_nothing_that_readers_see(
    tmp_path: Path,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    ids: tuple[str, ...],
    most: int | None,
    record_property: Callable[[str, object], None],
) -> None:
    faults: dict[str, str] = {}
    count = codes = 0
    for id_ in ids:
        seed, malformed = FILES[id_]
        base = make_district(tmp_path / id_)
        landed = declare(base, seed).relative_to(base)
        assert finished(forker, run_whole, str(base), str(tmp_path / "errors")) == 0, (tmp_path / "errors").read_text()
        before, whole = seen(base), tables(base)
        for name, expect, file in islice(malformed(), most):
            folder = shutil.copytree(base, tmp_path / f"{id_}-tried", symlinks=True)
            (folder / landed).write_bytes(file.data)
            code = finished(forker, run_whole, str(folder), str(tmp_path / "errors"))
            fault = fault_of(before, folder, code, (tmp_path / "errors").read_text(encoding="utf-8"), expect, seed)
            (folder / landed).write_bytes(seed.data)
            if code and not fault:
                finished(forker, run_whole, str(folder))
                back = tables(folder) == whole and seen(folder) == before
                fault = "" if back else "the right file does not bring back what was there"
            faults |= {f"{id_}, {name}": fault[:300]} if fault else {}
            count, codes = count + 1, codes + (code != 0)
            shutil.rmtree(folder)
    record_property("figures", f"{count} runs over malformed files, {codes} refused, {len(faults)} faults")
    assert faults == {}
