"""Which sources stand behind an indicator's figures of each period: its own period's, and those it looks back to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from indicators.compile import Baselines, table_of
from indicators.model import Change, GapChange, InConstantDollars, Indicator, Recovery, Regained
from schemas.measures import PROGRAMME, Measure

Observed = Mapping[str, Sequence[tuple[date, str]]]  # measure -> periods' ends, each with a source
_PROGRAMME = frozenset(PROGRAMME)


def provenance(
    indicators: Iterable[Indicator], observed: Observed, baselines: Baselines
) -> Iterator[tuple[str, date, str]]:
    """Yield indicator, end of a period and source, each once, for every period of which the indicator tells."""
    for indicator in indicators:
        ends = {end for measure in _telling(indicator) for end, _ in observed.get(measure.id, ())}
        for end in sorted(ends):
            sources = {s for m in indicator.measures for s in _of(indicator, m, end, observed, baselines)}
            yield from ((indicator.id, end, source) for source in sorted(sources))


def _timeless(indicator: Indicator) -> tuple[Measure, ...]:
    """Measures whose own periods are not the figures': prices of all years, a loss of long ago."""
    if isinstance(indicator, InConstantDollars):
        return (indicator.prices,)
    return (indicator.lost,) if isinstance(indicator, Regained) else ()


def _telling(indicator: Indicator) -> Iterable[Measure]:
    """The measures whose periods are the figures': of the register, where statistics only stand beside them."""
    own = [measure for measure in indicator.measures if measure not in _timeless(indicator)]
    return [m for m in own if m in _PROGRAMME] if table_of(own) == "aligned" else own


def _of(indicator: Indicator, measure: Measure, end: date, observed: Observed, baselines: Baselines) -> Iterator[str]:
    rows = observed.get(measure.id, ())
    wanted = {end}
    if measure not in _telling(indicator):
        wanted = {at for at, _ in rows} if measure in _timeless(indicator) else {_latest(rows, end)}
    elif isinstance(indicator, Change | GapChange) or getattr(indicator, "looks_back", False):
        wanted |= {_latest([row for row in rows if row[0] < end], end)}
    elif isinstance(indicator, Recovery):
        wanted |= {at for at, _ in rows if at.year in baselines.get(indicator.key, ())}
    yield from (source for at, source in rows if at in wanted)


def _latest(rows: Sequence[tuple[date, str]], end: date) -> date:
    return max((at for at, _ in rows if at <= end), default=end)
