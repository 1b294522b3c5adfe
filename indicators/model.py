"""What an indicator is: one typed definition over measures; SQL, dictionary and tables follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.measures import Measure
from schemas.vocabulary import Direction, Domain, Text, Unit

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


def distinct(*groups: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Return the measures of all groups, each once, in their order."""
    return tuple({measure.id: measure for group in groups for measure in group}.values())


@dataclass(frozen=True, kw_only=True)
class Count(Indicator):
    """The sum of measures of one unit."""

    of: tuple[Measure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures summed."""
        return distinct(self.of)


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
        return distinct(self.numerator, self.denominator, self.unknown)


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
        return distinct(self.numerator, self.denominator)


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
        return distinct(self.of)


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
class InConstantDollars(Indicator):
    """Another indicator's dollars at the prices of one year, `year`: times that year's index over its own year's.

    The workspace brings the index; a figure's own year is the last calendar year that was over when its period ended.
    """

    nominal: Indicator
    prices: Measure
    year: int

    @property
    def numerator(self) -> tuple[Measure, ...]:
        """Return the numerator of what is restated, none where a method computes it."""
        return self._of_nominal("numerator")

    @property
    def denominator(self) -> tuple[Measure, ...]:
        """Return the denominator of what is restated."""
        return self._of_nominal("denominator")

    @property
    def inputs(self) -> tuple[Measure, ...]:
        """Return what a method computes the nominal figure from."""
        return self._of_nominal("inputs")

    @property
    def minimum(self) -> float:
        """Return the least denominator with which the nominal figure is shown."""
        return float(getattr(self.nominal, "minimum", 0.0))

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures of the nominal figure, and the prices."""
        return distinct(self.nominal.measures, (self.prices,))

    def _of_nominal(self, role: str) -> tuple[Measure, ...]:
        found: tuple[Measure, ...] = getattr(self.nominal, role, ())
        return found
