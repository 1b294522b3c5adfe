"""What holds publication, who may let it pass, and for how long."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

import flows.publishing
from flows.releasing import release, who
from flows.running import Outcome
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from tests.flows.conftest import run_once
from tests.flows.district import copied, make_district, people, publish_district, quicken, work, write_facts
from warehouse.decisions import sources_since
from warehouse.editions import current

STEP = "step:unemployment_rate:here:2021-05-11"
HERE = (pl.col("indicator_id") == "unemployment_rate") & (pl.col("place_id") == "here")
FIX = """[[fix]]
target = { source = "work", measure = "unemployed", area = "4620001.00", period = "2021" }
action = "set"
value = 80
expect = 600
reason = "the agency mistyped it"
reported_on = 2024-03-01
"""


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    quicken(monkeypatch)
    return folder


@pytest.fixture(scope="module")
def held_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The district with an unemployment of 39.5 % that it did not have, before which publication stops; for reading."""
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("held"))
    write_facts(folder, "work", work(unemployed=600))
    return folder, _run_quickly(folder)


@pytest.fixture
def held(folder: Path, held_once: tuple[Path, Outcome], tmp_path: Path) -> Path:
    """The same, to be changed."""
    return shutil.copytree(held_once[0], tmp_path / "held", symlinks=True)


