"""Backup and restore: whole or refused, verified to the byte, consistent while a run goes on, and private."""

import hashlib
import json
import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import warehouse.backup as module
from schemas.errors import ConfigurationError, RelanceError
from warehouse import restoring
from warehouse.backup import DATABASE, LEDGER, Layout, Manifest, back_up, leave_ledger, seal
from warehouse.database import opened
from warehouse.durable import switch_pointer
from warehouse.ledger import Done, begin_run, create_ledger, record_step
from warehouse.restoring import read_manifest, restore

MOMENT = datetime.fromisoformat("2024-03-01")
RECEIVED = b"area,value\n1,2\n"
SHA256 = hashlib.sha256(RECEIVED).hexdigest()


def layout_of(folder: Path) -> Layout:
    own = (Path("relance.toml"), Path("places"))
    return Layout(folder, folder / "warehouse", folder / "published", own)


def edition(folder: Path, name: str, text: str) -> None:
    (folder / "published" / name / "tables").mkdir(parents=True)
    (folder / "published" / name / "tables" / "a.csv").write_text(text, encoding="utf-8")
    os.utime(folder / "published" / name, ns=(10**18, 10**18 + int(name[-1])))
    switch_pointer(folder / "published" / "current", folder / "published" / name)


def know(con: duckdb.DuckDBPyConnection, name: str) -> None:
    row = "INSERT INTO ledger.editions (edition, run_id, published, figures) VALUES (?, 'r', ?, 1)"
    con.execute(row, [name, MOMENT.replace(day=int(name[-1]))]).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace after two editions, with one snapshot, its ledger's copy, and things that no backup should hold."""
    folder = tmp_path / "district"
    store = folder / "warehouse" / "snapshots" / SHA256[:2]
    for made in (
        store,
        folder / "places",
        folder / "warehouse" / "work",
        folder / "landing",
        folder / "warehouse" / "archive",
    ):
        made.mkdir(parents=True)
    (folder / "relance.toml").write_text("study = 1", encoding="utf-8")
    (folder / "places" / "places.toml").write_text("[[place]]", encoding="utf-8")
    (store / f"{SHA256}.csv").write_bytes(RECEIVED)
    (store / f"{SHA256}.lock.json").write_text("{}", encoding="utf-8")
    (store / ".incoming.x.tmp").write_bytes(b"half a file")
    (folder / "warehouse" / "snapshots" / "remembered.json").write_text("{}", encoding="utf-8")
    (folder / "warehouse" / "archive" / "ed0.parquet").write_bytes(b"PAR1")
    (folder / "warehouse" / "work" / "copy.csv").write_bytes(RECEIVED)
    (folder / "warehouse" / "hash.key").write_bytes(b"k" * 32)
    (folder / "landing" / "a.csv").write_bytes(RECEIVED)
    edition(folder, "ed1", "one")
    edition(folder, "ed2", "two")
    with opened(folder / "warehouse" / DATABASE) as con:
        create_ledger(con)
        begin_run(con, "r", MOMENT)
        record_step(con, Done("stage", "a", {"code": "1"}), "r", MOMENT, 1.0, 1)
        know(con, "ed1")
        know(con, "ed2")
        for origin in ("landing/a.csv", "/elsewhere/a.csv", "../a.csv", "https://example.org/a.csv"):
            snapshot = SHA256 if origin == "landing/a.csv" else hashlib.sha256(origin.encode()).hexdigest()
            row = ["s", snapshot, "a.csv", origin, 15, MOMENT]
            con.execute("INSERT INTO ledger.snapshots VALUES (?, ?, ?, ?, ?, ?)", row).fetchall()
        leave_ledger(con, folder / "warehouse")
    return folder


def backed(folder: Path, *, with_key: bool = False) -> tuple[Path, Manifest]:
    target = folder.parent / "backup"
    return target, back_up(layout_of(folder), target, with_key=with_key)


def paths(manifest: Manifest) -> set[str]:
    return {file.path for file in manifest.files}


