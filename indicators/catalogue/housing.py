"""Housing and land use, from the census: who owns and rents, what it costs, in which dwellings, under which pressure."""

from indicators.by_method import Computed, Spread
from indicators.model import Count, Quotient, Ratio
from indicators.pressure import PRESSURE_INPUTS, average_rent, displacement_pressure
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

DICTIONARY = "Statistics Canada, Dictionary, Census of Population: "
TENURE = (MEASURES["tenant_households"], MEASURES["owner_households"])
DWELLINGS = tuple(MEASURES[f"dwellings_{kind}"] for kind in ("single_detached", "high_rise", "other"))
WORKED_BACK = Text(
    "The number of households is worked back from the published rate of each area; where few are concerned an area "
    "publishes 0, so the sum comes out too low.",
    "Le nombre de ménages est reconstitué à partir du taux publié de chaque secteur; là où peu sont concernés, un "
    "secteur publie 0, si bien que la somme est trop basse.",
)

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
    source=DICTIONARY + "Shelter-cost-to-income ratio",
    frameworks={"SDG": "11.1"},
    answers=("S3", "S13"),
    caveat=Text(
        "The number of households is worked back from the published rates of owners and tenants of each area; where "
        "few are concerned an area publishes 0, so the sum comes out too low, most of all for owners.",
        "Le nombre de ménages est reconstitué à partir des taux publiés des propriétaires et des locataires de chaque "
        "secteur; là où peu sont concernés, un secteur publie 0, si bien que la somme est trop basse, surtout pour les "
        "propriétaires.",
    ),
    core=True,
)

