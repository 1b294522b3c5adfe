"""The measures of outcomes: what became of persons after their last exit, and how long their jobs lasted.

WIOA section 116 for the quarters after exit, earnings and credentials; ESF+ for re-entries (the last exit counts, and
who is still in has not exited) and for the situation on leaving. Exclusions are in no cohort.
"""

from warehouse.register.families import Family, members
from warehouse.register.people import GROUPS, TRAITS

# Services are those of the participations that ended with the last exit.
_SERVICES = """
    SELECT DISTINCT u.unit_key, u.period_start, 'service' AS dimension, t.service AS code
    FROM units u JOIN staged.participations t ON t.person_id = u.unit_key
    JOIN (SELECT person_id, max(exit_date) AS exit_date FROM staged.participations GROUP BY person_id) l
        ON l.person_id = t.person_id AND l.exit_date = t.exit_date"""

# A job is open from its start to the first end that follows at the same employer (or at one that is not named).
_JOBS = """
    jobs AS (
        SELECT s.person_id, s.date AS start_date, s.employer_id, min(e.date) AS end_date
        FROM staged.outcomes s
        LEFT JOIN staged.outcomes e ON e.person_id = s.person_id AND e.kind = 'job_end' AND e.date >= s.date
            AND (e.employer_id = s.employer_id OR e.employer_id IS NULL OR s.employer_id IS NULL)
        WHERE s.kind = 'job_start' GROUP BY s.person_id, s.date, s.employer_id
    )"""
_HEARD = "o.kind IN ('job_start', 'job_end', 'last_contact')"


def _followed(start: str, end: str) -> str:
    """Give the CTEs of persons by last exit, followed from `start` to `end` (SQL over exit_date), exclusions out.

    A cohort is complete, and its figures final, once the last of its persons has been followed to the end.
    """
    return f"""
    last_exits AS (
        SELECT person_id, max(exit_date) AS exit_date FROM staged.participations
        GROUP BY person_id HAVING count(*) = count(exit_date)
    ),
    followed AS (
        SELECT l.person_id, r.period_start, r.period_end, r.reference_date, l.exit_date,
            CAST({start} AS DATE) AS window_start, CAST({end} AS DATE) AS window_end
        FROM last_exits l JOIN register.periods r ON l.exit_date BETWEEN r.period_start AND r.period_end
        WHERE NOT EXISTS (
            SELECT 1 FROM staged.participations x
            WHERE x.person_id = l.person_id AND x.exit_date = l.exit_date AND x.exit_reason = 'excluded')
    ),
    complete AS (
        SELECT period_start,
            CASE WHEN max(window_end) <= max(reference_date) THEN 'normal' ELSE 'provisional' END AS status
        FROM followed GROUP BY period_start
    )"""


def _employment(start: str, end: str) -> str:
    """Give persons by their last exit, and whether each was employed at any time of the window, or is not known to be.

    Earnings are the latest told of the jobs held in the window.
    """
    return f"""
    WITH {_followed(start, end)}, {_JOBS},
    employed AS (
        SELECT f.person_id, min(j.start_date) AS since FROM followed f JOIN jobs j ON j.person_id = f.person_id
        WHERE j.start_date <= f.window_end AND (j.end_date IS NULL OR j.end_date >= f.window_start)
        GROUP BY f.person_id
    ),
    paid AS (
        SELECT f.person_id, max_by(o.quarterly_earnings, (o.date, o.quarterly_earnings)) AS earnings
        FROM followed f
        JOIN employed e ON e.person_id = f.person_id
        JOIN staged.outcomes o ON o.person_id = f.person_id AND o.date BETWEEN e.since AND f.window_end
        WHERE o.quarterly_earnings IS NOT NULL GROUP BY f.person_id
    ),
    heard_of AS (
        SELECT DISTINCT f.person_id FROM followed f JOIN staged.outcomes o ON o.person_id = f.person_id
        WHERE {_HEARD} AND o.date >= f.window_start
    )
    SELECT f.person_id AS unit_key, f.period_start, f.period_end, p.area_id AS tract, c.status, p.gender, w.earnings,
        CASE WHEN e.person_id IS NULL THEN 0 ELSE 1 END AS employed,
        CASE WHEN e.person_id IS NULL AND h.person_id IS NULL THEN 1 ELSE 0 END AS unknown
    FROM followed f
    JOIN complete c ON c.period_start = f.period_start
    JOIN staged.persons p ON p.person_id = f.person_id
    LEFT JOIN employed e ON e.person_id = f.person_id
    LEFT JOIN paid w ON w.person_id = f.person_id
    LEFT JOIN heard_of h ON h.person_id = f.person_id
    WHERE f.window_end <= f.reference_date"""


def _in_quarter(number: int) -> str:
    start = f"date_trunc('quarter', exit_date) + INTERVAL {3 * number} MONTH"
    return _employment(start, f"{start} + INTERVAL 3 MONTH - INTERVAL 1 DAY")


