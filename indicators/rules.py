"""What the statement of figures has to know of each indicator: how bounds are made, when its series breaks, remarks."""

from datetime import date

from indicators.by_method import Computed, OfUnits
from indicators.model import InConstantDollars, Indicator, Ratio
from schemas.measures import PROGRAMME
from schemas.vocabulary import Unit

_PROGRAMME = frozenset(PROGRAMME)
_COUNTED = frozenset({Unit.PERSONS, Unit.ENTERPRISES})  # what a binomial interval holds for; not dollars, jobs, seats


def _interval(indicator: Indicator) -> str:
    if isinstance(indicator, InConstantDollars):
        return _interval(indicator.nominal)
    if isinstance(indicator, OfUnits):
        return type(indicator).__name__.lower()
    if isinstance(indicator, Computed):
        return indicator.interval
    if isinstance(indicator, Ratio) and all(m in _PROGRAMME and m.unit in _COUNTED for m in indicator.measures):
        return "wilson"
    if any(measure.sampled for measure in indicator.measures):
        return "sample"
    return "rounding" if any(measure.rounding for measure in indicator.measures) else ""


def rule_row(indicator: Indicator) -> tuple[object, ...]:
    """Return id, unit, interval, whether a share, least denominator, whether estimated, and the caveat twice."""
    return (
        indicator.id,
        str(indicator.unit),
        _interval(indicator),
        isinstance(indicator, Ratio),
        float(getattr(indicator, "minimum", 0.0)),
        indicator.estimated,
        indicator.caveat.en,
        indicator.caveat.fr,
    )


def remark_rows(indicator: Indicator) -> list[tuple[object, ...]]:
    """Return what must be known of the indicator's estimated figures, each remark once, with its first and last day."""
    remarks = dict.fromkeys(remark for measure in indicator.measures for remark in measure.remarks)
    return [(indicator.id, r.first, r.last, r.text.en, r.text.fr) for r in remarks]


def break_rows(indicator: Indicator) -> list[tuple[object, ...]]:
    """Return the days from which an indicator is no longer comparable, each until the next, and why."""
    breaks = sorted({b.on: b for measure in indicator.measures for b in measure.breaks}.values(), key=lambda b: b.on)
    days = [*(b.on for b in breaks[1:]), date.max]
    ends = zip(breaks, days, strict=False)  # one day more than breaks where there are none
    return [(indicator.id, b.on, until, b.reason.en, b.reason.fr) for b, until in ends]
