"""What residents do for a living, beside the comparator: specialisation, diversity and shift-share over occupations.

Residents by occupation stand in for jobs by industry: it is the base of work of those who live here, not of the firms.
"""

import numpy as np
import polars as pl

from indicators.found import found, matrix
from indicators.methods.concentration import evenness, herfindahl, krugman, location_quotient
from indicators.methods.shiftshare import esteban_marquillas, shift_share, summed
from indicators.methods.values import Floats, ratio
from schemas.measures import OCCUPATIONS

NAMES = [measure.id for measure in OCCUPATIONS]
_MANUFACTURING = NAMES.index("manufacturing_occupations")


def _groups(rows: pl.DataFrame, suffix: str = "") -> Floats:
    return matrix(rows, [f"{name}{suffix}" for name in NAMES])


def manufacturing_quotient(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the share of manufacturing and utilities occupations over the comparator's; 1 where they are the same."""
    here, there = _groups(rows), _groups(rows, "_there")
    own, wide = (groups[:, _MANUFACTURING] for groups in (here, there))
    return found(location_quotient(own, here.sum(axis=1), wide, there.sum(axis=1)))


def occupation_evenness(rows: pl.DataFrame) -> pl.DataFrame:
    """Return Shannon's evenness of the ten occupation groups, 0 (all in one) to 1 (as many in each)."""
    groups = _groups(rows)
    return found(evenness(groups), denominator=groups.sum(axis=1))


def occupation_concentration(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the Herfindahl index of the ten occupation groups, 0.1 (as many in each) to 1 (all in one)."""
    groups = _groups(rows)
    return found(herfindahl(groups), denominator=groups.sum(axis=1))


def occupation_specialisation(rows: pl.DataFrame) -> pl.DataFrame:
    """Return Krugman's index of the ten occupation groups against the comparator's, 0 (alike) to 2 (none shared)."""
    groups = _groups(rows)
    return found(krugman(groups, _groups(rows, "_there")), denominator=groups.sum(axis=1))


def regional_effect(rows: pl.DataFrame) -> pl.DataFrame:
    """Return residents gained or lost beyond what the comparator's growth of each group would have given."""
    return found(summed(shift_share(*_four(rows)).regional))


def allocation_effect(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what of the regional effect comes of being specialised in groups that do better here (Esteban-Marquillas).

    Groups that the place had nobody in have no such effect and are left out.
    """
    effect = esteban_marquillas(*_four(rows)).allocation
    known = ~np.isnan(_four(rows)[0]).any(axis=1)
    return found(np.where(known, np.nansum(effect, axis=1), np.nan))


def _four(rows: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """The groups before and now, here and there; rows without a comparable period before are nan throughout."""
    before, there = _groups(rows, "_before"), _groups(rows, "_there_before")
    return before, _groups(rows), there, _groups(rows, "_there")


def net_opening_rate(rows: pl.DataFrame) -> pl.DataFrame:
    """Return openings less closings of businesses in percent of those active."""
    opened, closed, active = (matrix(rows, [f"{name}_businesses"])[:, 0] for name in ("opening", "closing", "active"))
    net = ratio(opened - closed, active)
    return found(100 * net, denominator=active).with_columns(numerator=pl.Series(net * active, nan_to_null=True))
