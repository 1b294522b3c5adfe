"""Measures of an organisation's own register of participants, enterprises, projects, seats and money."""

from schemas.measures.model import Measure
from schemas.vocabulary import Text, Unit

SERVED = "persons who received a service in the period"
LOCATED = "persons served whose census tract is known"
EXITED = "persons whose last exit falls in the period and whose second quarter after it is over, exclusions left out"
ASSISTED = "enterprises that received a service in the period"
OWNERSHIP_KNOWN = "enterprises assisted whose ownership is known"
ASSISTED_JOBS = "jobs, full-time equivalent, in enterprises assisted in the period"
PAYMENTS = "payments made in the period, in dollars of the day"
BOARD = "seats of governing bodies held at the end of the period"


def _programme(id_: str, en: str, fr: str, unit: Unit, universe: str) -> Measure:
    return Measure(id_, Text(en, fr), unit, universe)


PROGRAMME = (
    _programme("participants", "Participants served", "Participants desservis", Unit.PERSONS, SERVED),
    _programme(
        "participants_located",
        "Participants whose tract is known",
        "Participants dont le secteur est connu",
        Unit.PERSONS,
        LOCATED,
    ),
    _programme(
        "participants_most_deprived",
        "Participants living in the most deprived tracts",
        "Participants des secteurs les plus défavorisés",
        Unit.PERSONS,
        LOCATED,
    ),
    _programme("exits", "Exits with known time of follow-up", "Sorties dont le suivi est échu", Unit.PERSONS, EXITED),
    _programme(
        "exits_employed_q2",
        "Employed in the 2nd quarter after exit",
        "En emploi au 2e trimestre après la sortie",
        Unit.PERSONS,
        EXITED,
    ),
    _programme(
        "exits_unknown_q2",
        "Outcome in the 2nd quarter unknown",
        "Situation inconnue au 2e trimestre",
        Unit.PERSONS,
        EXITED,
    ),
    _programme("fte_created", "Jobs created, net", "Emplois créés, nets", Unit.FTE, ASSISTED_JOBS),
    _programme("fte_end", "Jobs at the end of the period", "Emplois à la fin de la période", Unit.FTE, ASSISTED_JOBS),
    _programme(
        "fte_same_persons",
        "Jobs still held by the same persons",
        "Emplois occupés par les mêmes personnes",
        Unit.FTE,
        ASSISTED_JOBS,
    ),
    _programme(
        "fte_safeguarded",
        "Jobs at risk before support and still there",
        "Emplois menacés avant le soutien et maintenus",
        Unit.FTE,
        ASSISTED_JOBS,
    ),
    _programme("enterprises", "Enterprises assisted", "Entreprises accompagnées", Unit.ENTERPRISES, ASSISTED),
    _programme(
        "enterprises_ownership_known",
        "Enterprises whose ownership is known",
        "Entreprises dont la propriété est connue",
        Unit.ENTERPRISES,
        OWNERSHIP_KNOWN,
    ),
    _programme(
        "enterprises_locally_owned",
        "Enterprises at least half locally owned",
        "Entreprises détenues au moins à moitié localement",
        Unit.ENTERPRISES,
        OWNERSHIP_KNOWN,
    ),
    _programme("spending", "Programme spending", "Dépenses du programme", Unit.DOLLARS, PAYMENTS),
    _programme("seats_private", "Seats held by the private sector", "Sièges du secteur privé", Unit.SEATS, BOARD),
    _programme("seats_union", "Seats held by unions", "Sièges des syndicats", Unit.SEATS, BOARD),
    _programme("seats_public", "Seats held by the public sector", "Sièges du secteur public", Unit.SEATS, BOARD),
    _programme("seats_civil_society", "Seats held by civil society", "Sièges de la société civile", Unit.SEATS, BOARD),
    _programme("seats_residents", "Seats held by residents", "Sièges des résidents", Unit.SEATS, BOARD),
)
