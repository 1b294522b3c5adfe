"""Income and poverty."""

from indicators.model import Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

low_income_rate_lim_at = Ratio(
    id="low_income_rate_lim_at",
    name=Text("Low-income rate (LIM-AT)", "Taux de faible revenu (MFR-ApI)"),
    numerator=(MEASURES["low_income_persons"],),
    denominator=(MEASURES["low_income_base"],),
    unit=Unit.PERCENT,
    better=Direction.LOWER,
    domain=Domain.INCOME,
    definition=Text(
        "Persons whose household's after-tax income is below half the national median, adjusted for household size, "
        "in percent of those to whom the concept applies.",
        "Personnes dont le revenu après impôt du ménage est inférieur à la moitié de la médiane nationale, ajustée selon "
        "la taille du ménage, en pourcentage de celles visées par le concept.",
    ),
    source="Statistics Canada, Dictionary, Census of Population: Low-income measure, after tax (LIM-AT)",
    frameworks={"SDG": "1.2.1"},
    answers=("S3", "S15"),
    caveat=Text(
        "The number of persons is worked back from the published rate of each area.",
        "Le nombre de personnes est reconstitué à partir du taux publié de chaque secteur.",
    ),
    core=True,
)
