"""What one run carries from step to step."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from flows.workspace import Workspace
from warehouse.durable import write_atomically

if TYPE_CHECKING:
    from warehouse.apart import Apart, Rows
    from warehouse.snapshots import Snapshot


def now() -> datetime:
    """Return the time of day for the ledger, in UTC; it never enters a published file."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@dataclass
class Context:
    """One run: its workspace, its open database, what was received, and what is to be told at the end.

    `apart` gives, by source, what the second process found in its files (None where it did not come to them), and
    `observed` what it observed of those that are staged already.
    """

    workspace: Workspace
    con: duckdb.DuckDBPyConnection
    run_id: str
    tell: Callable[[str], None]
    received: "dict[str, list[Snapshot]]" = field(default_factory=dict)
    apart: "dict[str, Callable[[], Apart | None]]" = field(default_factory=dict)
    observed: "dict[str, Rows]" = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    edition: str = ""

    @property
    def work(self) -> Path:
        """The folder of transcoded copies, private and emptied at the end of the run."""
        folder = self.workspace.work
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def note(self, sentence: str) -> None:
        """Keep a sentence for the run's report and show it; it never holds a value of a person's row."""
        self.notes.append(sentence)
        self.tell(sentence)


def hash_key(workspace: Workspace) -> bytes:
    """Return the key that turns person and firm ids into keyed hashes: from RELANCE_HASH_KEY, or made once and kept.

    The kept key stands in the private folder, readable by its owner alone; losing it only makes all ids new.
    """
    if workspace.settings.hash_key is not None:
        return workspace.settings.hash_key.get_secret_value().encode()
    path = workspace.private / "hash.key"
    if not path.exists():
        write_atomically(path, secrets.token_bytes(32))
    return path.read_bytes()
