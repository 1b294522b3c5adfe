"""The one statement that sums measures over the parts of all places, and what it says where something is missing.

A place whose areas are not all in a source has no figure, never a smaller sum. Where an area is published without a
value (suppressed, say), what matters is how many residents live there: up to 0.1 % the sum stands, up to 5 % it is
`estimated`, beyond it takes the area's own status. Absent programme records are zeros; absent statistics are holes.
"""

from schemas.vocabulary import Status

NEGLIGIBLE = 0.001
TOLERABLE = 0.05


def _exact(expression: str) -> str:
    """Sum in decimals: floating-point sums depend on the order in which threads add, and so would published bytes."""
    return f"CAST(sum(CAST({expression} AS DECIMAL(28, 10))) AS DOUBLE)"


# Rounding errors of areas add up by their squared weights, and so do sampling errors, which grow with the count.
_SQUARED = "CASE WHEN m.dwellings THEN p.dwelling_weight * p.dwelling_weight ELSE p.weight * p.weight END"

SUMS_SQL = f"""
CREATE OR REPLACE TABLE sums AS
WITH parts AS (
    SELECT *, 1.0 / count(*) OVER (PARTITION BY place_id, vintage, via_id) AS cover FROM place_parts
),
declared AS (
    SELECT place_id, vintage, count(DISTINCT via_id) AS areas FROM place_areas GROUP BY place_id, vintage
),
residents AS (
    SELECT vintage, area_id, max(value) AS residents FROM observations
    WHERE measure_id = 'population' AND group_id = 'total' GROUP BY vintage, area_id
),
added AS (
    SELECT o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id,
           {_exact("CASE WHEN m.dwellings THEN p.dwelling_weight ELSE p.weight END * o.value")} AS value,
           {_exact(f"{_SQUARED} * (m.rounding + m.sampling * abs(o.value))")} AS variance,
           sum(p.cover) AS covered, count(*) AS cells, count(o.value) AS known,
           max(CASE WHEN s.valued THEN s.severity ELSE 0 END) AS worst,
           max(CASE WHEN s.valued THEN 0 ELSE s.severity END) AS missing
    FROM observations AS o
    JOIN measure_rules AS m ON m.measure_id = o.measure_id
    JOIN severities AS s ON s.status = o.status
    JOIN parts AS p ON p.vintage = o.vintage AND p.area_id = o.area_id
    GROUP BY o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id
),
gaps AS (
    SELECT o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id,
           {_exact("p.weight * r.residents")} AS without, bool_and(r.residents IS NOT NULL) AS countable
    FROM observations AS o
    JOIN parts AS p ON p.vintage = o.vintage AND p.area_id = o.area_id
    LEFT JOIN residents AS r ON r.vintage = o.vintage AND r.area_id = o.area_id
    WHERE o.value IS NULL
    GROUP BY o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id
),
all_residents AS (
    SELECT p.place_id, p.vintage, {_exact("p.weight * r.residents")} AS residents
    FROM parts AS p JOIN residents AS r ON r.vintage = p.vintage AND r.area_id = p.area_id
    GROUP BY p.place_id, p.vintage
),
weighed AS (
    SELECT a.*, d.areas, m.additive, m.programme,
           CASE WHEN a.known = a.cells THEN 0.0 WHEN g.countable THEN g.without / nullif(t.residents, 0) END AS gap
    FROM added AS a
    JOIN measure_rules AS m ON m.measure_id = a.measure_id
    LEFT JOIN declared AS d ON d.place_id = a.place_id AND d.vintage = a.vintage
    LEFT JOIN gaps AS g ON g.measure_id = a.measure_id AND g.place_id = a.place_id AND g.vintage = a.vintage
        AND g.source_id = a.source_id AND g.period_start = a.period_start AND g.period_end = a.period_end
        AND g.group_id = a.group_id
    LEFT JOIN all_residents AS t ON t.place_id = a.place_id AND t.vintage = a.vintage
),
judged AS (
    SELECT *,
           CASE WHEN known = 0 THEN missing
                WHEN NOT additive AND cells > 1 THEN {Status.NOT_APPLICABLE.severity}
                WHEN NOT programme AND areas - covered > 1e-6 THEN {Status.NOT_AVAILABLE.severity}
                WHEN gap IS NULL OR gap > {TOLERABLE} THEN missing
                WHEN gap > {NEGLIGIBLE} THEN greatest(worst, {Status.ESTIMATED.severity})
                ELSE worst END AS severity
    FROM weighed
),
cells AS (
    SELECT DISTINCT measure_id, source_id, vintage, period_start, period_end, group_id FROM observations
),
rivals AS (
    SELECT measure_id FROM cells GROUP BY measure_id HAVING count(DISTINCT source_id) > 1
),
best AS (
    -- Two sources for the same sum: the sounder one, then the first in alphabetical order.
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY measure_id, place_id, period_start, period_end, group_id
                                     ORDER BY severity, source_id) AS rank
        FROM judged WHERE measure_id IN (SELECT measure_id FROM rivals)
    ) AS ranked WHERE rank = 1
    UNION ALL
    SELECT *, 1 AS rank FROM judged WHERE measure_id NOT IN (SELECT measure_id FROM rivals)
),
located AS (
    -- Records with an address are counted for every place; payments and seats, which have none, for the whole only.
    SELECT DISTINCT measure_id FROM observations WHERE vintage = 'register' AND area_id <> 'elsewhere'
),
periods AS (
    SELECT DISTINCT o.measure_id, o.period_start, o.period_end, o.group_id, m.programme
    FROM cells AS o JOIN measure_rules AS m ON m.measure_id = o.measure_id
    WHERE o.vintage <> 'facts' AND (m.programme OR o.group_id = 'total')
),
told AS (
    SELECT measure_id, place_id, count(CASE WHEN programme OR group_id = 'total' THEN 1 END) AS cells
    FROM best WHERE vintage <> 'facts' GROUP BY measure_id, place_id
),
lacking AS (
    -- Most places have every cell of a measure, which their number tells: no cell of theirs need be looked for.
    SELECT p.measure_id, p.place_id
    FROM (SELECT measure_id, place_id, cells FROM told
          UNION ALL SELECT m.measure_id, a.place_id, 0 FROM place_areas AS a, located AS m
          WHERE a.vintage = 'register') AS p
    JOIN (SELECT measure_id, count(*) AS cells FROM periods GROUP BY measure_id) AS every
      ON every.measure_id = p.measure_id
    GROUP BY p.measure_id, p.place_id, every.cells HAVING max(p.cells) < every.cells
),
skeleton AS (
    SELECT s.measure_id, l.place_id, s.period_start, s.period_end, s.group_id, s.programme
    FROM periods AS s JOIN lacking AS l ON l.measure_id = s.measure_id
),
breaks AS (
    -- Periods that do not compare with the one before: a new instrument, or the first after historical figures.
    SELECT DISTINCT s.measure_id, CAST(NULL AS VARCHAR) AS place_id, s.period_end
    FROM (SELECT measure_id, period_start, period_end,
                 lag(period_start) OVER (PARTITION BY measure_id ORDER BY period_end) AS before
          FROM (SELECT DISTINCT measure_id, period_start, period_end FROM periods) AS each_period) AS s
    JOIN measure_breaks AS b ON b.measure_id = s.measure_id AND b.broken_on <= s.period_start AND s.before < b.broken_on
    UNION
    SELECT measure_id, place_id, period_end
    FROM (SELECT measure_id, place_id, period_end, vintage = 'facts' AS history,
                 lag(vintage = 'facts') OVER (PARTITION BY measure_id, place_id ORDER BY period_end) AS history_before
          FROM (SELECT DISTINCT measure_id, place_id, vintage, period_end FROM added
                WHERE (measure_id, place_id) IN (SELECT measure_id, place_id FROM added WHERE vintage = 'facts'))
          AS told) AS steps
    WHERE history <> history_before
),
whole AS (
    SELECT measure_id, place_id, period_start, period_end, group_id,
           CASE WHEN severity < {Status.UNRELIABLE.severity} THEN value END AS value,
           CASE WHEN severity < {Status.UNRELIABLE.severity} THEN variance END AS variance, severity,
           coalesce(gap, 1.0) AS gap
    FROM best
    UNION ALL
    SELECT k.measure_id, k.place_id, k.period_start, k.period_end, k.group_id,
           CASE WHEN k.programme THEN 0.0 END, CASE WHEN k.programme THEN 0.0 END,
           CASE WHEN k.programme THEN 0 ELSE {Status.NOT_AVAILABLE.severity} END,
           CASE WHEN k.programme THEN 0.0 ELSE 1.0 END
    FROM skeleton AS k
    ANTI JOIN (
        SELECT best.* FROM best JOIN lacking AS l ON l.measure_id = best.measure_id AND l.place_id = best.place_id
    ) AS b ON b.measure_id = k.measure_id AND b.place_id = k.place_id AND b.period_start = k.period_start
        AND b.period_end = k.period_end AND b.group_id = k.group_id
)
SELECT w.*, CASE WHEN everywhere.measure_id IS NULL AND here.measure_id IS NULL THEN 0 ELSE 1 END AS broken
FROM whole AS w
LEFT JOIN breaks AS everywhere ON everywhere.measure_id = w.measure_id AND everywhere.period_end = w.period_end
    AND everywhere.place_id IS NULL
LEFT JOIN breaks AS here ON here.measure_id = w.measure_id AND here.period_end = w.period_end
    AND here.place_id = w.place_id
-- Each formula reads few measures: rows that lie together are read together.
ORDER BY w.measure_id
"""

