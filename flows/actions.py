"""What each step does: hands connections and frames from `warehouse` to `indicators` and back."""

# ruff: noqa: PLC0415 - the readers, Pandera and polars take seconds to import, and most commands need none of them
import csv
import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flows.context import Context, hash_key
from flows.policies import policy_of
from flows.workspace import Workspace
from warehouse.database import another, identifier, transaction
from warehouse.source import Source

if TYPE_CHECKING:
    from warehouse.staging import Staged

Action = Callable[[Context], int]


def _reader(layout: str) -> Any:  # noqa: ANN401 - a module with the two functions of the layout
    return importlib.import_module(f"warehouse.sources.{layout}")


def forget_snapshots(context: Context, source_id: str, current: Sequence[str]) -> None:
    """Remove staged rows, rejects and line counts of a source's snapshots that are no longer what it holds."""
    # Whatever was staged of a snapshot, its line counts stand there too.
    held = {"id": source_id, "current": list(current)}
    gone = "source_id = $id AND NOT list_contains($current, snapshot)"
    if not context.con.execute(f"SELECT 1 FROM lines WHERE {gone} LIMIT 1", held).fetchall():
        return
    from warehouse.loading import staged_tables

    with transaction(context.con):
        for table in (*staged_tables(context.con), "lines", "rejects"):
            context.con.execute(f"DELETE FROM {table} WHERE {gone}", held).fetchall()


def forget_sources(context: Context) -> None:
    """Remove from every table what belongs to sources that the workspace no longer names."""
    listed = (
        "SELECT table_schema, table_name FROM information_schema.columns WHERE column_name = 'source_id' ORDER BY ALL"
    )
    named = [source.id for source in context.workspace.sources]
    # Whatever there is of a source, it was received once.
    others = "SELECT 1 FROM ledger.snapshots WHERE NOT list_contains(?, source_id) LIMIT 1"
    if not context.con.execute(others, [named]).fetchall():
        return
    with transaction(context.con):
        for schema, table in context.con.execute(listed).fetchall():
            gone = f"DELETE FROM {identifier(schema)}.{identifier(table)} WHERE NOT list_contains(?, source_id)"
            context.con.execute(gone, [named]).fetchall()


def _report(context: Context, staged: "Staged") -> int:
    lines = staged.lines
    if lines.rejected:
        reasons = "; ".join(f"{count} × {reason}" for reason, count in sorted(staged.reasons.items())[:5])
        context.note(f"{staged.source_id}: {lines.rejected:,} of {lines.physical:,} lines rejected: {reasons}")
    return lines.kept


def stage(source: Source) -> Action:
    """Return the step that stages every snapshot of a source and forgets those it no longer holds."""

    def action(context: Context) -> int:
        snapshots = context.received[source.id]
        forget_snapshots(context, source.id, [snapshot.sha256 for snapshot in snapshots])
        return sum(_report(context, staged) for staged in _staged(context, source))

    return action


def needed(context: Context, source: Source) -> dict[str, bytes]:
    """Return what staging a source needs besides its files: the register's takes the key to its identifiers."""
    return {"key": hash_key(context.workspace)} if source.layout == "programme" else {}


def _staged(context: Context, source: Source) -> "Iterator[Staged]":
    found = context.apart.pop(source.id)() if source.id in context.apart else None
    if found is not None:
        from warehouse.apart import bring_in

        context.observed[source.id] = found.observed
        yield from (bring_in(context.con, file) for file in found.files)
    else:
        stage, given = _reader(source.layout).stage, needed(context, source)
        yield from (
            stage(context.con, snapshot, source, context.work, **given) for snapshot in context.received[source.id]
        )


def observe(source: Source) -> Action:
    """Return the step that maps a source's staged rows to observations."""

    def action(context: Context) -> int:
        from warehouse.apart import bring_observed
        from warehouse.periods import expect_period

        if found := context.observed.pop(source.id, {}):
            count = bring_observed(context.con, source.id, found)
        else:
            count = int(_reader(source.layout).observe(context.con, source))
        expect_period(context.con, source)
        return count

    return action


def build_places(context: Context) -> int:
    """Load the workspace's places and carry their parts to every vintage."""
    from warehouse.places import build_place_parts, load_places

    return build_place_parts(context.con, load_places(context.workspace.places))


def stage_register(sources: Sequence[Source]) -> Action:
    """Return the step that stages all tables of the register and applies the rules between them."""

    def action(context: Context) -> int:
        from warehouse.register.rules import apply_rules

        kept = sum(stage(source)(context) for source in sources)
        for table, reasons in sorted(apply_rules(context.con).items()):
            told = "; ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items()))
            context.note(f"register, {table}: {told}")
        return kept

    return action


def _study_areas(context: Context) -> list[str]:
    from warehouse.place_files import load_places

    study = context.workspace.settings.study
    return [
        part.area_id for place in load_places(context.workspace.places) if place.id == study for part in place.parts
    ]


def _most_deprived(workspace: Workspace) -> list[str]:
    if not workspace.settings.most_deprived:
        return []
    with (workspace.folder / workspace.settings.most_deprived).open(encoding="utf-8", newline="") as file:
        return [row["area_id"] for row in csv.DictReader(file)]


def observe_register(context: Context) -> int:
    """Count the register's people and firms into contributions and observations."""
    from indicators.disclosure.breakdown import breakdown
    from warehouse.register.periods import Reporting
    from warehouse.sources import programme

    settings = context.workspace.settings
    reporting = Reporting(settings.reporting.months, settings.reporting.first)
    areas, deprived = _study_areas(context), _most_deprived(context.workspace)
    return programme.observe(context.con, reporting, areas, deprived, breakdown(policy_of(context.workspace)))


def compute(context: Context) -> int:
    """Sum the measures over all places and apply every formula."""
    from indicators.catalogue import catalogue
    from indicators.compute import compute_figures, sum_measures

    sum_measures(context.con)
    comparator = next(iter(context.workspace.settings.comparators), "")
    with another(context.con) as other:
        return compute_figures(
            context.con, other, catalogue(), context.workspace.baselines, comparator, meanwhile=_load_next
        )


def _load_next() -> None:
    """Load what the steps after this one are slow to load.

    Not in a thread beside others that load anything: libraries change how modules are loaded while they load their own.
    """
    for module in ("indicators.protect", "flows.publishing"):
        importlib.import_module(module)


def protect(context: Context) -> int:
    """Take out of the figures what could tell of a person or a firm."""
    import polars as pl

    from indicators.catalogue import catalogue
    from indicators.protect import protect as protect_figures
    from warehouse.disclosed import disclosed, propose

    settings = context.workspace.settings
    last = context.workspace.published / "current" / "figures.parquet"
    previous = pl.read_parquet(last) if last.exists() else None
    with transaction(context.con):
        known = disclosed(context.con)
        done = protect_figures(context.con, catalogue(), settings.study, policy_of(context.workspace), previous, known)
        propose(context.con, done.sums, done.systems)
    for note in done.notes:
        context.note(note)
    return done.suppressed


def fix(context: Context) -> int:
    """Apply the workspace's corrections to the observations."""
    from flows.fixing import fix_observations

    return fix_observations(context)


def judge(grounds: str) -> Action:
    """Return the step that judges the protected figures; raises HeldError where a blocker stands."""

    def action(context: Context) -> int:
        from flows.judging import judge_figures

        return judge_figures(context, grounds)

    return action


def publish(context: Context) -> int:
    """Write the edition and show it, unless its content is already what readers see."""
    from flows.publishing import publish_edition

    return publish_edition(context)
