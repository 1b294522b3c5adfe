"""The published table of revisions: in both languages, in the data package, and never an old value beside an `x`."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package

from indicators.causes import Grounds
from indicators.revisions import Revised, publishable, revisions
from indicators.tables.book import open_book
from indicators.tables.publication import Publication, prepared
from indicators.tables.publish import content_hash, render
from indicators.tables.revisions import MOST_ROWS
from indicators.tables.tables import Table, tables_of
from schemas.vocabulary import Status

Make = Callable[..., Publication]
OLD: Grounds = {"snapshot": {"census_2021": "a"}, "uses": {"unemployment_rate": "census_2021"}}
NEW: Grounds = {**OLD, "snapshot": {"census_2021": "b"}}
SECRET = 987_654.321
SECRET_SHOWN = [text.encode() for text in ("987654.3", "987,654", "987\u00a0654", "987 654")]


def _revised(make: Make) -> Revised:
    """Against an edition in which rates were other ones, a count was shown that is suppressed now, and one was more."""
    figures = make().figures
    served = (pl.col("indicator_id") == "participants") & (pl.col("status") == Status.SUPPRESSED)
    before = figures.with_columns(
        pl.when(pl.col("indicator_id") == "unemployment_rate")
        .then(pl.col("value") + 0.7)
        .otherwise("value")
        .alias("value")
    ).with_columns(
        pl.when(served).then(pl.lit(SECRET)).otherwise("value").alias("value"),
        pl.when(served).then(pl.lit("normal")).otherwise("status").alias("status"),
    )
    gone = before.head(1).with_columns(pl.lit("no_longer_known").alias("indicator_id"), pl.lit(SECRET).alias("value"))
    rows = revisions(pl.concat([before, gone]), figures, OLD, NEW)
    assert SECRET in rows["previous_value"].to_list()
    known = frozenset(i.id for i in make().indicators)
    return Revised("0123456789abcdef", publishable(rows, frozenset({"participants"}), known))


def _table(publication: Publication) -> Table:
    return next(table for table in tables_of(open_book(prepared(publication))) if table.spec.id == "revisions")


@pytest.fixture(scope="module")
def edition(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition")
    render(make(revisions=_revised(make)), folder)
    return folder


def test_revisions_are_published_in_both_languages_and_described(edition: Path) -> None:
    for language, title in (("en", "What changed since"), ("fr", "Ce qui a changé depuis")):
        assert title in (edition / "tables" / f"revisions.{language}.html").read_text(encoding="utf-8")
        assert f"tables/revisions.{language}.html" in (edition / f"index.{language}.html").read_text(encoding="utf-8")
    report = Package(str(edition / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    paths = [resource["path"] for resource in json.loads((edition / "datapackage.json").read_text())["resources"]]
    assert "tables/revisions.csv" in paths


def test_every_revised_figure_stands_in_the_csv_with_its_cause_in_words(edition: Path, make: Make) -> None:
    rows = pl.read_csv(edition / "tables" / "revisions.csv")
    assert rows.height == _revised(make).rows.height
    rate = rows.filter(pl.col("indicator_id") == "unemployment_rate")
    assert rate["causes_en"].unique().to_list() == ["new data from Census of Population 2021"]
    assert rate["causes_fr"].unique().to_list() == ["nouvelles données de Census of Population 2021"]
    assert rate["change"].drop_nulls().to_list() == pytest.approx([-0.7] * rate["change"].drop_nulls().len())


def test_no_published_byte_tells_what_is_suppressed_now(edition: Path) -> None:
    for path in edition.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            content = path.read_bytes()
            assert not any(shown in content for shown in SECRET_SHOWN)


def test_a_figure_that_was_published_and_is_suppressed_now_says_so(make: Make) -> None:
    panel = _table(make(revisions=_revised(make))).panels[-1]
    rows = [[cell.shown("en") for cell in row.cells] for row in panel.rows if row.block.en.startswith("Participants")]
    assert rows
    assert all(cells[2:6] == ["x", "x", "...", "now suppressed"] for cells in rows)


def test_no_cell_is_blank_and_every_sheet_row_is_the_table(make: Make) -> None:
    table = _table(make(revisions=_revised(make)))
    for panel in (*table.panels, table.sheet):
        for row in panel.rows:
            assert len(row.cells) == len(panel.columns)
            assert all(cell.shown(language) for cell in row.cells for language in ("en", "fr"))
    counted = table.panels[0].rows[0].cells
    assert counted[2].shown("en") == str(_revised(make).rows.filter(pl.col("kind") == "changed").height)


def test_a_page_shows_the_gravest_and_says_that_there_are_more(make: Make) -> None:
    figures = make().figures
    figures = pl.concat([figures] * 3).with_columns(
        pl.concat_str(pl.lit("place=p"), pl.int_range(pl.len()).cast(pl.String)).alias("group_id")
    )
    rows = revisions(figures.head(0), figures, OLD, NEW)
    table = _table(make(revisions=Revised("0123456789abcdef", rows)))
    assert rows.height > MOST_ROWS
    assert len(table.panels[-1].rows) == MOST_ROWS
    assert f"The {MOST_ROWS} gravest of" in table.spec.summary.en


def test_the_first_edition_says_that_it_is_the_first(make: Make, tmp_path: Path) -> None:
    nothing = make().figures.clear()
    publication = make(revisions=Revised("", revisions(nothing, nothing, {}, {})))
    table = _table(publication)
    assert "first edition" in table.spec.summary.en
    assert "première édition" in table.spec.summary.fr
    assert [cell.shown("en").replace(",", "") for cell in table.panels[0].rows[0].cells] == [str(make().figures.height)]
    render(publication, tmp_path)
    assert Package(str(tmp_path / "datapackage.json")).validate().valid


def test_an_edition_without_a_changed_figure_says_so(make: Make) -> None:
    figures = make().figures
    table = _table(make(revisions=Revised("0123456789abcdef", revisions(figures, figures, OLD, NEW))))
    assert "No figure differs" in table.spec.summary.en
    assert len(table.panels) == 1


def test_revisions_are_no_part_of_the_content(make: Make) -> None:
    assert content_hash(make(revisions=_revised(make))) == content_hash(make())
