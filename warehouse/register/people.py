"""The measures of persons: who took part, who left, and what became of them."""

from schemas.programme_codes import TARGET_GROUPS
from warehouse.register.families import Family, members, overlapping, trait

_AGE = """CASE WHEN x.birth_year IS NULL THEN 'unknown'
         WHEN year(u.period_start) - x.birth_year < 25 THEN 'under_25'
         WHEN year(u.period_start) - x.birth_year < 35 THEN '25-34'
         WHEN year(u.period_start) - x.birth_year < 55 THEN '35-54'
         ELSE '55_and_over' END"""
_PERSON = [
    trait("gender", "x.gender", "persons", "person_id"),
    trait("age", _AGE, "persons", "person_id"),
    trait("entry_status", "x.entry_status", "persons", "person_id"),
    trait("education", "coalesce(x.education, 'unknown')", "persons", "person_id"),
    *(
        trait("target_group", f"'{group}'", "persons", "person_id")
        + f"\n    WHERE position('+{group}+' IN '+' || x.target_groups || '+') > 0"
        for group in TARGET_GROUPS
    ),
]
_CROSSES = (("age", "gender"), ("gender", "service"))

# Persons with a participation that overlaps the period, each once.
PARTICIPANTS = Family(
    table="participations",
    unit_kind="person",
    units=f"""
    SELECT DISTINCT p.person_id AS unit_key, r.period_start, r.period_end, p.area_id AS tract, 'normal' AS status,
        CASE WHEN d.area_id IS NOT NULL THEN 1
             WHEN p.area_id IS NOT NULL AND EXISTS (SELECT 1 FROM register.deprived_areas) THEN 0 END AS most_deprived
    FROM register.periods r
    JOIN staged.participations t ON {overlapping("t.start_date", "t.exit_date")}
    JOIN staged.persons p ON p.person_id = t.person_id
    LEFT JOIN register.deprived_areas d ON d.area_id = p.area_id""",
    members=members(
        *_PERSON,
        f"""
    SELECT DISTINCT u.unit_key, u.period_start, 'service' AS dimension, t.service AS code
    FROM units u
    JOIN register.periods r ON r.period_start = u.period_start
    JOIN staged.participations t ON t.person_id = u.unit_key AND {overlapping("t.start_date", "t.exit_date")}""",
    ),
    measures={
        "participants": "1",
        "participants_located": "CASE WHEN tract IS NOT NULL THEN 1 END",
        "participants_most_deprived": "most_deprived",
    },
    crosses=_CROSSES,
)


def _exited(quarter: int) -> str:
    """Give persons by their last exit, and whether each was employed in the n-th quarter after the quarter of exit.

    WIOA section 116 for the quarter; ESF+ for re-entries: the last exit counts, and who is still in has not exited.
    A job is open from its start to the first end that follows at the same employer (or at one that is not named).
    """
    start = f"date_trunc('quarter', exit_date) + INTERVAL {3 * quarter} MONTH"
    return f"""
    WITH last_exits AS (
        SELECT person_id, max(exit_date) AS exit_date FROM staged.participations
        GROUP BY person_id HAVING count(*) = count(exit_date)
    ),
    followed AS (
        SELECT l.person_id, r.period_start, r.period_end, r.reference_date,
            CAST({start} AS DATE) AS quarter_start,
            CAST({start} + INTERVAL 3 MONTH - INTERVAL 1 DAY AS DATE) AS quarter_end
        FROM last_exits l JOIN register.periods r ON l.exit_date BETWEEN r.period_start AND r.period_end
        WHERE NOT EXISTS (
            SELECT 1 FROM staged.participations x
            WHERE x.person_id = l.person_id AND x.exit_date = l.exit_date AND x.exit_reason = 'excluded')
    ),
    complete AS (
        SELECT period_start, max(quarter_end) <= max(reference_date) AS complete FROM followed GROUP BY period_start
    ),
    jobs AS (
        SELECT s.person_id, s.date AS start_date, s.employer_id, min(e.date) AS end_date
        FROM staged.outcomes s
        LEFT JOIN staged.outcomes e ON e.person_id = s.person_id AND e.kind = 'job_end' AND e.date >= s.date
            AND (e.employer_id = s.employer_id OR e.employer_id IS NULL OR s.employer_id IS NULL)
        WHERE s.kind = 'job_start' GROUP BY s.person_id, s.date, s.employer_id
    ),
    employed AS (
        SELECT DISTINCT f.person_id FROM followed f JOIN jobs j ON j.person_id = f.person_id
        WHERE j.start_date <= f.quarter_end AND (j.end_date IS NULL OR j.end_date >= f.quarter_start)
    ),
    heard_of AS (
        SELECT DISTINCT f.person_id FROM followed f JOIN staged.outcomes o ON o.person_id = f.person_id
        WHERE o.kind IN ('job_start', 'job_end', 'last_contact') AND o.date >= f.quarter_start
    )
    SELECT f.person_id AS unit_key, f.period_start, f.period_end, p.area_id AS tract,
        CASE WHEN c.complete THEN 'normal' ELSE 'provisional' END AS status,
        CASE WHEN e.person_id IS NULL THEN 0 ELSE 1 END AS employed,
        CASE WHEN e.person_id IS NULL AND h.person_id IS NULL THEN 1 ELSE 0 END AS unknown
    FROM followed f
    JOIN complete c ON c.period_start = f.period_start
    JOIN staged.persons p ON p.person_id = f.person_id
    LEFT JOIN employed e ON e.person_id = f.person_id
    LEFT JOIN heard_of h ON h.person_id = f.person_id
    WHERE f.quarter_end <= f.reference_date"""


# Services are those of the participations that ended with the last exit.
EXITS = Family(
    table="participations",
    unit_kind="person",
    units=_exited(2),
    members=members(
        *_PERSON,
        """
    SELECT DISTINCT u.unit_key, u.period_start, 'service' AS dimension, t.service AS code
    FROM units u JOIN staged.participations t ON t.person_id = u.unit_key
    JOIN (SELECT person_id, max(exit_date) AS exit_date FROM staged.participations GROUP BY person_id) l
        ON l.person_id = t.person_id AND l.exit_date = t.exit_date""",
    ),
    measures={"exits": "1", "exits_employed_q2": "employed", "exits_unknown_q2": "unknown"},
    crosses=_CROSSES,
)
