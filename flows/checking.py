"""`relance check`: workspace, catalogue, places and mappings, without reading any data."""

import difflib
from collections.abc import Iterable

from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from warehouse.place_files import Place, load_places


def check(workspace: Workspace) -> None:
    """Raise one ConfigurationError that holds everything that is wrong, a line each."""
    problems = [*_place_problems(workspace), *_source_problems(workspace), *_catalogue_problems(workspace)]
    if problems:
        raise ConfigurationError("\n".join(problems))


def _place_problems(workspace: Workspace) -> list[str]:
    places: list[Place] = load_places(workspace.places)
    known = [place.id for place in places]
    asked = {"study": [workspace.settings.study], "comparators": list(workspace.settings.comparators)}
    return [
        f"relance.toml: `{key}` names {name!r}, which is no place in places/{_nearest(name, known)}"
        for key, names in asked.items()
        for name in names
        if name not in known
    ]


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
        problems += [f"source {source.id!r}: {problem}" for problem in _mapping_problems(workspace, source.id)]
    return problems


def _mapping_problems(workspace: Workspace, source_id: str) -> list[str]:
    source = next(source for source in workspace.sources if source.id == source_id)
    if source.layout != "programme":
        return []
    from warehouse.register.checking import check_mapping  # noqa: PLC0415 - only for registers

    return check_mapping(source)


def _catalogue_problems(workspace: Workspace) -> list[str]:
    from indicators.catalogue import catalogue  # noqa: PLC0415 - brings polars
    from indicators.catalogue_rules import problems  # noqa: PLC0415

    return problems(catalogue(), workspace.baselines)
