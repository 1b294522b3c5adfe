"""Why a published figure changed: the grounds of two editions, held against each other.

The grounds of an edition are all that its figures rest on, as fingerprints by kind and name. A figure that changed is
put down to those of its own grounds that differ: its indicator's definition, the corrections, snapshots and settings of
its sources, the parts of its place, and the policy where it is or was suppressed. Only where none of these differs is
it the code, and where nothing differs at all the cause is said to be unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from indicators.model import Indicator
from schemas.measures import Measure
from schemas.vocabulary import Text

JOIN = "; "  # between the causes of one figure

# Kind of ground -> name -> fingerprint. Uses name the sources of an indicator, spans the periods of a source.
Grounds = Mapping[str, Mapping[str, str]]


class Ground(StrEnum):
    """What a published figure can rest on."""

    SNAPSHOT = "snapshot"  # by source: the sha256 of each file
    CORRECTION = "correction"  # by source
    SETTINGS = "settings"  # by source
    PLACE = "place"  # by place: its parts and their weights
    DEFINITION = "definition"  # by indicator: its formula, not its words
    POLICY = "policy"
    CODE = "code"  # by step
    LIBRARY = "library"  # by name: the version
    USES = "uses"  # by indicator: its sources, with spaces between
    SPAN = "span"  # by source: first and last day of its periods, with a slash between


class Cause(StrEnum):
    """Why a figure changed; a cause that lies in one source is followed by the source's id."""

    DEFINITION = "definition"
    CORRECTION = "correction"
    SNAPSHOT = "snapshot"
    SETTINGS = "settings"
    BOUNDARY = "boundary"
    POLICY = "policy"
    CODE = "code"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Difference:
    """The grounds of two editions, held against each other."""

    old: Grounds
    new: Grounds

    @cached_property
    def moved(self) -> dict[str, frozenset[str]]:
        """The names of each kind whose fingerprints differ, or that only one of the editions has."""
        return {kind: frozenset(self._moved(kind)) for kind in Ground}

    def _moved(self, kind: str) -> Iterator[str]:
        old, new = self.old.get(kind, {}), self.new.get(kind, {})
        yield from (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))

    def sources(self, indicator: str) -> frozenset[str]:
        """Return the sources that an indicator rests on in either edition."""
        return frozenset(" ".join(g.get(Ground.USES, {}).get(indicator, "") for g in (self.old, self.new)).split())

    def speaks_of(self, source: str, day: date) -> bool:
        """Return whether a source holds the period that ends on a day, in either edition; of no known span, it may."""
        spans = [g.get(Ground.SPAN, {}).get(source, "") for g in (self.old, self.new)]
        return not any(spans) or any(_within(span, day) for span in spans if span)

    def causes(self, indicator: str, place: str, period_end: date, *, suppressed: bool) -> tuple[str, ...]:
        """Return why a figure changed; `suppressed` says whether it is withheld in one of the editions."""
        if not self.old or not self.new:
            return (Cause.UNKNOWN,)
        own = tuple(self._own(indicator, place, period_end, suppressed=suppressed))
        # What is withheld to protect another figure moves with the grounds of that other figure.
        return own or (self._any() if suppressed else ()) or self._code() or self._any() or (Cause.UNKNOWN,)

    def _own(self, indicator: str, place: str, day: date, *, suppressed: bool) -> Iterator[str]:
        if indicator in self.moved[Ground.DEFINITION]:
            yield Cause.DEFINITION
        sources = self.sources(indicator)
        near = frozenset(source for source in sources if self.speaks_of(source, day))
        # A change since the period before rests on that period's source too.
        yield from tuple(self._in(near)) or self._in(sources)
        if place in self.moved[Ground.PLACE]:
            yield Cause.BOUNDARY
        if suppressed and self.moved[Ground.POLICY]:
            yield Cause.POLICY

    def _in(self, sources: frozenset[str]) -> Iterator[str]:
        for kind in (Ground.CORRECTION, Ground.SNAPSHOT, Ground.SETTINGS):
            for source in sorted(self.moved[kind] & sources):
                # A source that is new or gone has other settings too, which is no news.
                if kind is not Ground.SETTINGS or source not in self._come_or_gone:
                    yield f"{Cause(kind)} {source}"

    @cached_property
    def _come_or_gone(self) -> frozenset[str]:
        old, new = self.old.get(Ground.SNAPSHOT, {}), self.new.get(Ground.SNAPSHOT, {})
        return frozenset(old.keys() ^ new.keys())

    def _any(self) -> tuple[str, ...]:
        every = frozenset[str]().union(*self.moved.values())
        found = [Cause.DEFINITION] if self.moved[Ground.DEFINITION] else []
        boundary = [Cause.BOUNDARY] if self.moved[Ground.PLACE] else []
        policy = [Cause.POLICY] if self.moved[Ground.POLICY] else []
        return (*found, *self._in(every), *boundary, *policy)

    def _code(self) -> tuple[str, ...]:
        return (Cause.CODE,) if self.moved[Ground.CODE] or self.moved[Ground.LIBRARY] else ()


def _within(span: str, day: date) -> bool:
    first, _, last = span.partition("/")
    return first <= day.isoformat() <= last


# What an indicator says of itself without touching a figure's value or status.
_LABELS = frozenset({"id", "source", "answers", "frameworks", "core", "domain", "better", "symbols"})


def formula(indicator: Indicator, baselines: Mapping[str, tuple[int, int]]) -> str:
    """Return what an indicator computes, without its words: the same text for the same figures, on every machine."""
    years = baselines.get(getattr(indicator, "key", ""), ())
    return f"{type(indicator).__name__} {_parts(indicator)} {years}"


def _parts(value: Any) -> list[tuple[str, object]]:  # noqa: ANN401 - an indicator, a measure or a break
    told = [(field.name, getattr(value, field.name)) for field in fields(value) if field.name not in _LABELS]
    return [(name, _plain(part)) for name, part in told if not isinstance(part, Text)]


def _plain(value: object) -> object:
    if isinstance(value, Measure):
        return (value.id, _parts(value))
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(part)) for key, part in value.items())
    if isinstance(value, partial):
        return [_name(value.func), _plain(value.args), _plain(value.keywords)]
    if callable(value):
        return _name(value)
    return _parts(value) if hasattr(value, "__dataclass_fields__") else str(value)


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', type(function).__qualname__)}"
