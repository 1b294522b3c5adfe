"""What a reader is handed: a source as the workspace declares it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAMES = ("title", "publisher", "licence")
"""What readers are told of a source, in both languages."""


@dataclass(frozen=True)
class Source:
    """One provider's product in one layout, as `relance.toml` declares it."""

    id: str
    layout: str
    origin: str
    licence: str
    publisher: str
    title: str
    french: Mapping[str, str] = field(default_factory=dict)  # those of the names that are others in French
    vintage: str = (
        ""  # the boundaries its area ids belong to: "2021", …; readers whose files say it themselves ignore it
    )
    encoding: str = "utf-8"
    table: str = ""  # programme sources: which table of the programme contract this file fills
    period: str = ""  # what the last period in it must end in: "2021" or "2024-06"; "" where nothing is said
    cadence_days: int = 0  # how many days the end of its last period may lie back; 0 where nothing is expected
    mapping: Mapping[str, Any] = field(default_factory=dict)  # the layout's own; each reader says what it takes

    @property
    def remote(self) -> bool:
        """Whether the source is an address on the web, whose provider must be asked."""
        return "://" in self.origin
