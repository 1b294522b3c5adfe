"""Disclosure control of the register's counts: every published count of people or firms, of all editions of a period.

The one system of everything falls apart into small ones, one for each characteristic (gender, age, place, …) and one
for the totals that none of them tells. A witness of one of them is another register in which nothing but that
characteristic is changed, so it agrees with what the others publish: a proof for each is a proof for all. A total that
is a group of a characteristic (women, the social economy) stands in the system of that characteristic. Figures of
different periods share no relation: people may have joined or left in between. This is why nothing is published by two
characteristics at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from indicators.disclosure.cells import STUDY, TOTAL, Cell, Edition, Formula, Key
from indicators.disclosure.characteristic import characteristic_system
from indicators.disclosure.definitions import Definitions
from indicators.disclosure.differences import rests, small_combinations
from indicators.disclosure.parting import Offer, code_of, parts_of
from indicators.disclosure.policy import Policy
from indicators.disclosure.profiles import Role, Row
from indicators.disclosure.protect import Protection, protect
from indicators.disclosure.sensitivity import small_change
from indicators.disclosure.stacking import Stacked, sensitive_rows
from indicators.disclosure.totals import involved, totals_system

TOTALS = "total"


@dataclass(frozen=True)
class Decision:
    """Which sums are shown of those that are offered; private besides that: the proofs, by characteristic.

    `codes` are those that each characteristic is told by, `coarsened` the characteristics where these are not the
    finest, `given_up` those that are not shown at all.
    """

    shown: frozenset[Key]
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coarsened: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    protections: Mapping[str, Protection] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """What decides beside the sums themselves: the shares that are published, what measures mean, and the policy."""

    formulas: tuple[Formula, ...]
    definitions: Definitions
    policy: Policy


def moves_too_little(cells: Sequence[Cell], earlier: Sequence[Edition], rules: Rules) -> bool:
    """Whether a published count, or what is left of a total beside its parts, has changed by so few that it tells."""
    now = {cell.key: len(cell.units) for cell in cells}
    return any(small_change(step, rules.policy) for edition in earlier for step in _steps(now, edition, rules.formulas))


def _steps(now: Mapping[Key, int], edition: Edition, formulas: Collection[Formula]) -> Iterator[int]:
    shown = [cell for cell in edition.cells if cell.key in edition.shown and cell.key in now]
    moved = [now[cell.key] - len(cell.units) for cell in shown]
    totals = {cell.key: number for number, cell in enumerate(shown) if not cell.dimension}
    yield from moved
    for one in rests(totals, formulas):
        yield sum(coefficient * moved[number] for number, coefficient in one)


@dataclass(frozen=True)
class Answer:
    """What one system shows: nothing where it is not proven, and nothing of the totals that it had to ignore."""

    shown: frozenset[Key]
    proven: bool
    level: int = 0
    codes: frozenset[str] = frozenset()
    protection: Protection | None = None
    ignored: frozenset[str] = frozenset()


class Case:
    """The counts of one kind and period: what of them is shown, proven also against insiders and earlier editions.

    Each characteristic has an answer of its own, in any order and any process; the decision needs all of them. It fails
    closed: a characteristic whose table is not proven within the policy's seconds is told by its coarser codes, step by
    step, and not at all in the end; a measure whose total cannot be shown is told by nothing.
    """

    def __init__(self, cells: Sequence[Cell], earlier: Sequence[Edition], rules: Rules) -> None:
        """Find which measures are told by characteristics, and what stands in which system."""
        self._rules, self._earlier = rules, earlier
        totals = {cell.measure: cell for cell in cells if not cell.dimension}
        broad = frozenset(cell.measure for cell in cells if cell.dimension)
        self._told = broad - _untellable(totals, broad, earlier, rules)
        self._groups = _hanging(frozenset(totals) - broad, self._told, rules.definitions)
        untold = broad - self._told
        parts = {m for (m, _), ways in rules.definitions.groups.items() if any(way.whole in untold for way in ways)}
        kept_back = _crossed(totals, self._groups, rules.policy) | untold | parts
        self._cells = tuple(
            replace(cell, withheld=True) if not cell.dimension and cell.measure in kept_back else cell for cell in cells
        )

    @property
    def characteristics(self) -> list[str]:
        """What has an answer, in order: the dimensions that something is told by, and `TOTALS`."""
        return [*sorted({cell.dimension for cell in self._cells} - {""}), TOTALS]

    def answer(self, characteristic: str) -> Answer:
        """Return what the system of a characteristic shows."""
        return self._totals() if characteristic == TOTALS else self._characteristic(characteristic)

    def decision(self, found: Mapping[str, Answer]) -> Decision:
        """Return what is shown where each characteristic has the answer found."""
        seen = [answer.shown for answer in found.values()]
        shown = {cell.key for cell in self._cells if cell.measure in self._told and not cell.dimension}
        shown |= frozenset[Key]().union(*seen)
        shown -= {
            (measure, STUDY, TOTAL)
            for measure, of in self._groups.items()
            if not all((measure, STUDY, TOTAL) in found[dimension].shown for dimension in of)
        }
        shown -= {(measure, STUDY, TOTAL) for answer in found.values() for measure in answer.ignored}
        return Decision(
            frozenset(shown),
            {name: answer.codes for name, answer in found.items()},
            tuple(name for name, answer in found.items() if answer.level),
            tuple(name for name, answer in found.items() if not answer.proven),
            {name: answer.protection for name, answer in found.items() if answer.protection},
        )

    def _characteristic(self, dimension: str) -> Answer:
        recodes = self._rules.policy.recodes
        codes = {code_of(cell) for cell in self._cells if cell.dimension == dimension}
        groups = frozenset(measure for measure, of in self._groups.items() if dimension in of)
        levels = recodes.levels(dimension, codes)
        editions = (*self._earlier, Edition(self._cells, frozenset()))
        for level, offered in enumerate(levels):
            offer = Offer(dimension, self._told, groups, offered, recodes.coarse(dimension))
            parts = parts_of(offer, editions, self._rules.definitions)
            for ignored in dict.fromkeys([frozenset[str](), parts.restricting]):
                kept = (
                    parts_of(replace(offer, ignored=ignored), editions, self._rules.definitions) if ignored else parts
                )
                system = characteristic_system(kept, self._rules.formulas, self._rules.policy)
                answer = replace(_answered(system, self._rules.policy, level, offered), ignored=ignored)
                if answer.proven:
                    return answer
        return replace(answer, level=0, codes=levels[0])

    def _totals(self) -> Answer:
        """The totals that hang on no characteristic: those that tell nothing of others are shown as they are."""
        editions = (*self._earlier, Edition(self._cells, frozenset()))
        now = [cell for cell in self._cells if not cell.dimension]
        apart = {cell.measure for cell in now if cell.measure not in self._told and cell.measure not in self._groups}
        rows = [
            self._total(cell, number, edition, apart)
            for number, edition in enumerate(editions)
            for cell in edition.cells
        ]
        rows = [row for row in rows if not row.cell.dimension]
        values = [
            Row(cell, len(self._earlier)) for cell in self._cells if cell.dimension and cell.measure in self._told
        ]
        rules = self._rules
        asked = involved(rows, rules.formulas, rules.policy)
        shown = frozenset((measure, STUDY, TOTAL) for measure in apart)
        if not asked:
            return Answer(shown, proven=True)
        rows = [
            row if number in set(asked) or row.role is not Role.OFFERED else replace(row, role=Role.KNOWN)
            for number, row in enumerate(rows)
        ]
        system = totals_system(rows, asked, values, rules.definitions, rules.formulas, rules.policy)
        answer = _answered(system, rules.policy, 0, frozenset())
        questioned = {rows[number].cell.key for number in asked}
        return replace(answer, shown=shown - questioned | answer.shown & questioned if answer.proven else frozenset())

    def _total(self, cell: Cell, number: int, edition: Edition, apart: Collection[str]) -> Row:
        if number < len(self._earlier):
            return Row(cell, number, Role.KNOWN if cell.key in edition.shown else Role.KEPT)
        role = Role.KNOWN if cell.measure in self._told else Role.ELSEWHERE
        return Row(cell, number, Role.OFFERED if cell.measure in apart else role)


def _answered(system: Stacked, policy: Policy, level: int, codes: frozenset[str]) -> Answer:
    if system.hopeless:
        return Answer(frozenset(), proven=False, level=level, codes=codes)
    protection = protect(system.system, time_limit=policy.proof.seconds)
    shown = system.shown(protection.suppressed) if protection.proven else []
    return Answer(frozenset(row.cell.key for row in shown), protection.proven, level, codes, protection)


def _hanging(totals: Collection[str], told: Collection[str], definitions: Definitions) -> dict[str, list[str]]:
    """Return the characteristics in whose systems a total stands: it is a group of each, or depends on one alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for (measure, dimension), ways in sorted(definitions.groups.items()):
        if measure in totals and any(way.whole in told for way in ways):
            found[measure].append(dimension)
    for measure in sorted(totals - found.keys()):
        on = definitions.bound[measure]
        beside = definitions.within[measure] - set(told)
        if len(on) == 1 and all(set(found.get(other, ())) | definitions.bound[other] == on for other in beside):
            found[measure] = list(on)
    return found