KEPT = {
    "relance.toml",
    "places/places.toml",
    f"warehouse/snapshots/{SHA256[:2]}/{SHA256}.csv",
    f"warehouse/snapshots/{SHA256[:2]}/{SHA256}.lock.json",
    "warehouse/archive/ed0.parquet",
    "warehouse/relance.duckdb",
    "published/ed1/tables/a.csv",
    "published/ed2/tables/a.csv",
}


def test_a_backup_holds_what_cannot_be_made_again_and_nothing_else(folder: Path) -> None:
    target, manifest = backed(folder)
    assert paths(manifest) == KEPT
    assert (manifest.edition, [name for name, _ in manifest.editions]) == ("ed2", ["ed1", "ed2"])
    there = {path.relative_to(target / "files").as_posix() for path in (target / "files").rglob("*") if path.is_file()}
    assert there == KEPT
    assert read_manifest(target) == manifest


def test_the_key_is_there_only_when_asked_for(folder: Path) -> None:
    target, manifest = backed(folder, with_key=True)
    assert paths(manifest) - KEPT == {"warehouse/hash.key"}
    assert read_manifest(target).with_key


def test_a_backup_is_for_its_owner_alone(folder: Path) -> None:
    target, _ = backed(folder)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (target, *target.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_a_backup_is_taken_while_a_run_holds_the_database(folder: Path) -> None:
    """A run in the middle of publication: the database is open, an edition is shown that the ledger does not know."""
    with opened(folder / "warehouse" / DATABASE) as con:
        begin_run(con, "r2", MOMENT)
        edition(folder, "ed3", "three")
        (folder / "published" / ".building-ed4").mkdir()
        target, manifest = backed(folder)
    assert paths(manifest) == KEPT
    assert manifest.edition == "ed2"
    with duckdb.connect(str(target / "files" / "warehouse" / DATABASE), read_only=True) as con:
        assert con.execute("SELECT run_id FROM ledger.runs").fetchall() == [("r",)]


def test_an_edition_that_was_announced_and_never_recorded_is_left_out(folder: Path) -> None:
    edition(folder, "ed3", "three")
    with opened(folder / "warehouse" / DATABASE) as con:
        con.execute("INSERT INTO ledger.editions (edition, run_id) VALUES ('ed3', 'r')").fetchall()
        leave_ledger(con, folder / "warehouse")
    manifest = backed(folder)[1]
    assert (paths(manifest), manifest.edition) == (KEPT, "ed2")


def test_an_edition_that_was_rolled_back_to_stays_current(folder: Path) -> None:
    switch_pointer(folder / "published" / "current", folder / "published" / "ed1")
    assert backed(folder)[1].edition == "ed1"


def test_an_edition_that_a_run_removes_meanwhile_is_left_out_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = module.copy_hashed

    def removing(source: Path, target: Path, label: str, most: int) -> tuple[str, os.stat_result]:
        if "ed1" in source.parts:
            source.unlink()
            source.parent.rmdir()
            source.parent.parent.rmdir()
        return copy(source, target, label, most)

    monkeypatch.setattr(module, "copy_hashed", removing)
    target, manifest = backed(folder)
    assert paths(manifest) == {path for path in KEPT if "ed1" not in path}
    assert [name for name, _ in manifest.editions] == ["ed2"]
    assert not (target / "files" / "published" / "ed1").exists()


def test_a_file_replaced_once_meanwhile_is_copied_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, left = module.copy_hashed, [2]

    def unsteady(source: Path, target: Path, label: str, most: int) -> tuple[str, os.stat_result]:
        if source.name.endswith(".lock.json") and left[0]:
            left[0] -= 1
            raise module.SourceError("still being written")
        return copy(source, target, label, most)

    monkeypatch.setattr(module, "copy_hashed", unsteady)
    assert paths(backed(folder)[1]) == KEPT


def test_a_damaged_snapshot_is_found_when_it_is_backed_up(folder: Path) -> None:
    (folder / "warehouse" / "snapshots" / SHA256[:2] / f"{SHA256}.csv").write_bytes(RECEIVED[:-1] + b"!")
    with pytest.raises(RelanceError, match="is damaged: its bytes are not what was received"):
        backed(folder)
    with pytest.raises(RelanceError, match="is no whole backup"):
        read_manifest(folder.parent / "backup")


def test_a_disk_that_does_not_keep_what_is_written_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_whole", lambda _, file: file.path != "relance.toml")
    with pytest.raises(RelanceError, match=r"did not keep what was written to it: relance.toml"):
        backed(folder)


def test_a_backup_goes_into_a_new_folder_outside_the_workspace(folder: Path) -> None:
    backed(folder)
    with pytest.raises(ConfigurationError, match="is not empty"):
        backed(folder)
    with pytest.raises(ConfigurationError, match="lies in the workspace"):
        back_up(layout_of(folder), folder / "warehouse" / "backup", with_key=False)
    with pytest.raises(ConfigurationError, match="is not empty"):
        back_up(layout_of(folder), folder / "relance.toml", with_key=False)


def test_a_link_among_what_people_wrote_is_an_error(folder: Path) -> None:
    (folder / "places" / "more.csv").symlink_to(folder / "relance.toml")
    with pytest.raises(ConfigurationError, match=r"more.csv is a link"):
        backed(folder)


def test_a_workspace_that_never_ran_is_backed_up_too(folder: Path) -> None:
    for name in (DATABASE, LEDGER):
        (folder / "warehouse" / name).unlink()
    manifest = backed(folder)[1]
    assert manifest.edition == ""
    assert paths(manifest) == {path for path in KEPT if "published" not in path and not path.endswith("duckdb")}


def test_the_ledgers_copy_is_a_database_without_finished_steps(folder: Path) -> None:
    path = folder / "warehouse" / LEDGER
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob("*.wal"))
    with opened(path) as con:
        assert con.execute("SELECT step FROM ledger.steps").fetchall() == []
        assert con.execute("SELECT count(*) FROM ledger.editions").fetchall() == [(2,)]
        create_ledger(con)
        record_step(con, Done("stage", "a", {}), "r", MOMENT, 1.0, 1)
        with pytest.raises(duckdb.ConstraintException):  # the keys are there
            record_step(con, Done("stage", "a", {}), "r", MOMENT, 1.0, 1)
        assert con.execute("SELECT step FROM ledger.steps").fetchall() == [("stage",)]


