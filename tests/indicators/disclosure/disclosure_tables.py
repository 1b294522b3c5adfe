"""Tables and a solver-free reader that the tests of disclosure control share."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indicators.disclosure.attacker import insiders
from indicators.disclosure.single_table import read_table
from indicators.disclosure.system import Bools, Ints, System
from indicators.disclosure.table import Table, build_table, parse_dimension

# name: file, dimensions, count column, threshold
TABLES = {
    "mun": ("mun_accidents_t3", ("mun", "inj"), "freq", 4),
    "z1": ("z1_t5", ("region", "hovedint"), "ant", 6),
    "2-way": ("ced_small_2way", ("nb<bor", "status"), "freq", 5),
    "3-way": ("ced_small_3way", ("nb<bor", "age<ageg", "status"), "freq", 5),
    "4-way": ("ced_small_4way", ("nb<bor", "age<ageg", "sex", "status"), "freq", 5),
}


def load(folder: Path, name: str) -> tuple[Table, int]:
    file, dimensions, count, threshold = TABLES[name]
    return read_table(folder / f"{file}.in.csv", dimensions, count), threshold


def reference(path: Path, table: Table) -> Bools:
    with path.open(encoding="utf-8") as file:
        rows = {
            tuple(row[dimension.name] for dimension in table.dimensions): row["suppressed"].upper() == "TRUE"
            for row in csv.DictReader(file)
        }
    return np.array([rows[codes] for codes in table.codes])


def small_table(rows: int, columns: int, values: list[int]) -> Table:
    codes = [(f"r{row}", f"c{column}") for row in range(rows) for column in range(columns)]
    names = {"row": [code[0] for code in codes], "column": [code[1] for code in codes]}
    return build_table(names, values[: len(codes)], [parse_dimension("row"), parse_dimension("column")])


def tables_of_reader(system: System, published: Bools, fixed: Ints, room: int = 5) -> Iterator[list[int]]:
    """Every whole table that agrees with what is published and with the fixed atoms, each at most truth + room."""
    held = [[int(row) for row in np.flatnonzero(column & published)] for column in system.matrix.toarray().T == 1]
    last = {row: atom for atom, rows in enumerate(held) for row in rows}
    rest = system.counts.astype(int).tolist()
    truth, frozen = system.atoms.tolist(), set(fixed.tolist())
    table = [0] * len(truth)

    def visit(atom: int) -> Iterator[list[int]]:
        if atom == len(truth):
            yield table
            return
        most = min([truth[atom] + room, *(rest[row] for row in held[atom])])
        for value in [truth[atom]] if atom in frozen else range(most + 1):
            if value <= most and all(rest[row] == value for row in held[atom] if last[row] == atom):
                table[atom] = value
                for row in held[atom]:
                    rest[row] -= value
                yield from visit(atom + 1)
                for row in held[atom]:
                    rest[row] += value

    return visit(0)


def constant_targets(system: System, published: Bools, fixed: Ints) -> set[int]:
    """Sensitive cells that have one value in every table; found without any solver."""
    left, cells = set(system.targets.tolist()), system.matrix.toarray()
    for table in tables_of_reader(system, published, fixed):
        left -= {row for row in left if int(cells[row] @ table) != system.counts[row]}
        if not left:
            break
    return left


def leaks(system: System, published: Bools) -> set[tuple[int, int | None]]:
    """(cell, insider or None) for all that an outsider or a lone insider works out beyond what is her own."""
    found: set[tuple[int, int | None]] = {
        (cell, None) for cell in constant_targets(system, published, np.zeros(0, np.int64))
    }
    for person, atoms in insiders(system, published).items():
        own = {
            row for row in system.targets.tolist() if set(system.matrix[[row]].indices.tolist()) <= set(atoms.tolist())
        }
        found |= {(cell, person) for cell in constant_targets(system, published, atoms) - own}
    return found
