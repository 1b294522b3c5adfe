"""The measures of the organisation itself: its money, its bodies, its meetings, and the projects that came into use."""

from schemas.programme_codes import ORIGINS, SECTORS
from warehouse.register.families import NO_GROUPS, Family, members, trait


def _dated(table: str, key: str, columns: str, *, tract: str = "CAST(NULL AS VARCHAR)", day: str = "date") -> str:
    """Give the rows of a table by the period in which their day falls."""
    return f"""
    SELECT t.{key} AS unit_key, r.period_start, r.period_end, {tract} AS tract, 'normal' AS status, {columns}
    FROM register.periods r JOIN staged.{table} t ON t.{day} BETWEEN r.period_start AND r.period_end"""


# What the programmes cost to run: payments for programmes and operations; capital buys what outlives the period.
SPENDING = Family(
    table="spending",
    unit_kind="payment",
    units=_dated("spending", "payment_id", "t.amount, t.purpose, t.supplier_local"),
    members=members(
        trait("programme", "x.programme_id", "spending", "payment_id"),
        trait("purpose", "x.purpose", "spending", "payment_id"),
    ),
    measures={"spending": "CASE WHEN purpose <> 'capital' THEN amount END"},
    located=False,
)

# Each programme's payments by purpose and supplier: here a payment for something else is 0, not out of the universe.
PAYMENTS = Family(
    table="spending",
    unit_kind="payment",
    units=SPENDING.units,
    members=trait("programme", "x.programme_id", "spending", "payment_id"),
    measures={
        "spending_programme": "CASE WHEN purpose = 'programme' THEN amount ELSE 0 END",
        "spending_operations": "CASE WHEN purpose = 'operations' THEN amount ELSE 0 END",
        "spending_capital": "CASE WHEN purpose = 'capital' THEN amount ELSE 0 END",
        "spending_local_suppliers": "CASE WHEN supplier_local THEN amount ELSE 0 END",
    },
    located=False,
)

FUNDING = Family(
    table="funding",
    unit_kind="grant",
    units=_dated("funding", "funding_id", "t.amount, t.origin"),
    members=trait("programme", "x.programme_id", "funding", "funding_id"),
    measures={f"funding_{origin}": f"CASE WHEN origin = '{origin}' THEN amount ELSE 0 END" for origin in ORIGINS},
    located=False,
)

_SEATS = """
    SELECT t.seat_id AS unit_key, r.period_start, r.period_end, CAST(NULL AS VARCHAR) AS tract,
        'normal' AS status, t.sector, coalesce(t.gender, 'undisclosed') AS gender
    FROM register.periods r
    JOIN staged.seats t ON t.from_date <= r.period_end AND (t.to_date IS NULL OR t.to_date >= r.period_end)"""

# Who holds a seat is known to many: by sector and gender together the seats would tell of each of them.
SEATS = Family(
    table="seats",
    unit_kind="seat",
    units=_SEATS,
    members=NO_GROUPS,
    measures={
        **{f"seats_{sector}": f"CASE WHEN sector = '{sector}' THEN 1 ELSE 0 END" for sector in SECTORS},
        "seats_gender_known": "CASE WHEN gender <> 'undisclosed' THEN 1 END",
        "seats_women": "CASE WHEN gender <> 'undisclosed' THEN CAST(gender = 'woman' AS INT) END",
    },
    located=False,
)

_ATTENDANCE = " + ".join(f"t.{sector}" for sector in SECTORS)
_KIND = trait("kind", "x.kind", "engagements", "event_id")

MEETINGS = Family(
    table="engagements",
    unit_kind="event",
    units=_dated("engagements", "event_id", f"t.kind, t.residents, {_ATTENDANCE} AS attendance"),
    members=NO_GROUPS,
    measures={
        "consultations": "CAST(kind = 'consultation' AS INT)",
        "representations": "CAST(kind = 'representation' AS INT)",
        "promotions": "CAST(kind = 'promotion' AS INT)",
        "attendances_consultation": "CASE WHEN kind = 'consultation' THEN attendance ELSE 0 END",
        "attendances_consultation_residents": "CASE WHEN kind = 'consultation' THEN residents ELSE 0 END",
    },
    located=False,
)

ATTENDANCE = Family(
    table="engagements",
    unit_kind="event",
    units=_dated("engagements", "event_id", ", ".join(f't."{sector}"' for sector in SECTORS)),
    members=_KIND,
    measures={f"attendances_{sector}": f'"{sector}"' for sector in SECTORS},
    located=False,
)

# Projects by the day on which they came into use; area and units that were not noted are not known, and add nothing.
PROJECTS = Family(
    table="projects",
    unit_kind="project",
    units=f"""
    SELECT * FROM ({
        _dated(
            "projects",
            "project_id",
            "t.kind, t.status AS stage, t.area_m2, t.units, t.units_affordable",
            tract="t.area_id",
            day="status_date",
        )
    })
    WHERE stage = 'in_use'""",
    members=NO_GROUPS,
    measures={
        "land_reused": "CASE WHEN kind = 'land_reuse' THEN coalesce(area_m2, 0) ELSE 0 END",
        "housing_units": "CASE WHEN kind = 'housing' THEN coalesce(units, 0) ELSE 0 END",
        "affordable_units": "CASE WHEN kind = 'housing' THEN coalesce(units_affordable, 0) ELSE 0 END",
        "projects_community_facility": "CAST(kind = 'community_facility' AS INT)",
        "projects_industrial_land": "CAST(kind = 'industrial_land' AS INT)",
        "projects_infrastructure": "CAST(kind = 'infrastructure' AS INT)",
    },
)
