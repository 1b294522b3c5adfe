"""By which characteristics, and which codes of them, a register counts: as a disclosure policy lets them be told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coarser:
    """A code of a characteristic that stands for some of its finest codes."""

    dimension: str
    code: str
    of: tuple[str, ...]

    @property
    def group(self) -> str:
        """The group id of the coarser code."""
        return f"{self.dimension}={self.code}"

    @property
    def groups(self) -> list[str]:
        """The group ids that it stands for."""
        return [f"{self.dimension}={code}" for code in self.of]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Of units of some kinds, some measures are told by some dimensions, one at a time, and all others in total only.

    Units of other kinds are told by all that they have. `coarser` codes stand beside the finest ones.
    """

    kinds: tuple[str, ...]
    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    coarser: tuple[Coarser, ...] = ()

    def told(self, kind: str, measures: Iterable[str]) -> list[str]:
        """Return those of the measures of a kind of unit that are told by group."""
        return [measure for measure in measures if kind not in self.kinds or measure in self.measures]

    def limits(self, kind: str) -> Collection[str] | None:
        """Return the dimensions that units of a kind are told by; None where these are all that they have."""
        return self.dimensions if kind in self.kinds else None
