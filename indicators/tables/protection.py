"""What an edition says of how the register's figures are protected, and how much of them is lost by it."""

from collections.abc import Sequence
from itertools import groupby

import polars as pl

from indicators.disclosure.loss import Loss
from indicators.disclosure.policy import Policy
from indicators.tables.formats import number
from indicators.tables.words import DIMENSIONS
from schemas.published import INFORMATION_LOSS
from schemas.vocabulary import Text, Unit

_RECORDS = {"person": Text("participants", "les participants"), "enterprise": Text("enterprises", "les entreprises")}
_COUNTED = {"person": Text("persons", "personnes"), "enterprise": Text("enterprises", "entreprises")}
_TOTALS = Text("Totals", "Totaux")
_TOTAL = "total"


def protection_notes(policy: Policy, losses: Sequence[Loss]) -> tuple[Text, ...]:
    """Return by which policy the figures on persons and firms are protected, and what is shown of each table."""
    told = f"{policy.name} {policy.version} ({policy.hash[:12]})"
    few = policy.counts.threshold - 1
    rule = Text(
        f"Figures about participants and enterprises are protected by the disclosure policy {told}: counts from 1 to "
        f"{few}, and whatever they could be worked out from, are suppressed.",
        "Les chiffres sur les participants et les entreprises sont protégés par la politique de confidentialité "
        f"{told} : les nombres de 1 à {few}, et tout ce qui permettrait de les retrouver, sont supprimés.",
    )
    return (rule, *(_shown(kind, list(of)) for kind, of in groupby(losses, lambda loss: loss.kind)))


def loss_rows(losses: Sequence[Loss]) -> pl.DataFrame:
    """Return the rows of the published table `information_loss`."""
    rows = [(loss.kind, loss.dimension or _TOTAL, loss.cells, loss.units) for loss in losses]
    schema = dict(zip(INFORMATION_LOSS.columns, (pl.String, pl.String, pl.Float64, pl.Float64), strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _shown(kind: str, losses: Sequence[Loss]) -> Text:
    records = _RECORDS[kind]
    parts = [_part(kind, loss) for loss in losses]
    return Text(
        f"Of the tables about {records.en}, these are shown: {'; '.join(part.en for part in parts)}.",
        f"Des tableaux sur {records.fr}, sont montrés : {'; '.join(part.fr for part in parts)}.",
    )


def _part(kind: str, loss: Loss) -> Text:
    """Say of one table which share of its cells is shown, and which share of persons or firms is counted there."""
    name = DIMENSIONS[loss.dimension] if loss.dimension else _TOTALS
    cells = [number(loss.cells, Unit.PERCENT, language) for language in ("en", "fr")]
    told = Text(f"{name.en.lower()}, {cells[0]} of cells", f"{name.fr.lower()}, {cells[1]} des cellules")
    if loss.units is None:
        return told
    units = [number(loss.units, Unit.PERCENT, language) for language in ("en", "fr")]
    counted = _COUNTED[kind]
    return Text(f"{told.en} with {units[0]} of {counted.en}", f"{told.fr} avec {units[1]} des {counted.fr}")
