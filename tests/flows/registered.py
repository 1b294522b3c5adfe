"""A workspace of a made-up register and a population, small enough that a run takes two seconds."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

import indicators.catalogue
from indicators.catalogue import catalogue
from indicators.model import Count, Indicator, Ratio
from schemas.measures import PROGRAMME
from schemas.programme import TABLES
from tests.flows.conftest import run_once
from tests.flows.district import HEADER, fact

Row = dict[str, object]
TRACTS = ("4620001.00", "4620002.00", "4620003.00")
NEIGHBOURHOODS = ("north", "south", "west")
SETTINGS = """study = "here"
comparators = []
languages = ["en", "fr"]

[title]
en = "Here"
fr = "Ici"

[reporting]
months = 12
first = 2021-04-01

[baselines.population]
peak = 1950
trough = 1988

[judge]
rows_rise = 1000
rows_fall = 100
revision_percent = 1000000
revision_points = 100

[[sources]]
id = "people"
layout = "facts"
origin = "landing/people.csv"
publisher = "Statistics Canada"
title = "People"
licence = "open"
"""
_SOURCE = """
[[sources]]
id = "register-{name}"
layout = "programme"
table = "{table}"
origin = "landing/{name}.csv"
publisher = "Us"
title = "Register: {name}"
licence = "ours"
mapping = {{ separator = "+", columns = {{ {columns} }}{codes} }}
"""
_PLACE = """
[[place]]
id = "{id}"
name_en = "{id}"
name_fr = "{id}"
kind = "{kind}"
parts = [{parts}]
"""
TABLES_USED = ("persons", "participations", "outcomes", "enterprises", "enterprise_supports", "enterprise_jobs")


def made_up(seed: int = 1, persons: int = 160, firms: int = 40) -> dict[str, list[Row]]:
    """Draw a register: everybody takes part in the first period (2021-04 to 2022-03), half of the firms in both."""
    draw = Random(seed)
    rows: dict[str, list[Row]] = {table: [] for table in TABLES_USED}
    for number in range(persons):
        _add_person(rows, draw, f"p{number:03d}")
    rows["participations"].append(_stay("late", "p000", "career", "2023-04-02", ""))  # the register tells up to here
    for number in range(firms):
        _add_firm(rows, draw, f"e{number:03d}")
    return rows


def _add_person(rows: Mapping[str, list[Row]], draw: Random, key: str) -> None:
    groups = ["young_adult"] * (draw.random() < 0.4) + ["potential_entrepreneur"] * (draw.random() < 0.2)
    rows["persons"].append(
        {
            "person_id": key,
            "birth_year": draw.choice([1960, 1985, 1990, 2000]),
            "gender": draw.choices(["woman", "man", "another", "undisclosed"], [52, 44, 3, 1])[0],
            "area_id": draw.choices([*TRACTS, ""], [60, 30, 5, 5])[0],
            "entry_status": draw.choices(["unemployed", "employed", "inactive"], [60, 30, 10])[0],
            "target_groups": "+".join(groups),
        }
    )
    service = draw.choices(["career", "training", "placement"], [60, 30, 10])[0]
    rows["participations"].append(_stay(f"s{key}", key, service, "2021-05-03", "2021-09-30"))
    if draw.random() < 0.5:
        rows["outcomes"].append(_event(key, "2021-10-15", "job_start"))
    if draw.random() < 0.8:
        rows["outcomes"].append(_event(key, "2023-01-15", "last_contact"))


def _stay(key: str, person: str, service: str, start: str, end: str) -> Row:
    training = "true" if service == "training" else "false"
    common: Row = {"participation_id": key, "person_id": person, "programme_id": "jobs", "service": service}
    return common | {"start_date": start, "exit_date": end, "in_training": training, "hours": 40}


def _event(person: str, day: str, kind: str) -> Row:
    return {"person_id": person, "date": day, "kind": kind}


def _add_firm(rows: Mapping[str, list[Row]], draw: Random, key: str) -> None:
    rows["enterprises"].append(
        {
            "enterprise_id": key,
            "legal_form": draw.choices(["private", "cooperative", "nonprofit", "self_employed"], [60, 20, 15, 5])[0],
            "naics": "31-33",
            "founded_on": "2015-01-01",
            "area_id": draw.choices([*TRACTS, ""], [50, 30, 15, 5])[0],
            "local_owner_share": draw.choice(["", 0.2, 0.8, 1]),
        }
    )
    service = draw.choices(["retention", "startup", "financing"], [30, 30, 40])[0]
    end = draw.choice(["2021-12-31", ""])
    support: Row = {"support_id": f"u{key}", "enterprise_id": key, "service": service}
    rows["enterprise_supports"].append(support | {"start_date": "2021-06-01", "end_date": end})
    size = float(draw.choice([1, 2, 5, 8, 12, 30]))
    for day, grown in (("2021-05-01", 0), ("2022-02-01", draw.choice([-0.5, 0, 1, 2])), ("2023-02-01", 1)):
        jobs: Row = {"enterprise_id": key, "date": day, "fte": size + grown, "fte_same_persons": size - 0.5}
        rows["enterprise_jobs"].append(jobs)


def write_register(folder: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write the register's files, in the contract's own words."""
    for table, of in rows.items():
        path = folder / "landing" / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in TABLES[table]], lineterminator="\n")
            writer.writeheader()
            writer.writerows(of)


