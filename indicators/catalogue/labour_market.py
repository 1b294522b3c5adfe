"""The labour market around residents: their occupations beside the comparator's, their way to work, local businesses."""

from indicators.by_method import Beside, Computed
from indicators.economy import (
    allocation_effect,
    manufacturing_quotient,
    net_opening_rate,
    occupation_concentration,
    occupation_evenness,
    occupation_specialisation,
    regional_effect,
)
from indicators.model import Count, Ratio
from schemas.measures import MEASURES, OCCUPATIONS
from schemas.vocabulary import Direction, Domain, Text, Unit

DICTIONARY = "Statistics Canada, Dictionary, Census of Population: "
MODES = tuple(MEASURES[f"commute_{mode}"] for mode in ("car", "transit", "active", "other"))
TIMES = (MEASURES["commute_under_30"], MEASURES["commute_30_and_over"])
BUSINESS_TABLE = "Statistics Canada, table 33-10-0270, experimental estimates of business openings and closures"
BY_OCCUPATION = Text(
    "Counts residents of the labour force by occupation, wherever they work: not jobs located here.",
    "Compte la population active résidente selon la profession, quel que soit le lieu de travail : non les emplois situés "
    "sur le territoire.",
)
TEN_GROUPS = Text(
    f"{BY_OCCUPATION.en} Business and administration also holds those without a recent occupation.",
    f"{BY_OCCUPATION.fr} Le groupe des affaires et de l’administration comprend les personnes sans profession récente.",
)
SHIFT_SHARE = Text(
    f"{TEN_GROUPS.en} An identity of accounts, not a cause; computed between censuses of one classification only.",
    f"{TEN_GROUPS.fr} Identité comptable et non cause; calculé seulement entre recensements d’une même classification.",
)
LOCKDOWN = Text(
    "In May 2021 many people worked at home and did not commute.",
    "En mai 2021, beaucoup de personnes travaillaient à domicile et ne se déplaçaient pas.",
)

employed_residents = Count(
    id="employed_residents",
    name=Text("Employed residents", "Personnes occupées"),
    of=(MEASURES["employed"],),
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Residents aged 15 and over in private households who have work, wherever it is.",
        "Résidents de 15 ans et plus des ménages privés ayant un emploi, où qu’il soit.",
    ),
    source="ILO, 19th ICLS, Resolution concerning statistics of work, employment and labour underutilization (2013)",
    answers=("S1", "S12"),
)

manufacturing_share = Ratio(
    id="manufacturing_share",
    name=Text("Manufacturing and utilities occupations", "Professions de la fabrication et des services d’utilité"),
    numerator=(MEASURES["manufacturing_occupations"],),
    denominator=(MEASURES["employed"], MEASURES["unemployed"]),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Residents with an occupation in manufacturing or utilities, in percent of the labour force.",
        "Résidents exerçant une profession de la fabrication ou des services d’utilité publique, en pourcentage de la "
        "population active.",
    ),
    source=DICTIONARY + "Occupation; National Occupational Classification, broad category 9",
    frameworks={"SDG": "9.2.2 (analogue)"},
    answers=("S1", "S2"),
    caveat=BY_OCCUPATION,
)

location_quotient_manufacturing = Beside(
    id="location_quotient_manufacturing",
    name=Text(
        "Location quotient of manufacturing occupations", "Quotient de localisation des professions manufacturières"
    ),
    inputs=OCCUPATIONS,
    method=manufacturing_quotient,
    symbols="(manufacturing_occupations / Σ occupations) here / the same there",
    unit=Unit.RATIO,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Share of manufacturing and utilities occupations in the labour force over the same share of the comparator: "
        "above 1, the place has more than its part.",
        "Part des professions de la fabrication et des services d’utilité publique dans la population active, sur la même "
        "part du territoire de comparaison : au-dessus de 1, le territoire en a plus que sa part.",
    ),
    source="Location quotient; worked examples of REAT (Farhauer and Kröll 2013)",
    answers=("S1", "S2"),
    caveat=BY_OCCUPATION,
)

shift_share_regional = Beside(
    id="shift_share_regional",
    name=Text("Shift-share: local competitive effect", "Effet compétitif local (structurel-résiduel)"),
    inputs=OCCUPATIONS,
    method=regional_effect,
    looks_back=True,
    symbols="Σ e₀ᵢ (eᵢ / e₀ᵢ − Eᵢ / E₀ᵢ), e here and E there, over occupations i",
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Residents of the labour force gained or lost since the census before beyond what the comparator's growth of each "
        "of ten occupation groups would have given.",
        "Actifs gagnés ou perdus depuis le recensement précédent au-delà de ce qu’aurait donné la croissance, dans le "
        "territoire de comparaison, de chacun de dix groupes de professions.",
    ),
    source="Shift-share analysis; worked examples of REAT (Farhauer and Kröll 2013)",
    answers=("S1", "S15"),
    caveat=SHIFT_SHARE,
    estimated=True,
)

shift_share_allocation = Beside(
    id="shift_share_allocation",
    name=Text("Shift-share: allocation effect", "Effet d’allocation (structurel-résiduel)"),
    inputs=OCCUPATIONS,
    method=allocation_effect,
    looks_back=True,
    symbols="Σ (e₀ᵢ − e₀ E₀ᵢ / E₀)(eᵢ / e₀ᵢ − Eᵢ / E₀ᵢ), e here and E there, over occupations i",
    unit=Unit.PERSONS,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "The part of the local competitive effect that comes of being specialised in the groups that grow faster here "
        "than in the comparator.",
        "La part de l’effet compétitif local qui tient à la spécialisation dans les groupes dont la croissance dépasse "
        "celle du territoire de comparaison.",
    ),
    source="Esteban-Marquillas extension of shift-share; worked examples of REAT (Farhauer and Kröll 2013)",
    answers=("S1",),
    caveat=SHIFT_SHARE,
    estimated=True,
)

