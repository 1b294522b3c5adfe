"""What the parts of the synthetic register share: its days, its rows, and how a draw is made."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

Row = dict[str, str]

FIRST = date(2019, 4, 1)
EXPORTED = date(2024, 4, 12)  # nothing in the register is later
YEARS = range(2019, 2024)  # fiscal years, from April
PANDEMIC = 2020


def draw(rng: Random, weights: Mapping[str, int]) -> str:
    """Draw one of some words, each as likely as its weight among their sum."""
    at = rng.randrange(sum(weights.values()))
    for word, weight in weights.items():
        at -= weight
        if at < 0:
            return word
    raise AssertionError("the weights were just summed")


def happens(rng: Random, percent: int) -> bool:
    """Say whether something that happens so many times in a hundred happens."""
    return rng.randrange(100) < percent


def after(rng: Random, day: date, least: int, most: int) -> date:
    """Draw a day so many days after another."""
    return day + timedelta(days=rng.randint(least, most))


def by_then(day: date) -> bool:
    """Say whether something had happened when the register was exported."""
    return day <= EXPORTED


def text(day: date | None) -> str:
    """Write a day as the register's files do, 31/03/2024; nothing for a day that is not known."""
    return day.strftime("%d/%m/%Y") if day else ""


def place(rng: Random, tracts: tuple[str, ...]) -> str:
    """Draw a tract: eight of ten are the study's, its first ones more often; some lie elsewhere or are not known."""
    if happens(rng, 80):
        return tracts[min(rng.randrange(len(tracts)), rng.randrange(len(tracts)))]
    return f"4620{rng.randint(301, 340):03d}.00" if happens(rng, 65) else ""
