"""An edition as a whole: which files, the same bytes twice, a hash that names the content and nothing else."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package

from indicators.tables import publish
from indicators.tables.metadata import about_rows, indicator_rows, measure_rows, term_rows
from indicators.tables.publication import Publication
from indicators.tables.publish import content_hash, render
from schemas.published import PUBLISHED
from schemas.vocabulary import Status, Text

Make = Callable[..., Publication]


@pytest.fixture(scope="module")
def edition(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition")
    render(make(), folder)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_edition_has_its_files(edition: Path) -> None:
    files = set(_bytes(edition))
    whole = {"figures.csv", "figures.parquet", "datapackage.json", "relance.en.xlsx", "relance.fr.xlsx"}
    assert whole | {"index.en.html", "index.fr.html", "tables/headline.csv", "tables/headline.fr.html"} <= files
    tables = {name.removesuffix(".csv") for name in files if name.startswith("tables/") and name.endswith(".csv")}
    assert len(tables) >= 5
    assert all({f"{table}.en.html", f"{table}.fr.html"} <= files for table in tables)


def test_the_same_publication_gives_the_same_bytes_whatever_the_order_of_its_rows(
    make: Make, edition: Path, tmp_path: Path
) -> None:
    publication = make()
    shuffled = replace(
        publication,
        figures=publication.figures.sample(fraction=1.0, shuffle=True, seed=7),
        places=publication.places.reverse(),
        provenance=publication.provenance.reverse(),
    )
    started = time.perf_counter()
    paths = render(shuffled, tmp_path)
    assert time.perf_counter() - started < 10  # measured: 1.1 s for 18 indicators in both languages
    assert [str(path.relative_to(tmp_path)) for path in paths] == sorted(_bytes(edition))
    assert _bytes(tmp_path) == _bytes(edition)
    assert content_hash(shuffled) == content_hash(publication)


def test_a_folder_that_holds_something_is_refused(make: Make, edition: Path) -> None:
    with pytest.raises(ValueError, match="is not empty"):
        render(make(), edition)


def test_the_hash_moves_with_every_part_of_the_content_but_the_edition(make: Make) -> None:
    publication = make()
    figures = publication.figures
    changed = figures.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(0.1).otherwise(pl.col("value")).alias("value")
    )
    variants = [
        make(),
        make(figures=changed),
        make(synthetic=False),
        make(notes=()),
        make(warnings=(("population", Text("Read with care.", "À lire avec prudence.")),)),
        make(languages=("en",)),
        make(comparators=("quebec",)),
        make(workspace_title=Text("Other", "Autre")),
        make(sources=publication.sources.with_columns(pl.lit(date(2020, 1, 1)).alias("reference_date"))),
        make(indicators=tuple(replace(i, definition=Text("Other", "Autre")) for i in publication.indicators)),
        make(places=publication.places.with_columns(pl.lit("Other").alias("name_en"))),
    ]
    assert len({content_hash(variant) for variant in variants}) == len(variants)
    assert content_hash(make(edition="another")) == content_hash(publication)


def test_the_hash_moves_when_what_renders_moves(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content_hash(make())
    monkeypatch.setattr(publish, "_RENDERERS", (*publish._RENDERERS, "duckdb"))
    assert content_hash(make()) != before


def test_the_parquet_file_holds_what_the_csv_holds(edition: Path, make: Make) -> None:
    parquet = pl.read_parquet(edition / "figures.parquet")
    csv = pl.read_csv(edition / "figures.csv", schema=parquet.schema)
    assert parquet.equals(csv.with_columns(pl.col(pl.String).fill_null("")))
    assert parquet.height == make().figures.height


def test_the_data_package_is_valid_without_a_network(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the test has no network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    report = Package(str(edition / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert len(report.tasks) == len(list(edition.glob("tables/*.csv"))) + 1


def test_a_damaged_file_is_no_longer_valid(edition: Path, tmp_path: Path) -> None:
    for name, content in _bytes(edition).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(
            content.replace(b"2021-05-11", b"2021-15-11") if name == "figures.csv" else content
        )
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert "hash-count" in {error for [error] in report.flatten(["type"])}
    assert "type-error" in {error for [error] in report.flatten(["type"])}


def test_the_data_package_says_what_codes_mean_in_both_languages(edition: Path) -> None:
    descriptor = json.loads((edition / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["title_fr"] == "Indicateurs du Sud-Ouest"
    assert descriptor["sources"][0]["licence"] == "Statistics Canada Open Licence"
    for resource in descriptor["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert all(field["description"] and field["description_fr"] for field in fields.values())
        codes = {code["value"]: code for code in fields["status"]["categories"]}
        assert set(codes) == {str(status) for status in Status}
        assert codes["suppressed"]["symbol"] == "x"
        assert codes["suppressed"]["label_fr"] == "confidentiel"


def test_the_catalogue_as_tables_has_the_documented_columns(make: Make) -> None:
    publication = make()
    catalogue = publication.indicators
    frames = {
        "indicators": indicator_rows(catalogue, {"population": "SELECT 1"}),
        "measures": measure_rows(catalogue),
        "terms": term_rows(catalogue),
        "about": about_rows(publication),
    }
    for name, frame in frames.items():
        assert frame.columns == list(PUBLISHED[name].columns)
    assert frames["indicators"].filter(pl.col("sql") != "")["indicator_id"].to_list() == ["population"]
    assert frames["about"].filter(pl.col("topic") == "status").height == len(Status)


def test_the_terms_of_a_share_give_its_percentage(make: Make) -> None:
    terms = term_rows(make().indicators).filter(pl.col("indicator_id") == "unemployment_rate")
    sums = {"employed": 44365.0, "unemployed": 4900.0}
    by_role = {
        role: sum(sums[m] * c for m, r, c in terms.select("measure_id", "role", "coefficient").iter_rows() if r == role)
        for role in ("numerator", "denominator")
    }
    assert by_role["numerator"] / by_role["denominator"] == pytest.approx(9.95, abs=0.005)
