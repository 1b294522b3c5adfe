"""Income and poverty: who lives in low income, how household incomes are spread, and how they compare."""

from indicators.by_method import Beside, Computed, Spread
from indicators.incomes import (
    between_areas,
    decile_ratio,
    income_atkinson,
    income_gini,
    income_ratio,
    median_income,
    quartile_ratio,
)
from indicators.model import Ratio
from schemas.measures import INCOME_BINS, MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

DICTIONARY = "Statistics Canada, Dictionary, Census of Population: "
PANDEMIC = Text(
    "Incomes of 2020, in the census of 2021, include pandemic benefits.",
    "Les revenus de 2020, au recensement de 2021, comprennent les prestations liées à la pandémie.",
)
DAY_DOLLARS = Text(
    f"In dollars of the income year, not adjusted for prices. {PANDEMIC.en}",
    f"En dollars de l’année du revenu, sans correction de l’inflation. {PANDEMIC.fr}",
)
WITHIN_BINS = Text(
    "Each household counts with the middle of its income bin, and from $100,000 with that limit: inequality within bins "
    f"and at the top is not seen, and the more incomes pass that limit, the less of it. Compare places of one census. "
    f"{PANDEMIC.en}",
    "Chaque ménage compte pour le milieu de sa tranche de revenu, et à partir de 100 000 $ pour cette limite : l’inégalité "
    "dans les tranches et au sommet échappe à la mesure, d’autant plus que des revenus dépassent cette limite. Comparer les "
    f"territoires d’un même recensement. {PANDEMIC.fr}",
)

