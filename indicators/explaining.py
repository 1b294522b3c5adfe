"""A formula as a person reads it: in symbols, and in a sentence of each language; from its kind and its terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.measures import Measure
from schemas.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in symbols (ids of measures) and in words (their names)."""

    symbols: str
    words: Text


@dataclass(frozen=True, slots=True)
class _Side:
    """The measures of one role, as symbols and as names; of a long list the first and the last."""

    ids: tuple[str, ...] = ()
    names: tuple[Text, ...] = ()
    coefficient: float = 1.0
    between: str = " + "

    @property
    def symbols(self) -> str:
        joined = self._joined(self.ids)
        return f"({joined})" if len(self.ids) > 1 else joined

    @property
    def words(self) -> Text:
        return Text(self._joined([name.en for name in self.names]), self._joined([name.fr for name in self.names]))

    def _joined(self, parts: Sequence[str]) -> str:
        return self.between.join([parts[0], "…", parts[-1]] if len(parts) > _MOST else parts)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Every role of a formula; a role that it lacks is empty."""

    roles: Mapping[str, _Side] = field(default_factory=dict)

    def __getitem__(self, role: str) -> _Side:
        return self.roles.get(role, _Side())


_MOST = 6  # measures of one role that are written out

# kind -> the words around what is computed, with {of}, {over}, {lost} or {inputs} for the names of measures.
_OVER = Text("{numerator}, divided by {denominator}", "{numerator}, divisé par {denominator}")
_SHARE = Text("{numerator}, in percent of {denominator}", "{numerator}, en pourcentage de {denominator}")
_METHOD = Text("A method computed from {inputs}", "Une méthode appliquée à {inputs}")
_WORDS: dict[str, Text] = {
    "count": Text("The sum of {of}", "La somme de {of}"),
    "published": Text("{of}, as published, never summed", "{of}, tel que diffusé, jamais additionné"),
    "ratio": _SHARE,
    "quotient": _OVER,
    "gap": Text(
        _SHARE.en + "; less the same of the comparator", _SHARE.fr + "; moins celle du territoire de comparaison"
    ),
    "gapchange": Text(
        _SHARE.en + "; its gap to the rest of the comparator, less that gap in the period before",
        _SHARE.fr + "; son écart au reste du territoire de comparaison, moins cet écart à la période précédente",
    ),
    "change": Text(
        "The change of {of} since the period before, in percent of it",
        "La variation de {of} depuis la période précédente, en pourcentage de celle-ci",
    ),
    "recovery": Text(
        "What {of} regained since the trough, in percent of the loss from peak to trough",
        "Ce que {of} a regagné depuis le creux, en pourcentage de la perte du sommet au creux",
    ),
    "regained": Text(
        "What {of} regained since the first comparable period, in percent of {lost}",
        "Ce que {of} a regagné depuis la première période comparable, en pourcentage de {lost}",
    ),
    "survival": Text(
        "The share of {of} whose spell lasts beyond {days} days, by Kaplan-Meier, in percent",
        "La part de {of} dont l’épisode dépasse {days} jours, selon Kaplan-Meier, en pourcentage",
    ),
    "median": Text("The median amount of {of}", "Le montant médian de {of}"),
    "beside": Text(
        _METHOD.en + ", beside the comparator's and the period before",
        _METHOD.fr + ", à côté du territoire de comparaison et de la période précédente",
    ),
    "spread": Text(
        _METHOD.en + ", over the areas of the place, census by census",
        _METHOD.fr + ", sur les secteurs du territoire, d’un recensement à l’autre",
    ),
    "acrossareas": Text(_METHOD.en + ", over the areas of the place", _METHOD.fr + ", sur les secteurs du territoire"),
    "acrossgroups": Text(
        _METHOD.en + ", holding groups against each other", _METHOD.fr + ", qui compare des groupes entre eux"
    ),
}


def formula(kind: str, terms: Iterable[Mapping[str, Any]], symbols: str = "", days: int = 0) -> Formula:
    """Return a formula from its kind and its terms: rows of role, measure_id, coefficient, name_en, name_fr.

    `symbols` are those of a method, `days` the term of a survival.
    """
    sides = _sides(list(terms))
    named = {role: sides[role].words for role in ("of", "numerator", "denominator", "lost", "inputs")}
    template = _WORDS.get(kind, _METHOD)
    words = Text(
        template.en.format(days=days, **{role: text.en for role, text in named.items()}),
        template.fr.format(days=days, **{role: text.fr for role, text in named.items()}),
    )
    return Formula(symbols or _symbols(kind, sides, days), words)


def restated(nominal: Formula, prices: Measure, year: int) -> Formula:
    """Return the formula of a figure in the dollars of one year, from that of its nominal one."""
    words = Text(
        f"{nominal.words.en}; times {prices.name.en} of {year} over that of its own year",
        f"{nominal.words.fr}; fois {prices.name.fr} de {year}, sur celui de sa propre année",
    )
    return Formula(f"{nominal.symbols} × {prices.id}[{year}] / {prices.id}[t]", words)


def _sides(terms: Sequence[Mapping[str, Any]]) -> _Sides:
    return _Sides(
        {role: _side([term for term in terms if term["role"] == role]) for role in {t["role"] for t in terms}}
    )


def _side(terms: Sequence[Mapping[str, Any]]) -> _Side:
    names = tuple(Text(term["name_en"], term["name_fr"]) for term in terms)
    between = ", " if terms[0]["role"] == "inputs" else " + "
    return _Side(tuple(term["measure_id"] for term in terms), names, terms[0]["coefficient"], between)


def _symbols(kind: str, sides: _Sides, days: int) -> str:
    of = sides["of"].symbols
    written = {
        "count": " + ".join(sides["of"].ids),
        "published": of,
        "ratio": _share(sides),
        "quotient": _quotient(sides),
        "gap": f"{_share(sides)} − the comparator's",
        "gapchange": f"Δ({_share(sides)} − the comparator's)",
        "change": f"100 × ({of}[t] − {of}[t−1]) / {of}[t−1]",
        "recovery": f"100 × ({of} − {of}[trough]) / ({of}[peak] − {of}[trough])",
        "regained": f"100 × ({of} − {of}[first]) / {sides['lost'].symbols}",
        "survival": f"100 × S({days} days) of {of}",
        "median": f"median({of})",
    }
    return written[kind]


def _share(sides: _Sides) -> str:
    return f"100 × {sides['numerator'].symbols} / {sides['denominator'].symbols}"


def _quotient(sides: _Sides) -> str:
    per = sides["numerator"].coefficient
    factor = "" if per == 1 else f"{per:g} × "
    return f"{factor}{sides['numerator'].symbols} / {sides['denominator'].symbols}"
