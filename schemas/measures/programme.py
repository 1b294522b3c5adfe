"""Measures of an organisation's own register of participants, enterprises, projects, meetings, seats and money."""

from dataclasses import replace
from functools import partial

from schemas.measures.model import Measure
from schemas.vocabulary import Text, Unit

SERVED = "persons who received a service in the period"
LOCATED = "persons served whose census tract is known"
GENDER_KNOWN = "persons served whose gender is known"
LEARNING = "persons in training in the period, exclusions left out"
EXITED = "persons whose last exit falls in the period and whose second quarter after it is over, exclusions left out"
EXITED_Q4 = "persons whose last exit falls in the period and whose fourth quarter after it is over, exclusions left out"
LEFT = "persons whose last exit falls in the period and for whom four weeks have passed since, exclusions left out"
TRAINED = (
    "persons trained whose last exit falls in the period and for whom a year has passed since, exclusions left out"
)
PLACED = "persons by the first job that they began in the period"
ASSISTED = "enterprises that received a service in the period"
OWNERSHIP_KNOWN = "enterprises assisted whose ownership is known"
FIRST_ASSISTED = "enterprises whose first service began in the period"
BORN = "enterprises founded in the period and assisted within three years"
ASSISTED_JOBS = "jobs, full-time equivalent, in enterprises assisted in the period"
JOBS_OWNERSHIP_KNOWN = "jobs, full-time equivalent, in enterprises assisted whose ownership is known"
JOBS_RESIDENCE_KNOWN = "jobs, full-time equivalent, in enterprises assisted that counted those held by residents"
PAYMENTS = "payments made in the period, in dollars of the day"
FUNDS = "funds received in the period, in dollars of the day"
PROJECTS = "projects that came into use in the period"
MEETINGS = "meetings held in the period"
ATTENDANCES = "attendances at meetings held in the period: who came twice counts twice"
BOARD = "seats of governing bodies held at the end of the period"
SEATS_GENDER_KNOWN = "seats of governing bodies held at the end of the period by persons whose gender is known"


def _measure(unit: Unit, universe: str, id_: str, en: str, fr: str) -> Measure:
    return Measure(id_, Text(en, fr), unit, universe)


_served = partial(_measure, Unit.PERSONS, SERVED)
_located = partial(_measure, Unit.PERSONS, LOCATED)
_gendered = partial(_measure, Unit.PERSONS, GENDER_KNOWN)
_learning = partial(_measure, Unit.PERSONS, LEARNING)
_exited = partial(_measure, Unit.PERSONS, EXITED)
_exited_q4 = partial(_measure, Unit.PERSONS, EXITED_Q4)
_left = partial(_measure, Unit.PERSONS, LEFT)
_trained = partial(_measure, Unit.PERSONS, TRAINED)
_assisted = partial(_measure, Unit.ENTERPRISES, ASSISTED)
_owned = partial(_measure, Unit.ENTERPRISES, OWNERSHIP_KNOWN)
_born = partial(_measure, Unit.ENTERPRISES, BORN)
_jobs = partial(_measure, Unit.FTE, ASSISTED_JOBS)
_paid = partial(_measure, Unit.DOLLARS, PAYMENTS)
_funded = partial(_measure, Unit.DOLLARS, FUNDS)
_projects = partial(_measure, Unit.PROJECTS, PROJECTS)
_held = partial(_measure, Unit.EVENTS, MEETINGS)
_attended = partial(_measure, Unit.PERSONS, ATTENDANCES)
_seats = partial(_measure, Unit.SEATS, BOARD)
_seats_by_gender = partial(_measure, Unit.SEATS, SEATS_GENDER_KNOWN)

PERSONS = (
    _served("participants", "Participants served", "Participants desservis"),
    _served("participants_unemployed", "Participants unemployed at entry", "Participants en chômage à l’entrée"),
    _served(
        "participants_long_term_unemployed",
        "Participants long-term unemployed at entry",
        "Participants en chômage de longue durée à l’entrée",
    ),
    _served("participants_young_adults", "Participants who are young adults", "Participants jeunes adultes"),
    _served(
        "participants_potential_entrepreneurs",
        "Participants about to start a business",
        "Participants futurs entrepreneurs",
    ),
    _served(
        "participants_business_owners",
        "Participants who own a local business",
        "Participants propriétaires d’une entreprise locale",
    ),
    _served(
        "participants_community_workers",
        "Participants who work in the community sector",
        "Participants du milieu communautaire",
    ),
    _served(
        "participants_equity_groups",
        "Participants of at least one equity-deserving group",
        "Participants d’au moins un groupe méritant l’équité",
    ),
    _served(
        "participants_unemployed_residents",
        "Participants unemployed at entry who live in the study area",
        "Participants en chômage à l’entrée résidant sur le territoire",
    ),
    _located("participants_located", "Participants whose tract is known", "Participants dont le secteur est connu"),
    _located(
        "participants_most_deprived",
        "Participants living in the most deprived tracts",
        "Participants des secteurs les plus défavorisés",
    ),
    _gendered(
        "participants_gender_known", "Participants whose gender is known", "Participants dont le genre est connu"
    ),
    _gendered("participants_women", "Participants who are women", "Participantes"),
    _learning("participants_in_training", "Participants in training", "Participants en formation"),
    _learning("participants_skill_gain", "Participants with a skill gain", "Participants ayant progressé"),
    Measure("training_hours", Text("Training hours", "Heures de formation"), Unit.HOURS, LEARNING),
)

