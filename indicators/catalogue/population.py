"""Population: how many live here, who they are, and how much of the loss has been made good."""

from indicators.model import Change, Count, Quotient, Ratio, Recovery
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Domain, Text, Unit

CENSUS = "Statistics Canada, Census of Population"
DICTIONARY = "Statistics Canada, Dictionary, Census of Population: "
AGES = tuple(MEASURES[f"age_{ages}"] for ages in ("0_14", "15_24", "25_64", "65_over"))
MARITAL = tuple(MEASURES[name] for name in ("living_in_couple", "never_married", "separated_divorced_widowed"))
LANGUAGES = tuple(MEASURES[f"speak_{name}"] for name in ("french", "english_only", "no_official_language"))
ORIGIN = tuple(MEASURES[name] for name in ("non_immigrants", "immigrants", "non_permanent_residents"))
VISIBLE = tuple(MEASURES[name] for name in ("visible_minority", "not_visible_minority"))
PRIVATE_ONLY = Text(
    "Of residents in private households; the long form asks one household in four.",
    "Parmi la population des ménages privés; le questionnaire détaillé est posé à un ménage sur quatre.",
)

population = Count(
    id="population",
    name=Text("Population", "Population"),
    of=(MEASURES["population"],),
    unit=Unit.PERSONS,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents counted on the reference day of the census; by age and gender, sums of counts rounded to base 5.",
        "Résidents dénombrés le jour de référence du recensement; selon l’âge et le genre, sommes de nombres arrondis à "
        "un multiple de 5.",
    ),
    source=CENSUS,
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
    source=CENSUS,
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

population_density = Quotient(
    id="population_density",
    name=Text("Population density", "Densité de population"),
    numerator=(MEASURES["population"],),
    denominator=(MEASURES["land_area"],),
    unit=Unit.PER_KM2,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents for each square kilometre of land.", "Résidents par kilomètre carré de superficie terrestre."
    ),
    source=DICTIONARY + "Population density",
    answers=("S4", "S10"),
    caveat=Text(
        "Where earlier areas were split since, their land is shared out as their residents are.",
        "Là où d’anciens secteurs ont été divisés depuis, leurs terres sont réparties comme leur population.",
    ),
)

children_share = Ratio(
    id="children_share",
    name=Text("Children under 15", "Enfants de moins de 15 ans"),
    numerator=AGES[:1],
    denominator=AGES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents aged 0 to 14, in percent of all residents.", "Population de 0 à 14 ans, en pourcentage du total."
    ),
    source=DICTIONARY + "Age",
    answers=("S4",),
)

youth_share = Ratio(
    id="youth_share",
    name=Text("Young people aged 15 to 24", "Jeunes de 15 à 24 ans"),
    numerator=AGES[1:2],
    denominator=AGES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents aged 15 to 24, in percent of all residents.", "Population de 15 à 24 ans, en pourcentage du total."
    ),
    source=DICTIONARY + "Age",
    answers=("S4", "S7"),
)

seniors_share = Ratio(
    id="seniors_share",
    name=Text("Seniors aged 65 and over", "Personnes de 65 ans et plus"),
    numerator=AGES[3:],
    denominator=AGES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents aged 65 and over, in percent of all residents.",
        "Population de 65 ans et plus, en pourcentage du total.",
    ),
    source=DICTIONARY + "Age",
    answers=("S4",),
)

dependency_ratio = Quotient(
    id="dependency_ratio",
    name=Text("Demographic dependency ratio", "Rapport de dépendance démographique"),
    numerator=(AGES[0], AGES[3]),
    denominator=AGES[1:3],
    per=100,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents under 15 or aged 65 and over for every hundred aged 15 to 64.",
        "Personnes de moins de 15 ans ou de 65 ans et plus pour cent personnes de 15 à 64 ans.",
    ),
    source=DICTIONARY + "Age; ratio of dependants to those of working age",
    answers=("S4",),
)

separated_divorced_widowed_share = Ratio(
    id="separated_divorced_widowed_share",
    name=Text("Separated, divorced or widowed", "Personnes séparées, divorcées ou veuves"),
    numerator=MARITAL[2:],
    denominator=MARITAL,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents aged 15 and over who are separated, divorced or widowed and in no couple, in percent of all of that age.",
        "Résidents de 15 ans et plus séparés, divorcés ou veufs, hors couple, en pourcentage de cette population.",
    ),
    source=DICTIONARY + "Marital status",
    answers=("S13",),
)

no_official_language_share = Ratio(
    id="no_official_language_share",
    name=Text("Residents who speak neither French nor English", "Personnes ne connaissant ni le français ni l’anglais"),
    numerator=LANGUAGES[2:],
    denominator=LANGUAGES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents who can hold a conversation in neither French nor English, in percent of residents outside "
        "institutions.",
        "Résidents incapables de soutenir une conversation en français ou en anglais, en pourcentage de la population "
        "hors établissements institutionnels.",
    ),
    source=DICTIONARY + "Knowledge of official languages",
    answers=("S7", "S13"),
)

french_speakers_share = Ratio(
    id="french_speakers_share",
    name=Text("Residents who speak French", "Personnes connaissant le français"),
    numerator=LANGUAGES[:1],
    denominator=LANGUAGES,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents who can hold a conversation in French, in percent of residents outside institutions.",
        "Résidents capables de soutenir une conversation en français, en pourcentage de la population hors "
        "établissements institutionnels.",
    ),
    source=DICTIONARY + "Knowledge of official languages",
    answers=("S7", "S13"),
)

immigrant_share = Ratio(
    id="immigrant_share",
    name=Text("Immigrants", "Personnes immigrantes"),
    numerator=ORIGIN[1:2],
    denominator=ORIGIN,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents who are or were landed immigrants or permanent residents, in percent of those in private households.",
        "Résidents qui sont ou ont été immigrants reçus ou résidents permanents, en pourcentage de ceux des ménages "
        "privés.",
    ),
    source=DICTIONARY + "Immigrant status",
    answers=("S7", "S13"),
    caveat=PRIVATE_ONLY,
)

non_permanent_resident_share = Ratio(
    id="non_permanent_resident_share",
    name=Text("Non-permanent residents", "Résidents non permanents"),
    numerator=ORIGIN[2:],
    denominator=ORIGIN,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents with a work or study permit or who claim asylum, and their families, in percent of those in private "
        "households.",
        "Titulaires d’un permis de travail ou d’études et demandeurs d’asile, avec leur famille, en pourcentage de la "
        "population des ménages privés.",
    ),
    source=DICTIONARY + "Immigrant status",
    answers=("S7", "S13"),
    caveat=PRIVATE_ONLY,
)

visible_minority_share = Ratio(
    id="visible_minority_share",
    name=Text("Visible minorities", "Minorités visibles"),
    numerator=VISIBLE[:1],
    denominator=VISIBLE,
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.POPULATION,
    definition=Text(
        "Residents of a visible minority in the sense of the Employment Equity Act, in percent of those in private "
        "households.",
        "Membres de minorités visibles au sens de la Loi sur l’équité en matière d’emploi, en pourcentage de la "
        "population des ménages privés.",
    ),
    source=DICTIONARY + "Visible minority",
    answers=("S6", "S13"),
    caveat=PRIVATE_ONLY,
)
