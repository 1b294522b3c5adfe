"""`relance new`: what it writes passes the linter, and a source's skeleton its own test, as it stands."""

import shutil
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

import schemas
from flows.scaffolding import new
from schemas.errors import ConfigurationError
from schemas.vocabulary import Domain
from warehouse import sources

ROOT = Path(__file__).parents[2]
_FORMAT = ["format", "--check"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "indicators" / "catalogue", tmp_path / "indicators" / "catalogue")
    for package in ("schemas", "warehouse", "warehouse/sources", "indicators"):
        (tmp_path / package).mkdir(exist_ok=True)
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n', encoding="utf-8")
    return tmp_path


def lint(folder: Path) -> str:
    """Return what ruff finds under the project's own rules in what was written into `folder`."""
    own = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", "."]
    ruff = [sys.executable, "-m", "ruff"]
    found = [run([*ruff, *do, *own], cwd=folder, capture_output=True, check=False) for do in (["check"], _FORMAT)]
    return "".join(each.stdout.decode() for each in found if each.returncode)


def test_a_new_indicator_passes_the_linter_in_every_domain(checkout: Path) -> None:
    for domain in Domain:
        new("indicator", f"my_{domain}", checkout, domain)
    assert lint(checkout) == ""


def test_a_new_indicator_is_refused_until_it_is_filled_in(checkout: Path) -> None:
    from indicators.catalogue_rules import problems  # noqa: PLC0415 - only here

    new("indicator", "my_share", checkout, "work")
    names: dict[str, Any] = {}
    exec((checkout / "indicators" / "catalogue" / "work.py").read_text(encoding="utf-8"), names)
    found = [text for text in problems([names["my_share"]], {}) if "my_share" in text]
    assert sum("is missing" in text for text in found) == 4
    assert any("a source and at least one sentence" in text for text in found)
    assert (checkout / "tests" / "cases" / "work" / "my_share.toml").is_file()
    with pytest.raises(ConfigurationError, match="my_share"):
        new("indicator", "my_share", checkout, "work")


def test_a_new_source_reads_its_sample_and_never_overwrites(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *written, left = new("source", "my_source", checkout).splitlines()
    assert "README.md" in left
    assert lint(checkout) == ""
    for package, folder in ((schemas, "schemas"), (sources, "warehouse/sources")):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(checkout / folder)])
    names: dict[str, Any] = {"__file__": str(checkout / written[-1])}
    exec((checkout / written[-1]).read_text(encoding="utf-8"), names)
    names["test_values_become_observations"](checkout)
    with pytest.raises(ConfigurationError, match="stands already"):
        new("source", "my_source", checkout)


def test_a_name_that_is_no_identifier_is_refused(checkout: Path) -> None:
    with pytest.raises(ConfigurationError, match="small letters"):
        new("source", "../up", checkout)
    with pytest.raises(ConfigurationError, match="--domain"):
        new("indicator", "my_share", checkout, "wrk")
