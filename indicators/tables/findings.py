"""The headline in whole sentences, one for each core indicator, in both languages."""

from dataclasses import dataclass

from indicators.tables.book import Book
from indicators.tables.compare import Assessment
from indicators.tables.formats import UNITS, change_unit, number, shown_as_zero
from indicators.tables.headline import Comparison
from indicators.tables.layout import value_cell
from schemas.vocabulary import LEGEND, Text, Unit

_JUDGEMENT: dict[Assessment, Text] = {
    Assessment.BETTER: Text(" This is better.", " C’est mieux."),
    Assessment.WORSE: Text(" This is worse.", " C’est moins bien."),
    Assessment.NO_CLEAR_CHANGE: Text(
        " The margins overlap: this is no clear change.", " Les marges se recoupent : ce n’est pas un changement net."
    ),
}
_NOTHING = Text("", "")
_SIGN_SAYS_IT = frozenset({Unit.PERCENT, Unit.DOLLARS, Unit.POINTS})


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
        return Text(f"The figure {now.en} is not shown: {why.en}.", f"Le chiffre {now.fr} n’est pas montré : {why.fr}.")
    if row.previous is None or row.previous.value is None:
        return Text(
            f"This is the figure {now.en}; no earlier one is there to compare it with.",
            f"C’est le chiffre {now.fr} ; aucun chiffre antérieur ne s’y compare.",
        )
    return _moved(row, now, row.previous.period.of)


def _moved(row: Comparison, now: Text, before: Text) -> Text:
    if row.change is None:
        return Text(
            f"This is the figure {now.en}; a break in the series keeps it from comparison with the one {before.en}.",
            f"C’est le chiffre {now.fr} ; une rupture de série empêche de le comparer à celui {before.fr}.",
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
    judged = _JUDGEMENT.get(row.assessment, _NOTHING) if row.assessment else _NOTHING
    return Text(
        f"The figure {now.en} is {number(abs(change), unit, 'en')} {english} than the one {before.en}.{judged.en}",
        f"Le chiffre {now.fr} est {french} de {number(abs(change), unit, 'fr')} à celui {before.fr}.{judged.fr}",
    )


def _comparator(book: Book, row: Comparison, language: str) -> str:
    there = row.comparator
    if there is None or not there.answered:
        return ""
    name, period = book.names[there.place_id].in_language(language), there.period.label.in_language(language)
    colon = ": " if language == "en" else "\u00a0: "
    return f"{name} ({period}){colon}{value_cell(there).shown(language)}"
