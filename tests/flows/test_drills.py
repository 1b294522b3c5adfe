"""Drills: a run killed at any moment leaves one whole edition, and the next run ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.flows.district import make_district, people, write_facts
from warehouse.editions import current


def relance(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "flows", "run", str(folder), "--direct", "--quiet"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def published(folder: Path) -> dict[str, bytes]:
    """The figures as published; pages name their edition, and the two workspaces have had different ones before."""
    shown = (folder / "published" / "current").resolve()
    return {name: (shown / name).read_bytes() for name in ("figures.csv", "figures.parquet", "tables/headline.csv")}


def whole(folder: Path) -> bool:
    """Whether what readers see, if anything, is one edition: the database and the files tell of the same figures."""
    if current(folder / "published") is None:
        return True
    shown = (folder / "published" / "current").resolve()
    with duckdb.connect(str(shown / "relance.duckdb"), read_only=True) as con:
        in_database = con.execute("SELECT count(*) FROM figures").fetchall()[0][0]
        in_files = con.execute(f"SELECT count(*) FROM '{shown}/figures.parquet'").fetchall()[0][0]
    return bool(in_database == in_files > 0)


def drill(folder: Path, undisturbed: Path, kills: int, seconds: float) -> tuple[int, int]:
    """Kill runs at random moments; return how many were killed under way and how many left something not whole."""
    killed = broken = 0
    dice = random.Random(1985)
    for turn in range(kills):
        write_facts(folder, "people", people(2100 + turn))  # every run has something to do
        run = relance(folder)
        time.sleep(dice.uniform(0, seconds))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            killed += 1
        run.wait()
        broken += not whole(folder)
    for goal in (folder, undisturbed):
        write_facts(goal, "people", people(2101 + kills))
        assert relance(goal).wait() == 0
    return killed, broken


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.timeout(3600)
def test_a_run_killed_at_any_moment_leaves_one_whole_edition(tmp_path: Path, kills: int) -> None:
    folder, undisturbed = make_district(tmp_path / "killed"), make_district(tmp_path / "undisturbed")
    begun = time.monotonic()
    assert relance(folder).wait() == 0
    seconds = time.monotonic() - begun
    killed, broken = drill(folder, undisturbed, kills, 1.2 * seconds)
    sys.stdout.write(f"{killed} of {kills} runs killed under way, {broken} left something that is not whole\n")
    assert killed > 0
    assert broken == 0
    assert published(folder) == published(undisturbed)
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        twice = con.execute(
            "SELECT count(*) FROM (SELECT 1 FROM observations GROUP BY measure_id, area_id, vintage, period_start, "
            "group_id HAVING count(*) > 1)"
        ).fetchall()
    assert twice == [(0,)]
