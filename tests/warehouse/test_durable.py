"""Writes are whole or absent, private, synced in the right order, and leave nothing behind."""

import io
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import RelanceError, SourceError
from warehouse import durable
from warehouse.durable import copy_hashed, fsync_tree, make_private, settled, sweep, switch_pointer, write_atomically


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _write_openly(path: Path) -> None:
    path.write_text("two")
    path.chmod(0o666)


def _fail(path: Path) -> None:
    path.write_text("half")
    raise KeyboardInterrupt


def test_written_file_is_whole_and_private(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", b"one")
    write_atomically(tmp_path / "a.json", _write_openly)
    assert (tmp_path / "a.json").read_text() == "two"
    assert mode(tmp_path / "a.json") == 0o600
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.json", _fail)
    assert (tmp_path / "a.json").read_text() == "two"
    assert names(tmp_path) == ["a.json"]


def test_file_is_synced_before_its_name_and_the_folder_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = list[str]()
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_atomically(tmp_path / "a", b"x")
    assert steps == ["file", "rename", "folder"]
    (tmp_path / "edition").mkdir()
    steps.clear()
    switch_pointer(tmp_path / "current", tmp_path / "edition")
    assert steps == ["rename", "folder"]


def test_private_folders_from_the_first_missing_one(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        make_private(tmp_path / "a" / "b")
    finally:
        os.umask(old)
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b")) == (0o700, 0o700)


def test_whole_tree_is_synced_and_links_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tmp_path / "tree"
    (tree / "sub" / "empty").mkdir(parents=True)
    (tree / "a").write_text("a")
    (tree / "sub" / "b").write_text("b")
    (tmp_path / "outside").write_text("c")
    (tree / "link").symlink_to(tmp_path / "outside")
    (tree / "dead").symlink_to(tmp_path / "nowhere")
    synced = set[int]()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    fsync_tree(tree)
    below = [tree, tree / "a", tree / "sub", tree / "sub" / "b", tree / "sub" / "empty"]
    assert synced == {path.stat().st_ino for path in below}


def test_pointer_never_misses_while_it_is_switched(tmp_path: Path) -> None:
    editions = [tmp_path / name for name in ("2026-a", "2026-b")]
    for edition in editions:
        edition.mkdir()
        (edition / "name").write_text(edition.name)
    link = tmp_path / "current"
    switch_pointer(link, editions[0])
    seen, done = list[str](), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append((link.resolve(strict=True) / "name").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        switch_pointer(link, editions[turn % 2])
    done.set()
    reader.join()
    assert set(seen) <= {"2026-a", "2026-b"}
    assert len(seen) > 10
    assert (str(link.readlink()), names(tmp_path)) == ("2026-b", ["2026-a", "2026-b", "current"])


def test_pointer_takes_the_place_of_nothing_but_a_link(tmp_path: Path) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "current").mkdir()
    with pytest.raises(RelanceError, match="not a link made by Relance; move it away"):
        switch_pointer(tmp_path / "current", tmp_path / "edition")
    for target in (tmp_path / "absent", tmp_path.parent, tmp_path / "edition" / "deeper"):
        with pytest.raises(ValueError, match="not a folder beside"):
            switch_pointer(tmp_path / "latest", target)


def test_sweep_takes_leftovers_and_nothing_through_links(tmp_path: Path) -> None:
    folder, outside = tmp_path / "store", tmp_path / "outside"
    (folder / "ab" / ".x.1.tmp").mkdir(parents=True)
    outside.mkdir()
    for path in (folder / ".y.2.tmp", folder / "ab" / ".x.1.tmp" / ".z.3.tmp", folder / "kept.tmp", outside / ".k.tmp"):
        path.write_text("x")
    (folder / "link").symlink_to(outside)
    (folder / ".link.tmp").symlink_to(outside)
    assert len(sweep(folder)) == 4
    assert names(folder) == ["ab", "kept.tmp", "link"]
    assert names(folder / "ab") == []
    assert names(outside) == [".k.tmp"]


CHANGES: dict[str, Callable[[Path], object]] = {
    "grows": lambda path: os.truncate(path, min(path.stat().st_size + (2 << 20), 40 << 20)),
    "shrinks": lambda path: os.truncate(path, 5),
    "keeps its size": lambda path: path.write_bytes(b"y" * path.stat().st_size),
    "is replaced": lambda path: write_atomically(path, bytes(1 << 20)),
    "is removed": lambda path: path.unlink(missing_ok=True),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    (tmp_path / "source").write_bytes(bytes(1 << 20))
    os.utime(tmp_path / "source", ns=(1, 1))

    class Meddled(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            change(tmp_path / "source")
            return super().read(-1 if size is None else size)

    monkeypatch.setattr(durable, "_open_regular", lambda path, _: Meddled(path))
    with pytest.raises(SourceError, match=r"^jobs\.csv is still being written\. Wait"):
        copy_hashed(tmp_path / "source", tmp_path / "target", "jobs.csv", 1 << 30)
    assert (tmp_path / "target").stat().st_size < 4 << 20


def test_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="not a regular file"):
        copy_hashed(tmp_path / "pipe", tmp_path / "target", "pipe", 1)


@given(st.binary(max_size=5_000), st.integers(0, 5_000))
def test_copy_is_exact_up_to_the_limit(tmp_path_factory: pytest.TempPathFactory, content: bytes, most: int) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "source").write_bytes(content)
    if len(content) > most:
        with pytest.raises(SourceError, match="at most"):
            copy_hashed(folder / "source", folder / "target", "a.csv", most)
    else:
        copy_hashed(folder / "source", folder / "target", "a.csv", most)
        assert (folder / "target").read_bytes() == content


def test_fresh_times_prove_nothing(tmp_path: Path) -> None:
    state = write_and_stat(tmp_path / "a")
    assert not settled(state, state.st_ctime_ns + 10_000_000)
    assert settled(state, state.st_ctime_ns + 60_000_000)
    coarse = os.stat_result([*state[:9], 5], {"st_ctime_ns": 5_000_000_000})
    assert not settled(coarse, 6_000_000_000)
    assert settled(coarse, 8_000_000_000)


def write_and_stat(path: Path) -> os.stat_result:
    path.write_text("x")
    return path.stat()
