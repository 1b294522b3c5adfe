"""The nightly flow: the same steps as a direct run, as Prefect tasks. The only module that imports Prefect.

Import it after `flows.environment.prepare`. No task has parameters and no result is kept, so that nothing of a person
can reach Prefect's database; the truth about a run is in our own ledger.
"""

import logging
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.schedules import Cron

from flows.context import Context
from flows.ending import silence_at_exit
from flows.progress import Format, Reporter
from flows.running import Outcome, begun, conclude, work_through
from flows.workspace import Workspace
from schemas.errors import RelanceError

SCHEDULED = parent_process() is not None  # a process that the schedule began; nobody else says how it ended
if SCHEDULED:
    silence_at_exit()

# It counts what it could not deliver to a server that is gone, which is nobody's business.
logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)
STEP_SECONDS = 2 * 60 * 60
RETRY_SECONDS = [10.0, 60.0, 300.0]


class StepFailedError(RuntimeError):
    """What Prefect is told of a failed step: its name and kind, never the message, which stays in our ledger."""


class _Steps:
    """Runs steps as tasks and keeps what failed out of Prefect's hands."""

    def __init__(self) -> None:
        self.failure: Exception | None = None

    def _is_worth_retrying(self, *_: object) -> bool:
        """A wrong configuration stays wrong; what the world outside did may pass."""
        return not (isinstance(self.failure, RelanceError) and self.failure.exit_status != 1)

    def call(self, label: str, action: Callable[[], int], world: bool) -> int:
        def step() -> int:
            try:
                return action()
            except Exception as error:  # noqa: BLE001 - whatever it is, Prefect learns only its kind
                self.failure = error
                raise StepFailedError(f"{label} failed with {type(error).__name__}") from None

        run: Any = task(
            name=label,
            task_run_name=label,
            retries=len(RETRY_SECONDS) if world else 0,
            retry_delay_seconds=RETRY_SECONDS if world else None,
            retry_condition_fn=self._is_worth_retrying,
            timeout_seconds=STEP_SECONDS,
            cache_policy=NO_CACHE,
            persist_result=False,
        )(step)
        return int(run())

    def work(self, context: Context, reporter: Reporter) -> Outcome:
        try:
            return work_through(context, reporter, self.call)
        except StepFailedError as error:
            raise self.failure or error from None


def report(context: Context, outcome: Outcome) -> str:
    """Return a run's report in Markdown: what was received, kept, rejected, published or held."""
    lines = context.con.execute(
        "SELECT source_id, sum(physical), sum(kept), sum(rejected) FROM lines GROUP BY source_id ORDER BY source_id"
    ).fetchall()
    rows = [f"| {source} | {int(p):,} | {int(k):,} | {int(r):,} |" for source, p, k, r in lines]
    table = ["| source | lines | kept | rejected |", "|---|---|---|---|", *rows]
    notes = [f"* {note}" for note in context.notes]
    return "\n".join([f"# {outcome.kind}", "", outcome.message, "", *table, "", *notes, ""])


@flow(name="relance", flow_run_name="{folder}", persist_result=False)
def nightly(folder: str, quiet: bool = False, log_format: Format = "text") -> None:
    """Do one whole run of a workspace; a run that fails or is held fails the flow, and the ledger says why."""
    reporter = Reporter(quiet, log_format)
    steps = _Steps()
    with begun(Workspace(Path(folder)), reporter) as context:
        outcome = conclude(context, lambda: steps.work(context, reporter))
        _show(report(context, outcome), reporter)
    if SCHEDULED:
        reporter.tell(outcome.message, outcome=outcome.kind, edition=outcome.edition)
    if outcome.exit_status:
        raise StepFailedError(f"the run {outcome.kind}; `relance status` says why")


def _show(markdown: str, reporter: Reporter) -> None:
    """Leave the report with Prefect's server; a server that is gone takes nothing from the run."""
    try:
        create_markdown_artifact(key="relance-run", markdown=markdown)
    except Exception as error:  # noqa: BLE001 - whatever befell the server
        reporter.tell(f"Prefect's server did not take the report ({type(error).__name__})")


def run_flow(workspace: Workspace, reporter: Reporter) -> None:
    """Run the flow once, in this process; how it ended stands in the ledger, also where Prefect's server went away."""
    try:
        nightly(str(workspace.folder), reporter.quiet, reporter.log_format, return_state=True)
    except Exception as error:  # noqa: BLE001 - Prefect's own: what our steps raise, `conclude` has put on record
        reporter.tell(f"Prefect's server did not keep up with the run ({type(error).__name__})")


def serve(workspace: Workspace, reporter: Reporter) -> None:
    """Run the flow at the workspace's hour every night, one run at a time, until stopped."""
    schedule = workspace.settings.schedule
    nightly.serve(
        name=workspace.folder.name,
        schedule=Cron(schedule.cron, timezone=schedule.timezone),
        parameters={"folder": str(workspace.folder), "quiet": reporter.quiet, "log_format": reporter.log_format},
        limit=1,
        pause_on_shutdown=False,
        print_starting_message=False,
    )
