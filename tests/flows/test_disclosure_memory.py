"""What an edition let out is known for ever: noted before readers see it, kept in backups, whatever becomes of it."""

import shutil
from pathlib import Path

import duckdb
import pytest

import flows.publishing
from flows.backups import backup, restore
from flows.workspace import Workspace
from tests.flows.conftest import run_once
from tests.flows.district import write_plainly
from tests.flows.parish import compute_three, write_turn
from tests.flows.stage import Stage


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def noted(folder: Path) -> int:
    """The last edition of which it is noted what it tells of persons."""
    query = "SELECT max(edition) FROM ledger.disclosed WHERE published AND unit_kind = 'person'"
    ((number,),) = ask(folder, query)
    assert isinstance(number, int)
    return number


def test_what_an_edition_discloses_is_noted_before_readers_see_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute_three(monkeypatch)
    write_plainly(monkeypatch)
    folder = shutil.copytree(stage.folder, tmp_path / "here", symlinks=True)
    before = noted(folder)
    with monkeypatch.context() as patch:
        patch.setattr(flows.publishing, "publish", killed)
        assert run_once(folder).kind == "failed"
    assert noted(folder) == before + 1
    write_turn(folder, 6)
    assert run_once(folder).kind == "published"
    assert noted(folder) == before + 2


def killed(*_: object) -> None:
    raise SystemError


def test_a_backup_keeps_what_has_been_disclosed(stage: Stage, tmp_path: Path) -> None:
    before = ask(stage.folder, "FROM ledger.disclosed ORDER BY ALL")
    backup(Workspace(stage.folder), tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "again")
    assert len(before) > 40
    assert ask(tmp_path / "again", "FROM ledger.disclosed ORDER BY ALL") == before
