"""Indicators that a workspace feeds itself, from facts typed in with their citation or from a table that it maps."""

from indicators.model import Count, Published, Quotient, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

DICTIONARY = "Statistics Canada, Dictionary, Census of Population: "
TTWA = "UK Office for National Statistics, Travel to work area analysis (supply-side and demand-side self-containment)"
DEMOGRAPHY = "Eurostat-OECD Manual on Business Demography Statistics (2007)"
WHOLE_ONLY = Text(
    "Only for places that the source counts as a whole: those of their parts do not add up. Who has no fixed workplace is "
    "left out.",
    "Seulement pour les territoires que la source dénombre comme un tout : ceux de leurs parties ne s’additionnent pas. Qui "
    "n’a pas de lieu de travail fixe n’est pas compté.",
)
REGISTERED = Text(
    "As the business register counts births and deaths: a takeover or a new legal form is neither. Deaths await "
    "confirmation for two years.",
    "Selon le registre des entreprises : ni une reprise ni un changement de forme juridique n’est une naissance ou une "
    "disparition. Une disparition se confirme en deux ans.",
)

jobs_total = Count(
    id="jobs_total",
    name=Text("Jobs located in the area", "Emplois situés sur le territoire"),
    of=(MEASURES["jobs_located"],),
    unit=Unit.JOBS,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Persons who work in the area, wherever they live, at a usual place of work or at home.",
        "Personnes travaillant sur le territoire, où qu’elles vivent, dans un lieu de travail habituel ou à domicile.",
    ),
    source=DICTIONARY + "Place of work status",
    answers=("S1", "S2"),
    caveat=WHOLE_ONLY,
)

