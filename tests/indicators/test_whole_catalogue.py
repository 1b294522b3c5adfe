"""The whole catalogue at once: scaled, all zero, of nothing, and with its areas in another order."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

import pytest

from indicators.catalogue import catalogue
from indicators.model import Published
from schemas.measures import MEASURES, PROGRAMME
from schemas.vocabulary import Aggregation
from tests.indicators.world import World, new_world

PERIODS = (date(2021, 3, 31), date(2022, 3, 31))
CENSUSES = (date(2021, 1, 1), date(2021, 5, 11))
AREAS = ("a0", "a1", "a2", "a3")
TIMES = 3
BY_ID = {indicator.id: indicator for indicator in catalogue()}
Values = dict[tuple[str, str, date], float | None]


def filled(world: World, count: Callable[[], float], order: Random | None = None) -> Values:
    """Return every figure of two places, one within the other, of which every measure has been counted."""
    world.observations.clear()
    world.parts.clear()
    world.comparator = "city"
    for vintage in ("2021", "register", "facts"):
        world.place("here", list(AREAS[:3]), (vintage,))
        world.place("city", list(AREAS), (vintage,))
    programme = {measure.id for measure in PROGRAMME}
    for measure in MEASURES.values():
        if measure.aggregation is not Aggregation.ADDITIVE and measure.id not in programme:
            continue
        days, vintage = (PERIODS, "register") if measure.id in programme else (CENSUSES, "2021")
        for day in days:
            for area in AREAS:
                world.observe(measure.id, area, count(), day, vintage=vintage)
    if order is not None:
        order.shuffle(world.observations)
        order.shuffle(world.parts)
    rows = world.figures().rows(named=True)
    found = {(row["indicator_id"], row["place_id"], row["period_end"]): row["value"] for row in rows}
    assert len(found) == len(rows)  # each figure once
    return found


@pytest.fixture(scope="module")
def once() -> Iterator[Values]:
    """Every figure where every count has been drawn from the same sequence."""
    counts = Random(3)
    with new_world() as world:
        yield filled(world, lambda: counts.randint(20, 400) * 5.0)


def test_all_counts_times_three_multiply_sums_and_leave_shares_and_indices(world: World, once: Values) -> None:
    again = Random(3)
    after = filled(world, lambda: TIMES * again.randint(20, 400) * 5.0)
    assert once.keys() == after.keys()
    told = {id_ for (id_, _, _), value in once.items() if value is not None}
    assert len(told) > 110
    for (id_, place, day), value in once.items():
        if value is not None and not isinstance(BY_ID[id_], Published):
            times = TIMES if BY_ID[id_].unit.grows_with_size or id_.startswith("spending_") else 1
            assert after[id_, place, day] == pytest.approx(times * value, rel=1e-9, abs=1e-9), (id_, place, day)


def test_where_nobody_was_counted_nothing_is_divided_and_counts_are_zero(world: World) -> None:
    for (id_, _, _), value in filled(world, lambda: 0.0).items():
        assert value is None or value == 0, id_


def test_of_nothing_there_is_no_figure(world: World) -> None:
    world.place("here", list(AREAS))
    assert world.figures().is_empty()


def test_the_order_of_records_matters_to_no_indicator(world: World, once: Values) -> None:
    again = Random(3)
    assert filled(world, lambda: again.randint(20, 400) * 5.0, Random(8)) == once
