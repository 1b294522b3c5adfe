"""Cells as sums of smaller cells: the short definitions that keep linear programmes sparse."""

import numpy as np
from scipy import sparse

from indicators.disclosure.system import Ints, Matrix


def smaller_parts(matrix: Matrix) -> list[tuple[list[int], list[int]]]:
    """For each row: the largest smaller rows that make it up without overlap, and the columns that are left."""
    shared = sparse.csr_array(matrix @ matrix.T)
    sizes = np.diff(matrix.indptr)
    columns = [frozenset(part.tolist()) for part in np.split(matrix.indices, matrix.indptr[1:-1])]
    return [_cover(columns, shared, sizes, row) for row in range(matrix.shape[0])]


def _cover(columns: list[frozenset[int]], shared: Matrix, sizes: Ints, row: int) -> tuple[list[int], list[int]]:
    part = slice(shared.indptr[row], shared.indptr[row + 1])
    others, common = shared.indices[part], shared.data[part]
    inside = others[(common == sizes[others]) & (sizes[others] < sizes[row])]
    left, chosen = set(columns[row]), []
    for other in inside[np.lexsort((inside, -sizes[inside]))].tolist():
        if left >= columns[other]:
            chosen.append(other)
            left -= columns[other]
    return chosen, sorted(left)
