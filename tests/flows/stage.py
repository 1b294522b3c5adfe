"""A workspace with an edition that stands and changed input that waits, and runs of it that are disturbed.

After each, readers see one whole edition; the next run ends as one that nothing disturbed.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.aftermath import State, counted_twice, finished_steps, leftovers, lost, seen, state, unfinished_run
from tests.flows.parish import make_parish, write_turn


@dataclass(frozen=True)
class Stage:
    """A workspace with an edition that stands and changed input that waits, and what an undisturbed run makes of it.

    `seconds` is how long that takes.
    """

    run: Callable[[Path], int]
    folder: Path
    seconds: float
    before: dict[str, object]
    seen_after: dict[str, object]
    after: State


@dataclass
class Tally:
    """What became of the disturbed runs; `codes` is how each ended."""

    codes: list[int] = field(default_factory=list)
    mixed: int = 0
    lost: int = 0
    twice: int = 0
    other: list[str] = field(default_factory=list)
    resumed: int = 0

    def ended(self, code: int) -> int:
        """How many ended with an exit code; that of a killed one is -9."""
        return self.codes.count(code)

    def told(self, what: str, code: int) -> str:
        """Say it in one line."""
        return (
            f"{self.ended(code)} of {len(self.codes)} runs {what}: {self.mixed} left readers something that is not one "
            f"whole edition, {self.lost} rows lost, {self.twice} counted twice, {len(self.other)} ended otherwise than "
            f"an undisturbed run; {self.resumed} finished steps were not run again"
        )

    @property
    def faults(self) -> tuple[int, int, int, list[str]]:
        """What should not be: mixtures, rows lost, rows counted twice, and whatever else differs."""
        return self.mixed, self.lost, self.twice, self.other


NOTHING: tuple[int, int, int, list[str]] = (0, 0, 0, [])


def set_stage(base: Path, run: Callable[[Path], int], undisturbed: Callable[[Path], int] | None = None) -> Stage:
    """Publish two editions, as many as are kept, and let new input of every kind wait: the next archives one.

    What the drilled runs are held against is run by `undisturbed` where that is another way.
    """
    folder = make_parish(base / "parish", "keep = 2\n")
    for turn in range(2):
        write_turn(folder, turn)
        assert run(folder) == 0
    write_turn(folder, 3)  # so many more that what was shown of persons is shown anew
    ended = shutil.copytree(folder, base / "undisturbed", symlinks=True)
    begun = time.monotonic()
    assert (undisturbed or run)(ended) == 0
    return Stage(run, folder, time.monotonic() - begun, seen(folder), seen(ended), state(ended))


def drill(stage: Stage, folder: Path, disturb: Callable[[Path], int], tally: Tally) -> None:
    """Disturb one run of a copy, look at what readers see, run it to its end, and compare with an undisturbed run."""
    shutil.copytree(stage.folder, folder, symlinks=True)
    code = disturb(folder)
    tally.codes.append(code)
    tally.mixed += seen(folder) not in (stage.before, stage.seen_after)
    dead = unfinished_run(folder)
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
