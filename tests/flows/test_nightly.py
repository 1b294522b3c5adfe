"""The nightly flow under Prefect: the same edition, a report, nothing of a person in Prefect's hands."""

# ruff: noqa: PLC0415 - Prefect must find its environment before it is imported

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.environment import prepare
from flows.progress import Reporter
from flows.workspace import Workspace
from indicators.catalogue import catalogue
from tests.flows.canaries import plant_amounts, planted_amounts, traces
from tests.flows.district import compute_only, compute_two, copied
from tests.flows.planting import district_with_register, found, kept, plant
from warehouse.editions import current


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One temporary Prefect server for all tests of flows; it takes ten seconds to start."""
    private = tmp_path_factory.mktemp("prefect")
    before = dict(os.environ)
    prepare(private)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=120):
            yield private
    os.environ.clear()
    os.environ.update(before)


# What rests on persons, and all that rests on the jobs whose numbers are planted.
PLANTED = {"population", "participants_served"} | {
    one.id for one in catalogue() if any(measure.id.startswith("fte_") for measure in one.measures)
}


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(600)  # a whole run after the start of a server
def test_what_the_flow_publishes_and_keeps_holds_no_planted_person_and_no_hidden_amount(
    tmp_path: Path, prefect_home: Path, example_inputs: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    from flows.nightly import run_flow
    from flows.status import last_outcome

    if whole:
        folder = shutil.copytree(example_inputs, tmp_path / "sud-ouest")
    else:
        compute_only(monkeypatch, PLANTED)
        folder = district_with_register(tmp_path / "planted", example_inputs)
    plant_amounts(folder / "landing" / "register")
    planted = plant(folder / "landing" / "register")

    run_flow(Workspace(folder), Reporter(quiet=True))
    told = last_outcome(Workspace(folder))
    assert told is not None
    assert told[1].kind == "published", told[1].message

    paths = [*kept(folder), *(path for path in prefect_home.rglob("*") if path.is_file())]
    assert found(iter(paths), planted) == []
    assert len(paths) > (50 if whole else 35)
    hidden, shown = planted_amounts(folder / "warehouse" / "relance.duckdb")
    assert len(hidden) > 100
    readable = [path for path in paths if "warehouse" not in path.parts or "logs" in path.parts]
    assert traces(readable, hidden) == []
    assert len(traces(readable, shown[:1])) > 5


@pytest.mark.filterwarnings("ignore")
def test_a_failing_step_is_told_in_one_sentence_and_the_edition_stands(
    prefect_home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.nightly import run_flow
    from flows.status import last_outcome

    compute_two(monkeypatch)
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    before = current(folder / "published")
    (folder / "landing" / "people.csv").write_bytes(b"")
    run_flow(Workspace(folder), Reporter(quiet=True))
    told = last_outcome(Workspace(folder))
    assert told is not None
    assert (told[1].kind, told[1].exit_status) == ("failed", 1)
    assert "people.csv" in told[1].message
    assert current(folder / "published") == before
