"""Two threads count the register: what fails in either of them is told as it is, and nobody counts on."""

from collections.abc import Callable, Iterator
from threading import Event, current_thread, main_thread

import pytest

from schemas.errors import SourceError
from tests.warehouse.register.conftest import Register
from warehouse.register import contributions
from warehouse.register.families import Family

Fill = Callable[..., int]


@pytest.fixture
def ana(register: Register) -> Iterator[Register]:
    """A register of many families."""
    register.stay("2020-02-01", "2020-09-30")
    register.event("employment", "2020-10-15")
    register.add("enterprises", enterprise_id="acme")
    register.add("enterprise_supports", start_date="2020-03-01")
    register.add("enterprise_jobs", date="2020-12-31", fte=3)
    register.until("2021-01-01")
    return register


@pytest.mark.parametrize("here", [True, False])
def test_what_fails_in_one_thread_is_told_and_ends_the_other(
    ana: Register, monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    begun, failed, done = Event(), Event(), []

    def fill(con: object, units: str, families: tuple[Family, ...], breakdown: object) -> int:
        if (current_thread() is main_thread()) == here:
            assert begun.wait(60)  # the other one is at work
            failed.set()
            raise SourceError("a sentence for whoever can mend it")
        begun.set()
        assert failed.wait(60)
        con.execute("SELECT count(*) FROM range(30_000_000)").fetchall()  # type: ignore[attr-defined]
        done.append(units)
        return 0

    monkeypatch.setattr(contributions, "_fill", fill)
    ana.observe()
    with pytest.raises(SourceError, match="a sentence"):
        ana.count()
    assert len(done) == 1
