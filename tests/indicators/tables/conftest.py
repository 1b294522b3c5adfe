"""An invented publication: eighteen indicators, eight places, three censuses, three programme years, all statuses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from indicators.model import Count, Indicator, Quotient, Ratio
from indicators.tables.publication import Publication
from schemas.measures import MEASURES
from schemas.tables import FIGURES
from schemas.vocabulary import Direction, Domain, Status, Text, Unit

Make = Callable[..., Publication]

CENSUSES = [(date(2011, 5, 10),) * 2, (date(2016, 5, 10),) * 2, (date(2021, 5, 11),) * 2]
YEARS = [(date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025)]
STUDY = "sud-ouest"
QUARTERS = ["saint-henri", "pointe-saint-charles", "petite-bourgogne"]
COMPARATORS = ("montreal", "montreal-cma", "quebec")
SERVICES = ["career", "training", "entrepreneurship"]
DTYPES: dict[str, Any] = {"VARCHAR": pl.String, "DOUBLE": pl.Float64, "DATE": pl.Date}
NO_CAVEAT = Text("", "")
ROUNDED = Text("Counts are randomly rounded to base 5.", "Les nombres sont arrondis aléatoirement à un multiple de 5.")


def _measures(*names: str) -> tuple[Any, ...]:
    return tuple(MEASURES[name] for name in names)


def _common(id_: str, en: str, fr: str, unit: Unit, better: Direction, domain: Domain, *, core: bool) -> dict[str, Any]:
    return {
        "id": id_,
        "name": Text(en, fr),
        "unit": unit,
        "better": better,
        "domain": domain,
        "definition": Text(f"What {en.lower()} means.", f"Ce que signifie : {fr.lower()}."),
        "source": "ILO, 19th ICLS, Resolution I (2013)",
        "answers": ("S1",),
        "frameworks": {"SDG": "8.5.2"},
        "core": core,
    }


def _share(id_: str, en: str, fr: str, better: Direction, domain: Domain, of: str, among: Sequence[str]) -> Ratio:
    common = _common(id_, en, fr, Unit.PERCENT, better, domain, core=True)
    return Ratio(**common, numerator=_measures(of), denominator=_measures(*among))


def _count(
    id_: str, en: str, fr: str, unit: Unit, domain: Domain, of: str, better: Direction = Direction.HIGHER
) -> Count:
    return Count(**_common(id_, en, fr, unit, better, domain, core=True), of=_measures(of))


HIGHER, LOWER, CONTEXT = Direction.HIGHER, Direction.LOWER, Direction.CONTEXT
LABOUR = ("employed", "unemployed")
ADULTS = (*LABOUR, "not_in_labour_force")

CENSUS: tuple[Indicator, ...] = (
    _share("employment_rate", "Employment rate", "Taux d’emploi", HIGHER, Domain.WORK, "employed", ADULTS),
    _share("unemployment_rate", "Unemployment rate", "Taux de chômage", LOWER, Domain.WORK, "unemployed", LABOUR),
    _share("participation_rate", "Participation rate", "Taux d’activité", CONTEXT, Domain.WORK, "employed", ADULTS),
    _share(
        "low_income_rate",
        "Low-income rate (LIM-AT)",
        "Taux de faible revenu (MFR-ApI)",
        LOWER,
        Domain.INCOME,
        "low_income_persons",
        ["low_income_base"],
    ),
    _share(
        "shelter_cost_burden",
        "Households spending 30% or more of income on shelter",
        "Ménages consacrant 30 % ou plus du revenu au logement",
        LOWER,
        Domain.HOUSING,
        "shelter_cost_30_households",
        ["shelter_cost_base"],
    ),
    _share(
        "no_certificate_share",
        "No certificate, diploma or degree",
        "Sans certificat, diplôme ou grade",
        LOWER,
        Domain.EDUCATION,
        "no_certificate_25_64",
        ["population_25_64"],
    ),
    _count("population", "Population", "Population", Unit.PERSONS, Domain.POPULATION, "population", CONTEXT),
    _count(
        "households", "Private households", "Ménages privés", Unit.HOUSEHOLDS, Domain.POPULATION, "households", CONTEXT
    ),
)
PROGRAMME: tuple[Indicator, ...] = (
    _count("participants", "Participants served", "Participants desservis", Unit.PERSONS, Domain.WORK, "participants"),
    _share(
        "employed_q2",
        "Employed in the 2nd quarter after exit",
        "En emploi au 2e trimestre après la sortie",
        HIGHER,
        Domain.WORK,
        "exits_employed_q2",
        ["exits"],
    ),
    _count("jobs_created", "Jobs created", "Emplois créés", Unit.FTE, Domain.BUSINESS, "fte_created"),
    _count("jobs_maintained", "Jobs maintained", "Emplois maintenus", Unit.FTE, Domain.BUSINESS, "fte_end"),
    _count(
        "enterprises",
        "Enterprises assisted",
        "Entreprises accompagnées",
        Unit.ENTERPRISES,
        Domain.BUSINESS,
        "enterprises",
    ),
    _share(
        "local_ownership",
        "Local ownership",
        "Propriété locale",
        HIGHER,
        Domain.BUSINESS,
        "enterprises_locally_owned",
        ["enterprises_ownership_known"],
    ),
    Quotient(
        **_common(
            "cost_per_job", "Cost per job", "Coût par emploi", Unit.DOLLARS_PER_FTE, LOWER, Domain.FINANCE, core=True
        ),
        numerator=_measures("spending"),
        denominator=_measures("fte_created"),
    ),
    _count(
        "spending", "Programme spending", "Dépenses du programme", Unit.DOLLARS, Domain.FINANCE, "spending", CONTEXT
    ),
    _count(
        "residents_seats",
        "Seats held by residents",
        "Sièges des résidents",
        Unit.SEATS,
        Domain.EQUITY,
        "seats_residents",
    ),
    _share(
        "most_deprived",
        "Participants from the most deprived tracts",
        "Participants des secteurs les plus défavorisés",
        HIGHER,
        Domain.EQUITY,
        "participants_most_deprived",
        ["participants_located"],
    ),
)
CATALOGUE = CENSUS + PROGRAMME
SIZES = {Unit.PERCENT: 31.0, Unit.DOLLARS: 2_400_000.0, Unit.DOLLARS_PER_FTE: 18_250.0, Unit.SEATS: 5.0}


def _value(indicator: Indicator, place: str, group: str, at: int) -> float:
    """Invented, but the same everywhere: the length of the ids moves the size of the unit."""
    size = SIZES.get(indicator.unit, 1_234.0)
    wave = (len(indicator.id) * 7 + len(place) * 3 + len(group)) % 11
    return size * (1 + wave / 25) * (1 + (at - 1) * (0.06 if wave % 2 else -0.04))


def _row(indicator: Indicator, place: str, period: tuple[date, date], group: str, **more: Any) -> tuple[Any, ...]:  # noqa: ANN401
    status = more.get("status", Status.NORMAL)
    value = more.get("value") if status.has_value else None
    margin = abs(value) * 0.02 if value is not None and indicator.unit is Unit.PERCENT else None
    bounds = (None, None) if margin is None or value is None else (value - margin, value + margin)
    caveat = more.get("caveat", NO_CAVEAT)
    method = "Wilson 95% interval" if margin is not None else ""
    unit = str(indicator.unit)
    return (
        indicator.id,
        place,
        *period,
        group,
        value,
        *bounds,
        value,
        None,
        unit,
        str(status),
        method,
        caveat.en,
        caveat.fr,
    )


def _census_rows(indicator: Indicator) -> Iterator[tuple[Any, ...]]:
    groups = ["total", "gender=woman", "gender=man"] if indicator.id.endswith("ment_rate") else ["total"]
    for place in (STUDY, *QUARTERS, *COMPARATORS):
        for at, period in enumerate(CENSUSES):
            for group in groups:
                broken = at == 1 and indicator.id != "population"
                status = Status.BREAK if broken else Status.NORMAL
                if place == QUARTERS[0] and at == 0:
                    status = Status.NOT_AVAILABLE
                value = _value(indicator, place, group, at)
                yield _row(indicator, place, period, group, status=status, value=value, caveat=ROUNDED)


def _programme_rows(indicator: Indicator) -> Iterator[tuple[Any, ...]]:
    for at, period in enumerate(YEARS):
        for place in (*QUARTERS, *COMPARATORS):
            yield _row(indicator, place, period, "total", status=Status.NOT_AVAILABLE)
        ages = ["age=15-24", "age=25-54", "age=55+", "target_group=young_adult", "gender=woman", "gender=man"]
        for group in ["total", *(f"service={service}" for service in SERVICES), *ages]:
            status = Status.SUPPRESSED if group.endswith("entrepreneurship") or group == "age=55+" else Status.NORMAL
            if group == "total" and at == len(YEARS) - 1:
                status = Status.PROVISIONAL
            if indicator.id == "local_ownership":
                status = Status.UNRELIABLE if at == 0 else Status.ESTIMATED
            yield _row(indicator, STUDY, period, group, status=status, value=_value(indicator, STUDY, group, at))


def figures() -> pl.DataFrame:
    rows = [row for i in CENSUS for row in _census_rows(i)] + [row for i in PROGRAMME for row in _programme_rows(i)]
    return pl.DataFrame(rows, schema={name: DTYPES[kind] for name, (kind, _) in FIGURES.items()}, orient="row")


def places() -> pl.DataFrame:
    rows = [
        (STUDY, "Le Sud-Ouest", "Le Sud-Ouest", "study"),
        ("saint-henri", "Saint-Henri", "Saint-Henri", "neighbourhood"),
        ("pointe-saint-charles", "Pointe-Saint-Charles", "Pointe-Saint-Charles", "neighbourhood"),
        ("petite-bourgogne", "Little Burgundy", "Petite-Bourgogne", "neighbourhood"),
        ("montreal", "City of Montréal", "Ville de Montréal", "comparator"),
        ("montreal-cma", "Montréal metropolitan area", "Région métropolitaine de Montréal", "comparator"),
        ("quebec", "Quebec", "Québec", "comparator"),
    ]
    frame = pl.DataFrame(rows, schema=["place_id", "name_en", "name_fr", "kind"], orient="row")
    return frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("rank"))


def sources() -> pl.DataFrame:
    rows = [
        (
            f"census_{start.year}",
            f"Census of Population {start.year}",
            f"Recensement de la population de {start.year}",
            "Statistics Canada",
            "Statistique Canada",
            "Statistics Canada Open Licence",
            "Licence ouverte de Statistique Canada",
            start,
        )
        for start, _ in CENSUSES
    ]
    register = ("Register of participants", "Registre des participants", "RESO", "RESO")
    private = ("Private: protected figures only", "Privé : chiffres protégés seulement")
    rows += [("register", *register, *private, date(2025, 12, 31))]
    names = [column for name in ("title", "publisher", "licence") for column in (name, f"{name}_fr")]
    frame = pl.DataFrame(rows, schema=["source_id", *names, "reference_date"], orient="row")
    return frame.with_columns(pl.lit("ab" * 32).alias("sha256"))


def provenance() -> pl.DataFrame:
    rows = [(i.id, end, f"census_{end.year}") for i in CENSUS for _, end in CENSUSES]
    rows += [(i.id, end, "register") for i in PROGRAMME for _, end in YEARS]
    return pl.DataFrame(rows, schema=["indicator_id", "period_end", "source_id"], orient="row")


def build(**changes: Any) -> Publication:  # noqa: ANN401
    """Return the invented publication with some of its fields replaced."""
    publication = Publication(
        figures=figures(),
        indicators=CATALOGUE,
        places=places(),
        study=STUDY,
        comparators=COMPARATORS,
        sources=sources(),
        provenance=provenance(),
        workspace_title=Text("Indicators of Le Sud-Ouest", "Indicateurs du Sud-Ouest"),
        synthetic=True,
        edition="2025-12-31-3f2a9c1b",
        notes=(
            Text(
                "Complementary suppression is not yet applied.",
                "La suppression complémentaire n’est pas encore appliquée.",
            ),
        ),
        languages=("en", "fr"),
    )
    return replace(publication, **changes)


@pytest.fixture(scope="session")
def make() -> Make:
    """Builds the invented publication, with changes."""
    return build
