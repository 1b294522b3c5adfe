"""What becomes of a verdict: publication goes on or is held, and a person may let a named blocker pass."""

# ruff: noqa: PLC0415 - polars and the catalogue take time to import, and `relance release` needs neither
import difflib
import os
import pwd
import shlex
from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.context import Context, now
from flows.workspace import Workspace
from schemas.errors import ConfigurationError, HeldError
from warehouse.backup import leave_ledger
from warehouse.database import opened, transaction
from warehouse.decisions import (
    Judged,
    held_findings,
    record_findings,
    record_release,
    released_ids,
    take_baseline,
)
from warehouse.ledger import create_ledger
from warehouse.lock import writer

if TYPE_CHECKING:
    from indicators.judge import Finding, Verdict


def pronounce(context: Context, verdict: "Verdict", grounds: str) -> int:
    """Put the verdict on record and let the figures pass, returning the number of warnings.

    Raises HeldError naming every blocker that nobody released for these grounds, with the command that would.
    """
    from indicators.judge import write_verdict

    released = released_ids(context.con, grounds)
    record_findings(context.con, context.run_id, grounds, _on_record(verdict, released))
    for finding in verdict.warnings:
        context.note(f"warning {finding.id}: {finding.text.en}")
    holding = [finding for finding in verdict.blockers if finding.id not in released]
    if holding:
        raise HeldError(_held(context.workspace, holding))
    with transaction(context.con):
        write_verdict(context.con, verdict.findings)
    take_baseline(context.con, context.run_id)
    return len(verdict.warnings)


def _on_record(verdict: "Verdict", released: Collection[str]) -> list[Judged]:
    return [Judged(one.id, str(one.severity), one.text.en, one.text.fr, one.id in released) for one in verdict.findings]


def _held(workspace: Workspace, holding: "list[Finding]") -> str:
    told = [f"{one.id}: {one.text.en}\n  if it is right: {release_command(workspace, one.id)}" for one in holding]
    return "publication is held; the previous edition stands:\n" + "\n".join(told)


def release_command(workspace: Workspace, blocker: str) -> str:
    """Return the command that lets one blocker pass, ready to be pasted into a shell."""
    return f'relance release {shlex.quote(str(workspace.folder))} {shlex.quote(blocker)} --reason "…"'


def release(workspace: Workspace, blocker: str, reason: str) -> str:
    """Let one named blocker pass for the figures as they are now, and say what happens next.

    Who, when and why stand in the ledger; other data, settings or code and the blocker holds again. Raises
    ConfigurationError where nothing of that name holds publication, or no reason is given.
    """
    if not reason.strip() or reason.strip() == "…":
        raise ConfigurationError(f'why may {blocker} pass? Give a reason: --reason "…"')
    if not workspace.database.exists():
        raise ConfigurationError(_not_held(blocker, []))
    with writer(workspace.private), opened(workspace.database) as con:
        create_ledger(con)
        held = dict(held_findings(con))
        if blocker not in held:
            raise ConfigurationError(_not_held(blocker, list(held)))
        record_release(con, blocker, held[blocker], who(), now(), reason.strip())
        leave_ledger(con, workspace.private)
        left = [name for name in held if name != blocker]
    return f"released {blocker}; " + (
        f"still held by {', '.join(left)}" if left else f"`relance run {shlex.quote(str(workspace.folder))}` publishes"
    )


def _not_held(blocker: str, held: list[str]) -> str:
    if not held:
        return f"nothing holds publication, so {blocker} needs no release"
    near = difflib.get_close_matches(blocker, held, 1)
    told = f"did you mean {near[0]}?" if near else f"it is held by {', '.join(held)}"
    return f"{blocker} does not hold publication; {told}"


def who() -> str:
    """Return the name of the system's user who runs this, or the number where the system has no name for it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
