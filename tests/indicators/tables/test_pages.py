"""The pages as a browser and a screen reader meet them: whole, in one language, self-contained, safe from names."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from great_tables import GT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indicators.tables.book import open_book
from indicators.tables.formats import unbroken
from indicators.tables.html import panel_html
from indicators.tables.layout import Column, Number, Panel, Row, Words
from indicators.tables.pages import index_page, table_page
from indicators.tables.publication import Publication, prepared
from indicators.tables.tables import tables_of
from schemas.vocabulary import Status, Text, Unit
from tests.trying import few

Make = Callable[..., Publication]
VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = '<script>alert("x")</script> & \' =HYPERLINK("http://e.x";"y") \x00\x1b\u202e{{7*7}}'


class Page(HTMLParser):
    """Every element with its attributes; an element closed out of order fails."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _pages(publication: Publication) -> dict[str, str]:
    book = open_book(prepared(publication))
    tables = tables_of(book)
    pages = {f"{t.spec.id}.{language}": table_page(t, language) for t in tables for language in ("en", "fr")}
    return {**pages, **{f"index.{language}": index_page(book, tables, language) for language in ("en", "fr")}}


@pytest.fixture(scope="module")
def pages(make: Make) -> dict[str, str]:
    return _pages(make())


def test_every_page_has_language_title_one_heading_and_a_way_to_the_other_language(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        id_, _, language = name.rpartition(".")
        page = Page(html)
        assert page.all("html") == [{"lang": f"{language}-CA"}]
        assert [len(page.all(tag)) for tag in ("title", "main", "h1", "header", "footer")] == [1] * 5
        other = "fr" if language == "en" else "en"
        assert {"lang": f"{other}-CA", "hreflang": f"{other}-CA", "href": f"{id_}.{other}.html"} in page.all("a")


def test_every_table_is_labelled_focusable_and_scoped(pages: dict[str, str]) -> None:
    for name in (name for name in pages if not name.startswith("index")):
        page = Page(pages[name])
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        regions = [a for a in page.all("div") if a.get("role") == "region"]
        assert len(regions) == len(page.all("table")) > 0
        assert all(region["tabindex"] == "0" and region["aria-label"] for region in regions)
        assert {table["aria-labelledby"] for table in page.all("table")} <= set(ids)
        assert {head["scope"] for head in page.all("th")} == {"col", "row", "colgroup"}
        assert all(set((cell["headers"] or "").split()) <= set(ids) for cell in page.all("td"))


def test_no_page_asks_for_anything_outside_or_runs_anything(pages: dict[str, str]) -> None:
    for html in pages.values():
        page = Page(html)
        assert not {"script", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
        assert not re.search(r"@import|url\(|\bon[a-z]+=|javascript:|https?://", html)


def test_links_lead_to_files_of_the_edition(make: Make, tmp_path: Path) -> None:
    from indicators.tables.publish import render  # noqa: PLC0415 - only this test writes files

    for path in [path for path in render(make(), tmp_path) if path.suffix == ".html"]:
        for link in Page(path.read_text(encoding="utf-8")).all("a"):
            href = link["href"] or ""
            assert href.startswith("#") or (path.parent / href).is_file(), (path.name, href)


def test_each_page_says_what_stands_behind_it(pages: dict[str, str]) -> None:
    english, french = (" ".join(Page(pages[f"headline.{language}"]).text) for language in ("en", "fr"))
    for said in ("Complementary suppression is not yet applied.", "Statistics Canada Open Licence", "not available"):
        assert said in english
    for said in ("La suppression complémentaire", "Licence\u00a0: Licence ouverte de Statistique Canada"):
        assert said in french
    assert "Recensement de la population de 2021" in french
    assert "Recensement" not in english
    assert "Statistics Canada" not in french
    assert "non disponible" in french
    for text in (english, french):
        assert "2025-12-31-3f2a9c1b" in text
    assert "“Le Sud-Ouest: headline figures”, synthetic programme records, edition 2025" in english
    assert "provisional" not in french


def test_synthetic_records_are_marked_on_every_page_and_real_ones_are_not(pages: dict[str, str], make: Make) -> None:
    marks = {"en": "Synthetic programme records", "fr": "Dossiers de programme synthétiques"}
    assert all(marks[name[-2:]] in html for name, html in pages.items())
    real = _pages(make(synthetic=False))
    assert not any("ynthetic" in html or "ynthétique" in html for html in real.values())


def test_one_language_alone_has_no_language_link(make: Make) -> None:
    book = open_book(prepared(make(languages=("fr",))))
    headline = next(table for table in tables_of(book) if table.spec.id == "headline")
    assert "hreflang" not in table_page(headline, "fr")


def test_a_hostile_name_is_shown_as_it_is_and_runs_nowhere(make: Make) -> None:
    publication = make(workspace_title=Text(HOSTILE, HOSTILE), notes=(Text(HOSTILE, HOSTILE),), edition=HOSTILE)
    columns = [pl.lit(HOSTILE).alias(name) for name in ("name_en", "name_fr")]
    hostile = make(
        workspace_title=publication.workspace_title,
        notes=publication.notes,
        edition=HOSTILE,
        places=publication.places.with_columns(columns),
        sources=publication.sources.with_columns(
            *(pl.lit(HOSTILE).alias(n) for n in ("title", "publisher", "licence"))
        ),
        figures=publication.figures.with_columns(
            *(pl.lit(HOSTILE).alias(n) for n in ("caveat", "caveat_fr", "method"))
        ),
    )
    for html in _pages(hostile).values():
        page = Page(html)
        assert "script" not in {tag for tag, _ in page.elements}
        assert "alert(" in " ".join(page.text)
        assert "{{7*7}}" in html or "&#123;7*7&#125;" in html
        assert not {"\x00", "\x1b", "\u202e"} & set(html)


words = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)
markup = st.text("{}<>&'\"/ab=^*", min_size=1, max_size=20)
TAGS = {"table", "thead", "tbody", "tr", "th", "td", "span"}


def _panel(said: str) -> Panel:
    text = Text(said, "")
    row = Row(text, text, (Words(text), Number(None, Unit.JOBS, Status.SUPPRESSED)), (), ())
    return Panel(text, text, (Column(text, text, text=True), Column(Text("d", ""))), (row,))


@few(15, settings(suppress_health_check=[HealthCheck.too_slow]))
@example(" %")
@example("{{<script>alert(1)</script>}}")  # great-tables reads a unit of measurement in this, and escapes nothing
@example("\ue000h0\ue001\ue000b0\ue001\ue000c0\ue001")  # marks that texts are put in the place of
@example("no panel-0 of -stub-1 and -b0 ")  # what identifiers are made of
@given(words | markup)
def test_any_words_come_back_from_every_part_of_the_table_as_they_went_in(said: str) -> None:
    page = Page(panel_html(_panel(said), "t-1", "en", ()))
    assert {tag for tag, _ in page.elements} == TAGS
    assert "<" not in "".join(str(value) for _, attributes in page.elements for value in attributes.values())
    heading, spanner, stubhead, block, label, cell = 1, 1, 1, 1, 1, 1
    assert unbroken("".join(page.text)).count(unbroken(said)) >= heading + spanner + stubhead + block + label + cell


def test_each_language_has_the_same_markup_and_its_own_words() -> None:
    text, block = Text("jobs <new>", "emplois <neufs>"), Text("Work", "Travail")
    rows = tuple(Row(block, text, (Words(text), Number(None, Unit.JOBS, Status.NORMAL)), (n,), ()) for n in (1, 2))
    panel = Panel(text, text, (Column(text, block, text=True), Column(text)), rows)
    english, french = (panel_html(panel, "t-1", language, ()) for language in ("en", "fr"))
    words = {"jobs &lt;new&gt;": "emplois &lt;neufs&gt;", "Work": "Travail"}
    assert all(word in english and word not in french for word in words)
    for said, in_french in words.items():
        english = english.replace(said, in_french)
    assert english == french


def _by_great_tables(panel: Panel) -> str:
    """The body of a panel as great-tables makes it of all rows and texts at once."""
    names = [str(number) for number in range(len(panel.columns) + 2)]
    cells = [[cell.shown("en") for cell in row.cells] for row in panel.rows]
    rows = [(r.block.en, r.label.en, *shown, "–", "–") for r, shown in zip(panel.rows, cells, strict=True)]
    table = GT(pl.DataFrame(rows, schema=["block", "stub", *names], orient="row"), "stub", "block", id="t-1")
    text = [name for name, column in zip(names, panel.columns, strict=False) if column.text] + names[-2:]
    table = table.cols_align("left", text).cols_align("right", [name for name in names if name not in text])
    for above in dict.fromkeys(column.spanner for column in panel.columns if column.spanner):
        below = [name for name, column in zip(names, panel.columns, strict=False) if column.spanner == above]
        table = table.tab_spanner(above.en, below, id=above.en, gather=False)
    return _body(table.as_raw_html())


def _body(html: str) -> str:
    """The body of a table, its identifiers numbered as they come: each is made of words or of marks."""
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(numbers.setdefault(one, str(len(numbers))) for one in found[2].split())}"'

    body = html[html.index("<tbody") : html.index("</tbody>")]
    return re.sub('(id|headers)="([^"]*)"', numbered, body)


