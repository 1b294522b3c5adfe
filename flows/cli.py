"""The command `relance`. Each command imports what it needs when it is called, so that all start quickly."""

# ruff: noqa: PLC0415
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from flows.commands import add_commands
from flows.ending import answer
from flows.progress import Format, Reporter
from schemas.errors import RelanceError

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from indicators.disclosure.single_table import Report

app = App(
    name="relance",
    help="Impact indicators for community economic development: from received files to protected, bilingual tables.",
    help_format="plaintext",
    version="0.1.0",
)

Folder = Annotated[Path, Parameter(help="the workspace")]
Quiet = Annotated[bool, Parameter(help="show nothing but errors", negative="")]
LogFormat = Annotated[Format, Parameter(help="how the lines on standard error look")]
Example = Annotated[Literal["sud-ouest"] | None, Parameter(help="the example to copy")]


def _checked(folder: Path) -> "Workspace":
    """Return a workspace in which nothing is wrong that can be told before data is read."""
    from flows.checking import check_workspace
    from flows.workspace import Workspace

    workspace = Workspace(folder)
    check_workspace(workspace)
    return workspace


def _reported(reporter: Reporter, folder: Path, work: Callable[[], int]) -> int:
    """Do a command's work and return its exit status; a failure is told as the command was asked to tell."""
    from warehouse.faults import machine_fault

    try:
        return work()
    except Exception as error:
        told = machine_fault(error, folder) or error
        if not isinstance(told, RelanceError):
            raise
        reporter.complain(str(told))
        return told.exit_status


@app.command
def init(folder: Folder, /, *, example: Example = None) -> int:
    """Make a new workspace, empty but for a commented relance.toml, or a copy of the example."""
    from flows.initialising import initialise

    sys.stdout.write(initialise(folder, example) + "\n")
    return 0


@app.command
def check(folder: Folder, /) -> int:
    """Check workspace, catalogue, places and mappings without reading any data."""
    from flows.checking import check as check_all
    from flows.workspace import Workspace

    check_all(Workspace(folder))
    sys.stdout.write("the workspace is in order\n")
    return 0


@app.command
def plan(folder: Folder, /) -> int:
    """Show what a run would do, and why."""
    from flows.planning import plan as plan_run

    planned = plan_run(_checked(folder))
    lines = [f"{one.step.label}: {one.reason}" for one in planned.steps]
    lines += [f"receive {source}: its provider must be asked" for source in planned.asks]
    lines += ["tidy up after the last run, which was killed"] if planned.unfinished else []
    sys.stdout.write("\n".join(lines or [f"nothing to do: edition {planned.edition} stands"]) + "\n")
    return 0


@app.command
def run(
    folder: Folder,
    /,
    *,
    direct: Annotated[bool, Parameter(help="run the same steps without Prefect", negative="")] = False,
    quiet: Quiet = False,
    log_format: LogFormat = "text",
) -> int:
    """Receive, stage, observe, compute, protect, judge and publish: what is stale, and no more."""
    reporter = Reporter(quiet, log_format)
    return _reported(reporter, folder, lambda: _run(folder, reporter, direct=direct))


def _run(folder: Path, reporter: Reporter, *, direct: bool) -> int:
    from flows.ahead import begin_ahead

    begin_ahead(folder)
    from flows.ordering import run as order
    from flows.workspace import Workspace

    workspace = Workspace(folder)
    outcome = order(workspace, reporter, direct=direct)
    if outcome.exit_status:
        reporter.complain(outcome.message)
        return outcome.exit_status
    reporter.tell(outcome.message, outcome=outcome.kind, edition=outcome.edition)
    if outcome.kind == "published":
        headline = f"headline.{workspace.settings.languages[0]}.html"
        sys.stdout.write(f"{workspace.published / 'current' / 'tables' / headline}\n")
    return 0


@app.command
def status(folder: Folder, /) -> int:
    """Show sources and their freshness, runs and editions."""
    from flows.status import status as tell
    from flows.workspace import Workspace

    sys.stdout.write(tell(Workspace(folder)) + "\n")
    return 0


@app.command
def serve(folder: Folder, /, *, quiet: Quiet = False, log_format: LogFormat = "text") -> int:
    """Run every night at the hour that relance.toml names, until stopped."""
    reporter = Reporter(quiet, log_format)
    return _reported(reporter, folder, lambda: _serve(folder, reporter))


def _serve(folder: Path, reporter: Reporter) -> int:
    from flows.serving import serve as serve_nightly

    serve_nightly(_checked(folder), reporter)
    return 0


Table = Annotated[Path, Parameter(help="a CSV file with one row per inner cell")]
Dimensions = Annotated[
    list[str], Parameter(name="--dim", help="a column with its hierarchy, fine to coarse: nb<borough", negative="")
]
CountColumn = Annotated[str, Parameter(help="the column of counts")]
Threshold = Annotated[int, Parameter(help="counts from 1 to this less 1 are sensitive")]
Seconds = Annotated[float, Parameter(help="seconds that a proof may take")]


def _told(report: "Report") -> int:
    sys.stdout.write("".join(f"{line}\n" for line in report.lines))
    return report.exit_status


@app.command
def protect(
    table: Table,
    /,
    *,
    dim: Dimensions,
    count: CountColumn,
    threshold: Threshold = 5,
    out: Annotated[Path | None, Parameter(help="where to write the protected table")] = None,
    witnesses: Annotated[Path | None, Parameter(help="where to keep the proof; it is private")] = None,
    time: Seconds = 120,
) -> int:
    """Protect a single table of counts: suppress what must be, and prove that nothing can be worked out."""
    from indicators.disclosure.single_table import protect_table

    report = protect_table(table, dim, count, threshold=threshold, out=out, witnesses=witnesses, time_limit=time)
    return _told(report)


@app.command
def audit(
    table: Table,
    /,
    *,
    dim: Dimensions,
    count: CountColumn,
    published: Annotated[Path, Parameter(help="the pattern to be judged, as `protect` writes it")],
    threshold: Threshold = 5,
    time: Seconds = 120,
) -> int:
    """Audit a suppression pattern: exit 0 if safe, 3 if a cell can be worked out, 4 if not proven in time."""
    from indicators.disclosure.single_table import audit_table

    return _told(audit_table(table, dim, count, published, threshold=threshold, time_limit=time))


add_commands(app)


def main() -> None:
    """Run the command; errors are one sentence each, and the exit status says what kind (README, Exit statuses)."""
    gc.set_threshold(100_000, 20, 20)  # few cycles: the usual threshold costs a tenth of a run
    exit_status = answer(app, sys.argv[1:])
    gc.freeze()  # nor need they all be looked through once more before the interpreter ends
    sys.exit(exit_status)
