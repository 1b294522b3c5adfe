"""What is published: protected figures with their catalogue, places and sources, as plain values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import polars as pl

from indicators.model import Indicator
from indicators.revisions import Revised
from schemas.errors import ConfigurationError
from schemas.tables import FIGURES
from schemas.vocabulary import Text

LANGUAGES = ("en", "fr")

# What no published text may hold: controls and noncharacters are illegal in a workbook's XML, and direction overrides
# let a name rearrange the words around it. Lone surrogates cannot be encoded at all (a frame cannot hold them).
_UNPRINTABLE = (
    r"\x{0}-\x{1F}\x{7F}-\x{9F}\x{200B}\x{200E}\x{200F}\x{2028}-\x{202E}\x{2066}-\x{2069}\x{FEFF}\x{FFFE}\x{FFFF}"
)
_IN_FRAMES = f"[{_UNPRINTABLE}]+"
_IN_PYTHON = re.compile(
    "[" + re.sub(r"\\x\{([0-9A-F]+)\}", lambda m: f"\\U{int(m[1], 16):08x}", _UNPRINTABLE) + r"\ud800-\udfff]+"
)


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One edition's content, every value plain and already protected.

    `places` has place_id, name_en, name_fr, kind (study, neighbourhood, comparator) and rank; `sources` has source_id,
    title, publisher, licence (each also as …_fr), reference_date and sha256, one row per snapshot; `provenance` has
    indicator_id, period_end and source_id: what each indicator rests on in each period. The first comparator stands in
    the headline. `warnings` are what the judge noted, each with the indicator that it speaks of ("" where it speaks of
    all). `revisions` are what may be told of the difference to the edition before; they are no part of the content's
    hash.
    """

    figures: pl.DataFrame
    indicators: Sequence[Indicator]
    places: pl.DataFrame
    study: str
    comparators: tuple[str, ...]
    sources: pl.DataFrame
    provenance: pl.DataFrame
    workspace_title: Text
    synthetic: bool
    edition: str
    notes: tuple[Text, ...]
    languages: tuple[str, ...]
    losses: pl.DataFrame = field(default_factory=pl.DataFrame)
    warnings: tuple[tuple[str, Text], ...] = ()
    revisions: Revised | None = None


def clean(text: str) -> str:
    """Return text that every output can hold: controls, direction overrides and lone surrogates become one space."""
    return _IN_PYTHON.sub(" ", text).strip()


def prepared(publication: Publication) -> Publication:
    """Return the publication checked and with clean texts; raises ConfigurationError for a place or word it lacks."""
    _check(publication)
    return replace(
        publication,
        figures=_clean_frame(publication.figures),
        places=_clean_frame(publication.places),
        sources=_clean_frame(publication.sources),
        provenance=_clean_frame(publication.provenance),
        indicators=tuple(_clean_fields(indicator) for indicator in publication.indicators),
        workspace_title=_clean_value(publication.workspace_title),
        notes=tuple(_clean_value(note) for note in publication.notes),
        warnings=tuple((indicator, _clean_value(words)) for indicator, words in publication.warnings),
        edition=clean(publication.edition),
    )


def _check(publication: Publication) -> None:
    _expect("language", publication.languages, LANGUAGES)
    _expect("place", [publication.study, *publication.comparators], publication.places["place_id"])
    _expect("place of a figure", publication.figures["place_id"].unique(), publication.places["place_id"])
    _expect("indicator", publication.figures["indicator_id"].unique(), [i.id for i in publication.indicators])
    _expect("source", publication.provenance["source_id"].unique(), publication.sources["source_id"])
    _expect("column of figures", list(FIGURES), publication.figures.columns)


def _expect(what: str, named: Sequence[str] | pl.Series, known: Sequence[str] | pl.Series) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise ConfigurationError(
            f"publication: unknown {what} {', '.join(map(repr, unknown))}; expected one of {', '.join(map(str, known))}"
        )


def _clean_frame(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.String).str.replace_all(_IN_FRAMES, " ").str.strip_chars(" "))


def _clean_fields(indicator: Indicator) -> Indicator:
    return replace(indicator, **{f.name: _clean_value(getattr(indicator, f.name)) for f in fields(indicator)})


def _clean_value(value: Any) -> Any:  # noqa: ANN401 - a definition's fields have many types; only texts change
    if isinstance(value, Text):
        return Text(clean(value.en), clean(value.fr))
    if type(value) is str:
        return clean(value)
    return value
