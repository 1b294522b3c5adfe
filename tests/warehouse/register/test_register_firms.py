from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.recodes import Breakdown
from tests.trying import few
from warehouse.register import firms, lasting
from warehouse.register.contributions import contribute
from warehouse.register.periods import Reporting

Register = Any  # the fixture's, in conftest.py
COUNTED = (firms, lasting)


def _support(register: Register, start: str, end: str | None = None, **values: object) -> None:
    register.add("enterprise_supports", start_date=start, end_date=end, **values)


def _jobs(register: Register, day: str, fte: float, **values: object) -> None:
    register.add("enterprise_jobs", date=day, fte=fte, **values)


def test_an_enterprise_counts_once_and_its_ownership_where_it_is_known(register: Register) -> None:
    for name, share in [("half", 0.5), ("less", 0.49), ("unknown", None)]:
        register.add("enterprises", enterprise_id=name, local_owner_share=share)
        _support(register, "2020-02-01", "2020-03-01", enterprise_id=name)
        _support(register, "2020-06-01", "2020-07-01", enterprise_id=name, service="technical")
    register.until("2021-12-31")
    register.observe()
    assert register.values("enterprises") == {2020: 3}
    assert register.values("enterprises", "service=technical") == {2020: 3}
    assert register.values("enterprises", "legal_form=private") == {2020: 3}
    assert register.values("enterprises_ownership_known") == {2020: 2}
    assert register.values("enterprises_locally_owned") == {2020: 1}


def test_jobs_created_run_from_the_start_of_support_then_from_period_to_period(register: Register) -> None:
    _support(register, "2020-06-01")
    for day, fte in [("2019-12-31", 2), ("2020-05-31", 10), ("2020-06-02", 11), ("2020-12-31", 14), ("2021-12-31", 12)]:
        _jobs(register, day, fte)
    register.until("2021-12-31")
    register.observe()
    assert register.values("fte_created") == {2020: 4, 2021: -2}
    assert register.values("fte_end") == {2020: 14, 2021: 12}


def test_a_head_count_on_the_first_day_of_a_period_belongs_to_the_period(register: Register) -> None:
    _support(register, "2019-06-01")
    for day, fte in [("2019-06-01", 5), ("2020-01-01", 8), ("2021-01-01", 9)]:
        _jobs(register, day, fte)
    register.until("2021-12-31")
    register.observe()
    assert register.values("fte_created") == {2020: 3, 2021: 1}


def test_an_enterprise_without_a_count_before_support_is_left_out_unless_it_was_founded_later(
    register: Register,
) -> None:
    _support(register, "2020-06-01")
    _jobs(register, "2020-12-31", 7)
    register.add("enterprises", enterprise_id="new", founded_on="2020-08-01")
    _support(register, "2020-06-01", enterprise_id="new", service="startup")
    _jobs(register, "2020-12-31", 3, enterprise_id="new")
    register.until("2020-12-31")
    register.observe()
    assert register.values("fte_created") == {2020: 3}
    assert register.values("fte_created", "service=startup") == {2020: 3}
    assert register.values("fte_end") == {2020: 10}


def test_a_closed_enterprise_has_no_jobs(register: Register) -> None:
    register.con.execute("UPDATE staged.enterprises SET closed_on = '2020-10-01'")
    _support(register, "2020-02-01")
    _jobs(register, "2020-01-31", 6)
    _jobs(register, "2020-09-01", 6, fte_same_persons=5)
    register.until("2020-12-31")
    register.observe()
    assert register.values("fte_end") == {2020: 0}
    assert register.values("fte_created") == {2020: -6}
    assert register.values("fte_same_persons") == {2020: 0}


def test_the_same_persons_are_those_counted_in_the_period(register: Register) -> None:
    _support(register, "2019-06-01")
    _jobs(register, "2020-12-31", 6, fte_same_persons=4)
    _jobs(register, "2021-12-31", 6)
    register.until("2021-12-31")
    register.observe()
    assert register.values("fte_same_persons") == {2020: 4}