# For each period of the register its own sums, and beside them the latest published statistics of the same place.
ALIGNED_SQL = """
CREATE OR REPLACE TEMP TABLE aligned AS
WITH own AS (
    SELECT s.* FROM sums AS s JOIN measure_rules AS m ON m.measure_id = s.measure_id WHERE m.programme
),
reporting AS (
    SELECT DISTINCT place_id, period_start, period_end FROM own
),
ranked AS (
    SELECT s.measure_id, s.place_id, r.period_start, r.period_end, s.group_id, s.value, s.variance, s.severity, s.gap,
           row_number() OVER (PARTITION BY s.measure_id, s.place_id, s.group_id, r.period_end
                              ORDER BY CASE WHEN s.value IS NULL THEN 1 ELSE 0 END, s.period_end DESC) AS rank
    FROM reporting AS r
    JOIN sums AS s ON s.place_id = r.place_id AND s.period_end <= r.period_end
    JOIN measure_rules AS m ON m.measure_id = s.measure_id
    WHERE NOT m.programme
)
SELECT measure_id, place_id, period_start, period_end, group_id, value, variance, severity, gap, broken FROM own
UNION ALL
SELECT measure_id, place_id, period_start, period_end, group_id, value, variance, severity, gap, 0 AS broken
FROM ranked WHERE rank = 1
"""
