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
from tests.flows.registered import compute_register_only, grown, made_up, publish_registered, write_register

EDITIONS = (
    "SELECT unit_kind, period_start, max(edition) FROM ledger.disclosed WHERE published GROUP BY ALL ORDER BY ALL"
)


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    first = publish_registered(tmp_path_factory.getbasetemp())
    compute_register_only(monkeypatch)
    write_plainly(monkeypatch)
    return shutil.copytree(first, tmp_path / "here", symlinks=True)


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def test_what_an_edition_discloses_is_noted_before_readers_see_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {number for _, _, number in ask(folder, EDITIONS)} == {0}
    write_register(folder, grown(made_up(), 2))
    monkeypatch.setattr(flows.publishing, "publish", killed)
    assert run_once(folder).kind == "failed"
    assert ("person", 1) in {(kind, number) for kind, _, number in ask(folder, EDITIONS)}
    monkeypatch.undo()
    compute_register_only(monkeypatch)
    write_plainly(monkeypatch)
    write_register(folder, grown(made_up(), 7))
    assert run_once(folder).kind == "published"
    assert ("person", 2) in {(kind, number) for kind, _, number in ask(folder, EDITIONS)}


def killed(*_: object) -> None:
    raise SystemError


def test_a_backup_keeps_what_has_been_disclosed(folder: Path, tmp_path: Path) -> None:
    before = ask(folder, "FROM ledger.disclosed ORDER BY ALL")
    backup(Workspace(folder), tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "again")
    assert len(before) > 100
    assert ask(tmp_path / "again", "FROM ledger.disclosed ORDER BY ALL") == before
