"""The README's questions to a published edition, asked of the example."""

import re
from pathlib import Path

import polars as pl
import pytest

from tests.flows.conftest import figures

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0].strip("- "))
def test_a_query_of_the_readme_has_an_answer(example: Path, query: str) -> None:
    assert figures(example, query).height > 0


def test_the_first_query_gives_the_figures_of_le_sud_ouest(example: Path) -> None:
    rates = figures(example, QUERIES[0]).filter(pl.col("name_en") == "Le Sud-Ouest")
    by_year = dict(zip(rates["period_end"].dt.year(), rates["percent"], strict=True))
    assert (by_year[2016], by_year[2021]) == (8.5, 9.95)


def test_the_sources_of_a_rate_add_up_to_it(example: Path) -> None:
    (query,) = [query for query in QUERIES if "observations" in query]
    totals = figures(example, query).filter(pl.col("period_end").dt.year() == 2021)
    sums = dict(zip(totals["measure_id"], totals["total"], strict=True))
    assert 100 * sums["unemployed"] / (sums["unemployed"] + sums["employed"]) == pytest.approx(9.95, abs=0.005)


def test_the_python_of_the_readme_runs_in_a_workspace(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(example)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    rates = names["rates"]
    assert isinstance(rates, pl.DataFrame)
    assert "sud-ouest" in set(rates["place_id"])


def test_what_the_readme_says_is_published_is_there(example: Path) -> None:
    shown = example / "published" / "current"
    named = re.findall(r"`([\w.]+\.(?:html|xlsx|duckdb|parquet|csv|json))`", README.split("## The commands")[0])
    assert "relance.duckdb" in named
    assert [name for name in named if not (shown / name).exists()] == []
