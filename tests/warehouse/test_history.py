"""The history: each figure once for each edition that changed it, and every edition as it was, at any later time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.memory import database
from tests.trying import few
from warehouse.editions import Identity
from warehouse.history import (
    KEY,
    Announced,
    Turn,
    announce,
    changes,
    grounds_of,
    history_rows,
    last_number,
    last_turn,
    note_turn,
    record,
    shown_editions,
    taken_back,
    unshown,
)
from warehouse.ledger import create_ledger

NIGHT = datetime(2026, 3, 1, 9, 15)  # noqa: DTZ001 - the ledger's times are UTC without saying so
SCHEMA = {
    "indicator_id": pl.String,
    "place_id": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "group_id": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "status": pl.String,
}
Values = dict[int, float | None]


def figures(values: Values) -> pl.DataFrame:
    """One figure for each period; a value that is missing is suppressed."""
    rows = [
        ("rate", "here", date(year, 1, 1), date(year, 12, 31), "total", value, None, None, _status(value))
        for year, value in values.items()
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _status(value: float | None) -> str:
    return "suppressed" if value is None else "normal"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as opened:
        create_ledger(opened)
        yield opened


def publish(con: duckdb.DuckDBPyConnection, content: str, values: Values, night: int = 0) -> str:
    last = last_turn(con)
    previous = last.edition if last else ""
    edition = Identity(content, previous).edition
    announced = Announced(edition, content, previous, f"run-{night}", date(2025, 12, 31))
    announce(con, announced, {"policy": {"protect": content}, "code": {}})
    record(con, announced, figures(values), Turn(edition, NIGHT + timedelta(days=night), f"run-{night}"))
    return edition


def shown(con: duckdb.DuckDBPyConnection, query: str) -> Values:
    found = con.sql(f"SELECT year(period_end), value FROM {query} ORDER BY 1").fetchall()
    return dict(found)


def test_a_figure_has_a_row_for_each_edition_that_changed_it(con: duckdb.DuckDBPyConnection) -> None:
    publish(con, "a", {2020: 1.0, 2021: 2.0})
    publish(con, "b", {2020: 1.0, 2021: 2.5, 2022: 3.0}, 1)
    publish(con, "c", {2020: None, 2022: 3.0}, 2)
    rows = history_rows(con)
    told = [
        (n, day.year, v, s, w)
        for n, day, v, s, w in rows[["number", "period_end", "value", "status", "withdrawn"]].rows()
    ]
    assert told == [
        (1, 2020, 1.0, "normal", False),
        (1, 2021, 2.0, "normal", False),
        (2, 2021, 2.5, "normal", False),
        (2, 2022, 3.0, "normal", False),
        (3, 2020, None, "suppressed", False),
        (3, 2021, None, None, True),
    ]


def test_bounds_alone_are_a_change_and_nothing_is_none(con: duckdb.DuckDBPyConnection) -> None:
    publish(con, "a", {2020: 1.0})
    assert changes(con, figures({2020: 1.0})).is_empty()
    bounded = figures({2020: 1.0}).with_columns(pl.lit(0.5).alias("lower"))
    assert changes(con, bounded)["lower"].to_list() == [0.5]


def test_figures_as_of_a_day_are_those_that_readers_saw_on_it_also_after_a_rollback(
    con: duckdb.DuckDBPyConnection,
) -> None:
    first = publish(con, "a", {2020: 1.0})
    second = publish(con, "b", {2020: 2.0, 2021: 5.0}, 10)
    note_turn(con, Turn(first, NIGHT + timedelta(days=20), who="somebody", why="a slip"))
    assert shown(con, "ledger.as_of(DATE '2026-02-28')") == {}
    assert shown(con, "ledger.as_of(DATE '2026-03-01')") == {2020: 1.0}
    assert shown(con, "ledger.as_of(DATE '2026-03-11')") == {2020: 2.0, 2021: 5.0}
    assert shown(con, "ledger.as_of('2026-03-25')") == {2020: 1.0}
    assert shown(con, f"ledger.as_of_edition('{second}')") == {2020: 2.0, 2021: 5.0}
    assert shown(con, "ledger.as_of_edition('another')") == {}


def test_what_was_rolled_back_is_known_by_its_content(con: duckdb.DuckDBPyConnection) -> None:
    first = publish(con, "a", {2020: 1.0})
    second = publish(con, "b", {2020: 2.0}, 1)
    assert taken_back(con, second) == {}
    assert taken_back(con, first) == {"b": second}


def test_an_edition_announced_and_never_shown_is_forgotten(con: duckdb.DuckDBPyConnection) -> None:
    announce(con, Announced("killed", "k", "", "run", None), {"policy": {"protect": "k"}})
    assert unshown(con) == ["killed"]
    assert shown_editions(con).is_empty()
    assert last_number(con) == 0
    edition = publish(con, "a", {2020: 1.0})
    assert unshown(con) == []
    assert grounds_of(con, "killed") == {}
    assert grounds_of(con, edition) == {"policy": {"protect": "a"}}


def test_an_edition_that_was_never_announced_is_recorded_all_the_same(con: duckdb.DuckDBPyConnection) -> None:
    found = Announced("found", "f", "lost", "run", None)
    assert record(con, found, figures({2020: 1.0}), Turn("found", NIGHT)) == 1
    assert shown_editions(con).select("number", "edition", "previous").rows() == [(1, "found", "lost")]


def test_a_record_that_fails_leaves_nothing(con: duckdb.DuckDBPyConnection) -> None:
    publish(con, "a", {2020: 1.0})
    with pytest.raises(duckdb.Error):
        record(con, Announced("b", "b", "", "run", None), figures({2020: 2.0}).drop("status"), Turn("b", NIGHT))
    assert shown_editions(con).height == history_rows(con).height == 1
    assert last_number(con) == 1


@few(6)
@given(
    st.lists(
        st.dictionaries(st.integers(2000, 2005), st.none() | st.sampled_from([0.0, 1.0, 1.5])), min_size=1, max_size=6
    )
)
def test_every_edition_can_be_told_again_as_it_was(nights: Sequence[Values]) -> None:
    with database() as con:
        create_ledger(con)
        names = [publish(con, str(night), values, night) for night, values in enumerate(nights)]
        for night, (name, values) in enumerate(zip(names, nights, strict=True)):
            expected = dict(sorted(values.items()))
            assert shown(con, f"ledger.as_of_edition('{name}')") == expected
            assert shown(con, f"ledger.as_of(DATE '{(NIGHT + timedelta(days=night)).date()}')") == expected
        rows = history_rows(con)
        assert rows.select("number", *KEY).is_unique().all()


@pytest.mark.parametrize("nights", [20, pytest.param(60, marks=pytest.mark.long)])
def test_many_nightly_editions_stay_small(tmp_path: Path, nights: int) -> None:
    path = tmp_path / "private.duckdb"
    with duckdb.connect(str(path)) as con:
        create_ledger(con)
        values: Values = dict.fromkeys(range(1000, 3000), 1.0)
        publish(con, "0", values)
        for night in range(1, nights):
            values[1000 + night] = night + 0.5
            publish(con, str(night), values, night)
        assert history_rows(con).height == 2000 + nights - 1
        con.execute("CHECKPOINT").fetchall()
    assert path.stat().st_size < 3_000_000
