"""The second process begins before anything is received where there is enough to read for two, and only there."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

import indicators.beside
from flows import sharing
from flows.workspace import Workspace
from tests.flows.small import FACTS, write_small


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    asked: list[Sequence[str]] = []
    monkeypatch.setattr(indicators.beside, "prepare", asked.append)
    return asked


@pytest.mark.parametrize(("size", "times"), [(0, 0), (sharing._MUCH, 1)])
def test_it_begins_ahead_for_much_alone(tmp_path: Path, begun: list[Sequence[str]], size: int, times: int) -> None:
    folder = write_small(tmp_path, files={"landing/facts.csv": FACTS + "\n" * size})
    sharing.begin_ahead(Workspace(folder))
    assert len(begun) == times


def test_what_is_wrong_with_the_files_is_left_to_whoever_receives_them(
    tmp_path: Path, begun: list[Sequence[str]]
) -> None:
    folder = write_small(tmp_path)
    workspace = Workspace(folder)
    shutil.rmtree(folder / "landing")
    sharing.begin_ahead(workspace)
    assert begun == []
