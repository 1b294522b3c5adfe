"""The headline in whole sentences, one for each core indicator, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.comparison import beside_sentence, change_sentence
from indicators.model import NOTHING
from indicators.tables.book import Book, Figure
from indicators.tables.compare import Assessment, compare
from indicators.tables.formats import UNITS, change_unit, number, shown_as_zero
from indicators.tables.headline import Comparison
from indicators.tables.layout import value_cell
from schemas.vocabulary import LEGEND, Status, Text, Unit

_SIGN_SAYS_IT = frozenset({Unit.PERCENT, Unit.DOLLARS, Unit.POINTS, Unit.INDEX, Unit.RATIO})  # or the name does


@dataclass(frozen=True, slots=True)
class Finding:
    """What a card says: the latest value with its unit, a sentence on the change, a line on the comparator."""

    name: str
    value: str
    unit: str
    sentence: str
    comparator: str


def finding(book: Book, row: Comparison, language: str) -> Finding:
    """Return one indicator's finding in words."""
    return Finding(
        name=row.indicator.name.in_language(language),
        value=value_cell(row.latest).shown(language),
        unit=_unit(row, language),
        sentence=_sentence(row).in_language(language),
        comparator=_comparator(book, row, language),
    )


def _unit(row: Comparison, language: str) -> str:
    """The unit beside the value, without what its sign says already."""
    if row.latest.value is None or row.latest.unit in _SIGN_SAYS_IT:
        return ""
    return UNITS[row.latest.unit].name.in_language(language).removeprefix("dollars ")


def _sentence(row: Comparison) -> Text:
    now = row.latest.period.of
    if row.latest.value is None:
        why = LEGEND[row.latest.status]
        return Text(
            f"The figure {now.en} is not shown: {why.en}.{_why(row).en}",
            f"Le chiffre {now.fr} n’est pas diffusé : {why.fr}.{_why(row).fr}",
        )
    if row.previous is None or row.previous.value is None:
        return Text(
            f"This is the figure {now.en}; no earlier one is there to compare it with.",
            f"C’est le chiffre {now.fr}; aucun chiffre antérieur ne s’y compare.",
        )
    return _moved(row, now, row.previous.period.of)


def _why(row: Comparison) -> Text:
    """Why a figure does not apply: where its series broke."""
    told = (*row.breaks, *_own_breaks(row.latest)) if row.latest.status is Status.NOT_APPLICABLE else ()
    return Text(f" {told[0].en}", f" {told[0].fr}") if told else NOTHING


def _own_breaks(latest: Figure) -> Iterable[Text]:
    breaks = (found for measure in latest.indicator.measures for found in measure.breaks)
    return (found.reason for found in breaks if found.reason.en in latest.caveat.en)


def _moved(row: Comparison, now: Text, before: Text) -> Text:
    if row.change is None:
        return Text(
            f"This is the figure {now.en}; a break in the series keeps it from comparison with the one {before.en}.",
            f"C’est le chiffre {now.fr}; une rupture de série empêche de le comparer à celui {before.fr}.",
        )
    unit = change_unit(row.latest.unit)
    if shown_as_zero(row.change, unit):
        return Text(
            f"The figure {now.en} is the same as the one {before.en}.",
            f"Le chiffre {now.fr} est le même que celui {before.fr}.",
        )
    return _changed(row, now, before, unit)


def _changed(row: Comparison, now: Text, before: Text, unit: Unit) -> Text:
    change = row.change or 0.0
    english, french = ("higher", "supérieur") if change > 0 else ("lower", "inférieur")
    judged = _judgement(row.assessment)
    by = Text(*(number(abs(change), unit, language) for language in ("en", "fr")))
    return Text(
        f"The figure {now.en} is {by.en} {english} than the one {before.en}. {judged.en}".rstrip(),
        f"Le chiffre {now.fr} est {french} de {by.fr} à celui {before.fr}. {judged.fr}".rstrip(),
    )


def _judgement(assessment: Assessment | None) -> Text:
    """What is said beyond higher or lower, which the sentence says already."""
    silent = assessment in {None, Assessment.HIGHER, Assessment.LOWER}
    return NOTHING if silent else change_sentence(assessment)


def _comparator(book: Book, row: Comparison, language: str) -> str:
    there = row.comparator
    if there is None or not there.answered:
        return ""
    name, period = book.names[there.place_id].in_language(language), there.period.label.in_language(language)
    colon = ": " if language == "en" else "\u00a0: "
    shown = f"{name} ({period}){colon}{value_cell(there).shown(language)}"
    compares = there.period == row.latest.period and not row.latest.unit.grows_with_size
    if not compares or row.latest.value is None or there.value is None:
        return shown
    beside = beside_sentence(compare(row.latest, there, row.indicator.better))
    return f"{shown}. {beside.in_language(language)}"
