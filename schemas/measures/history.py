"""Measures typed in with their citation."""

from schemas.measures.model import Measure
from schemas.vocabulary import Text, Unit

HISTORY = "industrial jobs located in the area"

FACTS = (
    Measure(
        "industrial_jobs_lost",
        Text("Industrial jobs lost in the decline", "Emplois industriels perdus pendant le déclin"),
        Unit.JOBS,
        HISTORY,
    ),
)
