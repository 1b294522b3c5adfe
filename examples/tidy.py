"""Reads and writes the example's small CSV files: cells are text, UTF-8, LF, the same bytes for the same rows."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

FIGURES = Path(__file__).parent / "figures"
STUDY = Path(__file__).parent / "sud-ouest"

Row = dict[str, str]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file with one header line, every cell as text; a byte-order mark is taken off."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file of these columns, making its folder where it lacks; cells are quoted only where they must be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def quoted(cells: Iterable[str]) -> str:
    """Join cells into one CSV line, each in quotation marks, the empty ones bare."""
    return ",".join('"{}"'.format(cell.replace('"', '""')) if cell else "" for cell in cells)


def write_lines(path: Path, lines: Iterable[str], *, mark: bool = False) -> None:
    """Write lines ending in LF as UTF-8, making the folder where it lacks; `mark` puts a byte-order mark first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{line}\n" for line in lines)
    path.write_bytes(text.encode("utf-8-sig" if mark else "utf-8"))
