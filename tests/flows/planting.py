"""A person planted in every file of a register: where no column is read, in each that is, and in broken rows."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl  # type: ignore[import-untyped]
import polars as pl

from tests.flows.district import make_district

REGISTER = (Path(__file__).parents[2] / "examples" / "register.toml").read_text(encoding="utf-8")
_ENCODINGS = {"synthetic_spending.csv": "cp1252"}
_ABOVE = 2  # lines above the header of the workbook
_BESIDE = ("nom", "naissance", "courriel", "nas")


@dataclass(frozen=True)
class Person:
    """Somebody who stands in one file alone, so that whoever finds her knows where she comes from."""

    name: str
    born: str
    mail: str
    number: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may be found nowhere."""
        return (self.name, self.born, self.mail, self.number)


def person(number: int) -> Person:
    """Make up somebody."""
    letter = chr(ord("a") + number)
    return Person(
        f"Zéphirine Quévillon-{letter}", f"1931-04-{10 + number}", f"zq-{letter}@example.org", f"904 {number:03} 118"
    )


def district_with_register(folder: Path, example_inputs: Path, settings: str = "") -> Path:
    """Make the district with the example's register, with further settings at the end, and return the folder."""
    make_district(folder)
    shutil.copytree(example_inputs / "landing" / "register", folder / "landing" / "register")
    path = folder / "relance.toml"
    path.write_text(path.read_text(encoding="utf-8") + REGISTER + settings, encoding="utf-8")
    return folder


def plant(register: Path) -> dict[str, Person]:
    """Plant somebody else in each file of the example's register; return who stands in which."""
    planted = {path.name: person(number) for number, path in enumerate(sorted(register.iterdir()))}
    for name, who in planted.items():
        _WAYS[Path(name).suffix](register / name, who)
    return planted


def _rows(rows: Sequence[Sequence[str]], who: Person) -> list[list[str]]:
    """Put the person beside every row, in the place of each cell of a copy of the first, and into broken rows."""
    head, first, *_ = rows
    beside = [[*row, *who.secrets] for row in rows[1:]]
    copies = [[who.name if at == column else cell for at, cell in enumerate(first)] for column in range(len(head))]
    named = [[f"{who.number} {n}", *copy[1:], *who.secrets] for n, copy in enumerate(copies)]
    return [
        [*head, *_BESIDE],
        *beside,
        *named,
        [who.number, *first[1:], *who.secrets],
        [who.name, *copies[0][1:], *who.secrets],
    ]


def _plant_text(path: Path, who: Person) -> None:
    encoding = _ENCODINGS.get(path.name, "utf-8")
    text = path.read_text(encoding=encoding)
    mark = ";" if ";" in text.splitlines()[0] else ","
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if row]
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(_rows(rows, who))
    broken = [mark.join(who.secrets), f"{who.name}{mark}" * 40, f'"{who.name}"x{mark}', who.mail]
    path.write_text(out.getvalue() + "\n".join(broken) + "\n", encoding=encoding)


def _plant_workbook(path: Path, who: Person) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Entreprises"]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for at, row in enumerate(_rows(rows[_ABOVE:], who), _ABOVE + 1):
        for column, cell in enumerate(row, 1):
            sheet.cell(at, column).value = cell
    book.save(path)


def _plant_parquet(path: Path, who: Person) -> None:
    frame = pl.read_parquet(path).cast(pl.String)
    head, *rows = _rows([frame.columns, *([cell or "" for cell in row] for row in frame.iter_rows())], who)
    pl.DataFrame(rows, schema=head, orient="row").write_parquet(path)


_WAYS: dict[str, Callable[[Path, Person], None]] = {
    ".csv": _plant_text,
    ".xlsx": _plant_workbook,
    ".parquet": _plant_parquet,
}


# A piece of every secret of each kind, in ASCII: who is not found by it is not found.
_PIECES = [piece.encode(way) for piece in ("phirine Qu", "1931-04-", "zq-", "904 0") for way in ("utf-8", "utf-16-le")]


def found(paths: Iterator[Path], planted: dict[str, Person]) -> list[str]:
    """Return which secret of which file stands in which of the paths, packed or not."""
    told = []
    for path in paths:
        read = [content for content in contents(path) if any(piece in content for piece in _PIECES)]
        for name, who in planted.items():
            for secret in who.secrets:
                ways = {secret.encode(encoding) for encoding in ("utf-8", "cp1252", "utf-16-le")}
                if any(way in content for way in ways for content in read):
                    told.append(f"{secret} of {name} in {path}")
    return told


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in it."""
    yield path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).write_csv().encode()
    if path.suffix == ".duckdb":
        yield from _tables(path)


def _tables(path: Path) -> Iterator[bytes]:
    with duckdb.connect(str(path), read_only=True) as con:
        listed = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        for schema, table in listed:
            yield str(con.execute(f'FROM "{schema}"."{table}"').fetchall()).encode()


def kept(folder: Path) -> Iterator[Path]:
    """Give every file of a workspace but what was received."""
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"snapshots", "landing"} & set(path.relative_to(folder).parts)
    )