occupation_evenness_index = Computed(
    id="occupation_evenness",
    name=Text("Diversity of occupations (evenness)", "Diversité des professions (équitabilité)"),
    inputs=OCCUPATIONS,
    method=occupation_evenness,
    symbols="−Σ pᵢ ln pᵢ / ln 10, p the shares of occupations",
    unit=Unit.INDEX,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Shannon's evenness of the labour force over ten occupation groups: 1 when all hold as many, 0 when one holds all.",
        "Équitabilité de Shannon de la population active entre dix groupes de professions : 1 si tous en comptent autant, "
        "0 si un seul les compte tous.",
    ),
    source="Shannon evenness (Pielou, 1966)",
    answers=("S1",),
    caveat=TEN_GROUPS,
)

occupation_concentration_index = Computed(
    id="occupation_concentration",
    name=Text("Concentration of occupations (Herfindahl)", "Concentration des professions (Herfindahl)"),
    inputs=OCCUPATIONS,
    method=occupation_concentration,
    symbols="Σ pᵢ², p the shares of occupations",
    unit=Unit.INDEX,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Sum of the squared shares of ten occupation groups in the labour force: 0.1 when all hold as many, 1 when one "
        "holds all.",
        "Somme des carrés des parts de dix groupes de professions dans la population active : 0,1 si tous en comptent "
        "autant, 1 si un seul les compte tous.",
    ),
    source="Herfindahl index; worked examples of REAT (Dörsam 2004)",
    answers=("S1",),
    caveat=TEN_GROUPS,
)

occupation_specialisation_index = Beside(
    id="occupation_specialisation",
    name=Text("Specialisation of occupations (Krugman)", "Spécialisation des professions (Krugman)"),
    inputs=OCCUPATIONS,
    method=occupation_specialisation,
    symbols="Σ |pᵢ − qᵢ|, p the shares of occupations here and q there",
    unit=Unit.INDEX,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Sum of the differences, without their sign, between the shares of ten occupation groups in the labour force of "
        "the place and of the comparator: 0 when they are the same, 2 when no group is in both.",
        "Somme des écarts, sans égard au signe, entre les parts de dix groupes de professions dans la population active du "
        "territoire et du territoire de comparaison : 0 si elles sont égales, 2 si aucun groupe n’est commun.",
    ),
    source="Krugman index of specialisation (Krugman 1991); worked examples of REAT and EconGeo",
    answers=("S1",),
    caveat=TEN_GROUPS,
)

sustainable_commute_share = Ratio(
    id="sustainable_commute_share",
    name=Text("Commuting by public transit, on foot or by bicycle", "Trajets en transport en commun, à pied ou à vélo"),
    numerator=(MEASURES["commute_transit"], MEASURES["commute_active"]),
    denominator=MODES,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Employed residents who go to work by public transit, on foot or by bicycle, in percent of those who commute.",
        "Personnes occupées se rendant au travail en transport en commun, à pied ou à vélo, en pourcentage de celles qui "
        "se déplacent pour travailler.",
    ),
    source=DICTIONARY + "Main mode of commuting",
    frameworks={"SDG": "11.2"},
    answers=("S6", "S10"),
    caveat=LOCKDOWN,
)

active_commute_share = Ratio(
    id="active_commute_share",
    name=Text("Commuting on foot or by bicycle", "Trajets à pied ou à vélo"),
    numerator=(MEASURES["commute_active"],),
    denominator=MODES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.WORK,
    definition=Text(
        "Employed residents who walk or cycle to work, in percent of those who commute.",
        "Personnes occupées se rendant au travail à pied ou à vélo, en pourcentage de celles qui se déplacent.",
    ),
    source=DICTIONARY + "Main mode of commuting",
    answers=("S6", "S12"),
    caveat=LOCKDOWN,
)

commute_under_30_share = Ratio(
    id="commute_under_30_share",
    name=Text("Commuting in less than 30 minutes", "Trajets de moins de 30 minutes"),
    numerator=TIMES[:1],
    denominator=TIMES,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Employed residents who reach their work in less than 30 minutes, in percent of those who commute.",
        "Personnes occupées qui se rendent au travail en moins de 30 minutes, en pourcentage de celles qui se déplacent.",
    ),
    source=DICTIONARY + "Commuting duration",
    answers=("S10", "S12"),
    caveat=LOCKDOWN,
)

active_businesses = Count(
    id="active_businesses",
    name=Text("Active businesses", "Entreprises actives"),
    of=(MEASURES["active_businesses"],),
    unit=Unit.ENTERPRISES,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Establishments of the business sector with at least one employee in the month, seasonally adjusted.",
        "Établissements du secteur des entreprises comptant au moins un employé au cours du mois, chiffres désaisonnalisés.",
    ),
    source=BUSINESS_TABLE,
    answers=("S7", "S9"),
)

net_business_opening_rate = Computed(
    id="net_business_opening_rate",
    name=Text("Net business opening rate", "Taux net d’ouverture d’entreprises"),
    inputs=tuple(MEASURES[f"{kind}_businesses"] for kind in ("opening", "closing", "active")),
    method=net_opening_rate,
    symbols="100 × (opening_businesses − closing_businesses) / active_businesses",
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Openings less closings of the month, in percent of active businesses.",
        "Ouvertures moins fermetures du mois, en pourcentage des entreprises actives.",
    ),
    source=BUSINESS_TABLE,
    answers=("S7", "S9"),
)
