from typing import Any

from warehouse.register.rules import apply_rules

Register = Any  # the fixture's, in conftest.py


def _rejects(register: Register) -> dict[int, str]:
    return dict(register.con.execute("SELECT line, reason FROM rejects").fetchall())


def test_rows_that_break_a_rule_become_rejects_with_line_and_reason(register: Register) -> None:
    register.stay("2020-05-01")
    broken = {
        register.stay("2020-05-01", person_id="nobody"): "column person_id: not in persons",
        register.stay("2020-05-02", "2020-05-01"): "column exit_date: before start_date",
        register.event("job_start", "2020-04-30"): "column date: before the person's first participation",
        register.event("job_start", "2020-06-01", person_id="nobody"): "column person_id: not in persons",
        register.add(
            "enterprise_supports", enterprise_id="none", start_date="2020-01-01"
        ): "column enterprise_id: not in enterprises",
        register.add(
            "enterprise_supports", start_date="2020-01-02", end_date="2020-01-01"
        ): "column end_date: before start_date",
        register.add(
            "enterprise_jobs", enterprise_id="none", date="2020-01-01", fte=1
        ): "column enterprise_id: not in enterprises",
        register.add(
            "seats", sector="union", from_date="2020-01-02", to_date="2020-01-01"
        ): "column to_date: before from_date",
    }
    counts = apply_rules(register.con)
    assert _rejects(register) == broken
    assert counts["participations"] == {"column person_id: not in persons": 1, "column exit_date: before start_date": 1}
    assert register.con.execute("SELECT count(*) FROM staged.participations").fetchone() == (1,)


def test_outcomes_go_with_the_only_participation_that_they_rest_on(register: Register) -> None:
    register.stay("2020-05-02", "2020-05-01")
    line = register.event("job_start", "2020-06-01")
    apply_rules(register.con)
    assert _rejects(register)[line] == "column person_id: not in participations"


def test_a_key_stands_once_in_the_register_whichever_file_it_is_in(register: Register) -> None:
    register.con.execute("DELETE FROM staged.persons")
    register.add("persons", source="b", person_id="ana")
    first = register.add("persons", source="a", person_id="ana")
    apply_rules(register.con)
    kept = register.con.execute("SELECT source_id, line FROM staged.persons").fetchall()
    assert kept == [("a", first)]
    assert list(_rejects(register).values()) == ["same person_id as a row of another file"]


def test_programmes_that_the_workspace_does_not_declare(register: Register) -> None:
    register.stay("2020-05-01")
    lines = [
        register.stay("2020-05-01", programme_id="jbos"),
        register.add("spending", programme_id="jbos", date="2020-01-01", amount=1),
        register.add("funding", programme_id="jbos", date="2020-01-01", amount=1),
    ]
    apply_rules(register.con, ["jobs"])
    assert sorted(_rejects(register)) == lines


def test_the_lines_of_a_file_still_add_up(register: Register) -> None:
    register.stay("2020-05-01")
    register.stay("2020-05-01", person_id="nobody")
    register.con.execute("INSERT INTO lines VALUES (?, 'participations', 3, 1, 0, 2, 0, 0)", ["a" * 64])
    register.con.execute("INSERT INTO lines VALUES (?, 'other', 3, 1, 0, 2, 0, 0)", ["a" * 64])
    apply_rules(register.con)
    apply_rules(register.con)
    found = register.con.execute("SELECT source_id, kept, rejected FROM lines ORDER BY 1").fetchall()
    assert found == [("other", 2, 0), ("participations", 1, 1)]
