"""What is shown of every kind of unit and period: what stands, what is held back, and what is decided anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

from indicators.beside import begun
from indicators.disclosure.cells import Cell, Edition, Formula, Key, Period
from indicators.disclosure.definitions import learn
from indicators.disclosure.layers import Layer
from indicators.disclosure.magnitudes import Decided, decide_sums
from indicators.disclosure.parting import code_of, is_offered
from indicators.disclosure.policy import Policy
from indicators.disclosure.recodes import Recodes
from indicators.disclosure.register import Answer, Case, Decision, Rules, moves_too_little
from indicators.disclosure.sensitivity import sensitive_sum

_MANY = 10_000  # units in cells from which a second process is worth its start

Published = Mapping[Period, Sequence[tuple[Edition, str]]]  # the editions of each period, with the hash of their policy


class Held(Enum):
    """Why the figures of a period stay as they were published."""

    TOO_FEW = "the correction concerns too few"
    UNKNOWN_KEYS = "none of the identifiers behind them is known any more (was the hash key lost?)"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one kind and period: which sums are on offer, which of them are shown, by which of its editions.

    `decision` is there where it was decided anew.
    """

    edition: int
    offered: frozenset[Key]
    shown: frozenset[Key]
    held: Held | None = None
    decision: Decision | None = None


@dataclass(frozen=True)
class Outcomes:
    """The outcome of every kind and period; `sums` says by kind how the sums of amounts were decided."""

    periods: Mapping[Period, Outcome]
    sums: Mapping[str, Decided] = field(default_factory=dict)


def decide_all(
    cells: Mapping[Period, Sequence[Cell]], formulas: Sequence[Formula], published: Published, policy: Policy
) -> Outcomes:
    """Return the outcome of every kind and period: what has not changed stands, what has by too few is held back."""
    large = sum(len(cell.units) for of in cells.values() for cell in of) > _MANY
    periods, kinds = sorted(cells), sorted({kind for kind, _ in cells})
    rules = {kind: _rules(kind, cells, formulas, policy) for kind in kinds}
    past = {period: published.get(period, ()) for period in periods}
    kept = {period: _kept(cells[period], past[period], rules[period[0]]) for period in periods}
    found = {period: outcome for period, outcome in kept.items() if outcome}
    cases = {
        period: Case(
            _of(cells[period], sums=False), _counts_of(edition for edition, _ in past[period]), rules[period[0]]
        )
        for period in periods
        if period not in found
    }
    questions = [(period, name) for period, case in cases.items() for name in case.characteristics]
    numbers = {question: number for number, question in enumerate(questions)}
    sums: dict[str, Decided] = {}
    with begun(partial(_answer, cases), questions, large=large) as take:
        for kind in kinds:
            for period, case in ((period, case) for period, case in cases.items() if period[0] == kind):
                answers = {name: take(numbers[period, name]) for name in case.characteristics}
                found[period] = _decided(cells[period], len(past[period]), case.decision(answers), policy)
            # The sums of this kind are decided here, while the counts of the next one are decided beside.
            layers = _layers(kind, cells, published, found)
            if any(layer.shown is None for layer in layers):
                sums[kind] = decide_sums(layers, policy)
    seen = {(kind, start): keys for kind, decided in sums.items() for start, keys in decided.shown.items()}
    both = {
        period: replace(found[period], shown=found[period].shown | seen.get(period, frozenset())) for period in periods
    }
    return Outcomes(both, sums)


def _answer(cases: Mapping[Period, Case], question: tuple[Period, str]) -> Answer:
    period, characteristic = question
    return cases[period].answer(characteristic)


def _rules(kind: str, cells: Mapping[Period, Sequence[Cell]], formulas: Sequence[Formula], policy: Policy) -> Rules:
    own = {start: of for (of_kind, start), of in cells.items() if of_kind == kind}
    counts = {start: _finest([cell for cell in of if not cell.is_sum], policy.recodes) for start, of in own.items()}
    counted = {cell.measure for of in counts.values() for cell in of}
    told = tuple(formula for formula in formulas if counted.issuperset({formula.part, formula.whole}))
    return Rules(told, learn(counts, told), policy)


