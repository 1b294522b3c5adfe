"""The words of official statistics that every folder shares: statuses, units, directions, domains, bilingual text."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Canadian English and in Canadian French."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """Return the words in `en` or `fr`; an unknown language is an AttributeError."""
        words: str = getattr(self, language)
        return words


class Status(StrEnum):
    """Why a value is what it is; a figure without a value always says so by one of the last four."""

    NORMAL = "normal"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    BREAK = "break"
    ESTIMATED = "estimated"
    UNRELIABLE = "unreliable"
    SUPPRESSED = "suppressed"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"

    @property
    def has_value(self) -> bool:
        """Whether a row with this status carries a value."""
        return self not in WITHOUT_VALUE

    @property
    def severity(self) -> int:
        """The rank by which statuses combine: a figure takes the gravest status of its parts."""
        return list(Status).index(self)


WITHOUT_VALUE = frozenset({Status.UNRELIABLE, Status.SUPPRESSED, Status.NOT_AVAILABLE, Status.NOT_APPLICABLE})

# Statistics Canada, "Standard table symbols" (statcan.gc.ca, Concepts: guide to symbols); a break has no letter there.
SYMBOLS: dict[Status, str] = {
    Status.NORMAL: "",
    Status.PROVISIONAL: "p",
    Status.REVISED: "r",
    Status.BREAK: "b",
    Status.ESTIMATED: "E",
    Status.UNRELIABLE: "F",
    Status.SUPPRESSED: "x",
    Status.NOT_AVAILABLE: "..",
    Status.NOT_APPLICABLE: "...",
}

LEGEND: dict[Status, Text] = {
    Status.PROVISIONAL: Text("provisional: more records are to come", "provisoire : d’autres données viendront"),
    Status.REVISED: Text("revised since the last edition", "révisé depuis la dernière édition"),
    Status.BREAK: Text(
        "break: not comparable with the period before", "rupture : non comparable avec la période précédente"
    ),
    Status.ESTIMATED: Text(
        "use with caution: estimated from a proxy", "à utiliser avec prudence : estimé par approximation"
    ),
    Status.UNRELIABLE: Text("too unreliable to be published", "trop peu fiable pour être publié"),
    Status.SUPPRESSED: Text("suppressed for confidentiality", "confidentiel"),
    Status.NOT_AVAILABLE: Text("not available", "non disponible"),
    Status.NOT_APPLICABLE: Text("not applicable", "sans objet"),
}


class Unit(StrEnum):
    """What a value is counted in; rates are stored in percent, never as fractions."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"
    DWELLINGS = "dwellings"
    JOBS = "jobs"
    FTE = "fte"
    ENTERPRISES = "enterprises"
    PROJECTS = "projects"
    EVENTS = "events"
    SEATS = "seats"
    HOURS = "hours"
    DOLLARS = "dollars"
    SQUARE_METRES = "m2"
    SQUARE_KILOMETRES = "km2"
    PERCENT = "percent"
    POINTS = "points"
    RATIO = "ratio"
    INDEX = "index"
    PER_THOUSAND = "per_thousand"
    PER_KM2 = "per_km2"
    DOLLARS_PER_FTE = "dollars_per_fte"
    DOLLARS_PER_PERSON = "dollars_per_person"

    @property
    def grows_with_size(self) -> bool:
        """Whether a larger place has more of it for that alone, so that places are not held against each other."""
        return self in _SIZES


_SIZES = frozenset(
    {
        Unit.PERSONS,
        Unit.HOUSEHOLDS,
        Unit.DWELLINGS,
        Unit.JOBS,
        Unit.FTE,
        Unit.ENTERPRISES,
        Unit.PROJECTS,
        Unit.EVENTS,
        Unit.SEATS,
        Unit.HOURS,
        Unit.SQUARE_METRES,
        Unit.SQUARE_KILOMETRES,
    }
)


class Direction(StrEnum):
    """Which way is better; `context` figures are not judged."""

    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class Domain(StrEnum):
    """The domains of the catalogue, in the order in which they are published."""

    WORK = "work"
    BUSINESS = "business"
    INCOME = "income"
    POPULATION = "population"
    HOUSING = "housing"
    EDUCATION = "education"
    PARTICIPATION = "participation"
    FINANCE = "finance"
    EQUITY = "equity"


class Aggregation(StrEnum):
    """How a measure behaves when areas are put together."""

    ADDITIVE = "additive"
    NOT_ADDITIVE = "not_additive"  # a median or a published rate: it may be shown, never summed
    OF_WHOLE = "of_whole"  # a count of a place as a whole, to which those of its parts do not add up


class Basis(StrEnum):
    """Which correspondence weight carries a measure from one vintage of boundaries to another."""

    POPULATION = "population"
    DWELLINGS = "dwellings"
