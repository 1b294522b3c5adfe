"""Made-up registers of persons with all their characteristics, and a reader who thinks of every other register.

The reader knows the definitions and every shown sum, and nothing else. She counts how many persons of each possible
kind (a combination of all characteristics) there are: one whole-number programme over all kinds, where our proofs look
at one characteristic at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.disclosure.cells import STUDY, TOTAL, Cell, Formula, Key

GENDERS, PLACES, ENTRIES = ("woman", "man", "another"), ("north", "south", "elsewhere"), ("unemployed", "employed")
FATES, TRAININGS = ("inside", "left", "placed"), ("none", "trained", "certified")
FORMULAS = (
    Formula("exits_employed", "exits"),
    Formula("certified", "trained"),
    Formula("women", "gender_known"),
    Formula("unemployed", "participants"),
)
_SENSITIVE = {"exits_employed", "certified", "unemployed", "long_unemployed"}
_FAR = 4
_BROAD = ("participants", "exits", "exits_employed")


@dataclass(frozen=True, order=True)
class Person:
    """One of the possible kinds of persons."""

    gender: str
    place: str
    entry: str
    long_unemployed: bool
    fate: str
    training: str


KINDS = tuple(
    Person(gender, place, entry, long, fate, training)
    for gender, place, entry, fate, training in product(GENDERS, PLACES, ENTRIES, FATES, TRAININGS)
    for long in ([False, True] if entry == "unemployed" else [False])
)
_MEASURES: Mapping[str, Callable[[Person], bool]] = {
    "participants": lambda _: True,
    "exits": lambda p: p.fate != "inside",
    "exits_employed": lambda p: p.fate == "placed",
    "women": lambda p: p.gender == "woman",
    "men": lambda p: p.gender == "man",
    "gender_known": lambda p: p.gender != "another",
    "unemployed": lambda p: p.entry == "unemployed",
    "long_unemployed": lambda p: p.long_unemployed,
    "unemployed_residents": lambda p: p.entry == "unemployed" and p.place != "elsewhere",
    "trained": lambda p: p.training != "none",
    "certified": lambda p: p.training == "certified",
}


def keys_of(person: Person) -> Iterable[Key]:
    """The sums that count a person."""
    for measure, counts in _MEASURES.items():
        if counts(person):
            yield (measure, STUDY, TOTAL)
            if measure in _BROAD:
                yield (measure, STUDY, f"gender={person.gender}")
                yield (measure, STUDY, f"entry_status={person.entry}")
                if person.place != "elsewhere":
                    yield (measure, person.place, TOTAL)


KEYS = {kind: frozenset(keys_of(kind)) for kind in KINDS}
ALL_KEYS = tuple(sorted(frozenset[Key]().union(*KEYS.values())))


# What leaves a part of a whole, whoever is in the register.
NESTED = tuple(
    (wide, part)
    for wide, part in permutations(ALL_KEYS, 2)
    if all(wide in keys for keys in KEYS.values() if part in keys)
)


def cells_of(people: Mapping[str, Person | None]) -> tuple[Cell, ...]:
    """The sums of a register, persons by their identifiers."""
    counted: dict[Key, set[str]] = {key: set() for key in ALL_KEYS}
    for name, person in people.items():
        for key in KEYS[person] if person else ():
            counted[key].add(name)
    return tuple(
        Cell(
            key,
            frozenset(units),
            priority=1 + (key[2] == TOTAL) + (key[1:] == (STUDY, TOTAL)),
            status=key[0] in _SENSITIVE,
        )
        for key, units in counted.items()
    )


def draw_people(seed: int, size: int) -> dict[str, Person]:
    """Draw a register of so many persons."""
    draw = Random(seed)
    weights = (draw.choice([[60, 36, 4], [50, 48, 2]]), draw.choice([[50, 30, 20], [70, 5, 25]]), [60, 40])
    found = {}
    for number in range(size):
        gender, place, entry = (
            draw.choices(of, w)[0] for of, w in zip((GENDERS, PLACES, ENTRIES), weights, strict=True)
        )
        fate, training = draw.choices(FATES, [30, 40, 30])[0], draw.choices(TRAININGS, [70, 20, 10])[0]
        long = entry == "unemployed" and draw.random() < 0.2
        found[f"p{number:03d}"] = Person(gender, place, entry, long, fate, training)
    return found


class Reader:
    """Knows shown sums (with the kinds of histories that each counts) and asks how far another sum may be from its own.

    A history is what a person was in each edition, None where she was not there.
    """

    def __init__(self, histories: Sequence[tuple[Person | None, ...]], shown: Sequence[frozenset[Key]]) -> None:
        self._kinds = list(dict.fromkeys([*histories, *_others(histories)]))
        real = Counter(histories)
        self._truth = np.array([real[kind] for kind in self._kinds])
        self._held = [
            {(e, key) for e, person in enumerate(kind) if person for key in KEYS[person]} for kind in self._kinds
        ]
        known = [(edition, key) for edition, keys in enumerate(shown) for key in sorted(keys)]
        self._rows = np.array([self.row({name: 1}) for name in known]).reshape(len(known), len(self._kinds))

    def row(self, sums: Mapping[tuple[int, Key], int]) -> np.ndarray:
        """A combination of sums of editions over the kinds."""
        return np.array([sum(sign for name, sign in sums.items() if name in held) for held in self._held], float)

    def range(
        self, sums: Mapping[tuple[int, Key], int], frozen: Iterable[tuple[Person | None, ...]] = ()
    ) -> tuple[int, int]:
        """The least and the greatest value that a combination of sums can have, up to four to either side of its own.

        Some kinds may be left as they are.
        """
        goal = self.row(sums)
        lower, upper = np.zeros(len(self._kinds)), np.full(len(self._kinds), np.inf)
        for kind in frozen:
            lower[self._kinds.index(kind)] = upper[self._kinds.index(kind)] = self._truth[self._kinds.index(kind)]
        values, own = self._rows @ self._truth, float(goal @ self._truth)
        bounds = Bounds(lower, upper)
        limits = [
            LinearConstraint(self._rows, values, values),
            LinearConstraint(goal.reshape(1, -1), own - _FAR, own + _FAR),
        ]
        low, high = (round(float(goal @ _extreme(sign * goal, bounds, limits))) for sign in (1, -1))
        return low, high


def _extreme(goal: np.ndarray, bounds: Bounds, limits: list[LinearConstraint]) -> np.ndarray:
    """Whole numbers at which a goal is least; those of the linear programme where they happen to be whole."""
    for whole in (0, 1):
        answer = milp(goal, integrality=np.full(len(goal), whole), bounds=bounds, constraints=limits)
        assert answer.status == 0, answer.message
        if np.abs(answer.x - np.rint(answer.x)).max() < 1e-6:
            break
    return np.asarray(np.rint(answer.x))


def _others(histories: Sequence[tuple[Person | None, ...]]) -> list[tuple[Person | None, ...]]:
    """Other histories: any kind where there is one edition, else one characteristic changed in all or in the last."""
    found: list[tuple[Person | None, ...]] = []
    if len(histories[0]) == 1:
        found = [(kind,) for kind in KINDS]
    for history in dict.fromkeys(histories):
        for name, values in _VALUES.items():
            for value in values:
                changed = tuple(replace(person, **{name: value}) if person else None for person in history)
                found += [changed, (*history[:-1], changed[-1])]
    return [history for history in found if all(person is None or person in _POSSIBLE for person in history)]


_VALUES: Mapping[str, Sequence[object]] = {
    "gender": GENDERS,
    "place": PLACES,
    "entry": ENTRIES,
    "long_unemployed": (False, True),
    "fate": FATES,
    "training": TRAININGS,
}
_POSSIBLE = frozenset(KINDS)
