"""What changed of a register and of typed facts, and why: every figure that differs is told, with its cause."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows import steps
from flows.grounds import libraries
from flows.recording import LIBRARIES
from flows.revising import diff
from flows.workspace import Workspace
from tests.flows import parish
from tests.flows.conftest import figures, run_once
from tests.flows.district import people, write_facts, write_plainly
from tests.flows.parish import compute_three, make_parish, write_turn

KEY = ["indicator_id", "place_id", "period_end", "group_id"]
_WAY = '[sources.mapping.codes.service]\ncareer = "training"\ntraining = "training"\n'
Change = Callable[[Path, pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parish after its first edition, under a strict policy, in both languages; for reading only."""
    folder = make_parish(tmp_path_factory.mktemp("causes") / "parish", 'disclosure = "profile10"\n')
    edit(folder / "relance.toml", '["en"]', '["en", "fr"]')
    edit(folder / "relance.toml", "[judge]", "[judge]\nrevision_points = 1000\nrevision_percent = 1000")
    write_turn(folder, 1)
    with pytest.MonkeyPatch.context() as monkeypatch:
        compute_three(monkeypatch)
        write_plainly(monkeypatch)
        outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _register(folder: Path, _: pytest.MonkeyPatch) -> None:
    """Sixty more persons came, in every year."""
    numbers = range(210)
    parish._write(folder, "persons", [parish._person(number) for number in numbers])
    parish._write(folder, "participations", [parish._participation(number) for number in numbers])


def _policy(folder: Path, _: pytest.MonkeyPatch) -> None:
    edit(folder / "relance.toml", 'disclosure = "profile10"', 'disclosure = "default"')


def _mapping(folder: Path, _: pytest.MonkeyPatch) -> None:
    """The same services, by other words."""
    edit(folder / "relance.toml", "[sources.mapping.codes.programme_id]", f"{_WAY}[sources.mapping.codes.programme_id]")


def _correction(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / "fixes.toml").unlink()


def _withdrawn(folder: Path, _: pytest.MonkeyPatch) -> None:
    path = folder / "relance.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('[[sources]]\nid = "work"')
    path.write_text(text[:start] + text[text.index("[[sources]]", start + 5) :], encoding="utf-8")
    (folder / "fixes.toml").unlink()


def _library(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of a library that computes something else."""
    from flows import actions  # noqa: PLC0415 - patched here alone

    protect = actions.protect

    def other(context: object) -> int:
        count = protect(context)  # type: ignore[arg-type]
        change = "UPDATE protected SET status = 'provisional' WHERE status = 'normal' AND indicator_id = 'population'"
        context.con.execute(change).fetchall()  # type: ignore[attr-defined]
        return count

    monkeypatch.setattr(actions, "protect", other)
    monkeypatch.setattr(steps, "libraries", lambda: libraries() + "!")
    monkeypatch.setattr("flows.recording.version", lambda name: "0" if name == LIBRARIES[0] else "1")


def _two(folder: Path, _: pytest.MonkeyPatch) -> None:
    """A file revised, and the boundary of the other place."""
    write_facts(folder, "people", people(2150))
    edit(folder / "places" / "places.toml", 'area_id = "4620002.00"', 'area_id = "4620002.00", weight = 0.5')


_PERSONS = {"snapshot participations; snapshot persons"}
CASES: dict[str, tuple[Change, dict[str, set[str]]]] = {
    "register revised": (_register, {"participants_served": _PERSONS}),
    "policy": (_policy, {"participants_served": {"policy"}}),
    "mapping": (_mapping, {"participants_served": {"settings participations"}}),
    "correction": (_correction, {"unemployment_rate": {"correction work"}}),
    "source withdrawn": (_withdrawn, {"unemployment_rate": {"correction work; snapshot work"}}),
    "library": (_library, {"population": {"code"}}),
    "two at once": (_two, {"population": {"snapshot people", "snapshot people; boundary"}}),
}


_LONG = {"correction", "library", "mapping"}  # tests/flows/test_revising.py has others like them


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[pytest.mark.long] if case in _LONG else []) for case in CASES]
)
def test_every_figure_that_differs_is_told_with_its_cause(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    compute_three(monkeypatch)
    write_plainly(monkeypatch)
    folder = shutil.copytree(published, tmp_path / "parish", symlinks=True)
    change, expected = CASES[case]
    change(folder, monkeypatch)
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    revised = figures(folder, "FROM revisions")
    assert differing(published, folder) == set(revised.select(KEY).iter_rows())
    told = {name: set(of["causes"]) for (name,), of in revised.group_by("indicator_id")}
    assert told == expected
    _expect_printed(folder, revised)


def differing(before: Path, after: Path) -> set[tuple[object, ...]]:
    """The figures whose value, bounds or status differ between what readers see in two workspaces."""
    frames = [
        pl.read_parquet(folder / "published" / "current" / "figures.parquet").select(*KEY, "value", "status")
        for folder in (before, after)
    ]
    old, new = ({row[: len(KEY)]: row[len(KEY) :] for row in frame.iter_rows()} for frame in frames)
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _expect_printed(folder: Path, revised: pl.DataFrame) -> None:
    """The private difference has a line for each, the published table a page in each language."""
    lines = diff(Workspace(folder)).splitlines()
    told = [line.split(": ")[1] for line in lines if line.split(":")[0] in set(revised["kind"])]
    assert sorted(told) == sorted(" ".join(map(str, row)) for row in revised.select(KEY).iter_rows())
    shown = folder / "published" / "current" / "tables"
    assert all((shown / f"revisions.{kind}").is_file() for kind in ("en.html", "fr.html", "csv"))
