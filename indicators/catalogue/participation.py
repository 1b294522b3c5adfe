"""Participation and partnership: who sits at the table, who comes to the meetings, and what they are for."""

import numpy as np
import polars as pl

from indicators.by_method import AcrossGroups, Computed
from indicators.found import found, matrix
from indicators.methods.concentration import evenness
from indicators.methods.segregation import dissimilarity
from indicators.model import Count, Quotient, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

SEATS = tuple(MEASURES[f"seats_{sector}"] for sector in ("private", "union", "public", "civil_society", "residents"))


def sector_balance(seats: pl.DataFrame) -> pl.DataFrame:
    """Return Shannon evenness (0 to 1) of the seats among the sectors, one row for each row of seats.

    Not defined for fewer seats than sectors, which no choice of persons could spread evenly.
    """
    held = matrix(seats, [measure.id for measure in SEATS])
    count = held.sum(axis=1)
    return found(np.where(count < len(SEATS), np.nan, evenness(held)), denominator=count)


partner_sector_balance = Computed(
    id="partner_sector_balance",
    name=Text("Balance of partner sectors in governance", "Équilibre des secteurs partenaires dans la gouvernance"),
    inputs=SEATS,
    method=sector_balance,
    symbols="−Σ pᵢ ln pᵢ / ln 5, p the shares of seats",
    unit=Unit.INDEX,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Evenness of the seats among private, union, public, civil society and residents: 1 when all hold as many, "
        "0 when one holds all. Not defined for fewer seats than sectors.",
        "Équitabilité des sièges entre secteurs privé, syndical, public, société civile et résidents : 1 si tous en "
        "détiennent autant, 0 si un seul les détient tous. Non défini s’il y a moins de sièges que de secteurs.",
    ),
    source="Shannon evenness (Pielou, 1966) over the seats of IRIS+ 5.3 OI1075",
    frameworks={"IRIS+": "OI1075"},
    answers=("S5", "S14"),
    core=True,
)

COMPLETE = Text(
    "A complete count of few seats: one seat more changes it much.",
    "Dénombrement complet de peu de sièges : un siège de plus le change beaucoup.",
)
TWICE = Text("A person who came twice counts twice.", "Une personne venue deux fois compte deux fois.")


def _seats(sector: str, en: str, fr: str) -> Count:
    return Count(
        id=f"seats_{sector}",
        name=Text(f"Seats held by {en}", f"Sièges {fr}"),
        of=(MEASURES[f"seats_{sector}"],),
        unit=Unit.SEATS,
        better=Direction.CONTEXT,
        domain=Domain.PARTICIPATION,
        definition=Text(
            f"Seats of governing bodies held by {en} on the last day of the period.",
            f"Sièges des instances {fr}, occupés le dernier jour de la période.",
        ),
        source="IRIS+ 5.3, OI1075, by partner sector",
        frameworks={"IRIS+": "OI1075"},
        answers=("S5", "S14"),
    )


seats_private = _seats("private", "private business", "du secteur privé")
seats_union = _seats("union", "trade unions", "des syndicats")
seats_public = _seats("public", "the public sector", "du secteur public")
seats_civil_society = _seats("civil_society", "civil society", "de la société civile")
seats_residents = _seats("residents", "residents", "des résidents")

community_seats_share = Ratio(
    id="community_seats_share",
    name=Text("Share of seats held by the community", "Part des sièges de la communauté"),
    numerator=(MEASURES["seats_civil_society"], MEASURES["seats_residents"]),
    denominator=SEATS,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Seats held by civil society and residents, in percent of all seats held on the last day of the period.",
        "Sièges de la société civile et des résidents, en pourcentage de tous les sièges occupés le dernier jour de la période.",
    ),
    source="Relance, after RESO's community-led governance",
    answers=("S5",),
    caveat=COMPLETE,
)

