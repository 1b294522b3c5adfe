"""What nights bring: a full disk, a closed folder, a wrong clock, a dead holder, half a file. Each is a clear error.

The exit status is 1, the edition before stands, and the next run recovers to what an undisturbed one leaves.
"""

import errno
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.context import now
from flows.planning import plan
from flows.status import status
from flows.workspace import Workspace
from schemas.errors import LockedError
from tests.flows.aftermath import seen, state
from tests.flows.conftest import run_once
from tests.flows.district import HEADER, copied, people, quicken, write_facts, write_plainly
from tests.flows.killing import ROOT, command, finished, run_faulty, start
from tests.flows.machine import allowed, drill_all
from tests.flows.parish import compute_three, make_parish
from tests.flows.stage import NOTHING, Stage, Tally, drill
from tests.flows.test_drills import Tell, last_of
from warehouse.lock import writer

STEPS = (
    "receive",
    "stage work",
    "stage people",
    "observe work",
    "observe people",
    "fixes",
    "places",
    "stage register",
    "observe register",
    "compute",
    "protect",
    "judge",
    "publish",
)


@pytest.mark.parametrize("steps", [("publish",), pytest.param(("read-only", *STEPS), marks=pytest.mark.long)], ids=len)
@pytest.mark.timeout(3600)
def test_a_disk_that_is_full_or_closed_is_told_and_the_next_run_recovers(
    stage: Stage,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    steps: tuple[str, ...],
    record_property: Tell,
) -> None:
    """On a small disk of our own, filled just before a step."""
    if not allowed():
        pytest.skip("this machine does not let us mount a disk of our own; the next test needs none")
    (tmp_path / "disk").mkdir()
    (tmp_path / "wanted").write_bytes(pickle.dumps(stage.after))
    given = [str(stage.folder), *(str(tmp_path / name) for name in ("wanted", "disk", "result")), *steps]
    assert finished(forker, drill_all, *given) == 0
    found = json.loads((tmp_path / "result").read_text(encoding="utf-8"))
    for step, came in found.items():
        told = "read-only file system" if step == "read-only" else "the disk is full"
        assert told in came.pop("told"), step
        assert came == {"code": 1, "stood": True, "again": 0, "whole": True}, step
    full = [step for step in found if step != "read-only"]
    closed = " and once closed" if "read-only" in found else ""
    record_property("figures", f"disk full at {len(full)} steps{closed}: each told, each recovered from")


NUMBERS = (errno.ENOSPC, errno.EROFS)
TOLD = {errno.ENOSPC: "the disk is full", errno.EROFS: "read-only file system"}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.timeout(4 * 3600)
def test_a_write_that_the_system_refuses_is_told_and_the_next_run_recovers(
    stage: Stage,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    every: bool,
    acts: list[str],
    record_property: Tell,
) -> None:
    """Anywhere: from a durable act on every write fails. What was shown by then is published, and told as such."""
    if not every and allowed():
        pytest.skip("a disk of our own was full in the test before")
    tally = Tally()
    kinds = ("open /published",)
    for turn, act in enumerate(range(1, len(acts) + 1) if every else last_of(acts, kinds)):
        number, errors = NUMBERS[turn % 2], tmp_path / f"errors-{act}"
        drill(stage, tmp_path / f"act-{act}", partial(refuse_from, forker, act, number, errors), tally)
        told = errors.read_text(encoding="utf-8")
        assert tally.codes[-1] in {0, 1}
        assert (TOLD[number] in told) if tally.codes[-1] else not told, (acts[act - 1], told)
        assert "unexpected" not in told
    record_property("figures", tally.told("failed with a refused write", 1))
    assert tally.ended(1) > 0
    assert tally.faults == NOTHING


def refuse_from(forker: Any, act: int, number: int, errors: Path, folder: Path) -> int:  # noqa: ANN401 - as above
    """Let every write fail from a durable act on."""
    return finished(forker, run_faulty, str(folder), act, number, str(errors))


