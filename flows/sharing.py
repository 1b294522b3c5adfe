"""A run's second process: it stages and observes small files from the last on, while this one begins with the first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from flows.actions import needed
from flows.ahead import MUCH
from flows.context import Context
from flows.steps import Step
from warehouse.source import Source

# What is slow to load for what the second process does of a step.
_MODULES = {
    "protect": ["indicators.protect"],
    "publish": ["indicators.tables.publish", "great_tables", "xlsxwriter"],
}
_LITTLE = 20_000_000  # bytes of a source up to which its staged rows go through a pipe


@contextmanager
def shared(context: Context, stale: Sequence[Step]) -> Iterator[None]:
    """Have a second process stage small files, if there is enough to do for two, and make it ready for long steps."""
    if not stale or sum(_size(context, source) for source in context.workspace.sources) < MUCH:
        yield
        return
    from indicators.beside import begun, prepare  # noqa: PLC0415 - used where there is much to do alone
    from warehouse.apart import Apart, Given, stage_apart  # noqa: PLC0415 - brings polars

    asked = {step.subject for step in stale if step.name == "stage"}
    # In the order of the steps: the register, which is staged as a whole, and then the others.
    ordered = sorted(context.workspace.sources, key=lambda source: source.layout != "programme")
    small = [source for source in ordered if _subject(source) in asked and _size(context, source) < _LITTLE]
    items = [(source, context.received[source.id], needed(context, source)) for source in small]
    stage: Callable[[Given], Apart | None] = partial(stage_apart, context.work)
    with begun(stage, items, here=lambda _: None) as take:  # what is not staged beside is staged where it belongs
        context.apart |= {source.id: partial(take, number) for number, source in enumerate(small)}
        prepare([module for step in stale for module in _MODULES.get(step.name, [])])
        yield


def _subject(source: Source) -> str:
    return "register" if source.layout == "programme" else source.id


def _size(context: Context, source: Source) -> int:
    return sum(snapshot.size for snapshot in context.received[source.id])
