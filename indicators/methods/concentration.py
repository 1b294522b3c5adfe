"""What an area's jobs or members are made of: specialisation, diversity and likeness to a wider economy.

Parts (sectors, ownership forms, partner sectors) run along the last axis; leading axes are areas. Every index is nan
where an area has no jobs at all. Worked examples: REAT (Farhauer and Kröll 2013; Dörsam 2004) and EconGeo.
"""

from typing import Literal

import numpy as np

from indicators.methods.inequality import gini
from indicators.methods.values import (
    Floats,
    Numbers,
    floats,
    ratio,
    require_counts,
    require_same_length,
    rows,
    shares,
    total,
)


def location_quotient(local_sector: Numbers, local: Numbers, wide_sector: Numbers, wide: Numbers) -> Floats:
    """A sector's share of local jobs over its share of all jobs; the four broadcast, 1 means the same share.

    nan where the area, the sector or the wider economy has no jobs; raises ValueError on negative counts.
    """
    part, whole, wide_part, wide_whole = floats(local_sector, local, wide_sector, wide)
    require_counts(local_sector=part, local=whole, wide_sector=wide_part, wide=wide_whole)
    return ratio(ratio(part, whole), ratio(wide_part, wide_whole))


def herfindahl(values: Numbers) -> Floats:
    """Herfindahl index: the sum of squared shares, 1/n for n equal parts to 1 for a single one."""
    return total(shares(values) ** 2)


def herfindahl_normalised(values: Numbers) -> Floats:
    """Herfindahl index set to 0 for n equal parts, (H - 1/n) / (1 - 1/n); nan for a single part."""
    least = ratio(np.asarray(1.0), np.asarray(float(rows(values).shape[-1])))
    return ratio(herfindahl(values) - least, 1 - least)


def equivalent_number(values: Numbers) -> Floats:
    """How many parts of equal size would be as concentrated: one over the Herfindahl index."""
    return ratio(np.asarray(1.0), herfindahl(values))


def shannon(values: Numbers, unit: Literal["nats", "bits"] = "nats") -> Floats:
    """Shannon's entropy of the shares, in nats or bits (Shannon and Weaver 1949); an empty part adds nothing."""
    part = shares(values)
    logarithm = np.log(np.where(part > 0, part, 1.0))
    entropy = -total(np.where(np.isnan(part), np.nan, part * logarithm))
    return entropy / np.log(2) if unit == "bits" else entropy


def evenness(values: Numbers) -> Floats:
    """Shannon's entropy over its greatest value ln(n), 0..1, with n all parts, filled or empty; nan for one part."""
    parts = rows(values).shape[-1]
    return ratio(shannon(values), np.asarray(np.log(max(parts, 1))))


def krugman(values: Numbers, reference: Numbers) -> Floats:
    """Krugman's index: the sum of absolute differences of shares, 0 (alike) to 2 (nothing shared) (Krugman 1991)."""
    local, wide = shares(values), shares(reference)
    require_same_length(values=local, reference=wide)
    return total(np.abs(local - wide))


def hoover(values: Numbers, reference: Numbers) -> Floats:
    """Hoover's index: the share that would have to move for both to be distributed alike, 0..1 (Hoover 1936)."""
    return krugman(values, reference) / 2


def hachman(values: Numbers, reference: Numbers) -> Floats:
    """Hachman's index: one over the location quotients averaged by local shares; 1 if the area is like the reference.

    nan where the area has jobs in a sector that the reference lacks.
    """
    local, wide = shares(values), shares(reference)
    require_same_length(values=local, reference=wide)
    quotient = np.where((local == 0) & (wide == 0), 0.0, ratio(local, wide))
    return ratio(np.asarray(1.0), total(quotient * local))


def specialisation_gini(local: Numbers, wide: Numbers) -> Floats:
    """Gini coefficient of an area's location quotients, one for each sector, unweighted (Farhauer and Kröll 2013)."""
    require_same_length(local=rows(local), wide=rows(wide))
    return gini(ratio(shares(local), shares(wide)))
