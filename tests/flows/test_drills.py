"""Drills: runs killed at any moment leave one whole edition, and the next ends as if nothing had happened."""

import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.flows.aftermath import seen, state
from tests.flows.killing import command, finished, run_until, run_whole, start
from tests.flows.parish import write_turn
from tests.flows.stage import NOTHING, Stage, Tally, drill, set_stage

KILLED = -signal.SIGKILL
Tell = Callable[[str, object], None]


def expect_nothing(tally: Tally, tell: Tell) -> None:
    tell("figures", tally.told("killed under way", KILLED))
    assert tally.ended(KILLED) > 0
    assert tally.faults == NOTHING


@pytest.mark.long  # the short form kills one at a moment that matters
def test_a_run_killed_at_a_random_moment_leaves_no_trace(
    stage: Stage,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    record_property: Tell,
) -> None:
    dice, tally = random.Random(1985), Tally()

    def kill(folder: Path) -> int:
        run = start(forker, run_whole, str(folder))
        run.join(dice.uniform(0.2, 0.9) * stage.seconds)
        run.kill()
        run.join()
        return run.exitcode or 0

    while len(tally.codes) < 5 and not tally.ended(KILLED):  # a machine that is quick of a sudden ends before
        drill(stage, tmp_path / f"random-{len(tally.codes)}", kill, tally)
    expect_nothing(tally, record_property)


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_two_hundred_commands_killed_at_random_moments_leave_no_trace(tmp_path: Path, record_property: Tell) -> None:
    stage = set_stage(tmp_path, lambda folder: command(folder).wait())
    dice, tally = random.Random(1985), Tally()

    def kill(folder: Path) -> int:
        run = command(folder)
        with suppress(subprocess.TimeoutExpired):
            run.wait(dice.uniform(0, stage.seconds))
        run.kill()
        return run.wait()

    for turn in range(200):
        drill(stage, tmp_path / f"random-{turn}", kill, tally)
    expect_nothing(tally, record_property)


# Where a run is killed in the short form: when the edition is there and before what follows on its being shown.
CRITICAL = ("open /warehouse/archive",)


def last_of(acts: list[str], kinds: Sequence[str] = CRITICAL) -> list[int]:
    """The last act of each kind, counted from 1."""
    last = {kind: number for number, act in enumerate(acts, 1) for kind in kinds if act.startswith(kind)}
    assert last.keys() == set(kinds)
    return sorted(set(last.values()))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.timeout(4 * 3600)
def test_a_run_killed_between_any_two_durable_acts_leaves_no_trace(
    stage: Stage,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    every: bool,
    acts: list[str],
    record_property: Tell,
) -> None:
    tally = Tally()
    for act in range(1, len(acts) + 1) if every else last_of(acts):
        kill = partial(kill_before, forker, act, tmp_path / "acts")
        drill(stage, tmp_path / f"act-{act}", kill, tally)
    expect_nothing(tally, record_property)
    assert tally.ended(KILLED) == len(tally.codes)


def kill_before(forker: Any, act: int, told: Path, folder: Path) -> int:  # noqa: ANN401 - of multiprocessing
    """Kill a run just before a durable act."""
    return finished(forker, run_until, str(folder), act, str(told))


@pytest.mark.long
def test_what_a_killed_run_showed_is_known_to_disclosure_control(
    stage: Stage,
    forker: Any,  # noqa: ANN401 - of multiprocessing
    tmp_path: Path,
    acts: list[str],
) -> None:
    """Killed after the switch; before the next run the register changes, so that its figures are protected anew."""
    killed, undisturbed = (shutil.copytree(stage.folder, tmp_path / name, symlinks=True) for name in ("a", "b"))
    switched = last_of(acts, ["os.rename /published/.current"])[0] + 1
    assert kill_before(forker, switched, tmp_path / "acts", killed) == KILLED
    assert seen(killed) == stage.seen_after
    assert stage.run(undisturbed) == 0
    for folder in (killed, undisturbed):
        write_turn(folder, 5)
        assert stage.run(folder) == 0
    assert state(killed) == state(undisturbed)
