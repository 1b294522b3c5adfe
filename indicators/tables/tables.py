"""A published table made ready once for every rendering: its panels, notes, legend, sources and definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from indicators.model import Indicator
from indicators.tables.book import Book
from indicators.tables.headline import Comparison, comparisons, headline_panel
from indicators.tables.layout import Panel, notes_of, statuses_of
from indicators.tables.matrix import places_panel, time_panels
from indicators.tables.revisions import revision_panels, revision_specs
from indicators.tables.sheets import sheet_panel
from indicators.tables.specs import Layout, TableSpec, specs
from schemas.vocabulary import Status, Text


@dataclass(frozen=True)
class Table:
    """A table of the publication, not yet in any language or format."""

    book: Book
    spec: TableSpec

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The rows of a headline table; empty for the others."""
        return comparisons(self.book, self.spec) if self.spec.layout is Layout.HEADLINE else ()

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """What the page shows, panel by panel."""
        if self.spec.layout is Layout.HEADLINE:
            return (headline_panel(self.book, self.spec, self.comparisons),)
        if self.spec.layout is Layout.REVISIONS:
            return revision_panels(self.book)
        if self.spec.layout is Layout.SIDE_BY_SIDE:
            return (places_panel(self.book, self.spec),)
        return time_panels(self.book, self.spec)

    @cached_property
    def sheet(self) -> Panel:
        """What the workbooks show: all figures of the table in one panel."""
        return sheet_panel(self.book, self.spec, self.panels)

    @cached_property
    def notes(self) -> tuple[Text, ...]:
        """The footnotes, in the order of their letters."""
        return notes_of(self.panels)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses whose symbols stand in the table."""
        return statuses_of(self.panels)

    @property
    def sources(self) -> tuple[int, ...]:
        """The numbers of the sources that the rows cite."""
        return tuple(sorted({n for panel in self.panels for row in panel.rows for n in row.sources}))

    @property
    def indicators(self) -> Sequence[Indicator]:
        """The indicators that the table defines, in the order of the catalogue."""
        return self.spec.indicators


def tables_of(book: Book) -> tuple[Table, ...]:
    """Return the tables that hold at least one row, in the order in which they are listed."""
    candidates = tuple(Table(book, spec) for spec in (*specs(book), *revision_specs(book)))
    return tuple(table for table in candidates if any(panel.rows for panel in table.panels))
