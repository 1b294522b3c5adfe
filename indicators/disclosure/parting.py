"""Which sums stand in the system of one characteristic, and how they hang together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indicators.disclosure.cells import PLACE, STUDY, TOTAL, Cell, Edition
from indicators.disclosure.definitions import Definitions, Groups
from indicators.disclosure.profiles import Role, Row


@dataclass(frozen=True)
class Parts:
    """The rows of a system, and by number what some of them are.

    `groups` count the units of some values; `flags` come with some values and not with others, each within fixed rows;
    `marks` are fixed and restrict values. `settled` counts all units that live in a neighbourhood, −1 where nobody
    asks.
    """

    rows: tuple[Row, ...]
    groups: Mapping[int, Groups] = field(default_factory=dict)
    flags: Mapping[int, frozenset[int]] = field(default_factory=dict)
    marks: frozenset[int] = frozenset()
    settled: int = -1

    @property
    def restricting(self) -> frozenset[str]:
        """The totals because of which units cannot have just any value."""
        groups = {self.rows[number].cell.measure for number, group in self.groups.items() if group.settled}
        return frozenset(groups | {row.cell.measure for row in self.rows if row.role is Role.MARK} - {""})


@dataclass(frozen=True)
class Offer:
    """What an edition offers of one characteristic: the broad measures, totals that hang on it alone, and its codes.

    `coarse` gives the finest codes that a coarser one stands for. Of `ignored` totals nothing is shown, so that nothing
    hangs on them.
    """

    dimension: str
    broad: frozenset[str]
    totals: frozenset[str]
    codes: frozenset[str]
    coarse: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


def parts_of(offer: Offer, editions: Sequence[Edition], definitions: Definitions) -> Parts:
    """Return the parts of a characteristic's system: all editions' sums by it; the last edition is the present one."""
    places = (cell.units for cell in editions[-1].cells if cell.dimension == PLACE)
    built = _Builder(offer, definitions, frozenset[str]().union(*places))
    for number, edition in enumerate(editions):
        built.add(edition, number, now=number == len(editions) - 1)
    return built.parts()


def is_offered(cell: Cell, codes: Collection[str]) -> bool:
    """Whether a cell by a characteristic has one of these codes; places are always offered."""
    return cell.dimension == PLACE or code_of(cell) in codes


def code_of(cell: Cell) -> str:
    """Return the code of the group that a cell counts; "" for totals and places."""
    return cell.key[2].partition("=")[2]


class _Builder:
    def __init__(self, offer: Offer, definitions: Definitions, settled: frozenset[str]) -> None:
        self._offer, self._definitions, self._settled = offer, definitions, settled
        self._rows: list[Row] = []
        self._groups: dict[int, Groups] = {}
        self._flags: set[int] = set()
        self._marks: set[int] = set()

    def add(self, edition: Edition, number: int, *, now: bool) -> None:
        """Add the sums of an edition that the characteristic bears on."""
        divided = {cell.measure for cell in edition.cells if cell.dimension}
        broad = self._offer.broad if now else divided
        for cell in edition.cells:
            past = Role.KNOWN if cell.key in edition.shown else Role.KEPT
            if cell.dimension == self._offer.dimension and cell.measure in broad:
                on_offer = Role.OFFERED if is_offered(cell, self._offer.codes) else Role.KEPT
                self._append(Row(cell, number, on_offer if now else past), self._coarse(cell), edition)
            elif not cell.dimension and cell.measure in broad:
                self._rows.append(Row(cell, number, Role.KNOWN if now else past))
            elif not cell.dimension and cell.measure not in divided | (self._offer.ignored if now else frozenset()):
                self._add_total(Row(cell, number, Role.OFFERED if now else past), edition, broad, now=now)

    def parts(self) -> Parts:
        """Return what was added, with the row of the settled where a group asks for it."""
        settled = len(self._rows) if any(group.settled for group in self._groups.values()) else -1
        if settled >= 0:
            self._rows.append(Row(Cell(("", STUDY, TOTAL), self._settled), self._rows[-1].edition, Role.MARK))
        flags = {number: self._holding(self._rows[number]) for number in self._flags}
        return Parts(tuple(self._rows), self._groups, flags, frozenset(self._marks), settled)

    def _holding(self, row: Row) -> frozenset[int]:
        """The broad totals of the same edition that hold a total."""
        within = self._definitions.within.get(row.cell.measure, frozenset()) & self._offer.broad
        rows = enumerate(self._rows)
        return frozenset(
            n for n, r in rows if r.edition == row.edition and not r.cell.dimension and r.cell.measure in within
        )

    def _add_total(self, row: Row, edition: Edition, broad: Collection[str], *, now: bool) -> None:
        measure, dimension = row.cell.measure, self._offer.dimension
        ways = [way for way in self._definitions.groups.get((measure, dimension), ()) if way.whole in broad]
        if ways and (measure in self._offer.totals or not now):
            for way in ways:
                self._append(row, way, edition)
        elif dimension in self._definitions.bound.get(measure, ()):
            if measure in self._offer.totals:
                self._flags.add(len(self._rows))
                self._rows.append(row)
            elif now:
                self._mark(row)
        if dimension == PLACE:
            self._keep_apart(row, edition)

    def _keep_apart(self, row: Row, edition: Edition) -> None:
        """Mark those whom a move to or from the neighbourhoods would make or unmake one of a group at home there."""
        ways = (way for (of, _), found in self._definitions.groups.items() if of == row.cell.measure for way in found)
        for way in ways:
            if way.settled:
                whole = Cell((f"{row.cell.measure} of all", STUDY, TOTAL), _units(way, edition))
                self._rows += [replace(row, role=Role.MARK), Row(whole, row.edition, Role.MARK)]

    def _coarse(self, cell: Cell) -> Groups | None:
        members = self._offer.coarse.get(code_of(cell), ())
        values = frozenset(f"{STUDY}{cell.dimension}={code}" for code in members)
        return Groups(cell.measure, values, settled=False) if values else None

    def _append(self, row: Row, group: Groups | None, edition: Edition) -> None:
        """Append a row as what it is; one that its definition does not make up stays with its units, and restricts."""
        if group is None:
            self._rows.append(row)
        elif row.cell.units == (_units(group, edition) & self._settled if group.settled else _units(group, edition)):
            self._groups[len(self._rows)] = group
            self._rows.append(row)
        else:
            self._mark(row)

    def _mark(self, row: Row) -> None:
        self._marks.add(len(self._rows))
        self._rows.append(replace(row, role=Role.MARK))


def _units(group: Groups, edition: Edition) -> frozenset[str]:
    """The units of a measure with some values, whether at home in a neighbourhood or not."""
    cells = (c for c in edition.cells if c.measure == group.whole and c.value in group.values and c.dimension)
    return frozenset[str]().union(*(cell.units for cell in cells))
