"""The reporting periods of a register: closed ones only, told by the register itself and never by a clock."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from schemas.arrow import insert_rows
from schemas.errors import ConfigurationError

_YEAR = 12

# Where no person takes part, the register is as old as the last thing that happened in it.
_OTHER_DATES = {
    "enterprise_supports": "start_date",
    "enterprise_jobs": "date",
    "engagements": "date",
    "spending": "date",
    "funding": "date",
}


@dataclass(frozen=True)
class Reporting:
    """How an organisation reports: so many months each time, from a first day of a month on."""

    months: int
    first: date

    def __post_init__(self) -> None:
        """Raise ConfigurationError for periods that do not make up years or do not begin with a month."""
        if self.months < 1 or _YEAR % self.months or self.first.day != 1:
            raise ConfigurationError(
                f"Reporting periods of {self.months} months from {self.first} on: expected 1, 2, 3, 4, 6 or 12 months "
                "from the first day of a month on."
            )

    def periods(self, reference: date) -> list[tuple[date, date]]:
        """Return first and last day of every period that is over by the reference date."""
        month = self.first.year * _YEAR + self.first.month - 1
        count = (reference.year * _YEAR + reference.month - month) // self.months
        starts = [_first_day(month + n * self.months) for n in range(count + 1)]
        ends = [day - timedelta(days=1) for day in starts[1:]]
        return [(start, end) for start, end in zip(starts, ends, strict=False) if end <= reference]


def _first_day(month: int) -> date:
    return date(month // _YEAR, month % _YEAR + 1, 1)


def reference_date(con: duckdb.DuckDBPyConnection) -> date | None:
    """Return the day up to which the staged register tells: the latest start of a participation.

    A register without participations tells up to its latest support, head count, event or payment; None if it is empty.
    """
    latest = _latest(con, "participations", "start_date")
    others = [_latest(con, table, column) for table, column in _OTHER_DATES.items()]
    return latest or max((day for day in others if day), default=None)


def _latest(con: duckdb.DuckDBPyConnection, table: str, column: str) -> date | None:
    found: tuple[date | None] | None = con.execute(f"SELECT max({column}) FROM staged.{table}").fetchone()
    return found[0] if found else None


def write_periods(con: duckdb.DuckDBPyConnection, reporting: Reporting) -> int:
    """Write the register's closed periods to `register.periods`, with the reference date; return how many there are."""
    reference = reference_date(con)
    periods = reporting.periods(reference) if reference else []
    con.execute("CREATE SCHEMA IF NOT EXISTS register").fetchall()
    con.execute(
        "CREATE OR REPLACE TABLE register.periods (period_start DATE, period_end DATE, reference_date DATE)"
    ).fetchall()
    insert_rows(con, "register.periods", [(start, end, reference) for start, end in periods])
    return len(periods)
