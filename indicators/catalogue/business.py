"""Business: assisted enterprises, the jobs in them, and who owns them."""

from indicators.model import Count, Quotient, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

jobs_created_fte = Count(
    id="jobs_created_fte",
    name=Text(
        "Jobs created in assisted enterprises (net FTE)", "Emplois créés dans les entreprises accompagnées (ETP nets)"
    ),
    of=(MEASURES["fte_created"],),
    unit=Unit.FTE,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs at the end of the period less those when support began, losses included.",
        "Emplois en équivalent temps plein à la fin de la période moins ceux du début du soutien, pertes comprises.",
    ),
    source="IRIS+ 5.3, PI3687 Jobs Created at Directly Supported/Financed Enterprises",
    frameworks={"IRIS+": "PI3687", "UKSPF": "Jobs created"},
    answers=("S1",),
    core=True,
)

jobs_maintained_fte = Count(
    id="jobs_maintained_fte",
    name=Text("Jobs maintained: stock at period end (FTE)", "Emplois maintenus : effectif en fin de période (ETP)"),
    of=(MEASURES["fte_end"],),
    unit=Unit.FTE,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs in assisted enterprises at the end of the period.",
        "Emplois en équivalent temps plein dans les entreprises accompagnées à la fin de la période.",
    ),
    source="IRIS+ 5.3, PI5691 Jobs Maintained at Directly Supported/Financed Enterprises: Total",
    frameworks={"IRIS+": "PI5691"},
    answers=("S1", "S9"),
    core=True,
)

jobs_maintained_same_persons_fte = Count(
    id="jobs_maintained_same_persons_fte",
    name=Text(
        "Jobs maintained: same persons still there (FTE)", "Emplois maintenus : mêmes personnes toujours en poste (ETP)"
    ),
    of=(MEASURES["fte_same_persons"],),
    unit=Unit.FTE,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs in assisted enterprises held at the end by persons who held them at the start.",
        "Emplois en équivalent temps plein occupés à la fin par les personnes qui les occupaient au début.",
    ),
    source="IRIS+ 5.3, PI2688 (analogue: not limited to low-income areas)",
    frameworks={"IRIS+": "PI2688 (analogue)"},
    answers=("S1", "S9"),
)

jobs_safeguarded_fte = Count(
    id="jobs_safeguarded_fte",
    name=Text(
        "Jobs maintained: at risk before support and still there (FTE)",
        "Emplois maintenus : menacés avant le soutien et toujours là (ETP)",
    ),
    of=(MEASURES["fte_safeguarded"],),
    unit=Unit.FTE,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs at risk before the support that are still there at the end of the period.",
        "Emplois en équivalent temps plein menacés avant le soutien et toujours présents à la fin de la période.",
    ),
    source="UK Shared Prosperity Fund, outcome: jobs safeguarded",
    frameworks={"UKSPF": "Jobs safeguarded"},
    answers=("S1", "S9"),
)

enterprises_assisted = Count(
    id="enterprises_assisted",
    name=Text("Enterprises assisted", "Entreprises accompagnées"),
    of=(MEASURES["enterprises"],),
    unit=Unit.ENTERPRISES,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Different enterprises that received at least one service in the period.",
        "Entreprises différentes ayant reçu au moins un service pendant la période.",
    ),
    source="IRIS+ 5.3, PI9652 Client Organizations: Total",
    frameworks={"IRIS+": "PI9652", "ESF+": "EECO19"},
    answers=("S9",),
    core=True,
)

local_ownership_share = Ratio(
    id="local_ownership_share",
    name=Text("Locally owned share of assisted enterprises", "Part des entreprises accompagnées de propriété locale"),
    numerator=(MEASURES["enterprises_locally_owned"],),
    denominator=(MEASURES["enterprises_ownership_known"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Assisted enterprises of which at least half is owned by local owners, in percent of those whose ownership is known.",
        "Entreprises accompagnées détenues au moins à moitié par des propriétaires locaux, en pourcentage de celles dont "
        "la propriété est connue.",
    ),
    source="Relance; analogue of IRIS+ 5.3 OI4221",
    frameworks={"IRIS+": "OI4221 (analogue)"},
    answers=("S12",),
    core=True,
)

business_opening_rate = Quotient(
    id="business_opening_rate",
    name=Text("Business opening rate", "Taux d’ouverture d’entreprises"),
    numerator=(MEASURES["opening_businesses"],),
    denominator=(MEASURES["active_businesses"],),
    per=100,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Businesses that open in the month, for every 100 active businesses.",
        "Entreprises qui ouvrent pendant le mois, pour 100 entreprises actives.",
    ),
    source="Statistics Canada, table 33-10-0270",
    answers=("S7",),
)

business_closing_rate = Quotient(
    id="business_closing_rate",
    name=Text("Business closing rate", "Taux de fermeture d’entreprises"),
    numerator=(MEASURES["closing_businesses"],),
    denominator=(MEASURES["active_businesses"],),
    per=100,
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Businesses that close in the month, for every 100 active businesses.",
        "Entreprises qui ferment pendant le mois, pour 100 entreprises actives.",
    ),
    source="Statistics Canada, table 33-10-0270",
    answers=("S9",),
)
