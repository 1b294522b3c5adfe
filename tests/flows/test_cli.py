"""The command as its users call it: what it says, where it says it, and the status that it ends with."""

import atexit
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from cyclopts import App

from flows.checking import check
from flows.cli import app
from flows.ending import answer
from flows.progress import Reporter
from flows.running import begun
from flows.status import status
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from tests.flows.district import compute_two
from tests.flows.small import FACTS, write_small
from warehouse.editions import current

ROOT = Path(__file__).resolve().parents[2]
Ended = subprocess.CompletedProcess[str]


def relance(*arguments: str | Path, options: tuple[str, ...] = ()) -> Ended:
    command = [sys.executable, *options, "-m", "flows", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def relance_here(*arguments: str | Path) -> Ended:
    """The command in this process, for what is said: a process of its own takes a second to start."""
    words, out, told = list(map(str, arguments)), io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as monkeypatch, redirect_stdout(out), redirect_stderr(told):
        monkeypatch.setattr(atexit, "register", lambda *_: None)
        status = answer(app, words)
    return Ended(words, status, out.getvalue(), told.getvalue())


def complaints(ended: Ended) -> list[str]:
    """Return the sentences on standard error; each is one of ours, so none is a line of a traceback."""
    lines = ended.stderr.splitlines()
    assert [line for line in lines if not line.startswith("relance: ")] == []
    return lines


# Wrong calls


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["rnu", "x"], 'Did you mean "run"?'),
        (["run"], "FOLDER requires an argument"),
        (["run", "x", "--drect"], "Did you mean --direct?"),
        (["run", "x", "--log-format", "xml"], 'Choose from: "text", "json"'),
        (["init", "x", "--example", "nowhere"], 'Choose from: "sud-ouest"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_is_told_in_one_sentence(call: list[str], told: str) -> None:
    ended = relance_here(*call)
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = complaints(ended)
    assert told in line


def test_help_and_version_are_no_errors() -> None:
    ended = relance("--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.search(r"\bcheck\b", ended.stdout)


def test_a_folder_that_is_no_workspace_is_told_in_the_format_asked_for(tmp_path: Path) -> None:
    ended = relance_here("run", tmp_path, "--log-format", "json", "--quiet")
    assert ended.returncode == 2
    assert "relance init" in json.loads(ended.stderr)["error"]


# Making and checking a workspace


def test_a_new_workspace_says_what_is_still_missing(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    made = relance_here("init", folder)
    assert (made.returncode, made.stderr) == (0, "")
    assert f"relance check {folder}" in made.stdout
    checked = relance_here("check", folder)
    assert checked.returncode == 2
    (line,) = complaints(checked)
    assert "landing/census-2021.csv does not exist" in line


@pytest.mark.parametrize("kind", ["full", "file"])
def test_nothing_is_made_where_something_is(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "there"
    if kind == "full":
        target.mkdir()
    (target / "mine.txt" if kind == "full" else target).write_text("mine", encoding="utf-8")
    ended = relance_here("init", target, "--example", "sud-ouest")
    assert ended.returncode == 2
    (line,) = complaints(ended)
    assert "not an empty folder" in line
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine.txt" if kind == "full" else "there"]


def test_check_is_quick_and_imports_neither_prefect_nor_pandera(example_inputs: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = relance("check", example_inputs, options=("-X", "importtime"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (ended.returncode, ended.stdout) == (0, "the workspace is in order\n"), ended.stderr[-2000:]
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in ended.stderr.splitlines() if "|" in line}
    assert {"flows", "indicators", "cyclopts"} <= imported
    assert imported & {"prefect", "pandera", "great_tables", "httpx"} == set()
    assert after.ru_utime - before.ru_utime < 2


def spoiled(folder: Path, inputs: Path, name: str, old: str, new: str) -> Path:
    """Copy the example and change one place in one of its files."""
    if not folder.exists():
        shutil.copytree(inputs, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_wrong_key_is_named_with_its_line_and_the_nearest(tmp_path: Path, example_inputs: Path) -> None:
    folder = spoiled(tmp_path / "ws", example_inputs, "relance.toml", "synthetic = true", "synthetik = true")
    line = (folder / "relance.toml").read_text(encoding="utf-8").splitlines().index("synthetik = true") + 1
    ended = relance_here("check", folder)
    assert ended.returncode == 2
    (told,) = complaints(ended)
    assert f"relance.toml, line {line}: unknown key `synthetik`; did you mean `synthetic`?" in told


def test_weights_that_do_not_sum_are_told_with_their_area(tmp_path: Path, example_inputs: Path) -> None:
    neighbourhood = (example_inputs / "places" / "saint-henri.csv").read_text(encoding="utf-8").splitlines()
    vintage, area, weight = neighbourhood[1].split(",")
    new = f"{vintage},{area},0.5"
    folder = spoiled(tmp_path / "ws", example_inputs, "places/saint-henri.csv", f"{vintage},{area},{weight}", new)
    ended = relance_here("check", folder)
    assert ended.returncode == 2
    (told,) = complaints(ended)
    assert f"area {area} of {vintage} sum to 0.5, expected 1" in told


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path, example_inputs: Path) -> None:
    folder = tmp_path / "ws"
    for old, new in {
        'study = "sud-ouest"': 'study = "montreal"',
        '"quebec"]': '"qebec"]',
        "places/most_deprived.csv": "places/most_deprivd.csv",
        "landing/facts.csv": "landing/fact.csv",
        'entry_status = "statut_entree"': 'entry_state = "statut_entree"',
        '"emploi" = "employed"': '"emploi" = "at_work"',
    }.items():
        spoiled(folder, example_inputs, "relance.toml", old, new)
    ended = relance_here("check", folder)
    assert ended.returncode == 2
    told = "\n".join(complaints(ended))
    for sentence in (
        "`study` names 'montreal', whose kind in places/ is comparator",
        "`comparators` names 'qebec', which is no place in places/; did you mean 'quebec'?",
        "`most_deprived` names places/most_deprivd.csv, which does not exist; did you mean 'most_deprived.csv'?",
        "source 'history': landing/fact.csv does not exist: there is no 'fact.csv'. The nearest name there is 'facts.",
        "source 'register-persons': mapping: columns.entry_state: table persons has no such column; did you mean 'entr",
        "codes.entry_status: 'at_work' is not a code of the contract",
    ):
        assert sentence in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('licence = "cited"', "", "line 16: the key `sources.0.licence` is missing"),
        ("[title]", 'languages = ["de"]\n[title]', "line 5: `languages.0` is 'de'; valid are en, fr"),
        ("[title]", "languages = []\n[title]", "line 5: `languages`"),
        ("[title]", '[schedule]\ncron = "at night"\n[title]', "line 6: `schedule.cron`"),
        ('"Here"', '"H\udce9re"', "cannot be read as TOML"),
    ],
    ids=["missing", "language", "no language", "cron", "bytes"],
)
def test_a_wrong_setting_is_told_where_it_stands(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = write_small(tmp_path / "ws", settings='[[sources]]\nid = "second"\nlicence = "open"\n')
    path = folder / "relance.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ConfigurationError) as caught:
        Workspace(folder)
    assert told in str(caught.value)


OTHER = """
[[sources]]
id = "other"
layout = "{layout}"
origin = "landing/facts.csv"
publisher = "us"
title = "Other"
licence = "open"

[sources.mapping]
{mapping}
"""


@pytest.mark.parametrize(
    ("layout", "mapping", "told"),
    [
        ("statcan_table", "measurs = []", "there is no “measurs”; the nearest name is “measures”"),
        ("statcan_table", 'measures = [{ measure = "lfs_unemployd", where = { A = "b" } }]', "“lfs_unemployed”"),
        ("statcan_table", 'measures = [{ measure = "lfs_unemployed" }]', "expected where = {"),
        ("statcan_table", 'groups = { Sex = { Men = "men" } }', "a group such as “gender=women”, found “men”"),
        ("statcan_table", 'product = "287"', "a table such as 14-10-0287, found “287”"),
        ("statcan_profile", "characteristic = { population = 1 }", "there is no key “characteristic”"),
        ("statcan_profile", "characteristics = { populaton = 1 }", "did you mean “population”"),
        ("statcan_profile", "characteristics = { population = 99999 }", "an id from 1 to "),
        ("crosswalk", 'from = "2011"', "to = “”"),
        ("facts", 'columns = { value = "valeur" }', "the layout facts takes no mapping; found columns"),
        ("censusmapper", 'vintage = "2021"', "the layout censusmapper takes no mapping; found vintage"),
    ],
)
def test_a_mapping_that_no_file_could_make_right_is_told_before_any_data_is_read(
    tmp_path: Path, layout: str, mapping: str, told: str
) -> None:
    folder = write_small(tmp_path / "ws", settings=OTHER.format(layout=layout, mapping=mapping))
    with pytest.raises(ConfigurationError) as caught:
        check(Workspace(folder))
    assert told in str(caught.value)
    assert "other" in str(caught.value)


# Running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace before its first run."""
    return write_small(tmp_path_factory.mktemp("small") / "workspace")


@pytest.fixture(scope="module")
def first(small: Path) -> dict[str, Ended]:
    """What the commands said before, during and after the first run."""
    before = {name: relance_here(name, small) for name in ("status", "plan")}
    run = relance("run", small, "--direct", "--log-format", "json")
    return {**before, "run": run}


def test_status_says_which_source_is_late(tmp_path: Path, small: Path, first: dict[str, Ended]) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(small, folder, symlinks=True)
    settings = folder / "relance.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('id = "facts"', 'id = "facts"\ncadence_days = 30'), encoding="utf-8")
    told = status(Workspace(folder))
    assert "  late: source facts ends on 2023-05-01; something newer was expected by 2023-05-31\n" in told


def test_before_the_first_run_there_is_nothing_but_a_plan(first: dict[str, Ended]) -> None:
    assert first["status"].stdout == "nothing has been run yet: `relance run` makes the first edition\n"
    planned = first["plan"].stdout.splitlines()
    assert {"stage facts: never run", "publish: never run"} <= set(planned)
    assert (first["status"].returncode, first["plan"].returncode) == (0, 0)


def test_in_json_every_line_is_json_and_the_result_stands_alone(small: Path, first: dict[str, Ended]) -> None:
    run = first["run"]
    assert run.returncode == 0, run.stderr
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    steps = [line["step"] for line in lines if "step" in line]
    assert (steps[0], steps[-1]) == ("stage facts", "publish")
    assert lines[-1]["outcome"] == "published"
    assert lines[-1]["edition"] == current(small / "published")
    assert run.stdout == f"{small.resolve()}/published/current/tables/headline.en.html\n"
    assert Path(run.stdout.strip()).is_file()


def test_afterwards_there_is_nothing_to_do(small: Path, first: dict[str, Ended]) -> None:
    assert first["run"].returncode == 0
    edition = current(small / "published")
    assert relance_here("plan", small).stdout == f"nothing to do: edition {edition} stands\n"
    listed = relance_here("status", small).stdout
    assert re.search(r"facts +facts\.csv +\d+ bytes +\w{12}  received [-\d :]+ UTC, through 2023-05-01\n", listed)
    assert re.search(rf"  {edition}  no\. 1, published [-\d :]+ UTC  <- current\n", listed)
    again = relance("run", small, options=("-X", "importtime"))
    assert (again.returncode, again.stdout) == (0, "")
    assert f"nothing new: edition {edition} stands" in again.stderr.splitlines()
    assert not re.search(r"\| +(prefect|pandera)$", again.stderr, re.MULTILINE)


@pytest.mark.parametrize("left", ["work", ".relance.last.duckdb.one.tmp", "relance.duckdb.wal"])
def test_what_a_run_left_that_was_killed_after_its_end_was_on_record_is_tidied_up(
    tmp_path: Path, small: Path, first: dict[str, Ended], left: str
) -> None:
    assert first["run"].returncode == 0
    folder = shutil.copytree(small, tmp_path / "ws", symlinks=True)
    before = {path.name for path in (folder / "warehouse").iterdir()}
    (folder / "warehouse" / left).mkdir() if left == "work" else (folder / "warehouse" / left).touch()
    (folder / "warehouse" / ".relance.last.duckdb.one.tmp.wal").touch()
    told = relance_here("plan", folder).stdout
    assert "tidy up" in told
    ended = relance_here("run", folder, "--quiet")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert {path.name for path in (folder / "warehouse").iterdir()} == before
    assert relance_here("plan", folder).stdout.startswith("nothing to do")


def test_quiet_says_nothing_but_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compute_two(monkeypatch)
    folder = write_small(tmp_path / "ws")
    ended = relance_here("run", folder, "--direct", "--quiet")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{folder.resolve()}/published/current/tables/headline.en.html\n"
    assert Path(ended.stdout.strip()).is_file()


@pytest.mark.parametrize(
    ("facts", "status", "told"),
    [
        (FACTS.replace("measure_id", "measure"), 1, "should be “measure_id”, found “measure”"),
        pytest.param(
            "".join(line for line in FACTS.splitlines(keepends=True) if "unemployed" not in line),
            3,
            "held",
            marks=pytest.mark.long,  # tests/flows/test_machine.py and test_releasing.py hold runs of their own
        ),
    ],
    ids=["failed", "held"],
)
def test_what_fails_or_is_held_leaves_the_edition_and_says_so(
    tmp_path: Path, small: Path, first: dict[str, Ended], facts: str, status: int, told: str
) -> None:
    folder = shutil.copytree(small, tmp_path / "ws", symlinks=True)
    (folder / "landing" / "facts.csv").write_text(facts, encoding="utf-8")
    ended = relance_here("run", folder, "--direct", "--quiet")
    assert (ended.returncode, ended.stdout) == (status, "")
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert current(folder / "published") == current(small / "published")


# How a call ends


def called(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    app = App(name="x")

    @app.default
    def fail() -> None:
        raise error

    monkeypatch.setattr(atexit, "register", lambda *_: None)
    return answer(app, [])


def test_a_fault_of_ours_is_told_without_what_it_may_have_seen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, KeyError("Marguerite Bourgeoys")) == 1
    told = capsys.readouterr().err
    assert re.fullmatch(r"relance: an unexpected KeyError \(test_cli\.py, line \d+\); please report this\n", told)


def test_a_file_that_may_not_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, PermissionError(13, "Permission denied", "places/here.csv")) == 1
    assert capsys.readouterr().err == (
        "relance: places/here.csv could not be read or written (permission denied). Give Relance's user access, then "
        "run again. What was published stands.\n"
    )


def test_a_reader_who_has_seen_enough_is_no_error(small: Path) -> None:
    command = [sys.executable, "-m", "flows", "status", str(small)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_after_its_last_word_the_command_is_silent() -> None:
    """What libraries say while the interpreter ends (DuckDB's binding does, after Prefect) is for nobody."""
    late = (
        "import atexit, os, sys; from cyclopts import App; from flows.ending import answer; "
        "atexit.register(os.write, 2, b'leaked'); sys.exit(answer(App(name='x'), ['--nothing']))"
    )
    ended = subprocess.run([sys.executable, "-c", late], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("relance: Unknown")
    assert "leaked" not in ended.stderr


# The three calls in one process that is not the holder.
EACH = """
import atexit, sys
from flows.cli import app
from flows.ending import answer
atexit.register = lambda *_: None
for call in (["status"], ["plan"], ["run", "--direct"]):
    print(call[0], answer(app, [call[0], sys.argv[1], *call[1:]]), file=sys.stderr)
"""


def test_a_workspace_in_use_is_told_with_its_holder_by_status_plan_and_run(
    small: Path, first: dict[str, Ended]
) -> None:
    with begun(Workspace(small), Reporter(quiet=True)):
        command = [sys.executable, "-c", EACH, str(small)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stdout) == (0, "")
    told = ended.stderr.splitlines()
    assert told[1::2] == ["status 1", "plan 1", "run 1"]
    assert len(told) == 6
    for line in told[::2]:
        assert line.startswith("relance: ")
        assert f"another run holds this workspace: process {os.getpid()}, since" in line
