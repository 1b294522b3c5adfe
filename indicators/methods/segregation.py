"""How unevenly two groups are spread over areas, or over the seats of a body and the population it stands for."""

import numpy as np

from indicators.methods.values import Floats, Numbers, require_same_length, shares, total


def dissimilarity(group: Numbers, others: Numbers) -> Floats:
    """Index of dissimilarity ½ Σ |a/A - b/B| over the areas of the last axis, 0 (alike) to 1 (no area shared).

    nan where a group has no members; small areas bias it upwards. Raises ValueError on negative counts and on lengths
    that differ. Source: worked examples of the R package segregation (Elbers).
    """
    first, second = shares(group), shares(others)
    require_same_length(group=first, others=second)
    return total(np.abs(first - second)) / 2
