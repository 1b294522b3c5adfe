"""A year later: every change is put down to its cause, and an edition that is shown again stands until more is new."""

import getpass
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
import pytest

import flows.publishing
import flows.recording
import indicators.beside
import indicators.catalogue
from flows import actions, steps
from flows.context import Context
from flows.grounds import code
from flows.planning import plan
from flows.revising import diff, history
from flows.rollback import rollback, standing
from flows.workspace import Workspace
from indicators.catalogue import catalogue
from indicators.model import Indicator
from schemas.errors import ConfigurationError, LockedError
from tests.flows.conftest import figures, run_once
from tests.flows.district import use_one_thread, write_plainly
from warehouse.editions import current, editions
from warehouse.lock import writer

SOURCES = "census-2021|history"
# The judge holds what moved far without new data; here it is to move.
LIMITS = "\n[judge]\nrevision_points = 1000\nrevision_percent = 1000\nrows_fall = 100\n"
Change = Callable[[Path, pytest.MonkeyPatch], None]


@pytest.fixture(scope="module", autouse=True)
def _few() -> Iterator[None]:
    """Compute the population and what is told of it, and one rate, instead of all: a run takes a second then."""
    few = tuple(one for one in catalogue() if one.id.startswith("population") or one.id == "unemployment_rate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indicators.catalogue, "catalogue", lambda: few)
        patch.setattr(indicators.beside, "_feed", lambda *_: None)
        write_plainly(patch)
        use_one_thread(patch)
        yield


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, example_inputs: Path) -> Path:
    """One census and the typed facts in one language, after a first run; for reading only."""
    folder = tmp_path_factory.mktemp("revised") / "small"
    shutil.copytree(example_inputs, folder)
    head, *blocks = (folder / "relance.toml").read_text(encoding="utf-8").split("[[sources]]")
    kept = [block for block in blocks if re.search(rf'^id = "({SOURCES})"$', block, re.MULTILINE)]
    text = "[[sources]]".join([head.replace('["en", "fr"]', '["en"]'), *kept]) + LIMITS
    (folder / "relance.toml").write_text(text, encoding="utf-8")
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    return folder


