"""What may be told of groups of persons and firms: tables are kept small before anything is suppressed.

What is crossed with everything can be shown of nobody. What is not offered is not counted by group either.
"""

from indicators.disclosure.policy import Policy
from schemas.recodes import Breakdown

BROKEN_DOWN = ("gender", "age", "service", "target_group", "entry_status", "legal_form")
FAMILY = frozenset(
    {
        "participants",
        "exits",
        "exits_employed_q2",
        "exits_unknown_q2",
        "enterprises",
        "enterprises_ownership_known",
        "enterprises_locally_owned",
        "fte_created",
        "fte_end",
        "fte_same_persons",
        "fte_safeguarded",
    }
)
OVERLAPPING = frozenset({"service", "target_group"})  # a person or firm may be in several groups of these
PROTECTED = ("person", "enterprise")  # payments, seats, meetings and projects are the organisation's own acts


def breakdown(policy: Policy) -> Breakdown:
    """Return by what a register counts which sums of persons and firms, coarser codes of the policy included."""
    return Breakdown(PROTECTED, tuple(sorted(FAMILY)), BROKEN_DOWN, tuple(policy.recodes.all()))