OUTCOMES = (
    _exited("exits", "Exits with known time of follow-up", "Sorties dont le suivi est échu"),
    _exited("exits_employed_q2", "Employed in the 2nd quarter after exit", "En emploi au 2e trimestre après la sortie"),
    _exited("exits_unknown_q2", "Outcome in the 2nd quarter unknown", "Situation inconnue au 2e trimestre"),
    _exited(
        "exits_earnings_q2",
        "Employed in the 2nd quarter after exit, earnings known",
        "En emploi au 2e trimestre après la sortie, gains connus",
    ),
    _exited("exits_women", "Exits of women", "Sorties de femmes"),
    _exited(
        "exits_women_employed_q2",
        "Women employed in the 2nd quarter after exit",
        "Femmes en emploi au 2e trimestre après la sortie",
    ),
    _exited("exits_men", "Exits of men", "Sorties d’hommes"),
    _exited(
        "exits_men_employed_q2",
        "Men employed in the 2nd quarter after exit",
        "Hommes en emploi au 2e trimestre après la sortie",
    ),
    _exited_q4("exits_q4", "Exits whose 4th quarter is over", "Sorties dont le 4e trimestre est échu"),
    _exited_q4(
        "exits_employed_q4", "Employed in the 4th quarter after exit", "En emploi au 4e trimestre après la sortie"
    ),
    _exited_q4("exits_unknown_q4", "Outcome in the 4th quarter unknown", "Situation inconnue au 4e trimestre"),
    _left("leavers", "Leavers, four weeks later", "Sortants, quatre semaines plus tard"),
    _left("leavers_employed", "Leavers in employment within four weeks", "Sortants en emploi dans les quatre semaines"),
    _left("leavers_unknown", "Leavers whose situation is unknown", "Sortants dont la situation est inconnue"),
    _trained("trained", "Persons trained, a year after exit", "Personnes formées, un an après la sortie"),
    _trained("trained_credential", "Persons trained with a credential", "Personnes formées ayant obtenu un titre"),
    _trained(
        "trained_unknown", "Persons trained not heard of after a year", "Personnes formées sans nouvelles après un an"
    ),
    Measure("jobs_begun", Text("First jobs begun in the period", "Premiers emplois commencés"), Unit.PERSONS, PLACED),
)

ENTERPRISES = (
    _assisted("enterprises", "Enterprises assisted", "Entreprises accompagnées"),
    _assisted(
        "enterprises_retention", "Enterprises with a retention service", "Entreprises ayant un service de rétention"
    ),
    _assisted(
        "enterprises_social_economy",
        "Cooperatives, non-profits and social enterprises assisted",
        "Coopératives, OBNL et entreprises sociales accompagnées",
    ),
    _owned(
        "enterprises_ownership_known",
        "Enterprises whose ownership is known",
        "Entreprises dont la propriété est connue",
    ),
    _owned(
        "enterprises_locally_owned",
        "Enterprises at least half locally owned",
        "Entreprises détenues au moins à moitié localement",
    ),
    Measure(
        "enterprises_first_assisted",
        Text("Enterprises first assisted in the period", "Entreprises nouvellement accompagnées"),
        Unit.ENTERPRISES,
        FIRST_ASSISTED,
    ),
    _born("enterprise_births", "Assisted enterprises founded in the period", "Entreprises accompagnées fondées"),
    _born("enterprise_starts", "Enterprises started with support", "Entreprises créées avec soutien"),
    _jobs("fte_created", "Jobs created, net", "Emplois créés, nets"),
    _jobs("fte_end", "Jobs at the end of the period", "Emplois à la fin de la période"),
    _jobs("fte_same_persons", "Jobs still held by the same persons", "Emplois occupés par les mêmes personnes"),
    _jobs(
        "fte_safeguarded",
        "Jobs at risk before support and still there",
        "Emplois menacés avant le soutien et maintenus",
    ),
    _jobs("fte_social_economy", "Jobs in the social economy", "Emplois de l’économie sociale"),
    Measure(
        "fte_ownership_known",
        Text("Jobs where ownership is known", "Emplois là où la propriété est connue"),
        Unit.FTE,
        JOBS_OWNERSHIP_KNOWN,
    ),
    Measure(
        "fte_locally_owned",
        Text("Jobs in locally owned enterprises", "Emplois des entreprises de propriété locale"),
        Unit.FTE,
        JOBS_OWNERSHIP_KNOWN,
    ),
    Measure(
        "fte_residence_known",
        Text("Jobs where residence is known", "Emplois là où la résidence est connue"),
        Unit.FTE,
        JOBS_RESIDENCE_KNOWN,
    ),
    Measure(
        "fte_residents",
        Text("Jobs held by residents", "Emplois occupés par des résidents"),
        Unit.FTE,
        JOBS_RESIDENCE_KNOWN,
    ),
)