@pytest.fixture
def small(tmp_path: Path, published: Path) -> Path:
    """The same, to be changed."""
    folder = tmp_path / "small"
    shutil.copytree(published, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def published_twice(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    """The same after the facts were silently revised, undisturbed; for reading only."""
    folder = tmp_path_factory.mktemp("twice") / "small"
    shutil.copytree(published, folder, symlinks=True)
    _silent_revision(folder, pytest.MonkeyPatch())
    publish(folder)
    return folder


@pytest.fixture
def twice(tmp_path: Path, published_twice: Path) -> Path:
    """The same, to be changed."""
    folder = tmp_path / "twice"
    shutil.copytree(published_twice, folder, symlinks=True)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def publish(folder: Path) -> str:
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    return outcome.edition


def revised(folder: Path) -> pl.DataFrame:
    return figures(folder, "FROM revisions")


def _silent_revision(folder: Path, _: pytest.MonkeyPatch) -> None:
    edit(folder / "landing" / "facts.csv", ",69000,", ",68000,")


def _correction(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "fixes.toml").write_text(
        '[[fix]]\ntarget = { source = "history", measure = "population", area = "sud-ouest", period = "1988", '
        'group = "total" }\naction = "set"\nvalue = 68000\nexpect = 69000\nreason = "misprint on the page"\n'
        "reported_on = 2026-01-05\n",
        encoding="utf-8",
    )


def _boundary(folder: Path, _: pytest.MonkeyPatch) -> None:
    """One tract passes from Saint-Henri to its neighbour."""
    edit(folder / "places" / "saint-henri.csv", "2021,4620079.00,1\n", "")
    with (folder / "places" / "petite-bourgogne.csv").open("a", encoding="utf-8") as file:
        file.write("2021,4620079.00,1\n")


def _changed(indicator: Indicator) -> Indicator:
    return replace(indicator, estimated=True) if indicator.id == "unemployment_rate" else indicator


def _definition(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (indicators.catalogue, flows.publishing, flows.recording):
        other = tuple(_changed(indicator) for indicator in module.catalogue())
        monkeypatch.setattr(module, "catalogue", partial(tuple, other))
    monkeypatch.setattr(steps, "code", lambda step: code(step) + ("!" if step == "compute" else ""))


def _policy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another policy, under which the population of Saint-Henri may not be told."""
    protect = actions.protect

    def stricter(context: Context) -> int:
        count = protect(context)
        context.con.execute(
            "UPDATE protected SET value = NULL, lower = NULL, upper = NULL, numerator = NULL, denominator = NULL, "
            "status = 'suppressed', method = '' WHERE indicator_id = 'population' AND place_id = 'saint-henri'"
        ).fetchall()
        return count

    monkeypatch.setattr(actions, "protect", stricter)
    path = folder / "relance.toml"
    path.write_text('disclosure = "profile10"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")


def _software(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New code that computes something else, and nothing else is new."""
    protect = actions.protect

    def other(context: Context) -> int:
        count = protect(context)
        context.con.execute("UPDATE protected SET status = 'provisional' WHERE status = 'normal'").fetchall()
        return count

    monkeypatch.setattr(actions, "protect", other)
    monkeypatch.setattr(steps, "code", lambda step: code(step) + ("!" if step == "protect" else ""))


CASES: list[tuple[Change, str, str, str]] = [
    (_correction, "correction history", "correction of history", "indicator_id LIKE 'population%'"),
    (_boundary, "boundary", "boundaries of the place", "place_id IN ('saint-henri', 'petite-bourgogne')"),
    (_definition, "definition", "definition of the indicator", "indicator_id = 'unemployment_rate'"),
    (_software, "code", "code or libraries", "status = 'provisional'"),
]


_LONG = {_boundary}  # tests/flows/test_causes.py moves one too


@pytest.mark.parametrize(
    ("change", "cause", "words", "touched"),
    [pytest.param(*case, id=case[0].__name__, marks=[pytest.mark.long] if case[0] in _LONG else []) for case in CASES],
)
def test_the_cause_of_every_changed_figure_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch, change: Change, cause: str, words: str, touched: str
) -> None:
    change(small, monkeypatch)
    publish(small)
    expect_one_cause(small, cause, words, touched)


def expect_one_cause(folder: Path, cause: str, words: str, touched: str) -> None:
    """Every revision has the one cause, and nothing was revised but what was touched."""
    first, second = names_of(folder)
    rows = revised(folder)
    assert rows.height > 0
    assert rows["causes"].unique().to_list() == [cause]
    assert figures(folder, f"FROM revisions WHERE NOT ({touched})").is_empty()
    told = diff(Workspace(folder)).splitlines()
    assert told[0].startswith(f"{second} against {first}: ")
    assert told[1] == f"  {rows.height:,} by {words}"
    assert len(told) == 2 + rows.height


def test_a_source_that_was_silently_revised_is_named(published_twice: Path) -> None:
    expect_one_cause(published_twice, "snapshot history", "new snapshot of history", "indicator_id LIKE 'population%'")
    recovered = (
        "SELECT value FROM figures WHERE indicator_id = 'population_loss_recovered_share' AND year(period_end) = 2021"
    )
    assert figures(published_twice, recovered)["value"][0] == pytest.approx(100 * (84_543 - 68_000) / 32_000)


def test_what_is_suppressed_now_is_told_to_nobody_but_ourselves(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = "indicator_id = 'population' AND place_id = 'saint-henri' AND group_id = 'total'"
    first = current(small / "published")
    value = figures(small, f"SELECT value FROM figures WHERE {hidden}").item()
    _policy(small, monkeypatch)
    publish(small)
    expect_one_cause(small, "policy", "confidentiality policy", hidden.rpartition(" AND ")[0])
    assert f": {value:.0f} -> suppressed" in diff(Workspace(small))
    assert f"{value:.0f}" in history(Workspace(small), "population", "saint-henri")
    for query in (f"FROM as_of_edition('{first}')", "FROM figure_history", "FROM revisions"):
        assert figures(small, f"{query} WHERE {hidden}").select("value", "status").rows() == [(None, "suppressed")]
    told = figures(small, f"SELECT previous_value, previous_status, change FROM revisions WHERE {hidden}")
    assert told.rows() == [(None, "suppressed", None)]
    for path in (small / "published" / "current" / "tables").glob("revisions.*"):
        page = path.read_text(encoding="utf-8")
        assert f"{value:.0f}" not in page
        assert f"{value:,.0f}" not in page


def names_of(folder: Path) -> tuple[str, ...]:
    return tuple(figures(folder, "SELECT edition FROM editions ORDER BY number")["edition"])


def test_history_and_as_of_tell_each_value_with_its_edition_and_cause(published_twice: Path) -> None:
    first, second = names_of(published_twice)
    lines = history(Workspace(published_twice), "population", "sud-ouest", "1988").splitlines()
    assert [line.split()[0] for line in lines[2:]] == [first, second]
    assert "69000  published: first edition" in lines[2]
    assert "68000  new snapshot of history" in lines[3]
    of = "WHERE indicator_id = 'population' AND year(period_end) = 1988"
    assert figures(published_twice, f"SELECT value FROM as_of_edition('{first}') {of}")["value"].to_list() == [69_000]
    assert figures(published_twice, f"SELECT value FROM as_of_edition('{second}') {of}")["value"].to_list() == [68_000]
    whole = figures(published_twice, f"SELECT * EXCLUDE (edition) FROM as_of_edition('{second}') ORDER BY ALL")
    assert whole.equals(figures(published_twice, f"SELECT {', '.join(whole.columns)} FROM figures ORDER BY ALL"))
    with duckdb.connect(str(published_twice / "warehouse" / "relance.duckdb"), read_only=True) as con:
        assert con.sql(f"SELECT value FROM ledger.as_of(current_date) {of}").fetchall() == [(68_000.0,)]


def test_a_rollback_stands_until_something_changes(twice: Path) -> None:
    workspace = Workspace(twice)
    first, second = names_of(twice)
    assert standing(workspace) == f"edition {second} stands"
    assert f"edition {first} is shown again" in rollback(workspace, first[:8], "a slip")
    assert plan(workspace).nothing_new
    assert run_once(twice).kind == "unchanged"
    told = standing(workspace)
    assert re.match(rf"rolled back to {first} by .* UTC \(a slip\); .*relance rollback DIR {second}", told)
    assert "(a slip)" in history(workspace, "population", "sud-ouest", "1988")
    _touch_the_settings(twice)
    assert run_once(twice).kind == "unchanged"  # all ran again, and gave what was rolled back
    assert current(workspace.published) == first
    edit(twice / "landing" / "facts.csv", ",68000,", ",67000,")
    third = publish(twice)
    editions_now = figures(twice, "SELECT edition, previous FROM editions ORDER BY number").rows()
    assert editions_now == [(first, ""), (second, first), (third, first)]
    assert "69000 -> 67000" in diff(workspace)
    assert "68000 -> 67000" in diff(workspace, second, third)
    assert standing(workspace) == f"edition {third} stands"


def _touch_the_settings(folder: Path) -> None:
    """Everything is read again, and reads the same."""
    edit(folder / "relance.toml", 'origin = "landing/facts.csv"', 'origin = "landing/facts.csv"\nencoding = "utf-8"')
    edit(folder / "relance.toml", "trough = 1988", "trough = 1988\n[baselines.nothing]\npeak = 1900\ntrough = 1901")


def test_rolling_back_to_the_newest_publishes_nothing_and_is_over(twice: Path) -> None:
    workspace = Workspace(twice)
    first, second = names_of(twice)
    rollback(workspace, first)
    assert rollback(workspace, second).endswith(f"by {getpass.getuser()}")
    assert standing(workspace) == f"edition {second} stands"
    with pytest.raises(ConfigurationError, match="readers see already"):
        rollback(workspace, second)
    with pytest.raises(ConfigurationError, match="is no edition of this workspace; there are"):
        rollback(workspace, "nonsense")
    with writer(workspace.private), pytest.raises(LockedError):
        rollback(workspace, first)
    assert current(workspace.published) == second


class KilledError(BaseException):
    """The process is gone."""


MOMENTS = [
    pytest.param("flows.publishing.write_identity", marks=pytest.mark.long),  # half built
    pytest.param("warehouse.editions.show", marks=pytest.mark.long),  # built and not switched
    pytest.param("flows.settling.record", marks=pytest.mark.long),  # switched and not noted
    pytest.param("flows.publishing.archive_surplus", marks=pytest.mark.long),  # noted, and the step not finished
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_while_it_publishes_is_resumed_to_the_same_edition(
    small: Path, monkeypatch: pytest.MonkeyPatch, published_twice: Path, moment: str
) -> None:
    first, second = names_of(published_twice)
    _silent_revision(small, monkeypatch)

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(moment, killed)
        with pytest.raises(KilledError):
            run_once(small)
    assert current(small / "published") in {first, second}
    assert run_once(small).edition == second
    assert published_bytes(small) == published_bytes(published_twice)
    assert sorted(path.name for path in (small / "published").iterdir()) == sorted([first, second, "current"])
    with duckdb.connect(str(small / "warehouse" / "relance.duckdb"), read_only=True) as con:
        noted = con.sql("SELECT number, edition FROM ledger.editions ORDER BY 1").fetchall()
        turns = con.sql("SELECT edition FROM ledger.shown ORDER BY turn").fetchall()
        rows = con.sql("SELECT * EXCLUDE (value) FROM ledger.history WHERE number = 2").fetchall()
    assert noted == [(1, first), (2, second)]
    assert turns == [(first,), (second,)]
    assert len(rows) == len(set(rows)) == revised(small).height


def published_bytes(folder: Path) -> dict[str, bytes]:
    shown = (folder / "published" / "current").resolve()
    return {
        path.relative_to(shown).as_posix(): path.read_bytes()
        for path in shown.rglob("*")
        if path.is_file() and path.suffix != ".duckdb"
    }


def test_older_editions_are_archived_and_still_told_apart(twice: Path) -> None:
    edit(twice / "relance.toml", 'study = "sud-ouest"', 'study = "sud-ouest"\nkeep = 2')
    workspace = Workspace(twice)
    first, second = names_of(twice)
    edit(twice / "landing" / "facts.csv", ",68000,", ",67000,")
    third = publish(twice)
    assert sorted(editions(workspace.published)) == sorted([second, third])
    assert pl.read_parquet(twice / "warehouse" / "archive" / f"{first}.parquet").height == figures(twice).height
    assert "69000 -> 67000" in diff(workspace, first, third)
    with pytest.raises(ConfigurationError, match="only its figures are kept"):
        rollback(workspace, first)


def test_a_ledger_that_was_lost_does_not_publish_the_same_again(small: Path) -> None:
    first = current(small / "published")
    for path in (small / "warehouse").glob("relance.duckdb*"):
        path.unlink()
    outcome = run_once(small)
    assert (outcome.kind, outcome.edition) == ("published", first)  # recorded anew, not built anew
    assert editions(small / "published") == [first]
    assert "69000" in history(Workspace(small), "population", "sud-ouest", "1988")


def test_what_nobody_published_is_said_to_be_unknown(published: Path) -> None:
    workspace = Workspace(published)
    with pytest.raises(ConfigurationError, match="did you mean 'population'"):
        history(workspace, "populations", "sud-ouest")
    with pytest.raises(
        ConfigurationError, match="no figure of population was ever published for sud-ouest, total, 1066"
    ):
        history(workspace, "population", "sud-ouest", "1066")
    assert "is the first" in diff(workspace)
