"""Schooling of residents of working age, beside those without any certificate (education.py)."""

from indicators.model import Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

SOURCE = "Statistics Canada, Dictionary, Census of Population: Highest certificate, diploma or degree"

below_bachelor_share = Ratio(
    id="below_bachelor_share",
    name=Text(
        "Adults 25 to 64 with a trades, college or lower university certificate",
        "Adultes de 25 à 64 ans diplômés d’un métier, du collège ou d’un premier certificat universitaire",
    ),
    numerator=(MEASURES["below_bachelor_25_64"],),
    denominator=(MEASURES["population_25_64"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.EDUCATION,
    definition=Text(
        "Residents aged 25 to 64 whose highest certificate is of a trade, of a college or of a university below bachelor "
        "level, in percent of residents of that age.",
        "Résidents de 25 à 64 ans dont le plus haut certificat est de métier, collégial ou universitaire inférieur au "
        "baccalauréat, en pourcentage des résidents de cet âge.",
    ),
    source=SOURCE,
    frameworks={"SDG": "4.3"},
    answers=("S8",),
)

bachelor_share = Ratio(
    id="bachelor_share",
    name=Text(
        "Adults 25 to 64 with a bachelor's degree or higher",
        "Adultes de 25 à 64 ans titulaires d’un baccalauréat ou plus",
    ),
    numerator=(MEASURES["bachelor_25_64"],),
    denominator=(MEASURES["population_25_64"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.EDUCATION,
    definition=Text(
        "Residents aged 25 to 64 with a bachelor's or higher degree, in percent of residents of that age.",
        "Résidents de 25 à 64 ans titulaires d’un baccalauréat ou d’un grade supérieur, en pourcentage des résidents de "
        "cet âge.",
    ),
    source=SOURCE,
    frameworks={"SDG": "4.3"},
    answers=("S8",),
    caveat=Text(
        "Extracts from CensusMapper give it for 2011 and 2016 only; those of 2021 are of another age.",
        "Les extraits de CensusMapper ne le donnent que pour 2011 et 2016; ceux de 2021 portent sur un autre âge.",
    ),
)

postsecondary_share = Ratio(
    id="postsecondary_share",
    name=Text(
        "Adults 25 to 64 with a postsecondary credential", "Adultes de 25 à 64 ans titulaires d’un titre postsecondaire"
    ),
    numerator=(MEASURES["below_bachelor_25_64"], MEASURES["bachelor_25_64"]),
    denominator=(MEASURES["population_25_64"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.EDUCATION,
    definition=Text(
        "Residents aged 25 to 64 with a certificate, diploma or degree of a trade, of a college or of a university, in "
        "percent of residents of that age.",
        "Résidents de 25 à 64 ans titulaires d’un certificat, d’un diplôme ou d’un grade d’un métier, d’un collège ou d’une "
        "université, en pourcentage des résidents de cet âge.",
    ),
    source=SOURCE,
    frameworks={"SDG": "4.3"},
    answers=("S8",),
    caveat=bachelor_share.caveat,
)
