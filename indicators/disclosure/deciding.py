"""What is shown of every kind of unit and period: what stands, what is held back, and what is decided anew."""

from collections.abc import Mapping, Sequence
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
from indicators.disclosure.register import Decision, Rules, decide, moves_too_little
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
    cases = [_Counts(period[0], cells[period], published.get(period, ())) for period in periods]
    found: dict[Period, Outcome] = {}
    sums: dict[str, Decided] = {}
    with begun(partial(_decide_counts, rules), cases, large=large) as take:
        for kind in kinds:
            found |= {period: take(number) for number, period in enumerate(periods) if period[0] == kind}
            # The sums of this kind are decided here, while the counts of the next one are decided beside.
            layers = _layers(kind, cells, published, found)
            if any(layer.shown is None for layer in layers):
                sums[kind] = decide_sums(layers, policy)
    seen = {(kind, start): keys for kind, decided in sums.items() for start, keys in decided.shown.items()}
    both = {period: replace(of, shown=of.shown | seen.get(period, frozenset())) for period, of in found.items()}
    return Outcomes(both, sums)


def _rules(kind: str, cells: Mapping[Period, Sequence[Cell]], formulas: Sequence[Formula], policy: Policy) -> Rules:
    own = {start: of for (of_kind, start), of in cells.items() if of_kind == kind}
    counts = {start: _finest([cell for cell in of if not cell.is_sum], policy.recodes) for start, of in own.items()}
    counted = {cell.measure for of in counts.values() for cell in of}
    told = tuple(formula for formula in formulas if counted.issuperset({formula.part, formula.whole}))
    return Rules(told, learn(counts, told), policy)


@dataclass(frozen=True)
class _Counts:
    """What is there of one kind and period."""

    kind: str
    cells: Sequence[Cell]
    past: Sequence[tuple[Edition, str]]


def _decide_counts(rules: Mapping[str, Rules], case: _Counts) -> Outcome:
    return _counts(case.cells, case.past, rules[case.kind])


def _finest(cells: Sequence[Cell], recodes: Recodes) -> list[Cell]:
    return [cell for cell in cells if code_of(cell) not in recodes.coarse(cell.dimension)]


def _counts(cells: Sequence[Cell], past: Sequence[tuple[Edition, str]], rules: Rules) -> Outcome:
    """Decide the counts of a period; its sums of amounts are on offer, not yet shown."""
    editions = [edition for edition, _ in past]
    if past and past[-1][1] == rules.policy.hash and _contents(editions[-1].cells) == _contents(cells):
        return _standing(editions, None)
    held = _held(cells, editions, rules)
    if held:
        return _standing(editions, held)
    decision = decide(_of(cells, sums=False), [_part(edition, sums=False) for edition in editions], rules)
    offered = frozenset(cell.key for cell in cells if _is_offered(cell, decision, rules.policy.recodes))
    return Outcome(len(past), offered, decision.shown & offered, decision=decision)


def _standing(editions: Sequence[Edition], held: Held | None) -> Outcome:
    return Outcome(len(editions) - 1, editions[-1].offered, editions[-1].shown, held)


def _is_offered(cell: Cell, decision: Decision, recodes: Recodes) -> bool:
    finest = cell.dimension not in decision.codes and code_of(cell) not in recodes.coarse(cell.dimension)
    return not cell.dimension or finest or is_offered(cell, decision.codes.get(cell.dimension, ()))


def _contents(cells: Sequence[Cell]) -> dict[Key, object]:
    return {cell.key: cell.units if cell.amounts is None else dict(cell.amounts) for cell in cells}


def _of(cells: Sequence[Cell], *, sums: bool) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.is_sum == sums)


def _part(edition: Edition, *, sums: bool) -> Edition:
    return replace(edition, cells=_of(edition.cells, sums=sums))


def _held(cells: Sequence[Cell], editions: Sequence[Edition], rules: Rules) -> Held | None:
    if editions and _units(cells) and _units(editions[-1].cells) and not _units(cells) & _units(editions[-1].cells):
        return Held.UNKNOWN_KEYS
    counts, past = _of(cells, sums=False), [_part(edition, sums=False) for edition in editions]
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
