"""The pages of an edition: one a table and one index, each whole in one file, without scripts or outside requests."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from indicators.model import Indicator
from indicators.tables.book import Book
from indicators.tables.findings import finding
from indicators.tables.formats import unbroken
from indicators.tables.html import panel_html
from indicators.tables.layout import letter
from indicators.tables.periods import day
from indicators.tables.tables import Table
from indicators.tables.words import BETTER, GENERAL_NOTES, PAGE, SYNTHETIC
from schemas.vocabulary import LEGEND, SYMBOLS, Status, Text

_HERE = Path(__file__).parent
Context = Mapping[str, Any]


def table_page(table: Table, language: str) -> str:
    """Return the page of one table in one language; it lies in the folder `tables` of the edition."""
    book, spec = table.book, table.spec
    context = {
        **_shared(book, spec.id, language, above="../"),
        **_heading(spec.title, spec.summary, language),
        "panels": _panels(table, language),
        "layout": str(spec.layout),
        "notes": _notes(book.notes(table.indicators), language),
        "lettered": [{"letter": letter(n), "text": t.in_language(language)} for n, t in enumerate(table.notes)],
        "legend": _legend(table.statuses, language),
        "definitions": [_definition(indicator, language) for indicator in table.indicators],
        "sources": source_lines(book, language, table.sources),
        "downloads": _downloads(language, "../", spec.id),
        "citation": citation(book, spec.title, language),
    }
    return _rendered("table.html.jinja", context)


def index_page(book: Book, tables: Sequence[Table], language: str) -> str:
    """Return the first page of the edition: the findings of the headline and the list of tables."""
    title = book.publication.workspace_title
    context = {
        **_shared(book, "index", language, above=""),
        **_heading(title, _about(book), language),
        "findings": [finding(book, row, language) for table in tables for row in table.comparisons],
        "tables": [_listed(table, language) for table in tables],
        "notes": _notes(book.notes(book.indicators.values()), language),
        "lettered": [],
        "legend": _legend(_carded(tables), language),
        "definitions": [],
        "sources": source_lines(book, language, tuple(book.numbers.values())),
        "downloads": _downloads(language, "", None),
        "citation": citation(book, title, language),
    }
    return _rendered("index.html.jinja", context)


def citation(book: Book, title: Text, language: str) -> str:
    """Return how a page is cited: the workspace, the table, the edition."""
    publication = book.publication
    workspace, name = publication.workspace_title.in_language(language), title.in_language(language)
    titles = list(dict.fromkeys((workspace, f"“{name}”" if language == "en" else f"« {name} »")))
    cited = titles if name != workspace else [workspace]
    edition = f"{PAGE['edition'].in_language(language)} {publication.edition}"
    marked = [SYNTHETIC.in_language(language)] if publication.synthetic else []
    return ", ".join([*cited, *marked, edition.lower() if len(cited) > 1 else edition]) + "."


def source_lines(book: Book, language: str, numbers: Sequence[int]) -> list[dict[str, str]]:
    """Return the cited sources, one line for each: number, title, publisher, licence, reference dates."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in book.publication.sources.iter_rows(named=True):
        rows.setdefault(book.numbers[row["source_id"]], []).append(row)
    return [_source_line(number, rows[number], language) for number in sorted(numbers)]


def _source_line(number: int, snapshots: list[dict[str, Any]], language: str) -> dict[str, str]:
    dates = sorted({row["reference_date"] for row in snapshots if row["reference_date"]}, key=str)
    first, suffix = snapshots[0], "" if language == "en" else f"_{language}"
    return {
        "number": str(number),
        "title": first[f"title{suffix}"] or first["source_id"],
        "publisher": first[f"publisher{suffix}"] or "",
        "licence": first[f"licence{suffix}"] or SYMBOLS[Status.NOT_AVAILABLE],
        "reference": ", ".join(_day(d, language) for d in dates) or SYMBOLS[Status.NOT_AVAILABLE],
    }


def _day(value: date | str, language: str) -> str:
    return day(value, language) if isinstance(value, date) else value


def _shared(book: Book, id_: str, language: str, *, above: str) -> dict[str, Any]:
    publication = book.publication
    return {
        "language": language,
        "say": {key: text.in_language(language) for key, text in PAGE.items()},
        "colon": ":" if language == "en" else "\u00a0:",
        "css": _css(),
        "workspace": publication.workspace_title.in_language(language),
        "home": f"{above}index.{language}.html",
        "here": f"{id_}.{language}.html",
        "others": [{"code": c, "href": f"{id_}.{c}.html"} for c in publication.languages if c != language],
        "synthetic": SYNTHETIC.in_language(language) if publication.synthetic else "",
        "edition": publication.edition,
    }


def _heading(title: Text, summary: Text, language: str) -> dict[str, str]:
    return {"title": title.in_language(language), "summary": summary.in_language(language)}


def _about(book: Book) -> Text:
    name = book.names[book.publication.study]
    return Text(
        f"{name.en}: indicators of community economic development, with sources, margins and caveats.",
        f"{name.fr} : indicateurs de développement économique communautaire, avec sources, marges et mises en garde.",
    )


def _panels(table: Table, language: str) -> list[dict[str, str]]:
    ids = [f"{table.spec.id}-{n}" for n, _ in enumerate(table.panels, 1)]
    return [
        {"id": id_, "title": p.title.in_language(language), "html": panel_html(p, id_, language, table.notes)}
        for id_, p in zip(ids, table.panels, strict=True)
    ]


def _legend(statuses: Sequence[Status], language: str) -> list[dict[str, str]]:
    return [{"symbol": SYMBOLS[s], "meaning": LEGEND[s].in_language(language)} for s in statuses]


def _carded(tables: Sequence[Table]) -> list[Status]:
    """The statuses whose symbols stand on the cards of the index."""
    rows = [row for table in tables for row in table.comparisons]
    shown = {figure.status for row in rows for figure in (row.latest, row.comparator) if figure and figure.answered}
    return [status for status in Status if status in shown and SYMBOLS[status]]


def _notes(notes: Sequence[Text], language: str) -> list[str]:
    return [note.in_language(language) for note in (*notes, *GENERAL_NOTES)]


def _definition(indicator: Indicator, language: str) -> dict[str, str]:
    codes = [f"{framework} {code}" for framework, code in indicator.frameworks.items()]
    return {
        "name": indicator.name.in_language(language),
        "definition": indicator.definition.in_language(language),
        "better": BETTER[indicator.better].in_language(language),
        "reference": "; ".join([indicator.source, *codes]),
    }


def _listed(table: Table, language: str) -> dict[str, str]:
    return {
        "href": f"tables/{table.spec.id}.{language}.html",
        **_heading(table.spec.title, table.spec.summary, language),
    }


def _downloads(language: str, above: str, table: str | None) -> list[dict[str, str]]:
    files = {
        "workbook": f"{above}relance.{language}.xlsx",
        "figures": f"{above}figures.csv",
        "parquet": f"{above}figures.parquet",
        "package": f"{above}datapackage.json",
    }
    named = {"csv": f"{table}.csv", **files} if table else files
    return [{"href": href, "label": PAGE[key].in_language(language)} for key, href in named.items()]


@cache
def _css() -> str:
    return (_HERE / "style.css").read_text(encoding="utf-8").strip()


def _rendered(name: str, context: Context) -> str:
    page: str = _environment().get_template(name).render(context)
    return page


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )


def _unbroken(value: object) -> object:
    """Markup is left as it is: it holds style sheets, and tables whose texts are spaced already."""
    return unbroken(value) if isinstance(value, str) and not isinstance(value, Markup) else value
