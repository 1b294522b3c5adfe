"""The measures of how long enterprises last: those first assisted in a period, and those founded in it.

Eurostat-OECD, Manual on Business Demography Statistics: an enterprise that moves away neither dies nor survives here.
"""

from warehouse.register.families import Family, trait

_LEGAL_FORM = trait("legal_form", "x.legal_form", "enterprises", "enterprise_id")
_YEARS = 3


def _known(last: str) -> str:
    """Give the CTEs of assisted enterprises, with the day until which each is known (`last`, SQL over x and r).

    That is the last contact or, where none is noted, the latest day on which something was recorded.
    """
    return f"""
    begun AS (
        SELECT enterprise_id, min(start_date) AS first_support FROM staged.enterprise_supports GROUP BY enterprise_id
    ),
    recorded AS (
        SELECT enterprise_id, max(day) AS last_recorded FROM (
            SELECT enterprise_id, date AS day FROM staged.enterprise_jobs
            UNION ALL SELECT enterprise_id, greatest(start_date, end_date) FROM staged.enterprise_supports)
        GROUP BY enterprise_id
    ),
    known AS (
        SELECT x.*, b.first_support, {last} AS last_known
        FROM staged.enterprises x
        JOIN begun b ON b.enterprise_id = x.enterprise_id
        JOIN recorded r ON r.enterprise_id = x.enterprise_id
    )"""


def _days(start: str, end: str) -> str:
    """Give the columns of a spell from `start` to `end`; without an end, to the day until which it is known."""
    return f"""
        CASE WHEN {end} IS NULL THEN date_diff('day', {start}, k.last_known)
             WHEN {end} >= {start} THEN greatest(date_diff('day', {start}, {end}), 1) END AS days,
        CASE WHEN {end} IS NULL THEN 0 ELSE 1 END AS event,
        date_diff('day', {start}, r.reference_date) AS observable_days"""


# From the first service on: closing down ends it, and so does moving out of the area.
FIRST_ASSISTED = Family(
    table="enterprises",
    unit_kind="enterprise",
    units=f"""
    WITH {_known("coalesce(x.last_contact_on, r.last_recorded)")}
    SELECT k.enterprise_id AS unit_key, r.period_start, r.period_end, k.area_id AS tract, 'normal' AS status,
        0 AS entry_days, {_days("k.first_support", "least(k.closed_on, k.relocated_out_on)")}
    FROM known k JOIN register.periods r ON k.first_support BETWEEN r.period_start AND r.period_end""",
    members=_LEGAL_FORM,
    measures={"enterprises_first_assisted": "1"},
    spells="enterprise",
)

_CLOSED_HERE = "CASE WHEN k.closed_on <= coalesce(k.relocated_out_on, k.closed_on) THEN k.closed_on END"

# From the founding on; under observation from the first service, since one that closed before it was never assisted.
# Whoever moves out is known until then. Started with support: founded within a year after a service began.
BORN = Family(
    table="enterprises",
    unit_kind="enterprise",
    units=f"""
    WITH {_known("coalesce(x.relocated_out_on, x.last_contact_on, r.last_recorded)")}
    SELECT k.enterprise_id AS unit_key, r.period_start, r.period_end, k.area_id AS tract, 'normal' AS status,
        greatest(date_diff('day', k.founded_on, k.first_support), 0) AS entry_days,
        CAST(EXISTS (
            SELECT 1 FROM staged.enterprise_supports t WHERE t.enterprise_id = k.enterprise_id
                AND k.founded_on BETWEEN t.start_date AND t.start_date + INTERVAL 1 YEAR) AS INT) AS started,
        {_days("k.founded_on", _CLOSED_HERE)}
    FROM known k JOIN register.periods r ON k.founded_on BETWEEN r.period_start AND r.period_end
    WHERE k.first_support <= k.founded_on + INTERVAL {_YEARS} YEAR""",
    members=_LEGAL_FORM,
    measures={"enterprise_births": "1", "enterprise_starts": "started"},
    spells="birth",
)
