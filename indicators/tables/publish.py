"""An edition's files, written into an empty folder: the same publication gives the same bytes."""

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

import polars as pl

from indicators.beside import begun
from indicators.tables.book import Book, open_book
from indicators.tables.delimited import FIGURE_KEY, DataTable, csv_bytes, figures_data, table_data
from indicators.tables.metadata import indicator_rows, measure_rows, term_rows
from indicators.tables.package import package_json
from indicators.tables.pages import index_page, table_page
from indicators.tables.publication import Publication, prepared
from indicators.tables.revisions_data import revisions_data
from indicators.tables.specs import Layout
from indicators.tables.tables import Table, tables_of
from indicators.tables.words import PAGE
from indicators.tables.workbook import workbook_bytes
from schemas.vocabulary import Text

_MANY = 2_000  # figures from which a second process is worth its start
_HERE = Path(__file__).parent
_RENDERERS = ("babel", "great-tables", "jinja2", "polars", "xlsxwriter")


def render(publication: Publication, folder: Path, meanwhile: Callable[[], None] = lambda: None) -> list[Path]:
    """Write every file of an edition but the database into the folder, which must be empty; return their paths, sorted.

    `meanwhile` is what else is to be done, while the second process begins with the workbooks. Raises
    ConfigurationError where the publication speaks of a place, indicator or source that it does not hold.
    """
    if any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty")
    (folder / "tables").mkdir()
    for name, content in _files(_Making(prepared(publication)), folder, meanwhile):
        (folder / name).write_bytes(content)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def content_hash(publication: Publication) -> str:
    """Return the sha256 of what an edition publishes and of what renders it, without its own name and its revisions."""
    digest = hashlib.sha256()
    for part in (*_content(prepared(publication)), *_renderer()):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


_Form: TypeAlias = tuple[str, int | None]  # a language, and the number of a table's page; None for the workbook


class _Making:
    """Makes the forms of a publication. The second process opens the book for itself: to send it would take longer."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    def __reduce__(self) -> tuple[type["_Making"], tuple[Publication]]:
        return _Making, (self._publication,)

    @cached_property
    def book(self) -> Book:
        return open_book(self._publication)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables_of(self.book)

    def __call__(self, form: _Form) -> tuple[str, bytes]:
        language, number = form
        if number is None:
            return f"relance.{language}.xlsx", workbook_bytes(self.book, self.tables, language)
        table = self.tables[number]
        return f"tables/{table.spec.id}.{language}.html", table_page(table, language).encode()


def _files(make: _Making, folder: Path, meanwhile: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
    book, tables, languages = make.book, make.tables, make.book.publication.languages
    workbooks: list[_Form] = [(language, None) for language in languages]
    pages: list[_Form] = [(language, number) for number in range(len(tables)) for language in languages]
    # Workbooks take longer than all pages: the second process begins with them.
    forms = [*pages, *workbooks]
    with begun(make, forms, large=book.publication.figures.height > _MANY) as take:
        meanwhile()
        for language in languages:
            yield f"index.{language}.html", index_page(book, tables, language).encode()
        resources = dict(_resources(book, tables))
        yield from ((path, content) for path, (_, _, content) in resources.items())
        yield "datapackage.json", package_json(book, resources)
        resources["figures.csv"][1].rows.write_parquet(
            folder / "figures.parquet", compression="zstd", compression_level=9
        )
        yield from map(take, range(len(forms)))


def _resources(book: Book, tables: tuple[Table, ...]) -> Iterator[tuple[str, tuple[Text, DataTable, bytes]]]:
    figures = figures_data(book)
    yield "figures.csv", (PAGE["every_figure"], figures, csv_bytes(figures.rows))
    for table in tables:
        of_figures = table.spec.layout is not Layout.REVISIONS
        data = table_data(book, table.spec) if of_figures else revisions_data(book)
        yield f"tables/{table.spec.id}.csv", (table.spec.title, data, csv_bytes(data.rows))


def _content(publication: Publication) -> Iterator[bytes]:
    yield from map(_rows, _frames(publication))
    plain = (publication.study, publication.comparators, publication.workspace_title, publication.synthetic)
    yield repr((*plain, publication.notes, publication.warnings, publication.languages)).encode()


def _frames(publication: Publication) -> tuple[pl.DataFrame, ...]:
    indicators = publication.indicators
    catalogue = (indicator_rows(indicators, {}), measure_rows(indicators), term_rows(indicators))
    keys = {"places": ("rank", "place_id"), "provenance": ("indicator_id", "period_end", "source_id")}
    given = [getattr(publication, name).sort(key) for name, key in keys.items()]
    return (*catalogue, publication.figures.sort(FIGURE_KEY), *given, publication.sources)


def _rows(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()


def _renderer() -> Iterator[bytes]:
    """A corrected page is a new edition: the code, style and libraries that make the bytes belong to the content."""
    for path in sorted(_HERE.iterdir()):
        if path.is_file():
            yield path.name.encode() + path.read_bytes()
    yield repr([(name, version(name)) for name in _RENDERERS]).encode()
