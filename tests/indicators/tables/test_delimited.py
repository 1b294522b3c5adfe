"""The CSV files: numbers as numbers, holes with their status, both languages, never a formula."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.tables.book import Book, open_book
from indicators.tables.delimited import csv_bytes, figures_data, table_data
from indicators.tables.publication import Publication, prepared
from indicators.tables.tables import tables_of

Make = Callable[..., Publication]
STARTS = "=+-@\t\r＝＋－＠"


@pytest.fixture(scope="module")
def book(make: Make) -> Book:
    return open_book(prepared(make()))


def _lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_figures_hold_every_figure_and_what_it_rests_on(book: Book) -> None:
    lines = _lines(csv_bytes(figures_data(book).rows))
    assert len(lines) == book.publication.figures.height
    records = {line["records_fr"] for line in lines if line["indicator_id"] == "participants"}
    assert records == {"dossiers de programme synthétiques"}
    assert {line["records_en"] for line in lines if line["indicator_id"] == "population"} == {"published statistics"}


def test_every_table_names_in_both_languages_and_never_leaves_a_value_unexplained(book: Book) -> None:
    for table in tables_of(book):
        data = table_data(book, table.spec)
        content = csv_bytes(data.rows)
        assert b"\r" not in content
        for line in _lines(content):
            assert list(line) == [field.name for field in data.fields]
            assert line["indicator_en"]
            assert line["indicator_fr"]
            without = line["status"] in {"unreliable", "suppressed", "not_available", "not_applicable"}
            assert (line["value"] == "") == without


def test_the_key_of_every_table_is_a_key(book: Book) -> None:
    for data in [figures_data(book), *(table_data(book, table.spec) for table in tables_of(book))]:
        assert data.rows.select(data.key).is_duplicated().sum() == 0


def test_values_are_unrounded_numbers_with_their_sign(book: Book) -> None:
    headline = next(table for table in tables_of(book) if table.spec.id == "headline")
    data = table_data(book, headline.spec)
    lines = {line["indicator_id"]: line for line in _lines(csv_bytes(data.rows))}
    rate = lines["unemployment_rate"]
    assert float(rate["change"]) == float(rate["value"]) - float(rate["previous_value"]) < 0
    assert rate["change_unit"] == "points"
    assert rate["assessment"] == "better"
    assert lines["cost_per_job"]["comparator_status"] == "not_available"
    assert lines["jobs_created"]["sources"] == "register"


@given(st.sampled_from(STARTS), st.text(st.characters(codec="utf-8")), st.floats(max_value=-1e-3))
def test_no_text_begins_like_a_formula_and_numbers_stay_numbers(start: str, rest: str, value: float) -> None:
    rows = pl.DataFrame({"name": [start + rest], "value": [value]})
    [line] = _lines(csv_bytes(rows).replace(b"\x00", b" "))
    assert line["name"].replace("\x00", " ") == "'" + (start + rest).replace("\x00", " ")
    assert float(line["value"]) == value


def test_a_hostile_name_is_text_in_every_file(make: Make) -> None:
    publication = make()
    named = publication.places.with_columns(pl.lit('\t=HYPERLINK("http://e.x")\x00,"\n;x').alias("name_en"))
    book = open_book(prepared(replace(publication, places=named)))
    for table in tables_of(book):
        content = csv_bytes(table_data(book, table.spec).rows)
        names = {line["place_en"] for line in _lines(content)}
        assert names == {'\'=HYPERLINK("http://e.x") ," ;x'}
        assert b"\x00" not in content
