"""What an edition rests on and what became of its figures since the one before, and how the ledger keeps both."""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version

import duckdb
import polars as pl

from flows.context import Context
from flows.grounds import LIBRARIES, fingerprint
from flows.workspace import Workspace
from indicators.catalogue import catalogue
from indicators.causes import Ground, formula
from indicators.model import Indicator
from indicators.revisions import Revised, publishable, publishable_history, revisions
from indicators.tables.book import is_programme
from indicators.tables.publication import Publication
from schemas.errors import RelanceError
from schemas.published import PUBLISHED
from warehouse.archive import FIGURES, keep_figures, verified
from warehouse.editions import current, editions, remove, surplus
from warehouse.fixes import read_fixes
from warehouse.history import (
    changes,
    grounds_of,
    history_rows,
    last_number,
    note_archived,
    shown_editions,
    unshown,
)
from warehouse.ledger import finished_steps

ARCHIVE = "archive"
_PARTS = (
    "SELECT place_id, md5(string_agg(concat_ws(' ', vintage, via_id, area_id, weight, dwelling_weight), ',' "
    "ORDER BY vintage, via_id, area_id)) FROM place_parts GROUP BY place_id ORDER BY place_id"
)
# Steps whose code makes figures; the judge and the tables make none.
_MAKING = ("stage", "observe", "fixes", "places", "compute", "protect")


def edition_grounds(context: Context, publication: Publication) -> dict[str, dict[str, str]]:
    """Return all that the figures rest on, by kind (`Ground`) and name: fingerprints, sha256 of files, versions."""
    con, workspace = context.con, context.workspace
    register = [source.id for source in workspace.sources if source.layout == "programme"]
    return {
        **_of_steps(context, register),
        Ground.SNAPSHOT: _texts(
            con, "SELECT source_id, string_agg(snapshot, ' ' ORDER BY snapshot) FROM ledger.snapshots GROUP BY ALL"
        ),
        Ground.CORRECTION: _corrections(workspace),
        Ground.PLACE: _texts(con, _PARTS),
        Ground.DEFINITION: {i.id: fingerprint(formula(i, workspace.baselines)) for i in catalogue()},
        Ground.LIBRARY: {name: version(name) for name in LIBRARIES},
        Ground.USES: _uses(publication.provenance, register),
        Ground.SPAN: _texts(
            con, "SELECT source_id, concat(min(period_end), '/', max(period_end)) FROM observations GROUP BY ALL"
        ),
    }


def _texts(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in con.execute(query).fetchall()}


