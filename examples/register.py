"""Writes a made-up register of an organisation, so that the example runs without anybody's records.

Everything is drawn from one seed by `random.Random`, in whole numbers, so that every machine writes the same bytes. The
files look as a register's exports do: French column names, other codes than the contract's, semicolons and decimal
commas, Windows-1252, a workbook, a Parquet file, gaps, and the faulty rows of `FAULTS`. No person or firm is named, and
every file says in its name and in a column that it is synthetic. `register.toml`, beside this module, is its mapping.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from examples import register_books, register_firms, register_people
from examples.register_words import Row

# What is wrong in which table: each is one rejected line.
FAULTS: dict[str, tuple[str, ...]] = {
    "persons": ("a gender that nobody mapped", "a year of birth of two digits", "the same person twice"),
    "participations": ("a person who is not there", "an exit before its start"),
    "outcomes": ("an outcome before the person's first participation", "a kind that nobody mapped"),
    "enterprises": ("a locally owned share of 140 %",),
    "enterprise_jobs": ("an enterprise that is not there", "a negative head count"),
    "seats": ("a seat given up before it was taken",),
    "spending": ("an amount in words", "a programme that nobody mapped"),
}

_Write = Callable[[Path, Sequence[Row]], None]
_MADE = datetime(2024, 4, 12)  # noqa: DTZ001 - a workbook's own date has no zone


def write_register(folder: Path, tracts: Sequence[str], seed: int = 1985) -> None:
    """Write the eleven synthetic files into `folder`; `tracts` are those of the study, the most populous first."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in _tables(tuple(tracts), lambda name: Random(f"{seed} {name}")).items():  # noqa: S311
        name, write = _FILES[table]
        write(folder / name, [row | {"synthetique": "oui"} for row in rows])


def _tables(tracts: tuple[str, ...], rng: Callable[[str], Random]) -> Mapping[str, Iterable[Row]]:
    """Draw every table from a stream of its own, so that a change in one leaves the others as they are."""
    everybody = register_people.people(rng("people"), tracts)
    firms = register_firms.firms(rng("firms"), tracts)
    supports = register_firms.supports(rng("supports"), firms)
    return {
        "persons": register_people.persons(everybody),
        "participations": register_people.participations(rng("participations"), everybody),
        "outcomes": register_people.outcomes(rng("outcomes"), everybody),
        "enterprises": register_firms.enterprises(firms),
        "enterprise_supports": register_firms.support_rows(rng("costs"), supports),
        "enterprise_jobs": register_firms.jobs(rng("jobs"), supports),
        "projects": register_books.projects(rng("projects"), tracts),
        "engagements": register_books.engagements(rng("engagements")),
        "seats": register_books.seats(rng("seats")),
        "spending": register_books.spending(rng("spending")),
        "funding": register_books.funding(rng("funding")),
    }


def _write_csv(path: Path, rows: Sequence[Row], *, delimiter: str = ",", encoding: str = "utf-8") -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))


def _write_workbook(path: Path, rows: Sequence[Row]) -> None:
    """Write a workbook with a title and an empty line above the header."""
    import xlsxwriter  # noqa: PLC0415 only this file needs it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE, "title": "Synthetic register"})
        book.add_worksheet("Lisez-moi").write_string(0, 0, "Données fictives")
        sheet = book.add_worksheet("Entreprises")
        sheet.write_string(0, 0, "Registre fictif des entreprises")
        for at, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)], start=2):
            for column, cell in enumerate(cells):
                sheet.write_string(at, column, cell)
    _store(path, out)


def _store(path: Path, made: io.BytesIO) -> None:
    """Write an archive's parts as they are: deflating them gives other bytes with another build of zlib."""
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w") as stored:
        for name in parts.namelist():
            stored.writestr(zipfile.ZipInfo(name), parts.read(name))


def _write_parquet(path: Path, rows: Sequence[Row]) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(pa.Table.from_pylist(list(rows)), path, compression="none")


_french = partial(_write_csv, delimiter=";")
_FILES: dict[str, tuple[str, _Write]] = {
    "persons": ("synthetic_participants.csv", _french),
    "participations": ("synthetic_participations.csv", _french),
    "outcomes": ("synthetic_outcomes.parquet", _write_parquet),
    "enterprises": ("synthetic_enterprises.xlsx", _write_workbook),
    "enterprise_supports": ("synthetic_supports.csv", _write_csv),
    "enterprise_jobs": ("synthetic_jobs.csv", _french),
    "projects": ("synthetic_projects.csv", _write_csv),
    "engagements": ("synthetic_engagements.csv", _write_csv),
    "seats": ("synthetic_seats.csv", _write_csv),
    "spending": ("synthetic_spending.csv", partial(_write_csv, delimiter=";", encoding="cp1252")),
    "funding": ("synthetic_funding.csv", _write_csv),
}
