"""The words around the figures, in both languages: headings, labels of groups, sentences of the findings."""

from schemas.vocabulary import Direction, Domain, Text

DOMAINS: dict[Domain, Text] = {
    Domain.WORK: Text("Work", "Travail"),
    Domain.BUSINESS: Text("Business", "Entreprises"),
    Domain.INCOME: Text("Income and poverty", "Revenu et pauvreté"),
    Domain.POPULATION: Text("Population", "Population"),
    Domain.HOUSING: Text("Housing and land", "Logement et aménagement"),
    Domain.EDUCATION: Text("Education and skills", "Éducation et compétences"),
    Domain.PARTICIPATION: Text("Participation and partnership", "Participation et partenariat"),
    Domain.FINANCE: Text("Finance", "Finances"),
    Domain.EQUITY: Text("Equity", "Équité"),
}

BETTER: dict[Direction, Text] = {
    Direction.HIGHER: Text("higher is better", "une hausse est favorable"),
    Direction.LOWER: Text("lower is better", "une baisse est favorable"),
    Direction.CONTEXT: Text("context, not judged", "contexte, sans jugement"),
}

SYNTHETIC = Text("synthetic programme records", "dossiers de programme synthétiques")
SYNTHETIC_NOTE = Text("Synthetic programme records.", "Dossiers de programme synthétiques.")
REAL = Text("programme records", "dossiers de programme")
STATISTICS = Text("published statistics", "statistiques publiées")

INDICATOR = Text("Indicator", "Indicateur")
PLACE = Text("Place", "Territoire")
GROUP = Text("Group", "Groupe")
UNIT = Text("Unit", "Unité")
PERIOD = Text("Period", "Période")
VALUE = Text("Value", "Valeur")
LATEST = Text("Latest", "Dernière valeur")
PREVIOUS = Text("Previous", "Valeur précédente")
LOWER = Text("Lower bound", "Borne inférieure")
UPPER = Text("Upper bound", "Borne supérieure")
BOUNDS = Text("Bounds", "Bornes")
CHANGE = Text("Change", "Variation")
IN_WORDS = Text("In words", "En mots")
SOURCES = Text("Sources", "Sources")
NOTES = Text("Notes", "Notes")

# What the page and the workbook say around a table; the template asks for them by name.
PAGE: dict[str, Text] = {
    "skip": Text("Skip to content", "Aller au contenu"),
    "other": Text("Français", "English"),
    "contents": Text("All tables", "Tous les tableaux"),
    "findings": Text("Main findings", "Faits saillants"),
    "tables": Text("Tables", "Tableaux"),
    "cover": Text("Cover", "Couverture"),
    "notes": Text("Notes", "Notes"),
    "symbols": Text("Symbols", "Signes conventionnels"),
    "symbol": Text("Symbol", "Signe"),
    "meaning": Text("Meaning", "Signification"),
    "sources": Text("Sources", "Sources"),
    "licence": Text("Licence", "Licence"),
    "publisher": Text("Publisher", "Diffuseur"),
    "source": Text("Source", "Source"),
    "number": Text("No.", "Nº"),
    "reference": Text("Reference date", "Date de référence"),
    "sheet": Text("Sheet", "Feuille"),
    "title": Text("Title", "Titre"),
    "definitions": Text("About the indicators", "À propos des indicateurs"),
    "indicator": INDICATOR,
    "definition": Text("Definition", "Définition"),
    "every_figure": Text("Every published figure", "Toutes les données publiées"),
    "see_notes": Text(
        "Symbols, sources and definitions: see the sheet Notes.",
        "Signes conventionnels, sources et définitions : voir la feuille Notes.",
    ),
    "method": Text("Reference", "Référence"),
    "edition": Text("Edition", "Édition"),
    "cite": Text("How to cite", "Pour citer"),
    "download": Text("Download", "Télécharger"),
    "csv": Text("This table (CSV)", "Ce tableau (CSV)"),
    "workbook": Text("All tables (Excel)", "Tous les tableaux (Excel)"),
    "figures": Text("Every published figure (CSV)", "Toutes les données publiées (CSV)"),
    "parquet": Text("Every published figure (Parquet)", "Toutes les données publiées (Parquet)"),
    "package": Text("Description of the data (JSON)", "Description des données (JSON)"),
    "scroll": Text("table, scrolls sideways", "tableau à défilement horizontal"),
    "banner": Text(
        "Synthetic programme records: the figures about participants, enterprises and spending are invented.",
        "Dossiers de programme synthétiques : les chiffres sur participants, entreprises et dépenses sont fictifs.",
    ),
}