def make_registered(folder: Path, rows: Mapping[str, Sequence[Row]], settings: str = "") -> Path:
    """Make the workspace in a new folder, with further settings before its sources, and return the folder."""
    for name in ("places", "landing", "warehouse"):
        (folder / name).mkdir(parents=True)
    (folder / "warehouse" / "hash.key").write_bytes(b"k" * 32)
    (folder / "places" / "places.toml").write_text("".join(_places()), encoding="utf-8")
    sources = [_source(table) for table in TABLES_USED]
    text = SETTINGS.replace("\n[title]", f"{settings}\n[title]", 1) + "".join(sources)
    (folder / "relance.toml").write_text(text, encoding="utf-8")
    write_people(folder, (9000, 5000, 900))
    write_register(folder, rows)
    return folder


def write_people(folder: Path, residents: Sequence[int]) -> None:
    """Write how many live in each of the three tracts."""
    lines = [fact("population", area, "2021-05-11", count) for area, count in zip(TRACTS, residents, strict=True)]
    (folder / "landing" / "people.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")


def _places() -> list[str]:
    parts = [f'{{ vintage = "2021", area_id = "{area}" }}' for area in TRACTS]
    quarters = zip(NEIGHBOURHOODS, parts, strict=True)
    return [
        _PLACE.format(id="here", kind="study", parts=", ".join(parts)),
        *(_PLACE.format(id=name, kind="neighbourhood", parts=part) for name, part in quarters),
    ]


def _source(table: str) -> str:
    columns = ", ".join(f'{column.name} = "{column.name}"' for column in TABLES[table])
    codes = ', codes = { programme_id = { jobs = "jobs" } }' if table == "participations" else ""
    return _SOURCE.format(name=table, table=table, columns=columns, codes=codes)


def on_register() -> tuple[Indicator, ...]:
    """Return the indicators that rest on the register alone, and the population."""
    register = frozenset(PROGRAMME)
    return tuple(one for one in catalogue() if one.id == "population" or register.issuperset(one.measures))


def compute_register_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the residents, a third of the register's counts and shares, and all else of it; each takes as long."""
    plain = [one for one in on_register() if isinstance(one, Count | Ratio)]
    kept = {"population", *(one.id for one in plain[::3])}
    chosen = tuple(one for one in on_register() if one not in plain or one.id in kept)
    monkeypatch.setattr(indicators.catalogue, "catalogue", lambda: chosen)


def publish_registered(base: Path) -> Path:
    """Return the workspace after its first edition, made once below `base`; copy it to change it."""
    folder = base / "registered"
    if not folder.exists():
        make_registered(folder, made_up())
        with pytest.MonkeyPatch.context() as monkeypatch:
            compute_register_only(monkeypatch)
            outcome = run_once(folder)
        assert outcome.kind == "published", outcome.message
    return folder
