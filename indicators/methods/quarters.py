"""Calendar quarters after exit and the dates on which retention is asked, for outcomes of a programme's participants.

Source: US Department of Labor, WIOA performance accountability guidance (TEGL 10-16, change 2) and its definitions of
terms; Scottish Government, European Social Fund participant guidance (four weeks and six months after leaving).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = 4
DAYS_WITHOUT_SERVICE = 90
DAYS_ON_LEAVING = 28


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, 1 to 4 of its year; quarters sort in time."""

    year: int
    number: int

    @property
    def start(self) -> date:
        """First day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """Last day of the quarter."""
        return self.plus(1).start - timedelta(days=1)

    def plus(self, quarters: int) -> "Quarter":
        """The quarter that many quarters later, or earlier if negative."""
        year, number = divmod(self.year * QUARTERS + self.number - 1 + quarters, QUARTERS)
        return Quarter(year, number + 1)


def quarter_of(day: date) -> Quarter:
    """The calendar quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_after_exit(exit_day: date | None, number: int) -> Quarter | None:
    """The first to fourth quarter after the quarter of exit, whichever day of it the exit was; None without an exit.

    Raises ValueError on a number other than 1 to 4.
    """
    if number not in range(1, QUARTERS + 1):
        raise ValueError(f"outcomes are asked in the first to fourth quarter after exit; got {number}")
    return None if exit_day is None else quarter_of(exit_day).plus(number)


def exit_date(last_service: date | None, as_of: date) -> date | None:
    """The exit: the last day of service, once 90 days have passed without another; None while it is not yet certain.

    Raises ValueError on a service later than `as_of`.
    """
    if last_service is None:
        return None
    if last_service > as_of:
        raise ValueError("the last service lies after the day on which the records were taken")
    return last_service if (as_of - last_service).days >= DAYS_WITHOUT_SERVICE else None


def employed_in(quarter: Quarter, start: date, end: date | None) -> bool:
    """Whether a job held from `start` to `end`, both included, or still held if None, touches the quarter.

    Raises ValueError where the job ends before it starts.
    """
    if end is not None and end < start:
        raise ValueError("a job cannot end before it starts")
    return start <= quarter.end and (end is None or end >= quarter.start)


def months_after(day: date, months: int) -> date:
    """The same day of the month that many months later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def retention_dates(job_start: date | None, months: tuple[int, ...] = (6, 12)) -> tuple[date, ...] | None:
    """The days on which a job must still be held to be retained for that many months; None without a job."""
    return None if job_start is None else tuple(months_after(job_start, number) for number in months)


def on_leaving(exit_day: date) -> tuple[date, date]:
    """First and last day of the four weeks in which a result counts as reached on leaving."""
    return exit_day, exit_day + timedelta(days=DAYS_ON_LEAVING)
