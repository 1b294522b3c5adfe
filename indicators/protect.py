"""The protect step: what the disclosure policy lets out of the figures that rest on people or firms in the register."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.disclosure.cells import Cell, Edition, Key, Period
from indicators.disclosure.deciding import Outcomes, Published, decide_all
from indicators.disclosure.figures import cells_of, formulas_of, residents_of, statuses_of
from indicators.disclosure.policy import Policy
from indicators.disclosure.protect import Protection
from indicators.model import Indicator
from indicators.protected import Shown, keep_held, write_protected
from schemas.vocabulary import Status

if TYPE_CHECKING:
    import duckdb
    import polars as pl


_SYSTEMS = {
    "unit_kind": "String",
    "period_start": "Date",
    "edition": "Int32",
    "characteristic": "String",
    "codes": "String",
    "proven": "Boolean",
    "cells": "Int64",
    "sensitive": "Int64",
    "secondary": "Int64",
    "units": "Int64",
    "gap": "Float64",
    "seconds": "Float64",
    "witnesses": "Binary",
}


@dataclass(frozen=True)
class Protected:
    """What the step did: suppressed figures, and sentences for the run's report without any value.

    `sums` are those that the figures would disclose, and `systems` what each system that was solved loses, both for the
    ledger; see `protect`.
    """

    suppressed: int
    notes: tuple[str, ...]
    sums: "pl.DataFrame"
    systems: "pl.DataFrame"


def protect(
    con: "duckdb.DuckDBPyConnection",
    indicators: Sequence[Indicator],
    study: str,
    policy: Policy,
    previous: "pl.DataFrame | None",
    disclosed: "pl.DataFrame",
) -> Protected:
    """Fill `protected` from `figures`.

    Official figures pass unchanged. A register figure stands where all its sums are shown; by group only for the study
    place. A period whose sums moved by too few keeps its figures of the edition before (`previous`). `disclosed` has
    the sums of all published editions (unit_kind, period_start, edition, policy, measure_id, place_id, group_id,
    offered, shown, units, amounts); what comes back has the same columns.
    """
    cells = cells_of(con, indicators, study, policy)
    published = _published(disclosed, statuses_of(indicators))
    outcomes = decide_all(cells, formulas_of(indicators), published, policy)
    shown = Shown(study, policy, cells, outcomes.periods, residents_of(con))
    write_protected(con, indicators, shown)
    if previous is not None:
        keep_held(con, previous, indicators, shown)
    counted = con.execute(f"SELECT count(*) FROM protected WHERE status = '{Status.SUPPRESSED}'").fetchall()
    sums = _sums(disclosed, cells, outcomes, policy)
    return Protected(int(counted[0][0]), tuple(_notes(outcomes)), sums, _systems(outcomes))


def _published(disclosed: "pl.DataFrame", statuses: Collection[str]) -> Published:
    """Return the published editions of each kind and period, the oldest first, each with its policy."""
    found: dict[Period, dict[int, tuple[list[Cell], set[Key], set[Key], str]]] = defaultdict(dict)
    for kind, start, edition, policy, *key, offered, shown, units, amounts in disclosed.iter_rows():
        cells, on_offer, seen, _ = found[kind, start].setdefault(edition, ([], set(), set(), policy))
        brought = None if amounts is None else dict(zip(units, amounts, strict=True))
        counted = frozenset(unit for unit in units if brought is None or brought[unit])
        cells.append(Cell(tuple(key), counted, brought, status=key[0] in statuses))
        on_offer.update([tuple(key)] if offered else [])
        seen.update([tuple(key)] if shown else [])
    return {
        period: [
            (Edition(tuple(cells), frozenset(seen), frozenset(on_offer)), policy)
            for _, (cells, on_offer, seen, policy) in sorted(kept.items())
        ]
        for period, kept in found.items()
    }


def _sums(
    disclosed: "pl.DataFrame", cells: Mapping[Period, Sequence[Cell]], outcomes: Outcomes, policy: Policy
) -> "pl.DataFrame":
    import polars as pl  # noqa: PLC0415 - heavy

    rows = [
        (
            *period,
            outcome.edition,
            policy.hash,
            *cell.key,
            cell.key in outcome.offered,
            cell.key in outcome.shown,
            *_brought(cell),
        )
        for period, outcome in outcomes.periods.items()
        if outcome.decision
        for cell in cells[period]
    ]
    return pl.DataFrame(rows, schema=disclosed.schema, orient="row")


def _systems(outcomes: Outcomes) -> "pl.DataFrame":
    import polars as pl  # noqa: PLC0415 - heavy

    rows: list[tuple[object, ...]] = [
        (kind, start, outcome.edition, name, " ".join(sorted(outcome.decision.codes[name])), *_losses(protection))
        for (kind, start), outcome in outcomes.periods.items()
        if outcome.decision
        for name, protection in outcome.decision.protections.items()
    ]
    rows += [
        (kind, None, None, "sums", "", of.proven, of.cells, of.sensitive, of.secondary, None, None, of.seconds, None)
        for kind, of in outcomes.sums.items()
    ]
    return pl.DataFrame(rows, schema={name: getattr(pl, kind) for name, kind in _SYSTEMS.items()}, orient="row")


def _losses(protection: Protection) -> tuple[object, ...]:
    system = protection.system
    sensitive = int((system.sensitive & ~system.signed).sum())
    told = (protection.secondary, protection.persons, protection.gap, protection.seconds, protection.witnesses.packed())
    return (protection.proven, len(system.counts), sensitive, *told)


def _brought(cell: Cell) -> tuple[list[str], list[float] | None]:
    """The units of a cell in order; of a sum of amounts also those that bring nothing, and what each brings."""
    if cell.amounts is None:
        return sorted(cell.units), None
    units = sorted(cell.amounts)
    return units, [cell.amounts[unit] for unit in units]


def _notes(outcomes: Outcomes) -> Iterator[str]:
    """Say what is coarser, held back or not shown at all, and why; never how many."""
    for (kind, start), outcome in outcomes.periods.items():
        period = f"period from {start}"
        if outcome.held:
            yield f"{kind} figures of the {period} stay as published: {outcome.held.value}"
        if outcome.decision:
            for dimension in outcome.decision.coarsened:
                told = ", ".join(sorted(outcome.decision.codes[dimension]))
                yield f"{kind} figures by {dimension}, {period}: told by {told}; finer groups are not proven safe"
            for dimension in outcome.decision.given_up:
                yield f"{kind} figures by {dimension}, {period}: not proven safe, so none is published"
    for kind, sums in outcomes.sums.items():
        if not sums.proven:
            yield f"{kind} figures that are sums of amounts: not proven safe, so no new one is published"