def _untellable(
    totals: Mapping[str, Cell], broad: Collection[str], earlier: Sequence[Edition], rules: Rules
) -> frozenset[str]:
    """Broad measures that nothing may be told of: the total is sensitive, or what it leaves or has changed by is."""
    now = len(earlier)
    past = [Row(c, n, Role.KNOWN) for n, edition in enumerate(earlier) for c in edition.cells if c.key in edition.shown]
    rows = [Row(cell, now) for measure, cell in totals.items() if measure in broad]
    flags = sensitive_rows(rows, rules.formulas, rules.policy)
    hidden = {row.cell.measure for row, flag in zip(rows, flags, strict=True) if flag}
    left = [row for row in rows if row.cell.measure not in hidden]
    stacked = [*(row for row in past if not row.cell.dimension), *left]
    for one in small_combinations(stacked, rules.formulas, rules.policy):
        present = [stacked[number].cell.measure for number, _ in one if stacked[number].edition == now]
        hidden.update(present[-1:])  # the part, rather than its whole
    return frozenset(hidden)


def _crossed(totals: Mapping[str, Cell], groups: Mapping[str, Sequence[str]], policy: Policy) -> set[str]:
    """Groups of one characteristic that leave few of a group of another one, which no system would see."""
    return {
        narrow
        for wide, narrow in permutations(groups, 2)
        if not set(groups[wide]) & set(groups[narrow])
        and totals[narrow].units < totals[wide].units
        and len(totals[wide].units) - len(totals[narrow].units) < policy.counts.threshold
    }
