"""The nightly flow under Prefect: the same edition, a report, nothing of a person in Prefect's hands."""

# ruff: noqa: PLC0415 - Prefect must find its environment before it is imported

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

import pytest

from flows.environment import prepare
from flows.progress import Reporter
from flows.workspace import Workspace
from indicators.catalogue import catalogue
from tests.flows.canaries import plant_amounts, planted_amounts, traces
from tests.flows.district import compute_only, compute_two, copied
from tests.flows.planting import district_with_register, found, kept, plant
from warehouse.editions import current


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where Prefect keeps what it knows, with a server on it as a run starts one, for all tests of flows.

    It fills a new database for ten seconds, so that what it leaves of this version is kept for the next time.
    """
    private = tmp_path_factory.mktemp("prefect")
    kept_home = request.config.cache.mkdir(f"prefect-{version('prefect')}") / "home"
    before = dict(os.environ)
    if kept_home.exists():
        shutil.copytree(kept_home, private / "prefect")
    try:
        prepare(private)
        with served():
            if not kept_home.exists():
                _keep(private / "prefect", kept_home)
            yield private
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def served() -> Iterator[None]:
    """Let a server of Prefect run, which the flows of this process then find."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = "prefect.server.api.server:create_app"
    words = ["-m", "uvicorn", "--factory", app, "--port", str(port), "--log-level", "critical"]
    own = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    with subprocess.Popen([sys.executable, *words], env={**os.environ, **own}) as server:
        try:
            while not _answers(port):
                assert server.poll() is None
                time.sleep(0.1)
            os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
            yield
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/api/health"):
            return True
    except OSError:  # nobody is there yet, or not whole
        return False


def _keep(home: Path, goal: Path) -> None:
    """Keep a new home of Prefect; all of it or nothing."""
    made = goal.with_name(f"made-{os.getpid()}")
    shutil.copytree(home, made, ignore=shutil.ignore_patterns("prefect.db*"))
    with closing(sqlite3.connect(home / "prefect.db")) as here, closing(sqlite3.connect(made / "prefect.db")) as there:
        here.backup(there)
    try:
        made.rename(goal)
    except OSError:  # other tests of the same clone were quicker
        shutil.rmtree(made)


# What rests on persons, and all that rests on the jobs whose numbers are planted.
PLANTED = {"population", "participants_served"} | {
    one.id for one in catalogue() if any(measure.id.startswith("fte_") for measure in one.measures)
}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(600)  # a whole run after the start of a server
def test_what_the_flow_publishes_and_keeps_holds_no_planted_person_and_no_hidden_amount(
    tmp_path: Path, prefect_home: Path, example_inputs: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    from prefect.events.worker import EventsWorker

    from flows.nightly import run_flow
    from flows.status import last_outcome

    if whole:
        folder = shutil.copytree(example_inputs, tmp_path / "sud-ouest")
    else:
        compute_only(monkeypatch, PLANTED)
        folder = district_with_register(tmp_path / "planted", example_inputs)
    plant_amounts(folder / "landing" / "register")
    planted = plant(folder / "landing" / "register")

    run_flow(Workspace(folder), Reporter(quiet=True))
    told = last_outcome(Workspace(folder))
    assert told is not None
    assert told[1].kind == "published", told[1].message

    EventsWorker.drain_all()
    known = [path for path in prefect_home.rglob("*") if path.is_file()]
    assert any(b"stage register" in path.read_bytes() for path in known)
    paths = [*kept(folder), *known]
    assert found(iter(paths), planted) == []
    assert len(paths) > (50 if whole else 35)
    hidden, shown = planted_amounts(folder / "warehouse" / "relance.duckdb")
    assert len(hidden) > 100
    readable = [path for path in paths if "warehouse" not in path.parts or "logs" in path.parts]
    assert traces(readable, hidden) == []
    assert len(traces(readable, shown[:1])) > 5


@pytest.mark.filterwarnings("ignore")
def test_a_failing_step_is_told_in_one_sentence_and_the_edition_stands(
    prefect_home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.nightly import run_flow
    from flows.status import last_outcome

    compute_two(monkeypatch)
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    before = current(folder / "published")
    (folder / "landing" / "people.csv").write_bytes(b"")
    run_flow(Workspace(folder), Reporter(quiet=True))
    told = last_outcome(Workspace(folder))
    assert told is not None
    assert (told[1].kind, told[1].exit_status) == ("failed", 1)
    assert "people.csv" in told[1].message
    assert current(folder / "published") == before
