"""What became of persons: the quarters after exit, on leaving, credentials, earnings, and how long jobs last."""

from typing import Any

from warehouse.register import lasting, leaving

Register = Any  # the fixture's, in conftest.py
COUNTED = (leaving, lasting)


# Everybody exits on 2020-02-10: the fourth quarter after is January to March 2021.
FOURTH_QUARTER = {
    "still open": ([("job_start", "2020-07-01")], 1, 0),
    "over before it": ([("job_start", "2020-07-01"), ("job_end", "2020-12-31")], 0, 1),
    "over, but heard of": (
        [("job_start", "2020-07-01"), ("job_end", "2020-12-31"), ("last_contact", "2021-01-01")],
        0,
        0,
    ),
    "on its last day": ([("job_start", "2021-03-31")], 1, 0),
    "too late": ([("job_start", "2021-04-01")], 0, 0),
}


def test_employed_in_the_fourth_quarter_after_exit(register: Register) -> None:
    for who, (events, _, _) in FOURTH_QUARTER.items():
        register.add("persons", person_id=who)
        register.stay("2020-01-05", "2020-02-10", person_id=who)
        for kind, day in events:
            register.event(kind, day, person_id=who)
    register.until("2021-12-31")
    register.observe()
    assert register.values("exits_q4") == {2020: len(FOURTH_QUARTER)}
    assert register.of_each("exits_employed_q4") == {who: n for who, (_, n, _) in FOURTH_QUARTER.items()}
    assert register.of_each("exits_unknown_q4") == {who: n for who, (_, _, n) in FOURTH_QUARTER.items()}


def test_in_employment_within_28_days_of_leaving(register: Register) -> None:
    jobs = {
        "before": ("2020-01-20", None, 1),
        "on the last day": ("2020-03-09", None, 1),
        "too late": ("2020-03-10", None, 0),
        "over": ("2020-01-20", "2020-02-09", 0),
    }
    for who, (start, end, _) in jobs.items():
        register.add("persons", person_id=who)
        register.stay("2020-01-05", "2020-02-10", person_id=who)
        register.event("job_start", start, employer_id="shop", person_id=who)
        if end:
            register.event("job_end", end, employer_id="shop", person_id=who)
    register.until("2020-12-31")
    register.observe()
    assert register.values("leavers") == {2020: len(jobs)}
    assert register.of_each("leavers_employed") == {who: employed for who, (_, _, employed) in jobs.items()}


def test_who_left_less_than_four_weeks_ago_is_no_leaver_yet(register: Register) -> None:
    register.stay("2020-01-05", "2020-12-10")
    register.until("2020-12-31")
    register.observe()
    assert register.values("leavers") == {}


