"""A workspace on a small disk of its own: full at a step, or closed to writing. Needs leave to mount (Linux, root).

For each step a copy of the workspace is put on the disk, which is full when the step begins and has room again for the
next run; `receive` is full from the start, and `read-only` closes the disk instead. What came of each is written to
RESULT: exit status and complaint of the failed run, exit status of the next, whether readers saw the edition before all
the time, and whether everything ended as an undisturbed run leaves it.
"""

import ctypes
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NEW_MOUNTS = 0x00020000  # CLONE_NEWNS of Linux, for which Python has a function from 3.12
_SIZE = 48 << 20
_LEFT = 4096  # bytes that are free on a full disk


def allowed() -> bool:
    """Whether this process may mount a disk of its own, out of sight of all others."""
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Disk:
    """The small disk, the workspace that is tried on it, and where complaints go."""

    mount: Path
    workspace: Path
    errors: Path

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """Give a copy of the workspace on the disk."""
        folder = self.mount / "workspace"
        shutil.copytree(self.workspace, folder, symlinks=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def run(self, folder: Path) -> tuple[int, str]:
        """Run the workspace; return the exit status, and what was complained of."""
        from flows.cli import app  # noqa: PLC0415 - polars and its like are not needed by `allowed`
        from flows.ending import answer  # noqa: PLC0415

        with self.errors.open("w", encoding="utf-8") as sys.stderr, Path(os.devnull).open("w") as sys.stdout:
            code = answer(app, ["run", str(folder), "--direct", "--quiet"])
        sys.stderr, sys.stdout = sys.__stderr__, sys.__stdout__
        return code, self.errors.read_text(encoding="utf-8")

    def run_full(self, folder: Path, step: str) -> tuple[int, str]:
        """Run with a disk that is filled when a step begins; afterwards there is room again."""
        ballast = self.mount / "ballast"
        with _before(step, lambda: _fill(ballast)):
            found = self.run(folder)
        ballast.unlink()
        return found

    def run_closed(self, folder: Path) -> tuple[int, str]:
        """Run while the disk is closed to writing."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.mount)], check=True)
        found = self.run(folder)
        subprocess.run(["mount", "-o", "remount,rw", str(self.mount)], check=True)
        return found


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * (1 << 16))
    os.truncate(ballast, ballast.stat().st_size - _LEFT)


@contextmanager
def _before(step: str, act: Callable[[], None]) -> Iterator[None]:
    """Let something happen before a step; before the run where that is what the step is called."""
    import flows.running  # noqa: PLC0415 - as above

    do = flows.running._do

    def disturbed(context: Any, one: Any, *others: Any) -> None:  # noqa: ANN401 - as the function has it
        if one.label == step:
            act()
        do(context, one, *others)

    if step == "receive":
        act()
    flows.running._do = disturbed
    yield
    flows.running._do = do


def drill(disk: Disk, step: str, wanted: Any) -> dict[str, object]:  # noqa: ANN401 - State, imported late
    """Let a run fail at a step and the next one end; return what came of both."""
    from tests.flows.aftermath import leftovers, seen, state  # noqa: PLC0415 - as above

    with disk.copied() as folder:
        before = seen(folder)
        code, told = disk.run_closed(folder) if step == "read-only" else disk.run_full(folder, step)
        stood = seen(folder) == before
        again, _ = disk.run(folder)
        whole = state(folder) == wanted and not leftovers(folder)
    return {"code": code, "told": told, "stood": stood, "again": again, "whole": whole}


def drill_all(workspace: str, wanted: str, mount: str, result: str, *steps: str) -> None:
    """Drill every step, on a disk that this process alone sees; `wanted` is a file of the state to end in."""
    _see_alone()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", mount], check=True)
    from tests.flows.killing import be_small  # noqa: PLC0415 - as above

    be_small()
    disk = Disk(Path(mount), Path(workspace), Path(f"{result}.errors"))
    state = pickle.loads(Path(wanted).read_bytes())
    found = {step: drill(disk, step, state) for step in steps}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _see_alone() -> None:
    """Let nobody else see what this process mounts from now on."""
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
