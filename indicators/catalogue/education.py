"""Education and skills."""

from indicators.model import Count, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

no_certificate_share = Ratio(
    id="no_certificate_share",
    name=Text(
        "Adults 25 to 64 without certificate, diploma or degree",
        "Adultes de 25 à 64 ans sans certificat, diplôme ou grade",
    ),
    numerator=(MEASURES["no_certificate_25_64"],),
    denominator=(MEASURES["population_25_64"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Residents aged 25 to 64 without any certificate, diploma or degree, in percent of residents of that age.",
        "Résidents de 25 à 64 ans sans certificat, diplôme ou grade, en pourcentage des résidents de cet âge.",
    ),
    source="Statistics Canada, Dictionary, Census of Population: Highest certificate, diploma or degree",
    frameworks={"SDG": "4.4"},
    answers=("S8",),
    core=True,
)

participants_served = Count(
    id="participants_served",
    name=Text("Participants served", "Participants desservis"),
    of=(MEASURES["participants"],),
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Different persons who received at least one service in the period.",
        "Personnes différentes ayant reçu au moins un service pendant la période.",
    ),
    source="ESF+ Regulation (EU) 2021/1057, Annex I; IRIS+ 5.3 PI4060",
    frameworks={"IRIS+": "PI4060"},
    answers=("S7", "S8"),
    core=True,
)

participants_trained = Count(
    id="participants_trained",
    name=Text("Participants in training", "Participants en formation"),
    of=(MEASURES["participants_in_training"],),
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Different persons in education or training with the organisation in the period.",
        "Personnes différentes en formation avec l’organisme pendant la période.",
    ),
    source="IRIS+ 5.3, PI2998 Individuals trained",
    frameworks={"IRIS+": "PI2998"},
    answers=("S8",),
)

participants_trained_hours = Count(
    id="participants_trained_hours",
    name=Text("Training hours delivered", "Heures de formation"),
    of=(MEASURES["training_hours"],),
    unit=Unit.HOURS,
    better=Direction.HIGHER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Hours of training that participants received in the period.",
        "Heures de formation reçues par les participants pendant la période.",
    ),
    source="Relance; hours of IRIS+ 5.3 PI2998 Individuals trained",
    answers=("S8",),
    caveat=Text(
        "The hours of a participation are spread evenly over its days; those without a number of hours add none.",
        "Les heures d’une participation sont réparties également sur ses jours; faute de nombre d’heures, elle n’en ajoute pas.",
    ),
)
