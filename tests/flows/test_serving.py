"""The schedule: the command keeps its own server, runs at the hour, one run at a time, and goes on after a restart."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from flows.serving import _await
from schemas.errors import RelanceError
from tests.flows.small import write_small

ROOT = Path(__file__).resolve().parents[2]
EVERY_MINUTE = '\n[schedule]\ncron = "* * * * *"\ntimezone = "America/Toronto"\n'


@contextmanager
def served(folder: Path, log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    # Called from elsewhere: the schedule must not depend on where the command is called.
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PREFECT_API_URL", None)
    with log.open("ab") as out:
        command = [sys.executable, "-m", "flows", "serve", str(folder)]
        process = subprocess.Popen(command, cwd=log.parent, env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def outcomes(folder: Path) -> list[str]:
    database = folder / "warehouse" / "relance.duckdb"
    try:
        with duckdb.connect(str(database), read_only=True) as con:
            rows = con.execute("SELECT outcome FROM ledger.runs WHERE ended IS NOT NULL ORDER BY rowid").fetchall()
    except duckdb.Error:  # not there yet, or a run holds it
        return []
    return [outcome for (outcome,) in rows]


def wait_for(folder: Path, runs: int, seconds: float) -> list[str]:
    until = time.monotonic() + seconds
    while len(found := outcomes(folder)) < runs and time.monotonic() < until:
        time.sleep(1)
    return found


@pytest.mark.long
@pytest.mark.timeout(900)
def test_it_runs_at_the_hour_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    folder, log = write_small(tmp_path / "ws", settings=EVERY_MINUTE), tmp_path / "serve.log"
    with served(folder, log) as first:
        assert wait_for(folder, 3, 420)[:2] == ["published", "unchanged"]
        assert first.poll() is None
    told = log.read_text(encoding="utf-8")
    assert "publish: " in told
    assert "nothing new: edition" in told
    assert "nanobind" not in told
    assert "Traceback" not in told
    before = len(outcomes(folder))
    with served(folder, log):
        assert len(wait_for(folder, before + 1, 360)) > before
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "prefect server start" not in listed


def test_a_server_that_does_not_start_is_told_with_its_log() -> None:
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    child.wait()
    with pytest.raises(RelanceError, match=r"did not start within 120 s; here\.log says why"):
        _await(child, "http://127.0.0.1:9/api/health", "here.log")
