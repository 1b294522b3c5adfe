"""Sparse linear algebra modulo the prime 2³¹ − 1: exact, with dictionaries from column to coefficient as vectors."""

from typing import TypeAlias

import numpy as np

from indicators.disclosure.system import Bools, Matrix

PRIME = (1 << 31) - 1
Vector: TypeAlias = dict[int, int]


def row_vector(matrix: Matrix, row: int) -> Vector:
    """A row of a matrix as a sparse vector modulo the prime."""
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    entries = zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True)
    return {column: value % PRIME for column, value in entries}


def inverse(value: int) -> int:
    """The number that gives one when multiplied by `value` modulo the prime."""
    return pow(value, PRIME - 2, PRIME)


class Echelon:
    """Rows in reduced echelon form, each stored under its pivot column, and passengers reduced along with them.

    Passengers have the keys 0, 1, 2…; the row with pivot p has the key −1−p. `holders` knows who has each column, so
    that an elimination touches nobody else: memory grows with the entries, never with the square of the columns.
    """

    def __init__(self, columns: int) -> None:
        self.vectors: dict[int, Vector] = {}
        self.holders: list[set[int]] = [set() for _ in range(columns)]

    def store(self, key: int, vector: Vector) -> None:
        """Keep a vector under a key."""
        self.vectors[key] = vector
        for column in vector:
            self.holders[column].add(key)

    def residual(self, row: Vector) -> Vector:
        """A row reduced by the stored ones; empty when they already determine it."""
        rest = dict(row)
        for column, factor in row.items():
            pivot = self.vectors.get(-1 - column)
            if pivot is not None:
                _subtract(rest, pivot, factor)
        return rest

    def monic(self, rest: Vector) -> tuple[int, Vector]:
        """The pivot of a residual, the column that the fewest vectors hold, and the residual scaled to one there."""
        pivot = min(rest, key=lambda column: (len(self.holders[column]), column))
        factor = inverse(rest[pivot])
        return pivot, {column: value * factor % PRIME for column, value in rest.items()}

    def eliminate(self, pivot: int, row: Vector) -> None:
        """Take the pivot column out of every vector and store the row under it."""
        for key in tuple(self.holders[pivot]):
            self._subtract_from(key, row, self.vectors[key][pivot])
        self.store(-1 - pivot, row)

    def _subtract_from(self, key: int, row: Vector, factor: int) -> None:
        vector, holders = self.vectors[key], self.holders
        for column, value in row.items():
            rest = (vector.get(column, 0) - factor * value) % PRIME
            if rest:
                vector[column] = rest
                holders[column].add(key)
            else:
                vector.pop(column, None)
                holders[column].discard(key)


def _subtract(vector: Vector, row: Vector, factor: int) -> None:
    for column, value in row.items():
        rest = (vector.get(column, 0) - factor * value) % PRIME
        if rest:
            vector[column] = rest
        else:
            vector.pop(column, None)


def spanned(matrix: Matrix, among: Bools) -> Bools:
    """Return which rows are combinations of the rows among which they are looked for."""
    echelon = Echelon(matrix.shape[1])
    for row in np.flatnonzero(among).tolist():
        rest = echelon.residual(row_vector(matrix, row))
        if rest:
            echelon.eliminate(*echelon.monic(rest))
    return np.array([not echelon.residual(row_vector(matrix, row)) for row in range(matrix.shape[0])], np.bool_)