def _finest(cells: Sequence[Cell], recodes: Recodes) -> list[Cell]:
    return [cell for cell in cells if code_of(cell) not in recodes.coarse(cell.dimension)]


def _kept(cells: Sequence[Cell], past: Sequence[tuple[Edition, str]], rules: Rules) -> Outcome | None:
    """Return what becomes of a period whose figures stay as they were published; None where it is decided anew."""
    if not past:
        return None
    editions = [edition for edition, _ in past]
    unchanged = past[-1][1] == rules.policy.hash and _contents(editions[-1].cells) == _contents(cells)
    held = None if unchanged else _held(cells, editions, rules)
    if unchanged or held:
        return Outcome(len(editions) - 1, editions[-1].offered, editions[-1].shown, held)
    return None


def _decided(cells: Sequence[Cell], edition: int, decision: Decision, policy: Policy) -> Outcome:
    """Return the outcome of a decision on the counts of a period; its sums of amounts are on offer, not yet shown."""
    offered = frozenset(cell.key for cell in cells if _is_offered(cell, decision, policy.recodes))
    return Outcome(edition, offered, decision.shown & offered, decision=decision)


def _is_offered(cell: Cell, decision: Decision, recodes: Recodes) -> bool:
    finest = cell.dimension not in decision.codes and code_of(cell) not in recodes.coarse(cell.dimension)
    return not cell.dimension or finest or is_offered(cell, decision.codes.get(cell.dimension, ()))


def _contents(cells: Sequence[Cell]) -> dict[Key, object]:
    return {cell.key: cell.units if cell.amounts is None else dict(cell.amounts) for cell in cells}


def _of(cells: Sequence[Cell], *, sums: bool) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.is_sum == sums)


def _counts_of(editions: Iterable[Edition]) -> list[Edition]:
    return [replace(edition, cells=_of(edition.cells, sums=False)) for edition in editions]


def _held(cells: Sequence[Cell], editions: Sequence[Edition], rules: Rules) -> Held | None:
    if _units(cells) and _units(editions[-1].cells) and not _units(cells) & _units(editions[-1].cells):
        return Held.UNKNOWN_KEYS
    counts, past = _of(cells, sums=False), _counts_of(editions)
    few = moves_too_little(counts, past, rules) or any(_tells(cells, edition, rules.policy) for edition in editions)
    return Held.TOO_FEW if few else None


def _units(cells: Sequence[Cell]) -> frozenset[str]:
    return frozenset[str]().union(*(cell.units for cell in cells))


def _tells(cells: Sequence[Cell], edition: Edition, policy: Policy) -> bool:
    """Whether a published sum of amounts has changed by what too few, or one above all, bring to the change."""
    then = {cell.key: cell.amounts for cell in edition.cells if cell.amounts is not None and cell.key in edition.shown}
    for cell in cells:
        before = then.get(cell.key)
        if before is not None and cell.amounts is not None:
            changed = [cell.amounts.get(unit, 0) - before.get(unit, 0) for unit in {**cell.amounts, **before}]
            if policy.counts.small_changes and sensitive_sum(changed, policy):
                return True
    return False


def _layers(
    kind: str, cells: Mapping[Period, Sequence[Cell]], published: Published, found: Mapping[Period, Outcome]
) -> list[Layer]:
    """The sums of amounts of every edition; those of a period that is decided anew are undecided."""
    layers = []
    for period in sorted(period for period in cells if period[0] == kind):
        start = period[1]
        past = published.get(period, ())
        layers += [Layer(start, _of(edition.cells, sums=True), edition.shown) for edition, _ in past]
        if found[period].decision:
            layers.append(Layer(start, _of(cells[period], sums=True), None, found[period].offered))
    return layers
