"""Indicators that no SQL of ours computes: a method in Python does, over sums, areas, groups, or persons and firms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from indicators.model import InConstantDollars, Indicator, distinct
from schemas.measures import Measure

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True)
class Computed(Indicator):
    """A method over the summed measures, one column each, one row per place, period and group.

    `method` returns the frame's rows, in order, as columns value, lower, upper, numerator and denominator; `symbols`
    is what it computes, as a formula.
    """

    inputs: tuple[Measure, ...]
    method: "Callable[[pl.DataFrame], pl.DataFrame]"
    symbols: str
    interval: str = ""  # how the method makes its bounds: a key of indicators.figures.METHODS

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the inputs."""
        return distinct(self.inputs)


@dataclass(frozen=True, kw_only=True)
class Beside(Computed):
    """A method over a place's measures beside its comparator's and those of the period before.

    `method` finds each input `m` also as `m_there`, `m_before` and `m_there_before`: the comparator's, and those of the
    period before, null where there is none or a break lies between. `looks_back` says that it reads those.
    """

    looks_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Spread(Computed):
    """A method over the areas of which a place is declared, census by census: how something is spread.

    `method` gets one row per place, period and area with the columns of `Beside` for each input, and returns one row
    per place_id and period_end with Computed's columns.
    """

    looks_back: bool = False


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


ByMethod: TypeAlias = Computed | Survival | Median | InConstantDollars


def by_method(indicator: Indicator) -> TypeGuard[ByMethod]:
    """Return whether a method computes an indicator, or what it restates, and no SQL."""
    return isinstance(getattr(indicator, "nominal", indicator), Computed | Survival | Median)