@pytest.fixture(scope="module")
def mended_once(held_once: tuple[Path, Outcome], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, where a fix has mended the figure."""
    folder = shutil.copytree(held_once[0], tmp_path_factory.mktemp("mended") / "held", symlinks=True)
    (folder / "fixes.toml").write_text(FIX, encoding="utf-8")
    assert _run_quickly(folder).kind == "published"
    return folder


@pytest.fixture
def mended(folder: Path, mended_once: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return shutil.copytree(mended_once, tmp_path / "mended", symlinks=True)


def _run_quickly(folder: Path) -> Outcome:
    with pytest.MonkeyPatch.context() as monkeypatch:
        quicken(monkeypatch)
        return run_once(folder)


def rate(folder: Path) -> tuple[float, str]:
    """The last unemployment rate that readers see."""
    frame = pl.read_parquet(folder / "published" / "current" / "figures.parquet")
    value, status = frame.filter(HERE, pl.col("period_end") == date(2021, 5, 11)).select("value", "status").row(0)
    return round(value, 6), status


def asked(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_hold_names_the_blocker_and_the_command_and_leaves_the_edition(
    held_once: tuple[Path, Outcome], tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = current(publish_district(tmp_path_factory.getbasetemp()) / "published")
    folder, outcome = held_once
    assert (outcome.kind, outcome.exit_status) == ("held", 3)
    assert "the previous edition stands" in outcome.message
    assert f"{STEP}: Unemployment rate, Here, 2021-05-11: changed from 8 to 39.5 since 2016-05-10" in outcome.message
    assert f'relance release {folder} {STEP} --reason "…"' in outcome.message
    assert current(folder / "published") == before


def test_a_released_blocker_is_published_and_on_record(held: Path) -> None:
    said = release(Workspace(held), STEP, "  the plant closed in April ")
    assert said == f"released {STEP}; `relance run {held}` publishes"
    assert run_once(held).kind == "published"
    assert rate(held) == (round(100 * 600 / 1520, 6), "normal")
    assert asked(held, "SELECT id, who, reason FROM ledger.releases") == [(STEP, who(), "the plant closed in April")]
    assert asked(held, "SELECT released IS NOT NULL FROM ledger.releases") == [(True,)]
    assert asked(
        held, "SELECT severity, released FROM ledger.findings WHERE id = 'step:unemployment_rate:here:2021-05-11'"
    ) == [("blocker", True)]
    assert asked(held, "SELECT id, severity FROM verdict") == [(STEP, "warning")]
    assert run_once(held).kind == "unchanged"


def test_other_data_hold_again(held: Path) -> None:
    release(Workspace(held), STEP, "the plant closed")
    write_facts(held, "work", work(unemployed=601))
    assert run_once(held).kind == "held"
    release(Workspace(held), STEP, "the plant closed")
    assert run_once(held).kind == "published"


def test_each_blocker_is_released_by_its_own_name(held: Path) -> None:
    write_facts(held, "people", people(last=9000))
    assert run_once(held).kind == "held"
    said = release(Workspace(held), STEP, "the plant closed")
    assert said == f"released {STEP}; still held by step:population:here:2021-05-11"
    outcome = run_once(held)
    assert outcome.kind == "held"
    assert STEP not in outcome.message


@pytest.mark.parametrize(
    ("blocker", "reason", "told"),
    [
        (STEP, "", "Give a reason"),
        (STEP, " … ", "Give a reason"),
        (STEP.replace("2021-05-11", "2021-05-10"), "seen", f"did you mean {STEP}?"),
        ("x", "seen", f"it is held by {STEP}"),
    ],
)
def test_a_release_without_name_or_reason_is_refused(held: Path, blocker: str, reason: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        release(Workspace(held), blocker, reason)
    assert told in str(caught.value)
    assert asked(held, "SELECT count(*) FROM ledger.releases") == [(0,)]


def test_nothing_held_needs_no_release(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="nothing holds publication"):
        release(Workspace(folder), STEP, "seen")


def test_a_workspace_that_never_ran_has_nothing_to_release(tmp_path: Path) -> None:
    folder = make_district(tmp_path / "new")
    with pytest.raises(ConfigurationError, match="nothing holds publication"):
        release(Workspace(folder), STEP, "seen")
    assert not (folder / "warehouse").exists()


def test_a_workspace_may_allow_the_step(held: Path) -> None:
    change(held, "relance.toml", "[reporting]", "[judge]\nsteps = { unemployment_rate = 40 }\n\n[reporting]")
    assert run_once(held).kind == "published"
    assert asked(held, "SELECT * FROM verdict") == []


def test_a_limit_of_no_indicator_is_a_wrong_configuration(folder: Path) -> None:
    change(folder, "relance.toml", "[reporting]", "[judge]\nsteps = { unemployment_rat = 40 }\n\n[reporting]")
    outcome = run_once(folder)
    assert (outcome.kind, outcome.exit_status) == ("misconfigured", 2)
    assert "did you mean `unemployment_rate`?" in outcome.message


def test_the_first_edition_is_not_held_by_its_own_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quicken(monkeypatch)
    folder = make_district(tmp_path / "new")
    write_facts(folder, "work", work(unemployed=600))
    assert run_once(folder).kind == "published"
    assert asked(folder, "SELECT id, severity FROM verdict") == [(STEP, "warning")]


def test_a_source_cut_short_is_held_for_its_rows_and_its_figures(folder: Path) -> None:
    write_facts(folder, "work", work()[:2])
    outcome = run_once(folder)
    assert outcome.kind == "held"
    assert "rows:work: source work: 2 rows are kept where 12 were before" in outcome.message
    assert "coverage:unemployment_rate: " in outcome.message


def test_a_figure_revised_by_other_boundaries_is_held_and_one_by_new_data_is_not(folder: Path) -> None:
    change(folder, "places/places.toml", 'area_id = "4620002.00"', 'area_id = "4620002.00", weight = 0.9')
    outcome = run_once(folder)
    assert outcome.message.count("revision:population:") == 1, outcome.message
    for name, lines in (("people", people()), ("work", work())):
        write_facts(folder, name, [*lines, lines[0].replace("2006-05-16", "2001-05-15")])
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message


def test_a_source_taken_out_takes_its_figures_along(folder: Path) -> None:
    path = folder / "relance.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[sources]]")], encoding="utf-8")
    assert run_once(folder).kind == "published"
    shown = pl.read_parquet(folder / "published" / "current" / "figures.parquet")
    assert "population" not in shown["indicator_id"]


def test_what_was_judged_but_not_published_is_no_measure_for_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError

    shown = current(folder / "published") or ""
    monkeypatch.setattr(flows.publishing, "publish_edition", full)
    write_facts(folder, "people", people(last=2200))
    assert run_once(folder).kind == "failed"
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb")) as con:
        seen = dict(sources_since(con, shown).select("source", "changed").iter_rows())
    assert seen == {"people": True, "work": False}


def fix(folder: Path, text: str) -> Outcome:
    (folder / "fixes.toml").write_text(text, encoding="utf-8")
    return run_once(folder)


def test_a_fix_mends_the_figure_until_it_is_taken_away(mended: Path) -> None:
    assert rate(mended) == (8.0, "revised")
    assert fix(mended, "").kind == "held"
    assert asked(mended, "SELECT value, status FROM observations WHERE measure_id = 'unemployed' AND value = 600") == [
        (600.0, "normal")
    ]


def test_a_fix_fails_once_the_provider_has_mended_the_error(mended: Path) -> None:
    shown = current(mended / "published")
    write_facts(mended, "work", work(unemployed=81))
    outcome = run_once(mended)
    assert (outcome.kind, outcome.exit_status) == ("misconfigured", 2)
    assert (
        "fixes.toml, fix 1 (work, unemployed, 4620001.00, 2021, total): expected 600 as provided, found 81"
        in outcome.message
    )
    assert current(mended / "published") == shown


def test_another_fix_starts_from_what_the_provider_gave(mended: Path) -> None:
    assert fix(mended, FIX.replace("value = 80", "value = 95")).kind == "published"
    assert rate(mended) == (round(100 * 95 / 1015, 6), "revised")


def test_a_recalled_file_stops_the_run_until_another_is_there(folder: Path) -> None:
    ((sha256,),) = asked(folder, "SELECT snapshot FROM ledger.snapshots WHERE source_id = 'work'")
    outcome = fix(folder, f'[[recall]]\nsha256 = "{sha256}"\nreason = "withdrawn"\nreported_on = {date(2024, 3, 1)}\n')
    assert (outcome.kind, outcome.exit_status) == ("failed", 1)
    assert "source 'work': work.csv was recalled" in outcome.message
    write_facts(folder, "work", work(unemployed=85))
    assert run_once(folder).kind == "published"


def test_a_file_of_another_period_than_declared_stops_the_run(folder: Path) -> None:
    change(folder, "relance.toml", 'title = "Work"', 'title = "Work"\nperiod = "2025"')
    outcome = run_once(folder)
    assert outcome.kind == "failed"
    assert "'work' is declared to hold 2025, but the last period in it ends on 2021-05-11" in outcome.message
    change(folder, "relance.toml", 'period = "2025"', 'period = "2021-05"')
    assert run_once(folder).exit_status == 0
