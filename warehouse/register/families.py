"""The measures of a register, by family: which units are counted in which period, and what each adds to a measure.

To add a measure, add one entry to a family's `measures`: an SQL expression over the family's units, null for a unit
outside the measure's universe and 0 for one inside that does not have the property, so that a true zero is told from
what is not known. To add a disaggregation, add one SELECT to its `members`; what is told by it of persons and firms is
declared apart (indicators/disclosure/breakdown.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Family:
    """Measures that count the same units.

    `units`: SQL giving unit_key, period_start, period_end, tract, status and whatever the measures need, once for each
    unit and period. `members`: SQL over `units` giving unit_key, period_start, dimension, code; a unit may be in
    several groups of one dimension. `table` is the staged table that the family mainly rests on. `spells` names what
    lasts, where it does: the units then give days, event, entry_days and observable_days too. `amounts` are what
    medians are taken of: an SQL expression each, null for a unit without it.
    """

    table: str
    unit_kind: str
    units: str
    members: str
    measures: Mapping[str, str]
    located: bool = True  # whether its units stand in areas at all
    spells: str = ""
    amounts: Mapping[str, str] = field(default_factory=dict)


NO_GROUPS = "SELECT unit_key, period_start, '' AS dimension, '' AS code FROM units WHERE false"


def overlapping(start: str, end: str) -> str:
    """Return the SQL condition that something from `start` to `end`, or still going on, overlaps the period `r`."""
    return f"{start} <= r.period_end AND ({end} IS NULL OR {end} >= r.period_start)"


def trait(dimension: str, code: str, table: str, key: str) -> str:
    """Return the SELECT that puts each unit into one group by a trait (`code`, SQL over `x`) in its staged table."""
    return f"""
    SELECT u.unit_key, u.period_start, '{dimension}' AS dimension, {code} AS code
    FROM units u JOIN staged.{table} x ON x.{key} = u.unit_key"""


def members(*selects: str) -> str:
    """Return one relation of all groups from the SELECTs of each dimension."""
    return " UNION ALL ".join(selects)
