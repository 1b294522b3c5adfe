from datetime import date
from typing import Any

import pytest

from schemas.errors import ConfigurationError
from schemas.measures import PROGRAMME
from warehouse.register import books, people
from warehouse.register.contributions import FAMILIES, UNLOCATED
from warehouse.register.periods import Reporting, reference_date

Register = Any  # the fixture's, in conftest.py
COUNTED = (books, people)


def test_every_measure_of_the_programme_has_its_family_and_no_other() -> None:
    filled = [measure for family in FAMILIES for measure in family.measures]
    assert sorted(filled) == sorted({measure.id for measure in PROGRAMME})


def test_spending_is_for_programmes_and_operations_and_stands_in_no_tract(register: Register) -> None:
    for day, amount, purpose in [
        ("2020-01-01", 100.25, "programme"),
        ("2020-12-31", 50, "operations"),
        ("2020-06-01", 9000, "capital"),
        ("2021-01-01", 7, "programme"),
    ]:
        register.add("spending", date=day, amount=amount, purpose=purpose)
    register.add("spending", date="2020-03-01", amount=-0.25, purpose="programme", programme_id="loans")
    register.until("2020-12-31")
    register.observe(study=["1.00"])
    assert register.values("spending") == {2020: 150}
    assert register.values("spending", "purpose=programme") == {2020: 100}
    assert register.values("spending", "purpose=capital") == {}
    assert register.values("spending", "programme=loans") == {2020: -0.25}
    assert register.values("spending", area="1.00") == {}
    assert "spending" in UNLOCATED


def test_seats_held_on_the_last_day_of_the_period_with_true_zeros(register: Register) -> None:
    register.add("seats", sector="union", gender="woman", from_date="2019-01-01", to_date="2020-12-30")
    register.add("seats", sector="union", gender="man", from_date="2020-12-31", to_date="2020-12-31")
    register.add("seats", sector="residents", from_date="2020-01-01")
    register.until("2020-12-31")
    register.observe()
    assert register.values("seats_union") == {2020: 1}
    assert register.values("seats_union", "gender=man") == {}
    assert register.values("seats_residents") == {2020: 1}
    assert register.values("seats_private") == {2020: 0}


def test_sums_do_not_depend_on_the_order_of_rows(register: Register) -> None:
    for amount in (1e9, 0.01, -1e9, 0.02) * 5:
        register.add("spending", date="2020-06-01", amount=amount)
    register.until("2020-12-31")
    register.observe()
    assert register.values("spending") == {2020: 0.15}  # a sum of doubles loses some of the cents


def test_observing_again_replaces_and_changes_nothing(register: Register) -> None:
    register.stay("2020-05-01")
    register.until("2020-12-31")
    register.observe()
    count = register.count()
    query = "SELECT * FROM observations ORDER BY ALL"
    first = register.con.execute(query).fetchall()
    assert (register.count(), register.con.execute(query).fetchall()) == (count, first)


def test_an_observation_names_the_file_that_its_family_rests_on(register: Register) -> None:
    register.stay("2020-05-01", source="second")
    register.stay("2020-06-01", source="first")
    register.until("2020-12-31")
    register.observe()
    found = register.con.execute("SELECT DISTINCT source_id, snapshot, line, vintage FROM observations").fetchall()
    assert found == [("first", "a" * 64, 0, "register")]
    assert register.values("participants") == {2020: 2}


def test_periods_are_closed_ones_from_the_first_day_on() -> None:
    half_years = Reporting(6, date(2019, 4, 1))
    assert half_years.periods(date(2020, 3, 30)) == [(date(2019, 4, 1), date(2019, 9, 30))]
    assert half_years.periods(date(2020, 3, 31))[1:] == [(date(2019, 10, 1), date(2020, 3, 31))]
    assert half_years.periods(date(2018, 1, 1)) == []
    assert len(Reporting(1, date(2019, 11, 1)).periods(date(2021, 2, 28))) == 16


