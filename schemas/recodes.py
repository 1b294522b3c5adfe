"""Coarser codes of a characteristic, as a disclosure policy declares them and a register counts them."""

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
