"""Made-up firms with jobs in two periods, and a reader who reckons every firm's jobs from all shown sums by linear
programmes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np
from scipy.optimize import linprog

from indicators.disclosure.cells import STUDY, TOTAL, Cell, Key
from indicators.disclosure.layers import Layer

PERIODS = (date(2021, 1, 1), date(2022, 1, 1))
FORMS, PLACES = ("private", "cooperative", "nonprofit"), ("north", "south", "elsewhere")
MEASURES = ("fte_end", "fte_created", "fte_same", "fte_social")


@dataclass(frozen=True)
class Firm:
    """A firm and its jobs: before the first period, at the end of each (None where it is not counted), kept ones."""

    name: str
    form: str
    place: str
    jobs: tuple[float, float | None, float | None]
    kept: tuple[float, float]


def draw_firms(seed: int, size: int) -> list[Firm]:
    """Draw so many firms, some of which leave or come between the periods."""
    draw = Random(seed)
    found = []
    for number in range(size):
        first = float(draw.choice([1, 2, 3, 5, 8, 12, 40]))
        ends = [draw.choice([first, first + draw.choice([-0.5, 1, 2])]), first + draw.choice([0, 0, 1.5])]
        jobs = (first, None if draw.random() < 0.15 else ends[0], None if draw.random() < 0.15 else ends[1])
        kept = tuple(round(end * draw.choice([1, 0.9, 0.5]), 1) for end in ends)
        form = draw.choices(FORMS, [60, 25, 15])[0]
        found.append(Firm(f"e{number:02d}", form, draw.choices(PLACES, [50, 30, 20])[0], jobs, (kept[0], kept[1])))
    return found


def amount(firm: Firm, measure: str, period: int) -> float | None:
    """What a firm brings to a measure in a period; None where it is not counted."""
    end = firm.jobs[period + 1]
    if end is None:
        return None
    base = firm.jobs[period] if firm.jobs[period] is not None else firm.jobs[0]
    assert base is not None
    social = end if firm.form != "private" else 0.0
    return {"fte_end": end, "fte_created": end - base, "fte_same": min(firm.kept[period], end), "fte_social": social}[
        measure
    ]


def keys_of(firm: Firm, measure: str) -> Iterator[Key]:
    """The sums that a firm brings to."""
    yield (measure, STUDY, TOTAL)
    if measure != "fte_social":
        yield (measure, STUDY, f"legal_form={firm.form}")
        if firm.place != "elsewhere":
            yield (measure, firm.place, TOTAL)


def cells_of(firms: Sequence[Firm], period: int) -> tuple[Cell, ...]:
    """The sums of a period."""
    found: dict[Key, dict[str, float]] = {
        key: {} for measure in MEASURES for firm in firms for key in keys_of(firm, measure)
    }
    for firm in firms:
        for measure in MEASURES:
            brought = amount(firm, measure, period)
            for key in keys_of(firm, measure) if brought is not None else ():
                found[key][firm.name] = brought or 0.0
    return tuple(
        Cell(
            key,
            frozenset(u for u, value in of.items() if value),
            of,
            1 + (key[2] == TOTAL) + (key[1:] == (STUDY, TOTAL)),
        )
        for key, of in sorted(found.items())
    )


def layers_of(firms: Sequence[Firm]) -> list[Layer]:
    """Both periods, to be decided."""
    cells = [cells_of(firms, period) for period in (0, 1)]
    return [
        Layer(start, of, None, frozenset(cell.key for cell in of)) for start, of in zip(PERIODS, cells, strict=True)
    ]


class Reckoner:
    """Every firm's jobs as unknowns: at the end of each period, before the first, and those kept."""

    def __init__(self, firms: Sequence[Firm], shown: Mapping[date, Collection[Key]]) -> None:
        self._firms = list(firms)
        self._shown = [sorted(shown[start]) for start in PERIODS]
        rows = [self.row({(period, key): 1.0}) for period in (0, 1) for key in self._shown[period]]
        self._rows = np.array(rows).reshape(len(rows), 5 * len(firms))
        self._truth = np.array([value for firm in firms for value in self._values(firm)])

    @staticmethod
    def _values(firm: Firm) -> list[float]:
        return [
            *(job or 0.0 for job in firm.jobs),
            *(min(k, j or 0.0) for k, j in zip(firm.kept, firm.jobs[1:], strict=True)),
        ]

    def row(self, sums: Mapping[tuple[int, Key], float]) -> np.ndarray:
        """A combination of sums over the unknowns."""
        found = np.zeros(5 * len(self._firms))
        for (period, key), sign in sums.items():
            for number, firm in enumerate(self._firms):
                if key in set(keys_of(firm, key[0])) and firm.jobs[period + 1] is not None:
                    found[5 * number : 5 * number + 5] += sign * self._form(firm, key[0], period)
        return found

    @staticmethod
    def _form(firm: Firm, measure: str, period: int) -> np.ndarray:
        form = np.zeros(5)
        if measure == "fte_same":
            form[3 + period] = 1
        elif measure != "fte_social" or firm.form != "private":
            form[1 + period] = 1
        if measure == "fte_created":
            form[period if firm.jobs[period] is not None else 0] -= 1
        return form

    def reach(self, sums: Mapping[tuple[int, Key], float], knows: str | None = None) -> tuple[float, float]:
        """How far below and above its own value a combination of sums can be."""
        goal = self.row(sums)
        limits = [(0.0, None) if value else (0.0, 0.0) for value in self._truth]
        for number, firm in enumerate(self._firms):
            if firm.name == knows:
                limits[5 * number : 5 * number + 5] = [(v, v) for v in self._truth[5 * number : 5 * number + 5]]
        kept = np.zeros((2 * len(self._firms), len(goal)))
        for number in range(len(self._firms)):
            for period in (0, 1):
                kept[2 * number + period, 5 * number + 3 + period] = 1
                kept[2 * number + period, 5 * number + 1 + period] = -1
        found = []
        for sign in (1, -1):
            answer = linprog(
                sign * goal,
                A_ub=kept,
                b_ub=np.zeros(len(kept)),
                A_eq=self._rows,
                b_eq=self._rows @ self._truth,
                bounds=limits,
            )
            found.append(float("inf") if answer.status == 3 else abs(float(goal @ answer.x - goal @ self._truth)))
        return found[0], found[1]
