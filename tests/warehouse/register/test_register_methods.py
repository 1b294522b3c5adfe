"""The register's SQL holds the cohort rules that the pure methods state: quarters, first entries and last exits."""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from indicators.methods.cohort import participations
from indicators.methods.quarters import employed_in, on_leaving, quarter_after_exit

Register = Any  # the fixture's, in conftest.py
FIRST, LAST = date(2020, 1, 1), date(2023, 6, 30)
PEOPLE = 150


def _day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))


def _life(random: Random, person: str) -> tuple[list[dict[str, Any]], tuple[date, date | None] | None]:
    """Return one or two stays of a person, a few of them not over, and perhaps a job."""
    stays: list[dict[str, Any]] = []
    for _ in range(random.randint(1, 2)):
        entered = _day(random, FIRST, LAST)
        left = None if random.random() < 0.1 else _day(random, entered, LAST)
        stays.append({"person": person, "operation": "jobs", "entered": entered, "left": left, "status": "unemployed"})
    start = _day(random, FIRST, date(2024, 6, 30))
    end = None if random.random() < 0.3 else _day(random, start, date(2024, 12, 31))
    return stays, (start, end) if random.random() < 0.8 else None


def test_quarters_and_last_exits_are_those_of_the_methods(register: Register) -> None:
    random = Random(20)
    lives = {f"p{i}": _life(random, f"p{i}") for i in range(PEOPLE)}
    for person, (stays, job) in lives.items():
        register.add("persons", person_id=person)
        for stay in stays:
            register.stay(str(stay["entered"]), stay["left"] and str(stay["left"]), person_id=person)
        for kind, day in zip(("job_start", "job_end"), job or (), strict=False):
            if day is not None:
                register.event(kind, str(day), person_id=person)
    register.until("2025-12-31")
    register.observe()
    register.count()
    once = participations(pl.DataFrame([stay for stays, _ in lives.values() for stay in stays]))
    exits = {person: left for person, left in once.select("person", "left").iter_rows() if left is not None}
    assert 100 < len(exits) < PEOPLE  # some are still in
    for measure, number in (("exits_employed_q2", 2), ("exits_employed_q4", 4)):
        assert register.values(measure) == _employed(exits, lives, number)
    leaving = {person: left for person, left in exits.items() if _at_work(lives[person][1], *on_leaving(left))}
    assert register.values("leavers_employed") == _by_year(leaving, register.values("leavers"))


def _employed(exits: dict[str, date], lives: dict[str, Any], number: int) -> dict[int, int]:
    found = {}
    for person, left in exits.items():
        quarter, job = quarter_after_exit(left, number), lives[person][1]
        if quarter is not None and job is not None and employed_in(quarter, *job):
            found[person] = left
    return _by_year(found, {left.year: 0 for left in exits.values()})


def _at_work(job: tuple[date, date | None] | None, first: date, last: date) -> bool:
    return job is not None and job[0] <= last and (job[1] is None or job[1] >= first)


def _by_year(exits: dict[str, date], years: dict[int, int]) -> dict[int, int]:
    return {year: sum(left.year == year for left in exits.values()) for year in years}
