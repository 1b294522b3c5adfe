"""Editions: readers see the one before or the whole next one, however a run ends; and one writer at a time."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.errors import LockedError, RelanceError
from warehouse.archive import keep_figures, verified
from warehouse.editions import (
    Identity,
    current,
    editions,
    identity_of,
    publish,
    remove,
    show,
    shown_since,
    surplus,
    sweep,
    write_identity,
)
from warehouse.lock import writer


def write(content: str) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        (folder / "tables").mkdir()
        (folder / "tables" / "work.csv").write_text(content)
        (folder / "figures.parquet").write_text(content)

    return build


def test_an_edition_is_shown_when_it_is_whole(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    publish(tmp_path, "one", write("1"))
    assert current(tmp_path) == "one"
    assert (tmp_path / "current" / "figures.parquet").read_text() == "1"
    assert abs(shown_since(tmp_path) - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)


def test_nobody_writes_to_an_edition_and_everybody_may_read_it(tmp_path: Path) -> None:
    folder = publish(tmp_path, "one", write("1"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert modes == {"one": 0o755, "tables": 0o755, "work.csv": 0o444, "figures.parquet": 0o444}


def test_nobody_reads_an_edition_before_it_is_whole(tmp_path: Path) -> None:
    def watched(folder: Path) -> None:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert current(tmp_path) == "one"
        assert editions(tmp_path) == ["one"]

    publish(tmp_path, "one", write("1"))
    publish(tmp_path, "two", watched)
    assert current(tmp_path) == "two"


def test_an_edition_that_fails_changes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "one", write("1"))

    def broken(folder: Path) -> None:
        (folder / "figures.csv").write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(tmp_path, "two", broken)
    assert current(tmp_path) == "one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "one"]
    assert editions(tmp_path) == ["one"]


def test_a_database_left_open_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="wal"):
        publish(tmp_path, "one", lambda folder: (folder / "relance.duckdb.wal").write_text("x"))
    assert current(tmp_path) is None


def test_an_edition_built_before_a_kill_is_only_switched_to(tmp_path: Path) -> None:
    publish(tmp_path, "one", write("1"))
    publish(tmp_path, "two", write("2"))
    publish(tmp_path, "one", write("never written"))
    assert (tmp_path / "current" / "figures.parquet").read_text() == "1"


def test_an_earlier_edition_is_shown_again_in_one_step(tmp_path: Path) -> None:
    publish(tmp_path, "one", write("1"))
    publish(tmp_path, "two", write("2"))
    show(tmp_path, "one")
    assert current(tmp_path) == "one"
    with pytest.raises(ValueError, match="is not a folder"):
        show(tmp_path, "three")
    assert current(tmp_path) == "one"


def test_the_last_few_are_kept_and_the_current_one_always_whatever_the_clock_says(tmp_path: Path) -> None:
    order = ["a", "b", "c", "d"]
    for name in order:
        publish(tmp_path, name, write(name))
        os.utime(tmp_path / name, (1000 - ord(name), 1000 - ord(name)))
    assert surplus(tmp_path, 2, order) == ["a", "b"]
    show(tmp_path, "a")
    assert surplus(tmp_path, 2, order) == ["b", "c"]
    assert surplus(tmp_path, 2, ["c", "d"]) == ["b", "c"]  # what the ledger does not know is taken for the oldest
    assert surplus(tmp_path, 9, order) == []


def test_a_removal_that_is_killed_leaves_no_half_of_an_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, "one", write("1"))
    publish(tmp_path, "two", write("2"))

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.editions.shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            remove(tmp_path, "one")
    assert editions(tmp_path) == ["two"]
    (tmp_path / ".current.x.tmp").mkdir()  # what a killed switch leaves
    assert sweep(tmp_path) == [".current.x.tmp", ".removing-one"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "two"]


def test_an_edition_is_named_by_its_content_and_by_the_one_before(tmp_path: Path) -> None:
    identity = Identity("c0", "")
    assert identity.edition == Identity("c0", "").edition
    names = {identity.edition, Identity("c1", "").edition, Identity("c0", identity.edition).edition}
    assert len(names) == 3
    folder = publish(tmp_path, identity.edition, lambda building: write_identity(building, identity))
    assert identity_of(folder) == identity
    assert json.loads((folder / "edition.json").read_text())["edition"] == folder.name


def test_an_edition_that_says_it_is_another_is_not_believed(tmp_path: Path) -> None:
    identity = Identity("c0", "")
    folder = tmp_path / identity.edition
    folder.mkdir()
    assert identity_of(folder) is None
    write_identity(folder, replace(identity, content="c1"))
    assert identity_of(folder) is None


def test_archived_figures_are_those_of_the_edition_or_an_error(tmp_path: Path) -> None:
    folder = publish(tmp_path / "published", "one", write("figures"))
    archive = tmp_path / "warehouse" / "archive"
    sha256 = keep_figures(archive, folder)
    assert keep_figures(archive, folder) == sha256
    path = verified(archive, "one", sha256)
    assert path.read_text() == "figures"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o600)
    path.write_text("other")
    with pytest.raises(RelanceError, match="not what was archived"):
        verified(archive, "one", sha256)
    path.unlink()
    with pytest.raises(RelanceError, match="no longer in archive"):
        verified(archive, "one", sha256)


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
