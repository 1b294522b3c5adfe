from typing import Any

import pytest

from schemas.recodes import Breakdown, Coarser
from warehouse.register import books, leaving, people

Register = Any  # the fixture's, in conftest.py
COUNTED = (people, leaving, books)


def test_a_person_counts_once_in_every_period_that_a_participation_overlaps(register: Register) -> None:
    register.stay("2020-11-01", "2021-02-01")
    register.stay("2020-12-01", "2021-03-01", service="training")
    register.until("2022-12-31")
    register.observe()
    assert register.values("participants") == {2020: 1, 2021: 1, 2022: 1}  # 2022 is somebody's, on its last day
    assert register.values("participants", "service=training") == {2020: 1, 2021: 1, 2022: 0}
    assert register.values("participants", "service=career") == {2020: 1, 2021: 1, 2022: 1}


def test_what_is_not_told_by_group_is_counted_in_total_alone(register: Register) -> None:
    register.add("persons", person_id="resident", area_id="1.00")
    register.stay("2020-05-01", person_id="resident")
    register.add("spending", payment_id="rent", date="2020-06-30", amount=10)
    register.until("2020-12-31")
    by = Breakdown(("person",), ("participants",), ("gender", "service"), (Coarser("service", "any", ("career",)),))
    register.observe(["1.00"], breakdown=by)
    query = "SELECT DISTINCT group_id FROM {} WHERE measure_id = ? ORDER BY ALL"
    groups = {
        measure: [
            [group for (group,) in register.con.execute(query.format(table), [measure]).fetchall()]
            for table in ("contributions", "observations")
        ]
        for measure in ("participants", "participants_located", "participants_women", "spending")
    }
    assert groups == {
        "participants": [["gender=woman", "service=any", "service=career", "total"]] * 2,
        "participants_located": [["total"]] * 2,
        "participants_women": [["total"]] * 2,
        "spending": [["programme=jobs", "purpose=programme", "total"]] * 2,
    }


def test_the_last_day_counts_in_the_period_that_it_begins(register: Register) -> None:
    register.stay("2020-12-31", "2021-01-01")
    register.until("2022-12-31")
    register.observe()
    assert register.values("participants") == {2020: 1, 2021: 1, 2022: 1}


def test_target_groups_overlap_and_do_not_match_parts_of_words(register: Register) -> None:
    register.stay("2020-05-01")
    register.until("2020-12-31")
    register.observe()
    assert register.values("participants", "target_group=unemployed") == {2020: 1}
    assert register.values("participants", "target_group=young_adult") == {2020: 1}
    assert register.values("participants", "target_group=community_worker") == {}


def test_age_bands_at_the_start_of_the_period(register: Register) -> None:
    bands = {1996: "under_25", 1995: "25-34", 1986: "25-34", 1985: "35-54", 1965: "55_and_over", None: "unknown"}
    for born in bands:
        register.add("persons", person_id=f"of {born}", birth_year=born)
        register.stay("2020-05-01", person_id=f"of {born}")
        register.stay("2020-12-31", "2020-12-31", person_id=f"of {born}")
    register.observe()
    for band in bands.values():
        who = {f"of {born}": 1 for born, own in bands.items() if own == band}
        assert register.of_each("participants", f"age={band}") == who


def test_tracts_of_the_study_elsewhere_and_most_deprived(register: Register) -> None:
    for person, tract in [("in", "1.00"), ("poor", "2.00"), ("out", "9.00"), ("unknown", None)]:
        register.add("persons", person_id=person, area_id=tract)
        register.stay("2020-05-01", person_id=person)
    register.stay("2020-12-31")
    register.observe(study=["1.00", "2.00", "3.00"], deprived=["2.00"])
    assert register.values("participants") == {2020: 5}
    assert register.values("participants", area="elsewhere") == {2020: 3}
    assert register.values("participants", area="3.00") == {2020: 0}
    assert register.values("participants_located") == {2020: 3}
    assert register.values("participants_most_deprived") == {2020: 1}
    assert register.values("participants_most_deprived", area="1.00") == {2020: 0}


