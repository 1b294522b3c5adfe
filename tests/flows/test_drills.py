"""Drills: runs killed at any moment leave one whole edition, and the next ends as if nothing had happened."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.flows.aftermath import (
    State,
    counted_twice,
    finished_steps,
    killed_run,
    leftovers,
    lost,
    seen,
    state,
)
from tests.flows.killing import command, finished, forking, run_until, run_whole, start
from tests.flows.parish import make_parish, write_turn

KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Stage:
    """A workspace with an edition that stands and changed input that waits, and what an undisturbed run makes of it."""

    run: Callable[[Path], int]
    folder: Path
    before: dict[str, object]
    seen_after: dict[str, object]
    after: State


@dataclass
class Tally:
    """What became of the killed runs."""

    runs: int = 0
    killed: int = 0
    mixed: int = 0
    lost: int = 0
    twice: int = 0
    other: list[str] = field(default_factory=list)
    resumed: int = 0

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.killed} of {self.runs} runs killed under way: {self.mixed} left readers something that is not one "
            f"whole edition, {self.lost} rows lost, {self.twice} counted twice, {len(self.other)} ended otherwise than "
            f"an undisturbed run; {self.resumed} finished steps were not run again"
        )


def set_stage(base: Path, run: Callable[[Path], int]) -> Stage:
    """Publish three editions, of which two are kept, and let new input of every kind wait: the next archives one."""
    folder = make_parish(base / "parish", "keep = 2\n")
    for turn in range(3):
        write_turn(folder, turn)
        assert run(folder) == 0
    write_turn(folder, 3)
    undisturbed = shutil.copytree(folder, base / "undisturbed", symlinks=True)
    assert run(undisturbed) == 0
    return Stage(run, folder, seen(folder), seen(undisturbed), state(undisturbed))


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    """By which processes are forked."""
    with forking() as context:
        yield context


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, context: Any) -> Stage:  # noqa: ANN401 - of multiprocessing
    """The stage of forked runs, of three indicators; for reading only."""
    return set_stage(tmp_path_factory.mktemp("stage"), lambda folder: finished(context, run_whole, str(folder)))


def drill(stage: Stage, folder: Path, kill: Callable[[Path], int], tally: Tally) -> None:
    """Kill one run of a copy, look at what readers see, run it to its end, and hold all against an undisturbed run."""
    shutil.copytree(stage.folder, folder, symlinks=True)
    code = kill(folder)
    tally.runs += 1
    tally.killed += code == KILLED
    tally.mixed += seen(folder) not in (stage.before, stage.seen_after)
    dead = killed_run(folder)
    done = {step for step in finished_steps(folder) if step[2] == dead}
    code = stage.run(folder)
    found = state(folder)
    tally.lost += lost(stage.after.tables, found.tables)
    tally.twice += counted_twice(stage.after.tables, found.tables)
    tally.resumed += len(done & finished_steps(folder))
    tally.other += [
        f"{folder.name}: {what}"
        for what, wrong in {
            f"ended with {code}": code != 0,
            "published differs": found.published != stage.after.published,
            "private files differ": found.files != stage.after.files,
            f"steps run again: {done - finished_steps(folder)}": not done <= finished_steps(folder),
            f"left over: {leftovers(folder)}": bool(leftovers(folder)),
        }.items()
        if wrong
    ]
    shutil.rmtree(folder)


def expect_nothing(tally: Tally, tell: Callable[[str, object], None]) -> None:
    tell("figures", str(tally))
    assert tally.killed > 0
    assert (tally.mixed, tally.lost, tally.twice, tally.other) == (0, 0, 0, []), tally


def _timed(stage: Stage, folder: Path) -> float:
    shutil.copytree(stage.folder, folder, symlinks=True)
    begun = time.monotonic()
    assert stage.run(folder) == 0
    return time.monotonic() - begun


def test_a_run_killed_at_a_random_moment_leaves_no_trace(
    stage: Stage,
    context: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    dice, tally, seconds = random.Random(1985), Tally(), _timed(stage, tmp_path / "timed")

    def kill(folder: Path) -> int:
        run = start(context, run_whole, str(folder))
        run.join(dice.uniform(0, seconds))
        run.kill()
        run.join()
        return run.exitcode or 0

    for turn in range(2):
        drill(stage, tmp_path / f"random-{turn}", kill, tally)
    expect_nothing(tally, record_property)


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_two_hundred_commands_killed_at_random_moments_leave_no_trace(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    stage = set_stage(tmp_path, lambda folder: command(folder).wait())
    dice, tally, seconds = random.Random(1985), Tally(), _timed(stage, tmp_path / "timed")

    def kill(folder: Path) -> int:
        run = command(folder)
        with suppress(subprocess.TimeoutExpired):
            run.wait(dice.uniform(0, seconds))
        run.kill()
        return run.wait()

    for turn in range(200):
        drill(stage, tmp_path / f"random-{turn}", kill, tally)
    expect_nothing(tally, record_property)


# Where a run is killed in the short form: around the switch, around what the ledger notes of it, and in between.
CRITICAL = (
    "os.rename /warehouse/snapshots",
    "os.rename /published/.building",
    "os.symlink",
    "open /warehouse/archive",
    "os.rename /published",
    "UPDATE ledger.runs SET ended",
)


def last_of(acts: list[str], kinds: Sequence[str] = CRITICAL) -> list[int]:
    """The last act of each kind, counted from 1."""
    last = {kind: number for number, act in enumerate(acts, 1) for kind in kinds if act.startswith(kind)}
    assert last.keys() == set(kinds)
    return sorted(set(last.values()))


def acts_of(stage: Stage, context: Any, folder: Path) -> list[str]:  # noqa: ANN401 - of multiprocessing
    """The durable acts of a run that nothing disturbs, in order."""
    shutil.copytree(stage.folder, folder / "watched", symlinks=True)
    assert finished(context, run_until, str(folder / "watched"), 0, str(folder / "acts")) == 0
    return (folder / "acts").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.timeout(4 * 3600)
def test_a_run_killed_between_any_two_durable_acts_leaves_no_trace(
    stage: Stage,
    context: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    every: bool,
    record_property: Callable[[str, object], None],
) -> None:
    tally, acts = Tally(), acts_of(stage, context, tmp_path)
    for act in range(1, len(acts) + 1) if every else last_of(acts):
        kill = partial(kill_before, context, act, tmp_path / "acts")
        drill(stage, tmp_path / f"act-{act}", kill, tally)
    expect_nothing(tally, record_property)
    assert tally.killed == tally.runs


def kill_before(context: Any, act: int, told: Path, folder: Path) -> int:  # noqa: ANN401 - of multiprocessing
    """Kill a run just before a durable act."""
    return finished(context, run_until, str(folder), act, str(told))


def test_what_a_killed_run_showed_is_known_to_disclosure_control(
    stage: Stage,
    context: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
) -> None:
    """Killed after the switch; before the next run the register changes, so that its figures are protected anew."""
    killed, undisturbed = (shutil.copytree(stage.folder, tmp_path / name, symlinks=True) for name in ("a", "b"))
    switched = last_of(acts_of(stage, context, tmp_path), ["os.rename /published/.current"])[0] + 1
    assert kill_before(context, switched, tmp_path / "acts", killed) == KILLED
    assert seen(killed) == stage.seen_after
    assert stage.run(undisturbed) == 0
    for folder in (killed, undisturbed):
        write_turn(folder, 5)
        assert stage.run(folder) == 0
    assert state(killed) == state(undisturbed)
