"""The example, run once without Prefect; and a workspace over the real files."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from flows.initialising import initialise
from flows.ordering import run
from flows.progress import Reporter
from flows.running import Outcome
from flows.workspace import Workspace
from tests.flows.killing import finished, forking, run_until, run_whole

if TYPE_CHECKING:
    from tests.flows.stage import Stage

QUIET = Reporter(quiet=True)


def run_once(folder: Path) -> Outcome:
    """Run a workspace without Prefect, as `relance run --direct --quiet` does."""
    return run(Workspace(folder), QUIET, direct=True)


def figures(folder: Path, query: str = "SELECT * FROM figures") -> pl.DataFrame:
    """Query the edition that readers see."""
    with duckdb.connect(str((folder / "published" / "current" / "relance.duckdb").resolve()), read_only=True) as con:
        frame: pl.DataFrame = con.sql(query).pl()
        return frame


@contextmanager
def shared(factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """Give a folder that all workers share, and whether it is still to be made; meanwhile the others wait."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name, not (folder / "made").exists()
        (folder / "made").touch()


@pytest.fixture(scope="session")
def forker() -> Iterator[Any]:
    """By which processes are forked from one that has loaded everything (tests/flows/killing.py)."""
    with forking() as context:
        yield context


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, forker: Any) -> "Stage":  # noqa: ANN401 - of multiprocessing
    """A workspace with new input, run by forked processes, of three indicators; for reading only."""
    from tests.flows.stage import set_stage  # noqa: PLC0415 - which itself needs `run_once`

    base = tmp_path_factory.mktemp("stage")

    def watched(folder: Path) -> int:
        return finished(forker, run_until, str(folder), 0, str(base / "told"))

    return set_stage(base, lambda folder: finished(forker, run_whole, str(folder)), watched)


@pytest.fixture(scope="session")
def acts(stage: "Stage") -> list[str]:
    """The durable acts of the run that nothing disturbs, in order."""
    return (stage.folder.parent / "told").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def example_inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as `relance init` makes it; copy it before changing anything."""
    with shared(tmp_path_factory, "inputs") as (folder, is_to_be_made):
        if is_to_be_made:
            initialise(folder / "sud-ouest", "sud-ouest")
    return folder / "sud-ouest"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, example_inputs: Path) -> Path:
    """The example after its first run; for reading only."""
    with shared(tmp_path_factory, "example") as (folder, is_to_be_made):
        if is_to_be_made:
            shutil.copytree(example_inputs, folder / "sud-ouest")
            outcome = run_once(folder / "sud-ouest")
            assert outcome.kind == "published", outcome.message
    return folder / "sud-ouest"


@pytest.fixture
def example_copy(tmp_path: Path, example: Path) -> Path:
    """The example after its first run, to be changed."""
    folder = tmp_path / "sud-ouest"
    shutil.copytree(example, folder, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def montreal(tmp_path_factory: pytest.TempPathFactory, shared_data: Path, example_inputs: Path) -> Path:
    """The workspace over the files as received, with the example's register, after its first run; for long tests.

    The example publishes the same figures from compact files, which tests/examples holds against those as received.
    """
    folder, root = tmp_path_factory.mktemp("montreal"), Path(__file__).parents[2]
    settings = (root / "tests" / "workspaces" / "montreal" / "relance.toml").read_text(encoding="utf-8")
    settings = settings.replace("{data}", shared_data.as_posix())
    settings += (root / "examples" / "register.toml").read_text(encoding="utf-8")
    (folder / "relance.toml").write_text(settings, encoding="utf-8")
    for name in ("places", "landing/facts.csv", "landing/prices.csv", "landing/register"):
        source, target = example_inputs / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    return folder
