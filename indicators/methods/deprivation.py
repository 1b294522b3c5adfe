"""Low income and deprivation: the line by household size, how far below it incomes lie, ranks, and quintile shares."""

import numpy as np

from indicators.methods.values import (
    Floats,
    Numbers,
    Value,
    floats,
    like,
    ratio,
    require_counts,
    require_same_length,
    rows,
    total,
)

SCALE = 23.0
"""The constant of the English indices, by which about a tenth of the areas score above 50."""

QUINTILES = (1, 2, 3, 4, 5)


def low_income_line(one_person_line: Value, household_size: Value) -> Value:
    """Low-income measure of a household, in dollars: the line for one person times the root of the household's size.

    Income is tested against it unadjusted. Raises ValueError below one person. Source: Statistics Canada, Dictionary,
    Census of Population 2016, table 4.2.
    """
    line, size = floats(one_person_line, household_size)
    if (size < 1).any():
        raise ValueError("a household has at least one person")
    return like(one_person_line, line * np.sqrt(size))


def one_person_line(median_adjusted_income: Value) -> Value:
    """Low-income line for one person, in dollars: half the national median of income adjusted for household size."""
    (income,) = floats(median_adjusted_income)
    return like(median_adjusted_income, income / 2)


def low_income_gap_ratio(incomes: Numbers, lines: Numbers, weights: Numbers | None = None) -> Floats:
    """Mean over those below their line of the shortfall as a fraction of the line; nan where nobody is below it.

    An income of zero or less counts as the whole line (Statistics Canada, National Household Survey Dictionary 2011,
    low-income gap). Weighted by persons, along the last axis.
    """
    income, line = rows(incomes), rows(lines)
    weight = np.ones_like(income) if weights is None else rows(weights)
    require_same_length(incomes=income, lines=line, weights=weight)
    require_counts(lines=line, weights=weight)
    gap = 1 - ratio(np.clip(income, 0, line), line)
    below = np.where(np.isnan(gap), np.nan, weight * (income < line))
    return ratio(total(below * gap), total(below))


def rank_share(scores: Numbers) -> Floats:
    """Rank of each area's score over the number of areas, in one list: 1/N for the lowest, 1 for the most deprived.

    Areas that tie share the mean of their ranks. Raises ValueError where a score is not known.
    """
    score = rows(scores)
    if score.ndim != 1 or np.isnan(score).any():
        raise ValueError("ranks need one list of scores in which every score is known")
    level, held = np.unique(score, return_inverse=True, return_counts=True)[1:]
    mean_rank = np.cumsum(held) - (held - 1) / 2
    return np.asarray(mean_rank[level] / max(score.size, 1), dtype=np.float64)


def exponential_score(share: Value) -> Value:
    """Exponential transformation of a rank share above 0 and up to 1, giving 0..100; about a tenth score above 50.

    Source: English Indices of Deprivation 2019, Technical report; Scottish Indices of Deprivation 2003, appendix 5.
    """
    (rank,) = floats(share)
    if ((rank <= 0) | (rank > 1)).any():
        raise ValueError("a rank share lies above 0 and up to 1, 1 for the most deprived")
    return like(share, -SCALE * np.log(1 - rank * (1 - np.exp(-100 / SCALE))))


def quintile_shares(quintiles: Numbers, populations: Numbers) -> tuple[Floats, float | None]:
    """Share of the population in each published quintile 1..5, among those who have one; and the share who have one.

    Areas without a quintile (nan) leave numerator and denominator. Raises ValueError on a quintile other than 1..5.
    """
    quintile, population = rows(quintiles), rows(populations)
    require_same_length(quintiles=quintile, populations=population)
    require_counts(populations=population)
    if not (np.isnan(quintile) | np.isin(quintile, QUINTILES)).all():
        raise ValueError("a deprivation quintile is 1, 2, 3, 4 or 5, or empty where the area has none")
    held = np.array([population[quintile == number].sum() for number in QUINTILES])
    covered = ratio(np.asarray(held.sum()), np.asarray(population.sum()))
    return ratio(held, np.asarray(held.sum())), like(None, covered)
