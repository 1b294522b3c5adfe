"""Measures of the census: sums over published areas."""

from datetime import date

from schemas.measures.model import Break, Measure
from schemas.vocabulary import Basis, Text, Unit

EVERYONE = "all residents"
ADULTS = "residents aged 15 and over in private households"
AGED_25_64 = "residents aged 25 to 64 in private households"
LOW_INCOME_CONCEPT = "persons in private households to whom the low-income concept applies"
PRIVATE_HOUSEHOLDS = "private households with income, not on farms or reserves"
OCCUPIED = "occupied private dwellings"

NATIONAL_HOUSEHOLD_SURVEY = Break(
    date(2016, 1, 1),
    Text(
        "2011 comes from the voluntary National Household Survey, later years from the mandatory census.",
        "2011 provient de l’Enquête nationale auprès des ménages, volontaire ; la suite, du recensement obligatoire.",
    ),
)
LONG_FORM = (NATIONAL_HOUSEHOLD_SURVEY,)


def _persons(id_: str, en: str, fr: str, universe: str) -> Measure:
    return Measure(id_, Text(en, fr), Unit.PERSONS, universe, breaks=LONG_FORM, rounding=5, sampled=True)


def _low_income(id_: str, en: str, fr: str) -> Measure:
    """Since 2016 from the tax data of everyone: neither sampled nor, as rates to a decimal, rounded to speak of."""
    return Measure(id_, Text(en, fr), Unit.PERSONS, LOW_INCOME_CONCEPT, breaks=LONG_FORM)


def _households(id_: str, en: str, fr: str, universe: str) -> Measure:
    return Measure(
        id_, Text(en, fr), Unit.HOUSEHOLDS, universe, basis=Basis.DWELLINGS, breaks=LONG_FORM, rounding=5, sampled=True
    )


CENSUS = (
    Measure("population", Text("Residents", "Population"), Unit.PERSONS, EVERYONE),
    Measure(
        "households",
        Text("Private households", "Ménages privés"),
        Unit.HOUSEHOLDS,
        OCCUPIED,
        basis=Basis.DWELLINGS,
    ),
    _persons("employed", "Employed residents", "Personnes occupées", ADULTS),
    _persons("unemployed", "Unemployed residents", "Personnes en chômage", ADULTS),
    _persons("not_in_labour_force", "Residents not in the labour force", "Personnes inactives", ADULTS),
    _persons(
        "manufacturing_occupations",
        "Residents in manufacturing and utilities occupations",
        "Résidents exerçant une profession de la fabrication ou des services d’utilité publique",
        ADULTS,
    ),
    _persons(
        "no_certificate_25_64",
        "Residents aged 25 to 64 without certificate, diploma or degree",
        "Résidents de 25 à 64 ans sans certificat, diplôme ou grade",
        AGED_25_64,
    ),
    _persons("population_25_64", "Residents aged 25 to 64", "Résidents de 25 à 64 ans", AGED_25_64),
    _low_income("low_income_persons", "Persons in low income (LIM-AT)", "Personnes à faible revenu (MFR-ApI)"),
    _low_income(
        "low_income_base",
        "Persons to whom the low-income concept applies",
        "Personnes visées par le concept de faible revenu",
    ),
    _households(
        "shelter_cost_30_households",
        "Households spending 30% or more of income on shelter",
        "Ménages consacrant 30 % ou plus du revenu au logement",
        PRIVATE_HOUSEHOLDS,
    ),
    _households(
        "shelter_cost_base",
        "Households with a shelter-cost-to-income ratio",
        "Ménages dont le rapport frais de logement-revenu est connu",
        PRIVATE_HOUSEHOLDS,
    ),
)
