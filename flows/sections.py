"""Sections of `relance.toml`: a source, and when to speak up (`[judge]` and `[alerts]`)."""

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.layouts import LAYOUTS
from warehouse.source import Source

if TYPE_CHECKING:
    from indicators.judge import Limits


class Strict(BaseModel):
    """A section in which a key that nobody reads is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class French(Strict):
    """What a source is called in French; without a name there, the one that is given stands."""

    title: str = ""
    publisher: str = ""
    licence: str = ""


class SourceSettings(Strict):
    """One source: a file, glob, folder or URL in one layout, with its licence and mapping."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$")
    layout: Literal[LAYOUTS]  # type: ignore[valid-type]
    origin: str
    publisher: str
    title: str
    licence: str
    french: French = French()
    vintage: str = Field(default="", pattern=r"^(\d{4})?$")
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    table: str = ""
    period: str = Field(default="", pattern=r"^(\d{4}(-\d{2})?)?$")  # what the last period in it must end in
    cadence_days: int = Field(default=0, ge=0)  # how old the end of its last period may be; 0 where nothing is expected
    mapping: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _period_can_be_asked(self) -> "SourceSettings":
        if self.period and self.layout in {"programme", "crosswalk"}:
            raise ValueError(f"a source of layout {self.layout} has no `period` that could be asked")
        return self

    @property
    def source(self) -> Source:
        """The source as readers take it."""
        return Source(**self.model_dump())


class Judge(Strict):
    """How far figures may move before the judge holds or notes them; what is not named is the judge's own default."""

    step_points: float | None = Field(default=None, gt=0)
    step_percent: float | None = Field(default=None, gt=0)
    reversal_points: float | None = Field(default=None, gt=0)
    reversal_percent: float | None = Field(default=None, gt=0)
    programme_percent: float | None = Field(default=None, gt=0)
    revision_points: float | None = Field(default=None, ge=0)
    revision_percent: float | None = Field(default=None, ge=0)
    rows_fall: float | None = Field(default=None, ge=0, le=100)
    rows_rise: float | None = Field(default=None, ge=0)
    steps: dict[str, float] = Field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = Field(default_factory=dict)

    @property
    def limits(self) -> "Limits":
        """The limits as the judge takes them."""
        from indicators.judge import Limits  # noqa: PLC0415 - brings the catalogue's model

        return Limits(**self.model_dump(exclude_none=True))


class Mail(Strict):
    """A mail server; user and password come from RELANCE_SMTP_USER and RELANCE_SMTP_PASSWORD alone."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    starttls: bool = True
    sender: str = Field(alias="from")
    to: tuple[str, ...] = Field(min_length=1)


class Alerts(Strict):
    """Who is told of what; a webhook's address is a secret and comes from the environment alone."""

    on: tuple[Literal["failed", "held", "stale", "published"], ...] = ("failed", "held", "stale", "published")
    file: str = ""  # in the workspace; a line of JSON for each alert
    url_env: str = Field(default="RELANCE_WEBHOOK_URL", pattern=r"^[A-Z][A-Z0-9_]*$")
    mail: Mail | None = None
    repeat_days: int = Field(default=1, ge=1)  # the same cause is told again after so many days
    seconds: float = Field(default=15, gt=0, le=300)
