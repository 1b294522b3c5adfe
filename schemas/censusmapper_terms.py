"""Which CensusMapper vectors make which measure, census by census.

A count that the census gives only as a published rate is worked back from the rate and its base. Where a count stands
for another, or is too low by the way it was published, `proxy` says so: of any area, since a file may hold sums.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from schemas.censusmapper_vectors import REFERENCE_DAYS, VECTORS, Vectors
from schemas.measures import INCOME_BINS, MEASURES, OCCUPATIONS
from schemas.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Part:
    """Vectors added up, less others, but never below 0; with `rate`, a vector in percent, only that share of them.

    With `mean`, a vector of averages, what they come to together; an average of 0 is one that was not published. With
    `given`, only where that rate is published, so that the base of a rate counts the areas that the rate counts.
    """

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    rate: str = ""
    mean: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts whose sum is a measure in one census, for one group, and what makes them a proxy, if they are one."""

    measure: str
    parts: tuple[Part, ...]
    proxy: Text | None = None
    group: str = "total"


_LOW_INCOME_BASE = Text(
    "Taken as the population outside institutions: the extract does not give the persons to whom the low-income "
    "concept applies.",
    "Approché par la population hors établissements institutionnels : l’extrait ne donne pas les personnes visées par "
    "le concept de faible revenu.",
)
_LOW_INCOME_BASE_2021 = Text(
    "Taken as the population in private households by the long form; the rate comes from tax data for everyone.",
    "Approché par la population des ménages privés du questionnaire détaillé; le taux provient des données fiscales "
    "de l’ensemble de la population.",
)
_LOW_INCOME = Text(
    "Worked back from the published rate, rounded to a tenth of a percent, and an approximate base.",
    "Reconstitué à partir du taux publié, arrondi au dixième de pour cent, et d’une base approchée.",
)
_SHELTER = Text(
    "Worked back from the published rates of owners and tenants; owners are households less tenant households.",
    "Reconstitué à partir des taux publiés des propriétaires et des locataires; les propriétaires sont les ménages "
    "moins les ménages locataires.",
)
_SHELTER_BASE = Text(
    "Taken as all private households of areas with published rates, also those without income or on farms, whose ratio "
    "is not counted.",
    "Approché par l’ensemble des ménages privés des secteurs dont les taux sont publiés, y compris sans revenu ou "
    "agricoles, dont le rapport n’est pas compté.",
)
_OWNERS = Text(
    "Taken as all private households less tenant households, so also those on farms.",
    "Approché par l’ensemble des ménages privés moins les ménages locataires, y compris agricoles.",
)
_AVERAGE = Text(
    "Worked back from the published average; areas that publish none add nothing.",
    "Reconstitué à partir de la moyenne publiée; les secteurs qui n’en publient pas n’ajoutent rien.",
)
_AGED_25_64 = Text(
    "Counts everyone of that age, also in collective dwellings: the extract does not give those in private households.",
    "Compte toutes les personnes de cet âge, y compris en logement collectif : l’extrait ne donne pas celles des "
    "ménages privés.",
)
_REST = Text(
    "The labour force less the nine other categories: also those without an occupation since the start of the year "
    "before.",
    "La population active moins les neuf autres catégories : comprend les personnes sans profession depuis le début de "
    "l’année précédente.",
)
# What an area of 2011 gives as 0 may be up to 15. A measure is not read if that could add more than 25 % to the city's
# sum: areas with residents at 0, times 15, over the sum; tests compute it from the file. Nor is read what shares a
# distribution with such a measure, or is left over from it, as `business_other_occupations` is.
LEFT_OUT_2011 = frozenset(
    {
        *(measure.id for measure in OCCUPATIONS),
        *("non_immigrants", "immigrants", "non_permanent_residents"),
        *("commute_car", "commute_transit", "commute_active", "commute_other"),
        *("owners_spending_30", "tenants_subsidised"),
    }
)

# Age groups: our name, its measure, and which of the five-year groups it takes.
_AGES = (
    ("0-14", "age_0_14", slice(0, 3)),
    ("15-24", "age_15_24", slice(3, 5)),
    ("25-64", "age_25_64", slice(5, 13)),
    ("65+", "age_65_over", slice(13, 18)),
)
_GENDERS = {"men": 1, "women": 2}


def _part(prefix: str, *ids: int, minus: tuple[int, ...] = ()) -> Part:
    return Part(tuple(f"{prefix}_{id_}" for id_ in ids), tuple(f"{prefix}_{id_}" for id_ in minus))


def _sum(measure: str, prefix: str, *ids: int) -> Terms:
    return Terms(measure, (_part(prefix, *ids),))


def _totals(_census: Vectors) -> Iterator[Terms]:
    """The exact counts that every file carries beside its vectors."""
    yield Terms("population", (Part(("Population",)),))
    yield Terms("land_area", (Part(("Area",)),))
    yield Terms("households", (Part(("Households",)),))
    yield Terms("private_dwellings", (Part(("Dwellings",)),))
    yield Terms("dwellings_unoccupied", (Part(("Dwellings",), minus=("Households",)),))


def _ages(census: Vectors) -> Iterator[Terms]:
    """Age groups, and the population by age, by gender and by both."""
    for age, measure, taken in _AGES:
        ids = census.ages[taken]
        yield _sum(measure, census.short, *ids)
        yield Terms("population", (_part(census.short, *ids),), group=f"age={age}")
        for gender, step in _GENDERS.items():
            part = _part(census.short, *(id_ + step for id_ in ids))
            yield Terms("population", (part,), group=f"age={age};gender={gender}")
    for gender, step in _GENDERS.items():
        yield Terms(
            "population", (_part(census.short, *(id_ + step for id_ in census.ages)),), group=f"gender={gender}"
        )