@few(15, settings(suppress_health_check=[HealthCheck.too_slow]))
@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=14), st.lists(st.booleans(), min_size=1, max_size=4))
def test_rows_are_repeated_as_great_tables_makes_them_of_all_texts(blocks: list[str], spanned: list[bool]) -> None:
    above = Text("Above", "")
    columns = tuple(
        Column(Text(f"col {n}", ""), above if under else None, text=under) for n, under in enumerate(spanned)
    )
    rows = tuple(
        Row(
            Text(block, ""),
            Text(f"row {n}", ""),
            tuple(Words(Text(f"{n}.{m}", "")) for m in range(len(columns))),
            (),
            (),
        )
        for n, block in enumerate(blocks)
    )
    panel = Panel(Text("t", ""), Text("stub", ""), columns, rows)
    assert _body(panel_html(panel, "t-1", "en", ())) == _by_great_tables(panel)


@pytest.mark.parametrize("cells", [0, 1, 3])
def test_a_row_with_more_or_fewer_cells_than_columns_is_refused(cells: int) -> None:
    text = Text("jobs", "emplois")
    row = Row(text, text, (Words(text),) * cells, (), ())
    with pytest.raises(ValueError, match=f"has {cells} cells; expected 2"):
        Panel(text, text, (Column(text), Column(text)), (row,))


WARNINGS = (
    ("unemployment_rate", Text("Here, 2021: read with care.", "Ici, 2021 : à lire avec prudence.")),
    ("", Text("Something of all figures.", "Quelque chose de toutes les données.")),
)


def test_what_the_judge_noted_stands_on_the_first_page_and_beside_its_indicator(make: Make) -> None:
    found = _pages(make(warnings=WARNINGS))
    for language in ("en", "fr"):
        about, all_ = (unbroken(words.in_language(language)) for _, words in WARNINGS)
        telling = {name for name, html in found.items() if name.endswith(language) and f"<li>{about}</li>" in html}
        assert {f"index.{language}", f"headline.{language}", f"work.{language}"} <= telling
        assert f"business.{language}" not in telling
        assert all(f"<li>{all_}</li>" in html for name, html in found.items() if name.endswith(language))
