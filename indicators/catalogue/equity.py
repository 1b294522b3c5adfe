"""Equity: whether those who need it most are reached, and whether results are alike."""

import polars as pl

from indicators.by_method import AcrossAreas, Computed
from indicators.model import Quotient, Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

Z95 = 1.959963984540054

participants_most_deprived_share = Ratio(
    id="participants_most_deprived_share",
    name=Text("Participants from the most deprived tracts", "Participants des secteurs les plus défavorisés"),
    numerator=(MEASURES["participants_most_deprived"],),
    denominator=(MEASURES["participants_located"],),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.EQUITY,
    definition=Text(
        "Participants who live in the tracts listed as most deprived, in percent of those whose tract is known.",
        "Participants vivant dans les secteurs désignés comme les plus défavorisés, en pourcentage de ceux dont le "
        "secteur est connu.",
    ),
    source="Relance; analogue of IRIS+ 5.3 PI7098",
    frameworks={"IRIS+": "PI7098 (analogue)"},
    answers=("S13", "S15"),
    core=True,
)


def _reached(  # one share of all participants, by what they were at entry or said of themselves
    id_: str, name: Text, of: str, who: Text, answers: tuple[str, ...], source: str, caveat: Text, code: str = ""
) -> Ratio:
    return Ratio(
        id=id_,
        name=name,
        numerator=(MEASURES[of],),
        denominator=(MEASURES["participants"],),
        unit=Unit.PERCENT,
        better=Direction.CONTEXT,
        domain=Domain.EQUITY,
        definition=Text(
            f"Participants {who.en}, in percent of all persons served in the period.",
            f"Participants {who.fr}, en pourcentage de toutes les personnes desservies pendant la période.",
        ),
        source=source,
        frameworks={"IRIS+": code} if code else {},
        answers=answers,
        caveat=caveat,
    )


AT_ENTRY = Text(
    "As it was at the first entry; later entries do not change it.",
    "Situation à la première entrée; les entrées suivantes n’y changent rien.",
)
OVERLAP = Text(
    "Target groups overlap: a person may be in several, so the shares do not add up to 100%.",
    "Les groupes cibles se recoupent : une personne peut être de plusieurs, et les parts ne totalisent pas 100 %.",
)
ESF = "Regulation (EU) 2021/1057 (ESF+), Annex I, 1.1 common output indicators"
MISSION = "Relance, after the target groups of RESO's mission"

participants_unemployed_share = _reached(
    "participants_unemployed_share",
    Text("Participants unemployed at entry", "Participants en chômage à l’entrée"),
    "participants_unemployed",
    Text("unemployed at entry, long-term unemployed included", "en chômage à l’entrée, y compris de longue durée"),
    ("S7", "S15"),
    ESF,
    AT_ENTRY,
)
participants_long_term_unemployed_share = _reached(
    "participants_long_term_unemployed_share",
    Text("Participants long-term unemployed at entry", "Participants en chômage de longue durée à l’entrée"),
    "participants_long_term_unemployed",
    Text("long-term unemployed at entry", "en chômage de longue durée à l’entrée"),
    ("S7", "S15"),
    ESF,
    AT_ENTRY,
)
participants_young_adults_share = _reached(
    "participants_young_adults_share",
    Text("Young adults among participants", "Jeunes adultes parmi les participants"),
    "participants_young_adults",
    Text("whom the organisation counts as young adults", "que l’organisme compte comme jeunes adultes"),
    ("S7",),
    MISSION,
    OVERLAP,
)
participants_potential_entrepreneurs_share = _reached(
    "participants_potential_entrepreneurs_share",
    Text("Potential entrepreneurs among participants", "Futurs entrepreneurs parmi les participants"),
    "participants_potential_entrepreneurs",
    Text("about to start a business", "en voie de créer une entreprise"),
    ("S7", "S14"),
    MISSION,
    OVERLAP,
)
participants_business_owners_share = _reached(
    "participants_business_owners_share",
    Text("Local business owners among participants", "Propriétaires d’entreprises locales parmi les participants"),
    "participants_business_owners",
    Text("who own a local business", "propriétaires d’une entreprise locale"),
    ("S7", "S14"),
    MISSION,
    OVERLAP,
)
participants_community_workers_share = _reached(
    "participants_community_workers_share",
    Text("Community workers among participants", "Intervenants communautaires parmi les participants"),
    "participants_community_workers",
    Text("who work in community organisations", "œuvrant dans des organismes communautaires"),
    ("S7",),
    MISSION,
    OVERLAP,
)
participants_equity_groups_share = _reached(
    "participants_equity_groups_share",
    Text("Participants of an equity-deserving group", "Participants d’un groupe méritant l’équité"),
    "participants_equity_groups",
    Text("of at least one equity-deserving group", "d’au moins un groupe méritant l’équité"),
    ("S6", "S13"),
    "CIDS 3.2.1, code list EquityDeservingGroupsESDC; IRIS+ 5.3, PI4237",
    Text(
        "Of what people chose to say: at the least, not a measure of who they are.",
        "Selon ce que les personnes ont choisi de dire : un minimum, non une mesure de qui elles sont.",
    ),
    "PI4237",
)

