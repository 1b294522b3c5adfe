"""How long jobs and enterprises last: Kaplan-Meier curves with censoring and delayed entry, and the log-rank test.

Whoever is still in the job at the last contact is censored, not a success at a later date. Time is in the unit given.
Source: worked examples of R's survival package (Miller 1981, AML data); estimates from statsmodels.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.methods.values import Floats, Numbers, require_counts, require_same_length, rows


@dataclass(frozen=True, eq=False)
class Curve:
    """A Kaplan-Meier curve, one entry per time at which something ended; bounds are nan where they are not defined."""

    time: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    se: Floats
    low: Floats
    high: Floats
    follow_up: float


@dataclass(frozen=True)
class Survival:
    """The share that lasts beyond one time, with its bounds; all None beyond what was observed."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LogRank:
    """Chi-square statistic of the log-rank test, its degrees of freedom and p-value; None where it cannot be made."""

    statistic: float | None
    degrees: int
    p_value: float | None


def kaplan_meier(
    durations: Numbers,
    events: Numbers,
    entries: Numbers | None = None,
    *,
    bounds: Literal["log-log", "log"] = "log-log",
    level: float = 0.95,
) -> Curve:
    """Product-limit curve with Greenwood's standard error; `events` is 1 where it ended and 0 where it is censored.

    `entries` are the times from which each was under observation (delayed entry). The log-log bounds stay within 0..1;
    `log` gives those that R prints by default. Raises ValueError on
    nulls, on events other than 0 and 1, and on an entry at or after the end.
    """
    time, ended, entered = _observed(durations, events, entries)
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415  takes seconds to import

    fitted = SurvfuncRight(time, ended, entry=entered)
    # Under delayed entry the curve can reach zero early; statsmodels then goes on with 1e-16 where zero stays zero.
    lasting = np.where(np.minimum.accumulate(fitted.surv_prob) == 0, 0.0, fitted.surv_prob)
    low, high = _BOUNDS[bounds](lasting, fitted.surv_prob_se, NormalDist().inv_cdf(0.5 + level / 2))
    return Curve(
        time=np.asarray(fitted.surv_times, dtype=np.float64),
        at_risk=np.asarray(fitted.n_risk, dtype=np.float64),
        events=np.asarray(fitted.n_events, dtype=np.float64),
        survival=lasting,
        se=np.asarray(fitted.surv_prob_se, dtype=np.float64),
        low=low,
        high=high,
        follow_up=float(time.max(initial=-np.inf)),
    )


def survival_at(curve: Curve, time: float) -> Survival:
    """The share that lasts beyond `time`; None later than the last observation, unless nobody was left before it.

    Before the first event the share is one and has no bounds, since Greenwood's variance is not yet defined.
    """
    step = int(np.searchsorted(curve.time, time, side="right")) - 1
    gone = step >= 0 and curve.survival[step] == 0
    if not (gone or time <= curve.follow_up):
        return Survival(None, None, None)
    if step < 0:
        return Survival(1.0, None, None)
    low, high = (None if np.isnan(bound[step]) else float(bound[step]) for bound in (curve.low, curve.high))
    return Survival(float(curve.survival[step]), low, high)


@dataclass(frozen=True, eq=False)
class Survivals:
    """For each group the share that lasts beyond one time with bounds, nan where unknown, and how many were at risk."""

    value: Floats
    low: Floats
    high: Floats
    at_risk: Floats


def survival_by_group(
    groups: NDArray[np.integer],
    count: int,
    durations: Numbers,
    events: Numbers,
    entries: Numbers,
    time: float,
    *,
    level: float = 0.95,
) -> Survivals:
    """The share that lasts beyond `time` in each of the groups 0 to `count` - 1, as `kaplan_meier` and `survival_at`
    give it with log-log bounds, and how many were at risk just before it; all groups at once.
    """
    group, span, ended, entered = np.asarray(groups), *(rows(of) for of in (durations, events, entries))
    each = np.arange(count)
    at_risk = _under_observation(group, span, entered, each, np.full(count, float(time)))
    within = (ended == 1) & (span <= time)
    (owner, moment), gone = np.unique(np.stack([group[within], span[within]]), axis=1, return_counts=True)
    exposed = _under_observation(group, span, entered, owner, moment)
    share, spread = np.ones(count), np.zeros(count)
    np.multiply.at(share, owner.astype(int), 1 - gone / exposed)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.add.at(spread, owner.astype(int), gone / (exposed * (exposed - gone)))
        low, high = _log_log(share, share * np.sqrt(spread), NormalDist().inv_cdf(0.5 + level / 2))
    last = np.full(count, -np.inf)
    np.maximum.at(last, group, span)
    seen = (last >= time) | (share == 0)
    value, lower, upper = (np.where(seen, found, np.nan) for found in (share, low, high))
    return Survivals(value, lower, upper, at_risk)