low_income_rate_lim_at = Ratio(
    id="low_income_rate_lim_at",
    name=Text("Low-income rate (LIM-AT)", "Taux de faible revenu (MFR-ApI)"),
    numerator=(MEASURES["low_income_persons"],),
    denominator=(MEASURES["low_income_base"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.INCOME,
    definition=Text(
        "Persons whose household's after-tax income, adjusted for its size, is below half the national median, in percent "
        "of those to whom the concept applies.",
        "Personnes dont le revenu après impôt du ménage, ajusté selon sa taille, est inférieur à la moitié de la médiane "
        "nationale, en pourcentage de celles visées par le concept.",
    ),
    source=DICTIONARY + "Low-income measure, after tax (LIM-AT)",
    frameworks={"SDG": "1.2.1 (analogue)"},
    answers=("S3", "S15"),
    caveat=Text(
        "The number of persons is worked back from the published rate of each area. A fall in areas under displacement "
        "pressure is no success: read both.",
        "Le nombre de personnes est reconstitué à partir du taux publié de chaque secteur. Une baisse dans les secteurs "
        "sous pression de déplacement n’est pas un succès : lire les deux.",
    ),
    core=True,
)

median_household_income = Computed(
    id="median_household_income",
    name=Text("Median household income after tax", "Revenu médian des ménages après impôt"),
    inputs=INCOME_BINS,
    method=median_income,
    symbols="Q(½) of household_income_000 … household_income_100",
    interval="rounding",
    unit=Unit.DOLLARS,
    better=Direction.CONTEXT,
    domain=Domain.INCOME,
    definition=Text(
        "The after-tax income that half of the households reach in the year before the census, interpolated in the "
        "income bins of the whole place.",
        "Le revenu après impôt qu’atteint la moitié des ménages l’année précédant le recensement, interpolé dans les "
        "tranches de revenu de tout le territoire.",
    ),
    source=DICTIONARY + "After-tax income; medians from bins: US Census Bureau, Derived Measures",
    answers=("S3",),
    caveat=DAY_DOLLARS,
)

households_under_20000_share = Ratio(
    id="households_under_20000_share",
    name=Text("Households with less than $20,000 after tax", "Ménages de moins de 20 000 $ après impôt"),
    numerator=INCOME_BINS[:4],
    denominator=INCOME_BINS,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.INCOME,
    definition=Text(
        "Private households with an after-tax income under $20,000, in percent of private households.",
        "Ménages privés dont le revenu après impôt est inférieur à 20 000 $, en pourcentage des ménages privés.",
    ),
    source=DICTIONARY + "After-tax income",
    answers=("S3", "S13"),
    caveat=DAY_DOLLARS,
)

households_100000_share = Ratio(
    id="households_100000_share",
    name=Text("Households with $100,000 or more after tax", "Ménages de 100 000 $ et plus après impôt"),
    numerator=INCOME_BINS[-1:],
    denominator=INCOME_BINS,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.INCOME,
    definition=Text(
        "Private households with an after-tax income of $100,000 or more, in percent of private households.",
        "Ménages privés dont le revenu après impôt est d’au moins 100 000 $, en pourcentage des ménages privés.",
    ),
    source=DICTIONARY + "After-tax income",
    answers=("S3", "S13"),
    caveat=DAY_DOLLARS,
)

income_quartile_ratio = Computed(
    id="income_quartile_ratio",
    name=Text("Income ratio of upper to lower quartile (P75/P25)", "Rapport interquartile de revenu (P75/P25)"),
    inputs=INCOME_BINS,
    method=quartile_ratio,
    symbols="Q(¾) / Q(¼) of household_income_000 … household_income_100",
    unit=Unit.RATIO,
    better=Direction.LOWER,
    domain=Domain.INCOME,
    definition=Text(
        "After-tax household income that a quarter of households exceed, divided by the one that a quarter do not reach.",
        "Revenu après impôt que dépasse le quart des ménages, divisé par celui qu’un quart n’atteint pas.",
    ),
    source="P75/P25, beside P90/P10, whose upper end often lies in the open bin of the census",
    frameworks={"SDG": "10.2"},
    answers=("S6", "S13"),
    caveat=PANDEMIC,
)

income_decile_ratio = Computed(
    id="income_decile_ratio",
    name=Text("Income ratio of upper to lower decile (P90/P10)", "Rapport interdécile de revenu (P90/P10)"),
    inputs=INCOME_BINS,
    method=decile_ratio,
    symbols="Q(0.9) / Q(0.1) of household_income_000 … household_income_100",
    unit=Unit.RATIO,
    better=Direction.LOWER,
    domain=Domain.INCOME,
    definition=Text(
        "After-tax household income that a tenth of households exceed, divided by the one that a tenth do not reach.",
        "Revenu après impôt que dépasse le dixième des ménages, divisé par celui qu’un dixième n’atteint pas.",
    ),
    source="P90/P10; quantiles from bins: US Census Bureau, Derived Measures",
    frameworks={"SDG": "10"},
    answers=("S6", "S13"),
    caveat=Text(
        f"Not computed where a tenth of households or more pass the last limit of the bins, $100,000. {PANDEMIC.en}",
        "Non calculé là où le dixième des ménages ou plus dépasse la dernière limite des tranches, 100 000 $. "
        f"{PANDEMIC.fr}",
    ),
)

gini_income = Computed(
    id="gini_income",
    name=Text("Gini coefficient of household income", "Coefficient de Gini du revenu des ménages"),
    inputs=INCOME_BINS,
    method=income_gini,
    symbols="Σ wᵢxᵢ(2Wᵢ − wᵢ − N) / (N Σ wᵢxᵢ), x the middles and w the counts of household_income_000 … household_income_100",
    unit=Unit.INDEX,
    better=Direction.CONTEXT,
    domain=Domain.INCOME,
    definition=Text(
        "Inequality of after-tax household incomes: 0 when all are alike, 1 when one household has everything.",
        "Inégalité des revenus après impôt des ménages : 0 si tous sont égaux, 1 si un seul ménage a tout.",
    ),
    source="Gini coefficient by the trapezoid rule over income bins, without small-sample correction",
    frameworks={"SDG": "10"},
    answers=("S6", "S13"),
    caveat=WITHIN_BINS,
    estimated=True,
)

atkinson_income = Computed(
    id="atkinson_income",
    name=Text("Atkinson index of household income (0.5)", "Indice d’Atkinson du revenu des ménages (0,5)"),
    inputs=INCOME_BINS,
    method=income_atkinson,
    symbols="1 − (Σ pᵢ √xᵢ)² / μ, x the middles and p the shares of household_income_000 … household_income_100",
    unit=Unit.INDEX,
    better=Direction.CONTEXT,
    domain=Domain.INCOME,
    definition=Text(
        "Share of all after-tax household income that could be given up without loss of well-being if the rest were "
        "shared equally, for an aversion to inequality of 0.5: 0 when all are alike.",
        "Part du revenu total après impôt des ménages à laquelle on pourrait renoncer sans perte de bien-être si le reste "
        "était réparti également, pour une aversion à l’inégalité de 0,5 : 0 si tous sont égaux.",
    ),
    source="Atkinson index over income bins; worked examples of the R package ineq",
    frameworks={"SDG": "10"},
    answers=("S6", "S13"),
    caveat=WITHIN_BINS,
    estimated=True,
)

income_ratio_to_region = Beside(
    id="income_ratio_to_region",
    name=Text("Median income relative to the comparator", "Revenu médian relatif au territoire de comparaison"),
    inputs=INCOME_BINS,
    method=income_ratio,
    symbols="100 × Q(½) here / Q(½) there, of household_income_000 … household_income_100",
    interval="rounding",
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.EQUITY,
    definition=Text(
        "Median after-tax household income in percent of the comparator's, each interpolated in its own income bins.",
        "Revenu médian après impôt des ménages en pourcentage de celui du territoire de comparaison, chacun interpolé "
        "dans ses propres tranches de revenu.",
    ),
    source="OECD, Framework for Policy Action on Inclusive Growth (analogue)",
    frameworks={"SDG": "10"},
    answers=("S3", "S13"),
    caveat=PANDEMIC,
)

theil_between_areas = Spread(
    id="theil_between_areas",
    name=Text("Income inequality between areas (Theil T)", "Inégalité de revenu entre secteurs (Theil T)"),
    inputs=INCOME_BINS,
    method=between_areas,
    symbols="Σ sₖ ln(sₖ / pₖ), s the shares of income and p of households, over areas k",
    unit=Unit.INDEX,
    better=Direction.CONTEXT,
    domain=Domain.EQUITY,
    definition=Text(
        "The part of Theil's T of household incomes that lies between the census tracts of the place: 0 when the mean "
        "income of all is the same.",
        "La part du T de Theil des revenus des ménages qui tient aux écarts entre les secteurs de recensement du "
        "territoire : 0 si leur revenu moyen est partout le même.",
    ),
    source="Theil's T, between-group component",
    frameworks={"SDG": "10"},
    answers=("S13",),
    caveat=WITHIN_BINS,
    estimated=True,
)
