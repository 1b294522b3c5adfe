"""What became of a figure and why, in both languages."""

from collections.abc import Mapping

from indicators.causes import JOIN, Cause
from indicators.revisions import Kind
from schemas.vocabulary import Text

KINDS: dict[Kind, Text] = {
    Kind.ADDED: Text("new", "nouvelle donnée"),
    Kind.WITHDRAWN: Text("withdrawn", "retirée"),
    Kind.CHANGED: Text("changed", "modifiée"),
    Kind.SUPPRESSED: Text("now suppressed", "désormais confidentielle"),
    Kind.RELEASED: Text("no longer suppressed", "n’est plus confidentielle"),
    Kind.STATUS: Text("status changed", "statut modifié"),
}
BEYOND = Text("beyond the margins", "au-delà des marges")
WITHIN = Text("within the margins", "à l’intérieur des marges")
REVERSED = Text("trend reversed", "tendance inversée")

CAUSES: dict[Cause, Text] = {
    Cause.DEFINITION: Text("definition of the indicator", "définition de l’indicateur"),
    Cause.CORRECTION: Text("correction of {}", "correction de {}"),
    Cause.SNAPSHOT: Text("new data from {}", "nouvelles données de {}"),
    Cause.SETTINGS: Text("reading of {}", "lecture de {}"),
    Cause.BOUNDARY: Text("boundaries of the place", "limites du territoire"),
    Cause.POLICY: Text("confidentiality policy", "politique de confidentialité"),
    Cause.CODE: Text("software", "logiciel"),
    Cause.UNKNOWN: Text("not known", "inconnue"),
}


def cause_in_words(code: str, titles: Mapping[str, str]) -> Text:
    """Return one cause in words; `titles` gives the title of each source, and one that it lacks keeps its id."""
    kind, _, source = code.partition(" ")
    words, title = CAUSES[Cause(kind)], titles.get(source, source)
    return Text(words.en.replace("{}", title), words.fr.replace("{}", title))


def causes_in_words(codes: str, titles: Mapping[str, str]) -> Text:
    """Return the causes of a figure in words, in their order."""
    found = [cause_in_words(code, titles) for code in codes.split(JOIN)]
    return Text("; ".join(text.en for text in found), "; ".join(text.fr for text in found))
