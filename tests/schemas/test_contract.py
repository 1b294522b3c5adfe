"""Contracts: headers compared cell by cell, text cast to types, and a reason in words for every line that fails."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contract import Checked, check, expect_header, header_cells
from schemas.errors import SourceError
from schemas.validation import pa
from tests.trying import few


def _rising(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col("first") <= pl.col("last"))


SCHEMA = pa.DataFrameSchema(
    {
        "code": pa.Column(pl.String, pa.Check.str_matches(r"^\d{4}$", error="a code such as 2466")),
        "jobs": pa.Column(pl.Int64, pa.Check.ge(0), nullable=True),
        "share": pa.Column(pl.Float64, pa.Check.in_range(0, 100), nullable=True),
        "kind": pa.Column(pl.String, pa.Check.isin(["new", "old"]), nullable=True),
        "union": pa.Column(pl.Boolean, nullable=True),
        "first": pa.Column(pl.Date, nullable=True),
        "last": pa.Column(pl.Date, nullable=True),
    },
    checks=[pa.Check(_rising, error="an end on or after the start")],
    strict=True,
    name="example",
)
GOOD = {
    "code": "2466",
    "jobs": "12",
    "share": "1e+01",
    "kind": "new",
    "union": "TRUE",
    "first": "2020-01-01",
    "last": "2020-12-31",
}


def _checked(*rows: dict[str, str | None], private: bool = False) -> Checked:
    frame = pl.DataFrame([{**GOOD, **row} for row in rows], schema=dict.fromkeys(GOOD, pl.String))
    return check(frame.with_columns(line=pl.int_range(2, len(rows) + 2)), SCHEMA, private=private)


def test_rows_that_hold_are_typed() -> None:
    kept = _checked({}).kept
    assert kept.row(0, named=True) == {
        "line": 2,
        "code": "2466",
        "jobs": 12,
        "share": 10.0,
        "kind": "new",
        "union": True,
        "first": date(2020, 1, 1),
        "last": date(2020, 12, 31),
    }


def test_an_empty_text_is_no_value_quoted_or_not() -> None:
    checked = _checked({"jobs": "", "kind": ""}, {"code": ""})
    assert checked.kept.select("jobs", "kind").row(0) == (None, None)
    assert checked.failures.rows() == [(3, "column code: expected a value, found nothing")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"jobs": "twelve"}, "column jobs: expected a number, found “twelve”"),
        ({"jobs": "12.5"}, "column jobs: expected a number, found “12.5”"),
        ({"jobs": "-1"}, "column jobs: expected at least 0, found “-1”"),
        ({"share": "NaN"}, "column share: expected a number, found “NaN”"),
        ({"share": "inf"}, "column share: expected a number, found “inf”"),
        ({"share": "3,5"}, "column share: expected a number, found “3,5”"),
        ({"kind": "olde"}, "column kind: expected one of 'new', 'old', found “olde”"),
        ({"union": "oui"}, "column union: expected true or false, found “oui”"),
        ({"first": "2020-1-1"}, "column first: expected a date such as 2021-05-11, found “2020-1-1”"),
        ({"first": "2020-02-30"}, "column first: expected a date such as 2021-05-11, found “2020-02-30”"),
        ({"code": "24660001"}, "column code: expected a code such as 2466, found “24660001”"),
        ({"first": "2021-01-01"}, "expected an end on or after the start"),
        (
            {"kind": "x", "jobs": "-2"},
            "column jobs: expected at least 0, found “-2”; column kind: expected one of 'new', 'old', found “x”",
        ),
    ],
)
def test_a_line_that_fails_says_what_was_expected_and_found(row: dict[str, str | None], reason: str) -> None:
    checked = _checked({}, row, {})
    assert checked.failures.rows() == [(3, reason)]
    assert checked.kept["line"].to_list() == [2, 4]


def test_a_long_text_is_cut_in_the_reason() -> None:
    assert len(_checked({}, {"kind": "x" * 5_000}).failures["reason"][0]) < 200


def test_private_reasons_never_repeat_what_was_found() -> None:
    rows: list[dict[str, str | None]] = [{name: "SECRET"} for name in GOOD]
    rows += [{"jobs": "-77"}, {"first": "2099-01-01"}]
    reasons = _checked({}, *rows, private=True).failures["reason"].to_list()
    assert len(reasons) == len(rows)
    assert not [reason for reason in reasons if "SECRET" in reason or "77" in reason or "2099" in reason]


def test_rows_that_do_not_fit_the_schema_at_all_are_an_error() -> None:
    wrong = pa.DataFrameSchema({"a": pa.Column(pl.String)}, checks=[pa.Check(lambda _: 1 / 0, error="broken")])
    with pytest.raises(SourceError, match="do not fit their contract"):
        check(pl.DataFrame({"line": [2], "a": ["x"]}), wrong)


@few(20)
@given(st.lists(st.tuples(*(st.sampled_from([good, "", "x", "-3", None]) for good in GOOD.values())), min_size=1))
def test_every_line_is_kept_or_fails_and_none_is_both(rows: list[tuple[str | None, ...]]) -> None:
    checked = _checked(*(dict(zip(GOOD, row, strict=True)) for row in rows))
    kept, failed = checked.kept["line"].to_list(), checked.failures["line"].to_list()
    assert sorted(kept + failed) == list(range(2, len(rows) + 2))
    SCHEMA.validate(checked.kept.drop("line"))


NUMBER = pa.Check.str_matches(r"^[0-9]+$", error="a number")
ALIKE = {f"v{number}": pa.Column(pl.String, NUMBER, nullable=True) for number in range(14)}
WIDE = {**ALIKE, "v3": pa.Column(pl.String, pa.Check.isin(["1", "2"])), "v7": pa.Column(pl.String)}


@few(20)
@given(st.lists(st.tuples(*(st.sampled_from(["1", "2", "x", "", None]) for _ in WIDE)), min_size=1, max_size=4))
def test_columns_that_are_looked_at_as_one_are_told_apart(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(WIDE, pl.String), orient="row").with_row_index("line", 2)
    frame = frame.with_columns(pl.col("line").cast(pl.Int64))
    at_once = check(frame, pa.DataFrameSchema(WIDE, strict=True))
    holds = pa.Check(lambda data: data.lazyframe.select(pl.lit(value=True)), error="nothing")
    by_column = check(frame, pa.DataFrameSchema(WIDE, checks=[holds], strict=True))
    assert at_once.failures.equals(by_column.failures)
    assert at_once.kept.equals(by_column.kept)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (["a", "bb", "c"], "column 2 of the header should be “b”, found “bb” (nearest name: “bb”, column 2)"),
        (["a", "c", "b"], "column 2 of the header should be “b”, found “c” (“b” stands at column 3)"),
        (["a", "b"], "expected 3 columns in the header, found 2; fewer from column 3 on (“c”)"),
        (["a", "b", "c", "d"], "expected 3 columns in the header, found 4; more from column 4 on (“d”)"),
        (["a", "B", "c"], "column 2 of the header should be “b”, found “B”"),
    ],
)
def test_a_header_that_differs_names_the_first_column_that_does(found: list[str], words: str) -> None:
    with pytest.raises(SourceError) as refusal:
        expect_header(["a", "b", "c"], found, "figures.csv, line 1")
    assert words in str(refusal.value)


def test_a_header_with_the_same_name_six_times_is_compared_by_position() -> None:
    expect_header(["V", "SYMBOL", "W", "SYMBOL"], header_cells('V,"SYMBOL",W,SYMBOL', ",", "x"), "x")
