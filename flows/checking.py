"""`relance check`: workspace, catalogue, places, mappings and corrections, without reading any data."""

import csv
import difflib
import importlib
from collections.abc import Iterable, Iterator

from flows.policies import policy_of
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from schemas.fixes import FILE as FIXES
from warehouse.place_files import Kind, load_places
from warehouse.source import Source


def check(workspace: Workspace) -> None:
    """Raise one ConfigurationError that holds all that is wrong with a workspace and the catalogue, a line each."""
    _refuse([*_workspace_problems(workspace), *_catalogue_problems(workspace)])


def check_workspace(workspace: Workspace) -> None:
    """Check what a user may have got wrong, as `check` does; the catalogue, which is ours, is left out."""
    _refuse(_workspace_problems(workspace))


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ConfigurationError("\n".join(problems))


def _workspace_problems(workspace: Workspace) -> list[str]:
    return [
        *_place_problems(workspace),
        *_deprived_problems(workspace),
        *_policy_problems(workspace),
        *_source_problems(workspace),
        *_fix_problems(workspace),
    ]


def _place_problems(workspace: Workspace) -> Iterator[str]:
    kinds = {place.id: place.kind for place in load_places(workspace.places)}
    study = workspace.settings.study
    asked = [("study", study), *(("comparators", name) for name in workspace.settings.comparators)]
    for key, name in asked:
        if name not in kinds:
            yield f"relance.toml: `{key}` names {name!r}, which is no place in places/{_nearest(name, kinds)}"
    if kinds.get(study, Kind.STUDY) is not Kind.STUDY:
        yield f"relance.toml: `study` names {study!r}, whose kind in places/ is {kinds[study]}; expected study"


def _deprived_problems(workspace: Workspace) -> Iterator[str]:
    name = workspace.settings.most_deprived
    path = workspace.folder / name
    if not name:
        return
    if not path.is_file():
        near = _nearest(path.name, [file.name for file in path.parent.glob("*.csv")])
        yield f"relance.toml: `most_deprived` names {name}, which does not exist{near}"
        return
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    if "area_id" not in header:
        yield f"{name}, line 1: expected a column area_id, found {', '.join(header)}"


def _policy_problems(workspace: Workspace) -> Iterator[str]:
    try:
        policy_of(workspace)
    except ConfigurationError as error:
        yield str(error)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _source_problems(workspace: Workspace) -> list[str]:
    from warehouse.snapshots import peek  # noqa: PLC0415 - only here

    problems = []
    for source in workspace.sources:
        try:
            peek(workspace.snapshots, source.origin, workspace.folder)
        except ConfigurationError as error:
            problems.append(f"source {source.id!r}: {error}")
        problems += _mapping_problems(source)
    return problems


def _mapping_problems(source: Source) -> list[str]:
    """A reader that has no `check` takes no mapping."""
    reader = importlib.import_module(f"warehouse.sources.{source.layout}")
    if not hasattr(reader, "check"):
        told = f"source {source.id!r}: the layout {source.layout} takes no mapping; found {', '.join(source.mapping)}"
        return [told] if source.mapping else []
    try:
        reader.check(source)
    except ConfigurationError as error:
        return [str(error)]
    return []


def _fix_problems(workspace: Workspace) -> list[str]:
    if not (workspace.folder / FIXES).exists():
        return []
    from flows.fixing import layouts  # noqa: PLC0415 - brings DuckDB
    from warehouse.fixes import fix_problems, read_fixes  # noqa: PLC0415 - likewise

    try:
        return list(fix_problems(read_fixes(workspace.folder), layouts(workspace)))
    except ConfigurationError as error:
        return [str(error)]


def _catalogue_problems(workspace: Workspace) -> list[str]:
    from indicators.catalogue import catalogue  # noqa: PLC0415 - brings polars
    from indicators.catalogue_rules import problems  # noqa: PLC0415

    return problems(catalogue(), workspace.baselines)
