"""Business: assisted enterprises, the jobs in them, who owns them, and how long they last."""

from indicators.by_method import Survival
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

jobs_held_by_residents_share = Ratio(
    id="jobs_held_by_residents_share",
    name=Text(
        "Jobs held by residents in assisted enterprises", "Emplois occupés par des résidents, entreprises accompagnées"
    ),
    numerator=(MEASURES["fte_residents"],),
    denominator=(MEASURES["fte_residence_known"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs held by residents of the area, in percent of those in assisted enterprises that counted "
        "their residents in the period.",
        "Emplois en équivalent temps plein occupés par des résidents du territoire, en pourcentage de ceux des entreprises "
        "accompagnées qui ont dénombré leurs résidents pendant la période.",
    ),
    source="Relance; analogue of IRIS+ 5.3 PI2251 (employees living in low-income areas)",
    frameworks={"IRIS+": "PI2251 (analogue)"},
    answers=("S12",),
)

local_ownership_jobs_share = Ratio(
    id="local_ownership_jobs_share",
    name=Text("Jobs in locally owned enterprises", "Emplois des entreprises de propriété locale"),
    numerator=(MEASURES["fte_locally_owned"],),
    denominator=(MEASURES["fte_ownership_known"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs in assisted enterprises of which at least half is owned by local owners, in percent of "
        "those in enterprises whose ownership is known.",
        "Emplois en équivalent temps plein des entreprises accompagnées détenues au moins à moitié par des propriétaires "
        "locaux, en pourcentage de ceux des entreprises dont la propriété est connue.",
    ),
    source="Relance; analogue of IRIS+ 5.3 OI4221, weighted by jobs",
    frameworks={"IRIS+": "OI4221 (analogue)"},
    answers=("S12",),
)

social_economy_jobs_share = Ratio(
    id="social_economy_jobs_share",
    name=Text("Social economy share of jobs", "Part de l’économie sociale dans l’emploi"),
    numerator=(MEASURES["fte_social_economy"],),
    denominator=(MEASURES["fte_end"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.BUSINESS,
    definition=Text(
        "Full-time equivalent jobs in cooperatives, non-profits and social enterprises, in percent of all jobs in assisted "
        "enterprises at the end of the period.",
        "Emplois en équivalent temps plein des coopératives, OBNL et entreprises sociales, en pourcentage de tous les emplois "
        "des entreprises accompagnées à la fin de la période.",
    ),
    source="Relance; legal forms as in the CIDS 3.2.1 code list OrgTypeGOC",
    answers=("S7", "S14"),
)

retention_service_share = Ratio(
    id="retention_service_share",
    name=Text(
        "Assisted enterprises with a retention service", "Entreprises accompagnées ayant un service de rétention"
    ),
    numerator=(MEASURES["enterprises_retention"],),
    denominator=(MEASURES["enterprises"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.BUSINESS,
    definition=Text(
        "Enterprises that received technical assistance aimed at keeping them in the area, in percent of all assisted.",
        "Entreprises ayant reçu une aide technique visant leur maintien sur le territoire, en pourcentage des entreprises "
        "accompagnées.",
    ),
    source="Relance, after RESO's services to enterprises",
    answers=("S9",),
)

organisations_supported = Count(
    id="organisations_supported",
    name=Text("Social economy enterprises supported", "Entreprises d’économie sociale soutenues"),
    of=(MEASURES["enterprises_social_economy"],),
    unit=Unit.ENTERPRISES,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Different cooperatives, non-profits and social enterprises that received at least one service in the period.",
        "Coopératives, OBNL et entreprises sociales différentes ayant reçu au moins un service pendant la période.",
    ),
    source="IRIS+ 5.3, PI6065 Client organisations provided advisory services",
    frameworks={"IRIS+": "PI6065"},
    answers=("S7", "S14"),
)

new_enterprises_supported = Count(
    id="new_enterprises_supported",
    name=Text("New enterprises started with support", "Entreprises créées avec soutien"),
    of=(MEASURES["enterprise_starts"],),
    unit=Unit.ENTERPRISES,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Enterprises founded in the period, at most a year after a service to them began.",
        "Entreprises fondées pendant la période, au plus un an après le début d’un service.",
    ),
    source="IRIS+ 5.3, PI4583 New Businesses Created: Total",
    frameworks={"IRIS+": "PI4583"},
    answers=("S7",),
    core=True,
)

enterprise_survival_3y = Survival(
    id="enterprise_survival_3y",
    name=Text(
        "Survival of assisted new enterprises at 3 years", "Survie à 3 ans des nouvelles entreprises accompagnées"
    ),
    of=MEASURES["enterprise_births"],
    spells="birth",
    days=1095,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Share of the enterprises founded in the period that are still active 1,095 days later, by the Kaplan-Meier estimate; "
        "of those assisted within three years of their founding.",
        "Part des entreprises fondées pendant la période encore actives 1 095 jours plus tard, selon l’estimateur de "
        "Kaplan-Meier; parmi celles accompagnées dans les trois ans suivant leur fondation.",
    ),
    source="Eurostat-OECD Manual on Business Demography Statistics (2007), survival; Kaplan and Meier (1958)",
    answers=("S9", "S7"),
    caveat=Text(
        "Counted from the first service on, so that those that closed before it do not stand as survivors; one that moves "
        "away is counted until then. Not shown where fewer than ten are followed so long.",
        "Comptées à partir du premier service, de sorte que celles fermées avant n’y figurent pas; qui déménage est compté "
        "jusque-là. Non présenté si moins de dix entreprises sont suivies aussi longtemps.",
    ),
)

business_retention_rate = Survival(
    id="business_retention_rate",
    name=Text(
        "Assisted enterprises still here after 24 months", "Rétention des entreprises accompagnées après 24 mois"
    ),
    of=MEASURES["enterprises_first_assisted"],
    spells="enterprise",
    days=730,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.BUSINESS,
    definition=Text(
        "Share of the enterprises first assisted in the period that still operate in the area 730 days later, by the "
        "Kaplan-Meier estimate; closing and moving out both end it.",
        "Part des entreprises nouvellement accompagnées pendant la période encore en activité sur le territoire 730 jours "
        "plus tard, selon l’estimateur de Kaplan-Meier; la fermeture et le départ y mettent fin.",
    ),
    source="Relance; analogue of IRIS+ 5.3 PI9319 Client Retention Rate; Kaplan and Meier (1958)",
    frameworks={"IRIS+": "PI9319 (analogue)"},
    answers=("S9",),
    caveat=Text(
        "An enterprise is counted until its last contact. Not shown where fewer than ten are followed so long.",
        "Une entreprise est comptée jusqu’au dernier contact. Non présenté si moins de dix sont suivies aussi longtemps.",
    ),
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
