"""The shape of the code: short functions and files, every public function documented and annotated."""

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("schemas", "warehouse", "indicators", "flows", "examples")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions() -> Iterator[tuple[str, Function]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(parsed(path)):
                if isinstance(node, Function):
                    yield f"{path.relative_to(ROOT)}:{node.name}", node


def body_lines(node: Function) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_functions_are_short() -> None:
    lengths = sorted(body_lines(node) for _, node in functions())
    assert statistics.median(lengths) <= 6
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 25
    assert {name: body_lines(node) for name, node in functions() if body_lines(node) > 50} == {}


def test_files_are_short() -> None:
    long = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 250 and "catalogue" not in path.parts and path.parent.name != "measures":  # these are data
                long[path.relative_to(ROOT).as_posix()] = lines
    assert long == {}


def public(tree: ast.Module) -> Iterator[Function]:
    """Yield functions of the module and methods of its public classes; what stands inside a function is its own."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (method for method in node.body if isinstance(method, Function))


def test_every_public_function_says_what_it_returns() -> None:
    undocumented = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in public(parsed(path))
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert undocumented == []
