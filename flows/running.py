"""One run, whoever orders it: receive, find what is stale, do that and no more, and leave the truth in the ledger."""

import secrets
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.actions import forget_sources
from flows.alerts import alert, alert_killed
from flows.backups import keep_ledger
from flows.context import Context, now
from flows.fixing import refuse_recalled_files
from flows.progress import Reporter
from flows.sharing import shared
from flows.steps import Step, all_steps, stale_steps
from flows.workspace import Workspace
from schemas.errors import ConfigurationError, HeldError, RelanceError
from warehouse.archives import Limits
from warehouse.database import opened
from warehouse.durable import sweep
from warehouse.editions import current
from warehouse.faults import machine_fault
from warehouse.ledger import (
    Done,
    begin_run,
    create_ledger,
    edition_of_killed,
    end_run,
    finished_steps,
    forget_steps,
    last_started,
    record_received,
    record_step,
)
from warehouse.lock import writer
from warehouse.source import Source

# How a step is called: directly, or as a Prefect task. The flag says whether the world outside can make it fail.
Call = Callable[[str, Callable[[], int], bool], int]


@dataclass(frozen=True)
class Outcome:
    """How a run ended, in one sentence, with the exit status of the command."""

    kind: str  # published, unchanged, held, misconfigured or failed
    message: str
    edition: str
    exit_status: int


def call_directly(label: str, action: Callable[[], int], world: bool) -> int:  # noqa: ARG001 - the shape of a Call
    """Run a step as a plain function."""
    return action()


def _receive(context: Context, source: Source) -> int:
    from warehouse.snapshots import receive  # noqa: PLC0415 - brings the HTTP client

    workspace = context.workspace
    snapshots = receive(workspace.snapshots, source.origin, workspace.folder, licence=source.licence, limits=Limits())
    context.received[source.id] = snapshots
    return len(snapshots)


def _receive_all(context: Context, call: Call) -> None:
    try:
        for source in context.workspace.sources:
            # A provider may answer the next time; a file that is not there stays away, however often it is looked for.
            call(f"receive {source.id}", lambda source=source: _receive(context, source), source.remote)  # type: ignore[misc]
    finally:
        record_received(context.con, context.received)


def _do(context: Context, step: Step, reporter: Reporter, call: Call) -> None:
    begun = time.monotonic()
    with reporter.step(step.label):
        rows = call(step.label, lambda: step.action(context), False)
    seconds = time.monotonic() - begun
    record_step(context.con, Done(step.name, step.subject, step.grounds), context.run_id, now(), seconds, rows)
    reporter.tell(f"{step.label}: {rows:,} in {seconds:.1f} s", step=step.label, rows=rows, seconds=round(seconds, 3))


def work_through(context: Context, reporter: Reporter, call: Call) -> Outcome:
    """Receive every source and run every stale step in order; returns how it ended."""
    _catch_up(context)
    _receive_all(context, call)
    received = {key: [(s.name, s.sha256) for s in snapshots] for key, snapshots in context.received.items()}
    refuse_recalled_files(context)
    steps = all_steps(context.workspace, received)
    finished = finished_steps(context.con)
    stale = [step for step, _ in stale_steps(steps, finished)]
    standing = {(step.name, step.subject) for step in steps} - {(step.name, step.subject) for step in stale}
    # Before anything is undone: what fails half-way must be done again, also when what it rests on is as it was before,
    # and what was done for a source that is named no more is done anew where it is named again.
    forget_steps(context.con, finished.keys() - standing)
    forget_sources(context)
    with shared(context, stale):
        for step in stale:
            _do(context, step, reporter, call)
    return _ended(context)


def _catch_up(context: Context) -> None:
    """Note what readers see since a run was killed, so that it is on record and told also where this run is held."""
    from flows.settling import settle  # noqa: PLC0415 - brings polars

    context.edition = settle(context) or edition_of_killed(context.con)


def _ended(context: Context) -> Outcome:
    edition = current(context.workspace.published) or ""
    if context.edition:
        return Outcome("published", f"edition {edition} is published", edition, 0)
    return Outcome("unchanged", f"nothing new: edition {edition} stands", edition, 0)


@contextmanager
def begun(workspace: Workspace, reporter: Reporter) -> Iterator[Context]:
    """Hold the workspace, open its database and begin a run; the run's work folder is gone afterwards."""
    with writer(workspace.private), opened(workspace.database) as con:
        create_ledger(con)
        _tidy(workspace)
        run_id = f"{now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        context = Context(workspace, con, run_id, reporter.tell)
        _warn_of_clock(context)
        begin_run(con, run_id, now())
        try:
            for sentence in alert_killed(con, workspace):
                context.note(sentence)
            yield context
        finally:
            shutil.rmtree(context.work, ignore_errors=True)


def _tidy(workspace: Workspace) -> None:
    """Remove what killed runs left unfinished on the private side; the lock is ours."""
    sweep(workspace.private)
    shutil.rmtree(workspace.work, ignore_errors=True)


def _warn_of_clock(context: Context) -> None:
    last = last_started(context.con)
    if last and last > now():
        context.note(f"the clock says {now()} UTC, which is before the last run began ({last} UTC): set it right")


def conclude(context: Context, work: Callable[[], Outcome]) -> Outcome:
    """Run the work and write its end to the ledger, whatever it was; the message holds no person's value."""
    try:
        outcome = work()
    except Exception as error:  # noqa: BLE001 - whatever it is, the run has an end and somebody is told
        outcome = _failed(context, error)
    _put_down(context, outcome)
    for sentence in alert(context.con, context.workspace, outcome, context.run_id):
        context.note(sentence)
    keep_ledger(context)
    return outcome


def _failed(context: Context, error: Exception) -> Outcome:
    """Say how a run ends that an error ended; of a fault of ours only the kind, since its message may hold data."""
    told = machine_fault(error, context.workspace.folder) or error
    if isinstance(told, HeldError):
        return Outcome("held", str(told), current(context.workspace.published) or "", told.exit_status)
    if isinstance(told, RelanceError):
        kind = "misconfigured" if isinstance(told, ConfigurationError) else "failed"
        return Outcome(kind, str(told), "", told.exit_status)
    log = _write_trace(context, error)
    return Outcome("failed", f"an unexpected {type(error).__name__}; where it happened is in {log}", "", 1)


def _put_down(context: Context, outcome: Outcome) -> None:
    """Write the end to the ledger; where that fails (a full disk), the next run finds this one as killed."""
    try:
        end_run(context.con, context.run_id, now(), outcome.kind, outcome.message, outcome.edition)
    except duckdb.Error as error:
        context.note(f"the end of this run could not be put on record ({type(error).__name__})")


def _write_trace(context: Context, error: Exception) -> str:
    """Write where an unexpected error arose, without its message, which may repeat data; returns the file's name."""
    folder = context.workspace.private / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    path: Path = folder / f"{context.run_id}.log"
    path.write_text("".join(frames) + type(error).__name__ + "\n", encoding="utf-8")
    return path.relative_to(context.workspace.folder).as_posix()


def run_directly(workspace: Workspace, reporter: Reporter) -> Outcome:
    """Do a whole run without Prefect."""
    with begun(workspace, reporter) as context:
        return conclude(context, lambda: work_through(context, reporter, call_directly))