local_workforce_share = Ratio(
    id="local_workforce_share",
    name=Text("Jobs in the area held by residents", "Emplois du territoire occupés par des résidents"),
    numerator=(MEASURES["jobs_located_residents"],),
    denominator=(MEASURES["jobs_located"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Persons who live and work in the area, in percent of all who work in it.",
        "Personnes vivant et travaillant sur le territoire, en pourcentage de toutes celles qui y travaillent.",
    ),
    source=TTWA,
    answers=("S12",),
    caveat=WHOLE_ONLY,
)

self_containment = Ratio(
    id="self_containment",
    name=Text("Employed residents who work in the area", "Personnes occupées travaillant sur le territoire"),
    numerator=(MEASURES["residents_working_here"],),
    denominator=(MEASURES["residents_fixed_workplace"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Persons who live and work in the area, in percent of employed residents with a fixed workplace.",
        "Personnes vivant et travaillant sur le territoire, en pourcentage des résidents occupés ayant un lieu de travail "
        "fixe.",
    ),
    source=TTWA,
    answers=("S12",),
    caveat=WHOLE_ONLY,
)

jobs_residents_ratio = Quotient(
    id="jobs_residents_ratio",
    name=Text("Jobs for each employed resident", "Emplois par résident occupé"),
    numerator=(MEASURES["jobs_located"],),
    denominator=(MEASURES["residents_fixed_workplace"],),
    unit=Unit.RATIO,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Jobs located in the area for each employed resident with a fixed workplace: above 1, more people come to work "
        "than leave for it.",
        "Emplois situés sur le territoire pour chaque résident occupé ayant un lieu de travail fixe : au-dessus de 1, plus de "
        "personnes y viennent travailler qu’il n’en part.",
    ),
    source=TTWA,
    answers=("S1", "S12"),
    caveat=WHOLE_ONLY,
)

youth_neet_share = Ratio(
    id="youth_neet_share",
    name=Text(
        "Young adults not in employment, education or training", "Jeunes ni en emploi, ni aux études, ni en formation"
    ),
    numerator=(MEASURES["neet_15_24"],),
    denominator=(MEASURES["population_15_24"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.WORK,
    definition=Text(
        "Residents aged 15 to 24 who are neither employed nor in education or training, in percent of residents of that "
        "age in private households.",
        "Résidents de 15 à 24 ans ni en emploi, ni aux études, ni en formation, en pourcentage de ceux de cet âge en ménage "
        "privé.",
    ),
    source="SDG indicator 8.6.1",
    frameworks={"SDG": "8.6.1"},
    answers=("S7",),
)

enterprise_birth_rate = Ratio(
    id="enterprise_birth_rate",
    name=Text("Enterprise birth rate", "Taux de naissance d’entreprises"),
    numerator=(MEASURES["register_births"],),
    denominator=(MEASURES["register_active"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Enterprises born in the year, in percent of all that were active at some time of it.",
        "Entreprises nées dans l’année, en pourcentage de toutes celles actives à un moment de l’année.",
    ),
    source=DEMOGRAPHY,
    answers=("S7",),
    caveat=REGISTERED,
)

enterprise_death_rate = Ratio(
    id="enterprise_death_rate",
    name=Text("Enterprise death rate", "Taux de disparition d’entreprises"),
    numerator=(MEASURES["register_deaths"],),
    denominator=(MEASURES["register_active"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Enterprises that ended in the year, in percent of all that were active at some time of it.",
        "Entreprises disparues dans l’année, en pourcentage de toutes celles actives à un moment de l’année.",
    ),
    source=DEMOGRAPHY,
    answers=("S9",),
    caveat=REGISTERED,
)

enterprise_cohort_survival_3y = Ratio(
    id="enterprise_cohort_survival_3y",
    name=Text("Survival of new enterprises at 3 years", "Survie des nouvelles entreprises à 3 ans"),
    numerator=(MEASURES["cohort_survivors"],),
    denominator=(MEASURES["cohort_births"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Enterprises born three years before that were active in every year since, in percent of all born then.",
        "Entreprises nées trois ans auparavant et actives chaque année depuis, en pourcentage de toutes celles nées alors.",
    ),
    source=DEMOGRAPHY,
    answers=("S9", "S7"),
    caveat=REGISTERED,
)

low_income_gap_ratio = Published(
    id="low_income_gap_ratio",
    name=Text("Low-income gap ratio", "Ratio de l’écart de faible revenu"),
    of=MEASURES["published_low_income_gap"],
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.INCOME,
    definition=Text(
        "How far below the low-income line incomes lie, on average of those below it, in percent of the line; as published "
        "from microdata.",
        "De combien, en moyenne, le revenu des personnes à faible revenu est inférieur au seuil, en pourcentage du seuil; tel "
        "que diffusé d’après les microdonnées.",
    ),
    source="Statistics Canada, National Household Survey Dictionary (2011), low-income gap",
    answers=("S3",),
)

residential_stability = Ratio(
    id="residential_stability",
    name=Text("Residents at the same address five years before", "Personnes à la même adresse cinq ans auparavant"),
    numerator=(MEASURES["same_address_5_years"],),
    denominator=(MEASURES["same_address_5_years"], MEASURES["other_address_5_years"]),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents aged 5 and over who lived at the same address five years before the census, in percent of that age in "
        "private households.",
        "Personnes de 5 ans et plus vivant à la même adresse cinq ans avant le recensement, en pourcentage de celles de cet "
        "âge en ménage privé.",
    ),
    source=DICTIONARY + "Mobility status, five years",
    answers=("S3", "S13"),
)

core_housing_need_rate = Ratio(
    id="core_housing_need_rate",
    name=Text("Households in core housing need", "Ménages ayant des besoins impérieux en matière de logement"),
    numerator=(MEASURES["core_need"],),
    denominator=(MEASURES["core_need"], MEASURES["not_core_need"]),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.HOUSING,
    definition=Text(
        "Households whose dwelling is too small, in need of major repair or too expensive and who could not pay the median "
        "rent of an acceptable one, in percent of households examined.",
        "Ménages dont le logement est trop petit, à réparer ou trop cher et qui ne pourraient payer le loyer médian d’un "
        "logement acceptable, en pourcentage des ménages examinés.",
    ),
    source=DICTIONARY + "Core housing need",
    frameworks={"SDG": "11.1"},
    answers=("S3", "S10"),
)

employment_land_kept_share = Ratio(
    id="employment_land_kept_share",
    name=Text("Employment land kept in employment use", "Terrains d’emploi maintenus à cette vocation"),
    numerator=(MEASURES["employment_land_kept"],),
    denominator=(MEASURES["employment_land"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.HOUSING,
    definition=Text(
        "Land zoned for employment in the reference year that still is, in percent of its area.",
        "Terrains à vocation d’emploi de l’année de référence qui le sont encore, en pourcentage de leur superficie.",
    ),
    source="Relance, after the land-use part of RESO's mission",
    answers=("S10", "S2"),
)

volunteer_hours = Count(
    id="volunteer_hours",
    name=Text("Hours of volunteers", "Heures de bénévolat"),
    of=(MEASURES["volunteer_hours"],),
    unit=Unit.HOURS,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Hours that volunteers gave to the organisation in the period.",
        "Heures que des bénévoles ont données à l’organisme pendant la période.",
    ),
    source="IRIS+ 5.3, OI1166",
    frameworks={"IRIS+": "OI1166"},
    answers=("S6",),
)

_ROUNDS = tuple(MEASURES[f"survey_{name}"] for name in ("income", "spent_locally", "spent_again"))

local_multiplier_lm3 = Quotient(
    id="local_multiplier_lm3",
    name=Text("Local multiplier (LM3)", "Multiplicateur local (LM3)"),
    numerator=_ROUNDS,
    denominator=_ROUNDS[:1],
    unit=Unit.RATIO,
    better=Direction.HIGHER,
    domain=Domain.FINANCE,
    definition=Text(
        "Income, what of it is spent locally and what of that is spent locally again, for each dollar of that income: 1 when "
        "all leaves at once, 3 when none does.",
        "Revenu, ce qui en est dépensé localement et ce qui l’est de nouveau, par dollar de ce revenu : 1 si tout part aussitôt, "
        "3 si rien ne part.",
    ),
    source="New Economics Foundation, The Money Trail (2002)",
    answers=("S12", "S14"),
    caveat=Text(
        "Rests on a survey of suppliers: who did not answer is not in it.",
        "Repose sur une enquête auprès des fournisseurs : qui n’a pas répondu n’y figure pas.",
    ),
)
