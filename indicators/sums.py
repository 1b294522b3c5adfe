"""The one statement that sums measures over the parts of all places, and what it says where something is missing.

A place whose areas are not all in a source has no figure, never a smaller sum. Where an area is published without a
value (suppressed, say), what matters is how many residents live there: up to 0.1 % the sum stands, up to 5 % it is
`estimated`, beyond it takes the area's own status. Absent programme records are zeros; absent statistics are holes.
"""

from schemas.vocabulary import Status

NEGLIGIBLE = 0.001
TOLERABLE = 0.05


def _exact(expression: str) -> str:
    return f"CAST(CAST({expression} AS DECIMAL(28, 10)) AS DOUBLE)"


def added(expression: str) -> str:
    """Sum in decimals: floating-point sums depend on the order in which threads add, and so would published bytes."""
    return f"CAST(sum(CAST({expression} AS DECIMAL(28, 10))) AS DOUBLE)"


# Rounding errors of areas add up by their squared weights, and so do sampling errors, which grow with the count.
_SQUARED = "CASE WHEN m.dwellings THEN p.dwelling_weight * p.dwelling_weight ELSE p.weight * p.weight END"

# Each observation in each place that its area is a part of.
_BROUGHT = """
    FROM observations AS o
    JOIN measure_rules AS m ON m.measure_id = o.measure_id
    JOIN severities AS s ON s.status = o.status
    JOIN parts AS p ON p.vintage = o.vintage AND p.area_id = o.area_id"""
_VALUE = "CASE WHEN m.dwellings THEN p.dwelling_weight ELSE p.weight END * o.value"
_VARIANCE = f"{_SQUARED} * (m.rounding + m.sampling * abs(o.value))"

