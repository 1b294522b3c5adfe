"""Fixtures that every folder of tests shares."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes depends on what else the machine does.
settings.register_profile("long", deadline=None)
settings.register_profile("short", deadline=None, max_examples=30)

ROOT = Path(__file__).resolve().parent.parent


# What takes long to make is made by one worker only, which then runs every file of tests that reads it.
TOGETHER = {
    "tests/examples/test_landing.py": "landing",
    "tests/examples/test_read_back.py": "landing",
    "tests/flows/test_causes.py": "causes",
    "tests/flows/test_census_figures.py": "example",
    "tests/flows/test_censusmapper_real.py": "real",
    "tests/flows/test_cli.py": "command",
    "tests/flows/test_disclosure.py": "example",
    "tests/flows/test_disclosure_memory.py": "stage",
    "tests/flows/test_drills.py": "stage",
    "tests/flows/test_explaining.py": "example",
    "tests/flows/test_figures.py": "example",
    "tests/flows/test_grounds.py": "grounds",
    "tests/flows/test_machine.py": "stage",
    "tests/flows/test_malformed_runs.py": "stage",
    "tests/flows/test_mission_published.py": "example",
    "tests/flows/test_nightly.py": "prefect",
    "tests/flows/test_planted.py": "stage",
    "tests/flows/test_provenance.py": "example",
    "tests/flows/test_readers.py": "stage",
    "tests/flows/test_readme.py": "example",
    "tests/flows/test_recounted_figures.py": "example",
    "tests/flows/test_releasing.py": "releasing",
    "tests/flows/test_revising.py": "revising",
    "tests/flows/test_runs.py": "example",
    "tests/indicators/tables/test_pages.py": "pages",
    "tests/indicators/tables/test_publish.py": "publish",
    "tests/indicators/tables/test_table_revisions.py": "table_revisions",
    "tests/indicators/test_peers.py": "peers",
    "tests/indicators/test_whole_catalogue.py": "catalogue",
    "tests/test_cases.py": "cases",
    "tests/test_house.py": "code",
    "tests/test_injection.py": "injection",
    "tests/test_layers.py": "code",
    "tests/warehouse/register/test_register_example.py": "register",
    "tests/warehouse/sources/test_programme.py": "programme",
}


def pytest_configure(config: pytest.Config) -> None:
    """Try properties with fewer examples where the long tests are left out (tests/trying.py)."""
    settings.load_profile("short" if config.option.markexpr == "not long" else "long")


class _Scheduler(LoadScopeScheduling):
    """Gives files that belong together to one worker, those of most tests first, and then every other test by itself.

    Marks of groups (`--dist loadgroup`) do not reach xdist 3.8 from pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Scheduler:  # noqa: ANN401 - of py.log
    """Share the tests out among the workers."""
    return _Scheduler(config, log)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files as received; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files (../shared/data) are not on this machine")
    return folder


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest's own
    """Print the figures that drills recorded, one line for each."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == "figures" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")
