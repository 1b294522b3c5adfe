"""The measures of enterprises: which were assisted, who owns them, and what became of their jobs."""

from warehouse.register.families import Family, overlapping, trait

_ENTERPRISE = trait("legal_form", "x.legal_form", "enterprises", "enterprise_id")
_SUPPORTED = f"""
    SELECT DISTINCT u.unit_key, u.period_start, 'service' AS dimension, t.service AS code
    FROM units u
    JOIN register.periods r ON r.period_start = u.period_start
    JOIN staged.enterprise_supports t
        ON t.enterprise_id = u.unit_key AND {overlapping("t.start_date", "t.end_date")}"""
_MEMBERS = f"{_ENTERPRISE} UNION ALL {_SUPPORTED}"
_SOCIAL = "legal_form IN ('cooperative', 'nonprofit', 'social_enterprise')"


# Enterprises with a support that overlaps the period, each once.
ASSISTED = Family(
    table="enterprise_supports",
    unit_kind="enterprise",
    units=f"""
    SELECT DISTINCT x.enterprise_id AS unit_key, r.period_start, r.period_end, x.area_id AS tract, 'normal' AS status,
        x.local_owner_share, x.legal_form, EXISTS (
            SELECT 1 FROM staged.enterprise_supports t WHERE t.enterprise_id = x.enterprise_id
                AND t.service = 'retention' AND {overlapping("t.start_date", "t.end_date")}) AS retention
    FROM register.periods r
    JOIN staged.enterprise_supports t ON {overlapping("t.start_date", "t.end_date")}
    JOIN staged.enterprises x ON x.enterprise_id = t.enterprise_id""",
    members=_MEMBERS,
    measures={
        "enterprises": "1",
        "enterprises_retention": "CAST(retention AS INT)",
        "enterprises_social_economy": f"CAST({_SOCIAL} AS INT)",
        "enterprises_ownership_known": "CASE WHEN local_owner_share IS NOT NULL THEN 1 END",
        "enterprises_locally_owned": "CAST(local_owner_share >= 0.5 AS INT)",
    },
)

# Head counts are read at three days: the last before the period or at the start of support, whichever is later (so that
# the changes of successive periods add up), the last by the period's end, and the start of retention support. An
# enterprise has no jobs before it was founded nor once it is closed. IRIS+ PI3687, PI5691, PI2688; UKSPF, safeguarded.
JOBS = Family(
    table="enterprise_jobs",
    unit_kind="enterprise",
    units=f"""
    WITH assisted AS (
        SELECT x.enterprise_id, x.area_id, x.founded_on, x.closed_on, x.legal_form, x.local_owner_share,
            r.period_start, r.period_end,
            greatest(min(t.start_date), CAST(r.period_start - INTERVAL 1 DAY AS DATE)) AS base,
            min(CASE WHEN t.service = 'retention' THEN t.start_date END) AS retention_start
        FROM register.periods r
        JOIN staged.enterprise_supports t ON {overlapping("t.start_date", "t.end_date")}
        JOIN staged.enterprises x ON x.enterprise_id = t.enterprise_id
        GROUP BY x.enterprise_id, x.area_id, x.founded_on, x.closed_on, x.legal_form, x.local_owner_share,
            r.period_start, r.period_end
    ),
    counted AS (
        SELECT a.enterprise_id, a.period_start,
            max_by(j.fte, CASE WHEN j.date <= a.base THEN j.date END) AS at_base,
            max_by(j.fte, j.date) AS at_end,
            max_by(j.fte_same_persons,
                CASE WHEN j.fte_same_persons IS NOT NULL AND j.date >= a.period_start THEN j.date END) AS same_persons,
            max_by(least(j.fte_residents, j.fte),
                CASE WHEN j.fte_residents IS NOT NULL AND j.date >= a.period_start THEN j.date END) AS residents,
            max_by(j.fte,
                CASE WHEN j.fte_residents IS NOT NULL AND j.date >= a.period_start THEN j.date END) AS with_residents,
            max_by(j.fte_at_risk,
                CASE WHEN j.fte_at_risk IS NOT NULL AND j.date <= a.retention_start THEN j.date END) AS at_risk
        FROM assisted a
        JOIN staged.enterprise_jobs j ON j.enterprise_id = a.enterprise_id AND j.date <= a.period_end
        GROUP BY a.enterprise_id, a.period_start
    )
    SELECT a.enterprise_id AS unit_key, a.period_start, a.period_end, a.area_id AS tract, 'normal' AS status,
        CASE WHEN a.closed_on <= a.base THEN 0
             ELSE coalesce(c.at_base, CASE WHEN a.founded_on > a.base THEN 0 END) END AS at_base,
        CASE WHEN a.closed_on <= a.period_end THEN 0 ELSE c.at_end END AS at_end,
        CASE WHEN a.closed_on <= a.period_end THEN 0 ELSE c.same_persons END AS same_persons,
        CASE WHEN a.retention_start IS NULL THEN 0 ELSE c.at_risk END AS at_risk,
        CASE WHEN a.closed_on <= a.period_end THEN 0 ELSE c.residents END AS residents,
        CASE WHEN a.closed_on <= a.period_end THEN 0 ELSE c.with_residents END AS with_residents,
        a.legal_form, a.local_owner_share
    FROM assisted a JOIN counted c ON c.enterprise_id = a.enterprise_id AND c.period_start = a.period_start""",
    members=_MEMBERS,
    measures={
        "fte_created": "at_end - at_base",
        "fte_end": "at_end",
        "fte_same_persons": "same_persons",
        "fte_social_economy": f"CAST({_SOCIAL} AS INT) * at_end",
        "fte_ownership_known": "CASE WHEN local_owner_share IS NOT NULL THEN at_end END",
        "fte_locally_owned": "CAST(local_owner_share >= 0.5 AS INT) * at_end",
        "fte_residence_known": "with_residents",
        "fte_residents": "residents",
        "fte_safeguarded": "CASE WHEN at_risk < at_end THEN at_risk WHEN at_risk >= at_end THEN at_end END",
    },
)
