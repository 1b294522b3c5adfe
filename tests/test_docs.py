"""What the documents say holds: their code runs, their links lead somewhere, and nothing that exists is left out."""

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from pydantic import BaseModel

from flows.checking import check_workspace
from flows.cli import app
from flows.layouts import LAYOUTS
from flows.workspace import Settings, Workspace
from tests.flows.small import FACTS, write_small
from warehouse.register.checking import _SHAPES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")})


@dataclass(frozen=True)
class Block:
    """A fenced block: the file named last on the line before it, "" where there is none."""

    place: str
    language: str
    text: str


def blocks(page: str) -> list[Block]:
    found = re.finditer(r"(?:`([\w/.]+)`:)?\n\n```(\w+)\n(.*?)\n```(?=\n)", page, re.DOTALL)
    return [Block(place or "", language, text + "\n") for place, language, text in (match.groups() for match in found)]


# What exists is told


def options() -> Iterator[tuple[str, str]]:
    for command in app:
        if not command.startswith("-"):
            for argument in app[command].assemble_argument_collection():
                yield from ((command, name) for name in argument.names if name.startswith("--"))


def test_the_readme_names_every_command() -> None:
    commands = [command for command in app if not command.startswith("-")]
    assert "run" in commands
    assert [command for command in commands if f"`relance {command}" not in README] == []


def test_the_readme_names_every_option() -> None:
    named = set(re.findall(r"--[a-z-]+", README))
    assert ("run", "--direct") in list(options())
    assert [option for option in options() if option[1] not in named] == []


def keys(model: type[BaseModel]) -> Iterator[str]:
    """Yield each key of a section of `relance.toml` and of the sections in it."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys(kind)


def test_the_readme_names_every_key_of_the_settings() -> None:
    found = set(keys(Settings))
    assert {"study", "vintage", "cron", "peak", "months"} <= found
    named = set(re.findall(r"`([a-z_]+)`", README))
    assert sorted(found - named - {"en", "fr"}) == []


def test_the_readme_names_every_layout_and_every_key_of_a_registers_mapping() -> None:
    named = set(re.findall(r"`([a-z_]+)`", README))
    assert sorted({*LAYOUTS, *_SHAPES} - named) == []


# Links and addresses


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("#"):
                yield page, target.split("#")[0]


def test_links_lead_to_files_that_are_there() -> None:
    assert (ROOT / "README.md", "docs/images/headline.png") in list(links())
    broken = [f"{page.name}: {target}" for page, target in links() if not (page.parent / target).exists()]
    assert broken == []


def test_the_picture_is_light_enough_to_load() -> None:
    assert (ROOT / "docs" / "images" / "headline.png").stat().st_size < 250_000


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone, so git does not know its files")
    # The brackets keep this line from finding itself.
    wrong = r"py[p]i[.]org|python[h]osted|registry[.]npm|deb[.]debian|/wor[k]/|/far[m]/|/roo[t]/|/tmp/bash[_]jobs"
    grep = ["git", "-C", str(ROOT), "grep", "--untracked", "-nIE", wrong]
    found = subprocess.run(grep, capture_output=True, text=True, check=False)
    assert (found.stdout, found.returncode) == ("", 1)


# The workspace that the README shows


def written(page: str, name: str, folder: Path) -> None:
    """Write the block whose first line is a comment with the file's name."""
    (text,) = [block.text for block in blocks(page) if block.text.startswith(f"# {name}\n")]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_workspace_of_the_readme_is_in_order(tmp_path: Path) -> None:
    for name in ("relance.toml", "places/places.toml"):
        written(README, name, tmp_path)
    workspace = Workspace(tmp_path)
    for source in workspace.sources:
        path = tmp_path / source.origin.replace("*", "file")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    check_workspace(workspace)
    assert {source.layout for source in workspace.sources} == {"censusmapper", "programme"}