SUMS_SQL = f"""
CREATE OR REPLACE TABLE sums AS
WITH residents AS (
    SELECT vintage, area_id, max(value) AS residents FROM observations
    WHERE measure_id = 'population' AND group_id = 'total' GROUP BY vintage, area_id
),
parts AS (
    SELECT p.*, r.residents, 1.0 / count(*) OVER (PARTITION BY p.place_id, p.vintage, p.via_id) AS cover,
           count(*) OVER (PARTITION BY p.place_id, p.vintage) = 1 AS alone
    FROM place_parts AS p LEFT JOIN residents AS r ON r.vintage = p.vintage AND r.area_id = p.area_id
),
added AS (
    SELECT o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id,
           m.additive, m.programme, {added(_VALUE)} AS value, {added(_VARIANCE)} AS variance,
           sum(p.cover) AS covered, count(*) AS cells, count(o.value) AS known,
           max(CASE WHEN s.valued THEN s.severity ELSE 0 END) AS worst,
           max(CASE WHEN s.valued THEN 0 ELSE s.severity END) AS missing,
           {added("CASE WHEN o.value IS NULL THEN p.weight * p.residents END")} AS without,
           bool_and(o.value IS NOT NULL OR p.residents IS NOT NULL) AS countable{_BROUGHT}
    WHERE NOT p.alone
    GROUP BY o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id,
             m.additive, m.programme
),
places AS (
    SELECT place_id, vintage, count(DISTINCT via_id) AS areas, {added("weight * residents")} AS residents
    FROM parts GROUP BY place_id, vintage
),
weighed AS (
    SELECT a.*, t.areas,
           CASE WHEN a.known = a.cells THEN 0.0 WHEN a.countable THEN a.without / nullif(t.residents, 0) END AS gap
    FROM added AS a JOIN places AS t ON t.place_id = a.place_id AND t.vintage = a.vintage
),
judged AS (
    SELECT measure_id, place_id, vintage, source_id, period_start, period_end, group_id, programme, value, variance,
           CASE WHEN known = 0 THEN missing
                WHEN NOT additive AND cells > 1 THEN {Status.NOT_APPLICABLE.severity}
                WHEN NOT programme AND areas - covered > 1e-6 THEN {Status.NOT_AVAILABLE.severity}
                WHEN gap IS NULL OR gap > {TOLERABLE} THEN missing
                WHEN gap > {NEGLIGIBLE} THEN greatest(worst, {Status.ESTIMATED.severity})
                ELSE worst END AS severity,
           coalesce(gap, 1.0) AS gap
    FROM weighed
    UNION ALL
    -- Where a place is one area there is nothing to add: its sums are what is published for that area.
    SELECT o.measure_id, p.place_id, o.vintage, o.source_id, o.period_start, o.period_end, o.group_id, m.programme,
           {_exact(_VALUE)}, {_exact(_VARIANCE)}, s.severity, CASE WHEN o.value IS NULL THEN 1.0 ELSE 0.0 END{_BROUGHT}
    WHERE p.alone
),
cells AS (
    SELECT DISTINCT measure_id, source_id, vintage, period_start, period_end, group_id FROM observations
),
rivals AS (
    SELECT measure_id, period_start, period_end, group_id FROM cells
    GROUP BY measure_id, period_start, period_end, group_id HAVING count(*) > 1
),
best AS (
    -- Two sources for the same sum: the sounder one, then the first in alphabetical order.
    SELECT * FROM (
        SELECT j.*, row_number() OVER (PARTITION BY j.measure_id, j.place_id, j.period_start, j.period_end, j.group_id
                                       ORDER BY j.severity, j.source_id, j.vintage) AS rank
        FROM judged AS j
        SEMI JOIN rivals AS r ON r.measure_id = j.measure_id AND r.period_start = j.period_start
            AND r.period_end = j.period_end AND r.group_id = j.group_id
    ) AS ranked WHERE rank = 1
    UNION ALL
    SELECT j.*, 1 AS rank FROM judged AS j
    ANTI JOIN rivals AS r ON r.measure_id = j.measure_id AND r.period_start = j.period_start
        AND r.period_end = j.period_end AND r.group_id = j.group_id
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
    FROM judged WHERE vintage <> 'facts' GROUP BY measure_id, place_id
),
lacking AS (
    -- Most places have every cell of a measure, which their number tells: no cell of theirs need be looked for. The
    -- number tells nothing where sources are rivals.
    SELECT p.measure_id, p.place_id
    FROM (SELECT measure_id, place_id, cells FROM told
          UNION ALL SELECT m.measure_id, t.place_id, 0 FROM places AS t, located AS m
          WHERE t.vintage = 'register') AS p
    JOIN (SELECT measure_id, count(*) AS cells FROM periods GROUP BY measure_id) AS every
      ON every.measure_id = p.measure_id
    GROUP BY p.measure_id, p.place_id, every.cells
    HAVING max(p.cells) < every.cells OR p.measure_id IN (SELECT measure_id FROM rivals)
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
          FROM (SELECT DISTINCT measure_id, place_id, vintage, period_end FROM judged
                WHERE (measure_id, place_id) IN (SELECT measure_id, place_id FROM judged WHERE vintage = 'facts'))
          AS told) AS steps
    WHERE history <> history_before
),
whole AS (
    SELECT measure_id, place_id, period_start, period_end, group_id,
           CASE WHEN severity < {Status.UNRELIABLE.severity} THEN value END AS value,
           CASE WHEN severity < {Status.UNRELIABLE.severity} THEN variance END AS variance, severity, gap
    FROM best
    UNION ALL
    SELECT k.measure_id, k.place_id, k.period_start, k.period_end, k.group_id,
           CASE WHEN k.programme THEN 0.0 END, CASE WHEN k.programme THEN 0.0 END,
           CASE WHEN k.programme THEN 0 ELSE {Status.NOT_AVAILABLE.severity} END,
           CASE WHEN k.programme THEN 0.0 ELSE 1.0 END
    FROM skeleton AS k
    ANTI JOIN (
        SELECT j.* FROM judged AS j JOIN lacking AS l ON l.measure_id = j.measure_id AND l.place_id = j.place_id
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
CREATE OR REPLACE TABLE aligned AS
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