women_seats_share = Ratio(
    id="women_seats_share",
    name=Text("Share of seats held by women", "Part des sièges occupés par des femmes"),
    numerator=(MEASURES["seats_women"],),
    denominator=(MEASURES["seats_gender_known"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Seats held by women, in percent of the seats whose holder’s gender is known.",
        "Sièges occupés par des femmes, en pourcentage des sièges dont le genre du titulaire est connu.",
    ),
    source="Relance; IRIS+ 5.3, OI1075, by gender",
    frameworks={"IRIS+": "OI1075"},
    answers=("S5", "S6"),
    caveat=COMPLETE,
)


def gender_gap(terms: pl.DataFrame) -> pl.DataFrame:
    """Return the dissimilarity (0 to 1) of seats and residents by gender, with the seats of women and of all beside it.

    Of two genders the index is the difference between the two shares of women.
    """
    women, known = matrix(terms, ["seats_women", "seats_known"]).T
    gap = dissimilarity(np.column_stack([women, known - women]), matrix(terms, ["women", "men"]))
    return found(gap, denominator=known).with_columns(numerator=terms["seats_women"])


representation_gap = AcrossGroups(
    id="representation_gap",
    name=Text("Gap in representation of women", "Écart de représentation des femmes"),
    inputs=(MEASURES["seats_women"], MEASURES["seats_gender_known"], MEASURES["population"]),
    terms={
        "seats_women": (MEASURES["seats_women"], "total"),
        "seats_known": (MEASURES["seats_gender_known"], "total"),
        "women": (MEASURES["population"], "gender=women"),
        "men": (MEASURES["population"], "gender=men"),
    },
    method=gender_gap,
    symbols="½ Σ |aᵢ / A − bᵢ / B|, a seats and b residents, over women and men",
    unit=Unit.INDEX,
    better=Direction.LOWER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Dissimilarity between the seats of governing bodies and the residents of the area by gender, women and men: 0 when "
        "both have the same share of women.",
        "Dissimilarité entre les sièges des instances et la population du territoire selon le genre, femmes et hommes : 0 si "
        "la part des femmes est la même.",
    ),
    source="Relance; index of dissimilarity between a body and those for whom it stands",
    answers=("S5", "S6"),
    caveat=Text(
        "Few seats: one more can close the gap. Seats whose gender is not known are left out; residents are those of the "
        "latest census by the end of the period.",
        "Peu de sièges : un seul peut combler l’écart. Les sièges dont le genre n’est pas connu sont exclus; la population "
        "est celle du dernier recensement à la fin de la période.",
    ),
)


def _events(id_: str, name: Text, what: Text, *answers: str) -> Count:
    return Count(
        id=f"{id_}_held",
        name=name,
        of=(MEASURES[id_],),
        unit=Unit.EVENTS,
        better=Direction.HIGHER,
        domain=Domain.PARTICIPATION,
        definition=Text(f"{what.en} in the period.", f"{what.fr} par l’organisme pendant la période."),
        source="IRIS+ 5.3, OI2319 Community engagement strategy (here as a number of meetings)",
        frameworks={"IRIS+": "OI2319 (analogue)"} if id_ == "consultations" else {},
        answers=answers,
    )


consultations_held = _events(
    "consultations",
    Text("Consultations held", "Consultations tenues"),
    Text("Consultations that the organisation held", "Consultations tenues"),
    "S11",
    "S6",
)
representations_held = _events(
    "representations",
    Text("Representations made to authorities", "Représentations auprès des autorités"),
    Text("Representations that the organisation made to authorities", "Représentations faites auprès des autorités"),
    "S11",
)
promotions_held = _events(
    "promotions",
    Text("Promotion events held", "Activités de promotion tenues"),
    Text("Promotion events that the organisation held", "Activités de promotion tenues"),
    "S11",
)

consultation_attendances = Count(
    id="consultation_attendances",
    name=Text("Attendances at consultations", "Présences aux consultations"),
    of=(MEASURES["attendances_consultation"],),
    unit=Unit.PERSONS,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Attendances at the consultations of the period, all sectors together.",
        "Présences aux consultations de la période, tous secteurs réunis.",
    ),
    source="Relance; IRIS+ 5.3, OI2319 Community engagement strategy",
    answers=("S6", "S11"),
    caveat=TWICE,
    core=True,
)

consultation_participation = Quotient(
    id="consultation_participation",
    name=Text(
        "Residents’ attendances at consultations per 1,000", "Présences de résidents aux consultations pour 1 000"
    ),
    numerator=(MEASURES["attendances_consultation_residents"],),
    denominator=(MEASURES["population"],),
    per=1000,
    unit=Unit.PER_THOUSAND,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Attendances of residents at the consultations of the period, for every 1,000 residents of the area.",
        "Présences de résidents aux consultations de la période, pour 1 000 résidents du territoire.",
    ),
    source="Relance; IRIS+ 5.3, OI2319 Community engagement strategy",
    answers=("S6", "S11"),
    caveat=Text(
        "A person who came twice counts twice, so this is no share of residents; residents are those of the latest census by the end of "
        "the period.",
        "Une personne venue deux fois compte deux fois : ce n’est pas une part de la population; celle-ci est celle du dernier "
        "recensement à la fin de la période.",
    ),
)


def _attendances(sector: str, en: str, fr: str) -> Count:
    return Count(
        id=f"attendances_{sector}",
        name=Text(f"Attendances of {en}", f"Présences {fr}"),
        of=(MEASURES[f"attendances_{sector}"],),
        unit=Unit.PERSONS,
        better=Direction.CONTEXT,
        domain=Domain.PARTICIPATION,
        definition=Text(
            f"Attendances of {en} at all meetings of the period: consultation, representation and promotion.",
            f"Présences {fr} à toutes les rencontres de la période : consultation, représentation et promotion.",
        ),
        source="Relance, after the partners of RESO's mission",
        answers=("S5", "S14"),
        caveat=TWICE,
    )


attendances_private = _attendances("private", "private business", "du secteur privé")
attendances_union = _attendances("union", "trade unions", "des syndicats")
attendances_public = _attendances("public", "the public sector", "du secteur public")
attendances_civil_society = _attendances("civil_society", "civil society", "de la société civile")
attendances_residents = _attendances("residents", "residents", "des résidents")