def test_without_deprived_tracts_nothing_is_said_of_them(register: Register) -> None:
    register.add("persons", person_id="in", area_id="1.00")
    register.stay("2020-12-31", person_id="in")
    register.observe(study=["1.00"])
    assert register.values("participants_located") == {2020: 1}
    assert register.values("participants_most_deprived") == {}


# Everybody exits on 2020-02-10, in the first quarter; the second quarter after it is July to September.
SECOND_QUARTER: dict[str, tuple[list[tuple[str, str]], int, int]] = {
    "not heard of": ([], 0, 1),
    "on its last day": ([("job_start", "2020-09-30")], 1, 0),
    "too late, but heard of": ([("job_start", "2020-10-01")], 0, 0),
    "before the exit and still open": ([("job_start", "2020-01-20")], 1, 0),
    "over before it": ([("job_start", "2020-03-01"), ("job_end", "2020-06-30")], 0, 1),
    "over on its first day": ([("job_start", "2020-03-01"), ("job_end", "2020-07-01")], 1, 0),
    "heard of before it": ([("last_contact", "2020-06-30")], 0, 1),
    "heard of in it": ([("last_contact", "2020-07-01")], 0, 0),
    "of a credential alone": ([("credential", "2020-08-01")], 0, 1),
    "again": ([("job_start", "2020-03-01"), ("job_end", "2020-04-01"), ("job_start", "2020-05-01")], 1, 0),
}


def test_employed_in_the_second_quarter_after_exit(register: Register) -> None:
    for who, (events, _, _) in SECOND_QUARTER.items():
        register.add("persons", person_id=who)
        register.stay("2020-01-05", "2020-02-10", exit_reason="completed", person_id=who)
        for kind, day in events:
            register.event(kind, day, person_id=who)
    register.until("2020-12-31")
    register.observe()
    assert register.values("exits") == {2020: len(SECOND_QUARTER)}
    assert register.of_each("exits_employed_q2") == {who: n for who, (_, n, _) in SECOND_QUARTER.items()}
    assert register.of_each("exits_unknown_q2") == {who: n for who, (_, _, n) in SECOND_QUARTER.items()}


