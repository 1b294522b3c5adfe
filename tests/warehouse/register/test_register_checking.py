from typing import Any

import pytest

from schemas.errors import ConfigurationError
from warehouse.register.checking import check_mapping, plan
from warehouse.source import Source

WHOLE: dict[str, Any] = {
    "columns": {"funding_id": "id", "programme_id": "prog", "date": "day", "amount": "sum", "origin": "from"},
    "codes": {"programme_id": {"A": "career"}, "origin": {"own": "own", "state": "public"}},
}


def _source(mapping: dict[str, Any], table: str = "funding") -> Source:
    return Source("grants", "programme", "", "", "", "", table=table, mapping=mapping)


def test_a_whole_mapping_has_no_problem() -> None:
    assert check_mapping(_source(WHOLE)) == []


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("colums", {}, "'colums' is not known; did you mean 'columns'?"),
        ("columns", ["id"], "columns has to be a table such as"),
        ("columns", WHOLE["columns"] | {"ammount": "x"}, "table funding has no such column; did you mean 'amount'?"),
        ("columns", {"funding_id": "id"}, "nothing fills column amount of table funding"),
        (
            "codes",
            WHOLE["codes"] | {"origin": {"state": "publik"}},
            "'publik' is not a code of the contract; did you mean",
        ),
        ("codes", {"origin": WHOLE["codes"]["origin"]}, "codes.programme_id has to list the file's programmes"),
        ("codes", WHOLE["codes"] | {"programme_id": {"A": "Jean Untel"}}, "is not a programme's short name"),
        ("codes", WHOLE["codes"] | {"date": {"x": "2020-01-01"}}, "codes.date: a date column has no codes"),
        ("constants", {"origin": "own"}, "column origin is filled in more than one way"),
        ("conditions", {"origin": [{"code": "own"}]}, "column origin is filled in more than one way"),
        ("conditions", {"origin": [{"code": "own", "colum": "x"}]}, "conditions has to be lists of"),
        ("conditions", {"origin": [{"code": "own", "column": "x"}]}, "conditions has to be lists of"),
        ("dates", {"format": "%d/%m"}, "'%d/%m' does not read a date"),
        ("dates", {"format": "dd/mm/yyyy"}, "'dd/mm/yyyy' does not read a date"),
        ("header_line", 0, "header_line has to be a line number from 1"),
        ("birth_year", {"age": "age"}, "birth_year has to be a table"),
        ("birth_year", {"date": "born"}, "birth_year: table funding has no such column"),
    ],
)
def test_a_problem_is_named_with_the_nearest_valid_name(part: str, value: object, said: str) -> None:
    problems = check_mapping(_source(WHOLE | {part: value}))
    assert any(said in problem for problem in problems), problems


def test_a_table_that_the_contract_does_not_have() -> None:
    assert "did you mean 'funding'?" in check_mapping(_source(WHOLE, "fundings"))[0]


def test_an_identifier_that_is_the_same_in_every_row() -> None:
    columns = {name: column for name, column in WHOLE["columns"].items() if name != "funding_id"}
    problems = check_mapping(_source(WHOLE | {"columns": columns, "constants": {"funding_id": "1"}}))
    assert problems == ["mapping: constants.funding_id: what names a row cannot be the same in every row"]


def test_a_plan_of_a_wrong_mapping_is_refused_with_all_its_problems() -> None:
    with pytest.raises(ConfigurationError, match=r"source 'grants': mapping: nothing fills column funding_id") as error:
        plan(_source({}))
    assert len(str(error.value).splitlines()) == 5
