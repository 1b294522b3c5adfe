"""The places of a workspace, as its folder `places/` declares them in one TOML file or several.

[[place]]
id = "sud-ouest"
name_en = "Le Sud-Ouest"
name_fr = "Le Sud-Ouest"
kind = "study"                # study, neighbourhood or comparator
parts = "sud-ouest.csv"       # columns vintage,area_id,weight; or a list: [{ vintage = "2021", area_id = "24" }]
"""

import csv
import difflib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from schemas.errors import ConfigurationError
from schemas.vocabulary import Text

# Province, metropolitan area, census division, Canada, municipality, dissemination area, tract.
_FORMS = re.compile(r"\d{2}|\d{3}|\d{4}|\d{5}|\d{7}|\d{8}|\d{7}\.\d{2}")
_MUNICIPALITY = 7  # digits
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = ("id", "name_en", "name_fr", "kind", "parts")
_PART_KEYS = ("vintage", "area_id", "weight")


class Kind(StrEnum):
    """What a place is in a study: its subject, a piece of it, or what it is held against."""

    STUDY = "study"
    NEIGHBOURHOOD = "neighbourhood"
    COMPARATOR = "comparator"


@dataclass(frozen=True, slots=True)
class Part:
    """An area of one vintage and the share of it, above 0 and at most 1, that belongs to a place."""

    vintage: str
    area_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Place:
    """A weighted list of areas per vintage, with the name that tables print."""

    id: str
    name: Text
    kind: Kind
    parts: tuple[Part, ...]


def load_places(folder: Path) -> list[Place]:
    """Read every place of a workspace, in the order of its files.

    Raises ConfigurationError, naming file, place and key or line, for what is missing, unknown or twice, ids of no
    known form, weights outside (0, 1], and neighbourhoods whose weights for an area do not sum to the study's.
    """
    files = sorted(folder.glob("*.toml"))
    places = [place for file in files for place in _places(file)]
    if not places:
        raise ConfigurationError(f"{folder.name}/: expected a TOML file with at least one [[place]], found none.")
    _refuse_twice((place.id for place in places), f"{folder.name}/", "place id")
    _check_shares(places, f"{folder.name}/")
    return places


def _places(file: Path) -> Iterator[Place]:
    where = f"{file.parent.name}/{file.name}"
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"{where} is not valid TOML: {problem}.") from problem
    _known(content, ("place",), where)
    tables = content.get("place", [])
    if not isinstance(tables, list):
        raise ConfigurationError(f"{where}, key place: expected tables headed [[place]], found one headed [place].")
    for number, table in enumerate(tables, start=1):
        yield _place(table, file, f"{where}, place {table.get('id', number)}")


def _place(table: dict[str, Any], file: Path, where: str) -> Place:
    _known(table, _KEYS, where)
    texts = {key: _text(table, key, where) for key in _KEYS[:-1]}
    if not _ID.fullmatch(texts["id"]):
        raise ConfigurationError(f"{where}, key id: expected small letters, digits and hyphens, found “{texts['id']}”.")
    kind = _one_of(texts["kind"], tuple(Kind), f"{where}, key kind")
    parts = tuple(_parts(table.get("parts"), file, where))
    _refuse_twice((f"{part.area_id} of {part.vintage}" for part in parts), f"{where}, key parts", "area")
    _refuse_shortened(parts, f"{where}, key parts")
    return Place(texts["id"], Text(texts["name_en"], texts["name_fr"]), Kind(kind), parts)


def _parts(declared: object, file: Path, where: str) -> Iterator[Part]:
    if isinstance(declared, str):
        yield from _parts_of_csv(file.parent / declared, f"{where}, key parts")
    elif isinstance(declared, list) and declared:
        for number, part in enumerate(declared, start=1):
            yield _part(part, f"{where}, part {number}")
    else:
        raise ConfigurationError(
            f"{where}, key parts: expected a CSV file's name or a list of areas, found {declared!r}."
        )


