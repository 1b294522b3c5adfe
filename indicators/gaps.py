"""Gaps to the comparator as SQL: a share here less the share there, and how that difference changed.

Both wrap the SELECT of a share, so that place and comparator are counted alike. Here and there are taken as independent
estimates: where one lies in the other, the bounds come out a little too wide. Source of the change: a difference in
differences whose standard error is the root of its four variances; the comparator's are those of the whole of it.
"""

from schemas.vocabulary import Status

_NOT_APPLICABLE = Status.NOT_APPLICABLE.severity

# A share p = n / d and its variance (Var n - 2 p Cov + p² Var d) / d², in percent.
_SHARES = """WITH counts AS (
{select}
),
shares AS (
    SELECT *, 100e0 * numerator / nullif(denominator, 0) AS share,
           1e4 * greatest(0, numerator_variance - 2 * numerator / nullif(denominator, 0) * covariance
               + numerator * numerator / nullif(denominator * denominator, 0) * denominator_variance)
               / nullif(denominator * denominator, 0) AS variance
    FROM counts
),
beside AS (
    SELECT here.place_id, here.period_start, here.period_end, here.group_id, here.share,
           here.variance + there.variance AS variance, there.share AS share_there, there.place_id AS comparator,
           100e0 * (there.numerator - here.numerator)
               / CASE WHEN there.denominator > here.denominator THEN there.denominator - here.denominator END AS rest,
           greatest(here.severity, there.severity) AS severity, greatest(here.broken, there.broken) AS broken,
           greatest(here.gap, there.gap) AS gap
    FROM shares AS here
    JOIN shares AS there ON there.period_start = here.period_start AND there.period_end = here.period_end
        AND there.group_id = here.group_id
    JOIN comparator AS chosen ON chosen.place_id = there.place_id
)"""

_GAP = """
SELECT '{id}' AS indicator_id, place_id, period_start, period_end, group_id, NULL AS per,
       share - share_there AS numerator, NULL AS denominator, 0 AS unknown,
       CASE WHEN place_id = comparator THEN 0 ELSE variance END AS numerator_variance,
       0 AS denominator_variance, 0 AS covariance, severity, broken, gap
FROM beside"""

_CHANGE = """
SELECT '{id}' AS indicator_id, place_id, period_start, period_end, group_id, NULL AS per,
       CASE WHEN broken = 0 THEN share - rest - gap_before END AS numerator, NULL AS denominator, 0 AS unknown,
       variance + variance_before AS numerator_variance, 0 AS denominator_variance, 0 AS covariance,
       CASE WHEN broken = 0 THEN greatest(severity, severity_before) ELSE {not_applicable} END AS severity, broken, gap
FROM (
    SELECT *, lag(share - rest) OVER line AS gap_before, lag(variance) OVER line AS variance_before,
           lag(severity) OVER line AS severity_before
    FROM beside
    WINDOW line AS (PARTITION BY place_id, group_id ORDER BY period_end)
) AS chained
WHERE severity_before IS NOT NULL"""


def gap_sql(indicator_id: str, share: str) -> str:
    """Return the SELECT of a gap in points, from that of its share; it reads the table `comparator`."""
    return _SHARES.format(select=share) + _GAP.format(id=indicator_id)


def gap_change_sql(indicator_id: str, share: str) -> str:
    """Return the SELECT of a gap's change since the period before, in points; never across a break."""
    return _SHARES.format(select=share) + _CHANGE.format(id=indicator_id, not_applicable=_NOT_APPLICABLE)
