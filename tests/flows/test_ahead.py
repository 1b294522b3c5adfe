"""A first run's second process begins before anything else where there is enough to read for two, and only there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import indicators.beside
from flows.ahead import MUCH, begin_ahead


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    asked: list[Sequence[str]] = []
    monkeypatch.setattr(indicators.beside, "prepare", asked.append)
    return asked


@pytest.mark.parametrize(("size", "times"), [(0, 0), (MUCH, 1)])
def test_it_begins_ahead_for_much_alone(tmp_path: Path, begun: list[Sequence[str]], size: int, times: int) -> None:
    (tmp_path / "landing" / "register").mkdir(parents=True)
    (tmp_path / "landing" / "register" / "persons.csv").write_text(" " * size)
    begin_ahead(tmp_path)
    assert len(begun) == times


def test_it_does_not_begin_ahead_of_a_plan_that_may_find_nothing_to_do(
    tmp_path: Path, begun: list[Sequence[str]]
) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "facts.csv").write_text(" " * MUCH)
    (tmp_path / "published").mkdir()
    begin_ahead(tmp_path)
    assert begun == []


@pytest.mark.parametrize("landing", [None, "a file", "away"])
def test_what_is_wrong_with_the_files_is_left_to_whoever_receives_them(
    tmp_path: Path, begun: list[Sequence[str]], landing: str | None
) -> None:
    if landing == "a file":
        (tmp_path / "landing").write_text("no folder")
    if landing == "away":
        (tmp_path / "landing").mkdir()
        (tmp_path / "landing" / "link.csv").symlink_to(tmp_path / "nowhere")
    begin_ahead(tmp_path)
    assert begun == []
