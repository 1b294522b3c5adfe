"""Alerts: who is told that a run failed or was held, that a source is stale, that an edition is out.

They are made of the run's outcome and of the ledger, which hold no value of a person's row. An alert that fails is
noted and changes nothing; the same cause is told again only after the days that the workspace names.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import duckdb

from flows.channels import Message, Send, channels
from flows.context import now
from flows.grounds import fingerprint
from flows.workspace import Workspace
from warehouse.database import opened
from warehouse.decisions import KILLED, create_decisions, killed_last, record_alert, told_on, unbroken_since
from warehouse.editions import current
from warehouse.ledger import create_ledger
from warehouse.lock import writer
from warehouse.periods import reference_dates

if TYPE_CHECKING:
    from flows.running import Outcome
    from indicators.judge import Finding

Known = TypeVar("Known")
_FAILED = ("failed", "misconfigured")
_DO = {
    "failed": "Mend what the message names, then `relance run`; `relance status` shows the last runs.",
    "held": "Look at each figure named. Correct the source, or release the blocker with the command that is shown.",
    "stale": "Ask the provider for newer data, or correct `cadence_days` of the source in relance.toml.",
    "published": "Nothing; the tables are ready to be read.",
    "killed": "Find out what stopped it (memory, power, a limit); the next run goes on after its last finished step.",
}


def alert(con: duckdb.DuckDBPyConnection, workspace: Workspace, outcome: "Outcome", run_id: str) -> list[str]:
    """Tell what a run came to, and which sources are stale, to whom the workspace names; never raises.

    Returns a sentence for each alert that could not be sent.
    """
    return _tell(con, workspace, lambda: [*_of_outcome(con, workspace, outcome, run_id), *_of_sources(con, workspace)])


def alert_killed(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> list[str]:
    """Tell, once, that the run before never ended, as `alert` does; the ledger must have it marked as killed."""
    return _tell(con, workspace, lambda: list(_of_killed(con, workspace)))


def watch(workspace: Workspace) -> list[str]:
    """Tell of stale sources where a run had nothing to do, as `alert` does; a workspace in use is left alone."""
    settings = workspace.settings
    watched = any(source.cadence_days for source in settings.sources) and "stale" in settings.alerts.on
    if not watched or not any(True for _ in channels(settings.alerts, workspace.folder)):
        return []
    try:
        with writer(workspace.private), opened(workspace.database) as con:
            create_ledger(con)
            return _tell(con, workspace, lambda: list(_of_sources(con, workspace)))
    except Exception as error:  # noqa: BLE001 - as below
        return [f"alerts could not be sent: {type(error).__name__}"]


def _tell(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, due: Callable[[], list[tuple[str, Message]]]
) -> list[str]:
    try:
        ways = list(channels(workspace.settings.alerts, workspace.folder))
        if not ways:
            return []
        _known(lambda: create_decisions(con), None)
        return [told for cause, message in due() for told in _send(con, workspace, ways, cause, message)]
    except Exception as error:  # noqa: BLE001 - whatever an alert runs into, the run has ended as it has
        return [f"alerts could not be sent: {type(error).__name__}"]


def _known(ask: Callable[[], Known], otherwise: Known) -> Known:
    """Return what the ledger says, or something else where it cannot be asked: also a full disk is to be told."""
    try:
        return ask()
    except duckdb.Error:
        return otherwise


def _of_killed(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> Iterator[tuple[str, Message]]:
    run_id = killed_last(con) if "failed" in workspace.settings.alerts.on else None
    since = unbroken_since(con, "killed")
    if run_id and since:
        what = f"run {run_id} never ended: it was killed, or the machine stopped"
        message = _message(con, workspace, "failed", what, f"{since:%Y-%m-%d %H:%M} UTC")
        yield f"{KILLED}{run_id}", {**message, "do": _DO["killed"]}


def _of_outcome(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, outcome: "Outcome", run_id: str
) -> Iterator[tuple[str, Message]]:
    event = "failed" if outcome.kind in _FAILED else outcome.kind
    if event in workspace.settings.alerts.on:
        # An unexpected error names its own log, which is another every night.
        cause = f"{event}:{fingerprint(outcome.message.replace(run_id, ''))}"
        since = _known(lambda: unbroken_since(con, outcome.kind), None) or now()
        yield cause, _message(con, workspace, event, outcome.message, f"{since:%Y-%m-%d %H:%M} UTC")


def stale_sources(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> "list[Finding]":
    """Return a warning for each source whose data are older than its cadence allows, today."""
    from indicators.judge import stale  # noqa: PLC0415 - brings the catalogue's model

    cadences = {source.id: source.cadence_days for source in workspace.settings.sources}
    return stale(reference_dates(con), cadences, now().date()) if any(cadences.values()) else []


def _of_sources(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> Iterator[tuple[str, Message]]:
    asked = "stale" in workspace.settings.alerts.on
    found = _known(lambda: stale_sources(con, workspace), None) if asked else None
    if found:
        what = "\n".join(finding.text.en for finding in found)
        first = con.execute("SELECT min(told) FROM ledger.alerts WHERE cause = ?", [_cause(found)]).fetchall()[0][0]
        yield _cause(found), _message(con, workspace, "stale", what, f"{first or now():%Y-%m-%d %H:%M} UTC")


def _cause(found: "list[Finding]") -> str:
    return f"stale:{fingerprint([finding.text.en for finding in found])}"


def _message(con: duckdb.DuckDBPyConnection, workspace: Workspace, event: str, what: str, since: str) -> Message:
    title = workspace.settings.title.en
    told = {"failed": "the run failed", "held": "publication is held", "stale": "a source is stale"}
    return {
        "event": event,
        "workspace": title,
        "subject": f"Relance, {title}: {told.get(event, 'a new edition is out')}",
        "what": what,
        "since": since,
        "stands": _standing(con, workspace),
        "do": _DO[event],
    }


def _standing(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> str:
    edition = current(workspace.published)
    if edition is None:
        return "nothing is published yet"
    query = "SELECT published FROM ledger.editions WHERE edition = ?"
    rows = _known(lambda: con.execute(query, [edition]).fetchall(), None)
    when = f", published on {rows[0][0]:%Y-%m-%d %H:%M} UTC" if rows and rows[0][0] else ""
    return f"edition {edition}{when}; readers see it unchanged"


def _send(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, ways: list[tuple[str, Send]], cause: str, message: Message
) -> Iterator[str]:
    alerts = workspace.settings.alerts
    for channel, send in ways:
        last = _known(partial(told_on, con, cause, channel), None)
        # What was told on a day that is still to come was told by a wrong clock, and keeps nobody from being told.
        if last and last <= now().date() < last + timedelta(days=alerts.repeat_days):
            continue
        result = _within(alerts.seconds, send, message)
        _known(partial(record_alert, con, cause, message["event"], channel, now(), result), None)
        if result != "sent":
            yield f"the alert by {channel} was not sent: {result}"


def _within(seconds: float, send: Send, message: Message) -> str:
    """Send in a thread that the run does not wait for longer than it must: a server may answer a byte a minute."""
    results: list[str] = []
    thread = threading.Thread(target=lambda: results.append(_result(send, message)), daemon=True)
    thread.start()
    thread.join(seconds)
    return results[0] if results else f"no answer within {seconds:g} s"


def _result(send: Send, message: Message) -> str:
    """Return "sent", or the kind of the failure: its text may hold an address with a token, or a server's words."""
    try:
        send(message)
    except Exception as error:  # noqa: BLE001 - told by its kind
        code = getattr(error, "smtp_code", None) or getattr(getattr(error, "response", None), "status_code", None)
        return f"{type(error).__name__}{f' {code}' if code else ''}"
    return "sent"