def test_a_copy_of_the_ledger_that_fails_leaves_the_last_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / "warehouse" / LEDGER).read_bytes()
    with opened(folder / "warehouse" / DATABASE) as con:
        monkeypatch.setattr(module, "_ledger_tables", lambda _: [("gone", "CREATE TABLE ledger.gone (x INT)")])
        with pytest.raises(duckdb.Error):
            leave_ledger(con, folder / "warehouse")
        monkeypatch.undo()
        assert (folder / "warehouse" / LEDGER).read_bytes() == before
        assert not list((folder / "warehouse").glob(".*.tmp*"))
        leave_ledger(con, folder / "warehouse")


def back(target: Path, goal: Path) -> tuple[Manifest, list[str]]:
    return restore(target, goal, private="warehouse", published="published")


def test_what_is_restored_is_what_was_kept(folder: Path) -> None:
    target, manifest = backed(folder)
    goal = folder.parent / "again"
    assert back(target, goal) == (manifest, ["../a.csv", "/elsewhere/a.csv"])
    for path in KEPT - {"warehouse/relance.duckdb"}:
        assert (goal / path).read_bytes() == (folder / path).read_bytes(), path
    assert (goal / "landing" / "a.csv").read_bytes() == RECEIVED
    assert (goal / "published" / "current").readlink() == Path("ed2")
    times = [(goal / "published" / name).stat().st_mtime_ns for name in ("ed1", "ed2")]
    assert times == [10**18 + 1, 10**18 + 2]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["again", "backup", "district"]


