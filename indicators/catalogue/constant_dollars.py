"""Dollars at the prices of one year: the same figures as in dollars of the day, comparable over time."""

from indicators.catalogue import finance, housing, income
from indicators.model import InConstantDollars, Indicator
from schemas.measures import CONSUMER_PRICES
from schemas.vocabulary import Text

YEAR = 2020  # the income year of the latest census
_PRICED = Text(
    f"By the price index that the workspace brings, at the prices of {YEAR}; of the last calendar year that was over when "
    "the period ended.",
    f"Selon l’indice des prix fourni par l’espace de travail, aux prix de {YEAR}; l’indice est celui de la dernière année "
    "civile terminée à la fin de la période.",
)


def _real(nominal: Indicator, caveat: Text) -> InConstantDollars:
    return InConstantDollars(
        id=f"{nominal.id}_real",
        name=Text(f"{nominal.name.en}, {YEAR} dollars", f"{nominal.name.fr}, en dollars de {YEAR}"),
        nominal=nominal,
        prices=CONSUMER_PRICES,
        year=YEAR,
        unit=nominal.unit,
        better=nominal.better,
        domain=nominal.domain,
        definition=Text(
            f"{nominal.definition.en} In dollars of {YEAR}.", f"{nominal.definition.fr} En dollars de {YEAR}."
        ),
        source=f"{nominal.source}; prices: Statistics Canada, 62-001-X, The Consumer Price Index",
        answers=nominal.answers,
        caveat=Text(f"{caveat.en} {_PRICED.en}", f"{caveat.fr} {_PRICED.fr}"),
        estimated=nominal.estimated,
    )


median_household_income_real = _real(income.median_household_income, income.PANDEMIC)
average_rent_real = _real(
    housing.average_tenant_cost,
    Text(
        "The published average of each area, weighted by its tenant households.",
        "La moyenne publiée de chaque secteur, pondérée par ses ménages locataires.",
    ),
)
cost_per_job_real = _real(
    finance.cost_per_job, Text("Not shown below five jobs.", "Non présenté en deçà de cinq emplois.")
)
cost_per_participant_real = _real(
    finance.cost_per_participant,
    Text(
        "Takes in what is spent on enterprises and land too.",
        "Comprend aussi ce qui est dépensé pour les entreprises et l’aménagement.",
    ),
)
