"""The judge step: what the judge needs, gathered from workspace, last edition and ledger."""

# ruff: noqa: PLC0415 - polars and the catalogue take time to import, and most commands need neither
import difflib
from typing import TYPE_CHECKING

from flows.context import Context
from flows.policies import policy_of
from flows.releasing import pronounce
from schemas.errors import ConfigurationError

if TYPE_CHECKING:
    import polars as pl

    from indicators.judge import Before, Scope


def judge_figures(context: Context, grounds: str) -> int:
    """Judge the protected figures; returns the number of warnings, raises HeldError where a blocker stands.

    `grounds` is the fingerprint of what the step rests on: a release holds for the same grounds only.
    """
    from indicators.judge import judge

    scope = _scope(context)
    try:
        verdict = judge(context.con, scope, context.workspace.settings.judge.limits, _before(context))
    except KeyError as error:
        name = str(error.args[0])
        near = difflib.get_close_matches(name, [indicator.id for indicator in scope.indicators], 1)
        raise ConfigurationError(
            f"relance.toml: [judge] names {name!r}, which is no indicator"
            f"{f'; did you mean `{near[0]}`?' if near else ''}"
        ) from None
    return pronounce(context, verdict, grounds)


def _scope(context: Context) -> "Scope":
    from indicators.catalogue import catalogue
    from indicators.judge import Scope
    from warehouse.place_files import Kind, load_places

    places = load_places(context.workspace.places)
    return Scope(
        study=context.workspace.settings.study,
        neighbourhoods=[place.id for place in places if place.kind is Kind.NEIGHBOURHOOD],
        places={place.id: place.name for place in places},
        indicators=catalogue(),
        coarser=[code.group for code in policy_of(context.workspace).recodes.all()],
    )


def _before(context: Context) -> "Before":
    import polars as pl

    from indicators.judge import Before
    from warehouse.decisions import sources_since
    from warehouse.editions import current

    workspace = context.workspace
    programme = [source.id for source in workspace.sources if source.layout == "programme"]
    sources = sources_since(context.con, current(workspace.published) or "")
    return Before(_last_figures(context), sources.with_columns(programme=pl.col("source").is_in(programme)))


def _last_figures(context: Context) -> "pl.DataFrame | None":
    import polars as pl

    path = context.workspace.published / "current" / "figures.parquet"
    return pl.read_parquet(path) if path.exists() else None
