"""`relance run`: plan first, and only where there is work order it, through Prefect or directly."""

import shutil

from flows.alerts import watch
from flows.planning import plan
from flows.progress import Reporter
from flows.running import Outcome, begun, conclude, run_directly
from flows.workspace import Workspace
from schemas.errors import RelanceError
from warehouse.database import opened
from warehouse.ledger import create_ledger
from warehouse.lock import writer

_ROOM = 32 << 20  # bytes: what Prefect's database takes, and some more


def run(workspace: Workspace, reporter: Reporter, *, direct: bool) -> Outcome:
    """Do what is needed and no more; returns how it ended, as the ledger has it."""
    try:
        planned = plan(workspace)
    except RelanceError as error:
        return _refused(workspace, reporter, error)
    if planned.nothing_new and planned.unfinished:
        return run_directly(workspace, reporter)
    if planned.nothing_new:
        for sentence in watch(workspace):
            reporter.tell(sentence)
        return Outcome("unchanged", f"nothing new: edition {planned.edition} stands", planned.edition or "", 0)
    return run_directly(workspace, reporter) if direct else _through_prefect(workspace, reporter)


def _refused(workspace: Workspace, reporter: Reporter, error: RelanceError) -> Outcome:
    """Put on record, and tell, that a run could not even begin; a workspace that never ran has no record yet."""
    if not workspace.database.exists():
        raise error

    def work() -> Outcome:
        raise error

    with begun(workspace, reporter) as context:
        return conclude(context, work)


def _through_prefect(workspace: Workspace, reporter: Reporter) -> Outcome:
    from flows.environment import prepare  # noqa: PLC0415 - Prefect is imported only where there is work
    from flows.status import last_outcome  # noqa: PLC0415

    # What cannot be locked or opened is told before Prefect takes its ten seconds to start.
    with writer(workspace.private), opened(workspace.database) as con:
        create_ledger(con)
    before = last_outcome(workspace)
    prepare(workspace.private)
    from flows.nightly import run_flow  # noqa: PLC0415

    run_flow(workspace, reporter)
    after = last_outcome(workspace)
    if after is None or after == before:
        direct = "`relance run --direct` does the same steps without it"
        raise RelanceError(f"Prefect could not begin the run{_cramped(workspace)}; {direct}")
    if after[1].kind == "running":
        raise RelanceError(
            "the run's end could not be put on record; run again: it goes on after its last finished step"
        )
    return after[1]


def _cramped(workspace: Workspace) -> str:
    """Say so where Prefect's database has hardly any room, since Prefect does not."""
    free = shutil.disk_usage(workspace.private).free
    return f": only {free:,} bytes are free on the disk of {workspace.folder}, make room" if free < _ROOM else ""
