"""Equity: whether those who need it most are reached."""

from indicators.model import Ratio
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

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
    answers=("S13",),
    core=True,
)
