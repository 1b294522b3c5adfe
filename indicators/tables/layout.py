"""A table as rows and cells without a language: every rendering reads this and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.tables.book import Figure
from indicators.tables.formats import number, plain, with_status
from schemas.vocabulary import SYMBOLS, Status, Text, Unit


@dataclass(frozen=True, slots=True)
class Number:
    """A value in its unit with its status; without a value the status' symbol stands in its place."""

    value: float | None
    unit: Unit
    status: Status
    signed: bool = False

    @property
    def marked(self) -> Status:
        """The status whose symbol the cell shows."""
        return self.status

    def shown(self, language: str) -> str:
        """Return the number, or its symbol, as a reader sees it."""
        if self.value is None:
            return SYMBOLS[self.status]
        return with_status(number(self.value, self.unit, language, signed=self.signed), self.status)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both bounds of a figure; where there are none, the symbol of why."""

    lower: float | None
    upper: float | None
    unit: Unit
    status: Status

    @property
    def marked(self) -> Status:
        """The status whose symbol the cell shows; bounds that are there show none."""
        return self.status if self.lower is None or self.upper is None else Status.NORMAL

    def shown(self, language: str) -> str:
        """Return the bounds as 9.3 to 10.6, without unit, or their symbol."""
        if self.lower is None or self.upper is None:
            return SYMBOLS[self.status]
        join = " to " if language == "en" else " à "
        return plain(self.lower, self.unit, language) + join + plain(self.upper, self.unit, language)


@dataclass(frozen=True, slots=True)
class Words:
    """A cell of text."""

    text: Text

    @property
    def marked(self) -> Status:
        """Words show no status of their own; the number beside them does."""
        return Status.NORMAL

    def shown(self, language: str) -> str:
        """Return the words in the language."""
        return self.text.in_language(language)


Cell = Number | Bounds | Words


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column, what stands above it and its neighbours, and whether it holds text."""

    label: Text
    spanner: Text | None = None
    text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table under the heading of its block, with the sources it rests on and what must be known."""

    block: Text
    label: Text
    cells: tuple[Cell, ...]
    sources: tuple[int, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows with the same columns, under one heading; ValueError where a row has more or fewer cells."""

    title: Text
    stub: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Let no figure stand under another heading."""
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"“{row.label.en}” has {len(row.cells)} cells; expected {len(self.columns)}")


def value_cell(figure: Figure) -> Number:
    """Return a figure's value as a cell."""
    return Number(figure.value, figure.unit, figure.status)


def bounds_cell(figure: Figure) -> Bounds:
    """Return a figure's bounds; a value without bounds is an exact count, to which bounds do not apply."""
    status = Status.NOT_APPLICABLE if figure.status.has_value else figure.status
    return Bounds(figure.lower, figure.upper, figure.unit, status)


def caveats(figures: Sequence[Figure]) -> tuple[Text, ...]:
    """Return what must be known of the figures, each once."""
    return tuple(dict.fromkeys(figure.caveat for figure in figures if figure.caveat.en))


def notes_of(panels: Sequence[Panel]) -> tuple[Text, ...]:
    """Return every footnote of the panels, each once, in the order in which it is first met."""
    return tuple(dict.fromkeys(note for panel in panels for row in panel.rows for note in row.notes))


def letter(position: int) -> str:
    """Return the mark of a footnote: a to z, then aa, ab and on."""
    first, last = divmod(position, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def statuses_of(panels: Sequence[Panel]) -> tuple[Status, ...]:
    """Return the statuses whose symbols the panels show, in the order of the legend."""
    shown = {cell.marked for panel in panels for row in panel.rows for cell in row.cells}
    return tuple(status for status in Status if status in shown and SYMBOLS[status])
