"""How databases are opened: for their owner alone, and locked for whoever only reads."""

import stat
from pathlib import Path

import duckdb
import pytest

from schemas.errors import SourceError
from warehouse.database import opened, reading
from warehouse.text import File, read_text

ATTEMPTS = (
    "CREATE TABLE t (i INT)",
    "SELECT * FROM read_csv('{}')",
    "SELECT content FROM read_text('{}')",
    "COPY (SELECT 1) TO '{}'",
    "ATTACH '{}' AS other",
    "SET enable_external_access = true",
    "SET memory_limit = '1GB'",
    "INSTALL httpfs",
)


def test_a_database_and_its_folder_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    folder.mkdir(mode=0o755)
    with opened(folder / "relance.duckdb"):
        pass
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "relance.duckdb")]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_whoever_only_reads_can_reach_and_change_nothing_else(tmp_path: Path, attempt: str) -> None:
    path, secret = tmp_path / "relance.duckdb", tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    with opened(path):
        pass
    with reading(path) as con:
        assert con.execute("SELECT count(*) FROM lines").fetchall() == [(0,)]
        with pytest.raises(duckdb.Error):
            con.execute(attempt.format(secret)).fetchall()


def test_a_file_of_too_many_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.text.MAX_LINES", 3)
    path = tmp_path / "long.csv"
    path.write_bytes(b"a\n" * 3)
    assert read_text(File(path, "long.csv", None, "utf-8")) == "a\na\na"
    path.write_bytes(b"a\n" * 4)
    with pytest.raises(SourceError, match="has more than 3 lines"):
        read_text(File(path, "long.csv", None, "utf-8"))
