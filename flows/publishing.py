"""The publish step: protected figures with their catalogue, places and sources become an edition."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from flows.context import Context
from flows.policies import policy_of
from flows.provenance import provenance
from flows.recording import (
    archive_surplus,
    drop_unshown,
    edition_grounds,
    history_tables,
    reference_date,
    revised,
)
from flows.settling import settle
from indicators.catalogue import catalogue
from indicators.compile import compile_catalogue
from indicators.disclosure.breakdown import PROTECTED
from indicators.disclosure.loss import Published, losses
from indicators.judge import read_verdict
from indicators.model import Indicator
from indicators.tables.metadata import about_rows, indicator_rows, measure_rows, term_rows
from indicators.tables.protection import loss_rows, protection_notes
from indicators.tables.publication import Publication
from indicators.tables.publish import content_hash, render
from schemas.arrow import frame_of
from schemas.macros import MACROS
from schemas.measures import PROGRAMME
from schemas.published import PUBLISHED
from schemas.tables import FIGURES, OBSERVATIONS
from schemas.vocabulary import Text
from warehouse.disclosed import publish_proposed
from warehouse.editions import Identity, current, identity_of, publish, write_identity
from warehouse.history import Announced, announce, taken_back
from warehouse.places import load_places
from warehouse.published import write_database
from warehouse.source import NAMES, Source

_REGISTER = frozenset(PROGRAMME)
_DATABASE = "relance.duckdb"


def publish_edition(context: Context) -> int:
    """Write and show the edition of the protected figures; returns their number.

    There is a new edition where a figure, a label or a source changed, and what was rolled back is not shown again
    before one of them does.
    """
    context.edition = settle(context) or context.edition
    publication = gather(context)
    content = content_hash(publication)
    if not _stands(context, content):
        _publish(context, publication, content)
    archive_surplus(context)
    return publication.figures.height


def _publish(context: Context, publication: Publication, content: str) -> None:
    drop_unshown(context)
    identity = Identity(content, current(context.workspace.published) or "")
    grounds = edition_grounds(context, publication)
    whole = replace(publication, edition=identity.edition, revisions=revised(context, publication, grounds))
    announced = Announced(identity.edition, content, identity.previous, context.run_id, reference_date(whole))
    announce(context.con, announced, grounds)
    publish_proposed(context.con)
    publish(context.workspace.published, identity.edition, lambda folder: _build(context, whole, identity, folder))
    context.edition = settle(context)


def _stands(context: Context, content: str) -> bool:
    """Whether readers have this content already, or had it until it was rolled back."""
    published = context.workspace.published
    shown = current(published)
    if shown is None:
        return False
    identity = identity_of(published / shown)
    back = taken_back(context.con, shown).get(content)
    if back:
        context.note(f"edition {back} was rolled back and nothing has changed since: edition {shown} stands")
    return bool(back) or (identity is not None and identity.content == content)


def _build(context: Context, publication: Publication, identity: Identity, folder: Path) -> None:
    render(publication, folder, lambda: _write_database(context, publication, folder))
    write_identity(folder, identity)


def _write_database(context: Context, publication: Publication, folder: Path) -> None:
    comments = {name: table.comments for name, table in PUBLISHED.items()}
    tables = {**_tables(context, publication), **history_tables(context, publication)}
    write_database(folder / _DATABASE, tables, comments, MACROS)


def gather(context: Context) -> Publication:
    """Return everything that is published, from the private database and the workspace; the edition has no name yet."""
    settings = context.workspace.settings
    figures = frame_of(context.con, f"SELECT {', '.join(FIGURES)} FROM protected ORDER BY ALL")
    indicators = _shown(figures)
    lost = losses(_told(figures), indicators, _kinds(context), settings.study)
    return Publication(
        figures=figures,
        indicators=indicators,
        places=_places(context),
        study=settings.study,
        comparators=settings.comparators,
        sources=_sources(context),
        provenance=_provenance(context, indicators),
        workspace_title=settings.title.text,
        synthetic=settings.synthetic,
        edition="",
        notes=protection_notes(policy_of(context.workspace), lost),
        warnings=_warnings(context, indicators),
        languages=settings.languages,
        losses=loss_rows(lost),
    )


def _warnings(context: Context, indicators: Sequence[Indicator]) -> tuple[tuple[str, Text], ...]:
    """What the judge noted of the figures that are published."""
    shown = {"", *(indicator.id for indicator in indicators)}
    return tuple((about, words) for about, words in read_verdict(context.con) if about in shown)


def _told(figures: pl.DataFrame) -> Iterator[Published]:
    columns = ("indicator_id", "place_id", "period_start", "group_id", "value", "status")
    return (Published(*row) for row in figures.select(columns).iter_rows())


def _kinds(context: Context) -> dict[str, str]:
    """Return the kind of unit of each measure of persons or firms."""
    rows = context.con.execute("SELECT DISTINCT measure_id, unit_kind FROM contributions ORDER BY ALL").fetchall()
    return {measure: kind for measure, kind in rows if kind in PROTECTED}


def _shown(figures: pl.DataFrame) -> tuple[Indicator, ...]:
    """Return the indicators that have a figure; a catalogue may hold more than a workspace's sources can feed."""
    fed = set(figures["indicator_id"].unique())
    return tuple(indicator for indicator in catalogue() if indicator.id in fed)


