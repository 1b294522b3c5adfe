"""The system of one characteristic: its table for every measure that it divides, in all editions of a period.

Its witnesses are other registers: some units have another value of the characteristic, nothing else is changed. So they
agree with every table by another characteristic, and with every total that does not depend on this one. The reader is
taken to know how many units each combination of the other totals counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

from indicators.disclosure.cells import Formula
from indicators.disclosure.parting import Parts
from indicators.disclosure.policy import Policy
from indicators.disclosure.profiles import (
    Atom,
    Profile,
    atoms_of,
    matrix_of,
    profiles,
    sizes_of,
    states_of,
)
from indicators.disclosure.stacking import Stacked, stack_rows


def characteristic_system(parts: Parts, formulas: Collection[Formula], policy: Policy) -> Stacked:
    """Return the system of a characteristic's parts."""
    register = _Register(parts)
    return stack_rows(parts.rows, register.matrix, register.states, register.sizes, formulas, policy)


class _Register:
    """The units of a system as atoms: what counts them, and what else might."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.rows, self._flags = parts, parts.rows, frozenset(parts.flags)
        own = [n for n in range(len(self.rows)) if n not in parts.groups]
        changing = [n for n in own if self.rows[n].cell.dimension or n in parts.flags]
        fixed = [n for n in own if not self.rows[n].cell.dimension and n not in parts.flags]
        self._at = {(row.edition, row.cell.measure, row.cell.value): n for n, row in enumerate(self.rows)}
        self._values = sorted({self.rows[n].cell.value for n in changing if n not in parts.flags})
        by_value, by_total = profiles(self.rows, changing), profiles(self.rows, fixed)
        self._marked: set[tuple[int, bool, bool, str]] = set()
        self._flagged: dict[str, set[Profile]] = defaultdict(set)
        for unit in by_value.keys() | by_total.keys():
            self._learn(by_value.get(unit, frozenset()), by_total.get(unit, frozenset()))
        atoms = atoms_of(by_value, by_total, self._moves)
        self.sizes, self.states = sizes_of(atoms), states_of([held for _, held in atoms])
        self.matrix = matrix_of([self._counting(atom) for atom in atoms], len(self.rows))

    def _learn(self, changing: Profile, held: Profile) -> None:
        """Note which marks and flags a value, or no value, is seen with."""
        for value in self._own(changing) or {""}:
            self._flagged[value].add(changing & self._flags)
            self._marked |= {(mark, *self._beside(mark, held), value) for mark in self.parts.marks}

    def _own(self, changing: Profile) -> set[str]:
        return {self.rows[number].cell.value for number in changing - self._flags}

    def _beside(self, mark: int, held: Profile) -> tuple[bool, bool]:
        return mark in held, self.parts.settled in held

    def _moves(self, atom: Atom) -> Iterator[Atom]:
        """Give the atoms with one value in another's stead, and those with other flags, as far as both are seen."""
        changing, held = atom
        plain, own = changing - self._flags, self._own(changing)
        for flags in self._possible(own or {""}, held):
            yield plain | flags, held
        for old in sorted(own):
            for new in self._values:
                moved = self._moved(plain, old, new) if new not in own and self._allowed(held, new) else None
                if moved is not None:
                    yield from ((moved | flags, held) for flags in self._possible(own - {old} | {new}, held))

    def _possible(self, values: set[str], held: Profile) -> list[Profile]:
        seen = set.intersection(*(self._flagged[value] for value in values))
        return sorted((flags for flags in seen if all(self.parts.flags[n] <= held for n in flags)), key=sorted)

    def _allowed(self, held: Profile, value: str) -> bool:
        return all((mark, *self._beside(mark, held), value) in self._marked for mark in self.parts.marks)

    def _moved(self, profile: Profile, old: str, new: str) -> Profile | None:
        """Give the profile with one value in another's stead, in every measure and edition; None where one lacks it."""
        leaving = [number for number in profile if self.rows[number].cell.value == old]
        found = [self._at.get((self.rows[n].edition, self.rows[n].cell.measure, new)) for n in leaving]
        return None if None in found else (profile - set(leaving)) | {n for n in found if n is not None}

    def _counting(self, atom: Atom) -> Profile:
        """All rows that count an atom: by value, flag and total, and the groups that its values make it one of."""
        changing, held = atom
        values = {(self.rows[n].edition, self.rows[n].cell.measure, self.rows[n].cell.value) for n in changing}
        groups = (
            number
            for number, of in self.parts.groups.items()
            if (not of.settled or self.parts.settled in held)
            and any((self.rows[number].edition, of.whole, value) in values for value in of.values)
        )
        return changing | held | frozenset(groups)