def test_the_sections_of_the_readme_are_read(tmp_path: Path) -> None:
    (judge,) = [block.text for block in blocks(README) if block.text.startswith("[judge]")]
    (cells,) = [block.text for block in blocks(README) if "[[sources.mapping.measures]]" in block.text]
    written(README, "relance.toml", tmp_path)
    whole = (tmp_path / "relance.toml").read_text(encoding="utf-8")
    table = (
        '[[sources]]\nid = "t"\nlayout = "statcan_table"\norigin = "o"\npublisher = "p"\ntitle = "t"\nlicence = "l"\n'
    )
    (tmp_path / "relance.toml").write_text(f"{whole}\n{judge}\n{table}\n{cells}", encoding="utf-8")
    mapping = Workspace(tmp_path).sources[-1].mapping
    assert mapping["measures"][0]["where"]["Age group"] == "15 years and over"


def test_a_layout_is_a_reader_that_has_a_contract_of_its_name() -> None:
    assert {"censusmapper", "crosswalk", "facts", "programme", "statcan_profile", "statcan_table"} <= set(LAYOUTS)
    for layout in LAYOUTS:
        reader = importlib.import_module(f"warehouse.sources.{layout}")
        assert callable(reader.stage), layout
        assert callable(reader.observe), layout
    readers = {path.stem for path in (ROOT / "warehouse" / "sources").glob("*.py")}
    helpers = {name for name in readers - set(LAYOUTS) if name != "__init__"}
    assert "stacked" in helpers
    assert [name for name in helpers if hasattr(importlib.import_module(f"warehouse.sources.{name}"), "stage")] == []


# The guide's two examples, added to a copy of the project and nothing else touched

COUPLES = "".join(
    f'{measure},here,facts,2023-05-01,2023-05-01,total,{value},normal,"Us, our own survey, 2023",,\n'
    for measure, value in {"living_in_couple": 300, "never_married": 600, "separated_divorced_widowed": 100}.items()
)
HOUSEHOLDS = "tract;day;households\n4620067.00;2023-07-01;1210\n4620068.00;2023-07-01;790\n4620069.02;2023-07-01;500\n"
COPIED = ("schemas", "warehouse", "indicators", "flows", "pyproject.toml")
COPIED_TESTS = ("conftest.py", "memory.py", "indicators", "cases", "together.py", "test_cases.py")


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """A copy of the project with the guide's code written where the guide says."""
    project = tmp_path / "project"
    for name in (*COPIED, *(f"tests/{name}" for name in COPIED_TESTS)):
        source, target = ROOT / name, project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
        else:
            shutil.copyfile(source, target)
    for block in blocks(GUIDE):
        if block.place:
            path = project / block.place
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(("\n\n" if path.stat().st_size else "") + block.text)
    return project


def called(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.long
def test_the_guides_indicator_and_source_work_where_they_are_put(extended: Path, tmp_path: Path) -> None:
    tests = called(
        extended,
        "pytest",
        "tests",
        "-p",
        "no:cacheprovider",
        "-m",
        "not long",
        "-k",
        "couple_share or every_indicator or city",
    )
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert "4 passed, " in tests.stdout
    (source,) = [block.text for block in blocks(GUIDE) if block.text.startswith("[[sources]]")]
    folder = write_small(
        tmp_path / "workspace",
        settings=source,
        files={"landing/households/2023.csv": HOUSEHOLDS, "landing/facts.csv": FACTS + COUPLES},
    )
    run = called(extended, "flows", "run", str(folder), "--direct", "--quiet")
    assert run.returncode == 0, run.stderr
    query = (
        "SELECT indicator_id, value FROM figures WHERE place_id = 'here' AND group_id = 'total' AND value IS NOT NULL "
        "AND indicator_id IN ('households', 'couple_share') ORDER BY indicator_id"
    )
    database = (folder / "published" / "current").resolve() / "relance.duckdb"
    with duckdb.connect(str(database), read_only=True) as con:
        assert con.execute(query).fetchall() == [("couple_share", 30), ("households", 2000)]


def test_the_guides_code_is_in_the_style_of_the_house(extended: Path) -> None:
    files = sorted({block.place for block in blocks(GUIDE) if block.place.endswith(".py")})
    assert len(files) == 4
    for check in (("check",), ("format", "--check")):
        found = called(extended, "ruff", *check, "--no-cache", *files)
        assert found.returncode == 0, found.stdout
