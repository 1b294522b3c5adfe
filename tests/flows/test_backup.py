"""Recovery from a lost machine, step by step as docs/recovery.md has it; and backups of a workspace in use."""

import re
import shlex
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows import cli
from flows.backups import backup, restore
from flows.checking import check_workspace
from flows.workspace import Workspace
from schemas.errors import LockedError
from tests.flows.conftest import run_once
from tests.flows.district import compute_two, copied, people, work, write_facts, write_plainly
from warehouse.backup import LEDGER
from warehouse.database import opened
from warehouse.editions import current
from warehouse.lock import writer

PAGE = Path(__file__).parent.parent.parent / "docs" / "recovery.md"


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    compute_two(monkeypatch)
    write_plainly(monkeypatch)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def commands() -> dict[int, list[str]]:
    """The commands of each numbered step of the page."""
    steps = re.split(r"^(\d)\. ", PAGE.read_text(encoding="utf-8").split("## Five steps")[1], flags=re.MULTILINE)[1:]
    blocks = {int(steps[at]): steps[at + 1] for at in range(0, len(steps), 2)}
    return {number: re.findall(r"^ {7}(\S.*)$", text, flags=re.MULTILINE) for number, text in blocks.items()}


def _command(line: str, names: dict[str, str]) -> str:
    """Do one command of the page, its capitals replaced by real names, and return what it says."""
    words = shlex.split(re.sub(r"\b[A-Z]{3,}\b", lambda word: names[word.group()], line))
    known: dict[str, Callable[[], object]] = {
        "backup": lambda: backup(Workspace(Path(words[2])), Path(words[3])),
        "restore": lambda: restore(Path(words[2]), Path(words[3])),
        "check": lambda: check_workspace(Workspace(Path(words[2]))),
        "status": lambda: cli.status(Path(words[2])),
        "run": lambda: run_once(Path(words[2])).message,
        "serve": lambda: "starts and stays: tests/flows/test_nightly.py",
    }
    if words[0] == "relance":
        return str(known[words[1]]())
    assert words[:3] == ["install", "-m", "600"]
    shutil.copyfile(words[3], words[4])
    Path(words[4]).chmod(0o600)
    return ""


def test_a_lost_machine_is_recovered_in_the_five_steps_of_the_page(folder: Path, tmp_path: Path) -> None:
    lost, readers_saw = current(folder / "published"), tree(folder / "published")
    backup(Workspace(folder), tmp_path / "backup")
    shutil.copyfile(folder / "warehouse" / "hash.key", tmp_path / "safe.key")
    shutil.rmtree(folder)
    names = {"BACKUP": "backup", "WORKSPACE": "again", "KEY": "safe.key", "NEXT": "next"}
    steps = commands()
    assert sorted(steps) == [1, 2, 3, 4, 5]
    said = {
        number: [_command(line, {key: str(tmp_path / name) for key, name in names.items()}) for line in steps[number]]
        for number in steps
    }
    assert said[4][-1] == f"nothing new: edition {lost} stands"
    again = tmp_path / "again"
    assert tree(again / "published") == readers_saw
    assert stat.S_IMODE((again / "warehouse" / "hash.key").stat().st_mode) == 0o600
    assert (tmp_path / "next" / "manifest.json").exists()
    assert run_once(again).message == f"nothing new: edition {lost} stands"


def test_the_recovered_workspace_goes_on_where_the_lost_one_would_have(folder: Path, tmp_path: Path) -> None:
    backup(Workspace(folder), tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    for one in (folder, tmp_path / "again"):
        write_facts(one, "people", people(last=2200))
        assert run_once(one).kind == "published"
    assert current(folder / "published") == current(tmp_path / "again" / "published")
    assert tree(folder / "published").keys() == tree(tmp_path / "again" / "published").keys()


def test_each_run_leaves_its_ledger_for_the_next_backup(folder: Path, tmp_path: Path) -> None:
    write_facts(folder, "work", work(unemployed=600))
    assert run_once(folder).kind == "held"
    backup(Workspace(folder), tmp_path / "backup")
    with duckdb.connect(str(tmp_path / "backup" / "files" / "warehouse" / "relance.duckdb"), read_only=True) as con:
        outcomes = con.execute("SELECT outcome FROM ledger.runs ORDER BY started, run_id").fetchall()
        assert sorted(outcomes) == [("held",), ("published",)]


def test_a_backup_neither_waits_for_a_run_nor_disturbs_it(folder: Path, tmp_path: Path) -> None:
    workspace = Workspace(folder)
    with writer(workspace.private), opened(workspace.database) as con:
        said = backup(workspace, tmp_path / "backup")
        assert con.execute("SELECT count(*) FROM ledger.runs").fetchall() == [(1,)]
    assert f"edition {current(folder / 'published')}, " in said


def test_a_workspace_from_before_backups_leaves_its_ledger_first(folder: Path, tmp_path: Path) -> None:
    (folder / "warehouse" / LEDGER).unlink()
    with writer(folder / "warehouse"), pytest.raises(LockedError):
        backup(Workspace(folder), tmp_path / "locked")
    backup(Workspace(folder), tmp_path / "backup")
    assert (tmp_path / "backup" / "files" / "warehouse" / "relance.duckdb").exists()


def test_what_is_said_tells_of_the_key(folder: Path, tmp_path: Path) -> None:
    assert "The hash key is not in it" in backup(Workspace(folder), tmp_path / "without")
    assert "The hash key is in it" in backup(Workspace(folder), tmp_path / "with", with_key=True)
    assert "The hash key was not in the backup" in restore(tmp_path / "without", tmp_path / "a")
    assert "hash key" not in restore(tmp_path / "with", tmp_path / "b")
    assert (tmp_path / "b" / "warehouse" / "hash.key").read_bytes() == b"k" * 32


def test_what_people_wrote_is_kept_where_it_is_in_the_workspace(folder: Path, tmp_path: Path) -> None:
    (folder / "fixes.toml").write_text("", encoding="utf-8")
    (folder / "deprived.csv").write_text("area_id\n", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    path = folder / "relance.toml"
    path.write_text('most_deprived = "deprived.csv"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    backup(Workspace(folder), tmp_path / "backup")
    kept = {name for name in tree(tmp_path / "backup" / "files") if "/" not in name or name.startswith("places")}
    assert kept == {"relance.toml", "fixes.toml", "deprived.csv", "places/places.toml"}