def test_a_clock_that_was_set_back_is_told_and_changes_nothing(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compute_three(monkeypatch)
    write_plainly(monkeypatch)
    folder = shutil.copytree(stage.folder, tmp_path / "back", symlinks=True)
    for module in ("alerts", "context", "running"):
        monkeypatch.setattr(f"flows.{module}.now", lambda: now() - timedelta(days=700))
    told: list[str] = []
    monkeypatch.setattr("tests.flows.conftest.QUIET.tell", lambda sentence, **_: told.append(sentence))
    assert run_once(folder).kind == "published"
    assert [line for line in told if "the clock says" in line and "set it right" in line] == told[:1]
    assert state(folder) == stage.after
    newest = status(Workspace(folder)).partition("Runs\n")[2].splitlines()[0]
    assert f"{now() - timedelta(days=700):%Y-%m-%d}" in newest
    assert plan(Workspace(folder)).nothing_new


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_prefect_server_that_is_killed_takes_nothing_from_the_run(tmp_path: Path, record_property: Tell) -> None:
    direct, folder = make_parish(tmp_path / "direct"), make_parish(tmp_path / "parish")
    assert command(direct).wait() == 0
    words = [sys.executable, "-m", "flows", "run", str(folder)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        lines = [line for line in run.stderr or () if not _kill_server(run.pid, line)]
    assert run.returncode == 0, lines
    assert any("Prefect's server did not" in line for line in lines)
    assert lines[-1].endswith("is published\n"), lines
    assert seen(folder) == seen(direct)
    record_property("figures", "Prefect's server killed after the first step: the run went on and published")


def _kill_server(run: int, line: str) -> bool:
    """Kill what the run has started once its first step is done, and say whether that was so."""
    if not line.startswith("stage work:"):
        return False
    found = [path.read_text(encoding="ascii") for path in Path(f"/proc/{run}/task").glob("*/children")]
    for child in " ".join(found).split():
        os.kill(int(child), signal.SIGKILL)
    return True


@pytest.fixture
def district(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The district after its first edition, of two indicators; what is published next has no tables."""
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    quicken(monkeypatch)
    return folder


def hold(folder: str, told: str) -> None:
    """Hold a workspace and never let go."""
    with writer(Path(folder) / "warehouse"):
        Path(told).touch()
        time.sleep(600)


def test_a_holder_is_named_and_a_dead_one_holds_nothing(district: Path, tmp_path: Path, forker: Any) -> None:  # noqa: ANN401
    write_facts(district, "people", people(2101))
    before = seen(district)
    holder = start(forker, hold, str(district), str(tmp_path / "held"))
    while not (tmp_path / "held").exists():
        time.sleep(0.01)
    with pytest.raises(LockedError, match=rf"another run holds this workspace: process {holder.pid}, since 20"):
        run_once(district)
    assert seen(district) == before
    holder.kill()
    holder.join()
    assert run_once(district).kind == "published"


class Provider:
    """A server of one file, which it sends whole, or half of it as if it were the whole, or half and no more."""

    def __init__(self) -> None:
        self.body, self.sent, self.announced = b"", 0, 0

    def serve(self, lines: list[str], *, part: float = 1.0, admitted: bool = True) -> None:
        self.body = "\n".join([HEADER, *lines, ""]).encode()
        self.sent = int(len(self.body) * part)
        self.announced = self.sent if admitted else len(self.body)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Provider]]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr("warehouse.download.TRIES", 1)
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(told.announced))
            self.end_headers()
            self.wfile.write(told.body[: told.sent])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/people.csv?key=s3cret", told
    server.shutdown()
    server.server_close()
    thread.join()


HALVES = [
    (0.0, True, "the server sent an empty file", 1),
    (0.5, False, "the answer broke off after", 1),  # the connection ends early
    (0.5, True, "publication is held; the previous edition stands", 3),  # the server has no more: figures are gone
]


@pytest.mark.parametrize("first", [2, pytest.param(0, marks=pytest.mark.long)])  # the others: test_download.py
def test_half_a_file_with_status_200_is_told_and_the_next_run_recovers(
    district: Path, provider: tuple[str, Provider], first: int
) -> None:
    url, server = provider
    path = district / "relance.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("landing/people.csv", url), encoding="utf-8")
    server.serve(people(2100))
    run_once(district)
    for turn, (part, admitted, told, code) in enumerate(HALVES[first:], 1):
        before = seen(district)
        server.serve(people(2100 + turn), part=part, admitted=admitted)
        outcome = run_once(district)
        assert (outcome.exit_status, told in outcome.message) == (code, True), outcome.message
        assert "s3cret" not in outcome.message
        assert seen(district) == before
        server.serve(people(2100 + turn))
        assert run_once(district).kind == "published"
        assert seen(district) != before
