"""Which tables are published, as data: what each shows, of which places and groups, in which layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from indicators.model import Indicator
from indicators.tables.book import Book, is_programme
from indicators.tables.groups import ALL, dimension, group_rank
from indicators.tables.words import DIMENSIONS, DOMAINS
from schemas.vocabulary import Text

_NAMED = 3  # of the indicators of a domain, in its summary
_BY_PERSON = ("gender", "sex", "age", "target_group")


class Layout(StrEnum):
    """Headline: one row for each indicator. Over time: periods side by side. Side by side: places side by side.

    Revisions: one row for each figure that differs from the edition before.
    """

    HEADLINE = "headline"
    OVER_TIME = "over_time"
    SIDE_BY_SIDE = "side_by_side"
    REVISIONS = "revisions"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a table: the places and groups of its rows (or columns, side by side)."""

    title: Text
    slices: tuple[tuple[str, str], ...]
    by_group: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One published table; `id` names its files, `short` its sheet."""

    id: str
    title: Text
    short: Text
    summary: Text
    layout: Layout
    indicators: tuple[Indicator, ...]
    sections: tuple[Section, ...]


def specs(book: Book) -> tuple[TableSpec, ...]:
    """Return the tables of a publication in the order in which they are listed, those without any figure left out."""
    candidates = (_headline(book), *_domains(book), _by_service(book), _by_group(book), _neighbourhoods(book))
    return tuple(spec for spec in candidates if spec.indicators and spec.sections)


def _headline(book: Book) -> TableSpec:
    study = book.names[book.publication.study]
    return TableSpec(
        id="headline",
        title=Text(f"{study.en}: headline figures", f"{study.fr} : chiffres clés"),
        short=Text("Headline", "Chiffres clés"),
        summary=Text(
            "Each core indicator: the latest figure, the one before, the change, and the comparator.",
            "Chaque indicateur de base : dernière valeur, valeur précédente, variation et territoire de comparaison.",
        ),
        layout=Layout.HEADLINE,
        indicators=tuple(i for i in book.publication.indicators if i.core),
        sections=(Section(Text("Core indicators", "Indicateurs de base"), ((book.publication.study, ALL),)),),
    )


def _domains(book: Book) -> list[TableSpec]:
    return [
        _domain(book, str(domain), name, tuple(i for i in book.publication.indicators if i.domain is domain))
        for domain, name in DOMAINS.items()
    ]


def _domain(book: Book, id_: str, name: Text, indicators: tuple[Indicator, ...]) -> TableSpec:
    return TableSpec(
        id=id_,
        title=name,
        short=name,
        summary=_over_time(indicators),
        layout=Layout.OVER_TIME,
        indicators=indicators,
        sections=(_study_section(book), *_neighbourhood_section(book)),
    )


def _over_time(indicators: tuple[Indicator, ...]) -> Text:
    """Return what a table over time shows: the first indicators by name, the others by number."""
    named, more = indicators[:_NAMED], len(indicators) - _NAMED
    others = Text(f"; and {more} more", f"; et {more} de plus") if more > 0 else Text("", "")
    return Text(
        f"{'; '.join(i.name.en for i in named)}{others.en}: over time, in the study area, its comparators and "
        "neighbourhoods.",
        f"{'; '.join(i.name.fr for i in named)}{others.fr} : dans le temps, pour le territoire, ses comparables et "
        "ses quartiers.",
    )


def _study_section(book: Book) -> Section:
    publication = book.publication
    study = book.names[publication.study]
    title = Text(f"{study.en} and comparators", f"{study.fr} et territoires de comparaison")
    places = (publication.study, *publication.comparators) if publication.comparators else (publication.study,)
    return Section(title if publication.comparators else study, tuple((place, ALL) for place in places))


def _neighbourhood_section(book: Book) -> tuple[Section, ...]:
    places = tuple((place, ALL) for place in book.places("neighbourhood"))
    return (Section(Text("Neighbourhoods", "Quartiers"), places),) if places else ()


def _by_service(book: Book) -> TableSpec:
    return TableSpec(
        id="programme_by_service",
        title=Text("Programme results by service", "Résultats du programme par service"),
        short=Text("By service", "Par service"),
        summary=Text(
            "What each service of the programme achieved, and all services together.",
            "Les résultats de chaque service du programme, et de l’ensemble des services.",
        ),
        layout=Layout.OVER_TIME,
        indicators=_with_groups(book, ("service",), programme_only=True),
        sections=_group_sections(book, ("service",)),
    )


def _by_group(book: Book) -> TableSpec:
    return TableSpec(
        id="by_group",
        title=Text("Results by gender, age and target group", "Résultats selon le genre, l’âge et le groupe cible"),
        short=Text("By group", "Par groupe"),
        summary=Text(
            "Residents and participants by gender, age and target group, where the sources tell.",
            "Résidents et participants selon le genre, l’âge et le groupe cible, là où les sources le permettent.",
        ),
        layout=Layout.OVER_TIME,
        indicators=_with_groups(book, _BY_PERSON, programme_only=False),
        sections=_group_sections(book, _BY_PERSON),
    )


def _neighbourhoods(book: Book) -> TableSpec:
    study = book.publication.study
    names = book.names[study]
    quarters = tuple((place, ALL) for place in book.places("neighbourhood"))
    return TableSpec(
        id="neighbourhoods",
        title=Text("Neighbourhoods side by side", "Les quartiers côte à côte"),
        short=Text("Neighbourhoods", "Quartiers"),
        summary=Text(
            f"The latest figure of each indicator in {names.en} and in each of its neighbourhoods.",
            f"La dernière valeur de chaque indicateur, pour {names.fr} et pour chacun de ses quartiers.",
        ),
        layout=Layout.SIDE_BY_SIDE,
        indicators=tuple(i for i in book.publication.indicators if book.answered(i, quarters)),
        sections=(Section(Text("Latest figures", "Dernières valeurs"), ((study, ALL), *quarters)),),
    )


def _groups(book: Book, dimension_: str) -> list[str]:
    return sorted((group for group in book.groups if dimension(group) == dimension_), key=group_rank)


def _group_sections(book: Book, dimensions: Sequence[str]) -> tuple[Section, ...]:
    found = ((DIMENSIONS[of], _groups(book, of)) for of in dimensions)
    return tuple(
        Section(title, tuple((book.publication.study, group) for group in (ALL, *groups)), by_group=True)
        for title, groups in found
        if groups
    )


def _with_groups(book: Book, dimensions: Sequence[str], *, programme_only: bool) -> tuple[Indicator, ...]:
    groups = [(book.publication.study, group) for of in dimensions for group in _groups(book, of)]
    return tuple(
        indicator
        for indicator in book.publication.indicators
        if (is_programme(indicator) or not programme_only) and book.answered(indicator, groups)
    )
