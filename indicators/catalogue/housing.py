"""Housing and land use."""

from indicators.model import Count, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

shelter_cost_burden_rate = Ratio(
    id="shelter_cost_burden_rate",
    name=Text(
        "Households spending 30% or more of income on shelter", "Ménages consacrant 30 % ou plus du revenu au logement"
    ),
    numerator=(MEASURES["shelter_cost_30_households"],),
    denominator=(MEASURES["shelter_cost_base"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.HOUSING,
    definition=Text(
        "Private households that spend 30% or more of their income on shelter, in percent of those with a known ratio.",
        "Ménages privés qui consacrent 30 % ou plus de leur revenu au logement, en pourcentage de ceux dont le rapport "
        "est connu.",
    ),
    source="Statistics Canada, Dictionary, Census of Population: Shelter-cost-to-income ratio",
    frameworks={"SDG": "11.1"},
    answers=("S3", "S13"),
    caveat=Text(
        "The number of households is worked back from the published rates of owners and tenants of each area; where few are concerned an area publishes 0, so the sum comes out too low, most of all for owners.",
        "Le nombre de ménages est reconstitué à partir des taux publiés des propriétaires et des locataires de chaque secteur ; là où peu sont concernés, un secteur publie 0, si bien que la somme est trop basse, surtout pour les propriétaires.",
    ),
    core=True,
)

households = Count(
    id="households",
    name=Text("Private households", "Ménages privés"),
    of=(MEASURES["households"],),
    unit=Unit.HOUSEHOLDS,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Private dwellings occupied by usual residents on the reference day of the census.",
        "Logements privés occupés par des résidents habituels le jour de référence du recensement.",
    ),
    source="Statistics Canada, Dictionary, Census of Population: Private household",
    answers=("S4", "S10"),
)
