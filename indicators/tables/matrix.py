"""Tables over time and side by side: which periods stand together, and the rows of each indicator."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from indicators.model import Indicator
from indicators.tables.book import Book, Figure
from indicators.tables.formats import with_unit
from indicators.tables.groups import group_label
from indicators.tables.layout import Cell, Column, Panel, Row, Words, caveats, value_cell
from indicators.tables.periods import Period
from indicators.tables.specs import Section, TableSpec
from indicators.tables.words import DOMAINS, GROUP, INDICATOR, PERIOD, PLACE
from schemas.vocabulary import Text

MOST_PERIODS = 5  # what a page holds side by side; figures.csv has them all
_MISSING_AT_MOST = 1  # an indicator joins the columns of another when it lacks no more than one of them

Cluster = tuple[tuple[Period, ...], list[Indicator]]


def time_panels(book: Book, spec: TableSpec) -> tuple[Panel, ...]:
    """Return the panels of a table over time: for each section, indicators that share periods stand together."""
    return tuple(
        _time_panel(book, section, periods, indicators)
        for section in spec.sections
        for periods, indicators in _clusters(book, section, _shown(book, spec, section))
    )


def places_panel(book: Book, spec: TableSpec) -> Panel:
    """Return a table side by side: one row for each indicator, one column for each place, the latest period."""
    section = spec.sections[0]
    ordered = sorted(spec.indicators, key=lambda indicator: list(DOMAINS).index(indicator.domain))
    places = tuple(Column(book.names[place]) for place, _ in section.slices)
    columns = (*places, Column(PERIOD, text=True))
    return Panel(section.title, INDICATOR, columns, tuple(_places_row(book, section, i) for i in ordered))


def places_figures(book: Book, section: Section, indicator: Indicator) -> tuple[Figure, ...]:
    """Return the latest figure of an indicator in each place of a section, all of the same period."""
    inner = section.slices[1:] or section.slices
    period = max(_told_periods(book, inner, indicator))
    return tuple(book.figure(indicator, place, group, period) for place, group in section.slices)


def time_figures(book: Book, spec: TableSpec) -> Iterable[tuple[Section, Figure]]:
    """Yield the figures that a table over time shows, holes too, with the section that they stand in."""
    for section in spec.sections:
        for periods, indicators in _clusters(book, section, _shown(book, spec, section)):
            for indicator in indicators:
                for place, group in _slices(book, section, indicator):
                    yield from ((section, book.figure(indicator, place, group, period)) for period in periods)


def _shown(book: Book, spec: TableSpec, section: Section) -> tuple[Indicator, ...]:
    """The study's section has every indicator, holes too; the others have those that they have something to say of."""
    if section is spec.sections[0] and not section.by_group:
        return spec.indicators
    own = section.slices[1:] if section.by_group else section.slices
    return tuple(indicator for indicator in spec.indicators if book.answered(indicator, own))


def _clusters(book: Book, section: Section, indicators: Sequence[Indicator]) -> list[Cluster]:
    """Indicators by the periods they have, so that no table is made of holes, in the order of the catalogue."""
    of = {i.id: _told_periods(book, section.slices, i)[-MOST_PERIODS:] for i in indicators}
    clusters: list[Cluster] = []
    for indicator in sorted((i for i in indicators if of[i.id]), key=lambda i: -len(of[i.id])):
        home = next((c for c in clusters if _fits(of[indicator.id], c[0])), None)
        if home is None:
            clusters.append(home := (of[indicator.id], []))
        home[1].append(indicator)
    order = [i.id for i in indicators]
    ranked = [(periods, sorted(members, key=lambda i: order.index(i.id))) for periods, members in clusters]
    return sorted(ranked, key=lambda cluster: order.index(cluster[1][0].id))


def _fits(periods: tuple[Period, ...], columns: tuple[Period, ...]) -> bool:
    return set(periods) <= set(columns) and len(columns) - len(periods) <= _MISSING_AT_MOST


def _told_periods(book: Book, slices: Iterable[tuple[str, str]], indicator: Indicator) -> tuple[Period, ...]:
    """The periods in which any of the slices has something to say; all its periods where none ever has."""
    figures = [f for place, group in slices for f in book.series(indicator, place, group).values()]
    told = {figure.period for figure in figures if figure.answered}
    return tuple(sorted(told or {figure.period for figure in figures}))


def _slices(book: Book, section: Section, indicator: Indicator) -> list[tuple[str, str]]:
    return [(place, group) for place, group in section.slices if book.series(indicator, place, group)]


def _time_panel(book: Book, section: Section, periods: tuple[Period, ...], indicators: list[Indicator]) -> Panel:
    span = _span(periods[0], periods[-1])
    return Panel(
        title=Text(f"{section.title.en}, {span.en}", f"{section.title.fr}, {span.fr}"),
        stub=GROUP if section.by_group else PLACE,
        columns=tuple(Column(period.label) for period in periods),
        rows=tuple(row for i in indicators for row in _time_rows(book, section, periods, i)),
    )


def _span(first: Period, last: Period) -> Text:
    if first == last:
        return first.label
    start = first.label.fr if first.months and last.months else first.of.fr
    return Text(f"{first.label.en} to {last.label.en}", f"{start} {'à' if last.months else 'au'} {last.label.fr}")


def _time_rows(book: Book, section: Section, periods: tuple[Period, ...], indicator: Indicator) -> list[Row]:
    lines = [
        tuple(book.figure(indicator, place, group, period) for period in periods)
        for place, group in _slices(book, section, indicator)
    ]
    return [_time_row(book, section, list(alike)) for _, alike in groupby(lines, key=_holes)]


def _holes(line: tuple[Figure, ...]) -> object:
    """Neighbouring rows that hold nothing, for the same reasons, are shown as one; any other row stands alone."""
    empty = not any(figure.answered for figure in line)
    return tuple(figure.status for figure in line) if empty else line


def _time_row(book: Book, section: Section, lines: list[tuple[Figure, ...]]) -> Row:
    line = lines[0]
    empty = not any(figure.answered for figure in line)
    names = [group_label(f.group_id) if section.by_group else book.names[f.place_id] for f, *_ in lines]
    return Row(
        block=with_unit(line[0].indicator.name, line[0].unit),
        label=Text("; ".join(n.en for n in names), "; ".join(n.fr for n in names)),
        cells=tuple(value_cell(figure) for figure in line),
        sources=book.sources(line),
        notes=(
            *caveats([figure for other in lines for figure in other]),
            *(() if empty else book.marks(line[0].indicator)),
        ),
    )


def _places_row(book: Book, section: Section, indicator: Indicator) -> Row:
    figures = places_figures(book, section, indicator)
    cells: tuple[Cell, ...] = (*map(value_cell, figures), Words(figures[0].period.label))
    notes = (*caveats(figures), *book.marks(indicator))
    return Row(
        DOMAINS[indicator.domain], with_unit(indicator.name, indicator.unit), cells, book.sources(figures), notes
    )
