"""Work that is shared with a second process comes back whole and in order, whatever becomes of that process."""

import errno
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

import indicators.beside
from indicators.beside import begun

ROOT = Path(__file__).resolve().parents[2]


def share(work: Callable[[int], Any], items: Sequence[int]) -> list[Any]:
    with begun(work, items) as take:
        return [take(number) for number in range(len(items))]


def who(pause: float, number: int) -> tuple[int, int]:
    sleep(pause)
    return number, os.getpid()


def test_both_processes_work_and_the_order_stays() -> None:
    share(partial(who, 0), [0])  # starts it
    found = share(partial(who, 0.05), range(40))
    assert [number for number, _ in found] == list(range(40))
    assert len({process for _, process in found}) == 2


def test_what_is_asked_for_before_its_turn_beside_is_done_here() -> None:
    with begun(partial(who, 0.3), range(4)) as take:
        first = take(0)
        last = take(3)
    assert (first[0], last[0]) == (0, 3)
    assert first[1] == os.getpid() != last[1]


def test_what_is_not_large_is_done_here() -> None:
    with begun(partial(who, 0), range(4), large=False) as take:
        assert [take(number) for number in range(4)] == [(number, os.getpid()) for number in range(4)]


def die_elsewhere(here: int, number: int) -> int:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def not_picklable_elsewhere(here: int, number: int) -> int | Callable[[], int]:
    return number if os.getpid() == here else lambda: number


@pytest.mark.parametrize("work", [die_elsewhere, not_picklable_elsewhere])
def test_what_fails_beside_is_done_here(work: Callable[[int, int], int]) -> None:
    assert share(partial(work, os.getpid()), range(20)) == list(range(20))


class Counted:
    """Work that knows how often it was packed."""

    packed = 0

    def __reduce__(self) -> tuple[type["Counted"], tuple[()]]:
        Counted.packed += 1
        return Counted, ()

    def __call__(self, number: int) -> int:
        return number


def test_work_goes_to_the_second_process_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counted, "packed", 0)
    assert share(Counted(), range(20)) == list(range(20))
    assert Counted.packed == 1


def fail_elsewhere_on_35(here: int, number: int) -> tuple[int, int]:
    if os.getpid() != here and number == 35:
        raise ValueError("thirty-five")
    return who(0.02, number)


def test_after_one_failure_the_second_process_goes_on() -> None:
    share(partial(who, 0), [0])  # starts it
    found = share(partial(fail_elsewhere_on_35, os.getpid()), range(40))
    assert [number for number, _ in found] == list(range(40))
    assert found[35][1] == os.getpid() != found[34][1]


class Changing:
    """What cannot be packed, since it changes at that moment."""

    def __reduce__(self) -> str:
        raise RuntimeError("dictionary changed size during iteration")


def keep(_: Changing, number: int) -> int:
    return number


def test_what_changes_while_it_is_packed_is_done_here() -> None:
    assert share(partial(keep, Changing()), range(6)) == list(range(6))
    assert len({process for _, process in share(partial(who, 0.05), range(40))}) == 2


def test_without_a_second_process_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "no process to be had")

    monkeypatch.setattr(indicators.beside, "_begun", refuse)
    assert {process for _, process in share(partial(who, 0), range(8))} == {os.getpid()}


def test_an_error_is_told_as_if_there_were_no_other_process() -> None:
    with pytest.raises(ValueError, match="three"):
        share(fail_on_three, range(6))
    assert share(fail_on_three, [1, 2]) == [1, 2]


def test_a_process_that_ends_at_once_says_nothing() -> None:
    code = "from indicators.beside import prepare; import time; prepare(['json']); time.sleep(0.05)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_it_ends_when_this_process_is_killed() -> None:
    code = (
        "import os, time; from functools import partial; from tests.indicators.test_beside import share, who\n"
        "found = share(partial(who, 0.2), range(6)); print(found[-1][1], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        other = Path(f"/proc/{int(killed.stdout.readline())}")
        assert other.exists()
        killed.kill()
    started = monotonic()
    while other.exists():
        assert monotonic() - started < 20
        sleep(0.05)


def test_what_is_done_here_may_be_done_in_another_way() -> None:
    with begun(abs, [-1, -2], large=False, here=lambda number: number) as take:
        assert [take(0), take(1)] == [-1, -2]
    with begun(math.sqrt, [-1.0, 4.0], here=lambda _: 7.0) as take:  # of the first there is no root beside
        assert take(0) == 7