def test_credentials_count_until_a_year_after_the_exit_for_those_in_training(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10", in_training=True)
    register.add("persons", person_id="eve")
    register.stay("2020-01-05", "2020-02-10", person_id="eve")
    register.event("credential", "2021-02-09")
    register.event("credential", "2021-02-09", person_id="eve")
    register.until("2021-12-31")
    register.observe()
    assert register.values("trained") == {2020: 1}
    assert register.values("trained_credential") == {2020: 1}
    assert register.values("trained_unknown") == {2020: 0}


def test_parity_counts_women_and_men_and_nobody_else(register: Register) -> None:
    for name, gender in (("max", "man"), ("kim", "another")):
        register.add("persons", person_id=name, gender=gender)
        register.stay("2020-01-05", "2020-02-10", person_id=name)
        register.event("job_start", "2020-07-01", person_id=name)
    register.stay("2020-01-05", "2020-02-10")
    register.until("2020-12-31")
    register.observe()
    counts = [
        register.values(f"exits_{part}")[2020] for part in ("women", "women_employed_q2", "men", "men_employed_q2")
    ]
    assert counts == [1, 0, 1, 1]


def test_earnings_are_the_latest_told_of_the_jobs_held_in_the_second_quarter(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10")
    register.event("job_start", "2020-03-01", quarterly_earnings=3000, employer_id="first")
    register.event("job_end", "2020-05-01", employer_id="first")
    register.event("job_start", "2020-06-01", quarterly_earnings=7000, employer_id="second")
    register.event("last_contact", "2020-09-30", quarterly_earnings=7500)
    register.event("last_contact", "2020-10-01", quarterly_earnings=9900)
    register.until("2020-12-31")
    register.observe()
    found = register.con.execute("SELECT unit_key, value FROM amounts WHERE group_id = 'total'").fetchall()
    assert found == [("ana", 7500)]
    assert register.values("exits_earnings_q2") == {2020: 1}


def spells(register: Register, kind: str) -> list[tuple[Any, ...]]:
    """Give the spells of a kind in total, by unit: days, event, entry, days that could be observed."""
    query = (
        "SELECT unit_key, year(period_start), days, event, entry_days, observable_days FROM spells "
        "WHERE kind = ? AND group_id = 'total' ORDER BY 1, 2"
    )
    return list(register.con.execute(query, [kind]).fetchall())


def test_a_job_lasts_to_its_end_or_to_the_last_contact(register: Register) -> None:
    register.stay("2020-01-01", "2020-02-10")
    register.event("job_start", "2020-03-01", employer_id="first")
    register.event("job_end", "2020-03-31", employer_id="first")
    register.event("job_start", "2020-09-01", employer_id="second")  # not the first of the year
    register.event("job_start", "2021-01-01", employer_id="third")
    register.event("last_contact", "2021-01-31")
    register.until("2021-12-31")
    register.observe()
    assert spells(register, "job") == [("ana", 2020, 30, 1, 0, 670), ("ana", 2021, 30, 0, 0, 364)]
    assert register.values("jobs_begun") == {2020: 1, 2021: 1}


def test_a_job_of_which_nothing_more_was_heard_counts_but_lasts_nothing_that_is_known(register: Register) -> None:
    register.stay("2020-01-01", "2020-02-10")
    register.event("job_start", "2020-03-01")
    register.until("2020-12-31")
    register.observe()
    assert register.values("jobs_begun") == {2020: 1}
    assert spells(register, "job") == []


def test_a_job_that_ends_on_its_first_day_lasted_one(register: Register) -> None:
    register.stay("2020-01-01", "2020-02-10")
    register.event("job_start", "2020-03-01")
    register.event("job_end", "2020-03-01")
    register.until("2020-12-31")
    register.observe()
    assert spells(register, "job") == [("ana", 2020, 1, 1, 0, 305)]


def test_an_enterprise_is_retained_from_its_first_service_until_it_closes_or_moves_out(register: Register) -> None:
    register.con.execute("UPDATE staged.enterprises SET closed_on = '2021-06-01', relocated_out_on = '2021-05-01'")
    register.add("enterprise_supports", start_date="2020-05-01")
    register.add("enterprise_supports", start_date="2021-02-01")
    register.until("2021-12-31")
    register.observe()
    assert spells(register, "enterprise") == [("acme", 2020, 365, 1, 0, 609)]
    assert register.values("enterprises_first_assisted") == {2020: 1}


def test_an_enterprise_without_a_last_contact_is_known_until_the_latest_record(register: Register) -> None:
    register.add("enterprise_supports", start_date="2020-05-01", end_date="2020-06-01")
    register.add("enterprise_jobs", date="2020-05-31", fte=3)
    register.until("2021-12-31")
    register.observe()
    assert spells(register, "enterprise") == [("acme", 2020, 31, 0, 0, 609)]


def test_a_birth_is_watched_from_its_first_service_and_moving_out_is_no_death(register: Register) -> None:
    columns = "founded_on = '2020-05-01', relocated_out_on = '2021-05-01', closed_on = '2021-09-01'"
    register.con.execute(f"UPDATE staged.enterprises SET {columns}")
    register.add("enterprise_supports", start_date="2020-07-01")
    register.add("enterprises", enterprise_id="old", founded_on="2020-05-01")
    register.add("enterprise_supports", enterprise_id="old", start_date="2023-05-02")  # more than three years later
    register.until("2023-12-31")
    register.observe()
    assert spells(register, "birth") == [("acme", 2020, 365, 0, 61, 1339)]
    assert register.values("enterprise_births") == {2020: 1}
    assert register.values("enterprise_starts") == {2020: 0}


def test_units_keep_their_groups_and_areas_in_spells_and_amounts(register: Register) -> None:
    register.con.execute("UPDATE staged.persons SET area_id = '1.00'")
    register.stay("2020-01-01", "2020-02-10")
    register.event("job_start", "2020-07-01", quarterly_earnings=5000)
    register.event("last_contact", "2020-12-01")
    register.until("2020-12-31")
    register.observe(study=["1.00"])
    for table in ("spells", "amounts"):
        found = register.con.execute(f"SELECT DISTINCT unit_kind, unit_key, area_id FROM {table}").fetchall()
        assert found == [("person", "ana", "1.00")]
        groups = register.con.execute(f"SELECT group_id FROM {table} ORDER BY 1").fetchall()
        assert ("gender=woman",) in groups
        assert ("target_group=young_adult",) in groups
    assert register.count() > 0
    assert register.con.execute("SELECT count(*) FROM amounts WHERE group_id = 'total'").fetchall() == [(1,)]
