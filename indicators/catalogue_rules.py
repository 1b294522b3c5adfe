"""What the catalogue must hold: whole definitions in both languages over measures that may be put together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from indicators.by_method import Computed
from indicators.compile import Baselines
from indicators.figures import METHODS
from indicators.model import Gap, InConstantDollars, Indicator, Published, Quotient, Ratio, Recovery, Regained
from schemas.measures import MEASURES, Measure
from schemas.vocabulary import Aggregation, Text

SENTENCES = frozenset(f"S{number}" for number in range(1, 16))  # of the mission, by which `answers` names them


def problems(indicators: Sequence[Indicator], baselines: Baselines) -> list[str]:
    """Return what is wrong with a catalogue, one sentence each; an empty list where all is well."""
    found = [f"catalogue: {text}" for indicator in indicators for text in _of_one(indicator, baselines)]
    counted = Counter(indicator.id for indicator in indicators)
    found += [f"catalogue: the id {name} is used {count} times" for name, count in counted.items() if count > 1]
    for measure in MEASURES.values():
        found += [f"schemas/measures: {text}" for text in _untranslated(measure.id, "name", measure.name)]
    used = {measure.id for indicator in indicators for measure in indicator.measures}
    found += [f"schemas/measures: no indicator uses the measure {name}" for name in MEASURES if name not in used]
    return found


def _of_one(indicator: Indicator, baselines: Baselines) -> Iterator[str]:
    for name in ("name", "definition"):
        yield from _untranslated(indicator.id, name, getattr(indicator, name))
    if bool(indicator.caveat.en) != bool(indicator.caveat.fr):
        yield f"{indicator.id}: the caveat stands in one language only"
    if not (indicator.source and indicator.answers):
        yield f"{indicator.id}: a source and at least one sentence of the mission (`answers`) must be named"
    for code in indicator.answers:
        if code not in SENTENCES:
            yield f"{indicator.id}: `answers` names {code!r}, which is no sentence of the mission (S1 to S15)"
    if isinstance(indicator, Computed) and indicator.interval not in {"", *METHODS}:
        yield f"{indicator.id}: the interval {indicator.interval!r} is none of {', '.join(METHODS)}"
    for measure in indicator.measures:
        if MEASURES.get(measure.id) != measure:
            yield f"{indicator.id}: the measure {measure.id} is not in schemas/measures"
    yield from _mixed(indicator)
    yield from _not_additive(indicator)
    if isinstance(indicator, Recovery) and indicator.key not in baselines:
        yield f"{indicator.id} needs [baselines.{indicator.key}] with the years `peak` and `trough` in relance.toml"


def _untranslated(owner: str, name: str, text: Text) -> Iterator[str]:
    for language in ("en", "fr"):
        if not text.in_language(language).strip():
            yield f"{owner}: the {name} is missing in {language}"


def _mixed(indicator: Indicator) -> Iterator[str]:
    """A share's parts must count the same people; a quotient's need not, but each side must be of one unit."""
    if isinstance(indicator, Ratio | Gap):
        universes = {measure.universe for measure in indicator.measures}
        if len(universes) > 1:
            yield f"{indicator.id}: a share over different universes: {'; '.join(sorted(universes))}"
    sides = [indicator.numerator, indicator.denominator] if isinstance(indicator, Quotient) else [indicator.measures]
    added = not isinstance(indicator, Computed | InConstantDollars | Recovery | Regained)
    if added and any(len({measure.unit for measure in side}) > 1 for side in sides):
        yield f"{indicator.id}: measures of different units are added up"


def _not_additive(indicator: Indicator) -> Iterator[str]:
    wrong: tuple[Measure, ...] = tuple(m for m in indicator.measures if m.aggregation is Aggregation.NOT_ADDITIVE)
    if isinstance(indicator, InConstantDollars):
        wrong = tuple(measure for measure in wrong if measure != indicator.prices)
    if wrong and not isinstance(indicator, Published):
        names = ", ".join(m.id for m in wrong)
        yield f"{indicator.id}: {names} cannot be summed; only a Published indicator may use it"