def _parts_of_csv(path: Path, where: str) -> Iterator[Part]:
    if not path.is_file():
        near = _nearest(path.name, [file.name for file in path.parent.glob("*.csv")])
        raise ConfigurationError(f"{where}: no file {path.name} beside it{near}.")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, strict=True)
        if tuple(rows.fieldnames or ()) != _PART_KEYS:
            raise ConfigurationError(f"{path.name}, line 1: expected {','.join(_PART_KEYS)}, found {rows.fieldnames}.")
        parts = [_part(row, f"{path.name}, line {rows.line_num}") for row in rows]
    if not parts:
        raise ConfigurationError(f"{path.name}: expected at least one area below the header, found none.")
    yield from parts


def _part(row: object, where: str) -> Part:
    if not isinstance(row, dict):
        raise ConfigurationError(f"{where}: expected {{ vintage = …, area_id = … }}, found {row!r}.")
    _known(row, _PART_KEYS, where)
    vintage, area_id = _text(row, "vintage", where), _text(row, "area_id", where)
    if not re.fullmatch(r"\d{4}", vintage):
        raise ConfigurationError(f"{where}, vintage: expected a year such as 2021, found “{vintage}”.")
    if not _FORMS.fullmatch(area_id):
        hint = "; a tract has two decimals, which a spreadsheet takes off" if re.match(r"\d{6}|.*\.", area_id) else ""
        raise ConfigurationError(f"{where}, area_id: “{area_id}” is no area of a known form{hint}.")
    return Part(vintage, area_id, _weight(row.get("weight", 1), where))


def _refuse_shortened(parts: tuple[Part, ...], where: str) -> None:
    """A tract that lost its decimals looks like a municipality, but stands among tracts with its first three digits."""
    regions = {part.area_id[:3] for part in parts if "." in part.area_id}
    for part in parts:
        if len(part.area_id) == _MUNICIPALITY and part.area_id[:3] in regions:
            raise ConfigurationError(
                f"{where}: “{part.area_id}” stands among tracts and has no decimals; expected “{part.area_id}.00” or "
                "the like. A spreadsheet takes them off: keep the column as text."
            )


def _weight(value: object, where: str) -> float:
    try:
        weight = float(str(value))
    except ValueError:
        weight = float("nan")
    if not 0 < weight <= 1:
        raise ConfigurationError(f"{where}, weight: expected a number above 0 and at most 1, found “{value}”.")
    return weight


def _check_shares(places: list[Place], where: str) -> None:
    """Neighbourhoods divide the study place: what they hold of an area must sum to what the study place holds of it."""
    held: dict[Part, float] = defaultdict(float)
    whole: dict[Part, float] = {}
    for place in places:
        for part in place.parts:
            area = Part(part.vintage, part.area_id, 0)
            held[area] += part.weight if place.kind is Kind.NEIGHBOURHOOD else 0
            if place.kind is Kind.STUDY:
                whole[area] = part.weight
    for area, weight in held.items():
        most = whole.get(area, 1.0)
        if weight > most + 1e-9 or (0 < weight < most - 1e-9 and area in whole):
            raise ConfigurationError(
                f"{where}: the neighbourhoods' weights for area {area.area_id} of {area.vintage} sum to {weight:g}, "
                f"expected {most:g}. Correct them, or the area counts more or less than once."
            )


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{where}, key {key}: expected text in quotation marks, found {value!r}.")
    return value.strip()


def _known(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        _one_of(str(key), keys, f"{where}, unknown key")


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise ConfigurationError(f"{where}: “{value}” is none of {', '.join(allowed)}{_nearest(value, allowed)}.")
    return value


def _nearest(value: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(value, list(names), n=1)
    return f"; nearest is “{near[0]}”" if near else ""


def _refuse_twice(names: Iterable[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ConfigurationError(f"{where}: {what} {name} is listed twice. Take one of the two away.")
        seen.add(name)