LAND = (
    Measure("land_reused", Text("Land brought back to use", "Terrains remis en usage"), Unit.SQUARE_METRES, PROJECTS),
    Measure("housing_units", Text("Housing units", "Logements"), Unit.DWELLINGS, PROJECTS),
    Measure("affordable_units", Text("Affordable housing units", "Logements abordables"), Unit.DWELLINGS, PROJECTS),
    _projects("projects_community_facility", "Community facilities", "Équipements collectifs"),
    _projects("projects_industrial_land", "Industrial land projects", "Projets de terrains industriels"),
    _projects("projects_infrastructure", "Infrastructure projects", "Projets d’infrastructure"),
)

VOICE = (
    _held("consultations", "Consultations", "Consultations"),
    _held("representations", "Representations", "Représentations"),
    _held("promotions", "Promotion events", "Activités de promotion"),
    _attended("attendances_consultation", "Attendances at consultations", "Présences aux consultations"),
    _attended(
        "attendances_consultation_residents",
        "Attendances of residents at consultations",
        "Présences de résidents aux consultations",
    ),
    _attended("attendances_private", "Attendances, private sector", "Présences, secteur privé"),
    _attended("attendances_union", "Attendances, unions", "Présences, syndicats"),
    _attended("attendances_public", "Attendances, public sector", "Présences, secteur public"),
    _attended("attendances_civil_society", "Attendances, civil society", "Présences, société civile"),
    _attended("attendances_residents", "Attendances, residents", "Présences, résidents"),
    _seats("seats_private", "Seats held by the private sector", "Sièges du secteur privé"),
    _seats("seats_union", "Seats held by unions", "Sièges des syndicats"),
    _seats("seats_public", "Seats held by the public sector", "Sièges du secteur public"),
    _seats("seats_civil_society", "Seats held by civil society", "Sièges de la société civile"),
    _seats("seats_residents", "Seats held by residents", "Sièges des résidents"),
    _seats_by_gender("seats_gender_known", "Seats of persons whose gender is known", "Sièges dont le genre est connu"),
    _seats_by_gender("seats_women", "Seats held by women", "Sièges occupés par des femmes"),
)

MONEY = (
    _paid("spending", "Spending on programmes and operations", "Dépenses de programme et de fonctionnement"),
    _paid("spending_programme", "Spending on programmes", "Dépenses de programme"),
    _paid("spending_operations", "Spending on operations", "Dépenses de fonctionnement"),
    _paid("spending_capital", "Capital spending", "Dépenses d’immobilisations"),
    _paid("spending_local_suppliers", "Payments to local suppliers", "Paiements à des fournisseurs locaux"),
    _funded("funding_own", "Own funds", "Fonds propres"),
    _funded("funding_public", "Public funds", "Fonds publics"),
    _funded("funding_private", "Private funds", "Fonds privés"),
    _funded("funding_union", "Union funds", "Fonds syndicaux"),
    _funded("funding_community", "Community funds", "Fonds communautaires"),
)

# Measures that tell of somebody how she fared, or what she would not have told: nobody or everybody is a disclosure.
_TELLING = frozenset(
    {
        "exits_employed_q2",
        "exits_unknown_q2",
        "exits_earnings_q2",
        "exits_women_employed_q2",
        "exits_men_employed_q2",
        "exits_employed_q4",
        "exits_unknown_q4",
        "leavers_employed",
        "leavers_unknown",
        "trained_credential",
        "trained_unknown",
        "participants_skill_gain",
        "participants_unemployed",
        "participants_long_term_unemployed",
        "participants_equity_groups",
        "participants_unemployed_residents",
    }
)
PROGRAMME = tuple(
    replace(measure, sensitive=measure.id in _TELLING)
    for measure in (*PERSONS, *OUTCOMES, *ENTERPRISES, *LAND, *VOICE, *MONEY)
)
