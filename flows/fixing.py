"""Corrections and recalls of a workspace: `fixes.toml` brought to observations and to received files."""

import importlib

from flows.context import Context
from flows.workspace import Workspace
from warehouse.fixes import apply_fixes, expect_fixable, fixed_sources, read_fixes, refuse_recalled


def fix_observations(context: Context) -> int:
    """Apply the workspace's corrections; returns how many there are.

    Every source that was or will be corrected is observed afresh first, so that a fix that was taken away is undone and
    `expect` always meets what the provider gave.
    """
    written = read_fixes(context.workspace.folder)
    expect_fixable(written, layouts(context.workspace))
    fixes, sources = written.fix, {source.id: source for source in context.workspace.sources}
    for name in sorted(fixed_sources(context.con) | {fix.target.source for fix in fixes}):
        if name in sources:
            importlib.import_module(f"warehouse.sources.{sources[name].layout}").observe(context.con, sources[name])
    return apply_fixes(context.con, fixes, context.run_id)


def layouts(workspace: Workspace) -> dict[str, str]:
    """Return the layout of each source that a workspace declares."""
    return {source.id: source.layout for source in workspace.sources}


def refuse_recalled_files(context: Context) -> None:
    """Raise SourceError where a file that was received is one that may no longer be used."""
    received = {
        source: [(snapshot.name, snapshot.sha256) for snapshot in snapshots]
        for source, snapshots in context.received.items()
    }
    refuse_recalled(read_fixes(context.workspace.folder).recall, received)