EXITS = Family(
    table="participations",
    unit_kind="person",
    units=_in_quarter(2),
    members=members(*TRAITS, _SERVICES),
    measures={"exits": "1", "exits_employed_q2": "employed", "exits_unknown_q2": "unknown"},
)

# Apart from EXITS, since these are told by fewer dimensions: each one more makes small numbers.
EARNINGS = Family(
    table="participations",
    unit_kind="person",
    units=_in_quarter(2),
    members=members(*GROUPS, _SERVICES),
    measures={"exits_earnings_q2": "CASE WHEN employed = 1 AND earnings IS NOT NULL THEN 1 ELSE 0 END"},
    amounts={"earnings_q2": "CASE WHEN employed = 1 THEN earnings END"},
)

PARITY = Family(
    table="participations",
    unit_kind="person",
    units=_in_quarter(2),
    members=_SERVICES,
    measures={
        "exits_women": "CAST(gender = 'woman' AS INT)",
        "exits_women_employed_q2": "CAST(gender = 'woman' AND employed = 1 AS INT)",
        "exits_men": "CAST(gender = 'man' AS INT)",
        "exits_men_employed_q2": "CAST(gender = 'man' AND employed = 1 AS INT)",
    },
)

EXITS_Q4 = Family(
    table="participations",
    unit_kind="person",
    units=_in_quarter(4),
    members=members(*GROUPS, _SERVICES),
    measures={"exits_q4": "1", "exits_employed_q4": "employed", "exits_unknown_q4": "unknown"},
)

LEAVERS = Family(
    table="participations",
    unit_kind="person",
    units=_employment("exit_date", "exit_date + INTERVAL 28 DAY"),
    members=members(*GROUPS, _SERVICES),
    measures={"leavers": "1", "leavers_employed": "employed", "leavers_unknown": "unknown"},
)

# Persons who were in training and have left: a credential by a year after the exit counts, whenever it came.
TRAINED = Family(
    table="participations",
    unit_kind="person",
    units=f"""
    WITH {_followed("exit_date", "exit_date + INTERVAL 365 DAY")},
    learnt AS (
        SELECT f.person_id,
            max(CASE WHEN o.kind = 'credential' AND o.date <= f.window_end THEN 1 ELSE 0 END) AS credential,
            max(CASE WHEN o.date >= f.window_end THEN 1 ELSE 0 END) AS heard_of
        FROM followed f LEFT JOIN staged.outcomes o ON o.person_id = f.person_id GROUP BY f.person_id
    )
    SELECT f.person_id AS unit_key, f.period_start, f.period_end, p.area_id AS tract, c.status, l.credential,
        CASE WHEN l.credential = 0 AND l.heard_of = 0 THEN 1 ELSE 0 END AS unknown
    FROM followed f
    JOIN complete c ON c.period_start = f.period_start
    JOIN staged.persons p ON p.person_id = f.person_id
    JOIN learnt l ON l.person_id = f.person_id
    WHERE f.window_end <= f.reference_date AND EXISTS (
        SELECT 1 FROM staged.participations t WHERE t.person_id = f.person_id AND t.in_training)""",
    members=members(*GROUPS),
    measures={"trained": "1", "trained_credential": "credential", "trained_unknown": "unknown"},
)

# The first job that a person began in the period, from its start to its end or to the last contact.
PLACED = Family(
    table="outcomes",
    unit_kind="person",
    units=f"""
    WITH {_JOBS},
    begun AS (
        SELECT j.*, r.period_start, r.period_end, r.reference_date, row_number() OVER (
            PARTITION BY j.person_id, r.period_start ORDER BY j.start_date, j.end_date NULLS LAST, j.employer_id
        ) AS place
        FROM jobs j JOIN register.periods r ON j.start_date BETWEEN r.period_start AND r.period_end
    ),
    contact AS (
        SELECT o.person_id, max(o.date) AS last_heard FROM staged.outcomes o WHERE {_HEARD} GROUP BY o.person_id
    )
    SELECT b.person_id AS unit_key, b.period_start, b.period_end, p.area_id AS tract, 'normal' AS status,
        CASE WHEN b.end_date IS NULL THEN date_diff('day', b.start_date, c.last_heard)
             ELSE greatest(date_diff('day', b.start_date, b.end_date), 1) END AS days,
        CASE WHEN b.end_date IS NULL THEN 0 ELSE 1 END AS event,
        0 AS entry_days, date_diff('day', b.start_date, b.reference_date) AS observable_days
    FROM begun b
    JOIN contact c ON c.person_id = b.person_id
    JOIN staged.persons p ON p.person_id = b.person_id
    WHERE b.place = 1""",
    members=members(*GROUPS),
    measures={"jobs_begun": "1"},
    spells="job",
)