participants_women_share = Ratio(
    id="participants_women_share",
    name=Text("Women among participants", "Femmes parmi les participants"),
    numerator=(MEASURES["participants_women"],),
    denominator=(MEASURES["participants_gender_known"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.EQUITY,
    definition=Text(
        "Women served in the period, in percent of persons served whose gender is known.",
        "Femmes desservies pendant la période, en pourcentage des personnes desservies dont le genre est connu.",
    ),
    source="IRIS+ 5.3, PI8330 Client Individuals: Female (as a share)",
    frameworks={"IRIS+": "PI8330"},
    answers=("S6",),
)

coverage_rate_target = Quotient(
    id="coverage_rate_target",
    name=Text("Coverage of the unemployed", "Taux de couverture des chômeurs"),
    numerator=(MEASURES["participants_unemployed_residents"],),
    denominator=(MEASURES["unemployed"],),
    per=100,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.EQUITY,
    definition=Text(
        "Residents served in the period who were unemployed at entry, for every 100 unemployed residents of the census.",
        "Résidents desservis pendant la période qui étaient en chômage à l’entrée, pour 100 résidents en chômage au recensement.",
    ),
    source="Relance; ESF+ Annex I, unemployed participants, over the census",
    answers=("S7", "S13"),
    caveat=Text(
        "Unlike sources: persons served over a year, against those unemployed in one week of the latest census by the end of "
        "the period. It may exceed 100.",
        "Sources différentes : personnes desservies en un an, rapportées aux chômeurs d’une semaine du dernier recensement à la "
        "fin de la période. Peut dépasser 100.",
    ),
)


def outcome_parity(exits: pl.DataFrame) -> pl.DataFrame:
    """Return the rate of women over that of men, with the 95 % interval of its logarithm (Katz and others, 1978).

    Not defined where no man of the cohort is employed; without bounds where no woman is.
    """
    women, men = pl.col("exits_women_employed_q2"), pl.col("exits_men_employed_q2")
    rates = (women / pl.col("exits_women"), men / pl.col("exits_men"))
    defined = (pl.col("exits_women") > 0) & (men > 0)
    spread = (1 / women - 1 / pl.col("exits_women") + 1 / men - 1 / pl.col("exits_men")).sqrt()
    bounded = defined & (women > 0)
    ratio = rates[0] / rates[1]
    return exits.select(
        value=pl.when(defined).then(ratio),
        lower=pl.when(bounded).then(ratio / (Z95 * spread).exp()),
        upper=pl.when(bounded).then(ratio * (Z95 * spread).exp()),
        numerator=pl.lit(None, pl.Float64),
        denominator=pl.lit(None, pl.Float64),
    )


parity_ratio_women = Computed(
    id="parity_ratio_women",
    name=Text("Parity of outcomes, women to men", "Parité des résultats, femmes et hommes"),
    inputs=tuple(MEASURES[f"exits_{part}"] for part in ("women", "women_employed_q2", "men", "men_employed_q2")),
    method=outcome_parity,
    symbols="(exits_women_employed_q2 / exits_women) / (exits_men_employed_q2 / exits_men)",
    interval="log_ratio",
    unit=Unit.RATIO,
    better=Direction.CONTEXT,
    domain=Domain.EQUITY,
    definition=Text(
        "Share of women employed in the second quarter after exit, divided by that of men: 1 when they are alike.",
        "Part des femmes en emploi au deuxième trimestre après la sortie, divisée par celle des hommes : 1 si elles sont égales.",
    ),
    source="Relance; ratio of two rates of WIOA section 116, interval of Katz, Baptista, Azen and Pike (1978)",
    answers=("S6", "S13"),
    caveat=Text(
        "Those whose situation is unknown count as not employed.",
        "Les personnes dont la situation est inconnue comptent comme sans emploi.",
    ),
)


# Tract by tract, participants are few: to two decimals, over as many persons and tracts, no tract can be worked out. The
# disclosure policy's rule for every such index counts tracts; here those of one rate are one.
LEAST_LOCATED, LEAST_TRACTS, DECIMALS = 100, 10, 2


def targeting(areas: pl.DataFrame) -> pl.DataFrame:
    """Return the concentration index (-1 to 1) of participants over tracts, the one of most low income first.

    Weights are residents; tracts without residents or without a rate are left out, and those of one rate share a rank.
    To two decimals, null for fewer than 100 participants or 10 ranks, and how many were located is not given.
    """
    place, served = ["place_id", "period_end"], pl.col("participants")
    known = areas.filter(pl.col("population") > 0, pl.col("low_income_base") > 0)
    rated = known.with_columns(rate=pl.col("low_income_persons") / pl.col("low_income_base")).drop_nulls("rate")
    levels = rated.group_by(*place, "rate", maintain_order=True).agg(pl.col("population").sum(), served.sum())
    ordered = levels.sort(*place, "rate", descending=[False, False, True])
    share = pl.col("population") / pl.col("population").sum().over(place)
    ranked = ordered.with_columns(rank=share.cum_sum().over(place) - share / 2)
    index = 2 * (served * pl.col("rank")).sum() / served.sum() - 1
    enough = (served.sum() >= LEAST_LOCATED) & (pl.len() >= LEAST_TRACTS)
    nothing = dict.fromkeys(("lower", "upper", "numerator", "denominator"), pl.lit(None, pl.Float64))
    return ranked.group_by(place, maintain_order=True).agg(value=pl.when(enough).then(index.round(DECIMALS)), **nothing)


targeting_concentration_index = AcrossAreas(
    id="targeting_concentration_index",
    name=Text(
        "Concentration of participation by low income", "Concentration de la participation selon le faible revenu"
    ),
    inputs=tuple(MEASURES[name] for name in ("participants", "population", "low_income_persons", "low_income_base")),
    method=targeting,
    symbols="2 Σ pᵢ yᵢ Rᵢ / μ − 1, y participants per resident, R their rank by low income, over areas i",
    unit=Unit.INDEX,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Concentration index of participants over census tracts in order of their low-income rate: below 0 when those of more "
        "low income take part more than their residents’ share, above 0 when they take part less.",
        "Indice de concentration des participants selon le taux de faible revenu des secteurs de recensement : sous 0 si les "
        "secteurs plus pauvres participent plus que leur part de la population, au-dessus de 0 s’ils participent moins.",
    ),
    source="World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7 (grouped data)",
    answers=("S13", "S15"),
    caveat=Text(
        "Tracts, not persons, are ranked, by the latest census; participants whose tract is not known are left out. Not shown "
        "for fewer than 100 participants or 10 tracts.",
        "Ce sont les secteurs, non les personnes, qui sont classés, selon le dernier recensement; les participants dont le "
        "secteur n’est pas connu sont exclus. Non présenté pour moins de 100 participants ou de 10 secteurs.",
    ),
)
