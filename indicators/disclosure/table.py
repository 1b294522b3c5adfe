"""A single table: dimensions with their levels from fine to coarse, every total added, as a system of cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indicators.disclosure.system import Bools, Ints, Matrix, System, make_system
from schemas.errors import ConfigurationError

TOTAL = "Total"


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table: its columns from fine to coarse, such as ("nb", "borough"); the total is implied."""

    levels: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the dimension: its finest column."""
        return self.levels[0]


@dataclass(frozen=True)
class Table:
    """Every cell of every level: its code per dimension, the level of each code (0 is finest), and its atoms."""

    dimensions: tuple[Dimension, ...]
    codes: tuple[tuple[str, ...], ...]
    level: Ints
    matrix: Matrix
    atoms: Ints

    @property
    def counts(self) -> Ints:
        """The true count of every cell."""
        return np.asarray(self.matrix @ self.atoms, np.int64)

    def system(self, threshold: int, *, width: int | None = None) -> System:
        """The system in which counts from 1 to threshold − 1 are sensitive and keep a width of threshold − 1."""
        counts = self.counts
        sensitive: Bools = (counts > 0) & (counts < threshold)
        return make_system(self.matrix, self.atoms, sensitive, width=threshold - 1 if width is None else width)


def parse_dimension(text: str) -> Dimension:
    """A dimension written fine to coarse, as in "nb<borough". Raises ConfigurationError on empty or repeated names."""
    levels = tuple(part.strip() for part in text.split("<"))
    if not all(levels) or len(set(levels)) < len(levels):
        raise ConfigurationError(f'dimension "{text}": expected column names from fine to coarse, such as "nb<borough"')
    return Dimension(levels)


def build_table(columns: Mapping[str, Sequence[str]], counts: npt.ArrayLike, dimensions: Sequence[Dimension]) -> Table:
    """The table of all levels over inner rows given by columns; rows with the same codes are added up."""
    atoms, values = _atoms(columns, np.asarray(counts, np.int64), dimensions)
    choices = [_levels(dimension, atoms) for dimension in dimensions]
    codes: list[tuple[str, ...]] = []
    level: list[tuple[int, ...]] = []
    rows: list[Ints] = []
    for combination in product(*(range(len(choice)) for choice in choices)):
        keys = list(zip(*(choices[number][depth] for number, depth in enumerate(combination)), strict=True))
        found = {key: len(codes) + place for place, key in enumerate(sorted(set(keys)))}
        rows.append(np.array([found[key] for key in keys], np.int64))
        codes.extend(found)
        level.extend([combination] * len(found))
    _check_codes(codes, level, dimensions)
    return Table(tuple(dimensions), tuple(codes), np.array(level, np.int64), _stack(rows, len(codes)), values)


def _atoms(
    columns: Mapping[str, Sequence[str]], counts: Ints, dimensions: Sequence[Dimension]
) -> tuple[dict[str, list[str]], Ints]:
    names = [name for dimension in dimensions for name in dimension.levels]
    keys = list(zip(*(columns[name] for name in names), strict=True))
    number = {key: place for place, key in enumerate(sorted(set(keys)))}
    values = np.zeros(len(number), np.int64)
    np.add.at(values, [number[key] for key in keys], counts)
    return {name: [key[place] for key in number] for place, name in enumerate(names)}, values


def _levels(dimension: Dimension, atoms: Mapping[str, list[str]]) -> list[list[str]]:
    size = len(atoms[dimension.name])
    return [*(atoms[name] for name in dimension.levels), [TOTAL] * size]


def _stack(rows: Sequence[Ints], cells: int) -> Matrix:
    atoms = len(rows[0])
    place = (np.concatenate(rows), np.tile(np.arange(atoms), len(rows)))
    return sparse.csr_array((np.ones(atoms * len(rows), np.int64), place), shape=(cells, atoms))


def _check_codes(codes: list[tuple[str, ...]], level: list[tuple[int, ...]], dimensions: Sequence[Dimension]) -> None:
    seen: dict[tuple[int, str], int] = {}
    for cell, depths in zip(codes, level, strict=True):
        for number, (code, depth) in enumerate(zip(cell, depths, strict=True)):
            if seen.setdefault((number, code), depth) != depth:
                name = dimensions[number].name
                raise ConfigurationError(
                    f'dimension {name}: the code "{code}" stands at two levels, so a published row would be ambiguous; '
                    "make codes of different levels different"
                )
