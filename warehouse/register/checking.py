"""Whether a register's mapping can be right, found out before any data is read."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from schemas.errors import ConfigurationError
from schemas.hints import nearest
from schemas.programme import KEYS, PATTERNS, TABLES, Column, Kind, columns
from warehouse.register.mapping import Plan, parse
from warehouse.source import Source

_WORDED = {Kind.CODE, Kind.CODES, Kind.FLAG, Kind.PROGRAMME, Kind.AREA, Kind.INDUSTRY}


def plan(source: Source) -> Plan:
    """Return a source's mapping, checked; all its problems are in one ConfigurationError."""
    problems = check_mapping(source)
    if problems:
        raise ConfigurationError("\n".join(f"source {source.id!r}: {problem}" for problem in problems))
    return parse(source.table, source.mapping)


def check_mapping(source: Source) -> list[str]:
    """Return what is wrong with a source's mapping, each with the nearest valid name; reads no data."""
    if source.table not in TABLES:
        return [f"table: the programme contract has no table {source.table!r}; {nearest(source.table, TABLES)}"]
    problems = list(_shape_problems(source.mapping))
    if not problems:
        problems = list(_plan_problems(parse(source.table, source.mapping)))
    return [f"mapping: {problem}" for problem in problems]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_is_scalar(item) for item in value)


def _is_table(inner: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Mapping) and all(inner(item) for item in value.values())


def _is_condition(value: object) -> bool:
    if not isinstance(value, Mapping) or not _is_text(value.get("code")) or set(value) - {"code", "column", "values"}:
        return False
    return ("column" in value) == ("values" in value) and _is_list(value.get("values", []))


def _is_conditions(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_is_condition(item) for item in value)


def _is_birth_year(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) in ({"date"}, {"age", "on"}) and _is_table(_is_text)(value)


def _is_format(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"format"} and _is_text(value["format"])


_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "sheet": (_is_text, "the name of a sheet"),
    "header_line": (lambda value: isinstance(value, int) and value >= 1, "a line number from 1"),
    "decimal": (lambda value: value in {".", ","}, '"." or ","'),
    "separator": (_is_text, "a text such as |"),
    "missing": (_is_list, 'a list of texts such as ["-1"]'),
    "only": (_is_table(_is_list), 'a table such as { year = ["1987"] }'),
    "columns": (_is_table(_is_text), 'a table such as { person_id = "their column" }'),
    "constants": (_is_table(_is_scalar), 'a table such as { programme_id = "gate" }'),
    "codes": (_is_table(_is_table(_is_text)), 'a table such as { gender = { "1" = "man" } }'),
    "dates": (_is_format, 'a table such as { format = "%d/%m/%Y" }'),
    "birth_year": (_is_birth_year, 'a table { date = "…" } or { age = "…", on = "…" }'),
    "conditions": (_is_table(_is_conditions), 'lists of { code = "…", column = "…", values = ["…"] }'),
}


def _shape_problems(mapping: Mapping[str, Any]) -> Iterator[str]:
    for name, value in mapping.items():
        if name not in _SHAPES:
            yield f"{name!r} is not known; {nearest(name, _SHAPES)}"
        elif not _SHAPES[name][0](value):
            yield f"{name} has to be {_SHAPES[name][1]}"


def _plan_problems(found: Plan) -> Iterator[str]:
    valid = columns(found.table)
    yield from _unknown_columns(found, valid)
    yield from _twice_filled(found)
    yield from _missing_columns(found, valid)
    yield from _closed_lists(found, valid)
    for column in valid.values():
        yield from _wrong_words(found, column)
    yield from _format_problems(found.date_format)


def _unknown_columns(found: Plan, valid: Mapping[str, Column]) -> Iterator[str]:
    named = [("columns", found.columns), ("constants", found.constants)]
    for part, names in [*named, ("codes", found.codes), ("conditions", found.conditions)]:
        for name in names:
            if name not in valid:
                yield f"{part}.{name}: table {found.table} has no such column; {nearest(name, valid)}"
    if found.birth_year and "birth_year" not in valid:
        yield f"birth_year: table {found.table} has no such column"


def _twice_filled(found: Plan) -> Iterator[str]:
    parts = [*found.columns, *found.constants, *found.conditions, *(["birth_year"] if found.birth_year else [])]
    for name in sorted({name for name in parts if parts.count(name) > 1}):
        yield f"column {name} is filled in more than one way; keep one of columns, constants, conditions"


def _missing_columns(found: Plan, valid: Mapping[str, Column]) -> Iterator[str]:
    for column in valid.values():
        if column.required and not found.fills(column.name):
            yield f"nothing fills column {column.name} of table {found.table}; name its column under columns"
        unlisted = column.kind is Kind.PROGRAMME and column.name in found.columns and column.name not in found.codes
        if unlisted:
            yield f"codes.{column.name} has to list the file's programmes: their short names are published"


def _closed_lists(found: Plan, valid: Mapping[str, Column]) -> Iterator[str]:
    """Codes and conditions make words; they cannot make identifiers, dates or numbers."""
    for part, names in (("codes", found.codes), ("conditions", found.conditions)):
        for name in names:
            if name in valid and valid[name].kind not in _WORDED:
                yield f"{part}.{name}: a {valid[name].kind} column has no codes"
    for name in found.codes:
        if name in valid and name not in found.columns:
            yield f"codes.{name}: no column of the file is named for it under columns"


def _wrong_words(found: Plan, column: Column) -> Iterator[str]:
    """Find words that the contract does not have, wherever the mapping may bring them in."""
    name = column.name
    constant = [found.constants[name]] if name in found.constants else []
    if constant and column.kind is Kind.KEY and KEYS[found.table] == (name,):
        yield f"constants.{name}: what names a row cannot be the same in every row"
    conditions = [rule.code for rule in found.conditions.get(name, ())]
    parts = {"constants": constant, "codes": found.codes.get(name, {}).values(), "conditions": conditions}
    for part, given in parts.items():
        for word in dict.fromkeys(given):
            yield from _wrong_word(f"{part}.{name}", word, column)


def _wrong_word(where: str, word: str, column: Column) -> Iterator[str]:
    allowed = ("true", "false") if column.kind is Kind.FLAG else column.codes
    if allowed and word not in allowed:
        yield f"{where}: {word!r} is not a code of the contract; {nearest(word, allowed)}"
    if column.kind in _WORDED and column.kind in PATTERNS and not re.search(PATTERNS[column.kind][0], word):
        yield f"{where}: {word!r} is not {PATTERNS[column.kind][1]}"


def _format_problems(date_format: str) -> Iterator[str]:
    day = datetime(2001, 2, 3)  # noqa: DTZ001 - any day: only the format is tried
    try:
        back = datetime.strptime(day.strftime(date_format), date_format)  # noqa: DTZ007
    except ValueError:
        back = datetime.max  # noqa: DTZ901
    if back.year != day.year:
        yield f"dates.format {date_format!r} does not read a date; write it like %d/%m/%Y"