def test_the_end_of_a_job_elsewhere_does_not_end_this_one(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10")
    register.event("job_start", "2020-03-01", employer_id="one")
    register.event("job_start", "2020-03-02", employer_id="two")
    register.event("job_end", "2020-04-01", employer_id="two")
    register.until("2020-12-31")
    register.observe()
    assert register.values("exits_employed_q2") == {2020: 1}
    register.event("job_end", "2020-05-01")  # at an employer that is not named: it ends the job that is open
    register.observe()
    assert register.values("exits_employed_q2") == {2020: 0}


def test_a_reentry_counts_once_with_the_last_exit(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10", service="career")
    register.stay("2021-01-05", "2021-02-10", service="training")
    register.until("2021-12-31")
    register.observe()
    assert register.values("exits") == {2021: 1}
    assert register.values("exits", "service=training") == {2021: 1}
    assert register.values("exits", "service=career") == {}


def test_who_came_back_and_is_still_in_has_not_exited(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10")
    register.stay("2021-01-05")
    register.until("2021-12-31")
    register.observe()
    assert register.values("exits") == {}


def test_exclusions_leave_numerator_and_denominator(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10", exit_reason="excluded")
    register.event("job_start", "2020-03-01")
    register.add("persons", person_id="eve")
    register.stay("2020-01-05", "2020-02-10", person_id="eve", exit_reason="left")
    register.until("2020-12-31")
    register.observe()
    assert register.values("exits") == {2020: 1}
    assert register.values("exits_employed_q2") == {2020: 0}


def test_an_exit_counts_once_its_second_quarter_is_over_and_the_cohort_is_provisional_till_then(
    register: Register,
) -> None:
    register.stay("2020-01-05", "2020-06-30")
    register.add("persons", person_id="eve")
    register.stay("2020-01-05", "2020-07-01", person_id="eve")
    register.until("2021-03-30")
    register.observe()
    assert register.values("exits") == {2020: 1}
    assert register.statuses("exits") == {2020: "provisional"}
    register.stay("2021-03-31", person_id="somebody")  # the first quarter of 2021 is over
    register.observe()
    assert register.values("exits") == {2020: 2}
    assert register.statuses("exits") == {2020: "normal"}
    assert register.statuses("participants") == {2020: "normal"}


def test_a_period_in_which_nothing_is_known_has_no_row_but_a_known_one_has_zeros(register: Register) -> None:
    register.stay("2020-01-05", "2020-02-10")
    register.add("persons", person_id="max", gender="man")
    register.stay("2021-01-05", "2021-02-10", person_id="max")
    register.until("2022-12-31")
    register.observe()
    assert register.values("exits", "gender=man") == {2020: 0, 2021: 1}
    assert register.values("exits", "gender=woman") == {2020: 1, 2021: 0}


def test_target_groups_are_counted_among_all_served_and_by_service(register: Register) -> None:
    register.stay("2020-05-01", "2020-06-01", service="training")
    register.add("persons", person_id="max", gender="man", entry_status="employed", equity_groups="newcomer+racialised")
    register.stay("2020-05-01", person_id="max")
    register.until("2020-12-31")
    register.observe()
    counted = {
        name: register.values(f"participants_{name}")[2020]
        for name in ("unemployed", "young_adults", "business_owners", "equity_groups", "gender_known", "women")
    }
    assert counted == {
        "unemployed": 2,
        "young_adults": 1,
        "business_owners": 0,
        "equity_groups": 1,
        "gender_known": 3,
        "women": 2,
    }
    assert register.values("participants_women", "service=training") == {2020: 1}
    assert register.values("participants_women", "gender=woman") == {}


def test_unemployed_residents_live_in_the_study_area(register: Register) -> None:
    for person, tract in (("in", "1.00"), ("out", "9.00"), ("unknown", None)):
        register.add("persons", person_id=person, area_id=tract)
        register.stay("2020-12-31", person_id=person)
    register.observe(study=["1.00"])
    assert register.values("participants_unemployed") == {2020: 3}
    assert register.values("participants_unemployed_residents") == {2020: 1}


def test_training_hours_are_spread_over_the_days_of_a_participation(register: Register) -> None:
    register.stay("2020-12-22", "2021-01-10", hours=40, in_training=True)
    register.stay("2020-12-01", "2020-12-10", hours=7)
    register.until("2021-12-31")
    register.observe()
    assert register.values("training_hours") == {2020: 20, 2021: 20}
    assert register.values("participants_in_training") == {2020: 1, 2021: 1}


def test_training_that_goes_on_spreads_its_hours_up_to_what_the_register_tells(register: Register) -> None:
    register.stay("2020-12-22", hours=40, in_training=True)
    register.until("2021-12-31")
    register.observe()
    spread = register.values("training_hours")
    assert spread[2020] == pytest.approx(40 * 10 / 375, abs=1e-4)
    assert sum(spread.values()) == pytest.approx(40, abs=1e-3)


def test_excluded_training_is_in_no_count_and_gains_belong_to_their_year(register: Register) -> None:
    register.stay("2020-05-01", "2021-05-01", in_training=True)
    register.event("skill_gain", "2021-01-01")
    register.add("persons", person_id="eve")
    register.stay("2020-05-01", "2020-06-01", person_id="eve", in_training=True, exit_reason="excluded")
    register.event("skill_gain", "2020-05-20", person_id="eve")
    register.until("2021-12-31")
    register.observe()
    assert register.values("participants_in_training") == {2020: 1, 2021: 1}
    assert register.values("participants_skill_gain") == {2020: 0, 2021: 1}
