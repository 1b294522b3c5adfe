"""What an indicator is: one typed definition over measures; SQL, dictionary and tables follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.measures import Measure
from schemas.vocabulary import Direction, Domain, Text, Unit

if TYPE_CHECKING:
    import polars as pl

NOTHING = Text("", "")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What every indicator says of itself; `answers` names the sentences of the mission that it speaks to."""

    id: str
    name: Text
    unit: Unit
    better: Direction
    domain: Domain
    definition: Text
    source: str
    answers: tuple[str, ...]
    frameworks: Mapping[str, str] = field(default_factory=dict)
    caveat: Text = NOTHING
    core: bool = False  # shown in the headline table
    estimated: bool = False  # rests on a proxy: every value says so, with the caveat

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return every measure that the formula reads, each once, in the order of the formula."""
        raise NotImplementedError


def _distinct(*groups: tuple[Measure, ...]) -> tuple[Measure, ...]:
    return tuple({measure.id: measure for group in groups for measure in group}.values())


@dataclass(frozen=True, kw_only=True)
class Count(Indicator):
    """The sum of measures of one unit."""

    of: tuple[Measure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures summed."""
        return _distinct(self.of)


@dataclass(frozen=True, kw_only=True)
class Ratio(Indicator):
    """A share in percent: numerator and denominator count the same people, and the part lies within the whole.

    `unknown` counts members of the denominator whose outcome is not known: they count as not achieved, and the
    upper bound is what the share would be had all of them achieved it.
    """

    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...]
    unknown: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return numerator, denominator and unknown."""
        return _distinct(self.numerator, self.denominator, self.unknown)


@dataclass(frozen=True, kw_only=True)
class Quotient(Indicator):
    """One quantity for each unit of another (dollars per job, residents per km²), times `per`.

    Below `minimum` of the denominator the figure is too unreliable to be shown.
    """

    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...]
    per: float = 1.0
    minimum: float = 0.0

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return numerator and denominator."""
        return _distinct(self.numerator, self.denominator)


@dataclass(frozen=True, kw_only=True)
class Gap(Indicator):
    """How far a share lies above or below the comparator's, in points; 0 for the comparator itself."""

    share: Ratio

    @property
    def numerator(self) -> tuple[Measure, ...]:
        """Return what the share counts."""
        return self.share.numerator

    @property
    def denominator(self) -> tuple[Measure, ...]:
        """Return what the share counts among."""
        return self.share.denominator

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures of the share."""
        return self.share.measures


@dataclass(frozen=True, kw_only=True)
class GapChange(Gap):
    """How a gap changed since the period before: the difference in differences of the place and its comparator.

    The comparator must contain the place, which is taken out of it. An association: nothing is said of causes.
    """


@dataclass(frozen=True, kw_only=True)
class Change(Indicator):
    """What changed since the period before: in percent of it, or in the measure's own unit; never across a break."""

    of: tuple[Measure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures whose sum is followed."""
        return _distinct(self.of)


@dataclass(frozen=True, kw_only=True)
class Recovery(Indicator):
    """The share of a loss that has been made good: (now - trough) / (peak - trough), in percent.

    The workspace names the years of peak and trough under `[baselines.<key>]`.
    """

    of: Measure
    key: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measure that fell and rose."""
        return (self.of,)


@dataclass(frozen=True, kw_only=True)
class Regained(Indicator):
    """What has come back since the first comparable period, in percent of a loss that is known only as a whole."""

    of: Measure
    lost: Measure

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measure followed and the loss."""
        return (self.of, self.lost)


@dataclass(frozen=True, kw_only=True)
class Published(Indicator):
    """A rate or median as its provider published it: never summed, so a place has it only where it is published."""

    of: Measure

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the published measure."""
        return (self.of,)


@dataclass(frozen=True, kw_only=True)
class Computed(Indicator):
    """A method over the summed measures, one column each, one row per place, period and group.

    `method` returns the frame's rows, in order, as columns value, lower, upper, numerator and denominator.
    """

    inputs: tuple[Measure, ...]
    method: "Callable[[pl.DataFrame], pl.DataFrame]"
    interval: str = ""  # how the method makes its bounds: a key of indicators.figures.METHODS

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the inputs."""
        return _distinct(self.inputs)


@dataclass(frozen=True, kw_only=True)
class Beside(Computed):
    """A method over a place's measures beside its comparator's and those of the period before.

    `method` finds each input `m` also as `m_there`, `m_before` and `m_there_before`: the comparator's, and those of the
    period before, null where there is none or a break lies between.
    """


@dataclass(frozen=True, kw_only=True)
class Spread(Computed):
    """A method over the areas of which a place is declared, census by census: how something is spread.

    `method` gets one row per place, period and area with the columns of `Beside` for each input, and returns one row
    per place_id and period_end with Computed's columns.
    """


@dataclass(frozen=True, kw_only=True)
class AcrossAreas(Computed):
    """A method over the areas of which the register knows: how its figures are spread over what a census tells.

    As for `Spread`, with a column for each input alone, and statistics as of the latest census.
    """


@dataclass(frozen=True, kw_only=True)
class AcrossGroups(Computed):
    """A method that holds groups against each other, in total only; `terms` are its columns: an input and a group."""

    terms: Mapping[str, tuple[Measure, str]]


@dataclass(frozen=True, kw_only=True)
class OfUnits(Indicator):
    """What no sum gives: it needs each person or firm by itself; `of` counts them."""

    of: Measure

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measure that counts the units."""
        return (self.of,)


@dataclass(frozen=True, kw_only=True)
class Survival(OfUnits):
    """The share of spells of a kind that last beyond `days`, in percent: Kaplan-Meier, censored at the last contact."""

    spells: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Median(OfUnits):
    """The median of the amounts of a kind."""

    amounts: str
