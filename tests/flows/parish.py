"""The district with a small register: persons who came for two services, in two years."""

from pathlib import Path

import pytest

from tests.flows.district import compute_only, make_district, people, work, write_facts

THREE = {"population", "unemployment_rate", "participants_served"}
# What a source of a register needs; the columns of its files have the names of the contract.
_SOURCE = """
[[sources]]
id = "{table}"
layout = "programme"
table = "{table}"
origin = "landing/{table}.csv"
publisher = "us"
title = "Our register: {table}"
licence = "private"

[sources.mapping.columns]
{columns}
"""
_COLUMNS = {
    "persons": ("person_id", "birth_year", "gender", "area_id", "entry_status", "target_groups"),
    "participations": ("participation_id", "person_id", "programme_id", "service", "start_date", "in_training"),
}
_PROGRAMMES = '\n[sources.mapping.codes.programme_id]\nwork = "work"\n'
# The register grows from turn to turn as none does.
_JUDGE = "\n[judge]\nrows_rise = 1000\nstep_points = 1000\nstep_percent = 1000\n"
FIX = """[[fix]]
target = { source = "work", measure = "employed", area = "4620002.00", period = "2006" }
action = "set"
value = 921
expect = 920
reason = "one too few"
reported_on = 2024-03-01
"""


def make_parish(folder: Path, settings: str = "") -> Path:
    """Make the workspace in a new folder, with settings before all others, and return the folder."""
    make_district(folder)
    path = folder / "relance.toml"
    sources = "".join(
        _SOURCE.format(table=table, columns="\n".join(f'{name} = "{name}"' for name in names))
        for table, names in _COLUMNS.items()
    )
    text = path.read_text(encoding="utf-8").replace('["en", "fr"]', '["en"]')
    path.write_text(settings + text + sources + _PROGRAMMES + _JUDGE, encoding="utf-8")
    (folder / "fixes.toml").write_text(FIX, encoding="utf-8")
    write_turn(folder, 0)
    return folder


def write_turn(folder: Path, turn: int) -> None:
    """Let everything arrive anew: one more resident and one more out of work each turn, and sixty more persons."""
    write_facts(folder, "people", people(2100 + turn))
    write_facts(folder, "work", work(80 + turn))
    numbers = range(90 + 60 * turn)
    _write(folder, "persons", [_person(number) for number in numbers])
    _write(folder, "participations", [_participation(number) for number in numbers])


def _person(number: int) -> str:
    gender = ("woman", "man", "woman")[number % 3]
    return f"P{number},{1960 + number % 40},{gender},4620001.00,unemployed,unemployed"


def _participation(number: int) -> str:
    service = ("career", "training")[number % 2]
    return f"D{number},P{number},work,{service},{2020 + number % 3}-03-{1 + number % 28:02},true"


def _write(folder: Path, table: str, lines: list[str]) -> None:
    text = "\n".join([",".join(_COLUMNS[table]), *lines]) + "\n"
    (folder / "landing" / f"{table}.csv").write_text(text, encoding="utf-8")


def compute_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute three indicators: a run takes a second then."""
    compute_only(monkeypatch, THREE)