def test_safeguarded_jobs_were_at_risk_before_retention_support_and_are_still_there(register: Register) -> None:
    firms = {"all": (4, 9, 4), "some": (4, 3, 3), "none": (0, 9, 0)}
    for firm, (at_risk, end, _) in firms.items():
        register.add("enterprises", enterprise_id=firm)
        _support(register, "2020-06-01", service="retention", enterprise_id=firm)
        _jobs(register, "2020-05-01", 8, fte_at_risk=at_risk, enterprise_id=firm)
        _jobs(register, "2020-07-01", 8, fte_at_risk=8, enterprise_id=firm)  # noted after the support began
        _jobs(register, "2020-12-31", end, enterprise_id=firm)
    register.until("2020-12-31")
    register.observe()
    assert register.of_each("fte_safeguarded") == {firm: safeguarded for firm, (_, _, safeguarded) in firms.items()}
    assert register.values("fte_safeguarded") == {2020: 7}


def test_no_job_is_safeguarded_by_other_support_and_none_is_known_without_a_count_before_it(register: Register) -> None:
    _support(register, "2020-06-01", service="financing")
    _jobs(register, "2020-05-01", 8, fte_at_risk=8)
    register.until("2020-12-31")
    register.observe()
    assert register.values("fte_safeguarded") == {2020: 0}
    _support(register, "2020-02-01", service="retention")
    register.observe()
    assert register.values("fte_safeguarded") == {}


@few(4)
@given(counts=st.dictionaries(st.integers(0, 59), st.integers(0, 400), max_size=8), start=st.integers(1, 40))
def test_the_changes_of_successive_periods_add_up(
    new_register: Callable[[], AbstractContextManager[Register]], counts: dict[int, int], start: int
) -> None:
    """From the count at the start of support to the last one, however the counts fall on the periods."""
    counts = counts | {0: 40}
    days = {month: f"{2019 + month // 12}-{month % 12 + 1:02d}-15" for month in range(60)}
    query = "SELECT sum(value) FROM contributions WHERE measure_id = 'fte_created' AND group_id = 'total'"
    with new_register() as register:
        _support(register, days[start])
        for month, fte in counts.items():
            _jobs(register, days[month], fte)
        register.until("2023-12-31")
        contribute(register.con, Reporting(3, date(2019, 1, 1)), [], [], Breakdown((), (), ()))
        created = register.con.execute(query).fetchone()
    at_start = counts[max(month for month in counts if month <= start)]
    assert created == (counts[max(counts)] - at_start,)


def test_jobs_of_residents_are_held_against_the_same_count_of_the_period(register: Register) -> None:
    _support(register, "2019-06-01")
    _jobs(register, "2020-06-30", 10, fte_residents=4)
    _jobs(register, "2020-12-31", 12)
    _jobs(register, "2021-12-31", 12)
    register.until("2021-12-31")
    register.observe()
    assert register.values("fte_residents") == {2020: 4}
    assert register.values("fte_residence_known") == {2020: 10}


def test_jobs_by_ownership_and_in_the_social_economy(register: Register) -> None:
    firms = [
        ("coop", "cooperative", 1.0, 5),
        ("half", "private", 0.5, 3),
        ("less", "private", 0.4, 2),
        ("no", "nonprofit", None, 7),
    ]
    for name, form, share, fte in firms:
        register.add("enterprises", enterprise_id=name, legal_form=form, local_owner_share=share)
        _support(register, "2020-02-01", enterprise_id=name)
        _jobs(register, "2020-12-31", fte, enterprise_id=name)
    register.until("2020-12-31")
    register.observe()
    found = [
        register.values(f"fte_{part}")[2020] for part in ("social_economy", "ownership_known", "locally_owned", "end")
    ]
    assert found == [12, 10, 8, 17]
    assert register.values("enterprises_social_economy") == {2020: 2}
    assert register.values("fte_locally_owned", "legal_form=cooperative") == {2020: 5}


def test_enterprises_with_a_retention_service_in_the_period(register: Register) -> None:
    _support(register, "2020-02-01", "2020-03-01", service="retention")
    _support(register, "2020-06-01")
    register.until("2021-12-31")
    register.observe()
    assert register.values("enterprises_retention") == {2020: 1, 2021: 0}
