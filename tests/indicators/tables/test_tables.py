"""What the tables show: which exist, that nothing is blank, that every row can be answered for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from indicators.tables.book import Book, open_book
from indicators.tables.layout import Words
from indicators.tables.publication import Publication, prepared
from indicators.tables.tables import Table, tables_of
from schemas.errors import ConfigurationError
from schemas.vocabulary import Status

Make = Callable[..., Publication]


@pytest.fixture(scope="module")
def book(make: Make) -> Book:
    return open_book(prepared(make()))


@pytest.fixture(scope="module")
def tables(book: Book) -> dict[str, Table]:
    return {table.spec.id: table for table in tables_of(book)}


def test_the_tables_are_the_headline_the_domains_and_the_breakdowns(tables: dict[str, Table]) -> None:
    domains = ["work", "business", "income", "population", "housing", "education", "finance", "equity"]
    assert list(tables) == ["headline", *domains, "programme_by_service", "by_group", "neighbourhoods"]


def test_no_cell_is_blank_in_either_language(tables: dict[str, Table]) -> None:
    for table in tables.values():
        for panel in (*table.panels, table.sheet):
            for row in panel.rows:
                assert len(row.cells) == len(panel.columns)
                assert all(cell.shown(language) for cell in row.cells for language in ("en", "fr"))


def test_every_row_with_a_value_names_its_sources_and_its_caveat(tables: dict[str, Table]) -> None:
    for table in tables.values():
        for row in (row for panel in table.panels for row in panel.rows):
            told = any(cell.marked is not Status.NOT_AVAILABLE for cell in row.cells if not isinstance(cell, Words))
            assert bool(row.sources) == told
            assert row.notes or not told
            assert set(row.notes) <= set(table.notes)


def test_the_legend_has_exactly_the_symbols_shown(tables: dict[str, Table]) -> None:
    assert Status.SUPPRESSED in tables["programme_by_service"].statuses
    assert Status.UNRELIABLE in tables["business"].statuses
    assert tables["income"].statuses == (Status.BREAK, Status.NOT_AVAILABLE)


def test_the_headline_has_every_core_indicator_once(tables: dict[str, Table], make: Make) -> None:
    rows = tables["headline"].comparisons
    assert sorted(row.indicator.id for row in rows) == sorted(i.id for i in make().indicators if i.core)
    by_id = {row.indicator.id: row for row in rows}
    rate = by_id["unemployment_rate"]
    assert rate.latest.period.label.en == "May\u00a011, 2021"
    assert rate.previous is not None
    assert rate.previous.period.label.en == "May\u00a010, 2016"
    assert rate.comparator is not None
    assert rate.comparator.place_id == "montreal"


def test_a_comparator_without_the_latest_period_shows_its_own_and_says_so(make: Make) -> None:
    publication = make()
    there = (pl.col("place_id") == "montreal") & (pl.col("period_end") == date(2021, 5, 11))
    book = open_book(replace(publication, figures=publication.figures.filter(~there)))
    headline = tables_of(book)[0]
    row = next(row for row in headline.comparisons if row.indicator.id == "population")
    assert row.comparator is not None
    assert row.comparator.period.end == date(2016, 5, 10)
    assert "City of Montréal: figure for May\u00a010, 2016." in {note.en for note in headline.notes}


def test_indicators_stand_together_only_where_they_share_periods(tables: dict[str, Table]) -> None:
    titles = [panel.title.en.replace("\u00a0", " ") for panel in tables["work"].panels]
    assert titles == [
        "Le Sud-Ouest and comparators, May 10, 2011 to May 11, 2021",
        "Le Sud-Ouest and comparators, 2023 to 2025",
        "Neighbourhoods, May 10, 2011 to May 11, 2021",
    ]


def test_places_that_hold_nothing_for_one_reason_share_a_row(tables: dict[str, Table]) -> None:
    labels = [row.label.en for row in tables["work"].panels[1].rows]
    assert labels == ["Le Sud-Ouest", "City of Montréal; Montréal metropolitan area; Quebec"] * 2


def test_a_suppressed_figure_is_never_joined_with_a_missing_one(tables: dict[str, Table]) -> None:
    rows = tables["programme_by_service"].panels[0].rows
    shown = {row.label.en: [cell.shown("en") for cell in row.cells] for row in rows if "Participants" in row.block.en}
    assert shown["Entrepreneurship"] == ["x", "x", "x"]
    assert list(shown) == ["Total", "Career counselling", "Training", "Entrepreneurship"]


def test_synthetic_records_are_marked_in_every_row_that_rests_on_them(tables: dict[str, Table], make: Make) -> None:
    mark = "Synthetic programme records."
    for row in tables["programme_by_service"].panels[0].rows:
        assert mark in {note.en for note in row.notes}
    real = tables_of(open_book(make(synthetic=False)))
    assert not any(mark in note.en for table in real for note in table.notes)


def test_only_the_last_five_periods_are_shown(make: Make) -> None:
    publication = make()
    base = publication.figures.filter(pl.col("indicator_id") == "population")
    years = [
        base.filter(pl.col("period_end") == date(2021, 5, 11)).with_columns(
            pl.lit(date(year, 1, 1)).alias("period_start"), pl.lit(date(year, 12, 31)).alias("period_end")
        )
        for year in range(2000, 2010)
    ]
    table = next(
        t for t in tables_of(open_book(replace(publication, figures=pl.concat(years)))) if t.spec.id == "population"
    )
    assert [column.label.en for column in table.panels[0].columns] == ["2005", "2006", "2007", "2008", "2009"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"study": "sud-est"}, "unknown place 'sud-est'"),
        ({"comparators": ("laval",)}, "unknown place 'laval'"),
        ({"languages": ("en", "de")}, "unknown language 'de'"),
        ({"indicators": ()}, "unknown indicator"),
    ],
)
def test_what_the_publication_does_not_hold_is_an_error_that_names_it(
    make: Make, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        prepared(make(**changes))
