import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import xlsxwriter

from schemas.errors import ConfigurationError, SourceError
from tests.memory import database
from warehouse.database import create_tables
from warehouse.register.convert import hashed
from warehouse.staging import Staged

Stage = Callable[..., Staged]
KEY = b"a key of sixteen bytes or more"

SEATS: dict[str, Any] = {
    "columns": {"seat_id": "no", "sector": "secteur", "from_date": "du"},
    "constants": {"body": "board"},
    "codes": {"sector": {"Privé": "private", "Syndical": "union"}},
}
JOBS: dict[str, Any] = {
    "columns": {"enterprise_id": "firm", "date": "day", "fte": "fte", "fte_at_risk": "risk"},
    "missing": ["-9"],
}
PERSONS: dict[str, Any] = {
    "columns": {"person_id": "id", "gender": "g", "area_id": "tract", "target_groups": "groups"},
    "constants": {"entry_status": "unemployed"},
    "codes": {"gender": {"1": "man", "2": "woman"}},
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as con:
        create_tables(con)
        yield con


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def _reasons(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return _rows(con, "SELECT line, reason, raw FROM rejects ORDER BY line")


def test_semicolons_windows_letters_and_any_order_of_columns(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "seats.csv"
    text = "du;nom;no;secteur\r\n2020-01-02;Untel;S1;Privé\r\n2020-01-03;Unetelle;S2;Syndical\r\n"
    path.write_bytes(text.encode("cp1252"))
    result = stage_file(con, path, "seats", SEATS, "cp1252")
    assert (result.lines.kept, result.lines.rejected, result.lines.balance) == (2, 0, 0)
    board = hashed(KEY, "body", "board")
    assert _rows(con, "SELECT seat_id, body, sector, from_date, gender, line FROM staged.seats ORDER BY line") == [
        (hashed(KEY, "seat", "S1"), board, "private", dt.date(2020, 1, 2), None, 2),
        (hashed(KEY, "seat", "S2"), board, "union", dt.date(2020, 1, 3), None, 3),
    ]


def test_a_workbook_with_titles_numbers_and_true_dates(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("Notes")
        sheet = book.add_worksheet("Jobs")
        sheet.write_string(0, 0, "Head counts")
        sheet.write_row(2, 0, ["firm", "owner", "day", "fte", "risk"])
        sheet.write_row(3, 0, [101, "Untel", dt.datetime(2020, 3, 31), 2.5, -9])  # noqa: DTZ001
        sheet.write_row(5, 0, [102, "Unetelle", "2020-09-30", "x", 1])
    result = stage_file(con, path, "enterprise_jobs", JOBS | {"sheet": "Jobs", "header_line": 3})
    lines = result.lines
    assert (lines.physical, lines.notes, lines.header, lines.kept, lines.rejected, lines.blank) == (6, 2, 1, 1, 1, 1)
    assert _rows(con, "SELECT enterprise_id, date, fte, fte_at_risk, line FROM staged.enterprise_jobs") == [
        (hashed(KEY, "enterprise", "101"), dt.date(2020, 3, 31), 2.5, None, 4)
    ]
    assert _reasons(con) == [(6, "column fte: not a number", None)]


def test_parquet_with_its_own_types(con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path) -> None:
    path = tmp_path / "jobs.parquet"
    table = {
        "risk": [1.25, None],
        "firm": [101, 102],
        "day": [dt.date(2020, 3, 31)] * 2,
        "fte": [3, None],
        "x": ["", ""],
    }
    pl.DataFrame(table).write_parquet(path)
    result = stage_file(con, path, "enterprise_jobs", JOBS)
    assert (result.lines.physical, result.lines.header, result.lines.kept) == (2, 0, 1)
    assert _rows(con, "SELECT fte, fte_at_risk, line FROM staged.enterprise_jobs") == [(3.0, 1.25, 1)]
    assert _reasons(con) == [(2, "column fte: expected a value", None)]


def test_french_numbers_dates_flags_and_derived_columns(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "persons.csv"
    path.write_text(
        "id;ne_le;travaille;cherche;tract\nP1;31/12/1990;0;1;4620067\nP2;1/1/2000;1;1;4620070.1\nP3;?;;;12\n"
    )
    mapping = {
        "columns": {"person_id": "id", "area_id": "tract"},
        "constants": {"gender": "undisclosed"},
        "birth_year": {"date": "ne_le"},
        "dates": {"format": "%d/%m/%Y"},
        "conditions": {
            "entry_status": [{"code": "employed", "column": "travaille", "values": ["1"]}, {"code": "inactive"}],
            "target_groups": [
                {"code": "young_adult", "column": "cherche", "values": ["1"]},
                {"code": "local_business_owner", "column": "travaille", "values": ["1"]},
            ],
        },
    }
    stage_file(con, path, "persons", mapping)
    query = "SELECT birth_year, area_id, entry_status, target_groups FROM staged.persons ORDER BY line"
    assert _rows(con, query) == [
        (1990, "4620067.00", "inactive", "young_adult"),
        (2000, "4620070.10", "employed", "local_business_owner+young_adult"),
    ]
    assert _reasons(con) == [(4, "column birth_year: not a date of the form %d/%m/%Y", None)]


def test_a_year_of_birth_from_an_age(con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("id,age,seen\nP1,30,2020-06-01\nP2,-1,2020-06-01\nP3,old,2020-06-01\n")
    mapping = {
        "columns": {"person_id": "id"},
        "constants": {"gender": "woman", "entry_status": "employed"},
        "birth_year": {"age": "age", "on": "seen"},
        "missing": [-1],
    }
    stage_file(con, path, "persons", mapping)
    assert _rows(con, "SELECT birth_year FROM staged.persons ORDER BY line") == [(1990,), (None,)]
    assert _reasons(con) == [(4, "column birth_year: age is not a whole number", None)]


def test_rows_of_another_kind_are_left_out_and_counted(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("firm,day,fte,risk,kind\n1,2020-01-01,5,,count\n1,2020-01-01,6,,plan\n")
    result = stage_file(con, path, "enterprise_jobs", JOBS | {"only": {"kind": ["count"]}})
    assert (result.lines.kept, result.reasons) == (1, {"left out by the mapping: only some of kind": 1})


def test_codes_that_nobody_mapped_are_rejected_without_their_text(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("id,g,tract,groups\nP1,1,,unemployed | young_adult\nP2,3,,\nP3,2,,young_adult|x\nP1,2,,\n,2,,\n")
    stage_file(con, path, "persons", PERSONS)
    assert _rows(con, "SELECT gender, target_groups FROM staged.persons") == [("man", "unemployed+young_adult")]
    assert _reasons(con) == [
        (3, "column gender: code not mapped", None),
        (4, "column target_groups: code not mapped", None),
        (5, "same person_id as an earlier line, found line 2", None),
        (6, "column person_id: expected a value", None),
    ]


def test_the_same_identifier_hashes_alike_across_tables_and_otherwise_under_another_key() -> None:
    assert hashed(KEY, "person", "P1") == hashed(KEY, "person", "P1")
    others = {hashed(KEY, "enterprise", "P1"), hashed(KEY, "person", "P2"), hashed(b"another", "person", "P1")}
    assert hashed(KEY, "person", "P1") not in others
    assert len(others) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"id,g,tract,groups\n", "no rows|header and no rows"),
        (b"P1,1,4620067.00,unemployed\nP2,2,,\n", "found none of them"),
        (b"id,sex,tract,groups\nP1,1,,\n", "no column 'g'"),
        (b"id,g,tract,groups,g\nP1,1,,,2\n", "'g' stands there more than once"),
        (b"id,g,tract,groups\n\xe9,1,,\n", "not utf-8"),
        (b'id,g,tract,groups\nP1,1,,"unemployed\nP2,1,,\n', "none of|quotation|could be kept"),
        (b"PK\x03\x04nonsense", "Excel"),
        (b"id,g,tract,groups\nP1,9,,\nP2,9,,\n", "none of 2 lines could be kept"),
    ],
)
def test_a_file_that_is_not_what_the_mapping_says_is_refused_and_changes_nothing(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "persons.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said) as error:
        stage_file(con, path, "persons", PERSONS)
    assert "P1" not in str(error.value)
    assert "unemployed" not in str(error.value)
    assert _rows(con, "SELECT count(*) FROM lines") == [(0,)]


@pytest.mark.parametrize(("name", "start"), [("cut.xlsx", b"PK\x03\x04"), ("cut.parquet", b"PAR1")])
def test_a_damaged_workbook_or_parquet_file(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path, name: str, start: bytes
) -> None:
    (tmp_path / name).write_bytes(start + b"cut short")
    with pytest.raises(SourceError, match=r"cut\.xlsx cannot be unpacked|cannot be read as Parquet"):
        stage_file(con, tmp_path / name, "persons", PERSONS)


def test_a_sheet_that_the_workbook_does_not_have(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "jobs.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Emplois")
    with pytest.raises(SourceError, match=r"there is no sheet 'Emploi'; did you mean 'Emplois'\?"):
        stage_file(con, path, "enterprise_jobs", JOBS | {"sheet": "Emploi"})
    with pytest.raises(SourceError, match="found none of them"):
        stage_file(con, path, "enterprise_jobs", JOBS)


def test_a_short_key_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    from warehouse.sources import programme  # noqa: PLC0415

    with pytest.raises(ConfigurationError, match="expected 16 or more"):
        programme.stage(con, None, None, tmp_path, key=b"short")  # type: ignore[arg-type]


def test_a_file_whose_table_is_corrected_stands_in_that_one_alone(
    con: duckdb.DuckDBPyConnection, stage_file: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "money.csv"
    path.write_text("no,day,amount\nM1,2021-06-01,1000\nM2,2021-06-02,500\n", "utf-8")
    shared = {"date": "day", "amount": "amount"}
    spent = {
        "columns": {"payment_id": "no", **shared},
        "constants": {"purpose": "operations", "supplier_local": "true"},
    }
    received = {"columns": {"funding_id": "no", **shared}, "constants": {"origin": "public"}}
    for table, mapping, other in (("spending", spent, ""), ("funding", received, "spending"), ("spending", spent, "")):
        constants = {**mapping["constants"], "programme_id": "jobs"}
        result = stage_file(con, path, table, {**mapping, "constants": constants}, name="money")
        assert result.lines.kept == 2
        assert _rows(con, f"SELECT count(*) FROM staged.{table}") == [(2,)]
        assert not other or _rows(con, f"SELECT count(*) FROM staged.{other}") == [(0,)]
        assert _rows(con, "SELECT kept FROM lines") == [(2,)]