def _under_observation(
    group: NDArray[Any], span: Floats, entered: Floats, owner: NDArray[Any], moment: Floats
) -> Floats:
    """How many of each owner's group lasted to the moment and had entered before it."""
    lasting = _at_least(group, span, owner, moment)
    return (lasting - _at_least(group, entered, owner, moment)).astype(np.float64)


def _at_least(group: NDArray[Any], times: Floats, owner: NDArray[Any], moment: Floats) -> NDArray[np.int64]:
    """How many of each owner's group have a time of at least the moment."""
    step = 1 + max(times.max(initial=0), moment.max(initial=0))
    ordered = np.sort(group * step + times)
    ends: NDArray[np.int64] = np.searchsorted(ordered, (owner + 1) * step)
    starts: NDArray[np.int64] = np.searchsorted(ordered, owner * step + moment)
    return ends - starts


def number_at_risk(durations: Numbers, time: float, entries: Numbers | None = None) -> int:
    """How many were under observation just before `time`; a tail that rests on fewer than ten is not shown."""
    lasted = rows(durations)
    entered = np.full_like(lasted, -np.inf) if entries is None else rows(entries)
    require_same_length(durations=lasted, entries=entered)
    return int(np.count_nonzero((lasted >= time) & (entered < time)))


def log_rank(
    durations: Numbers,
    events: Numbers,
    groups: ArrayLike,
    entries: Numbers | None = None,
) -> LogRank:
    """Log-rank test that the groups' curves are one; None with fewer than two groups or without events to compare."""
    time, ended, entered = _observed(durations, events, entries)
    group = np.unique(np.asarray(groups), return_inverse=True)[1]
    if group.shape != time.shape:
        raise ValueError(f"one group is needed for each duration; got {group.size} for {time.size}")
    degrees = len(np.unique(group)) - 1
    statistic = _log_rank_statistic(time, ended, group, entered) if degrees > 0 else np.nan
    if not np.isfinite(statistic):
        return LogRank(None, degrees, None)
    from scipy.stats import chi2  # noqa: PLC0415  takes a second to import

    return LogRank(float(statistic), degrees, float(chi2.sf(statistic, degrees)))


def _log_rank_statistic(time: Floats, ended: Floats, group: np.ndarray, entered: Floats | None) -> float:
    from statsmodels.duration.survfunc import survdiff  # noqa: PLC0415  takes seconds to import

    try:
        return float(survdiff(time, ended, group, entry=entered)[0])
    except np.linalg.LinAlgError:  # no event at which both groups were at risk
        return np.nan


def _observed(durations: Numbers, events: Numbers, entries: Numbers | None) -> tuple[Floats, Floats, Floats | None]:
    time, ended = rows(durations), rows(events)
    entered = None if entries is None else rows(entries)
    require_same_length(durations=time, events=ended, entries=time if entered is None else entered)
    require_counts(durations=time)
    if np.isnan(time).any() or not np.isin(ended, (0, 1)).all():
        raise ValueError("every duration must be known, and every event 1 (it ended) or 0 (censored at last contact)")
    if entered is not None and not (entered < time).all():
        raise ValueError("every entry must be known and lie before the end of its duration")
    return time, ended, entered


def _log_log(lasting: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    share = np.where((lasting > 0) & (lasting < 1), lasting, np.nan)
    spread = np.exp(z * se / (share * -np.log(share)))
    return share**spread, share ** (1 / spread)


def _log(lasting: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    share = np.where(lasting > 0, lasting, np.nan)
    spread = np.exp(z * se / share)
    return share / spread, np.minimum(share * spread, 1)


_BOUNDS = {"log-log": _log_log, "log": _log}
