"""Place beside comparator: gaps in points, how one has changed, and how low income is spread within a place."""

from indicators.by_method import Spread
from indicators.catalogue import education, housing, income, work
from indicators.model import Gap, GapChange, Ratio
from indicators.segregated import low_income_dissimilarity
from schemas.measures import MEASURES, QUINTILES
from schemas.vocabulary import Direction, Domain, Text, Unit

OECD = "OECD, Framework for Policy Action on Inclusive Growth (analogue)"
INDEPENDENT = Text(
    "Place and comparator are taken as independent samples, though one lies in the other: the bounds are a little wide.",
    "Le territoire et son territoire de comparaison sont traités en échantillons indépendants, bien que l’un soit dans "
    "l’autre : les bornes sont un peu larges.",
)
QUINTILE = Text(
    "By the quintiles that the workspace imports, one for each area.",
    "Selon les quintiles importés par l’espace de travail, un par secteur.",
)

employment_gap = Gap(
    id="employment_gap",
    name=Text("Employment gap to the comparator", "Écart de taux d’emploi"),
    share=work.employment_rate,
    unit=Unit.POINTS,
    better=Direction.HIGHER,
    domain=Domain.EQUITY,
    definition=Text(
        "Employment rate less that of the comparator, in points.",
        "Taux d’emploi moins celui du territoire de comparaison, en points.",
    ),
    source=OECD,
    frameworks={"SDG": "10"},
    answers=("S1", "S13"),
    caveat=INDEPENDENT,
)

unemployment_gap = Gap(
    id="unemployment_gap",
    name=Text("Unemployment gap to the comparator", "Écart de taux de chômage"),
    share=work.unemployment_rate,
    unit=Unit.POINTS,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Unemployment rate less that of the comparator, in points.",
        "Taux de chômage moins celui du territoire de comparaison, en points.",
    ),
    source=OECD,
    answers=("S1", "S13"),
    caveat=INDEPENDENT,
)

low_income_gap = Gap(
    id="low_income_gap",
    name=Text("Low-income gap to the comparator", "Écart de taux de faible revenu"),
    share=income.low_income_rate_lim_at,
    unit=Unit.POINTS,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Low-income rate less that of the comparator, in points.",
        "Taux de faible revenu moins celui du territoire de comparaison, en points.",
    ),
    source=OECD,
    frameworks={"SDG": "10"},
    answers=("S3", "S13"),
    caveat=income.low_income_rate_lim_at.caveat,
)

no_certificate_gap = Gap(
    id="no_certificate_gap",
    name=Text("Gap in adults without certificate", "Écart de la part d’adultes sans diplôme"),
    share=education.no_certificate_share,
    unit=Unit.POINTS,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Share of residents aged 25 to 64 without any certificate less that of the comparator, in points.",
        "Part des résidents de 25 à 64 ans sans certificat moins celle du territoire de comparaison, en points.",
    ),
    source=OECD,
    answers=("S8", "S13"),
    caveat=INDEPENDENT,
)

tenant_shelter_burden_gap = Gap(
    id="tenant_shelter_burden_gap",
    name=Text(
        "Gap in tenants spending 30% or more on shelter",
        "Écart de la part de locataires consacrant 30 % ou plus au logement",
    ),
    share=housing.tenant_shelter_burden_rate,
    unit=Unit.POINTS,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Share of tenants spending 30% or more of income on shelter less that of the comparator, in points.",
        "Part des locataires consacrant 30 % ou plus du revenu au logement moins celle du territoire de comparaison, en "
        "points.",
    ),
    source=OECD,
    answers=("S3", "S13"),
    caveat=INDEPENDENT,
)

employment_gap_change = GapChange(
    id="employment_gap_change",
    name=Text("Change in the employment gap", "Variation de l’écart de taux d’emploi"),
    share=work.employment_rate,
    unit=Unit.POINTS,
    better=Direction.HIGHER,
    domain=Domain.EQUITY,
    definition=Text(
        "Change in the employment rate since the census before less that of the rest of the comparator, in points.",
        "Variation du taux d’emploi depuis le recensement précédent moins celle du reste du territoire de comparaison, en "
        "points.",
    ),
    source="Difference in differences of two areas, standard error from the four variances",
    answers=("S13", "S15"),
    caveat=Text(
        "The first comparator must contain the place, which is taken out of it. An association, not a cause: whether both "
        "moved alike before is not known.",
        "Le premier territoire de comparaison doit contenir le territoire, qui en est retranché. Une association et non une "
        "cause : on ignore si les deux évoluaient auparavant de même.",
    ),
)

low_income_dissimilarity_index = Spread(
    id="low_income_dissimilarity",
    name=Text("Dissimilarity of low-income residents", "Dissimilarité des personnes à faible revenu"),
    inputs=(MEASURES["low_income_persons"], MEASURES["low_income_base"]),
    method=low_income_dissimilarity,
    symbols="½ Σ |lᵢ / L − oᵢ / O|, l low_income_persons and o the others, over areas i",
    unit=Unit.INDEX,
    better=Direction.LOWER,
    domain=Domain.EQUITY,
    definition=Text(
        "Share of the residents of low income who would have to live in another census tract of the place for both groups "
        "to be spread alike: 0 alike, 1 apart.",
        "Part des personnes à faible revenu qui devraient vivre dans un autre secteur de recensement du territoire pour que "
        "les deux groupes soient répartis de même : 0 semblables, 1 séparés.",
    ),
    source="Index of dissimilarity; worked examples of the R package segregation (Elbers)",
    answers=("S13",),
    caveat=Text(
        "Few or small areas push it upwards: compare a place with itself over time.",
        "Des secteurs peu nombreux ou petits le font monter : ne comparer un territoire qu’à lui-même dans le temps.",
    ),
)


def _fifth(number: int, id_: str, en: str, fr: str, better: Direction = Direction.CONTEXT) -> Ratio:
    """The share of residents whose area is of one quintile, 1 the least and 5 the most deprived."""
    return Ratio(
        id=f"{id_}_residents_share",
        name=Text(f"Residents in the {en} fifth", f"Résidents du {fr}"),
        numerator=QUINTILES[number - 1 : number],
        denominator=QUINTILES,
        unit=Unit.PERCENT,
        better=better,
        domain=Domain.EQUITY,
        definition=Text(
            f"Residents of areas in deprivation quintile {number}, in percent of those whose area has a quintile.",
            f"Résidents de secteurs du quintile de défavorisation {number}, en pourcentage de ceux dont le secteur a un "
            "quintile.",
        ),
        source="INSPQ, deprivation index: population by quintile (Gamache and others 2019)",
        answers=("S13",),
        caveat=QUINTILE,
    )


least_deprived_residents_share = _fifth(1, "least_deprived", "least deprived", "cinquième le plus favorisé")
second_fifth_residents_share = _fifth(2, "second_fifth", "second least deprived", "deuxième cinquième le plus favorisé")
middle_fifth_residents_share = _fifth(3, "middle_fifth", "middle", "cinquième du milieu")
fourth_fifth_residents_share = _fifth(
    4, "fourth_fifth", "second most deprived", "deuxième cinquième le plus défavorisé"
)
most_deprived_residents_share = _fifth(
    5, "most_deprived", "most deprived", "cinquième le plus défavorisé", Direction.LOWER
)
