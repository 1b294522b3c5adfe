"""What a measure is: what is counted, in which unit, among whom, and whether areas may be added up."""

from dataclasses import dataclass
from datetime import date

from schemas.vocabulary import Aggregation, Basis, Text, Unit


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which a measure is no longer comparable with what came before, and why."""

    on: date
    reason: Text


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be known of a measure's values of some days, from the first to the last, where they are `estimated`."""

    first: date
    last: date
    text: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity that sources publish for areas; `universe` says who is counted, and ratios may not mix universes."""

    id: str
    name: Text
    unit: Unit
    universe: str
    aggregation: Aggregation = Aggregation.ADDITIVE
    basis: Basis = Basis.POPULATION
    breaks: tuple[Break, ...] = ()
    rounding: int = 0  # base of the provider's random rounding of each area's count; 0 where counts are exact
    sampled: bool = False  # asked of one household in four (the census's long form), the rest estimated
    remarks: tuple[Remark, ...] = ()  # of days that do not overlap
    sensitive: bool = False  # being counted, or not, tells how somebody fared: all or none of a group is a disclosure

    def remark_on(self, day: date) -> Text | None:
        """Return what must be known of the values of that day, if anything."""
        return next((remark.text for remark in self.remarks if remark.first <= day <= remark.last), None)
