"""Coarser codes, as the policy declares them: what a characteristic is told by where the finer codes are not proven."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from schemas.recodes import Coarser

Step: TypeAlias = Mapping[str, tuple[str, ...]]  # coarser code → the codes of the step before that it stands for


@dataclass(frozen=True)
class Recodes:
    """The steps of each characteristic, from fine to coarse; codes that a step does not name stay as they are."""

    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    def coarse(self, dimension: str) -> dict[str, frozenset[str]]:
        """Return the finest codes that each coarser code of a characteristic stands for."""
        found: dict[str, frozenset[str]] = {}
        for step in self.steps.get(dimension, ()):
            found |= {
                code: frozenset[str]().union(*(found.get(member, frozenset({member})) for member in members))
                for code, members in step.items()
            }
        return found

    def all(self) -> tuple[Coarser, ...]:
        """Return every coarser code, in order."""
        return tuple(
            Coarser(dimension, code, tuple(sorted(members)))
            for dimension in sorted(self.steps)
            for code, members in sorted(self.coarse(dimension).items())
        )

    def levels(self, dimension: str, codes: Collection[str]) -> list[frozenset[str]]:
        """Return the codes in use at each level, the finest first, among those that the register has."""
        coarse = self.coarse(dimension)
        shown = [frozenset(code for code in codes if code not in coarse)]
        for step in self.steps.get(dimension, ()):
            gone = {member for members in step.values() for member in members}
            shown.append((shown[-1] - gone) | {code for code in step if coarse[code] & shown[0]})
        return [level for place, level in enumerate(shown) if level not in shown[:place]]
