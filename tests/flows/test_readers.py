"""Readers query in a loop while one edition after the other is published: none ever notices."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.conftest import run_once
from tests.flows.district import compute_two, make_district, people, work, write_facts, write_plainly
from tests.flows.killing import forking, start
from tests.flows.reading import Read, read_on


def publish(folder: Path, turn: int) -> None:
    write_facts(folder, "people", people(2100 + turn))
    write_facts(folder, "work", work(80 + turn))
    assert run_once(folder).kind == "published"


@pytest.mark.parametrize(("turns", "pause", "count"), [(2, 0.2, 2), pytest.param(200, 0.01, 4, marks=pytest.mark.long)])
@pytest.mark.timeout(3600)
def test_no_reader_fails_sees_a_mixture_or_goes_backwards(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    turns: int,
    pause: float,
    count: int,
    record_property: Callable[[str, object], None],
) -> None:
    compute_two(monkeypatch)
    write_plainly(monkeypatch)
    folder, stop = make_district(tmp_path / "district"), tmp_path / "stop"
    path = folder / "relance.toml"
    settings = path.read_text(encoding="utf-8").replace('["en", "fr"]', '["en"]')
    path.write_text(f"keep = 2\n{settings}", encoding="utf-8")
    publish(folder, 0)
    told = [tmp_path / f"reader-{number}" for number in range(count)]
    with forking() as context:
        readers = [
            start(context, read_on, str(folder), str(stop), str(path), number % 2 == 0, pause)
            for number, path in enumerate(told)
        ]
        for turn in range(1, turns + 1):
            publish(folder, turn)
        stop.touch()
        for reader in readers:
            reader.join()
    found = [Read(**json.loads(path.read_text(encoding="utf-8"))) for path in told]
    record_property("figures", _told(turns, found))
    assert [(one.failures, one.mixed, one.backwards) for one in found] == [(0, 0, 0)] * count, found
    assert all(one.editions > turns / 2 and one.last == turns + 1 for one in found), found


def _told(turns: int, found: list[Read]) -> str:
    reads, failures, mixed, backwards = (
        sum(getattr(one, name) for one in found) for name in ("reads", "failures", "mixed", "backwards")
    )
    return (
        f"{len(found)} readers, {reads:,} reads over {turns} publications: {failures} failures, {mixed} mixed reads, "
        f"{backwards} went backwards"
    )
