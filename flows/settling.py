"""What readers see, brought to the ledger: it needs no catalogue, which a run without work does not load."""

import polars as pl

from flows.context import Context
from warehouse.archive import FIGURES
from warehouse.editions import Identity, current, identity_of, shown_since, sweep
from warehouse.history import Announced, Turn, last_turn, note_turn, record, shown_editions


def settle(context: Context) -> str:
    """Bring the ledger to what readers see, which a killed run may have left behind; return an edition noted anew.

    The pointer tells the truth: an edition that it shows is recorded with its figures, and a switch that the ledger
    does not know is noted as found.
    """
    con, published = context.con, context.workspace.published
    sweep(published)
    shown, last = current(published), last_turn(con)
    if shown is None or (last is not None and last.edition == shown):
        return ""
    turn = Turn(shown, shown_since(published), run_id=context.run_id)
    if shown in shown_editions(con)["edition"]:
        note_turn(con, Turn(shown, turn.since, run_id=context.run_id, why="found so"))
        return ""
    identity = identity_of(published / shown) or Identity("", "")
    announced = Announced(shown, identity.content, identity.previous, context.run_id, None)
    record(con, announced, pl.read_parquet(published / shown / FIGURES), turn)
    return shown
