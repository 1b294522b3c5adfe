"""The commands that look back and repair: diff, history, rollback, release, backup, restore, explain and new."""

# ruff: noqa: PLC0415 - each command imports what it needs when it is called
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

Folder = Annotated[Path, Parameter(help="the workspace")]
Edition = Annotated[str, Parameter(help="an edition, or the beginning of its name")]
Reason = Annotated[str, Parameter(help="why, for the record")]
PlaceName = Annotated[str, Parameter(help="a place of the workspace")]
PeriodName = Annotated[str | None, Parameter(help="a year, month or day: 2021, 2021-05")]
Blocker = Annotated[str, Parameter(help="what holds publication, as the run names it")]
WithKey = Annotated[bool, Parameter(help="also keep the key of ids; guard the copy like the register", negative="")]
GroupName = Annotated[str, Parameter(help="a disaggregation such as gender=women")]


def _say(text: str) -> int:
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0


def diff(folder: Folder, a: Edition | None = None, b: Edition | None = None, /) -> int:
    """Show what changed between two editions and why; by default the current one against the one before. Private."""
    from flows.revising import diff as compare
    from flows.workspace import Workspace

    return _say(compare(Workspace(folder), a, b))


def history(
    folder: Folder, indicator: str, /, *, place: PlaceName, period: PeriodName = None, group: GroupName = "total"
) -> int:
    """Show every value ever published for a figure, with its edition and the cause of each change. Private."""
    from flows.revising import history as tell
    from flows.workspace import Workspace

    return _say(tell(Workspace(folder), indicator, place, period, group))


def rollback(folder: Folder, edition: Edition, /, *, reason: Reason = "") -> int:
    """Show an earlier edition again, and note who did so and why."""
    from flows.rollback import rollback as show
    from flows.workspace import Workspace

    return _say(show(Workspace(folder), edition, reason))


def release(folder: Folder, blocker: Blocker, /, *, reason: Reason) -> int:
    """Override one blocker that holds publication, for the data as it is now, and note who did so and why."""
    from flows.releasing import release as let_out
    from flows.workspace import Workspace

    return _say(let_out(Workspace(folder), blocker, reason))


def backup(
    folder: Folder,
    target: Annotated[Path, Parameter(help="a new folder")],
    /,
    *,
    with_key: WithKey = False,
) -> int:
    """Copy the workspace, consistent also while a run is going on, with the sha256 of every file."""
    from flows.backups import backup as back_up
    from flows.workspace import Workspace

    return _say(back_up(Workspace(folder), target, with_key=with_key))


def restore(target: Annotated[Path, Parameter(help="a backup")], folder: Folder, /) -> int:
    """Put a backup in place in a new folder, after every hash has been verified."""
    from flows.backups import restore as put_back

    return _say(put_back(target, folder))


def explain(
    folder: Folder,
    indicator: str,
    /,
    *,
    place: PlaceName,
    period: Annotated[str, Parameter(help="a year, month or day: 2021, 2021-05")],
    group: GroupName = "total",
    output: Annotated[Literal["text", "json"], Parameter(name="--format", help="text or json")] = "text",
) -> int:
    """Show where a published figure comes from: formula, sums, areas, files and lines."""
    from flows.explaining import explain as tell
    from flows.workspace import Workspace

    return _say(tell(Workspace(folder), indicator, place, period, group, as_json=output == "json"))


def new(
    kind: Annotated[Literal["indicator", "source"], Parameter(help="indicator or source")],
    name: Annotated[str, Parameter(help="its id, in small letters and underscores")],
    /,
    *,
    domain: Annotated[str, Parameter(help="the indicator's domain")] = "",
) -> int:
    """Write the skeleton of an indicator or a source into the source code, as CONTRIBUTING.md describes it."""
    from flows.grounds import ROOT
    from flows.scaffolding import new as write

    return _say(write(kind, name, ROOT, domain))


def add_commands(app: App) -> None:
    """Register the commands of this module."""
    for command in (diff, history, rollback, release, backup, restore, explain, new):
        app.command(command)
