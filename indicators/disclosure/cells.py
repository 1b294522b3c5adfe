"""Sums of the register, their keys, and the editions that show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Key: TypeAlias = tuple[str, str, str]  # measure, place, group
Period: TypeAlias = tuple[str, date]  # kind of unit, first day

STUDY = "*"  # the study place in a key, whatever its name
TOTAL = "total"
PLACE = "place"


@dataclass(frozen=True)
class Cell:
    """One sum of one edition: the units that it counts, what each brings (None for counts), and its importance.

    `status`: being counted, or not, tells how a unit fared, so that nobody or everybody is a disclosure. `withheld`:
    the sum may not be seen whatever it is.
    """

    key: Key
    units: frozenset[str]
    amounts: Mapping[str, float] | None = None
    priority: int = 0
    status: bool = False
    withheld: bool = False

    @property
    def is_sum(self) -> bool:
        """Whether it is a sum of amounts, not a count."""
        return self.amounts is not None

    @property
    def measure(self) -> str:
        """What is counted."""
        return self.key[0]

    @property
    def dimension(self) -> str:
        """The characteristic that the cell is told apart by; "" for the study place's total."""
        _, place, group = self.key
        return group.split("=")[0] if group != TOTAL else PLACE if place != STUDY else ""

    @property
    def value(self) -> str:
        """The characteristic's value."""
        return self.key[1] + self.key[2]


@dataclass(frozen=True)
class Edition:
    """What an edition of a period counted in each of its cells, which of them were on offer, and which it showed."""

    cells: tuple[Cell, ...]
    shown: frozenset[Key]
    offered: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Formula:
    """A share that is published: part of a whole, and those of the whole of whom it is not known ("" where none)."""

    part: str
    whole: str
    unknown: str = ""
