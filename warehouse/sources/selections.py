"""Which cells of a Statistics Canada table are which measure and group: selections by the members of its dimensions."""

import difflib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.errors import ConfigurationError
from schemas.measures import MEASURES
from schemas.statcan_areas import AREAS
from schemas.statcan_table import GROUPS, SAME_DIMENSION, SAME_MEMBER, SELECTIONS, Selection
from schemas.tables import GROUP_PATTERN

_KEYS = ("measures", "geo", "groups", "product")
_MEASURE_KEYS = ("measure", "where")


@dataclass(frozen=True)
class Choice:
    """The cells with these dimensions (the staged text) are this measure for this group."""

    dimensions: str
    measure_id: str
    group_id: str


@dataclass(frozen=True)
class _Dimensions:
    """One combination of members: as staged, and by the names that selections use."""

    staged: str
    members: Mapping[str, str]


def choose(product_id: str, staged: Iterable[str], mapping: Mapping[str, Any], source_id: str) -> list[Choice]:
    """Choose the cells of one table by a source's mapping, or by our own selections where it has none.

    `staged` lists every combination of members that the table holds. Raises ConfigurationError, with the nearest name,
    for an unknown key, measure, dimension or member, for a choice that fits no cell, and for one that fits several
    members of a dimension that it does not name.
    """
    where = _where(source_id)
    declared, groups = parse_mapping(mapping, source_id)
    cells = [_Dimensions(text, _renamed(json.loads(text))) for text in sorted(staged)]
    chosen = [
        choice
        for selection in declared or SELECTIONS.get(product_id, ())
        for choice in _chosen(selection, cells, {**GROUPS, **groups}, where, must=bool(declared))
    ]
    if not chosen:
        ours = ", ".join(sorted(SELECTIONS))
        raise ConfigurationError(
            f"{where}.measures: nothing in table {product_id} is known to be a measure. Name its cells under measures "
            f"(tables that need none: {ours}); it has {_shown(cells)}."
        )
    return chosen


def parse_mapping(mapping: Mapping[str, Any], source_id: str) -> tuple[list[Selection], dict[str, dict[str, str]]]:
    """Return a source's own selections and groups; raises ConfigurationError for what no table could make right."""
    where = _where(source_id)
    _known(mapping, _KEYS, where)
    groups = _groups(mapping.get("groups", {}), f"{where}.groups")
    return [_selection(table, f"{where}.measures") for table in mapping.get("measures", [])], groups


def _where(source_id: str) -> str:
    return f"relance.toml, source {source_id}, mapping"


def areas(mapping: Mapping[str, Any], names: Collection[str], source_id: str) -> dict[str, str]:
    """Give the area of those geographic names that the workspace or else we know; dashes and spaces may differ.

    Raises ConfigurationError, with the nearest name, where the workspace names a geography that the table has not.
    """
    own = {" ".join(name.split()): str(area) for name, area in mapping.get("geo", {}).items()}
    for name in own:
        _one_of(name, names, f"{_where(source_id)}.geo")
    placed = {name: own.get(name) or AREAS.get(re.sub(r"\s*[-–]\s*", "-", name)) for name in sorted(names)}
    return {name: area for name, area in placed.items() if area is not None}


def _chosen(
    selection: Selection,
    cells: Sequence[_Dimensions],
    groups: Mapping[str, Mapping[str, str]],
    where: str,
    *,
    must: bool,
) -> list[Choice]:
    matched = [(cell, group) for cell in cells if (group := _group(selection, cell.members, groups)) is not None]
    if must and not matched:
        _explain(selection, cells, f"{where}.measures, {selection.measure}")
    for name in sorted({name for cell, _ in matched for name in cell.members} - set(selection.where)):
        members = sorted({cell.members.get(name, "") for cell, _ in matched})
        if len(members) > 1:
            raise ConfigurationError(
                f"{where}.measures, {selection.measure}: the table has several members of {name}, "
                f"{'; '.join(members[:8])}: name one under where."
            )
    return [Choice(cell.staged, selection.measure, group) for cell, group in matched]


def _group(selection: Selection, members: Mapping[str, str], groups: Mapping[str, Mapping[str, str]]) -> str | None:
    """Give the group of a cell: total where its members are those selected, None where it is not selected at all."""
    keys: list[str] = []
    for name, member in selection.where.items():
        if members.get(name) != member:
            group = groups.get(name, {}).get(members.get(name, ""))
            if group is None:
                return None
            keys += group.split(";")
    return ";".join(sorted(keys)) or "total"


def _explain(selection: Selection, cells: Sequence[_Dimensions], where: str) -> None:
    """Raise the error of a selection that fits no cell: the first name that is wrong, or the combination."""
    for name, member in selection.where.items():
        _one_of(name, {name for cell in cells for name in cell.members}, f"{where}, dimension")
        _one_of(member, {cell.members.get(name, "") for cell in cells}, f"{where}, {name}")
    raise ConfigurationError(f"{where}: no cell has all of {dict(selection.where)}; the table has {_shown(cells)}.")


def _selection(table: Mapping[str, Any], where: str) -> Selection:
    _known(table, _MEASURE_KEYS, where)
    measure = _one_of(str(table.get("measure")), MEASURES, f"{where}, measure")
    if not table.get("where"):
        raise ConfigurationError(f'{where}, {measure}: expected where = {{"<dimension>" = "<member>"}}, found none.')
    return Selection(measure, _renamed(table["where"]))


def _groups(declared: Mapping[str, Mapping[str, str]], where: str) -> dict[str, dict[str, str]]:
    for group in (group for members in declared.values() for group in members.values()):
        if not re.fullmatch(GROUP_PATTERN, group) or group == "total":
            raise ConfigurationError(f"{where}: expected a group such as “gender=women”, found “{group}”.")
    return {
        SAME_DIMENSION.get(name, name): {SAME_MEMBER.get(member, member): group for member, group in members.items()}
        for name, members in declared.items()
    }


def _renamed(members: Mapping[str, str]) -> dict[str, str]:
    """Read the names of older editions as those of today."""
    return {SAME_DIMENSION.get(name, name): SAME_MEMBER.get(member, member) for name, member in members.items()}


def _shown(cells: Sequence[_Dimensions]) -> str:
    """List dimensions and their members, a few of each."""
    listed: dict[str, set[str]] = {}
    for cell in cells:
        for name, member in cell.members.items():
            listed.setdefault(name, set()).add(member)
    return "; ".join(f"{name}: {', '.join(sorted(members)[:8])}" for name, members in sorted(listed.items()))


def _known(table: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
    for key in table:
        _one_of(key, keys, f"{where}, unknown key")


def _one_of(name: str, allowed: Collection[str], where: str) -> str:
    if name not in allowed:
        near = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.3)
        raise ConfigurationError(
            f"{where}: there is no “{name}”{f'; the nearest name is “{near[0]}”' if near else ''}."
        )
    return name
