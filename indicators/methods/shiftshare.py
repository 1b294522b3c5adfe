"""Shift-share: how much of an area's change in jobs goes with the nation, with its mix of sectors, and with the area.

Sectors run along the last axis; leading axes are areas. Effects are in jobs, one for each sector; their sums along the
last axis are the area's. Source: worked examples of REAT (Farhauer and Kröll 2013). An identity, not a cause.
"""

from dataclasses import dataclass

import numpy as np

from indicators.methods.values import Floats, Numbers, ratio, require_counts, require_same_length, rows, total


@dataclass(frozen=True, eq=False)
class ShiftShare:
    """National, mix and regional effect of each sector; they add up to the sector's change."""

    national: Floats
    mix: Floats
    regional: Floats


@dataclass(frozen=True, eq=False)
class EstebanMarquillas:
    """The classic effects with the regional one split: at the nation's mix of sectors, and by being specialised."""

    national: Floats
    mix: Floats
    regional: Floats
    allocation: Floats


def shift_share(local_start: Numbers, local_end: Numbers, wide_start: Numbers, wide_end: Numbers) -> ShiftShare:
    """Classic shift-share; over all areas of the nation the regional effects of a sector add up to zero.

    A sector new to the area has no growth rate, so its jobs are a regional effect; one new to the nation is nan.
    Raises ValueError on negative jobs and on sectors that differ in number.
    """
    start, end, nation_start, nation_end = _jobs(local_start, local_end, wide_start, wide_end)
    overall = ratio(total(nation_end), total(nation_start))[..., None]
    sector = _growth(nation_start, nation_end)
    return ShiftShare(start * (overall - 1), start * (sector - overall), end - start * sector)


def esteban_marquillas(
    local_start: Numbers, local_end: Numbers, wide_start: Numbers, wide_end: Numbers
) -> EstebanMarquillas:
    """Shift-share with a homothetic regional effect and an allocation effect, nan for a sector that the area lacked.

    The homothetic jobs are those the area would have in a sector with the nation's mix. Raises as `shift_share` does.
    """
    start, end, nation_start, nation_end = _jobs(local_start, local_end, wide_start, wide_end)
    classic = shift_share(start, end, nation_start, nation_end)
    alike = start.sum(axis=-1, keepdims=True) * ratio(nation_start, nation_start.sum(axis=-1, keepdims=True))
    nowhere = (nation_start == 0) & (nation_end == 0)
    lead = np.where(nowhere, 0.0, ratio(end, start) - _growth(nation_start, nation_end))
    return EstebanMarquillas(classic.national, classic.mix, alike * lead, (start - alike) * lead)


def summed(effect: Floats) -> Floats:
    """An effect of the whole area: the sum over its sectors, nan where one of them is."""
    return total(effect)


def _growth(start: Floats, end: Floats) -> Floats:
    """End over start; a sector that the nation has at neither time takes no part."""
    return np.where((start == 0) & (end == 0), 1.0, ratio(end, start))


def _jobs(*counts: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
    start, end, nation_start, nation_end = (rows(jobs) for jobs in counts)
    require_same_length(local_start=start, local_end=end, wide_start=nation_start, wide_end=nation_end)
    require_counts(local_start=start, local_end=end, wide_start=nation_start, wide_end=nation_end)
    return start, end, nation_start, nation_end
