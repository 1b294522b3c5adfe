"""Land and infrastructure: what came into use in the period with the organisation's help."""

from indicators.model import Count
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

NOTED = Text(
    "Projects whose size was not noted add nothing.", "Les projets dont l’ampleur n’est pas notée n’ajoutent rien."
)


def _in_use(
    id_: str, name: Text, of: str, unit: Unit, what: Text, source: str, code: str = "", *, sized: bool = False
) -> Count:
    return Count(
        id=id_,
        name=name,
        of=(MEASURES[of],),
        unit=unit,
        better=Direction.HIGHER,
        domain=Domain.HOUSING,
        definition=Text(f"{what.en} that came into use in the period.", f"{what.fr} pendant la période."),
        source=source,
        frameworks={"IRIS+": code} if code else {},
        answers=("S10", "S2") if "industrial" in id_ else ("S10", "S13") if "affordable" in id_ else ("S10",),
        caveat=NOTED if sized else Text("", ""),
    )


land_reused_m2 = _in_use(
    "land_reused_m2",
    Text("Vacant or contaminated land brought back to use", "Terrains vacants ou contaminés remis en usage"),
    "land_reused",
    Unit.SQUARE_METRES,
    Text("Area of reclaimed land", "Superficie des terrains remis en usage"),
    "Relance; UK Shared Prosperity Fund, land and space improved",
    sized=True,
)
housing_units_added = _in_use(
    "housing_units_added",
    Text("Homes created or preserved", "Logements créés ou préservés"),
    "housing_units",
    Unit.DWELLINGS,
    Text("Homes in housing projects", "Logements des projets d’habitation mis en service"),
    "IRIS+ 5.3, PI5965 Housing units financed",
    "PI5965",
    sized=True,
)
affordable_units_added = _in_use(
    "affordable_units_added",
    Text("Affordable homes created or preserved", "Logements abordables créés ou préservés"),
    "affordable_units",
    Unit.DWELLINGS,
    Text("Affordable homes in housing projects", "Logements abordables des projets d’habitation mis en service"),
    "IRIS+ 5.3, PD5833 Percent affordable housing (here as a number)",
    "PD5833 (analogue)",
    sized=True,
)
community_facilities_supported = _in_use(
    "community_facilities_supported",
    Text("Community facilities created or improved", "Équipements collectifs créés ou améliorés"),
    "projects_community_facility",
    Unit.PROJECTS,
    Text("Community facilities", "Équipements collectifs mis en service"),
    "IRIS+ 5.3, PI8007 Community facilities financed",
    "PI8007",
)
industrial_land_projects = _in_use(
    "industrial_land_projects",
    Text("Industrial land projects", "Projets de terrains industriels"),
    "projects_industrial_land",
    Unit.PROJECTS,
    Text(
        "Projects that keep or prepare land for industry",
        "Projets gardant ou préparant des terrains industriels, mis en service",
    ),
    "Relance",
)
infrastructure_projects = _in_use(
    "infrastructure_projects",
    Text("Infrastructure projects", "Projets d’infrastructure"),
    "projects_infrastructure",
    Unit.PROJECTS,
    Text("Infrastructure projects", "Projets d’infrastructure mis en service"),
    "Relance",
)
