"""Runs: nothing new is nothing done, the same input gives the same bytes, and what is malformed changes nothing."""

import html
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.planning import plan
from flows.workspace import Workspace
from indicators.tables.formats import unbroken
from tests.flows.conftest import figures, run_once
from tests.flows.parish import compute_three
from tests.flows.registered import compute_register_only, made_up, make_registered, publish_registered
from tests.flows.small import FACTS, write_small
from warehouse.editions import current, editions


def files(folder: Path) -> dict[str, bytes]:
    """The published files but the database, by name."""
    shown = (folder / "published" / "current").resolve()
    paths = [path for path in shown.rglob("*") if path.is_file() and path.suffix != ".duckdb"]
    return {path.relative_to(shown).as_posix(): path.read_bytes() for path in paths}


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    path = (folder / "published" / "current" / "relance.duckdb").resolve()
    with duckdb.connect(str(path), read_only=True) as con:
        names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: con.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)}


def test_a_second_run_does_nothing_and_says_so(example_copy: Path) -> None:
    assert plan(Workspace(example_copy)).nothing_new
    before = current(example_copy / "published")
    outcome = run_once(example_copy)
    assert outcome.kind == "unchanged"
    assert outcome.message == f"nothing new: edition {before} stands"
    assert editions(example_copy / "published") == [before]


@pytest.mark.long
def test_a_fresh_run_of_the_example_elsewhere_gives_the_same_bytes_and_rows(
    tmp_path: Path, example_inputs: Path, example: Path
) -> None:
    elsewhere = tmp_path / "another name"
    shutil.copytree(example_inputs, elsewhere)
    assert run_once(elsewhere).kind == "published"
    expect_the_same(example, elsewhere)


