"""Measures that no layout maps by itself: a workspace types them in as facts, or maps them from a table or profile."""

from functools import partial

from schemas.measures.census import LONG_FORM, PRIVATE_HOUSEHOLDS
from schemas.measures.model import Measure
from schemas.vocabulary import Aggregation, Basis, Text, Unit

JOBS_HERE = "jobs located in the area, at a usual place of work or at home"
FIXED_WORKPLACE = "employed residents with a usual place of work or who work at home"
AGED_15_24 = "residents aged 15 to 24 in private households"
AGED_5 = "residents aged 5 and over in private households"
BUSINESS_REGISTER = "enterprises active at some time of the year, in the business register"
BIRTH_COHORT = "enterprises born three years before, in the business register"
FOLLOWED_MONEY = "money followed through a survey of suppliers, in dollars of the day"
LOW_INCOME = "persons below the low-income line"
EMPLOYMENT_LAND = "land zoned for employment in the reference year"
VOLUNTEERING = "hours given without pay in the period"
PRICES = "consumer prices"


def _measure(unit: Unit, universe: str, id_: str, en: str, fr: str) -> Measure:
    return Measure(id_, Text(en, fr), unit, universe)


def _of_whole(unit: Unit, universe: str, id_: str, en: str, fr: str) -> Measure:
    """Counted for a place as a whole: who crosses from one area of it to another stays within it."""
    return Measure(id_, Text(en, fr), unit, universe, Aggregation.OF_WHOLE)


def _sampled(universe: str, id_: str, en: str, fr: str) -> Measure:
    return Measure(id_, Text(en, fr), Unit.PERSONS, universe, breaks=LONG_FORM, rounding=5, sampled=True)


def _households(id_: str, en: str, fr: str) -> Measure:
    return Measure(
        id_,
        Text(en, fr),
        Unit.HOUSEHOLDS,
        PRIVATE_HOUSEHOLDS,
        basis=Basis.DWELLINGS,
        breaks=LONG_FORM,
        rounding=5,
        sampled=True,
    )


_jobs = partial(_of_whole, Unit.JOBS, JOBS_HERE)
_fixed = partial(_of_whole, Unit.PERSONS, FIXED_WORKPLACE)
_registered = partial(_measure, Unit.ENTERPRISES, BUSINESS_REGISTER)
_cohort = partial(_measure, Unit.ENTERPRISES, BIRTH_COHORT)
_money = partial(_measure, Unit.DOLLARS, FOLLOWED_MONEY)
_land = partial(_measure, Unit.SQUARE_METRES, EMPLOYMENT_LAND)

CONSUMER_PRICES = Measure(
    "consumer_price_index",
    Text("Consumer price index, annual average", "Indice des prix à la consommation, moyenne annuelle"),
    Unit.INDEX,
    PRICES,
    Aggregation.NOT_ADDITIVE,
)

MAPPED = (
    CONSUMER_PRICES,
    _jobs("jobs_located", "Jobs located in the area", "Emplois situés sur le territoire"),
    _jobs(
        "jobs_located_residents",
        "Jobs located in the area, held by residents",
        "Emplois du territoire occupés par des résidents",
    ),
    _fixed(
        "residents_fixed_workplace",
        "Employed residents with a fixed workplace",
        "Personnes occupées ayant un lieu de travail fixe",
    ),
    _fixed(
        "residents_working_here",
        "Employed residents who work in the area",
        "Personnes occupées travaillant sur le territoire",
    ),
    _sampled(
        AGED_15_24,
        "neet_15_24",
        "Residents aged 15 to 24 not in employment, education or training",
        "Jeunes de 15 à 24 ans ni en emploi, ni aux études, ni en formation",
    ),
    _sampled(AGED_15_24, "population_15_24", "Residents aged 15 to 24", "Résidents de 15 à 24 ans"),
    _sampled(
        AGED_5,
        "same_address_5_years",
        "Residents at the same address as five years before",
        "Personnes à la même adresse que cinq ans auparavant",
    ),
    _sampled(
        AGED_5,
        "other_address_5_years",
        "Residents at another address than five years before",
        "Personnes à une autre adresse que cinq ans auparavant",
    ),
    _households(
        "core_need", "Households in core housing need", "Ménages ayant des besoins impérieux en matière de logement"
    ),
    _households("not_core_need", "Households not in core housing need", "Ménages sans besoins impérieux de logement"),
    _registered("register_active", "Enterprises active in the year", "Entreprises actives dans l’année"),
    _registered("register_births", "Enterprise births of the year", "Naissances d’entreprises de l’année"),
    _registered("register_deaths", "Enterprise deaths of the year", "Disparitions d’entreprises de l’année"),
    _cohort("cohort_births", "Enterprises born three years before", "Entreprises nées trois ans auparavant"),
    _cohort(
        "cohort_survivors",
        "Enterprises born three years before and active ever since",
        "Entreprises nées trois ans auparavant et actives depuis",
    ),
    _money("survey_income", "Income followed by the survey (round 1)", "Revenu suivi par l’enquête (1er tour)"),
    _money(
        "survey_spent_locally", "Spent locally of that income (round 2)", "Dépensé localement de ce revenu (2e tour)"
    ),
    _money(
        "survey_spent_again",
        "Spent locally by those who were paid (round 3)",
        "Dépensé localement par qui l’a reçu (3e tour)",
    ),
    _land(
        "employment_land",
        "Land zoned for employment in the reference year",
        "Terrains à vocation d’emploi de l’année de référence",
    ),
    _land(
        "employment_land_kept",
        "Land zoned for employment then and now",
        "Terrains à vocation d’emploi alors et maintenant",
    ),
    _measure(Unit.HOURS, VOLUNTEERING, "volunteer_hours", "Hours of volunteers", "Heures de bénévolat"),
    Measure(
        "published_low_income_gap",
        Text("Published low-income gap ratio", "Ratio publié de l’écart de faible revenu"),
        Unit.PERCENT,
        LOW_INCOME,
        Aggregation.NOT_ADDITIVE,
    ),
)
