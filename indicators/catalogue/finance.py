"""Finance: what results cost."""

from indicators.model import Quotient
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

cost_per_job = Quotient(
    id="cost_per_job",
    name=Text("Cost per job created or safeguarded", "Coût par emploi créé ou préservé"),
    numerator=(MEASURES["spending"],),
    denominator=(MEASURES["fte_created"], MEASURES["fte_safeguarded"]),
    minimum=5,
    unit=Unit.DOLLARS_PER_FTE,
    better=Direction.LOWER,
    domain=Domain.FINANCE,
    definition=Text(
        "Money paid out in the period for each full-time equivalent job created or safeguarded in assisted enterprises.",
        "Sommes versées pendant la période pour chaque emploi en équivalent temps plein créé ou préservé dans les "
        "entreprises accompagnées.",
    ),
    source="Relance; analogue of WIOA cost per participant (ETA-9169)",
    answers=("S1",),
    caveat=Text(
        "In dollars of the day; not shown below five jobs.",
        "En dollars courants ; non présenté en deçà de cinq emplois.",
    ),
    core=True,
)
