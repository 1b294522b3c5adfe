"""Rules against what stood before: figures lost, revised without a cause, and sources much shorter or longer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from indicators.judge.consistency import Rule, per_indicator
from indicators.judge.model import Finding, Limits, Severity
from schemas.vocabulary import Status, Text

if TYPE_CHECKING:
    import duckdb

_KEYS = ("indicator_id", "place_id", "period_start", "period_end", "group_id")
_SAME = " AND ".join(f"f.{key} = b.{key}" for key in _KEYS)
_SHOWN = "b.indicator_id, b.place_id, b.period_end, b.group_id"
_FEEDS = """
    SELECT DISTINCT t.indicator_id FROM judged_terms AS t
    JOIN judged_sources AS s ON list_contains(s.measures, t.measure_id)
"""
# A row that is gone altogether is asked for totals only: a policy may publish other groups than before.
_LOST = Rule(
    "coverage",
    f"""SELECT {_SHOWN} FROM previous AS b JOIN judged AS j ON j.indicator_id = b.indicator_id
        JOIN named AS n ON n.place_id = b.place_id LEFT JOIN protected AS f ON {_SAME}
        WHERE b.value IS NOT NULL
          AND (f.status = '{Status.NOT_AVAILABLE}' OR f.indicator_id IS NULL AND b.group_id = 'total')
          AND b.indicator_id NOT IN ({_FEEDS} WHERE s.withdrawn)""",
    Text("in the last edition and without a value now", "dans la dernière édition et sans valeur maintenant"),
)
# A new snapshot explains every figure that its source feeds; one of the register all of the register's, since its
# tables are read together; one that feeds no measure (a correspondence of areas) all figures of areas.
_REVISED = Rule(
    "revision",
    f"""SELECT {_SHOWN} FROM previous AS b JOIN protected AS f ON {_SAME}
        JOIN judged AS j ON j.indicator_id = b.indicator_id
        WHERE f.status <> '{Status.REVISED}'
          AND CASE WHEN j.points THEN abs(f.value - b.value) > $points
                   ELSE abs(f.value - b.value) > $percent / 100 * abs(b.value) END
          AND b.indicator_id NOT IN ({_FEEDS} WHERE s.changed)
          AND NOT EXISTS (FROM judged_sources AS s WHERE s.changed AND
                          CASE WHEN j.programme THEN s.programme ELSE NOT s.programme AND len(s.measures) = 0 END)""",
    Text("changed without new data", "modifié sans nouvelles données"),
)
_FEW = 10  # rows: a file of facts grows by a few without anything being wrong
_ROWS = f"""
SELECT source, kept_before, kept_now FROM judged_sources
WHERE NOT withdrawn AND abs(kept_now - kept_before) >= {_FEW}
  AND (kept_now < kept_before * (1 - $fall / 100) OR kept_now > kept_before * (1 + $rise / 100)) ORDER BY source
"""


def against(con: "duckdb.DuckDBPyConnection", limits: Limits) -> list[Finding]:
    """Return blockers from `protected` held against `previous`, and from `judged_sources`; none is ever published."""
    revised = Rule(_REVISED.name, _with(_REVISED.query, limits), _REVISED.text)
    found = [per_indicator(con, rule, Severity.BLOCKER, noted=False) for rule in (_LOST, revised)]
    return [*found[0], *found[1], *_rows(con, limits)]


def _with(query: str, limits: Limits) -> str:
    return query.replace("$points", repr(float(limits.revision_points))).replace(
        "$percent", repr(float(limits.revision_percent))
    )


def _rows(con: "duckdb.DuckDBPyConnection", limits: Limits) -> list[Finding]:
    found = con.execute(_ROWS, {"fall": limits.rows_fall, "rise": limits.rows_rise}).fetchall()
    return [
        Finding(
            f"rows:{source}",
            Severity.BLOCKER,
            Text(
                f"source {source}: {now:,} rows are kept where {before:,} were before",
                f"source {source} : {now} lignes retenues, contre {before} auparavant",
            ),
            noted=False,
        )
        for source, before, now in found
    ]


def stale(references: Mapping[str, date], cadences: Mapping[str, int], today: date) -> list[Finding]:
    """Return a warning for each source whose latest period ended longer ago than its cadence, in days, allows.

    It depends on the day it is asked, so it is told in alerts and never published.
    """
    due = {
        source: (references[source], references[source] + timedelta(days=days))
        for source, days in sorted(cadences.items())
        if days and source in references
    }
    return [_stale(source, end, by) for source, (end, by) in due.items() if by < today]


def _stale(source: str, end: date, by: date) -> Finding:
    told = Text(
        f"source {source} ends on {end}; something newer was expected by {by}",
        f"source {source} : dernière période close le {end}; une plus récente était attendue le {by}",
    )
    return Finding(f"stale:{source}", Severity.WARNING, told, noted=False)