GENERAL_NOTES = (
    Text(
        "Bounds are those of a 95% interval, whose method figures.csv names; a complete count has none.",
        "Bornes d’un intervalle à 95 %, dont figures.csv nomme la méthode; un dénombrement complet n’en a pas.",
    ),
    Text(
        "Changes are computed before rounding, so they may differ from the difference of the figures shown.",
        "Les variations, calculées avant arrondissement, peuvent différer de l’écart entre les valeurs affichées.",
    ),
)

DIMENSIONS: dict[str, Text] = {
    "gender": Text("Gender", "Genre"),
    "sex": Text("Sex", "Sexe"),
    "age": Text("Age", "Âge"),
    "target_group": Text("Target group", "Groupe cible"),
    "service": Text("Service", "Service"),
    "entry_status": Text("Situation at entry", "Situation à l’entrée"),
    "legal_form": Text("Legal form", "Forme juridique"),
    "place": Text("Neighbourhood", "Quartier"),
}

TOTAL = Text("Total", "Total")

CATEGORIES: dict[str, Text] = {
    "woman": Text("Women", "Femmes"),
    "women": Text("Women", "Femmes"),
    "man": Text("Men", "Hommes"),
    "men": Text("Men", "Hommes"),
    "another": Text("Another gender", "Autre genre"),
    "undisclosed": Text("Not disclosed", "Non divulgué"),
    "unknown": Text("Not known", "Inconnu"),
    "career": Text("Career counselling", "Orientation professionnelle"),
    "training": Text("Training", "Formation"),
    "entrepreneurship": Text("Entrepreneurship", "Entrepreneuriat"),
    "placement": Text("Job placement", "Placement en emploi"),
    "support": Text("Support in employment", "Soutien en emploi"),
    "retention": Text("Business retention", "Rétention d’entreprises"),
    "startup": Text("Business start-up", "Démarrage d’entreprises"),
    "financing": Text("Financing", "Financement"),
    "procurement": Text("Procurement", "Approvisionnement"),
    "premises": Text("Premises", "Locaux"),
    "technical": Text("Technical support", "Soutien technique"),
    "unemployed": Text("Unemployed people", "Personnes en chômage"),
    "potential_entrepreneur": Text("Potential entrepreneurs", "Futurs entrepreneurs"),
    "young_adult": Text("Young adults", "Jeunes adultes"),
    "local_business_owner": Text("Local business owners", "Propriétaires d’entreprises locales"),
    "community_worker": Text("Community workers", "Intervenants communautaires"),
    "under_25": Text("Under 25 years", "Moins de 25 ans"),
    "under_35": Text("Under 35 years", "Moins de 35 ans"),
    "25-34": Text("25 to 34 years", "25 à 34 ans"),
    "35-54": Text("35 to 54 years", "35 à 54 ans"),
    "35_and_over": Text("35 years and over", "35 ans et plus"),
    "55_and_over": Text("55 years and over", "55 ans et plus"),
    "another_or_undisclosed": Text("Another gender or not disclosed", "Autre genre ou non divulgué"),
    "not_employed": Text("Not employed at entry", "Sans emploi à l’entrée"),
    "present_or_future_owner": Text(
        "Present and future business owners", "Propriétaires d’entreprises, présents et futurs"
    ),
    "towards_employment": Text(
        "Counselling, placement and support in employment", "Orientation, placement et soutien en emploi"
    ),
    "start_and_financing": Text("Start-up and financing", "Démarrage et financement"),
    "advice": Text("Procurement, premises and technical support", "Approvisionnement, locaux et soutien technique"),
    "social_economy": Text(
        "Cooperatives, non-profits and social enterprises", "Coopératives, OBNL et économie sociale"
    ),
    "for_profit": Text("Private enterprises and self-employed", "Entreprises privées et travail autonome"),
}
