"""`relance backup` and `relance restore`: what is kept of a workspace, and what to know about it."""

import shlex
from pathlib import Path

import duckdb

from flows.context import Context
from flows.workspace import FILE, Workspace
from schemas.fixes import FILE as FIXES
from warehouse.backup import KEY, LEDGER, Layout, back_up, leave_ledger
from warehouse.database import opened
from warehouse.ledger import create_ledger
from warehouse.lock import writer
from warehouse.restoring import restore as restore_files

_WITHOUT = (
    f"The hash key is not in it: keep the workspace's warehouse/{KEY} (or RELANCE_HASH_KEY) apart from the backup; "
    "without it every person and firm gets a new id."
)
_WITH = "The hash key is in it: whoever has this backup can tell which records belong to whom. Lock it away."


def keep_ledger(context: Context) -> None:
    """Leave the copy of the ledger that backups take; where that fails, the run's report says so."""
    try:
        leave_ledger(context.con, context.workspace.private)
    except (OSError, duckdb.Error) as error:
        context.note(f"the ledger's copy for backups could not be written ({type(error).__name__}): is the disk full?")


def backup(workspace: Workspace, target: Path, *, with_key: bool = False) -> str:
    """Back a workspace up into a new folder, also while a run is going on, and say what is in it.

    Raises ConfigurationError and RelanceError as `back_up` does, and LockedError where the first run ever is going on.
    """
    if workspace.database.exists() and not (workspace.private / LEDGER).exists():
        with writer(workspace.private), opened(workspace.database) as con:
            create_ledger(con)
            leave_ledger(con, workspace.private)
    layout = Layout(workspace.folder, workspace.private, workspace.published, tuple(_own(workspace)))
    manifest = back_up(layout, target, with_key=with_key)
    size = sum(file.size for file in manifest.files)
    what = f"edition {manifest.edition}, " if manifest.edition else ""
    kept = f"{what}{len(manifest.files):,} files, {size:,} bytes, each read back and verified, are in {target}."
    return f"{kept}\n{_WITH if with_key else _WITHOUT}"


def _own(workspace: Workspace) -> list[Path]:
    settings = workspace.settings
    named = [Path(FILE), Path(FIXES), Path("places"), Path(settings.most_deprived or FILE), Path(settings.disclosure)]
    inside = [path for path in named if (workspace.folder / path).resolve().is_relative_to(workspace.folder)]
    distinct = dict.fromkeys(path for path in inside if (workspace.folder / path).exists())
    return [path for path in distinct if path.parent == Path() or path.parts[0] != "places"]


def restore(target: Path, folder: Path) -> str:
    """Make a workspace of a backup in a new folder, and say what to do next; raises as `warehouse.restoring` does."""
    manifest, missing = restore_files(target, folder, private="warehouse", published="published")
    shown = shlex.quote(str(folder))
    lines = [f"{len(manifest.files):,} files, each verified, are in {folder}."]
    lines += [f"{origin} lies outside the workspace: put it there again." for origin in missing]
    if not manifest.with_key:
        lines.append(f"The hash key was not in the backup: put it at warehouse/{KEY}, or set RELANCE_HASH_KEY.")
    stands = f" (edition {manifest.edition} stands)" if manifest.edition else ""
    return "\n".join([*lines, f"Then: relance check {shown} and relance run {shown}{stands}"])