def _places(context: Context) -> pl.DataFrame:
    rows = [
        (place.id, place.name.en, place.name.fr, str(place.kind), rank)
        for rank, place in enumerate(load_places(context.workspace.places))
    ]
    return pl.DataFrame(rows, schema=["place_id", "name_en", "name_fr", "kind", "rank"], orient="row")


def _sources(context: Context) -> pl.DataFrame:
    """Return one row for each received file: the source it belongs to and the latest day that its content speaks of."""
    declared = [
        {"source_id": s.id, **{column: text for name in NAMES for column, text in _named(s, name)}}
        for s in context.workspace.sources
    ]
    known = pl.DataFrame(declared)
    received = frame_of(
        context.con,
        "SELECT s.source_id, s.snapshot AS sha256, max(o.period_end) AS reference_date FROM ledger.snapshots AS s "
        "LEFT JOIN observations AS o ON o.source_id = s.source_id GROUP BY s.source_id, s.snapshot",
    )
    columns = [*known.columns, "reference_date", "sha256"]
    return known.join(received, on="source_id").select(columns).sort("source_id", "sha256")


def _named(source: Source, name: str) -> Iterator[tuple[str, str]]:
    """Give a name of a source in both languages; one that has no French name keeps its own."""
    yield name, getattr(source, name)
    yield f"{name}_fr", source.french.get(name) or getattr(source, name)


def _provenance(context: Context, indicators: Sequence[Indicator]) -> pl.DataFrame:
    """Return which sources each indicator rests on in each period."""
    rows = context.con.execute(
        "SELECT DISTINCT measure_id, period_end, source_id FROM observations ORDER BY ALL"
    ).fetchall()
    observed: dict[str, list[tuple[date, str]]] = {}
    for measure, end, source in rows:
        observed.setdefault(measure, []).append((end, source))
    found = list(provenance(indicators, observed, context.workspace.baselines))
    return pl.DataFrame(
        found, schema={"indicator_id": pl.String, "period_end": pl.Date, "source_id": pl.String}, orient="row"
    )


def _tables(context: Context, publication: Publication) -> dict[str, pl.DataFrame]:
    sql = compile_catalogue(publication.indicators, context.workspace.baselines)
    used = ", ".join(f"'{measure.id}'" for indicator in publication.indicators for measure in indicator.measures)
    return {
        "figures": publication.figures,
        "indicators": indicator_rows(publication.indicators, sql),
        "measures": measure_rows(publication.indicators),
        "places": publication.places,
        "place_parts": frame_of(context.con, _ordered("SELECT * FROM place_parts", PUBLISHED["place_parts"].columns)),
        "terms": term_rows(publication.indicators),
        "snapshots": publication.sources.rename({"sha256": "snapshot"}).select(list(PUBLISHED["snapshots"].columns)),
        "observations": frame_of(
            context.con,
            _ordered(
                f"SELECT * FROM observations WHERE vintage <> 'register' AND measure_id IN ({used})", OBSERVATIONS
            ),
        ),
        "citations": frame_of(
            context.con,
            "SELECT c.* FROM citations AS c JOIN observations AS o USING (source_id, snapshot, line) "
            f"WHERE o.measure_id IN ({used}) ORDER BY ALL",
        ),
        "about": about_rows(publication),
        "information_loss": publication.losses,
    }


def _ordered(query: str, columns: Sequence[str] | dict[str, tuple[str, str]] | dict[str, str]) -> str:
    return f"SELECT {', '.join(columns)} FROM ({query}) ORDER BY ALL"
