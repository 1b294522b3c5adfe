"""Finance: what results cost, where the money goes and where it comes from."""

from indicators.model import Count, Quotient, Ratio
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
        "Money paid out in the period for programmes and operations, for each full-time equivalent job created or "
        "safeguarded in assisted enterprises.",
        "Sommes versées pendant la période pour les programmes et le fonctionnement, par emploi en équivalent temps plein "
        "créé ou préservé dans les entreprises accompagnées.",
    ),
    source="Relance; analogue of WIOA cost per participant (ETA-9169)",
    answers=("S1",),
    caveat=Text(
        "In dollars of the day; not shown below five jobs.",
        "En dollars courants; non présenté en deçà de cinq emplois.",
    ),
    core=True,
)

cost_per_participant = Quotient(
    id="cost_per_participant",
    name=Text("Cost per participant served", "Coût par participant"),
    numerator=(MEASURES["spending"],),
    denominator=(MEASURES["participants"],),
    minimum=5,
    unit=Unit.DOLLARS_PER_PERSON,
    better=Direction.CONTEXT,
    domain=Domain.FINANCE,
    definition=Text(
        "Money paid out in the period for programmes and operations, for each person served.",
        "Sommes versées pendant la période pour les programmes et le fonctionnement, par personne desservie.",
    ),
    source="US Department of Labor, ETA-9169, items 4 and 8 (cost per participant served)",
    frameworks={"WIOA": "ETA-9169 cost per participant served"},
    answers=("S8", "S14"),
    caveat=Text(
        "In dollars of the day; takes in what is spent on enterprises and land too.",
        "En dollars courants; comprend aussi ce qui est dépensé pour les entreprises et l’aménagement.",
    ),
)


def _spent(id_: str, name: Text, what: Text) -> Count:
    return Count(
        id=id_,
        name=name,
        of=(MEASURES[id_],),
        unit=Unit.DOLLARS,
        better=Direction.CONTEXT,
        domain=Domain.FINANCE,
        definition=Text(
            f"Money paid out in the period for {what.en}.", f"Sommes versées pendant la période {what.fr}."
        ),
        source="Relance",
        answers=("S14",),
        caveat=Text("In dollars of the day.", "En dollars courants."),
    )


spending_programme = _spent(
    "spending_programme",
    Text("Spending on programmes", "Dépenses de programme"),
    Text("services to participants and enterprises", "pour les services aux participants et aux entreprises"),
)
spending_operations = _spent(
    "spending_operations",
    Text("Spending on operations", "Dépenses de fonctionnement"),
    Text("running the organisation", "pour le fonctionnement de l’organisme"),
)
spending_capital = _spent(
    "spending_capital",
    Text("Capital spending", "Dépenses d’immobilisations"),
    Text("lasting assets, such as land and buildings", "pour des biens durables, tels que terrains et bâtiments"),
)

local_procurement_share = Ratio(
    id="local_procurement_share",
    name=Text("Local procurement share", "Part des achats locaux"),
    numerator=(MEASURES["spending_local_suppliers"],),
    denominator=(MEASURES["spending_programme"], MEASURES["spending_operations"], MEASURES["spending_capital"]),
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.FINANCE,
    definition=Text(
        "Payments to suppliers of the area, in percent of all payments of the period.",
        "Paiements à des fournisseurs du territoire, en pourcentage de tous les paiements de la période.",
    ),
    source="IRIS+ 5.3, PI1849 Payments to local suppliers over PI5478 Payments to all supplier organisations",
    frameworks={"IRIS+": "PI1849/PI5478"},
    answers=("S12", "S14"),
    caveat=Text(
        "The first round of spending only: what suppliers spend in their turn is not known.",
        "Premier tour de dépenses seulement : on ne sait pas ce que les fournisseurs dépensent à leur tour.",
    ),
    core=True,
)

_OTHER_FUNDS = tuple(MEASURES[f"funding_{origin}"] for origin in ("public", "private", "union", "community"))

leverage_ratio = Quotient(
    id="leverage_ratio",
    name=Text(
        "Leverage: other funds for each dollar of own funds",
        "Effet de levier : autres fonds par dollar de fonds propres",
    ),
    numerator=_OTHER_FUNDS,
    denominator=(MEASURES["funding_own"],),
    unit=Unit.RATIO,
    better=Direction.HIGHER,
    domain=Domain.FINANCE,
    definition=Text(
        "Funds received in the period from others, for each dollar of the organisation's own funds.",
        "Fonds reçus de tiers pendant la période, par dollar de fonds propres de l’organisme.",
    ),
    source="Relance; analogue of IRIS+ 5.3 FP8293 New investment capital",
    frameworks={"IRIS+": "FP8293 (analogue)"},
    answers=("S14",),
    caveat=Text(
        "Funds received, whether or not they were spent in the period.",
        "Fonds reçus, qu’ils aient été dépensés ou non pendant la période.",
    ),
)


def _funded(origin: str, name: Text, who: Text) -> Ratio:
    return Ratio(
        id=f"funding_{origin}_share",
        name=name,
        numerator=(MEASURES[f"funding_{origin}"],),
        denominator=(MEASURES["funding_own"], *_OTHER_FUNDS),
        unit=Unit.PERCENT,
        better=Direction.CONTEXT,
        domain=Domain.FINANCE,
        definition=Text(
            f"Funds received from {who.en} in the period, in percent of all funds received, own funds included.",
            f"Fonds reçus {who.fr} pendant la période, en pourcentage de tous les fonds reçus, fonds propres compris.",
        ),
        source="Relance, after the partners of RESO's mission",
        answers=("S5", "S14"),
    )


funding_public_share = _funded(
    "public", Text("Public share of funding", "Part publique du financement"), Text("governments", "des gouvernements")
)
funding_private_share = _funded(
    "private",
    Text("Private share of funding", "Part privée du financement"),
    Text("private business", "du secteur privé"),
)
funding_union_share = _funded(
    "union", Text("Union share of funding", "Part syndicale du financement"), Text("trade unions", "des syndicats")
)
funding_community_share = _funded(
    "community",
    Text("Community share of funding", "Part communautaire du financement"),
    Text("community organisations", "d’organismes communautaires"),
)
