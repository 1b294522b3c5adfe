"""Medians and other quantiles from counts in bins, summed over the parts of a place first: medians are never averaged.

Bins are half-open: `lower[i]` belongs to bin i and `upper[i]` to the next, so that widths add up without a gap. A null
or infinite bound marks an open bin, and nothing is interpolated in it. Values are in the bounds' unit.
Source: US Census Bureau, Derived Measures (linear interpolation; Pareto for income in bins wider than 2,500 dollars).
"""

import numpy as np

from indicators.methods.values import Z90, Floats, Numbers, ratio, require_counts, require_same_length, rows


def quantile(
    counts: Numbers,
    lower: Numbers,
    upper: Numbers,
    share: float,
    *,
    pareto_above: float | None = None,
) -> Floats:
    """The value below which `share` of each row of counts lies; nan for an empty row and within an open bin.

    Linear within a bin, Pareto in closed bins wider than `pareto_above` that start above zero and do not end the
    distribution. Raises ValueError on negative counts, a share outside 0..1, or bounds that do not ascend.
    """
    if not 0 < share < 1:
        raise ValueError(f"a quantile's share lies between 0 and 1; got {share}")
    number, low, high = _bins(counts, lower, upper)
    wide = np.inf if pareto_above is None else pareto_above
    return _quantile(number, low, high, np.full(number.shape[:-1], share), wide)


def median(counts: Numbers, lower: Numbers, upper: Numbers, *, pareto_above: float | None = None) -> Floats:
    """The median of each row of counts, as `quantile` finds it."""
    return quantile(counts, lower, upper, 0.5, pareto_above=pareto_above)


def p90_p10(counts: Numbers, lower: Numbers, upper: Numbers, *, pareto_above: float | None = None) -> Floats:
    """Ratio of the 90th to the 10th percentile; nan where either lies in an open bin or the lower one is zero."""
    top, bottom = (quantile(counts, lower, upper, share, pareto_above=pareto_above) for share in (0.9, 0.1))
    return ratio(top, bottom)


def median_moe(
    counts: Numbers,
    lower: Numbers,
    upper: Numbers,
    sampling_percent: float,
    design_factor: float = 1.0,
) -> Floats:
    """90 % margin of error of a linearly interpolated median from a sample of `sampling_percent` of the units.

    Half the distance between the quantiles at 50 percent ± one standard error, times 1.645; nan where either lies in an
    open bin. Source: US Census Bureau, Accuracy of the Data (PUMS), standard error of a median.
    """
    number, low, high = _bins(counts, lower, upper)
    sampled = (100 - sampling_percent) / sampling_percent
    error = design_factor * 0.5 * np.sqrt(ratio(np.asarray(sampled), number.sum(axis=-1)))
    bottom, top = (_quantile(number, low, high, 0.5 + side * error, np.inf) for side in (-1, 1))
    return Z90 * 0.5 * (top - bottom)


def _bins(counts: Numbers, lower: Numbers, upper: Numbers) -> tuple[Floats, Floats, Floats]:
    number, low, high = rows(counts), rows(lower), rows(upper)
    require_same_length(counts=number, lower_bounds=low, upper_bounds=high)
    require_counts(counts=number)
    low, high = (np.where(np.isfinite(edge), edge, np.nan) for edge in (low, high))
    if (high <= low).any() or (low[1:] < high[:-1]).any():
        raise ValueError("each bin must end above its start and begin no lower than the bin before it ends")
    return number, low, high


def _quantile(number: Floats, low: Floats, high: Floats, share: Floats, pareto_above: float) -> Floats:
    reached = np.cumsum(number, axis=-1)
    whole = reached[..., -1]
    target = share * whole
    held = np.argmax(reached >= target[..., None], axis=-1)
    inside, after = (np.take_along_axis(part, held[..., None], axis=-1)[..., 0] for part in (number, reached))
    start, end = low[held], high[held]
    within = start + (end - start) * ratio(target - (after - inside), inside)
    wide = (end - start > pareto_above) & (start > 0) & (after < whole)
    above_start, above_end = whole - after + inside, whole - after
    curved = _pareto(np.where(wide, start, np.nan), end, above_start, above_end, whole - target)
    found = np.where(wide, curved, within)
    return np.where((share > 0) & (share < 1), found, np.nan)


def _pareto(start: Floats, end: Floats, above_start: Floats, above_end: Floats, above: Floats) -> Floats:
    """X = L (S_L / S)^(1/θ) with θ = ln(S_L / S_U) / ln(U / L), from the numbers at or above each point."""
    shape = ratio(np.log(ratio(above_start, above_end)), np.log(ratio(end, start)))
    return start * ratio(above_start, above) ** ratio(np.ones_like(shape), shape)
