"""What `fixes.toml` must look like: corrections of published observations, and snapshots that may no longer be used.

[[fix]]
target = { source = "census-2021", measure = "population", area = "4620067.00", period = "2021", group = "total" }
action = "set"              # set and scale take a number, flag a status, drop nothing
value = 3415
expect = 34150              # what the provider gave, or the status of a value that it did not give
reason = "a digit too many; confirmed by the provider"
reported_on = 2024-03-01

[[recall]]
sha256 = "…"                # or source = "…" and name = "file.csv"
reason = "withdrawn by the provider"
reported_on = 2024-03-01
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from schemas.errors import ConfigurationError
from schemas.hints import nearest
from schemas.vocabulary import Status

FILE = "fixes.toml"
ACTIONS = ("drop", "set", "scale", "flag")
Period = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Value = float | str | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Target(_Strict):
    """One observation: `period` is the day on which it ends, or as much of it as tells it apart (`2021`, `2021-05`)."""

    source: str
    measure: str
    area: str
    period: Period
    group: str = "total"

    def __str__(self) -> str:
        """Give the target as messages name it."""
        return f"{self.source}, {self.measure}, {self.area}, {self.period}, {self.group}"


class Fix(_Strict):
    """One correction: what is done to which observation, and what must stand there for it to be done."""

    target: Target
    action: Literal[ACTIONS]  # type: ignore[valid-type]
    value: Value = None
    expect: float | str
    reason: str = Field(min_length=5)
    reported_on: date

    @model_validator(mode="after")
    def _value_suits_the_action(self) -> "Fix":
        """Raise ValueError where the action takes another value than is given, or what is expected is no status."""
        number = isinstance(self.value, float)
        suits = {
            "drop": self.value is None,
            "set": number,
            "scale": number,
            "flag": isinstance(self.value, str) and self.value in [str(status) for status in Status],
        }
        if not suits[self.action]:
            wanted = {"drop": "takes no value", "flag": f"takes a status: {', '.join(Status)}"}
            raise ValueError(f"action {self.action} {wanted.get(self.action, 'takes a number')}")
        if isinstance(self.expect, str) and (self.expect not in list(Status) or Status(self.expect).has_value):
            raise ValueError("expect is a number, or the status of a value that was not given, such as not_available")
        self._refuse_empty()
        return self

    def _refuse_empty(self) -> None:
        given = isinstance(self.expect, float)
        if not given and (self.action == "scale" or (self.action == "flag" and Status(str(self.value)).has_value)):
            raise ValueError(f"action {self.action} needs a value to work on, and expect says that there is none")


class Recall(_Strict):
    """Bytes that may no longer be used: by their sha256, or by source and file name."""

    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    source: str = ""
    name: str = ""
    reason: str = Field(min_length=5)
    reported_on: date

    @model_validator(mode="after")
    def _names_one_thing(self) -> "Recall":
        """Raise ValueError unless either the bytes or a source's file are named."""
        if bool(self.sha256) == bool(self.source or self.name) or bool(self.source) != bool(self.name):
            raise ValueError("names either sha256, or source and name")
        return self


class Fixes(_Strict):
    """The whole of `fixes.toml`."""

    fix: Sequence[Fix] = ()
    recall: Sequence[Recall] = ()

    @model_validator(mode="after")
    def _targets_are_distinct(self) -> "Fixes":
        """Raise ValueError where two fixes name the same target."""
        targets = [fix.target for fix in self.fix]
        twice = next((target for target in targets if targets.count(target) > 1), None)
        if twice:
            raise ValueError(f"two fixes have the target {twice}")
        return self


_OF_KIND: dict[str, type[BaseModel]] = {"fix": Fix, "recall": Recall}


def parse_fixes(text: str) -> Fixes:
    """Return the corrections and recalls; raises ConfigurationError naming file, line and what is wrong with which."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{FILE} cannot be read as TOML: {error}") from None
    try:
        return Fixes.model_validate(_with_numbers(values))
    except ValidationError as error:
        raise ConfigurationError("\n".join(_explained(text, problem) for problem in error.errors())) from None


def _with_numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Read whole numbers of fixes as what they mean; TOML tells 3 from 3.0, a person does not."""
    for fix in values.get("fix", []):
        for key in ("value", "expect"):
            if isinstance(fix.get(key), int) and not isinstance(fix[key], bool):
                fix[key] = float(fix[key])
    return values


def _explained(text: str, problem: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    path = problem["loc"]
    where = f"{FILE}, line {line_of(text, *path[:2])}, {path[0]} {path[1] + 1}" if len(path) > 1 else FILE
    named = (
        [str(part) for part in path[2:] if part not in {"float", "str"}] if len(path) > 1 else [str(p) for p in path]
    )
    key = ".".join(named)
    return f"{where}: {f'`{key}`: ' if key else ''}{_told(problem, named)}"


def _told(problem: Any, named: Sequence[str]) -> str:  # noqa: ANN401 - pydantic's own dictionary
    """Say what is wrong with a key, with the nearest valid one where it or its value is none."""
    if problem["type"] == "extra_forbidden":
        model = Target if named[:-1] == ["target"] else _OF_KIND.get(str(problem["loc"][0]), Fixes)
        return f"unknown key; {nearest(named[-1], model.model_fields)}"
    if problem["type"] == "literal_error":
        return f"{problem['input']!r} is none of them; {nearest(str(problem['input']), ACTIONS)}"
    return str(problem["msg"]).removeprefix("Value error, ")


def line_of(text: str, kind: str, number: int) -> int:
    """Return the line on which the n-th `[[fix]]` or `[[recall]]` begins, both counted from where they should be."""
    headers = [at for at, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
    return headers[number] if number < len(headers) else 1
