"""The nightly flow under Prefect: the same edition, a report, nothing of a person in Prefect's hands."""

# ruff: noqa: PLC0415 - Prefect must find its environment before it is imported

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.environment import prepare
from flows.progress import Reporter
from flows.workspace import Workspace
from warehouse.editions import current

PERSON = ("Marguerite Bourgeoys", "1620-04-17", "marguerite@example.org")


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One temporary Prefect server for all tests of flows; it takes ten seconds to start."""
    private = tmp_path_factory.mktemp("prefect")
    before = dict(os.environ)
    prepare(private)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=120):
            yield private
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.filterwarnings("ignore")
def test_the_flow_publishes_what_a_direct_run_does(
    tmp_path: Path, prefect_home: Path, example_inputs: Path, example: Path
) -> None:
    from flows.nightly import run_flow
    from flows.status import last_outcome

    folder = tmp_path / "sud-ouest"
    shutil.copytree(example_inputs, folder)
    persons = folder / "landing" / "register" / "synthetic_participants.csv"
    lines = persons.read_text(encoding="utf-8").splitlines()
    name, born, mail = PERSON
    lines[0] += ";nom;naissance;courriel"
    lines[1:] = [f"{line};{name};{born};{mail}" for line in lines[1:]]
    lines[5] = lines[5].replace(";F;", f";{name};").replace(";H;", f";{name};")  # a row that fails validation
    persons.write_text("\n".join(lines) + "\n", encoding="utf-8")

    run_flow(Workspace(folder), Reporter(quiet=True))
    told = last_outcome(Workspace(folder))
    assert told is not None
    assert told[1].kind == "published", told[1].message

    kept = [path for path in folder.rglob("*") if path.is_file() and "snapshots" not in path.parts]
    kept += [path for path in prefect_home.rglob("*") if path.is_file()]
    kept = [path for path in kept if "landing" not in path.parts]
    for path in kept:
        content = path.read_bytes()
        assert [word for word in PERSON if word.encode() in content] == [], path
    assert len(kept) > 50


@pytest.mark.filterwarnings("ignore")
def test_a_failing_step_is_told_in_one_sentence_and_the_edition_stands(prefect_home: Path, example_copy: Path) -> None:
    from flows.nightly import run_flow
    from flows.status import last_outcome

    before = current(example_copy / "published")
    (example_copy / "landing" / "facts.csv").write_bytes(b"")
    run_flow(Workspace(example_copy), Reporter(quiet=True))
    told = last_outcome(Workspace(example_copy))
    assert told is not None
    assert (told[1].kind, told[1].exit_status) == ("failed", 1)
    assert "facts.csv" in told[1].message
    assert current(example_copy / "published") == before
