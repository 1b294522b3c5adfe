"""A second process beside this one, so that pure work uses two cores: Python itself runs one thread at a time.

It is a new process, not a fork (DuckDB, polars and HiGHS have threads, which a fork would leave locked), has no file
open, and ends when the pipe to it closes: also when this process is killed.
"""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import ForkingPickler
from threading import Lock, Thread
from typing import Any, TypeAlias, TypeVar, cast

Item = TypeVar("Item")
Done = TypeVar("Done")


def prepare(modules: Sequence[str]) -> None:
    """Start the second process and have it load modules while this one goes on."""
    Thread(target=_feed, args=(_load, modules, _asked(modules)), daemon=True).start()


def _load(module: str) -> None:
    import_module(module)


@contextmanager
def begun(
    work: Callable[[Item], Done],
    items: Sequence[Item],
    *,
    large: bool = True,
    here: Callable[[Item], Done] | None = None,
) -> Iterator[Callable[[int], Done]]:
    """Begin work on items beside, from the last on; what is yielded gives what came of an item, by its number.

    What is not `large` enough to be worth a second process is all done here; `here` is how, where not as beside.

    An item that is asked for before its turn came beside is done here: take the first ones first. Work, items and what
    is done must be picklable, and work goes there once, however many the items: what they share belongs to it. What
    fails beside is done again here, so errors are told as ever.
    """
    asked = _asked(items)
    feeder = Thread(target=_feed, args=(work, items, asked), daemon=True)
    if large:
        feeder.start()

    def take(number: int) -> Done:
        if not asked[number].cancel():
            done, answer = asked[number].result()
            if done:
                return cast("Done", answer)
        return (here or work)(items[number])

    try:
        yield take
    finally:
        for answer in asked:
            answer.cancel()
        if large:
            feeder.join()


_Answer: TypeAlias = tuple[bool, Any]  # whether the work was done beside, and what came of it


def _asked(items: Sequence[object]) -> "list[Future[_Answer]]":
    return [Future() for _ in items]


def _feed(work: Callable[[Item], object], items: Sequence[Item], asked: "Sequence[Future[_Answer]]") -> None:
    with _ONE_AT_A_TIME:
        known = False
        for item, answer in zip(reversed(items), reversed(asked), strict=True):
            if answer.set_running_or_notify_cancel():
                found = _ask(None if known else work, item)
                known = found[0]
                answer.set_result(found)


_ONE_AT_A_TIME = Lock()


def _ask(work: Callable[[Item], object] | None, item: Item) -> _Answer:
    """Have an item done beside: by `work`, or where it is None by the work of the item before."""
    try:
        return _told_by(*_begun(), ForkingPickler.dumps((work, item)))
    except Exception:  # noqa: BLE001 - no process to be had, or what both share has changed just now: it is done here
        return False, None


def _told_by(process: "subprocess.Popen[bytes]", pipe: Connection, question: memoryview) -> _Answer:
    try:
        pipe.send_bytes(question)
        packed = pipe.recv_bytes()
    except (OSError, EOFError):  # it was killed, for lack of memory perhaps: the next question starts another
        _begun.cache_clear()
        pipe.close()
        process.kill()
        process.wait()
        raise
    answer: _Answer = ForkingPickler.loads(packed)
    return answer


@cache
def _begun() -> tuple["subprocess.Popen[bytes]", Connection]:
    """Start the second process, and return it and this end of the pipe to it.

    It says nothing: this process tells what fails, and may end before that one has even begun.
    """
    here, there = Pipe()
    code = (
        f"import gc; gc.set_threshold{gc.get_threshold()}; "
        f"from indicators.beside import answer; answer({there.fileno()})"
    )
    process = subprocess.Popen(  # noqa: S603 - our own code, told the number of a pipe
        [sys.executable, "-c", code],
        pass_fds=[there.fileno()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    there.close()
    return process, here


def answer(handle: int) -> None:
    """Do what is asked through a pipe until nobody can ask any more; for the second process alone."""
    pipe = Connection(handle)
    work: _Work = _unknown
    with suppress(EOFError, OSError):
        while True:
            work, packed = _packed(work, pipe.recv_bytes())
            pipe.send_bytes(packed)


_Work: TypeAlias = Callable[[Any], object]


def _unknown(item: object) -> object:
    raise LookupError(f"it was not told what to do with {type(item)}")


def _packed(known: _Work, question: bytes) -> tuple[_Work, memoryview]:
    """Return the work that is known from now on, and what came of an item."""
    try:
        work, item = ForkingPickler.loads(question)
        return work or known, ForkingPickler.dumps((True, (work or known)(item)))
    except Exception:  # noqa: BLE001 - whatever it is, the other process meets and tells it
        return _unknown, ForkingPickler.dumps((False, None))
