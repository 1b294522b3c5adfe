"""What the judge is given and what it finds: limits, the study's scope, what stood before, findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from indicators.model import Indicator
from schemas.vocabulary import Text

if TYPE_CHECKING:
    import polars as pl


class Severity(StrEnum):
    """A blocker holds publication; a warning is told."""

    BLOCKER = "blocker"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What a rule found; `id` is the same as long as the cause is.

    `noted` findings rest on the figures alone and may be printed in an edition; the others rest on what came before,
    which two machines with the same data need not share.
    """

    id: str
    severity: Severity
    text: Text
    noted: bool


@dataclass(frozen=True)
class Limits:
    """How far figures may move before the judge speaks; points for shares, percent of the smaller value for others."""

    step_points: float = 20
    step_percent: float = 100  # more than doubled, or less than half
    reversal_points: float = 10
    reversal_percent: float = 50
    programme_percent: float = 900  # of a register's quantities, which grow and shrink with funding: tenfold
    revision_points: float = 2
    revision_percent: float = 5
    rows_fall: float = 20
    rows_rise: float = 100
    steps: Mapping[str, float] = field(default_factory=dict)  # an indicator's own limit of a step
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # an indicator's own range


@dataclass(frozen=True)
class Scope:
    """What is judged: the study, its neighbourhoods, names of places, catalogue, and groups that stand for others."""

    study: str
    neighbourhoods: Sequence[str]
    places: Mapping[str, Text]
    indicators: Sequence[Indicator]
    coarser: Sequence[str] = ()


@dataclass(frozen=True)
class Before:
    """What the last edition held, and each source then and now.

    `sources` has source, kept_before, kept_now (rows), changed (other snapshots), withdrawn (no longer declared),
    programme, and measures (a list: what it fed then or feeds now).
    """

    figures: "pl.DataFrame | None"
    sources: "pl.DataFrame"


@dataclass(frozen=True)
class Verdict:
    """All findings, by id."""

    findings: tuple[Finding, ...]

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The findings that hold publication."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.BLOCKER)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are only told."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
