"""The measures of persons: who took part, in what, and who is reached."""

from schemas.programme_codes import TARGET_GROUPS
from warehouse.register.families import Family, members, overlapping, trait

_AGE = """CASE WHEN x.birth_year IS NULL THEN 'unknown'
         WHEN year(u.period_start) - x.birth_year < 25 THEN 'under_25'
         WHEN year(u.period_start) - x.birth_year < 35 THEN '25-34'
         WHEN year(u.period_start) - x.birth_year < 55 THEN '35-54'
         ELSE '55_and_over' END"""
# By whom results are told: gender, age and target group.
GROUPS = (
    trait("gender", "x.gender", "persons", "person_id"),
    trait("age", _AGE, "persons", "person_id"),
    *(
        trait("target_group", f"'{group}'", "persons", "person_id")
        + f"\n    WHERE position('+{group}+' IN '+' || x.target_groups || '+') > 0"
        for group in TARGET_GROUPS
    ),
)
TRAITS = (
    *GROUPS,
    trait("entry_status", "x.entry_status", "persons", "person_id"),
    trait("education", "coalesce(x.education, 'unknown')", "persons", "person_id"),
)
_SERVICES = f"""
    SELECT DISTINCT u.unit_key, u.period_start, 'service' AS dimension, t.service AS code
    FROM units u
    JOIN register.periods r ON r.period_start = u.period_start
    JOIN staged.participations t ON t.person_id = u.unit_key AND {overlapping("t.start_date", "t.exit_date")}"""


def _in_group(group: str) -> str:
    return f"CAST(position('+{group}+' IN '+' || coalesce(target_groups, '') || '+') > 0 AS INT)"


# Persons with a participation that overlaps the period, each once.
_SERVED = f"""
    SELECT DISTINCT p.person_id AS unit_key, r.period_start, r.period_end, p.area_id AS tract, 'normal' AS status,
        p.gender, p.entry_status, p.long_term_unemployed, p.target_groups, p.equity_groups,
        s.area_id IS NOT NULL AS resident,
        CASE WHEN d.area_id IS NOT NULL THEN 1
             WHEN p.area_id IS NOT NULL AND EXISTS (SELECT 1 FROM register.deprived_areas) THEN 0 END AS most_deprived
    FROM register.periods r
    JOIN staged.participations t ON {overlapping("t.start_date", "t.exit_date")}
    JOIN staged.persons p ON p.person_id = t.person_id
    LEFT JOIN register.study_areas s ON s.area_id = p.area_id
    LEFT JOIN register.deprived_areas d ON d.area_id = p.area_id"""

PARTICIPANTS = Family(
    table="participations",
    unit_kind="person",
    units=_SERVED,
    members=members(*TRAITS, _SERVICES),
    measures={
        "participants": "1",
        "participants_located": "CASE WHEN tract IS NOT NULL THEN 1 END",
        "participants_most_deprived": "most_deprived",
    },
)

# Who is meant to be reached, by service. What a person did not say counts as not being so.
TARGETED = Family(
    table="participations",
    unit_kind="person",
    units=_SERVED,
    members=_SERVICES,
    measures={
        "participants_unemployed": "CAST(entry_status = 'unemployed' AS INT)",
        "participants_long_term_unemployed": (
            "CAST(entry_status = 'unemployed' AND coalesce(long_term_unemployed, false) AS INT)"
        ),
        "participants_unemployed_residents": "CAST(entry_status = 'unemployed' AND resident AS INT)",
        "participants_young_adults": _in_group("young_adult"),
        "participants_potential_entrepreneurs": _in_group("potential_entrepreneur"),
        "participants_business_owners": _in_group("local_business_owner"),
        "participants_community_workers": _in_group("community_worker"),
        "participants_equity_groups": "CAST(coalesce(equity_groups, '') <> '' AS INT)",
        "participants_gender_known": "CASE WHEN gender <> 'undisclosed' THEN 1 END",
        "participants_women": "CASE WHEN gender <> 'undisclosed' THEN CAST(gender = 'woman' AS INT) END",
    },
)

# Persons in training in the period. Hours are spread evenly over the days of a participation, those without an exit up
# to the day until which the register tells. WIOA for gains in the year, and for the exclusions.
TRAINING = Family(
    table="participations",
    unit_kind="person",
    units=f"""
    WITH training AS (
        SELECT t.person_id, r.period_start, r.period_end, t.hours,
            date_diff('day', greatest(t.start_date, r.period_start),
                least(coalesce(t.exit_date, r.reference_date), r.period_end)) + 1 AS days,
            date_diff('day', t.start_date, coalesce(t.exit_date, greatest(t.start_date, r.reference_date))) + 1
                AS all_days
        FROM register.periods r
        JOIN staged.participations t ON {overlapping("t.start_date", "t.exit_date")}
        WHERE t.in_training AND coalesce(t.exit_reason, '') <> 'excluded'
    ),
    trained AS (
        SELECT person_id, period_start, period_end,
            CAST(sum(CAST(hours * days / all_days AS DECIMAL(18, 4))) AS DOUBLE) AS hours
        FROM training GROUP BY person_id, period_start, period_end
    )
    SELECT t.person_id AS unit_key, t.period_start, t.period_end, p.area_id AS tract, 'normal' AS status, t.hours,
        EXISTS (
            SELECT 1 FROM staged.outcomes o WHERE o.person_id = t.person_id AND o.kind = 'skill_gain'
                AND o.date BETWEEN t.period_start AND t.period_end) AS gained
    FROM trained t JOIN staged.persons p ON p.person_id = t.person_id""",
    members=members(*GROUPS),
    measures={
        "participants_in_training": "1",
        "participants_skill_gain": "CAST(gained AS INT)",
        "training_hours": "hours",
    },
)