tenant_shelter_burden_rate = Ratio(
    id="tenant_shelter_burden_rate",
    name=Text(
        "Tenants spending 30% or more of income on shelter", "Locataires consacrant 30 % ou plus du revenu au logement"
    ),
    numerator=(MEASURES["tenants_spending_30"],),
    denominator=(MEASURES["tenant_households"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.HOUSING,
    definition=Text(
        "Tenant households that spend 30% or more of their income on shelter, in percent of tenant households.",
        "Ménages locataires qui consacrent 30 % ou plus de leur revenu au logement, en pourcentage des ménages "
        "locataires.",
    ),
    source=DICTIONARY + "Shelter-cost-to-income ratio",
    frameworks={"SDG": "11.1"},
    answers=("S3", "S13"),
    caveat=WORKED_BACK,
)

owner_shelter_burden_rate = Ratio(
    id="owner_shelter_burden_rate",
    name=Text(
        "Owners spending 30% or more of income on shelter",
        "Propriétaires consacrant 30 % ou plus du revenu au logement",
    ),
    numerator=(MEASURES["owners_spending_30"],),
    denominator=(MEASURES["owner_households"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.HOUSING,
    definition=Text(
        "Owner households that spend 30% or more of their income on shelter, in percent of owner households.",
        "Ménages propriétaires qui consacrent 30 % ou plus de leur revenu au logement, en pourcentage des ménages "
        "propriétaires.",
    ),
    source=DICTIONARY + "Shelter-cost-to-income ratio",
    frameworks={"SDG": "11.1"},
    answers=("S3", "S13"),
    caveat=WORKED_BACK,
)

tenant_share = Ratio(
    id="tenant_share",
    name=Text("Tenant households", "Ménages locataires"),
    numerator=TENURE[:1],
    denominator=TENURE,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Households that rent their dwelling, in percent of private households.",
        "Ménages qui louent leur logement, en pourcentage des ménages privés.",
    ),
    source=DICTIONARY + "Tenure",
    answers=("S10", "S13"),
)

subsidised_tenant_share = Ratio(
    id="subsidised_tenant_share",
    name=Text("Tenants in subsidised housing", "Locataires en logement subventionné"),
    numerator=(MEASURES["tenants_subsidised"],),
    denominator=(MEASURES["tenant_households"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Tenant households whose dwelling is subsidised, in percent of tenant households.",
        "Ménages locataires dont le logement est subventionné, en pourcentage des ménages locataires.",
    ),
    source=DICTIONARY + "Subsidized housing",
    answers=("S10", "S13"),
    caveat=WORKED_BACK,
)

average_tenant_cost = Computed(
    id="average_rent",
    name=Text("Average monthly shelter cost of tenants", "Frais de logement mensuels moyens des locataires"),
    inputs=(MEASURES["tenant_shelter_costs"], MEASURES["tenant_households"]),
    method=average_rent,
    symbols="tenant_shelter_costs / tenant_households",
    unit=Unit.DOLLARS,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Rent and, where they are paid apart, electricity, heat, water and municipal services, for each tenant household "
        "and month.",
        "Loyer et, s’ils sont payés à part, électricité, chauffage, eau et services municipaux, par ménage locataire et par "
        "mois.",
    ),
    source=DICTIONARY + "Shelter cost",
    answers=("S3", "S10"),
    caveat=Text(
        "In dollars of the day: the published average of each area, weighted by its tenant households.",
        "En dollars courants : la moyenne publiée de chaque secteur, pondérée par ses ménages locataires.",
    ),
)

households = Count(
    id="households",
    name=Text("Private households", "Ménages privés"),
    of=(MEASURES["households"],),
    unit=Unit.HOUSEHOLDS,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Private households, that is private dwellings that usual residents occupy, on the reference day of the census.",
        "Ménages privés, soit les logements privés que des résidents habituels occupent le jour de référence du recensement.",
    ),
    source=DICTIONARY + "Private household",
    answers=("S4", "S10"),
)

average_household_size = Quotient(
    id="average_household_size",
    name=Text("Residents per private household", "Résidents par ménage privé"),
    numerator=(MEASURES["population"],),
    denominator=(MEASURES["households"],),
    unit=Unit.RATIO,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text("Residents for each private household.", "Résidents pour chaque ménage privé."),
    source=DICTIONARY + "Household size",
    answers=("S4", "S10"),
    caveat=Text(
        "Residents of collective dwellings are counted in, so it lies a little above the average size of households.",
        "Les résidents de logements collectifs sont comptés : le rapport dépasse un peu la taille moyenne des ménages.",
    ),
    estimated=True,
)

unoccupied_dwelling_share = Ratio(
    id="unoccupied_dwelling_share",
    name=Text("Dwellings without usual residents", "Logements sans résidents habituels"),
    numerator=(MEASURES["dwellings_unoccupied"],),
    denominator=(MEASURES["private_dwellings"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Private dwellings that are vacant or occupied by people who live elsewhere, in percent of private dwellings.",
        "Logements privés vacants ou occupés par des personnes qui vivent ailleurs, en pourcentage des logements privés.",
    ),
    source=DICTIONARY + "Private dwelling",
    answers=("S10",),
)

high_rise_share = Ratio(
    id="high_rise_share",
    name=Text("Apartments in buildings of five or more storeys", "Appartements d’immeubles de cinq étages ou plus"),
    numerator=DWELLINGS[1:2],
    denominator=DWELLINGS,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Apartments in buildings of five or more storeys, in percent of occupied private dwellings.",
        "Appartements d’immeubles de cinq étages ou plus, en pourcentage des logements privés occupés.",
    ),
    source=DICTIONARY + "Structural type of dwelling",
    answers=("S10",),
)

single_detached_share = Ratio(
    id="single_detached_share",
    name=Text("Single-detached houses", "Maisons individuelles non attenantes"),
    numerator=DWELLINGS[:1],
    denominator=DWELLINGS,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.HOUSING,
    definition=Text(
        "Single-detached houses, in percent of occupied private dwellings.",
        "Maisons individuelles non attenantes, en pourcentage des logements privés occupés.",
    ),
    source=DICTIONARY + "Structural type of dwelling",
    answers=("S10",),
)

displacement_pressure_share = Spread(
    id="displacement_pressure_share",
    name=Text("Residents of areas under displacement pressure", "Résidents de secteurs sous pression de déplacement"),
    inputs=PRESSURE_INPUTS,
    method=displacement_pressure,
    looks_back=True,
    symbols="100 × Σ population[poor ∧ cheap ∧ rising ∧ losing] / Σ population, over areas",
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.HOUSING,
    definition=Text(
        "Residents of areas where, at the census before, median income and average rent did not exceed the "
        "comparator's, where rent has since risen faster than there, and where fewer residents of low income live now; "
        "in percent of residents.",
        "Résidents de secteurs où, au recensement précédent, le revenu médian et le loyer moyen ne dépassaient pas ceux "
        "du territoire de comparaison, où le loyer a depuis augmenté plus vite, et où vivent moins de personnes à faible "
        "revenu; en pourcentage de la population.",
    ),
    source="Relance, after Governing, Gentrification Report Methodology (Freeman 2005; Ding and others 2016)",
    answers=("S6", "S13"),
    caveat=Text(
        "A counter-indicator: where it is high, a fall in the low-income rate is no success. The comparator stands in "
        "for the percentiles of the metropolitan area, and the published test of education is left out, because the "
        "extracts hold neither.",
        "Contre-indicateur : là où il est élevé, une baisse du taux de faible revenu n’est pas un succès. Le territoire "
        "de comparaison tient lieu des centiles de la région métropolitaine, et le critère publié de scolarité est omis, "
        "les extraits n’ayant ni l’un ni l’autre.",
    ),
    estimated=True,
)
