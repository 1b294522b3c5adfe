"""The workbook: cover, contents, notes and one sheet for each table; numbers are numbers, text is never a formula."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest

from indicators.tables.book import open_book
from indicators.tables.publication import Publication, prepared
from indicators.tables.tables import tables_of
from indicators.tables.workbook import workbook_bytes
from schemas.vocabulary import Text

Make = Callable[..., Publication]
HOSTILE = '=HYPERLINK("http://e.x";"<b>&")\x00\x0b'


def _bytes(publication: Publication, language: str) -> bytes:
    book = open_book(prepared(publication))
    return workbook_bytes(book, tables_of(book), language)


def _workbook(publication: Publication, language: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    return openpyxl.load_workbook(io.BytesIO(_bytes(publication, language)))


@pytest.fixture(scope="module")
def english(make: Make) -> Any:  # noqa: ANN401
    return _workbook(make(), "en")


def test_the_sheets_come_in_order_and_none_is_hidden(english: Any) -> None:  # noqa: ANN401
    assert english.sheetnames[:5] == ["Cover", "All tables", "Notes", "Headline", "Work"]
    assert {sheet.sheet_state for sheet in english.worksheets} == {"visible"}
    assert english.active.title == "Cover"


def test_the_french_workbook_is_french(make: Make) -> None:
    book = _workbook(make(), "fr")
    assert book.sheetnames[:5] == ["Couverture", "Tous les tableaux", "Notes", "Chiffres clés", "Travail"]
    heads = [cell.value for cell in book["Travail"][4]]
    assert heads[:5] == ["Indicateur", "Territoire", "Groupe", "Période", "Valeur"]
    assert book["Travail"]["A2"].value.startswith("[dossiers de programme synthétiques]")


def test_every_table_has_its_title_first_and_its_header_frozen(english: Any) -> None:  # noqa: ANN401
    for sheet in english.worksheets[3:]:
        assert sheet["A1"].value
        assert sheet["A2"].value.startswith("[synthetic programme records]")
        assert sheet.freeze_panes == "B5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$4:$4"
        heads = [cell.value for cell in sheet[4]]
        assert None not in heads
        assert len(heads) == len(set(heads))


def test_no_cell_of_a_table_is_blank_and_values_are_numbers(english: Any) -> None:  # noqa: ANN401
    sheet = english["Work"]
    heads = [cell.value for cell in sheet[4]]
    last = int(sheet.auto_filter.ref.rpartition(":")[2].lstrip("ABCDEFGHIJ"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=last)]
    assert all(None not in row for row in rows)
    values = [row[heads.index("Value")] for row in rows]
    assert {value for value in values if isinstance(value, str)} == {".."}
    assert sum(isinstance(value, int | float) for value in values) > len(values) / 2


def test_unit_and_symbol_are_shown_by_the_format(english: Any) -> None:  # noqa: ANN401
    sheet = english["Headline"]
    formats = {row[0].value: row[1].number_format for row in sheet.iter_rows(min_row=5, max_col=2) if row[1].value}
    assert formats["Unemployment rate (percent)"] == '#,##0.0"%"'
    assert formats["Jobs created (full-time equivalents)"] == '#,##0.0"\u00a0p"'
    assert formats["Cost per job (dollars per full-time equivalent)"] == '"$"#,##0"\u00a0p"'


def test_a_hostile_name_is_text_and_the_file_opens(make: Make) -> None:
    publication = make()
    hostile = make(
        workspace_title=Text(HOSTILE, HOSTILE),
        edition=HOSTILE,
        notes=(Text(HOSTILE, HOSTILE),),
        places=publication.places.with_columns(pl.lit(HOSTILE).alias("name_en")),
        sources=publication.sources.with_columns(pl.lit(HOSTILE).alias("title")),
        figures=publication.figures.with_columns(pl.lit(HOSTILE).alias("caveat")),
    )
    cells = [cell for sheet in _workbook(hostile, "en").worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert '=HYPERLINK("http://e.x";"<b>&")' in {cell.value for cell in cells}


def test_nothing_in_the_file_depends_on_the_clock_or_the_compressor(make: Make) -> None:
    content = _bytes(make(), "en")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
        properties = archive.read("docProps/core.xml").decode()
    assert properties.count("2025-12-31T00:00:00Z") == 2


def test_what_the_judge_noted_stands_among_the_notes_and_below_its_table(make: Make) -> None:
    words = Text("Here, 2021: read with care.", "Ici, 2021 : à lire avec prudence.")
    book = _workbook(make(warnings=(("unemployment_rate", words),)), "fr")
    telling = [sheet.title for sheet in book.worksheets if words.fr in {cell.value for cell in sheet["A"]}]
    assert telling[:3] == ["Notes", "Chiffres clés", "Travail"]
    assert "Entreprises" in book.sheetnames
    assert "Entreprises" not in telling
