"""What a run would do and why, from the ledger and the landing files' hashes alone: nothing is written."""

from dataclasses import dataclass

from flows.steps import Step, all_steps, stale_steps
from flows.workspace import Workspace
from warehouse.database import log_of
from warehouse.durable import LEFTOVERS
from warehouse.editions import current
from warehouse.ledger import read_steps, read_unfinished
from warehouse.snapshots import peek


@dataclass(frozen=True)
class Planned:
    """A step that would run, and why."""

    step: Step
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a run would do; `asks` names the sources whose provider must be asked first.

    `unfinished` says that the last run was killed: what it left is tidied up even where nothing is new.
    """

    edition: str | None
    steps: tuple[Planned, ...]
    asks: tuple[str, ...]
    unfinished: bool = False

    @property
    def nothing_new(self) -> bool:
        """Whether no step would run and nobody be asked."""
        return not self.steps and not self.asks and self.edition is not None


def plan(workspace: Workspace) -> Plan:
    """Compare what every step rests on with what it last rested on; raises as `peek` does for a missing file."""
    received = {
        source.id: peek(workspace.snapshots, source.origin, workspace.folder, look=True) for source in workspace.sources
    }
    finished = read_steps(workspace.database)
    unfinished = read_unfinished(workspace.database) or _has_leftovers(workspace)
    planned = [Planned(step, reason) for step, reason in stale_steps(all_steps(workspace, received), finished)]
    asks = [source.id for source in workspace.sources if source.remote]
    return Plan(current(workspace.published), tuple(planned), tuple(asks), unfinished)


def _has_leftovers(workspace: Workspace) -> bool:
    """Whether a run was killed after its end was put on record; none goes on, since nobody holds the ledger."""
    left = (workspace.work, log_of(workspace.database))
    return any(path.exists() for path in left) or any(workspace.private.glob(LEFTOVERS))
