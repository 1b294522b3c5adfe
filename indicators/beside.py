"""A second process beside this one, so that pure work uses two cores: Python itself runs one thread at a time.

It is a new process, not a fork (DuckDB, polars and HiGHS have threads, which a fork would leave locked), has no file
open, and ends when the pipe to it closes: also when this process is killed.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import ForkingPickler
from threading import Lock, Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def prepare(modules: Sequence[str]) -> None:
    """Start the second process and have it load modules while this one goes on."""
    left = deque(enumerate(modules))
    Thread(target=_feed, args=(_load, left, {}), daemon=True).start()


def _load(module: str) -> None:
    import_module(module)


def share(work: Callable[[Item], Done], items: Sequence[Item]) -> list[Done]:
    """Return `work` of each item, in order, half of it done beside: this process takes from the front, that one behind.

    Work, items and what is done must be picklable. What fails beside is done again here, so errors are told as ever.
    """
    left, found = deque(enumerate(items)), dict[int, Done]()
    feeder = Thread(target=_feed, args=(work, left, found), daemon=True)
    feeder.start()
    try:
        _empty(work, left, found)
    finally:
        left.clear()
        feeder.join()
    return [found[number] if number in found else work(item) for number, item in enumerate(items)]


def _empty(work: Callable[[Item], Done], left: "deque[tuple[int, Item]]", found: dict[int, Done]) -> None:
    with suppress(IndexError):
        while True:
            number, item = left.popleft()
            found[number] = work(item)


def _feed(work: Callable[[Item], Done], left: "deque[tuple[int, Item]]", found: dict[int, Done]) -> None:
    with _ONE_AT_A_TIME, suppress(IndexError):
        while True:
            number, item = left.pop()
            done, answer = _ask(work, item)
            if done:
                found[number] = answer


_ONE_AT_A_TIME = Lock()


def _ask(work: Callable[[Item], Done], item: Item) -> tuple[bool, Any]:
    """Return whether the work was done beside, and what came of it."""
    try:
        (process, pipe), packed = _begun(), ForkingPickler.dumps((work, item))
    except Exception:  # noqa: BLE001 - no process to be had, or what both share has changed just now: it is done here
        return False, None
    try:
        pipe.send_bytes(packed)
        answer: tuple[bool, Any] = pipe.recv()
    except (OSError, EOFError):  # it was killed, for lack of memory perhaps: the next question starts another
        _begun.cache_clear()
        pipe.close()
        process.kill()
        process.wait()
        return False, None
    return answer


@cache
def _begun() -> tuple["subprocess.Popen[bytes]", Connection]:
    """Start the second process, and return it and this end of the pipe to it.

    It says nothing: this process tells what fails, and may end before that one has even begun.
    """
    here, there = Pipe()
    code = f"from indicators.beside import answer; answer({there.fileno()})"
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
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_packed(pipe.recv_bytes()))


def _packed(question: bytes) -> memoryview:
    try:
        work, item = ForkingPickler.loads(question)
        return ForkingPickler.dumps((True, work(item)))
    except Exception:  # noqa: BLE001 - whatever it is, the other process meets and tells it
        return ForkingPickler.dumps((False, None))
