"""Population: how many live here, and how much of the loss has been made good."""

from indicators.model import Change, Count, Recovery
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

population = Count(
    id="population",
    name=Text("Population", "Population"),
    of=(MEASURES["population"],),
    unit=Unit.PERSONS,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents counted on the reference day of the census.",
        "Résidents dénombrés le jour de référence du recensement.",
    ),
    source="Statistics Canada, Census of Population",
    answers=("S4",),
    core=True,
)

population_change = Change(
    id="population_change",
    name=Text("Population change", "Variation de la population"),
    of=(MEASURES["population"],),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Change in the number of residents since the figure before, on the same boundaries, in percent.",
        "Variation du nombre de résidents depuis le chiffre précédent, dans les mêmes limites, en pourcentage.",
    ),
    source="Statistics Canada, Census of Population",
    answers=("S4", "S15"),
    core=True,
)

population_loss_recovered_share = Recovery(
    id="population_loss_recovered_share",
    name=Text("Population loss recovered", "Part de la perte de population récupérée"),
    of=MEASURES["population"],
    key="population",
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents gained since the trough, in percent of those lost from the peak to the trough.",
        "Résidents gagnés depuis le creux, en pourcentage de ceux perdus entre le sommet et le creux.",
    ),
    source="Relance, after RESO's account: 100,000 residents in 1950, 69,000 in 1988",
    answers=("S4", "S15"),
    caveat=Text(
        "Peak and trough are historical figures whose boundaries are not proven identical with today's.",
        "Le sommet et le creux sont des chiffres historiques dont les limites ne sont pas prouvées identiques à celles "
        "d’aujourd’hui.",
    ),
    core=True,
)
