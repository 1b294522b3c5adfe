"""Every measure: what is counted, in which unit, among whom, and whether areas may be added up."""

from schemas.measures.census import CENSUS, INCOME_BINS, INCOME_LIMITS, OCCUPATIONS, QUINTILES
from schemas.measures.history import FACTS
from schemas.measures.labour import EMPLOYMENT
from schemas.measures.mapped import CONSUMER_PRICES, MAPPED
from schemas.measures.model import Break, Measure, Remark
from schemas.measures.programme import ASSISTED_JOBS, BOARD, PAYMENTS, PROGRAMME

MEASURES: dict[str, Measure] = {m.id: m for m in (*CENSUS, *EMPLOYMENT, *FACTS, *MAPPED, *PROGRAMME)}

__all__ = [
    "ASSISTED_JOBS",
    "BOARD",
    "CENSUS",
    "CONSUMER_PRICES",
    "EMPLOYMENT",
    "FACTS",
    "INCOME_BINS",
    "INCOME_LIMITS",
    "MAPPED",
    "MEASURES",
    "OCCUPATIONS",
    "PAYMENTS",
    "PROGRAMME",
    "QUINTILES",
    "Break",
    "Measure",
    "Remark",
]
