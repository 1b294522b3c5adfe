"""What an edition let out is known for ever: noted before readers see it, kept in backups, whatever becomes of it."""

from pathlib import Path

import duckdb
import pytest

import flows.publishing
from flows.backups import backup, restore
from flows.workspace import Workspace
from tests.flows.conftest import run_once
from tests.flows.district import write_plainly
from tests.flows.parish import compute_three, make_parish, write_turn
from tests.flows.registered import publish_registered

EDITIONS = (
    "SELECT unit_kind, period_start, max(edition) FROM ledger.disclosed WHERE published GROUP BY ALL ORDER BY ALL"
)


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def test_what_an_edition_discloses_is_noted_before_readers_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute_three(monkeypatch)
    write_plainly(monkeypatch)
    folder = make_parish(tmp_path / "here")
    assert run_once(folder).kind == "published"
    assert {number for _, _, number in ask(folder, EDITIONS)} == {0}
    write_turn(folder, 1)
    with monkeypatch.context() as patch:
        patch.setattr(flows.publishing, "publish", killed)
        assert run_once(folder).kind == "failed"
    assert ("person", 1) in {(kind, number) for kind, _, number in ask(folder, EDITIONS)}
    write_turn(folder, 6)
    assert run_once(folder).kind == "published"
    assert ("person", 2) in {(kind, number) for kind, _, number in ask(folder, EDITIONS)}


def killed(*_: object) -> None:
    raise SystemError


def test_a_backup_keeps_what_has_been_disclosed(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = publish_registered(tmp_path_factory.getbasetemp())
    before = ask(folder, "FROM ledger.disclosed ORDER BY ALL")
    backup(Workspace(folder), tmp_path / "kept")
    restore(tmp_path / "kept", tmp_path / "again")
    assert len(before) > 100
    assert ask(tmp_path / "again", "FROM ledger.disclosed ORDER BY ALL") == before
