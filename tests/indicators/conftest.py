"""The fixture `world`: an empty one for each test."""

from collections.abc import Iterator

import pytest

from schemas.tables import AMOUNTS, OBSERVATIONS, SPELLS
from tests.indicators.world import World
from tests.memory import database


@pytest.fixture
def world() -> Iterator[World]:
    with database() as con:
        for table, fields in (("observations", OBSERVATIONS), ("spells", SPELLS), ("amounts", AMOUNTS)):
            columns = ", ".join(f"{name} {kind}" for name, kind in fields.items())
            con.execute(f"CREATE TABLE {table} ({columns})").fetchall()
        weights = "weight DOUBLE, dwelling_weight DOUBLE"
        con.execute(
            f"CREATE TABLE place_parts (place_id VARCHAR, vintage VARCHAR, area_id VARCHAR, via_id VARCHAR, {weights})"
        ).fetchall()
        con.execute(
            f"CREATE TABLE place_areas (place_id VARCHAR, vintage VARCHAR, via_id VARCHAR, {weights})"
        ).fetchall()
        yield World(con)
