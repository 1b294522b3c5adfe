"""Nobody leaves: a person planted in every file of a register is found nowhere but in what was received."""

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

import flows.actions
from flows.workspace import Workspace
from schemas.errors import RelanceError
from tests.flows.conftest import run_once
from tests.flows.killing import finished, run_told
from tests.flows.parish import compute_three
from tests.flows.planting import Person, district_with_register, found, kept, plant
from tests.memory import database
from warehouse.archives import Limits
from warehouse.database import create_tables
from warehouse.snapshots import receive
from warehouse.source import Source
from warehouse.sources import programme

TABLES = 11
ALERTS = '\n[alerts]\nfile = "alerts.jsonl"\n'


@pytest.fixture
def workspace(tmp_path: Path, example_inputs: Path) -> tuple[Path, dict[str, Person]]:
    """The district with the example's register, a person planted in each of its files, and alerts to a file."""
    folder = district_with_register(tmp_path / "planted", example_inputs, ALERTS)
    planted = plant(folder / "landing" / "register")
    assert len(planted) == TABLES
    return folder, planted


@pytest.mark.long  # the short form plants persons in a run under Prefect: tests/flows/test_nightly.py
def test_a_planted_person_is_in_no_byte_that_a_run_leaves_or_says(
    workspace: tuple[Path, dict[str, Person]],
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    folder, planted = workspace
    said = [tmp_path / name for name in ("text", "failed-text", "failed-json")]
    assert finished(forker, run_told, str(folder), str(said[0]), "text") == 0, said[0].read_text(encoding="utf-8")
    assert "rejected" in said[0].read_text(encoding="utf-8")
    assert _rejected_sources(folder) == TABLES
    persons = folder / "landing" / "register" / "synthetic_participants.csv"
    persons.write_text(persons.read_text(encoding="utf-8").replace("genre", "Zéphirine", 1), encoding="utf-8")
    assert finished(forker, run_told, str(folder), str(said[1]), "text") == 1
    assert finished(forker, run_told, str(folder), str(said[2]), "json") == 1
    paths = [*kept(folder), *said]
    assert (folder / "alerts.jsonl") in paths
    assert found(iter(paths), planted) == []
    record_property(
        "figures", f"a person in each of {len(planted)} files: found in none of {len(paths)} files kept or said"
    )


def _rejected_sources(folder: Path) -> int:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return int(con.execute("SELECT count(DISTINCT source_id) FROM rejects").fetchall()[0][0])


def test_an_unexpected_error_that_speaks_of_a_person_is_told_without_her(
    workspace: tuple[Path, dict[str, Person]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, planted = workspace
    compute_three(monkeypatch)
    who = next(iter(planted.values()))

    def speak(*_: object) -> int:
        raise ValueError(" ".join(who.secrets))

    monkeypatch.setattr(flows.actions, "observe_register", speak)
    outcome = run_once(folder)
    assert "unexpected ValueError" in outcome.message
    assert list((folder / "warehouse" / "logs").iterdir())
    assert found(kept(folder), planted) == []
    assert not any(secret in outcome.message for secret in who.secrets)


def _spoilt(content: bytes) -> Iterator[bytes]:
    """What may happen to a file as a whole: cut, without its header, in another encoding, turned about, spoilt."""
    first, _, rest = content.partition(b"\n")
    yield content[: len(content) // 2]
    yield content[: len(content) // 2] + b"\0" + content[len(content) // 2 :]
    yield rest
    yield b"\n".join(reversed(content.split(b"\n")))
    yield first + b"\n" + rest.replace(b"\n", b"\r")
    yield first + b"\n" + rest.replace(b"\xc3", b"\xe9")
    yield first.replace(first[:4], b"xxxx") + b"\n" + rest
    yield first + b"\n" + b'"' + rest


def test_no_error_over_a_spoilt_file_repeats_a_person(
    workspace: tuple[Path, dict[str, Person]], tmp_path: Path
) -> None:
    folder, planted = workspace
    told: list[str] = []
    for number, source in enumerate(Workspace(folder).sources):
        if source.layout == "programme":
            path = folder / source.origin
            for content in islice(_spoilt(path.read_bytes()), number % 2, None, 2):
                told += _told_of(source, path.name, content, tmp_path)
    (tmp_path / "told").write_text("\n".join(told), encoding="utf-8")
    assert len(told) > TABLES * 3
    assert found(iter([tmp_path / "told"]), planted) == []


def _told_of(source: Source, name: str, content: bytes, work: Path) -> list[str]:
    """Stage a spoilt file and return what is said of it: the error, or the reasons of the rejects."""
    folder = work / "spoilt"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / name).write_bytes(content)
    with database() as con:
        create_tables(con)
        (snapshot,) = receive(folder / "store", name, folder, licence="", limits=Limits())
        try:
            programme.stage(con, snapshot, source, folder, key=b"k" * 32)
        except RelanceError as error:
            return [str(error)]
        return [f"{reason} {raw}" for reason, raw in con.execute("SELECT DISTINCT reason, raw FROM rejects").fetchall()]
