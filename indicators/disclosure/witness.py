"""Witnesses: other whole-number tables that agree with everything published, and their check without any solver."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from scipy import sparse

from indicators.disclosure.attacker import insider_matrix
from indicators.disclosure.system import Bools, Ints, Matrix, System


@dataclass(frozen=True)
class Witnesses:
    """Tables that the reader cannot rule out, as differences from the truth: one sparse row each over the atoms."""

    moves: Matrix

    def save(self, path: Path) -> None:
        """Write the witnesses as a compressed file; it tells the true table, so it must stay private."""
        path.write_bytes(self.packed())

    def packed(self) -> bytes:
        """Return what `save` writes."""
        buffer = BytesIO()
        sparse.save_npz(buffer, self.moves)
        return buffer.getvalue()

    @staticmethod
    def load(path: Path) -> "Witnesses":
        """Read what `save` wrote."""
        return Witnesses.unpacked(path.read_bytes())

    @staticmethod
    def unpacked(content: bytes) -> "Witnesses":
        """Return the witnesses of `packed`."""
        return Witnesses(sparse.csr_array(sparse.load_npz(BytesIO(content))))


def witnesses_of(moves: Ints) -> Witnesses:
    """Witnesses from dense moves, one row each over all atoms."""
    return Witnesses(sparse.csr_array(moves))


def verify(system: System, published: Bools, witnesses: Witnesses) -> Bools:
    """True for each of `system.targets` that the witnesses protect from outsiders and from every lone insider.

    Raises ValueError if a witness is not a table of whole numbers that agrees with everything published.
    """
    moves = witnesses.moves
    if (system.matrix[np.flatnonzero(published)] @ moves.T).count_nonzero():
        raise ValueError("a witness contradicts a published cell")
    if moves.nnz and (moves.toarray() + system.atoms < 0).any():
        raise ValueError("a witness has a count below zero")
    shifts = np.asarray((system.matrix[system.targets] @ moves.T).toarray())
    wide = shifts.max(axis=1, initial=0) - shifts.min(axis=1, initial=0) >= system.width[system.targets]
    return np.asarray(wide & ~published[system.targets] & _unseen(system, published, moves, shifts))


def _unseen(system: System, published: Bools, moves: Matrix, shifts: Ints) -> Bools:
    """True for each target that, for every insider, shifts in a witness that leaves all that she knows as it is."""
    insiders = insider_matrix(system, published)
    cells = system.matrix[system.targets]
    own = _dense(abs(cells).sign()).sum(axis=1)[None, :] <= _dense(insiders @ abs(cells).T)
    calm = _dense(insiders @ abs(moves).T) == 0
    hidden = calm.astype(np.float32) @ (shifts.T != 0).astype(np.float32) > 0
    return np.asarray((hidden | own).all(axis=0))


def _dense(matrix: Matrix) -> Ints:
    return np.asarray(matrix.toarray(), np.int64)
