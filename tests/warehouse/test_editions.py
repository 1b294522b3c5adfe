"""Editions: readers see the one before or the whole next one, however a run ends; and one writer at a time."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.errors import LockedError
from warehouse.editions import current, editions, keep_last, publish, sweep
from warehouse.lock import writer


def write(content: str) -> "callable":  # type: ignore[valid-type]
    def build(folder: Path) -> None:
        (folder / "figures.csv").write_text(content)

    return build


def test_an_edition_is_shown_when_it_is_whole(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    publish(tmp_path, "one", write("1"))
    assert current(tmp_path) == "one"
    assert (tmp_path / "current" / "figures.csv").read_text() == "1"


def test_an_edition_that_fails_changes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "one", write("1"))

    def broken(folder: Path) -> None:
        (folder / "figures.csv").write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(tmp_path, "two", broken)
    assert current(tmp_path) == "one"
    assert sweep(tmp_path) == [".building-two"]
    assert editions(tmp_path) == ["one"]


def test_a_database_left_open_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="wal"):
        publish(tmp_path, "one", lambda folder: (folder / "relance.duckdb.wal").write_text("x"))
    assert current(tmp_path) is None


def test_an_edition_built_before_a_kill_is_only_switched_to(tmp_path: Path) -> None:
    publish(tmp_path, "one", write("1"))
    publish(tmp_path, "two", write("2"))
    publish(tmp_path, "one", write("never written"))
    assert (tmp_path / "current" / "figures.csv").read_text() == "1"


def test_the_last_few_are_kept_and_the_current_one_always(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        publish(tmp_path, name, write(name))
        os.utime(tmp_path / name, (ord(name), ord(name)))
    publish(tmp_path, "a", write("a"))
    assert keep_last(tmp_path, 2) == ["b", "c"]
    assert editions(tmp_path) == ["a", "d"]


def _hold(folder: Path, held: "multiprocessing.synchronize.Event") -> None:  # type: ignore[name-defined]
    with writer(folder):
        held.set()
        time.sleep(60)


def test_a_second_writer_is_told_who_holds_the_workspace_and_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    held = multiprocessing.get_context("spawn").Event()
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, held))
    holder.start()
    assert held.wait(30)
    with pytest.raises(LockedError, match=f"process {holder.pid}, since "), writer(tmp_path):
        pass
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()
    with writer(tmp_path):
        pass


def test_a_lock_is_not_inherited_by_what_the_holder_starts(tmp_path: Path) -> None:
    with writer(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        with writer(tmp_path):
            pass
    finally:
        child.kill()
        child.wait()
