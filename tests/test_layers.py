"""The folders import one way (schemas <- warehouse, indicators <- flows), Prefect and Pandera in one module each."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "schemas": {"schemas"},
    "warehouse": {"schemas", "warehouse"},
    "indicators": {"schemas", "indicators"},
    "flows": {"schemas", "warehouse", "indicators", "flows", "examples"},
    "examples": {"examples"},
}
MODULES = [path for folder in ALLOWED for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_from_its_own_layer_and_below(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported(path)} & ALLOWED.keys()
    assert ours <= ALLOWED[folder]


@pytest.mark.parametrize(("library", "module"), [("prefect", "flows/nightly.py"), ("pandera", "schemas/validation.py")])
def test_one_module_alone_imports_it(library: str, module: str) -> None:
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert importing == {module}


def test_nothing_of_ours_imports_pandas_or_ibis() -> None:
    for path in MODULES:
        assert not {name.split(".")[0] for name in imported(path)} & {"pandas", "ibis", "geopandas"}, path
