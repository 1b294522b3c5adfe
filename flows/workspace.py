"""A user's folder: `relance.toml` read and checked, and where everything in the folder stands."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.sections import Alerts, Judge, Mail, SourceSettings
from flows.sections import Strict as _Strict
from schemas.errors import ConfigurationError
from schemas.vocabulary import Text
from warehouse.source import Source

FILE = "relance.toml"


class Words(_Strict):
    """The same words in both languages."""

    en: str
    fr: str

    @property
    def text(self) -> Text:
        """The words as the rest of Relance has them."""
        return Text(self.en, self.fr)


class Baseline(_Strict):
    """The years between which something was lost."""

    peak: int
    trough: int


class Reporting(_Strict):
    """The closed periods of programme figures: so many months each, from a first day on."""

    months: Literal[1, 3, 6, 12] = 12
    first: date


class Schedule(_Strict):
    """When `relance serve` runs; away from the hours that daylight saving skips or repeats."""

    cron: str = Field(default="15 4 * * *", pattern=r"^([\d*/,-]+ ){4}[\d*/,-]+$")
    timezone: str = "America/Toronto"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            near = difflib.get_close_matches(name, available_timezones(), 1)
            raise ValueError(f"is no time zone{f'; did you mean {near[0]}?' if near else ''}")
        return str(ZoneInfo(name))


class Settings(BaseSettings):
    """The whole of `relance.toml`; secrets come from the environment (`RELANCE_…`) and are never written."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="RELANCE_")

    title: Words
    study: str
    comparators: tuple[str, ...]
    synthetic: bool = False  # the programme records are made up, and everything published says so
    languages: tuple[Literal["en", "fr"], ...] = Field(default=("en", "fr"), min_length=1)
    baselines: dict[str, Baseline] = Field(default_factory=dict)
    reporting: Reporting
    most_deprived: str = ""  # a CSV with a column area_id: the tracts whose participants count as most deprived
    disclosure: str = "default"
    judge: Judge = Judge()
    alerts: Alerts = Alerts()
    schedule: Schedule = Schedule()
    keep: int = Field(default=5, ge=2)  # editions kept whole
    sources: tuple[SourceSettings, ...] = Field(min_length=1)
    hash_key: SecretStr | None = Field(default=None, min_length=16)  # characters

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the file's values first and only secrets from the environment."""
        return init_settings, env_settings

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> "Settings":
        seen: set[str] = set()
        for source in self.sources:
            if source.id in seen:
                raise ValueError(f"two sources are called {source.id!r}")
            seen.add(source.id)
        return self


class Workspace:
    """A checked workspace: its settings and its folders."""

    def __init__(self, folder: Path) -> None:
        """Read and check `relance.toml`; raises ConfigurationError naming file, line and the nearest valid name."""
        self.folder = folder.resolve()
        self.settings = _read(self.folder / FILE)

    @property
    def private(self) -> Path:
        """The folder of snapshots, staged rows and ledger, which never leaves the organisation."""
        return self.folder / "warehouse"

    @property
    def database(self) -> Path:
        """The private database."""
        return self.private / "relance.duckdb"

    @property
    def work(self) -> Path:
        """The folder of copies that only a run that goes on has, or one that was killed."""
        return self.private / "work"

    @property
    def snapshots(self) -> Path:
        """The store of received bytes."""
        return self.private / "snapshots"

    @property
    def published(self) -> Path:
        """The folder of editions; `current` in it points at the last one."""
        return self.folder / "published"

    @property
    def places(self) -> Path:
        """The folder of place files."""
        return self.folder / "places"

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources in the order of the file."""
        return tuple(source.source for source in self.settings.sources)

    @property
    def baselines(self) -> Mapping[str, tuple[int, int]]:
        """Years of peak and trough by key."""
        return {key: (value.peak, value.trough) for key, value in self.settings.baselines.items()}


def _read(path: Path) -> Settings:
    if not path.is_file():
        raise ConfigurationError(
            f"{path.parent} is no workspace: there is no {FILE} in it. `relance init {path.parent}` makes one."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{FILE} cannot be read as TOML: {error}") from None
    if "hash_key" in values:
        raise ConfigurationError(
            f"{FILE}: the key `hash_key` is a secret; set RELANCE_HASH_KEY in the environment instead"
        )
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_explained(text, problem) for problem in error.errors())) from None


def _explained(text: str, problem: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    """Return one sentence for one problem: file, line, key, what was expected, the nearest valid name."""
    path = list(problem["loc"])
    if path[:1] == ["hash_key"]:  # never in the file, and its value in no message
        return "RELANCE_HASH_KEY in the environment: expected at least 16 characters"
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    there = path[:-1] if problem["type"] == "missing" else path
    where = f"{FILE}, line {_line(text, there)}" if there else FILE
    shown = ".".join(str(part) for part in path)
    if problem["type"] == "extra_forbidden":
        return f"{where}: unknown key `{shown}`{_nearest(key, _valid_keys(path))}"
    if problem["type"] == "literal_error":
        allowed = re.findall(r"[\w-]+", problem["ctx"]["expected"].replace(" or ", " "))
        return f"{where}: `{shown}` is {problem['input']!r}{_nearest(str(problem['input']), allowed)}"
    if problem["type"] == "missing":
        return f"{where}: the key `{shown}` is missing"
    return f"{where}: `{shown}` {problem['msg'].removeprefix('Value error, ')}"


def _valid_keys(path: list[Any]) -> list[str]:
    models: dict[str, type[BaseModel]] = {
        "sources": SourceSettings,
        "reporting": Reporting,
        "schedule": Schedule,
        "baselines": Baseline,
        "judge": Judge,
        "alerts": Mail if "mail" in path[1:-1] else Alerts,
        "title": Words,
    }
    model = models.get(str(path[0]), Settings) if len(path) > 1 else Settings
    return list(model.model_fields)


def _nearest(name: str, valid: list[str]) -> str:
    near = difflib.get_close_matches(name, valid, 1)
    return f"; did you mean `{near[0]}`?" if near else f"; valid are {', '.join(valid)}"


def _line(text: str, path: list[Any]) -> int:
    """Return the line a key stands on: for the n-th [[sources]] the n-th such header, then the key below it."""
    lines = text.splitlines()
    at = 0
    for part in path:
        if isinstance(part, int):
            headers = [i for i, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{path[0]}\b", line)]
            at = headers[part] if part < len(headers) else at
        else:
            pattern = re.compile(rf"\s*(\[+[^\]]*)?\b{re.escape(part)}\b")
            at = next((i for i in range(at, len(lines)) if pattern.match(lines[i])), at)
    return at + 1