def test_what_is_restored_is_private_but_for_the_editions(folder: Path) -> None:
    goal = folder.parent / "again"
    back(backed(folder, with_key=True)[0], goal)
    for path in [goal, *goal.rglob("*")]:
        public = path == goal or path.relative_to(goal).parts[0] == "published"
        wanted = (0o755 if public else 0o700) if path.is_dir() else (0o444 if public else 0o600)
        assert path.is_symlink() or stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_an_empty_folder_may_be_restored_into_and_no_other(folder: Path) -> None:
    target, _ = backed(folder)
    goal = folder.parent / "again"
    goal.mkdir()
    back(target, goal)
    before = sorted(goal.rglob("*"))
    with pytest.raises(ConfigurationError, match="is not empty"):
        back(target, goal)
    assert sorted(goal.rglob("*")) == before


def _flip(target: Path) -> None:
    path = target / "files" / "published" / "ed1" / "tables" / "a.csv"
    path.write_bytes(b"onE")


def _lose(target: Path) -> None:
    (target / "files" / "relance.toml").unlink()


def _link(target: Path) -> None:
    path = target / "files" / "relance.toml"
    path.rename(target / "elsewhere")
    path.symlink_to(target / "elsewhere")


def _interrupt(target: Path) -> None:
    (target / "manifest.json").unlink()


def _shorten(target: Path) -> None:
    path = target / "manifest.json"
    path.write_bytes(path.read_bytes()[:-20])


def _edit(change: Callable[[dict[str, object]], object], *, sealed: bool) -> Callable[[Path], None]:
    def spoil(target: Path) -> None:
        path = target / "manifest.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        told = content.pop("seal")
        change(content)
        content["seal"] = seal(content) if sealed else told
        path.write_text(json.dumps(content), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_flip, "is damaged: published/ed1/tables/a.csv. Nothing was restored"),
        (_lose, "is damaged: relance.toml"),
        (_link, "is damaged: relance.toml"),
        (_interrupt, "is no whole backup"),
        (_shorten, "is damaged or of another version"),
        (_edit(lambda content: content["files"].pop(), sealed=False), "is damaged or of another version"),  # type: ignore[attr-defined]
        (_edit(lambda content: content.update(format=2), sealed=True), "is damaged or of another version"),
        (_edit(lambda content: content["files"][0].update(path="../x"), sealed=True), "is damaged or of another"),  # type: ignore[index]
        (_edit(lambda content: content["files"][0].update(path="/x"), sealed=True), "is damaged or of another"),  # type: ignore[index]
        (_edit(lambda content: content.update(edition="../x"), sealed=True), "is damaged or of another version"),
    ],
)
def test_a_damaged_backup_puts_nothing_in_place(folder: Path, spoil: Callable[[Path], None], told: str) -> None:
    target, _ = backed(folder)
    spoil(target)
    with pytest.raises(RelanceError) as caught:
        back(target, folder.parent / "again")
    assert told in str(caught.value)
    assert not (folder.parent / "again").exists()
    assert not list(folder.parent.glob(".again*"))


def test_a_backup_that_decays_while_it_is_restored_puts_nothing_in_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, _ = backed(folder)
    copy = restoring.copy_hashed
    monkeypatch.setattr(restoring, "copy_hashed", lambda *of: ("0" * 64, copy(*of)[1]))
    with pytest.raises(RelanceError, match="changed while it was restored"):
        back(target, folder.parent / "again")
    assert sorted(path.name for path in folder.parent.iterdir()) == ["backup", "district"]


def test_a_snapshot_that_is_gone_leaves_its_origin_told(folder: Path) -> None:
    target, _ = backed(folder)
    (target / "files" / "warehouse" / "snapshots" / SHA256[:2] / f"{SHA256}.csv").unlink()
    _edit(
        lambda content: content.update(files=[f for f in content["files"] if not f["path"].endswith(f"{SHA256}.csv")]),
        sealed=True,
    )(target)  # type: ignore[attr-defined]
    assert "landing/a.csv" in back(target, folder.parent / "again")[1]
