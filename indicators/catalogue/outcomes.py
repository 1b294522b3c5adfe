"""Outcomes: what became of participants after they left, and how long their jobs and their skills last."""

from indicators.by_method import Median, Survival
from indicators.model import Count, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

WIOA = "WIOA section 116(b)(2)(A); US Department of Labor, TEGL 10-16"
ESF = (
    "Regulation (EU) 2021/1057, Annex I; Scottish Government, ESF participant guidance (up to four weeks after leaving)"
)
UNKNOWN = Text(
    "Those whose situation is unknown count as not employed; the upper bound counts them as employed. Persons excluded "
    "are in neither number; persons who came back count once, by their last exit.",
    "Les personnes dont la situation est inconnue comptent comme sans emploi; la borne supérieure les compte en emploi. "
    "Les personnes exclues ne figurent dans aucun des deux nombres; celles revenues comptent une fois, à leur dernière "
    "sortie.",
)
KAPLAN_MEIER = Text(
    "A person still in the job at the last contact is counted until then. Not shown where fewer than ten are followed "
    "that long.",
    "Une personne encore en poste au dernier contact est comptée jusque-là. Non présenté si moins de dix personnes sont suivies "
    "aussi longtemps.",
)

employment_rate_q2_exit = Ratio(
    id="employment_rate_q2_exit",
    name=Text("Employed in the 2nd quarter after exit", "En emploi au 2e trimestre après la sortie"),
    numerator=(MEASURES["exits_employed_q2"],),
    denominator=(MEASURES["exits"],),
    unknown=(MEASURES["exits_unknown_q2"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Participants employed in the second quarter after the quarter of their last exit, in percent of those who left.",
        "Participants en emploi au deuxième trimestre suivant celui de leur dernière sortie, en pourcentage des sortants.",
    ),
    source=WIOA,
    frameworks={"WIOA": "ER-Q2", "IRIS+": "PI3527"},
    answers=("S7", "S8"),
    caveat=UNKNOWN,
    core=True,
)

employment_rate_q4_exit = Ratio(
    id="employment_rate_q4_exit",
    name=Text("Employed in the 4th quarter after exit", "En emploi au 4e trimestre après la sortie"),
    numerator=(MEASURES["exits_employed_q4"],),
    denominator=(MEASURES["exits_q4"],),
    unknown=(MEASURES["exits_unknown_q4"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Participants employed in the fourth quarter after the quarter of their last exit, in percent of those who left.",
        "Participants en emploi au quatrième trimestre suivant celui de leur dernière sortie, en pourcentage des sortants.",
    ),
    source=WIOA,
    frameworks={"WIOA": "ER-Q4"},
    answers=("S1", "S7"),
    caveat=UNKNOWN,
    core=True,
)

immediate_employment_on_leaving = Ratio(
    id="immediate_employment_on_leaving",
    name=Text("In employment on leaving", "En emploi à la sortie"),
    numerator=(MEASURES["leavers_employed"],),
    denominator=(MEASURES["leavers"],),
    unknown=(MEASURES["leavers_unknown"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Participants in employment at any time from the day of their last exit to 28 days after it, in percent of those "
        "who left.",
        "Participants en emploi à un moment quelconque entre le jour de leur dernière sortie et 28 jours après, en "
        "pourcentage des sortants.",
    ),
    source=ESF,
    frameworks={"ESF+": "EECR04", "IRIS+": "PI3527"},
    answers=("S7",),
    caveat=Text(
        UNKNOWN.en + " A job already held at entry is no outcome and is not counted.",
        UNKNOWN.fr + " Un emploi déjà occupé à l’entrée n’est pas un résultat et n’est pas compté.",
    ),
)

median_earnings_q2_exit = Median(
    id="median_earnings_q2_exit",
    name=Text("Median earnings in the 2nd quarter after exit", "Gains médians au 2e trimestre après la sortie"),
    of=MEASURES["exits_earnings_q2"],
    amounts="earnings_q2",
    unit=Unit.DOLLARS,
    better=Direction.HIGHER,
    domain=Domain.INCOME,
    definition=Text(
        "Median quarterly earnings of participants employed in the second quarter after the quarter of their last exit.",
        "Gains trimestriels médians des participants en emploi au deuxième trimestre suivant celui de leur dernière sortie.",
    ),
    source=WIOA,
    frameworks={"WIOA": "Median earnings"},
    answers=("S3", "S8"),
    caveat=Text(
        "In dollars of the day, of those whose earnings are known, as they were last told by that quarter; not shown for "
        "fewer than ten.",
        "En dollars courants, pour les personnes dont les gains sont connus, tels que déclarés en dernier jusqu’à ce "
        "trimestre; non présentés pour moins de dix.",
    ),
)


def _retained(months: int, days: int, *, core: bool) -> Survival:
    return Survival(
        id=f"job_retention_{months}m",
        name=Text(f"Job retention at {months} months", f"Maintien en emploi à {months} mois"),
        of=MEASURES["jobs_begun"],
        spells="job",
        days=days,
        unit=Unit.PERCENT,
        better=Direction.HIGHER,
        domain=Domain.WORK,
        definition=Text(
            f"Share of the first jobs that participants began in the period that last longer than {days} days, by the "
            "Kaplan-Meier estimate.",
            f"Part des premiers emplois commencés par les participants pendant la période qui durent plus de {days} jours, "
            "selon l’estimateur de Kaplan-Meier.",
        ),
        source="Kaplan and Meier (1958); retention with the same employer as in WIOA, effectiveness in serving employers",
        answers=("S1", "S8"),
        caveat=KAPLAN_MEIER,
        core=core,
    )


job_retention_6m = _retained(6, 183, core=False)
job_retention_12m = _retained(12, 365, core=True)

credential_attainment_rate = Ratio(
    id="credential_attainment_rate",
    name=Text("Credential attained within one year of exit", "Obtention d’un titre dans l’année suivant la sortie"),
    numerator=(MEASURES["trained_credential"],),
    denominator=(MEASURES["trained"],),
    unknown=(MEASURES["trained_unknown"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Participants in education or training who attained a credential while they took part or within 365 days of their "
        "last exit, in percent of those in education or training who left.",
        "Participants en formation ayant obtenu un titre pendant leur participation ou dans les 365 jours suivant leur "
        "dernière sortie, en pourcentage des sortants ayant été en formation.",
    ),
    source=WIOA,
    frameworks={"WIOA": "Credential attainment"},
    answers=("S8",),
    caveat=Text(
        "Those not heard of after that year count as without a credential; the upper bound counts them as with one.",
        "Les personnes sans nouvelles après cette année comptent comme sans titre; la borne supérieure les compte avec.",
    ),
)

measurable_skill_gain_rate = Ratio(
    id="measurable_skill_gain_rate",
    name=Text("Measurable skill gains", "Gains de compétences mesurables"),
    numerator=(MEASURES["participants_skill_gain"],),
    denominator=(MEASURES["participants_in_training"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.EDUCATION,
    definition=Text(
        "Participants in education or training with at least one documented skill gain in the period, in percent of all "
        "participants in training in it.",
        "Participants en formation ayant au moins un gain de compétences attesté pendant la période, en pourcentage de tous "
        "les participants en formation.",
    ),
    source=WIOA,
    frameworks={"WIOA": "Measurable skill gains"},
    answers=("S8",),
    caveat=Text(
        "Not a rate of those who left: those who have just begun count too.",
        "N’est pas un taux de sortants : les personnes qui viennent de commencer comptent aussi.",
    ),
)

participants_placed = Count(
    id="participants_placed",
    name=Text("Participants who began a job", "Participants ayant commencé un emploi"),
    of=(MEASURES["jobs_begun"],),
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.WORK,
    definition=Text(
        "Different persons who began at least one job in the period, since they first took part.",
        "Personnes différentes ayant commencé au moins un emploi pendant la période, depuis leur première participation.",
    ),
    source="IRIS+ 5.3, PI9465",
    frameworks={"IRIS+": "PI9465"},
    answers=("S1", "S7"),
)
