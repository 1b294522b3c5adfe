"""The measures of the organisation itself: what it spent, and who sits on its bodies."""

from schemas.programme_codes import SECTORS
from warehouse.register.families import Family, members, trait

# What the programmes cost to run: payments for programmes and operations; capital buys what outlives the period.
SPENDING = Family(
    table="spending",
    unit_kind="payment",
    units="""
    SELECT t.payment_id AS unit_key, r.period_start, r.period_end, CAST(NULL AS VARCHAR) AS tract, 'normal' AS status,
        t.amount, t.purpose
    FROM register.periods r JOIN staged.spending t ON t.date BETWEEN r.period_start AND r.period_end""",
    members=members(
        trait("programme", "x.programme_id", "spending", "payment_id"),
        trait("purpose", "x.purpose", "spending", "payment_id"),
    ),
    measures={"spending": "CASE WHEN purpose <> 'capital' THEN amount END"},
    located=False,
)

SEATS = Family(
    table="seats",
    unit_kind="seat",
    units="""
    SELECT t.seat_id AS unit_key, r.period_start, r.period_end, CAST(NULL AS VARCHAR) AS tract,
        'normal' AS status, t.sector
    FROM register.periods r
    JOIN staged.seats t ON t.from_date <= r.period_end AND (t.to_date IS NULL OR t.to_date >= r.period_end)""",
    members=trait("gender", "coalesce(x.gender, 'undisclosed')", "seats", "seat_id"),
    measures={f"seats_{sector}": f"CASE WHEN sector = '{sector}' THEN 1 ELSE 0 END" for sector in SECTORS},
    located=False,
)
