"""Rolling back: an earlier edition is shown again, and stays until something new is there to be published."""

import getpass
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from flows.context import now
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from warehouse.database import opened, transaction
from warehouse.database import reading as read
from warehouse.editions import current, editions, show
from warehouse.ledger import create_ledger, rows_of
from warehouse.lock import writer

SHOWN = "SELECT number, edition, published, archived FROM ledger.editions WHERE number IS NOT NULL ORDER BY number"


@contextmanager
def reading(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the ledger for reading; raises LockedError while a run writes to it."""
    if not workspace.database.exists():
        raise ConfigurationError("nothing has been published yet: `relance run` makes the first edition")
    with read(workspace.database) as con:
        yield con


def rollback(workspace: Workspace, edition: str, why: str = "") -> str:
    """Show an edition that stands whole again, and note in the ledger who did it; returns one sentence.

    Nothing is removed, and the editions after it are not published again before a figure, a label or a source differs.
    Raises ConfigurationError for an edition that is not there, or that readers see already.
    """
    who = getpass.getuser()
    with writer(workspace.private), opened(workspace.database) as con:
        create_ledger(con)
        shown = rows_of(con, SHOWN)
        name = named(edition, [row["edition"] for row in shown])
        _refuse(workspace, name)
        show(workspace.published, name)
        _note(con, name, who, why)
    newer = [row["edition"] for row in shown if row["number"] > _numbers(shown)[name]]
    return f"edition {name} is shown again, by {who}" + (f"; {_later(newer)}" if newer else "")


def _note(con: duckdb.DuckDBPyConnection, edition: str, who: str, why: str) -> None:
    from warehouse.history import Turn, note_turn  # noqa: PLC0415 - brings polars, which `relance plan` does not need

    with transaction(con):
        note_turn(con, Turn(edition, now(), who=who, why=why))


def _refuse(workspace: Workspace, name: str) -> None:
    standing = editions(workspace.published)
    if name not in standing:
        raise ConfigurationError(
            f"edition {name} is archived: only its figures are kept. Whole are {', '.join(standing)}."
        )
    if name == current(workspace.published):
        raise ConfigurationError(f"edition {name} is what readers see already")


def standing(workspace: Workspace) -> str:
    """Return which edition readers see, and where it was rolled back to, by whom and what that means for a run."""
    name = current(workspace.published)
    if name is None:
        return "nothing is published yet"
    with reading(workspace) as con:
        shown = rows_of(con, SHOWN)
        turns = rows_of(con, "SELECT edition, since, who, why FROM ledger.shown ORDER BY turn DESC LIMIT 1")
    newer = [row["edition"] for row in shown if row["number"] > _numbers(shown).get(name, len(shown))]
    if not newer:
        return f"edition {name} stands"
    return f"rolled back to {name}{by_whom(turns[0])}; {_later(newer)}"


def _later(newer: Sequence[str]) -> str:
    return (
        f"`relance run` publishes again only when something changes, `relance rollback DIR {newer[-1]}` "
        f"shows the newest again"
    )


def by_whom(turn: Mapping[str, Any]) -> str:
    """Return who switched to an edition, when and why, as far as the ledger says."""
    told = f" by {turn['who']} on {at(turn['since'])}" if turn["who"] else ""
    return told + (f" ({turn['why']})" if turn["why"] else "")


def at(moment: object) -> str:
    """Return a moment of the ledger as people read it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _numbers(shown: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {row["edition"]: row["number"] for row in shown}


def named(given: str, names: Sequence[str]) -> str:
    """Return the edition that is meant by its name or by an unmistakable beginning of it."""
    found = [name for name in names if name.startswith(given)] if given else []
    if len(found) == 1:
        return found[0]
    what = "could be several editions" if found else "is no edition of this workspace"
    raise ConfigurationError(f"{given!r} {what}; there are {', '.join(reversed(names)) or 'none yet'}")
