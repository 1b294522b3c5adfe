"""The fixture `world`: an empty one for each test."""

from collections.abc import Iterator

import pytest

from tests.indicators.world import World, new_world


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as made:
        yield made
