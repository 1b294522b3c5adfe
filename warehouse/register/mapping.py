"""What the workspace says about a register's file: which column and which code of it means what in the contract.

[sources.mapping]
sheet = "Participants"            # Excel: which sheet; the first where left out
header_line = 3                   # where title lines stand above the header
decimal = ","                     # 12,5 rather than 12.5
separator = "|"                   # between the words of one cell (target_groups, equity_groups)
missing = ["-1", "-4"]            # texts that mean: not known
only = { year = ["1987"] }        # rows of the file that this table takes
columns = { person_id = "gateid" }
constants = { programme_id = "gate" }
codes = { gender = { "1" = "man", "2" = "woman" } }
dates = { format = "%d/%m/%Y" }   # ISO 8601 where left out
birth_year = { age = "age", on = "applied_on" }    # or { date = "born_on" }
[sources.mapping.conditions]      # a word for the first condition that holds; for lists, for each that holds
entry_status = [{ code = "employed", column = "has_job", values = ["1"] }, { code = "inactive" }]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Condition:
    """A contract's word, given where a file's column holds one of some texts; without a column it always holds."""

    code: str
    column: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class BirthYear:
    """A year of birth read off a date of birth, or reckoned from an age and the day it was noted."""

    date: str = ""
    age: str = ""
    on: str = ""


@dataclass(frozen=True)
class Plan:
    """A mapping, read: how the columns of one contract table are filled from one file."""

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    conditions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    birth_year: BirthYear | None = None
    date_format: str = "%Y-%m-%d"
    missing: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: str = ""
    header_line: int = 1
    decimal: str = "."
    separator: str = "|"

    @property
    def read(self) -> list[str]:
        """The file's columns that the mapping reads, each once, in the order in which it names them."""
        conditions = [c.column for rules in self.conditions.values() for c in rules]
        born = self.birth_year or BirthYear()
        named = [*self.columns.values(), *conditions, born.date, born.age, born.on, *self.only]
        return list(dict.fromkeys(name for name in named if name))

    def fills(self, column: str) -> bool:
        """Whether the mapping says where a contract's column comes from."""
        derived = column == "birth_year" and self.birth_year is not None
        return derived or any(column in part for part in (self.columns, self.constants, self.conditions))


def parse(table: str, mapping: Mapping[str, Any]) -> Plan:
    """Return the plan that a mapping of the right shape spells; `checking.plan` is the way in for unchecked ones."""
    plain = {name: mapping[name] for name in ("sheet", "header_line", "decimal", "separator") if name in mapping}
    conditions = {name: tuple(_condition(rule) for rule in rules) for name, rules in _part(mapping, "conditions")}
    return Plan(
        table=table,
        columns=dict(_part(mapping, "columns")),
        constants={name: as_text(value) for name, value in _part(mapping, "constants")},
        codes={name: dict(codes) for name, codes in _part(mapping, "codes")},
        conditions=conditions,
        birth_year=BirthYear(**mapping["birth_year"]) if "birth_year" in mapping else None,
        date_format=mapping.get("dates", {}).get("format", Plan.date_format),
        missing=tuple(as_text(value) for value in mapping.get("missing", ())),
        only={name: tuple(as_text(value) for value in values) for name, values in _part(mapping, "only")},
        **plain,
    )


def as_text(value: Any) -> str:  # noqa: ANN401 - a cell or a TOML value: whatever it is, it becomes text
    """Return a value as a file would write it: true and false in small letters, 7.0 as 7, a day as ISO 8601."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return str(value)


def _part(mapping: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    return list(mapping.get(name, {}).items())


def _condition(rule: Mapping[str, Any]) -> Condition:
    values = tuple(as_text(value) for value in rule.get("values", ()))
    return Condition(rule["code"], rule.get("column", ""), values)
