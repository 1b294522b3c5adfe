"""What a change, or a difference between two places, means in words: only what is larger than its error is called one.

Better or worse is said where the change exceeds 1.645 standard errors (the two-sided 90 % level) and no break lies
between. The error is read from the bounds of both figures by adding their squares on the sides that face each other,
so that Newcombe's hybrid interval results from two Wilson intervals and the usual rule from symmetric ones (Newcombe
1998, method 10). Figures without bounds are exact or of unknown error: they rise or fall, and nobody is told that this
is better.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from indicators.figures import Z
from indicators.methods.values import Z90
from schemas.vocabulary import Direction, Text


class Assessment(StrEnum):
    """How a figure stands against another; figures of context or without bounds rise or fall without judgement."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no_clear_change"


WORDS: dict[Assessment, Text] = {
    Assessment.BETTER: Text("better", "amélioration"),
    Assessment.WORSE: Text("worse", "détérioration"),
    Assessment.HIGHER: Text("up", "en hausse"),
    Assessment.LOWER: Text("down", "en baisse"),
    Assessment.NO_CLEAR_CHANGE: Text("no clear change", "pas de changement net"),
}
_CHANGE: dict[Assessment, Text] = {
    Assessment.BETTER: Text("This is better.", "C’est une amélioration."),
    Assessment.WORSE: Text("This is worse.", "C’est une détérioration."),
    Assessment.HIGHER: Text("The figure is up.", "Le chiffre est en hausse."),
    Assessment.LOWER: Text("The figure is down.", "Le chiffre est en baisse."),
    Assessment.NO_CLEAR_CHANGE: Text(
        "This lies within the margin of error: no clear change.",
        "L’écart tient dans la marge d’erreur : pas de changement net.",
    ),
}
_BESIDE: dict[Assessment, Text] = {
    Assessment.BETTER: Text("It is better here.", "La situation est meilleure ici."),
    Assessment.WORSE: Text("It is worse here.", "La situation est moins bonne ici."),
    Assessment.HIGHER: Text("The figure is higher here.", "Le chiffre est plus élevé ici."),
    Assessment.LOWER: Text("The figure is lower here.", "Le chiffre est plus bas ici."),
    Assessment.NO_CLEAR_CHANGE: Text("The two are not clearly different.", "L’écart entre les deux n’est pas net."),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it is compared: its value and its 95 % bounds, None where there are none."""

    value: float | None
    lower: float | None = None
    upper: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether the error of the figure is known."""
        return self.lower is not None and self.upper is not None


def compare(now: Reading, before: Reading, better: Direction, *, broken: bool = False) -> Assessment | None:
    """Return how `now` stands against `before`, which may be another time or another place.

    None where a value is missing or a break lies between.
    """
    if now.value is None or before.value is None or broken:
        return None
    change = now.value - before.value
    if change == 0 or abs(change) <= margin(now, before):
        return Assessment.NO_CLEAR_CHANGE
    if better is Direction.CONTEXT or not (now.bounded and before.bounded):
        return Assessment.HIGHER if change > 0 else Assessment.LOWER
    return Assessment.BETTER if (change > 0) == (better is Direction.HIGHER) else Assessment.WORSE


def change_sentence(assessment: Assessment | None) -> Text:
    """Return a whole sentence on a change since the period before; where the two do not compare, that they do not."""
    if assessment is None:
        return Text("The two figures do not compare.", "Les deux chiffres ne se comparent pas.")
    return _CHANGE[assessment]


def beside_sentence(assessment: Assessment | None) -> Text:
    """Return a whole sentence on a place beside its comparator, in the same period."""
    if assessment is None:
        return Text("The two places do not compare.", "Les deux territoires ne se comparent pas.")
    return _BESIDE[assessment]


def margin(now: Reading, before: Reading) -> float:
    """Return 1.645 standard errors of the difference, from the bounds that face each other; 0 where none is known."""
    rising = (now.value or 0.0) > (before.value or 0.0)
    upper, lower = (now, before) if rising else (before, now)
    facing = (_distance(upper.value, upper.lower), _distance(lower.value, lower.upper))
    return Z90 / Z * math.hypot(*facing)


def _distance(value: float | None, bound: float | None) -> float:
    return 0.0 if value is None or bound is None else value - bound