def test_a_fresh_run_elsewhere_gives_the_same_bytes_and_rows(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of some that rests on a register; tests/flows/stage.py compares the bytes of each drilled run too."""
    first = publish_registered(tmp_path_factory.getbasetemp())
    compute_register_only(monkeypatch)
    elsewhere = make_registered(tmp_path / "another name", made_up())
    assert run_once(elsewhere).kind == "published"
    expect_the_same(first, elsewhere)


def expect_the_same(one: Path, other: Path) -> None:
    ours, theirs = files(one), files(other)
    assert len(ours) > 10
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert rows(one) == rows(other)


def test_what_the_judge_noted_is_printed_in_both_languages(example: Path) -> None:
    with duckdb.connect(str(example / "warehouse" / "relance.duckdb"), read_only=True) as con:
        noted = con.execute("SELECT en, fr FROM verdict ORDER BY id").fetchall()
    assert len(noted) > 0
    assert figures(example, "SELECT text_en, text_fr FROM about WHERE topic = 'warning'").rows() == noted
    for language, words in zip(("en", "fr"), zip(*noted, strict=True), strict=True):
        page = (example / "published" / "current" / f"index.{language}.html").read_text(encoding="utf-8")
        assert [told for told in words if html.escape(unbroken(told)) not in page] == []


def test_touching_a_file_is_no_news(example_copy: Path) -> None:
    path = example_copy / "landing" / "facts.csv"
    path.write_bytes(path.read_bytes())
    outcome = run_once(example_copy)
    assert outcome.kind == "unchanged"


def test_of_a_new_figure_only_its_steps_are_planned(example_copy: Path) -> None:
    path = example_copy / "landing" / "facts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",69000,", ",68000,"), encoding="utf-8")
    planned = {one.step.label: one.reason for one in plan(Workspace(example_copy)).steps}
    assert planned["stage history"] == "files changed"
    assert "stage census-2021" not in planned
    assert "stage register" not in planned


@pytest.mark.long  # tests/flows/test_causes.py withdraws a source of a smaller workspace
def test_a_source_that_is_no_longer_named_leaves_nothing_behind(example_copy: Path) -> None:
    path = example_copy / "relance.toml"
    text = path.read_text(encoding="utf-8")
    block = text.index('[[sources]]\nid = "labour-force-province"')
    path.write_text(text[:block] + text[text.index("[[sources]]", block + 1) :], encoding="utf-8")
    assert run_once(example_copy).kind == "published"
    assert figures(example_copy, "FROM figures WHERE indicator_id = 'lfs_unemployed_share'").height == 0


MORE = """
[[sources]]
id = "more"
layout = "facts"
origin = "landing/more.csv"
publisher = "us"
title = "More"
licence = "cited"
"""
RESIDENTS = f"""{FACTS.splitlines()[0]}
population,here,facts,2021-05-11,2021-05-11,total,5000,normal,"Us, our own survey, 2023",,
"""
POPULATION = "SELECT value FROM figures WHERE indicator_id = 'population' AND place_id = 'here'"


def test_a_source_that_is_named_again_is_staged_and_observed_again(tmp_path: Path) -> None:
    folder = write_small(tmp_path, MORE, {"landing/more.csv": RESIDENTS})
    path = folder / "relance.toml"
    named = path.read_text(encoding="utf-8")
    for settings, expected in ((named, [5000]), (named.replace(MORE, ""), []), (named, [5000])):
        path.write_text(settings, encoding="utf-8")
        assert run_once(folder).kind == "published"
        assert figures(folder, POPULATION)["value"].to_list() == expected


FIX = """[[fix]]
target = { source = "facts", measure = "employed", area = "here", period = "2023" }
action = "set"
value = 601
expect = 600
reason = "a digit lost"
reported_on = 2024-03-01
"""
EMPLOYED = "SELECT denominator FROM figures WHERE indicator_id = 'unemployment_rate' AND place_id = 'here'"


def test_a_correction_is_made_again_where_the_observations_are(tmp_path: Path) -> None:
    """The wrong file arrives and is refused, the right one comes back, and only then is anything computed anew."""
    folder = write_small(tmp_path, files={"fixes.toml": FIX})
    settings, landed = folder / "relance.toml", folder / "landing" / "facts.csv"
    settings.write_text(settings.read_text("utf-8").replace('"facts"\n', '"facts"\nperiod = "2023"\n', 1), "utf-8")
    assert run_once(folder).kind == "published"
    assert figures(folder, EMPLOYED)["denominator"].to_list() == [701]
    landed.write_text(FACTS.replace("2023-05-01", "2022-05-01"), "utf-8")
    assert run_once(folder).kind == "failed"
    landed.write_text(FACTS, "utf-8")
    assert "fixes" in {planned.step.name for planned in plan(Workspace(folder)).steps}
    assert run_once(folder).kind == "unchanged"
    # What computes them anew, and what shows it: the title of a source.
    settings.write_text(settings.read_text("utf-8").replace('title = "Facts"', 'title = "More facts"'), "utf-8")
    places = folder / "places" / "places.toml"
    places.write_text(places.read_text("utf-8") + "\n# read anew\n", "utf-8")
    assert run_once(folder).kind == "published"
    assert figures(folder, EMPLOYED)["denominator"].to_list() == [701]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _latin(path: Path) -> None:
    path.write_bytes(
        path.read_text(encoding="utf-8").replace("Montréal", "Montr\xe9al").encode("cp1252", "replace") + b"\xe9"
    )


def _rename_column(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"GeoUID", b"GeoID", 1))


def _swap_columns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    cells = header.split(",")
    cells[0], cells[1] = cells[1], cells[0]
    path.write_text(",".join(cells) + "\n" + rest, encoding="utf-8")


def _stray_quote(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b'"CT"', b'"C"T"', 1)
    path.write_bytes(b"\n".join(lines))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")


@pytest.mark.parametrize(
    "spoil",
    [
        _rename_column,
        *(
            pytest.param(f, marks=pytest.mark.long)
            for f in (_truncate, _latin, _swap_columns, _empty, _workbook, _header_only)
        ),
    ],
    ids=lambda f: f.__name__,
)
def test_a_malformed_census_file_is_a_clear_error_and_changes_nothing(
    example_copy: Path, spoil: Callable[[Path], None]
) -> None:
    before = files(example_copy)
    spoil(example_copy / "landing" / "census" / "CA21.csv")
    outcome = run_once(example_copy)
    assert outcome.kind in {"failed", "held"}
    assert "CA21.csv" in outcome.message or "such as employment_rate" in outcome.message, outcome.message
    assert "unexpected" not in outcome.message, outcome.message
    assert files(example_copy) == before


def test_a_zip_with_a_path_in_it_is_refused(example_copy: Path) -> None:
    before = files(example_copy)
    path = next((example_copy / "landing" / "labour").glob("*.zip"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../14100287.csv", "x")
    outcome = run_once(example_copy)
    assert outcome.kind == "failed"
    assert ".." in outcome.message
    assert files(example_copy) == before


@pytest.mark.long  # the short form asks the readers: tests/warehouse/test_malformed.py
def test_a_stray_quote_and_an_unknown_code_are_counted_rejects_without_the_value(
    example_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute_three(monkeypatch)
    _stray_quote(example_copy / "landing" / "census" / "CA21.csv")
    path = example_copy / "landing" / "register" / "synthetic_participants.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(";F;", ";Zanzibar;", 1), encoding="utf-8")
    outcome = run_once(example_copy)
    assert outcome.kind == "held", outcome.message  # by all the figures that are no longer computed
    with duckdb.connect(str(example_copy / "warehouse" / "relance.duckdb"), read_only=True) as con:
        lines = con.execute(
            "SELECT physical - header - notes - kept - rejected - blank, rejected FROM lines "
            "WHERE source_id = 'census-2021'"
        ).fetchall()
        reasons = con.execute("SELECT reason FROM rejects WHERE source_id = 'register-persons'").fetchall()
    assert lines == [(0, 1)]
    assert sum("gender" in reason for (reason,) in reasons) == 2  # one fault is the example's own
    stored = b"".join(path.read_bytes() for path in (example_copy / "warehouse").glob("relance.duckdb*"))
    assert b"Zanzibar" not in stored