def _people(census: Vectors) -> Iterator[Terms]:
    yield _sum("living_in_couple", census.short, census.in_couple)
    yield _sum("never_married", census.short, census.never_married)
    yield _sum("separated_divorced_widowed", census.short, *census.separated_divorced_widowed)
    _, english, french, both, neither = census.languages
    yield _sum("speak_french", census.short, french, both)
    yield _sum("speak_english_only", census.short, english)
    yield _sum("speak_no_official_language", census.short, neither)
    for measure, id_ in zip(("non_immigrants", "immigrants", "non_permanent_residents"), census.origin, strict=True):
        yield _sum(measure, census.long, id_)
    if census.visible:
        yield _sum("visible_minority", census.long, census.visible[0])
        yield _sum("not_visible_minority", census.long, census.visible[1])


def _work(census: Vectors) -> Iterator[Terms]:
    for measure, id_ in zip(("employed", "unemployed", "not_in_labour_force"), census.labour, strict=True):
        yield _sum(measure, census.long, id_)
    for occupation, id_ in zip((OCCUPATIONS[0], *OCCUPATIONS[2:]), census.occupations, strict=True):
        yield _sum(occupation.id, census.long, id_)
    yield Terms(OCCUPATIONS[1].id, (_part(census.long, *census.labour[:2], minus=census.occupations),), _REST)
    driver, passenger, transit, foot, bicycle, other = census.commute
    yield _sum("commute_car", census.long, driver, passenger)
    yield _sum("commute_transit", census.long, transit)
    yield _sum("commute_active", census.long, foot, bicycle)
    yield _sum("commute_other", census.long, other)
    if census.times:
        yield _sum("commute_under_30", census.long, *census.times[:2])
        yield _sum("commute_30_and_over", census.long, *census.times[2:])


def _schooling(census: Vectors) -> Iterator[Terms]:
    """Ages 25 to 64 in private households; where the total of that age is not given, everyone of it stands in."""
    yield _sum("no_certificate_25_64", census.long, census.no_certificate)
    yield _sum("below_bachelor_25_64", census.long, *census.below_bachelor)
    if census.secondary is None or census.bachelor is None:
        yield Terms("population_25_64", (_part(census.short, *census.ages[5:13]),), _AGED_25_64)
        return
    yield _sum("bachelor_25_64", census.long, census.bachelor)
    levels = (census.no_certificate, census.secondary, *census.below_bachelor, census.bachelor)
    yield _sum("population_25_64", census.long, *levels)


def _income(census: Vectors) -> Iterator[Terms]:
    is_long = census.low_income_base_is_long
    base, rate = (
        f"{census.long if is_long else census.short}_{census.low_income_base}",
        f"{census.long}_{census.low_income}",
    )
    yield Terms("low_income_base", (Part((base,), given=rate),), _LOW_INCOME_BASE_2021 if is_long else _LOW_INCOME_BASE)
    yield Terms("low_income_persons", (Part((base,), rate=rate),), _LOW_INCOME)
    if census.first_income:
        for place, measure in enumerate(INCOME_BINS):
            yield _sum(measure.id, census.long, census.first_income + place)


def _dwellings(census: Vectors) -> Iterator[Terms]:
    every, detached, high_rise = census.dwellings
    yield _sum("dwellings_single_detached", census.short, detached)
    yield _sum("dwellings_high_rise", census.short, high_rise)
    yield Terms("dwellings_other", (_part(census.short, every, minus=(detached, high_rise)),))


def _tenure(census: Vectors) -> Iterator[Terms]:
    tenants = (f"{census.long}_{census.tenants}",)
    burdened = Part(tenants, rate=f"{census.long}_{census.tenants_spending_30}")
    owners = Part(("Households",), minus=tenants, rate=f"{census.long}_{census.owners_spending_30}")
    bases = tuple(replace(part, rate="", given=part.rate) for part in (burdened, owners))
    yield Terms("shelter_cost_base", bases, _SHELTER_BASE)
    yield Terms("shelter_cost_30_households", (burdened, owners), _SHELTER)
    yield Terms("tenant_households", (Part(tenants),))
    yield Terms("owner_households", (Part(("Households",), minus=tenants),), _OWNERS)
    yield Terms("tenants_spending_30", (burdened,), _SHELTER)
    yield Terms("owners_spending_30", (owners,), _SHELTER)
    subsidised = Part(tenants, rate=f"{census.long}_{census.tenants_subsidised}")
    yield Terms("tenants_subsidised", (subsidised,), _SHELTER)
    yield Terms("tenant_shelter_costs", (Part(tenants, mean=f"{census.long}_{census.tenants_costs}"),), _AVERAGE)


_KINDS = (_totals, _ages, _people, _work, _schooling, _income, _dwellings, _tenure)


def all_terms(year: str) -> Iterator[Terms]:
    """Give everything that the vectors of a census make, also what is not read."""
    for terms in (terms for kind in _KINDS for terms in kind(VECTORS[year])):
        remark = MEASURES[terms.measure].remark_on(REFERENCE_DAYS[year])
        yield terms if terms.proxy else replace(terms, proxy=remark)


def _read(year: str) -> Iterator[Terms]:
    return (terms for terms in all_terms(year) if year != "2011" or terms.measure not in LEFT_OUT_2011)


TERMS: Mapping[str, tuple[Terms, ...]] = MappingProxyType({year: tuple(_read(year)) for year in VECTORS})
