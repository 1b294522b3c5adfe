"""Work: who is employed, who looks for work, and the industrial jobs that left."""

from indicators.model import Change, Published, Ratio, Regained
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

ILO = "ILO, 19th ICLS, Resolution concerning statistics of work, employment and labour underutilization (2013)"
PROXY = Text(
    "Residents in manufacturing and utilities occupations stand in for industrial jobs located in the area.",
    "Les résidents exerçant une profession de la fabrication ou des services d’utilité publique tiennent lieu "
    "d’emplois industriels situés sur le territoire.",
)

employment_rate = Ratio(
    id="employment_rate",
    name=Text("Employment rate", "Taux d’emploi"),
    numerator=(MEASURES["employed"],),
    denominator=(MEASURES["employed"], MEASURES["unemployed"], MEASURES["not_in_labour_force"]),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Residents aged 15 and over who are employed, in percent of all residents of that age in private households.",
        "Résidents de 15 ans et plus occupés, en pourcentage de tous les résidents de cet âge en ménage privé.",
    ),
    source=ILO,
    frameworks={"SDG": "8.5"},
    answers=("S1", "S7"),
    core=True,
)

unemployment_rate = Ratio(
    id="unemployment_rate",
    name=Text("Unemployment rate", "Taux de chômage"),
    numerator=(MEASURES["unemployed"],),
    denominator=(MEASURES["employed"], MEASURES["unemployed"]),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.WORK,
    definition=Text(
        "Residents aged 15 and over without work who look for it and are available, in percent of the labour force.",
        "Résidents de 15 ans et plus sans emploi qui en cherchent un et sont disponibles, en pourcentage de la population "
        "active.",
    ),
    source=ILO,
    frameworks={"SDG": "8.5.2"},
    answers=("S1", "S7"),
    core=True,
)

participation_rate = Ratio(
    id="participation_rate",
    name=Text("Participation rate", "Taux d’activité"),
    numerator=(MEASURES["employed"], MEASURES["unemployed"]),
    denominator=(MEASURES["employed"], MEASURES["unemployed"], MEASURES["not_in_labour_force"]),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Residents aged 15 and over in the labour force, in percent of all residents of that age in private households.",
        "Résidents de 15 ans et plus actifs, en pourcentage de tous les résidents de cet âge en ménage privé.",
    ),
    source=ILO,
    answers=("S7",),
    core=True,
)

industrial_jobs_change = Change(
    id="industrial_jobs_change",
    name=Text("Change in industrial jobs", "Variation des emplois industriels"),
    of=(MEASURES["manufacturing_occupations"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Change in the number of industrial jobs since the census before, in percent.",
        "Variation du nombre d’emplois industriels depuis le recensement précédent, en pourcentage.",
    ),
    source="Relance, after RESO's account of the decline of 1967 to 1988",
    frameworks={"SDG": "9.2.2 (analogue)"},
    answers=("S1", "S2"),
    caveat=PROXY,
    core=True,
    estimated=True,
)

industrial_jobs_recovered_share = Regained(
    id="industrial_jobs_recovered_share",
    name=Text("Share of lost industrial jobs regained", "Part des emplois industriels perdus regagnés"),
    of=MEASURES["manufacturing_occupations"],
    lost=MEASURES["industrial_jobs_lost"],
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Industrial jobs gained since the first comparable census, in percent of the 20,000 lost from 1967 to 1988.",
        "Emplois industriels gagnés depuis le premier recensement comparable, en pourcentage des 20 000 perdus de 1967 à 1988.",
    ),
    source="Relance, after RESO's account of the decline of 1967 to 1988",
    answers=("S2", "S15"),
    caveat=PROXY,
    core=True,
    estimated=True,
)

lfs_unemployment_rate = Published(
    id="lfs_unemployment_rate",
    name=Text("Unemployment rate, Labour Force Survey", "Taux de chômage, Enquête sur la population active"),
    of=MEASURES["lfs_unemployment_rate"],
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.WORK,
    definition=Text(
        "Three-month moving average of the unemployment rate, as Statistics Canada publishes it for metropolitan areas.",
        "Moyenne mobile de trois mois du taux de chômage, publiée par Statistique Canada pour les régions métropolitaines.",
    ),
    source="Statistics Canada, table 14-10-0378",
    frameworks={"SDG": "8.5.2"},
    answers=("S1",),
)

lfs_employment_rate = Published(
    id="lfs_employment_rate",
    name=Text("Employment rate, Labour Force Survey", "Taux d’emploi, Enquête sur la population active"),
    of=MEASURES["lfs_employment_rate"],
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Three-month moving average of the employment rate, as Statistics Canada publishes it for metropolitan areas.",
        "Moyenne mobile de trois mois du taux d’emploi, publiée par Statistique Canada pour les régions métropolitaines.",
    ),
    source="Statistics Canada, table 14-10-0378",
    answers=("S1",),
)

lfs_unemployed_share = Ratio(
    id="lfs_unemployed_share",
    name=Text(
        "Unemployed share of adults, Labour Force Survey",
        "Part des adultes en chômage, Enquête sur la population active",
    ),
    numerator=(MEASURES["lfs_unemployed"],),
    denominator=(MEASURES["lfs_population"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.WORK,
    definition=Text(
        "Unemployed persons in percent of all persons aged 15 and over, as the Labour Force Survey counts them.",
        "Chômeurs en pourcentage de toutes les personnes de 15 ans et plus, selon l’Enquête sur la population active.",
    ),
    source="Statistics Canada, table 14-10-0287",
    answers=("S1",),
)
