"""The sections of `relance.toml` that say when to speak up: `[judge]` and `[alerts]`."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from indicators.judge import Limits


class Strict(BaseModel):
    """A section in which a key that nobody reads is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
