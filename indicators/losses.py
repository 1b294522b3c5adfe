"""What a recovery reads, as SQL: sums of now beside those of peak and trough, or beside a loss told as a whole."""

from schemas.measures import Measure

_KEYS = "place_id, period_start, period_end, group_id"


def recovery_source(of: Measure, peak: int, trough: int) -> str:
    """Return the FROM of each sum of a measure after the year `trough`, as `now`, joined to `peak` and `trough`."""
    joins = "".join(
        _join_latest(name, f"measure_id = '{of.id}' AND year(period_end) = {year}")
        for name, year in (("peak", peak), ("trough", trough))
    )
    return f"FROM sums AS now\n{joins}WHERE now.measure_id = '{of.id}' AND year(now.period_end) > {trough}"


def regained_source(of: Measure, lost: Measure) -> str:
    """Return the FROM of each sum of a measure with the first comparable one, and with the loss."""
    return f"""FROM (
    SELECT {_KEYS}, value, variance, lost, gap, broken, greatest(severity, lost_severity) AS severity,
           first_value(value) OVER chain AS first_value, first_value(variance) OVER chain AS first_variance,
           first_value(period_end) OVER chain AS first_period
    FROM (
        SELECT now.*, lost.value AS lost, lost.severity AS lost_severity,
               sum(now.broken) OVER (PARTITION BY now.place_id, now.group_id ORDER BY now.period_end) AS comparable
        FROM sums AS now
        {_join_latest("lost", f"measure_id = '{lost.id}'")}        WHERE now.measure_id = '{of.id}'
    ) AS chains
    WINDOW chain AS (PARTITION BY place_id, group_id, comparable ORDER BY period_end)
) AS since
WHERE period_end > first_period OR broken = 1"""


def _join_latest(name: str, chosen: str) -> str:
    """Join the last of the chosen sums of each place and group: of two that are told, a figure rests on one."""
    return f"""JOIN (
    SELECT *, row_number() OVER (
        PARTITION BY place_id, group_id ORDER BY period_end DESC, period_start DESC) AS from_last
    FROM sums WHERE {chosen}
) AS {name} ON {name}.place_id = now.place_id AND {name}.group_id = now.group_id AND {name}.from_last = 1
"""
