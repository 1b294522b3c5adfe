"""The headline table: each core indicator's latest figure, the one before, the change and the comparator."""

from dataclasses import dataclass

from indicators.model import Indicator, Recovery
from indicators.tables.book import Book, Figure
from indicators.tables.compare import WORDS, Assessment, compare
from indicators.tables.formats import change_unit, with_unit
from indicators.tables.layout import Cell, Column, Number, Panel, Row, Words, bounds_cell, caveats, value_cell
from indicators.tables.specs import TableSpec
from indicators.tables.words import (
    BOUNDS,
    CHANGE,
    DOMAINS,
    IN_WORDS,
    INDICATOR,
    LATEST,
    PERIOD,
    PREVIOUS,
    VALUE,
)
from schemas.vocabulary import SYMBOLS, Status, Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator of the study place now, before and elsewhere; `breaks` says why before and now do not compare."""

    indicator: Indicator
    latest: Figure
    previous: Figure | None
    comparator: Figure | None
    breaks: tuple[Text, ...]

    @property
    def before(self) -> Figure | None:
        """The previous figure where a change from it may be read: two values, and no break between them."""
        if self.previous is None or self.breaks or self._broken:
            return None
        return None if None in {self.latest.value, self.previous.value} else self.previous

    @property
    def _broken(self) -> bool:
        """What a loss has been made good of is held against the same peak and trough at any time."""
        return self.latest.status is Status.BREAK and not isinstance(self.indicator, Recovery)

    @property
    def change(self) -> float | None:
        """Latest minus previous, in points for percentages; None where the two do not compare."""
        values = (self.latest.value, self.before.value if self.before else None)
        return None if values[0] is None or values[1] is None else values[0] - values[1]

    @property
    def assessment(self) -> Assessment | None:
        """The change in words, None where the two do not compare."""
        return compare(self.latest, self.before, self.indicator.better) if self.before else None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that the row shows."""
        return tuple(figure for figure in (self.latest, self.previous, self.comparator) if figure is not None)


def comparisons(book: Book, spec: TableSpec) -> tuple[Comparison, ...]:
    """Return one comparison for each indicator that has any figure in the study place, domain by domain."""
    told = [i for i in spec.indicators if book.series(i, book.publication.study)]
    return tuple(_comparison(book, i) for i in sorted(told, key=lambda i: list(DOMAINS).index(i.domain)))


def headline_panel(book: Book, spec: TableSpec, rows: tuple[Comparison, ...]) -> Panel:
    """Return the headline table; the comparator's columns stand only where there is a comparator."""
    return Panel(spec.sections[0].title, INDICATOR, _columns(book), tuple(_row(book, row) for row in rows))


def untold(row: Comparison) -> tuple[Text, ...]:
    """Return the reasons of breaks that no caveat of the row's figures tells already."""
    return tuple(why for why in row.breaks if not any(why.en in figure.caveat.en for figure in row.figures))


def _comparison(book: Book, indicator: Indicator) -> Comparison:
    series = list(book.series(indicator, book.publication.study).values())
    told = [figure for figure in series if figure.answered]
    latest = told[-1] if told else series[-1]
    previous = told[-2] if len(told) > 1 else None
    return Comparison(indicator, latest, previous, _elsewhere(book, latest), _breaks(latest, previous))


def _elsewhere(book: Book, latest: Figure) -> Figure | None:
    """The first comparator in the same period, or where it has nothing then, its own latest."""
    if not book.publication.comparators:
        return None
    place = book.publication.comparators[0]
    same = book.figure(latest.indicator, place, latest.group_id, latest.period)
    told = [f for f in book.series(latest.indicator, place).values() if f.answered and f.period < latest.period]
    return same if same.answered or not told else told[-1]


def _breaks(latest: Figure, previous: Figure | None) -> tuple[Text, ...]:
    if previous is None:
        return ()
    breaks = (found for measure in latest.indicator.measures for found in measure.breaks)
    return tuple(dict.fromkeys(b.reason for b in breaks if previous.period.end < b.on <= latest.period.end))


def _columns(book: Book) -> tuple[Column, ...]:
    there = [book.names[place] for place in book.publication.comparators[:1]]
    return (
        Column(VALUE, LATEST),
        Column(BOUNDS, LATEST),
        Column(PERIOD, LATEST, text=True),
        Column(VALUE, PREVIOUS),
        Column(PERIOD, PREVIOUS, text=True),
        Column(CHANGE),
        Column(IN_WORDS, text=True),
        *(Column(name) for name in there),
    )


def _row(book: Book, row: Comparison) -> Row:
    elsewhere = [value_cell(row.comparator)] if row.comparator else []
    return Row(
        block=DOMAINS[row.indicator.domain],
        label=with_unit(row.indicator.name, row.latest.unit),
        cells=(*_latest_cells(row), *_previous_cells(row), *_change_cells(row), *elsewhere),
        sources=book.sources(row.figures),
        notes=(*caveats(row.figures), *untold(row), *_other_period(book, row), *book.marks(row.indicator)),
    )


def _latest_cells(row: Comparison) -> tuple[Cell, ...]:
    latest = row.latest
    return (value_cell(latest), bounds_cell(latest), Words(latest.period.label))


def _previous_cells(row: Comparison) -> tuple[Cell, ...]:
    if row.previous is None:
        return (Number(None, row.latest.unit, Status.NOT_AVAILABLE), _symbol(Status.NOT_AVAILABLE))
    return (value_cell(row.previous), Words(row.previous.period.label))


def _change_cells(row: Comparison) -> tuple[Cell, ...]:
    change = Number(
        row.change,
        change_unit(row.latest.unit),
        Status.NORMAL if row.change is not None else Status.NOT_APPLICABLE,
        signed=True,
    )
    return (change, Words(WORDS[row.assessment]) if row.assessment else _symbol(Status.NOT_APPLICABLE))


def _symbol(status: Status) -> Words:
    return Words(Text(SYMBOLS[status], SYMBOLS[status]))


def _other_period(book: Book, row: Comparison) -> tuple[Text, ...]:
    there = row.comparator
    if there is None or there.period == row.latest.period:
        return ()
    name, period = book.names[there.place_id], there.period.of
    return (Text(f"{name.en}: figure {period.en}.", f"{name.fr} : chiffre {period.fr}."),)
