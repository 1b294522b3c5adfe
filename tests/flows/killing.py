"""Runs that are killed, in processes of their own: at any moment, or just before their n-th durable act.

A durable act is what changes the disk or makes a change last: a file opened for writing, made durable, renamed or
removed, a folder made, a link set, a statement of DuckDB that commits. Between two of them lies every gap of a run.

Python and its libraries take two seconds to start, so the processes are forked from one that has loaded them all and
has computed nothing (threads do not survive a fork).
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import RLock
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
LOADED = (
    "tests.flows.killing",
    "tests.flows.parish",
    "flows.ordering",
    "flows.actions",
    "flows.publishing",
    "flows.recording",
    "flows.settling",
    "flows.judging",
    "flows.fixing",
    "indicators.protect",
    "indicators.compute",
    "schemas.validation",
    "pandera.backends.polars.container",
    "pandera.strategies.base_strategies",
    "great_tables",
    "xlsxwriter",
    "schemas.observations",
    "schemas.figures",
    "warehouse.snapshots",
    "warehouse.places",
    "warehouse.sources.facts",
    "warehouse.sources.programme",
    "warehouse.register.rules",
    "scipy.sparse",
    "highspy",
)
_ACTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.utime"}
_FREEING = {"os.remove", "os.rmdir", "close"}  # what also a full disk lets happen
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_STATEMENTS = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "COMMIT", "CHECKPOINT", "DETACH", "ATTACH")


@contextmanager
def forking() -> Iterator[Any]:
    """Give the context by which processes are forked from one that has loaded everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        yield context
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def start(context: Any, work: Callable[..., None], *arguments: object) -> ForkServerProcess:  # noqa: ANN401
    """Start a process that does some work of this module."""
    process: ForkServerProcess = context.Process(target=work, args=arguments)
    process.start()
    return process


def finished(context: Any, work: Callable[..., None], *arguments: object) -> int:  # noqa: ANN401
    """Do some work in a process of its own and return its exit code; that of a killed one is -9."""
    process = start(context, work, *arguments)
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code


def command(folder: Path) -> "subprocess.Popen[bytes]":
    """Start the command itself, of all indicators, as a process group of its own."""
    words = [sys.executable, "-m", "flows", "run", str(folder), "--direct", "--quiet"]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_whole(folder: str, errors: str = os.devnull) -> None:
    """Do what `relance run DIR --direct --quiet` does, in small; what it complains of goes to a file."""
    be_small()
    _answer(["run", folder, "--direct", "--quiet"], errors)


def run_told(folder: str, errors: str, log_format: str) -> None:
    """Do what `relance run DIR --direct --log-format …` does, of three indicators; all that it says goes to a file."""
    only_three()
    _answer(["run", folder, "--direct", "--log-format", log_format], errors)


def _answer(call: list[str], errors: str) -> None:
    from flows.cli import app  # noqa: PLC0415 - in the process itself
    from flows.ending import answer  # noqa: PLC0415

    with Path(errors).open("w", encoding="utf-8") as sys.stderr, Path(os.devnull).open("w") as sys.stdout:
        code = answer(app, call)
    os._exit(code)


def run_until(folder: str, act: int, told: str) -> None:
    """Run a workspace, as `run_whole`, and kill the process just before its n-th durable act.

    What the acts were is written to `told`, one a line; with 0 nothing is killed.
    """
    with Path(told).open("w", encoding="utf-8", buffering=1) as lines:
        _Acts(folder, act, lines.write, _kill).watch()
        run_whole(folder)


def run_faulty(folder: str, act: int, number: int, errors: str) -> None:
    """Run a workspace, as `run_whole`; from its n-th durable act on, what writes fails with an error of the system."""

    def fail(what: str) -> None:
        if what.partition(" ")[0] in _FREEING:
            return
        told = os.strerror(number)
        if what.startswith(("open", "fsync", "os.")):
            raise OSError(number, told)
        import duckdb  # noqa: PLC0415 - in the process itself

        raise duckdb.IOException(f'IO Error: Could not write file "{folder}": {told}')

    _Acts(folder, act, lambda _: None, fail).watch()
    run_whole(folder, errors)


def _kill(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def only_three() -> None:
    """Compute three indicators instead of all, in this process."""
    import pytest  # noqa: PLC0415 - in the process itself

    from tests.flows.parish import compute_three  # noqa: PLC0415

    compute_three(pytest.MonkeyPatch())


def be_small() -> None:
    """Compute three indicators and write plain pages, in this process."""
    import pytest  # noqa: PLC0415 - in the process itself

    from tests.flows.district import write_plainly  # noqa: PLC0415

    only_three()
    write_plainly(pytest.MonkeyPatch())


class _Acts:
    """Counts the durable acts of this process, and does something before each from a given one on."""

    def __init__(self, folder: str, first: int, tell: Callable[[str], object], do: Callable[[str], None]) -> None:
        self.folder, self.first, self.tell, self.do = folder, first, tell, do
        self.count, self.lock = 0, RLock()  # a run writes from two threads, and in all does as much each time

    def act(self, what: str) -> None:
        with self.lock:
            self.count += 1
            self.tell(f"{what}\n")
            if 0 < self.first <= self.count:
                self.do(what)

    def watch(self) -> None:
        """Watch files by what Python tells of itself, and DuckDB by standing between it and who calls it."""
        import duckdb  # noqa: PLC0415 - in the process itself

        fsync, connect = os.fsync, duckdb.connect

        def synced(handle: int) -> None:
            self.act(f"fsync {str(Path(f'/proc/self/fd/{handle}').readlink()).removeprefix(self.folder)}")
            fsync(handle)

        def watched(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as DuckDB's
            con = connect(*arguments, **named)
            return con if named.get("read_only") else _Connection(con, self.act)

        os.fsync = synced  # type: ignore[assignment]
        duckdb.connect = watched  # type: ignore[assignment]
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str) and path.startswith(self.folder) and flags & _WRITING:
                self.act(f"open {path.removeprefix(self.folder)}")
        elif event in _ACTS:
            inside = [str(part) for part in arguments if str(part).startswith(self.folder)]
            if inside or (event in {"os.remove", "os.rmdir"} and arguments[1] != -1):
                self.act(f"{event} {' '.join(part.removeprefix(self.folder) for part in inside) or arguments[0]}")


class _Connection:
    """A connection that tells of every statement that outlives it, before it is executed."""

    def __init__(self, con: Any, act: Callable[[str], None]) -> None:  # noqa: ANN401 - what DuckDB gives
        self._con, self._act, self._begun = con, act, False
        con.execute("SET python_scan_all_frames = true").fetchall()

    def execute(self, query: str, *arguments: object, **named: object) -> Any:  # noqa: ANN401 - as DuckDB's
        words = query.split()
        if words[0] == "BEGIN":
            self._begun = True
        elif words[0] in _STATEMENTS and "TEMP" not in words[:4] and (words[0] == "COMMIT" or not self._begun):
            self._act(" ".join(words)[:60])
        if words[0] in {"COMMIT", "ROLLBACK"}:
            self._begun = False
        return self._con.execute(query, *arguments, **named)

    def cursor(self) -> "_Connection":
        return _Connection(self._con.cursor(), self._act)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._act("close the database")
        self._con.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as DuckDB's
        return getattr(self._con, name)
