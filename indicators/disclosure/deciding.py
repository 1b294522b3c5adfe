"""What is shown of every kind of unit and period: what stands, what is held back, and what is decided anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from indicators.beside import share
from indicators.disclosure.cells import Cell, Edition, Formula, Key, Period
from indicators.disclosure.definitions import learn
from indicators.disclosure.layers import Layer
from indicators.disclosure.magnitudes import Decided, decide_sums
from indicators.disclosure.parting import code_of, is_offered
from indicators.disclosure.policy import Policy
from indicators.disclosure.recodes import Recodes
from indicators.disclosure.register import Decision, Rules, decide, moves_too_little
from indicators.disclosure.sensitivity import sensitive_sum

_MANY = 2_000  # cells from which a second process is worth its start

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
    kinds = sorted({kind for kind, _ in cells})
    given = [
        _Kind(
            {start: of for (of_kind, start), of in cells.items() if of_kind == kind},
            {start: of for (of_kind, start), of in published.items() if of_kind == kind},
            tuple(formulas),
            policy,
        )
        for kind in kinds
    ]
    large = sum(map(len, cells.values())) > _MANY
    found = dict(zip(kinds, (share if large else map)(_decide, given), strict=True))
    periods = {(kind, start): outcome for kind, (own, _) in found.items() for start, outcome in own.items()}
    return Outcomes(periods, {kind: decided for kind, (_, decided) in found.items() if decided})


@dataclass(frozen=True)
class _Kind:
    """What is there of one kind of unit; nothing that is published of persons depends on what is of enterprises."""

    cells: Mapping[date, Sequence[Cell]]
    published: Mapping[date, Sequence[tuple[Edition, str]]]
    formulas: tuple[Formula, ...]
    policy: Policy


def _decide(kind: _Kind) -> tuple[dict[date, Outcome], Decided | None]:
    own, policy = kind.cells, kind.policy
    past = {start: kind.published.get(start, ()) for start in own}
    counts = {start: _finest([cell for cell in of if not cell.is_sum], policy.recodes) for start, of in own.items()}
    counted = {cell.measure for of in counts.values() for cell in of}
    told = tuple(formula for formula in kind.formulas if counted.issuperset({formula.part, formula.whole}))
    rules = Rules(told, learn(counts, told), policy)
    found = {start: _counts(of, past[start], rules) for start, of in own.items()}
    if not any(outcome.decision for outcome in found.values()):
        return found, None
    decided = decide_sums(_layers(own, past, found), policy)
    seen = {start: outcome.shown | decided.shown.get(start, frozenset()) for start, outcome in found.items()}
    return {start: replace(outcome, shown=seen[start]) for start, outcome in found.items()}, decided


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
    cells: Mapping[date, Sequence[Cell]],
    past: Mapping[date, Sequence[tuple[Edition, str]]],
    found: Mapping[date, Outcome],
) -> list[Layer]:
    """The sums of amounts of every edition; those of a period that is decided anew are undecided."""
    layers = []
    for start in sorted(cells):
        layers += [Layer(start, _of(edition.cells, sums=True), edition.shown) for edition, _ in past[start]]
        if found[start].decision:
            layers.append(Layer(start, _of(cells[start], sums=True), None, found[start].offered))
    return layers