def _of_steps(context: Context, register: Iterable[str]) -> dict[str, dict[str, str]]:
    """Code, policy and settings stand in what the finished steps of this run rested on."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in (Ground.CODE, Ground.POLICY, Ground.SETTINGS)}
    for (step, subject), grounds in finished_steps(context.con).items():
        if step in _MAKING:
            found[Ground.CODE][step] = grounds.get("code", "")
        if "policy" in grounds:
            found[Ground.POLICY][step] = grounds["policy"]
        for key, value in grounds.items():
            if key == "settings" or key.startswith("settings of "):
                found[Ground.SETTINGS][key.partition(" of ")[2] or subject] = value
    reporting = fingerprint(context.workspace.settings.reporting.model_dump())
    for source in register:
        found[Ground.SETTINGS][source] = found[Ground.SETTINGS].get(source, "") + reporting
    return found


def _corrections(workspace: Workspace) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for fix in read_fixes(workspace.folder).fix:
        found.setdefault(fix.target.source, []).append(repr(fix))
    return {source: fingerprint(sorted(fixes)) for source, fixes in found.items()}


def _uses(provenance: pl.DataFrame, register: Iterable[str]) -> dict[str, str]:
    """The sources of each indicator; the tables of a register check each other, so one stands for all."""
    whole = frozenset(register)
    of: dict[str, set[str]] = {}
    for indicator, source in provenance.select("indicator_id", "source_id").unique().iter_rows():
        of.setdefault(indicator, set()).update(whole if source in whole else {source})
    return {indicator: " ".join(sorted(sources)) for indicator, sources in sorted(of.items())}


def figures_of(con: duckdb.DuckDBPyConnection, workspace: Workspace, edition: str) -> pl.DataFrame:
    """Return the figures of an edition, from its folder or from the archive; raises RelanceError where neither is."""
    path = workspace.published / edition / FIGURES
    if not path.is_file():
        known = dict(shown_editions(con).select("edition", "archived").iter_rows())
        if not known.get(edition):
            raise RelanceError(f"edition {edition} no longer stands, and its figures were not archived")
        path = verified(workspace.private / ARCHIVE, edition, known[edition])
    return pl.read_parquet(path)


def revised(context: Context, publication: Publication, grounds: Mapping[str, Mapping[str, str]]) -> Revised:
    """Return what may be told of the difference between a publication and what readers see now."""
    previous = current(context.workspace.published)
    if previous is None:
        nothing = publication.figures.clear()
        return Revised("", revisions(nothing, nothing, {}, {}))
    before = pl.read_parquet(context.workspace.published / previous / FIGURES)
    rows = revisions(before, publication.figures, grounds_of(context.con, previous), grounds)
    return Revised(previous, publishable(rows, *_privacy()))


def _privacy() -> tuple[frozenset[str], frozenset[str]]:
    """The indicators that rest on the programme's records, and all that are known."""
    every: tuple[Indicator, ...] = tuple(catalogue())
    return frozenset(i.id for i in every if is_programme(i)), frozenset(i.id for i in every)


def history_tables(context: Context, publication: Publication) -> dict[str, pl.DataFrame]:
    """Return `revisions`, `editions` and `figure_history` as the published database has them."""
    con, number = context.con, last_number(context.con) + 1
    identity = pl.DataFrame({"number": [number], "edition": [publication.edition]})
    new = changes(con, publication.figures).join(identity, how="cross")
    past = history_rows(con)
    history = pl.concat([past, new.select(past.columns)], how="vertical_relaxed")
    rows = publication.revisions.rows if publication.revisions else pl.DataFrame()
    columns = {name: list(PUBLISHED[name].columns) for name in ("revisions", "editions", "figure_history")}
    return {
        "revisions": rows.select(columns["revisions"]),
        "editions": _editions(context, publication, number).select(columns["editions"]),
        "figure_history": publishable_history(history, publication.figures, *_privacy()).select(
            columns["figure_history"]
        ),
    }


def _editions(context: Context, publication: Publication, number: int) -> pl.DataFrame:
    past = shown_editions(context.con).rename({"reference": "reference_date"})
    previous = publication.revisions.previous if publication.revisions else ""
    this = pl.DataFrame(
        [(number, publication.edition, previous, reference_date(publication))],
        schema={name: past.schema[name] for name in ("number", "edition", "previous", "reference_date")},
        orient="row",
    )
    return pl.concat([past.select(this.columns), this])


def reference_date(publication: Publication) -> date | None:
    """Return the latest day that the sources speak of, or None where they speak of none."""
    days = [day for day in publication.sources["reference_date"] if isinstance(day, date)]
    return max(days, default=None)


def drop_unshown(context: Context) -> None:
    """Remove editions that a killed run built and nobody saw; they may rest on grounds that no longer hold."""
    published = context.workspace.published
    for edition in set(unshown(context.con)) & set(editions(published)):
        remove(published, edition)


def archive_surplus(context: Context) -> None:
    """Archive the figures of the editions beyond the number that the workspace keeps, then remove those editions."""
    con, workspace = context.con, context.workspace
    order = shown_editions(con)["edition"].to_list()
    for edition in surplus(workspace.published, workspace.settings.keep, order):
        folder = workspace.published / edition
        if (folder / FIGURES).is_file():
            note_archived(con, edition, keep_figures(workspace.private / ARCHIVE, folder))
        remove(workspace.published, edition)
