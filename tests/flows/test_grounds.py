"""What a step rests on: all code that makes its result, so that none of it can change without the step being run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from flows.grounds import CODE, ROOT, _files

OURS = ("schemas", "warehouse", "indicators", "flows")
# A step that is run makes those after it stale: what it rests on, they rest on.
CHAIN = ("stage", "observe", "fixes", "places", "compute", "protect", "judge", "publish")
# What brings bytes in, keeps them, orders the steps or tells of them, and makes no figure and no page.
BESIDE = {
    "flows/context.py",
    "flows/grounds.py",
    "flows/layouts.py",
    "flows/policies.py",
    "flows/releasing.py",
    "flows/sections.py",
    "flows/workspace.py",
    "warehouse/archive.py",
    "warehouse/backup.py",
    "warehouse/decisions.py",
    "warehouse/disclosed.py",
    "warehouse/download.py",
    "warehouse/durable.py",
    "warehouse/faults.py",
    "warehouse/landing.py",
    "warehouse/ledger.py",
    "warehouse/lock.py",
    "warehouse/snapshots.py",
}


@cache
def imported(path: Path) -> frozenset[Path]:
    """Return our own modules that a module imports, anywhere in it."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        else:
            continue
        for name in names:
            module = ROOT.joinpath(*name.split(".")).with_suffix(".py")
            if name.split(".")[0] in OURS and module.is_file():
                yield module


def reached(roots: set[Path]) -> set[str]:
    """Return every module that is reached from some, by its path."""
    seen: set[Path] = set()
    waiting = set(roots)
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= imported(path) - seen
    return {path.relative_to(ROOT).as_posix() for path in seen}


def covered(step: str) -> set[Path]:
    """Return the modules whose change makes a step stale, with those of the steps before."""
    before = CHAIN[: CHAIN.index(step) + 1]
    return {file for one in before for place in CODE[one] for file in _files(place) if file.suffix == ".py"}


@pytest.mark.parametrize("step", CHAIN)
def test_a_step_rests_on_all_code_that_it_runs(step: str) -> None:
    # A source's module holds both how it is staged and how it is observed.
    files = covered("observe" if step == "stage" else step)
    known = {path.relative_to(ROOT).as_posix() for path in files} | BESIDE
    later = {path.relative_to(ROOT).as_posix() for path in covered(CHAIN[-1])}
    missing = reached({path for place in CODE[step] for path in _files(place) if path.suffix == ".py"}) - known
    # Modules of one folder reach those of a later step, which rests on all that this one does.
    assert missing - later == set()


def test_what_the_steps_do_is_known_to_one_of_them_or_lies_beside() -> None:
    known = {path.relative_to(ROOT).as_posix() for path in covered(CHAIN[-1])}
    assert reached({ROOT / "flows" / "actions.py"}) - known - BESIDE == {"flows/actions.py"}