@pytest.mark.parametrize("reporting", [(5, date(2019, 4, 1)), (0, date(2019, 4, 1)), (12, date(2019, 4, 2))])
def test_periods_that_make_up_no_years_are_refused(reporting: tuple[int, date]) -> None:
    with pytest.raises(ConfigurationError, match="Reporting periods"):
        Reporting(*reporting)


def test_the_reference_date_is_the_latest_start_of_a_participation(register: Register) -> None:
    assert reference_date(register.con) is None
    register.add("spending", date="2023-05-05", amount=1)
    assert reference_date(register.con) == date(2023, 5, 5)
    register.stay("2021-05-01", "2024-01-01")
    assert reference_date(register.con) == date(2021, 5, 1)


def test_an_empty_register_gives_no_observations(register: Register) -> None:
    register.observe()
    assert register.count() == 0


def test_payments_by_purpose_and_supplier_leave_nothing_out(register: Register) -> None:
    register.add("spending", date="2020-01-01", amount=100, supplier_local=False)
    register.add("spending", date="2020-01-01", amount=40, purpose="operations")
    register.add("spending", date="2020-01-01", amount=900, purpose="capital", programme_id="loans")
    register.until("2020-12-31")
    register.observe()
    purposes = [register.values(f"spending_{purpose}") for purpose in ("programme", "operations", "capital")]
    assert purposes == [{2020: 100}, {2020: 40}, {2020: 900}]
    assert register.values("spending_local_suppliers") == {2020: 940}
    assert register.values("spending_capital", "programme=jobs") == {2020: 0}


def test_funds_by_origin(register: Register) -> None:
    register.add("funding", date="2020-01-01", amount=100, origin="own")
    register.add("funding", date="2020-12-31", amount=50, origin="union")
    register.add("funding", date="2021-01-01", amount=7, origin="union")
    register.until("2020-12-31")
    register.observe()
    found = {origin: register.values(f"funding_{origin}") for origin in ("own", "union", "public")}
    assert found == {"own": {2020: 100}, "union": {2020: 50}, "public": {2020: 0}}


def test_meetings_by_kind_and_attendance_by_sector(register: Register) -> None:
    sectors = {"private": 1, "union": 2, "public": 3, "civil_society": 4, "residents": 5}
    register.add("engagements", kind="consultation", date="2020-05-01", **sectors)
    register.add("engagements", kind="promotion", date="2020-05-02", **(sectors | {"residents": 50}))
    register.until("2020-12-31")
    register.observe()
    assert [register.values(kind)[2020] for kind in ("consultations", "representations", "promotions")] == [1, 0, 1]
    assert register.values("attendances_consultation") == {2020: 15}
    assert register.values("attendances_consultation_residents") == {2020: 5}
    assert register.values("attendances_residents") == {2020: 55}
    assert register.values("attendances_union", "kind=promotion") == {2020: 2}


def test_projects_count_where_and_when_they_come_into_use(register: Register) -> None:
    done = {"status": "in_use", "status_date": "2020-05-01"}
    register.add("projects", kind="land_reuse", area_m2=1500, area_id="1.00", **done)
    register.add("projects", kind="land_reuse", **done)
    register.add("projects", kind="housing", units=12, units_affordable=7, area_m2=800, **done)
    register.add("projects", kind="infrastructure", status="planned", status_date="2020-05-01")
    register.until("2020-12-31")
    register.observe(study=["1.00"])
    assert register.values("land_reused", area="1.00") == {2020: 1500}
    assert register.values("land_reused") == {2020: 1500}
    assert (register.values("housing_units"), register.values("affordable_units")) == ({2020: 12}, {2020: 7})
    assert register.values("projects_infrastructure") == {2020: 0}


def test_seats_of_women_among_those_whose_gender_is_known_and_never_by_sector(register: Register) -> None:
    for sector, gender in (("union", "woman"), ("union", "man"), ("public", None)):
        register.add("seats", sector=sector, gender=gender, from_date="2020-01-01")
    register.until("2020-12-31")
    register.observe()
    assert (register.values("seats_women"), register.values("seats_gender_known")) == ({2020: 1}, {2020: 2})
    assert register.values("seats_women", "sector=union") == {}
