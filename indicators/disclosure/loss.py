"""Information loss: how much of each table on the register is shown, reckoned from what is published alone.

Any reader can work it out from the figures, so it tells nothing that they do not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.disclosure.breakdown import OVERLAPPING
from indicators.disclosure.cells import TOTAL
from indicators.model import Count, Indicator
from schemas.vocabulary import Status, Unit

_HUNDRED = 100


@dataclass(frozen=True)
class Published:
    """A published figure: of which indicator, place, period (its first day) and group, its value and status."""

    indicator: str
    place: str
    start: date
    group: str
    value: float | None
    status: str


@dataclass(frozen=True)
class Loss:
    """Of one table: kind of unit, characteristic ("" for totals), cells shown in percent, and units in shown cells.

    The latter are in percent of the totals that are shown; None for totals, and where a unit may be in several groups.
    """

    kind: str
    dimension: str
    cells: float
    units: float | None


def losses(
    figures: Iterable[Published], indicators: Sequence[Indicator], kinds: Mapping[str, str], study: str
) -> list[Loss]:
    """Return the loss of every table of all periods together; `kinds` gives the kind of unit of private measures."""
    of = {i.id: kinds[m.id] for i in indicators for m in reversed(i.measures) if m.id in kinds}
    tables: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for figure in figures:
        if figure.indicator in of:
            tables[of[figure.indicator], _dimension(figure, study)].append(figure)
    counted = frozenset(i.id for i in indicators if isinstance(i, Count) and i.unit in {Unit.PERSONS, Unit.ENTERPRISES})
    return [
        Loss(kind, dimension, _shown(own), _units(own, tables[kind, ""], counted) if _parts(dimension) else None)
        for (kind, dimension), own in sorted(tables.items())
    ]


def _dimension(figure: Published, study: str) -> str:
    if figure.group != TOTAL:
        return figure.group.partition("=")[0]
    return "" if figure.place == study else "place"


def _parts(dimension: str) -> bool:
    return dimension not in {"", *OVERLAPPING}


def _shown(figures: Sequence[Published]) -> float:
    return _percent(sum(figure.status != Status.SUPPRESSED for figure in figures), len(figures))


def _units(figures: Sequence[Published], totals: Sequence[Published], counted: Iterable[str]) -> float:
    whole = {(f.indicator, f.start): f.value for f in totals if f.indicator in counted and f.value is not None}
    asked = {(f.indicator, f.start) for f in figures} & whole.keys()
    shown = [f.value or 0 for f in figures if (f.indicator, f.start) in asked]
    return _percent(sum(shown), sum(whole[name] or 0 for name in asked))


def _percent(part: float, whole: float) -> float:
    return round(_HUNDRED * part / whole, 1) if whole else float(_HUNDRED)
