"""A workspace of two files of facts, for what happens from run to run: two places, three years, work and population."""

import hashlib
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import flows.publishing  # with the whole catalogue, before a test computes less
import indicators.beside
import indicators.catalogue
import indicators.tables.publish
from flows.context import Context, now
from indicators.catalogue import catalogue
from indicators.tables.book import Book
from indicators.tables.tables import Table
from tests.flows.conftest import run_once
from warehouse.editions import current, publish

SETTINGS = """study = "here"
comparators = ["there"]
languages = ["en", "fr"]

[title]
en = "Here"
fr = "Ici"

[reporting]
months = 12
first = 2019-01-01

[baselines.population]
peak = 1950
trough = 1988

[[sources]]
id = "work"
layout = "facts"
origin = "landing/work.csv"
publisher = "Statistics Canada"
title = "Work"
licence = "open"

[[sources]]
id = "people"
layout = "facts"
origin = "landing/people.csv"
publisher = "Statistics Canada"
title = "People"
licence = "open"
"""
PLACES = """
[[place]]
id = "here"
name_en = "Here"
name_fr = "Ici"
kind = "study"
parts = [{ vintage = "2021", area_id = "4620001.00" }]

[[place]]
id = "there"
name_en = "There"
name_fr = "Là"
kind = "comparator"
parts = [{ vintage = "2021", area_id = "4620002.00" }]
"""
HEADER = "measure_id,area_id,vintage,period_start,period_end,group_id,value,status,source,caveat_en,caveat_fr"
YEARS = ("2006-05-16", "2016-05-10", "2021-05-11")


def fact(measure: str, area: str, day: str, value: int) -> str:
    """Write one line of facts."""
    return f"{measure},{area},2021,{day},{day},total,{value},normal,Statistics Canada 2021,,"


def write_facts(folder: Path, name: str, lines: list[str]) -> None:
    """Write a file of facts into the landing folder."""
    (folder / "landing").mkdir(exist_ok=True)
    (folder / "landing" / f"{name}.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


def work(unemployed: int = 80) -> list[str]:
    """The lines on work; `unemployed` is the last count here, among 1,000 in the labour force when it is 80."""
    areas = ("4620001.00", "4620002.00")
    lines = [fact("employed", area, day, 920) for area in areas for day in YEARS]
    lines += [fact("unemployed", area, day, 80) for area in areas for day in YEARS[:2]]
    last = [fact("unemployed", areas[0], YEARS[2], unemployed), fact("unemployed", areas[1], YEARS[2], 80)]
    return [*lines, *last]


def people(last: int = 2100) -> list[str]:
    """The lines on population; `last` is the last count here."""
    values = {"4620001.00": (1900, 2000, last), "4620002.00": (19000, 20000, 21000)}
    return [fact("population", area, day, n) for area, of in values.items() for day, n in zip(YEARS, of, strict=True)]


def make_district(folder: Path, settings: str = "") -> Path:
    """Make the workspace in a new folder, with further settings before its sources, and return the folder."""
    (folder / "places").mkdir(parents=True)
    (folder / "places" / "places.toml").write_text(PLACES, encoding="utf-8")
    text = SETTINGS.replace("[[sources]]", f"{settings}\n[[sources]]", 1)
    (folder / "relance.toml").write_text(text, encoding="utf-8")
    write_facts(folder, "work", work())
    write_facts(folder, "people", people())
    return folder


def compute_only(monkeypatch: pytest.MonkeyPatch, ids: Collection[str]) -> None:
    """Compute some indicators instead of all, in this process alone."""
    chosen = tuple(one for one in catalogue() if one.id in ids)
    assert len(chosen) == len(ids)
    monkeypatch.setattr(indicators.catalogue, "catalogue", lambda: chosen)
    monkeypatch.setattr(indicators.beside, "_feed", lambda *_: None)
    use_one_thread(monkeypatch)


def use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let DuckDB work in one thread: with a few rows, several take a sixth longer. Runs of more keep all."""
    connect = duckdb.connect

    def connected(*arguments: Any, config: dict[str, Any] | None = None, **named: Any) -> Any:  # noqa: ANN401
        return connect(*arguments, config={**(config or {}), "threads": 1}, **named)

    monkeypatch.setattr(duckdb, "connect", connected)


def compute_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute two indicators: a run takes a fraction of a second then."""
    compute_only(monkeypatch, {"population", "unemployment_rate"})


def write_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write pages and workbooks that say their edition alone: they take a third of a small run.

    For what happens from run to run; pages and workbooks as readers get them are tested elsewhere.
    """

    def page(table: Table, language: str) -> str:
        return f"{table.spec.id}, {language}, {table.book.publication.edition}"

    def workbook(book: Book, _: Sequence[Table], language: str) -> bytes:
        return f"{language}, {book.publication.edition}".encode()

    monkeypatch.setattr(indicators.tables.publish, "table_page", page)
    monkeypatch.setattr(indicators.tables.publish, "workbook_bytes", workbook)


def publish_figures(context: Context) -> int:
    """Publish the figures without tables and pages, which take a second and are tested elsewhere."""
    frame: pl.DataFrame = context.con.sql("FROM protected ORDER BY ALL").pl()
    context.edition = hashlib.sha256(frame.write_csv().encode()).hexdigest()[:16]
    if context.edition != current(context.workspace.published):
        publish(
            context.workspace.published, context.edition, lambda folder: frame.write_parquet(folder / "figures.parquet")
        )
        row = "INSERT INTO ledger.editions (edition, run_id, published, figures) VALUES (?, ?, ?, ?)"
        context.con.execute(row, [context.edition, context.run_id, now(), frame.height]).fetchall()
    return frame.height


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute two indicators and publish no tables: for what happens before and after."""
    compute_two(monkeypatch)
    monkeypatch.setattr(flows.publishing, "publish_edition", publish_figures)


def publish_district(base: Path) -> Path:
    """Return the workspace after its first edition, of two indicators, made once below `base`; copy it to change it."""
    folder = base / "district"
    if not folder.exists():
        make_district(folder)
        (folder / "warehouse").mkdir()
        (folder / "warehouse" / "hash.key").write_bytes(b"k" * 32)
        with pytest.MonkeyPatch.context() as monkeypatch:
            compute_two(monkeypatch)
            outcome = run_once(folder)
        assert outcome.kind == "published", outcome.message
    return folder


def copied(base: Path, goal: Path) -> Path:
    """Copy the published workspace."""
    return shutil.copytree(publish_district(base), goal / "district", symlinks=True)
