"""Participation and partnership: who sits at the table."""

import polars as pl

from indicators.model import Computed
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

SEATS = tuple(MEASURES[f"seats_{sector}"] for sector in ("private", "union", "public", "civil_society", "residents"))


def sector_balance(seats: pl.DataFrame) -> pl.DataFrame:
    """Return Shannon evenness (0 to 1) of the seats among the sectors, one row for each row of seats."""
    names = [measure.id for measure in SEATS]
    total = pl.sum_horizontal(names)
    shares = [pl.col(name) / total for name in names]
    terms = [pl.when(share > 0).then(-share * share.log()).otherwise(0.0) for share in shares]
    evenness = pl.sum_horizontal(terms) / pl.lit(len(names)).log()
    return seats.select(
        value=pl.when(total > 0).then(evenness),
        lower=pl.lit(None, pl.Float64),
        upper=pl.lit(None, pl.Float64),
        numerator=pl.lit(None, pl.Float64),
        denominator=total,
    )


partner_sector_balance = Computed(
    id="partner_sector_balance",
    name=Text("Balance of partner sectors in governance", "Équilibre des secteurs partenaires dans la gouvernance"),
    inputs=SEATS,
    method=sector_balance,
    unit=Unit.INDEX,
    better=Direction.HIGHER,
    domain=Domain.PARTICIPATION,
    definition=Text(
        "Evenness of the seats among private, union, public, civil society and residents: 1 when all hold as many, "
        "0 when one holds all.",
        "Équitabilité des sièges entre secteurs privé, syndical, public, société civile et résidents : 1 si tous en "
        "détiennent autant, 0 si un seul les détient tous.",
    ),
    source="Shannon evenness (Pielou, 1966) over the seats of IRIS+ 5.3 OI1075",
    frameworks={"IRIS+": "OI1075", "SDG": "17.17"},
    answers=("S5", "S14"),
    core=True,
)
