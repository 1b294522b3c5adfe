"""Rules over time: a step between consecutive periods, and a reversal, a point far from both neighbours that agree.

Both are asked of totals, of what is counted or published (not of changes, which are steps themselves). A figure that
readers already have, or the first that they get, is only noted; a new or changed one holds publication.
What chance explains is no step: shares whose 95 % intervals meet, counts within five standard errors of a Poisson
variable, whose variance is its mean. Quantities of a register that come and go with funding (a project, a grant) are
asked less: tenfold and more, and shares only where they have an interval, unless the workspace names a limit.
"""

from typing import TYPE_CHECKING, Any

from indicators.judge.model import Finding, Severity
from schemas.vocabulary import Status, Text

if TYPE_CHECKING:
    import duckdb

_CHANCE = 5  # standard errors


def _far(one: str, other: str, limit: str) -> str:
    """Write the condition that two figures of a series differ by more than the limit and by more than chance."""
    a, b = f"{one}.value", f"{other}.value"
    ratio = f"greatest(abs({a}), abs({b})) / least(abs({a}), abs({b}))"
    calm = "(s.named OR NOT s.programme)"
    return f"""(CASE WHEN s.points THEN abs({a} - {b}) > {limit}
        WHEN {a} * {b} > 0 THEN {ratio} > 1 + {limit} / 100 ELSE {a} <> {b} AND {calm} END
        AND CASE WHEN s.kind = 'count' THEN abs({a} - {b}) > {_CHANCE} * sqrt(abs({a}) + abs({b}))
                 ELSE coalesce({one}.lower > {other}.upper OR {one}.upper < {other}.lower,
                               {calm} OR NOT s.points) END)"""


_SERIES = """
CREATE OR REPLACE TEMP TABLE judged_series AS
WITH series AS (
    SELECT f.indicator_id, f.place_id, f.period_start, f.period_end, f.group_id, f.status,
           j.kind, j.points, j.step, j.turn, j.named, j.programme,
           struct_pack(value := f.value, lower := f.lower, upper := f.upper) AS here
    FROM protected AS f JOIN judged AS j ON j.indicator_id = f.indicator_id
    WHERE f.value IS NOT NULL AND f.group_id = 'total' AND j.kind <> 'other'
),
known AS (SELECT DISTINCT indicator_id, place_id FROM previous WHERE value IS NOT NULL)
SELECT s.*, lag(s.here) OVER w AS before, lag(s.period_end) OVER w AS before_end,
       lead(s.here) OVER w AS after, lead(s.status) OVER w AS after_status,
       k.indicator_id IS NOT NULL AND (p.value IS NULL OR abs(p.value - s.here.value) > 1e-9) AS fresh
FROM series AS s
LEFT JOIN known AS k ON k.indicator_id = s.indicator_id AND k.place_id = s.place_id
LEFT JOIN previous AS p ON p.indicator_id = s.indicator_id AND p.place_id = s.place_id AND p.group_id = s.group_id
    AND p.period_start = s.period_start AND p.period_end = s.period_end
WINDOW w AS (PARTITION BY s.indicator_id, s.place_id ORDER BY s.period_end, s.period_start)
"""
_BREAK = f"'{Status.BREAK}'"
_STEP = f"""
SELECT s.indicator_id, s.place_id, s.period_end, s.before_end, s.before.value, s.here.value, s.fresh
FROM judged_series AS s WHERE s.status <> {_BREAK} AND s.before IS NOT NULL AND {_far("s.here", "s.before", "s.step")}
"""
_REVERSAL = f"""
SELECT s.indicator_id, s.place_id, s.period_end, s.before_end, s.before.value, s.here.value, s.fresh
FROM judged_series AS s
WHERE s.status <> {_BREAK} AND s.after_status <> {_BREAK} AND s.before IS NOT NULL AND s.after IS NOT NULL
  AND {_far("s.here", "s.before", "s.turn")} AND {_far("s.here", "s.after", "s.turn")}
  AND (s.here.value > s.before.value) = (s.here.value > s.after.value)
  AND abs(s.before.value - s.after.value)
      < 0.5 * least(abs(s.here.value - s.before.value), abs(s.here.value - s.after.value))
"""
_TOLD = {
    "step": Text("changed from {} to {} since {}; read with care", "de {} à {} depuis le {}; à lire avec prudence"),
    "reversal": Text(
        "goes from {} to {} since {} and back again; read with care",
        "de {} à {} depuis le {}, puis retour; à lire avec prudence",
    ),
}


def series(con: "duckdb.DuckDBPyConnection") -> list[Finding]:
    """Return steps and reversals of `protected`, against `previous` (empty before the first edition)."""
    con.execute(_SERIES).fetchall()
    reversals = _told(con, "reversal", _REVERSAL)
    # Up and down again are two steps of the one point that is odd: it is told once.
    odd = {finding.id.removeprefix("reversal:") for finding in reversals}
    steps = [step for step in _told(con, "step", _STEP) if step.id.removeprefix("step:") not in odd]
    return [*reversals, *steps]


def _told(con: "duckdb.DuckDBPyConnection", rule: str, query: str) -> list[Finding]:
    rows = con.execute(
        f"SELECT f.*, j.name_en, j.name_fr, coalesce(n.en, f.place_id), coalesce(n.fr, f.place_id) FROM ({query}) "
        "AS f(indicator_id, place_id, period_end, before_end, before, value, fresh) "
        "JOIN judged AS j USING (indicator_id) LEFT JOIN named AS n USING (place_id) "
        "ORDER BY f.indicator_id, f.place_id, f.period_end"
    ).fetchall()
    return [_finding(rule, row) for row in rows]


def _finding(rule: str, row: tuple[Any, ...]) -> Finding:
    indicator, place, end, before_end, before, value, fresh, english, french, here, ici = row
    shown = [_shown(before), _shown(value)]
    chiffres = [number.replace(",", "\u202f").replace(".", ",") for number in shown]
    told = _TOLD[rule]
    return Finding(
        f"{rule}:{indicator}:{place}:{end}",
        Severity.BLOCKER if fresh else Severity.WARNING,
        Text(
            f"{english}, {here}, {end}: {told.en.format(*shown, before_end)}",
            f"{french}, {ici}, {end} : {told.fr.format(*chiffres, before_end)}",
        ),
        noted=True,
    )


def _shown(number: float) -> str:
    if number == round(number) or abs(number) >= 100:  # noqa: PLR2004 - tenths of hundreds tell nothing
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 1 else f"{number:.2g}"
