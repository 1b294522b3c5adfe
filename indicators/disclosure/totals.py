"""The system of totals that no characteristic tells: participants with a skill gain, say, beside all participants.

Its witnesses are other registers: some units are counted by a total that does not count them now, or the reverse, as
far as the definitions allow. Nothing else is changed, so they agree with every table by a characteristic. The reader is
taken to know how many units each combination of the other totals counts. A total that is neither sensitive nor leaves
little of another one tells nothing: it stands in no system.
"""

from collections.abc import Collection, Iterator, Sequence

from indicators.disclosure.cells import Formula
from indicators.disclosure.definitions import Definitions
from indicators.disclosure.differences import small_combinations
from indicators.disclosure.policy import Policy
from indicators.disclosure.profiles import Atom, Profile, Row, atoms_of, matrix_of, profiles, sizes_of, states_of
from indicators.disclosure.stacking import Stacked, sensitive_rows, stack_rows


def involved(rows: Sequence[Row], formulas: Collection[Formula], policy: Policy) -> list[int]:
    """Return the rows to be decided that are sensitive, or that leave or have changed by a sum that is."""
    flags = sensitive_rows(rows, formulas, policy)
    found = {number for number, flag in enumerate(flags.tolist()) if flag}
    found |= {number for one in small_combinations(rows, formulas, policy) for number, _ in one}
    return sorted(number for number in found if rows[number].open and rows[number].edition == rows[-1].edition)


def totals_system(
    rows: Sequence[Row],
    asked: Sequence[int],
    values: Sequence[Row],
    definitions: Definitions,
    formulas: Collection[Formula],
    policy: Policy,
) -> Stacked:
    """Return the system of the rows `asked` about, which may change, and of those that bear on them, which do not.

    `values` are the present rows by characteristic: a total that depends on one stays among the units like its own.
    """
    bearing = _bearing(rows, asked, definitions, formulas, policy)
    chosen = [rows[number] for number in bearing]
    own = [place for place, number in enumerate(bearing) if number in set(asked)]
    everybody = frozenset[str]().union(*(row.cell.units for row in rows))
    register = _Register(chosen, own, values, definitions, everybody)
    atoms = atoms_of(register.changing, register.fixed, register.moves)
    columns = [frozenset(number for number in changing | held if number >= 0) for changing, held in atoms]
    states = states_of([held for _, held in atoms])
    return stack_rows(chosen, matrix_of(columns, len(chosen)), states, sizes_of(atoms), formulas, policy)


def _bearing(
    rows: Sequence[Row],
    asked: Sequence[int],
    definitions: Definitions,
    formulas: Collection[Formula],
    policy: Policy,
) -> list[int]:
    """The rows asked about, those of the same measures in earlier editions, and all that are tied to one of them."""
    measures = {rows[number].cell.measure for number in asked}
    tied = set(measures)
    for measure in measures:
        tied |= definitions.within[measure] | definitions.apart.get(measure, frozenset())
        tied |= {other for other, of in definitions.within.items() if measure in of}
    taken = {
        number
        for one in small_combinations(rows, formulas, policy)
        for number, _ in one
        if set(asked) & {n for n, _ in one}
    }
    return [number for number, row in enumerate(rows) if row.cell.measure in tied or number in taken]


class _Register:
    def __init__(
        self,
        rows: Sequence[Row],
        own: Sequence[int],
        values: Sequence[Row],
        definitions: Definitions,
        everybody: Collection[str],
    ) -> None:
        self._rows, self._definitions = rows, definitions
        self._own = {rows[number].cell.measure: number for number in own}
        self._now = {row.cell.measure: n for n, row in enumerate(rows) if row.edition == rows[own[0]].edition}
        self.changing = profiles(rows, own)
        held = profiles(rows, (number for number in range(len(rows)) if number not in set(own)))
        nothing: Profile = frozenset()
        free = self._free(values, everybody)
        self.fixed = {unit: held.get(unit, nothing) | free[unit] for unit in everybody}

    def _free(self, values: Sequence[Row], units: Collection[str]) -> dict[str, Profile]:
        """Give each unit a mark below zero for every total that might count it, or not, by its values."""
        numbers = range(len(values))
        by_dimension = {
            dimension: profiles(values, (n for n in numbers if values[n].cell.dimension == dimension))
            for dimension in {row.cell.dimension for row in values}
        }
        nothing: Profile = frozenset()
        marks: dict[str, set[int]] = {unit: set() for unit in units}
        for measure, number in self._own.items():
            signed = {
                unit: tuple(by_dimension[of].get(unit, nothing) for of in sorted(self._definitions.bound[measure]))
                for unit in units
            }
            inside = {signed[unit] for unit in self._rows[number].cell.units}
            outside = {signed[unit] for unit in units if unit not in self._rows[number].cell.units}
            for unit, sign in signed.items():
                if sign in inside and sign in outside:
                    marks[unit].add(-1 - number)
        return {unit: frozenset(found) for unit, found in marks.items()}

    def moves(self, atom: Atom) -> Iterator[Atom]:
        """Give the atoms that are counted by one total more, or one less."""
        changing, held = atom
        for measure, number in self._own.items():
            if -1 - number not in held:
                continue
            if number in changing and not self._holds_another(measure, changing):
                yield changing - {number}, held
            if number not in changing and self._may_count(measure, changing | held):
                yield changing | {number}, held

    def _holds_another(self, measure: str, changing: Profile) -> bool:
        return any(measure in self._definitions.within[self._rows[number].cell.measure] for number in changing)

    def _may_count(self, measure: str, counted: Profile) -> bool:
        within = [self._now[of] for of in self._definitions.within[measure] if of in self._now]
        apart = [self._now[of] for of in self._definitions.apart.get(measure, ()) if of in self._now]
        return counted.issuperset(within) and counted.isdisjoint(apart)
