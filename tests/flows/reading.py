"""Readers of a workspace that is being published again and again, each a process of its own.

A publication's turn can be read off every part of it: the last count of people here is 2,100 and the turn, of persons
out of work 80 and the turn. A reading in which these differ is of more than one edition.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

_FIGURES = """
SELECT CAST(max(CASE WHEN indicator_id = 'population' THEN value END) AS INT) - 2100 AS people,
       CAST(max(CASE WHEN indicator_id = 'unemployment_rate' THEN numerator END) AS INT) - 80 AS work, count(*)
FROM {} WHERE place_id = 'here' AND year(period_end) = 2021
"""
_EDITION = "SELECT arg_max(edition, number), max(number) FROM editions"


@dataclass
class Read:
    """What one reader met."""

    reads: int = 0
    failures: int = 0
    mixed: int = 0
    backwards: int = 0
    editions: int = 0
    last: int = 0
    example: str = ""


def read_on(folder: str, stop: str, told: str, as_told: bool, pause: float) -> None:
    """Read what is published in a loop until the file `stop` is there, and write what came of it to `told`.

    `as_told` reads as the README says: the folder that `current` points at is looked up once. Otherwise each file is
    opened through `current`.
    """
    found, is_over = Read(), False
    while not is_over:
        is_over = Path(stop).exists()  # the last reading begins after the last publication
        try:
            _once(Path(folder) / "published" / "current", as_told, found)
        except Exception as error:  # noqa: BLE001 - whatever it is, a reader failed
            found.failures += 1
            found.example = f"{type(error).__name__}: {error}"
        found.reads += 1
        time.sleep(pause)
    Path(told).write_text(json.dumps(asdict(found)), encoding="utf-8")
    sys.exit(0)


def _once(current: Path, as_told: bool, found: Read) -> None:
    folder = current.resolve() if as_told else current
    with duckdb.connect(str(folder / "relance.duckdb"), read_only=True) as con:
        people, work, figures = con.execute(_FIGURES.format("figures")).fetchall()[0]
        (edition, number), (about,) = con.execute(_EDITION).fetchall()[0], _about(con)
    turns = {people, work, number - 1}
    if as_told:
        turns |= _files(folder)
        about = about if json.loads((folder / "edition.json").read_text(encoding="utf-8"))["edition"] == about else ""
    _judge(found, turns, number, whole=edition == about and figures == 2)


def _about(con: duckdb.DuckDBPyConnection) -> tuple[str]:
    found: tuple[str] = con.execute("SELECT text_en FROM about WHERE topic = 'edition'").fetchall()[0]
    return found


def _files(folder: Path) -> set[int]:
    with duckdb.connect() as con:
        found = [
            con.execute(_FIGURES.format(f"'{folder}/figures.{kind}'")).fetchall()[0] for kind in ("parquet", "csv")
        ]
    return {turn for people, work, _ in found for turn in (people, work)}


def _judge(found: Read, turns: set[int], number: int, *, whole: bool) -> None:
    if len(turns) != 1 or not whole:
        found.mixed += 1
        found.example = f"turns {turns}, whole {whole}"
    found.backwards += number < found.last
    found.editions += number > found.last
    found.last = number
