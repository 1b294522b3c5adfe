"""`relance.toml`: what is wrong is told with file, line, key and the nearest valid name, and ends with status 2."""

from pathlib import Path

import pytest

from flows.checking import check_workspace
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from tests.flows.small import write_small

SETTINGS = """study = "here"
comparators = ["there"]

[title]
en = "Here"
fr = "Ici"

[reporting]
months = 12
first = 2024-04-01

[schedule]
timezone = "America/Toronto"

[[sources]]
id = "census"
layout = "censusmapper"
origin = "landing/census.csv"
publisher = "Statistics Canada"
title = "Census"
licence = "open"
"""


def workspace(folder: Path, old: str = "", new: str = "") -> Workspace:
    assert old in SETTINGS
    (folder / "relance.toml").write_text(SETTINGS.replace(old, new, 1) if old else SETTINGS, encoding="utf-8")
    return Workspace(folder)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    read = workspace(tmp_path)
    assert read.settings.study == "here"
    assert [source.id for source in read.sources] == ["census"]
    assert read.published == tmp_path / "published"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('study = "here"', 'studdy = "here"', ["line 1", "studdy", "did you mean `study`?"]),
        ("months = 12", "month = 12", ["line 9", "reporting.month", "did you mean `months`?"]),
        ("months = 12", "months = 7", ["line 9", "reporting.months"]),
        ('layout = "censusmapper"', 'layout = "censusmaper"', ["line 17", "did you mean `censusmapper`?"]),
        ('licence = "open"\n', "", ["line 15", "sources.0.licence", "missing"]),
        ("America/Toronto", "America/Montrael", ["line 13", "America/Montreal"]),
        ('origin = "landing/census.csv"', 'origin = "a.csv"\ncolour = "red"', ["line 19", "colour"]),
        ('id = "census"', 'id = "The Census"', ["line 16", "sources.0.id"]),
        ('fr = "Ici"', "fr = 3", ["line 6", "title.fr"]),
        ('licence = "open"', 'licence = "open"\nfrench = { titre = "Recensement" }', ["titre", "title"]),
        ('study = "here"', 'study = "here', ["TOML", "line 1"]),
        ('study = "here"', 'hash_key = "s3cret"\nstudy = "here"', ["RELANCE_HASH_KEY"]),
    ],
)
def test_a_wrong_key_names_its_line_and_the_nearest_valid_one(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        workspace(tmp_path, old, new)
    message = str(caught.value)
    assert [word for word in told if word not in message] == [], message
    assert "s3cret" not in message
    assert caught.value.exit_status == 2


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    block = SETTINGS[SETTINGS.index("[[sources]]") :]
    (tmp_path / "relance.toml").write_text(SETTINGS + block, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="two sources are called 'census'"):
        Workspace(tmp_path)


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="relance init"):
        Workspace(tmp_path)


def test_the_key_of_hashes_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_HASH_KEY", "a s3cret of many letters")
    read = workspace(tmp_path)
    assert read.settings.hash_key is not None
    assert "s3cret" not in repr(read.settings)
    monkeypatch.setenv("RELANCE_HASH_KEY", "s3cret")
    with pytest.raises(ConfigurationError, match="RELANCE_HASH_KEY in the environment: expected at least 16") as told:
        workspace(tmp_path)
    assert "s3cret" not in str(told.value)


FIX = """[[fix]]
target = { source = "censis", measure = "populaton", area = "4620001.00", period = "2021" }
action = "drop"
expect = 3410
reason = "a digit too many"
reported_on = 2024-03-01
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "censis",
            "censis",
            "fix 1 (censis, populaton, 4620001.00, 2021, total): relance.toml declares no such source",
        ),
        ("censis", "facts", "there is no measure 'populaton'; did you mean 'population'?"),
        ('"drop"', '"dorp"', "fixes.toml, line 1, fix 1: `action`: 'dorp' is none of them; did you mean 'drop'?"),
        ("expect", "expct", "`expct`: unknown key; did you mean 'expect'?"),
        ("[[fix]]", "[[fixx]]", "fixes.toml: `fixx`: unknown key; did you mean 'fix'?"),
    ],
)
def test_check_reads_the_corrections_too(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = write_small(tmp_path, files={"fixes.toml": FIX.replace(old, new)})
    with pytest.raises(ConfigurationError) as caught:
        check_workspace(Workspace(folder))
    assert told in str(caught.value)
    (folder / "fixes.toml").unlink()
    check_workspace(Workspace(folder))
