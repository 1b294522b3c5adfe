"""The figures of a publication by indicator, place, group and period, and the names of what they speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.model import NOTHING, Indicator
from indicators.tables.groups import ALL
from indicators.tables.periods import Period
from indicators.tables.publication import Publication
from indicators.tables.words import REAL, STATISTICS, SYNTHETIC, SYNTHETIC_NOTE
from schemas.measures import PROGRAMME
from schemas.vocabulary import Status, Text, Unit

UNANSWERED = frozenset({Status.NOT_AVAILABLE, Status.NOT_APPLICABLE})
_PROGRAMME = frozenset(measure.id for measure in PROGRAMME)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure; a period that a series lacks is one with the status `not_available`."""

    indicator: Indicator
    place_id: str
    group_id: str
    period: Period
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    status: Status = Status.NOT_AVAILABLE
    caveat: Text = NOTHING

    @property
    def unit(self) -> Unit:
        """The unit of value, lower and upper."""
        return self.indicator.unit

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound, each the value itself where there is none; the value must be there."""
        value = self.value if self.value is not None else float("nan")
        return (value if self.lower is None else self.lower, value if self.upper is None else self.upper)

    @property
    def answered(self) -> bool:
        """Whether there is something to say: a value, or one that was withheld."""
        return self.status not in UNANSWERED


Series = Mapping[Period, Figure]


@dataclass(frozen=True)
class Book:
    """A publication as the tables read it."""

    publication: Publication
    indicators: Mapping[str, Indicator]
    names: Mapping[str, Text]
    kinds: Mapping[str, str]
    series_of: Mapping[tuple[str, str, str], Series]
    numbers: Mapping[str, int]  # by which a source is cited, from 1, in the order of the publication's sources
    sources_of: Mapping[tuple[str, date], tuple[int, ...]]
    groups: tuple[str, ...]

    def series(self, indicator: Indicator, place: str, group: str = ALL) -> Series:
        """Return the figures of one indicator, place and group by period, in order; empty where there are none."""
        return self.series_of.get((indicator.id, place, group), {})

    def figure(self, indicator: Indicator, place: str, group: str, period: Period) -> Figure:
        """Return one figure, or a hole that says `not_available`."""
        return self.series(indicator, place, group).get(period) or Figure(indicator, place, group, period)

    def answered(self, indicator: Indicator, slices: Iterable[tuple[str, str]]) -> bool:
        """Return whether any of the places and groups has something to say of an indicator."""
        return any(f.answered for place, group in slices for f in self.series(indicator, place, group).values())

    def sources(self, figures: Iterable[Figure]) -> tuple[int, ...]:
        """Return the numbers of the sources that figures rest on, in the order of the list of sources."""
        found = (self.sources_of.get((f.indicator.id, f.period.end), ()) for f in figures if f.answered)
        return tuple(sorted({number for numbers in found for number in numbers}))

    def notes(self, indicators: Iterable[Indicator]) -> tuple[Text, ...]:
        """Return the edition's notes and what the judge noted of the indicators, or of all figures together."""
        of = {"", *(indicator.id for indicator in indicators)}
        return (*self.publication.notes, *(words for about, words in self.publication.warnings if about in of))

    def places(self, kind: str) -> tuple[str, ...]:
        """Return the places of a kind in their rank."""
        return tuple(place for place, of in self.kinds.items() if of == kind)

    def records(self, indicator: Indicator) -> Text:
        """Return what an indicator rests on: published statistics, programme records, or synthetic ones."""
        if not is_programme(indicator):
            return STATISTICS
        return SYNTHETIC if self.publication.synthetic else REAL

    def marks(self, indicator: Indicator) -> tuple[Text, ...]:
        """Return the footnote of a row that rests on synthetic records; none for any other row."""
        return (SYNTHETIC_NOTE,) if self.records(indicator) is SYNTHETIC else ()


def is_programme(indicator: Indicator) -> bool:
    """Return whether an indicator rests on the records of the programme."""
    return any(measure.id in _PROGRAMME for measure in indicator.measures)


def open_book(publication: Publication) -> Book:
    """Return the publication indexed for the tables; the publication must be prepared."""
    places = publication.places.sort("rank", "place_id").to_dicts()
    numbers = {source: n for n, source in enumerate(publication.sources["source_id"].unique(maintain_order=True), 1)}
    indicators = {indicator.id: indicator for indicator in publication.indicators}
    return Book(
        publication=publication,
        indicators=indicators,
        names={place["place_id"]: Text(place["name_en"], place["name_fr"]) for place in places},
        kinds={place["place_id"]: place["kind"] for place in places},
        series_of=_series(publication, indicators),
        numbers=numbers,
        sources_of=_sources(publication, numbers),
        groups=tuple(publication.figures["group_id"].unique().sort()),
    )


def _series(publication: Publication, indicators: Mapping[str, Indicator]) -> dict[tuple[str, str, str], Series]:
    found: dict[tuple[str, str, str], dict[Period, Figure]] = {}
    for row in publication.figures.sort("period_end", "period_start").iter_rows(named=True):
        figure = _figure(row, indicators[row["indicator_id"]])
        found.setdefault((figure.indicator.id, figure.place_id, figure.group_id), {})[figure.period] = figure
    return dict(found)


def _figure(row: Mapping[str, Any], indicator: Indicator) -> Figure:
    return Figure(
        indicator,
        row["place_id"],
        row["group_id"],
        Period(end=row["period_end"], start=row["period_start"]),
        row["value"],
        row["lower"],
        row["upper"],
        Status(row["status"]),
        Text(row["caveat"], row["caveat_fr"]),
    )


def _sources(publication: Publication, numbers: Mapping[str, int]) -> dict[tuple[str, date], tuple[int, ...]]:
    found: dict[tuple[str, date], list[int]] = {}
    for indicator, end, source in publication.provenance.select("indicator_id", "period_end", "source_id").iter_rows():
        found.setdefault((indicator, end), []).append(numbers[source])
    return {key: tuple(sorted(set(value))) for key, value in found.items()}
