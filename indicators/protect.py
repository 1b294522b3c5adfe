"""The protect step: what the disclosure policy lets out of the figures that rest on people or firms in the register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.by_method import Median
from indicators.disclosure.cells import STUDY, Cell, Key
from indicators.disclosure.figures import PROTECTED, Period, cells_of, wholes_of
from indicators.disclosure.policy import Policy, load_policy
from indicators.disclosure.register import Edition, decide, moves_too_little
from indicators.model import Indicator, Ratio
from indicators.rows import insert_rows
from schemas.vocabulary import Status, Unit

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True)
class Protected:
    """What the step did: suppressed figures, and sentences for the run's report without any value.

    `sums` are those that the figures would disclose, for the ledger; see `protect`.
    """

    suppressed: int
    notes: tuple[str, ...]
    sums: "pl.DataFrame"


@dataclass(frozen=True)
class _Outcome:
    shown: frozenset[Key]
    edition: int
    new: bool = False
    held: bool = False
    notes: tuple[str, ...] = ()


def protect(
    con: "duckdb.DuckDBPyConnection",
    indicators: Sequence[Indicator],
    study: str,
    policy_name: str,
    previous: "pl.DataFrame | None",
    disclosed: "pl.DataFrame",
) -> Protected:
    """Fill `protected` from `figures`; the private table `shown_cells` says which sums are shown.

    Official figures pass unchanged. A register figure stands where all its sums are shown; by group only for the study
    place. A period whose totals moved by too few keeps its figures of the edition before. `disclosed` has the sums of
    all published editions (unit_kind, period_start, edition, policy, measure_id, place_id, group_id, shown, units);
    what comes back has the same columns.
    """
    policy = load_policy(policy_name)
    cells = cells_of(con, indicators, study)
    earlier = _earlier(disclosed)
    outcomes = {period: _decide(period, own, indicators, earlier, policy) for period, own in cells.items()}
    sums = _sums(disclosed, cells, outcomes, policy)
    _write_shown(con, cells, outcomes, study)
    _write_protected(con, indicators, policy, previous)
    counted = con.execute(f"SELECT count(*) FROM protected WHERE status = '{Status.SUPPRESSED}'").fetchall()
    notes = tuple(note for outcome in outcomes.values() for note in outcome.notes)
    return Protected(int(counted[0][0]), notes, sums)


def _earlier(disclosed: "pl.DataFrame") -> dict[Period, list[tuple[Edition, str]]]:
    """Return the published editions of each kind and period, the oldest first, each with its policy."""
    found: dict[Period, dict[int, tuple[list[Cell], set[Key], str]]] = defaultdict(dict)
    for kind, start, edition, policy, *key, shown, units in disclosed.iter_rows():
        cells, seen, _ = found[kind, start].setdefault(edition, ([], set(), policy))
        cells.append(Cell(tuple(key), frozenset(units)))
        if shown:
            seen.add(tuple(key))
    return {
        period: [(Edition(tuple(cells), frozenset(seen)), policy) for _, (cells, seen, policy) in sorted(kept.items())]
        for period, kept in found.items()
    }


def _decide(
    period: Period,
    cells: Sequence[Cell],
    indicators: Sequence[Indicator],
    earlier: Mapping[Period, list[tuple[Edition, str]]],
    policy: Policy,
) -> _Outcome:
    kept = earlier.get(period, [])
    editions = [edition for edition, _ in kept]
    if kept and kept[-1][1] == policy.hash and _contents(editions[-1].cells) == _contents(cells):
        return _Outcome(editions[-1].shown, len(kept) - 1)
    if kept and moves_too_little(cells, editions[-1], policy):
        told = f"{period[0]} figures of the period from {period[1]} stay as published: the correction concerns too few"
        return _Outcome(editions[-1].shown, len(kept) - 1, held=True, notes=(told,))
    decision = decide(cells, wholes_of(indicators, cells), editions, policy)
    given_up = [
        f"{period[0]} figures by {dimension}, period from {period[1]}: not proven safe, so none is published"
        for dimension in decision.given_up
    ]
    return _Outcome(decision.shown, len(kept), new=True, notes=tuple(given_up))


def _contents(cells: Sequence[Cell]) -> dict[Key, frozenset[str]]:
    return {cell.key: cell.units for cell in cells}


def _sums(
    disclosed: "pl.DataFrame",
    cells: Mapping[Period, Sequence[Cell]],
    outcomes: Mapping[Period, _Outcome],
    policy: Policy,
) -> "pl.DataFrame":
    import polars as pl  # noqa: PLC0415 - heavy

    rows = [
        (*period, outcome.edition, policy.hash, *cell.key, cell.key in outcome.shown, sorted(cell.units))
        for period, outcome in outcomes.items()
        if outcome.new
        for cell in cells[period]
    ]
    return pl.DataFrame(rows, schema=disclosed.schema, orient="row")


def _write_shown(
    con: "duckdb.DuckDBPyConnection",
    cells: Mapping[Period, Sequence[Cell]],
    outcomes: Mapping[Period, _Outcome],
    study: str,
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shown_cells (period_start DATE, measure_id VARCHAR, place_id VARCHAR, "
        "group_id VARCHAR, shown BOOLEAN, held BOOLEAN, units BIGINT)"
    ).fetchall()
    rows = [
        (period[1], cell.key[0], study if cell.key[1] == STUDY else cell.key[1], cell.key[2], cell.key in found.shown,
         found.held, len(cell.units))
        for period, found in outcomes.items()
        for cell in cells[period]
    ]  # fmt: skip
    insert_rows(con, "shown_cells", rows)


_PROTECTED = f"""
CREATE OR REPLACE TABLE protected AS
WITH private AS (
    SELECT DISTINCT measure_id FROM contributions WHERE list_contains($kinds, unit_kind)
),
resting AS (
    SELECT t.indicator_id, t.measure_id, r.share, r.median
    FROM protected_terms AS t JOIN disclosure_rules AS r ON r.indicator_id = t.indicator_id
    WHERE t.measure_id IN (SELECT measure_id FROM private)
),
judged AS (
    SELECT f.indicator_id, f.place_id, f.period_start, f.group_id,
           bool_and(coalesce(c.shown, false)) AND bool_and(NOT r.median OR c.units >= {{median}})
               AND bool_and(NOT r.share OR f.denominator IS NULL OR f.denominator >= {{base}}) AS shown,
           bool_and(c.measure_id IS NOT NULL) AS published, bool_or(coalesce(c.held, false)) AS held,
           bool_or(r.share) AS share, bool_or(r.median) AS median
    FROM figures AS f JOIN resting AS r ON r.indicator_id = f.indicator_id
    LEFT JOIN shown_cells AS c ON c.measure_id = r.measure_id AND c.place_id = f.place_id
        AND c.period_start = f.period_start AND c.group_id = f.group_id
    GROUP BY f.indicator_id, f.place_id, f.period_start, f.group_id
),
decimals AS (
    SELECT f.*, j.shown, j.published, j.held,
           -- The median of an odd number is somebody's own amount: it is rounded to hundreds.
           CASE WHEN coalesce(j.median, false) THEN -2 WHEN NOT coalesce(j.share, false) THEN NULL
                WHEN f.denominator >= {{decimal_base}} THEN 1 ELSE 0 END AS decimals
    FROM figures AS f LEFT JOIN judged AS j ON j.indicator_id = f.indicator_id AND j.place_id = f.place_id
        AND j.period_start = f.period_start AND j.group_id = f.group_id
)
SELECT * EXCLUDE (shown, published, held, decimals) REPLACE (
    CASE WHEN shown IS NULL OR shown THEN coalesce(round(value, decimals), value) END AS value,
    CASE WHEN shown IS NULL OR shown THEN coalesce(least(round(lower, decimals),
         round(value, decimals)), lower) END AS lower,
    CASE WHEN shown IS NULL OR shown THEN coalesce(greatest(round(upper, decimals),
         round(value, decimals)), upper) END AS upper,
    CASE WHEN shown IS NULL OR shown THEN numerator END AS numerator,
    CASE WHEN shown IS NULL OR shown THEN denominator END AS denominator,
    CASE WHEN shown IS NULL OR shown THEN method ELSE '' END AS method,
    CASE WHEN shown IS NULL OR shown THEN status
         ELSE '{Status.SUPPRESSED}' END AS status
)
FROM decimals
WHERE published IS NULL OR published AND NOT held
"""


def _write_protected(
    con: "duckdb.DuckDBPyConnection",
    indicators: Sequence[Indicator],
    policy: Policy,
    previous: "pl.DataFrame | None",
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE disclosure_rules (indicator_id VARCHAR, share BOOLEAN, median BOOLEAN)"
    ).fetchall()
    rules = [(i.id, isinstance(i, Ratio) and i.unit is Unit.PERCENT, isinstance(i, Median)) for i in indicators]
    insert_rows(con, "disclosure_rules", rules)
    limits = {
        "median": policy.medians.base,
        "base": policy.percentages.base,
        "decimal_base": policy.percentages.decimal_base,
    }
    con.execute(_PROTECTED.format(**limits), {"kinds": list(PROTECTED)}).fetchall()
    if previous is not None:
        _keep_held(con, previous)


def _keep_held(con: "duckdb.DuckDBPyConnection", previous: "pl.DataFrame") -> None:
    """Put back the figures of the last edition for periods that are held, of indicators that rest on their register."""
    columns = [name for name, *_ in con.execute("DESCRIBE protected").fetchall()]
    con.register("previous_figures", previous.select(columns))
    con.execute(
        f"INSERT INTO protected SELECT {', '.join(columns)} FROM previous_figures AS f "
        "WHERE EXISTS (SELECT 1 FROM shown_cells AS c JOIN protected_terms AS t ON t.measure_id = c.measure_id "
        "WHERE c.held AND c.period_start = f.period_start AND t.indicator_id = f.indicator_id) "
        "AND NOT EXISTS (SELECT 1 FROM protected AS p WHERE p.indicator_id = f.indicator_id "
        "AND p.place_id = f.place_id AND p.period_start = f.period_start AND p.group_id = f.group_id)"
    ).fetchall()
    con.unregister("previous_figures")
