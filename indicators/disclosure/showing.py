"""Which figures on the register may be shown, and how precisely, once it is decided which sums are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from indicators.by_method import AcrossAreas, Computed, Median
from indicators.disclosure.cells import Cell
from indicators.disclosure.policy import Policy
from indicators.disclosure.sensitivity import (
    percentage_decimals,
    sensitive_area,
    sensitive_median,
    sensitive_spread,
)
from indicators.model import InConstantDollars, Indicator
from schemas.vocabulary import Unit


@dataclass(frozen=True)
class Ground:
    """What a figure rests on: its published denominator, its sums, and the place's residents and areas."""

    denominator: float | None
    cells: Sequence[Cell]
    residents: float | None
    areas: int


@dataclass(frozen=True)
class Showing:
    """Whether a figure may be shown, to how many decimals (None: as it is), and whether without its counts (`bare`)."""

    shown: bool
    decimals: int | None = None
    bare: bool = False


HIDDEN = Showing(shown=False)


def showing(indicator: Indicator, ground: Ground, policy: Policy) -> Showing:
    """Return how a figure whose sums are all shown may be; the rules themselves stand in `sensitivity`."""
    if isinstance(indicator, InConstantDollars):
        return showing(indicator.nominal, ground, policy)
    if isinstance(indicator, Median):
        few = sensitive_median(min((len(cell.units) for cell in ground.cells), default=0), policy)
        small = ground.residents is not None and sensitive_area(ground.residents, policy, income=True)
        return HIDDEN if few or small else Showing(shown=True, decimals=-round(log10(policy.medians.rounding)))
    if isinstance(indicator, AcrossAreas):
        few = sensitive_spread(ground.areas, policy)
        return HIDDEN if few else Showing(shown=True, decimals=policy.spreads.decimals, bare=True)
    if isinstance(indicator, Computed):
        return HIDDEN if percentage_decimals(_base(ground.cells), policy) is None else Showing(shown=True)
    if indicator.unit is Unit.PERCENT and ground.denominator is not None:
        decimals = percentage_decimals(ground.denominator, policy)
        return HIDDEN if decimals is None else Showing(shown=True, decimals=decimals)
    return Showing(shown=True)


def _base(cells: Sequence[Cell]) -> int:
    """The smallest count that is no part of another: what the shares within a method are taken of."""
    wholes = [cell for cell in cells if not any(cell.units < other.units for other in cells)]
    return min((len(cell.units) for cell in wholes), default=0)
