"""Every case of tests/cases: records in, figures out; and every indicator has one."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from indicators.catalogue import catalogue
from indicators.compute import compute_figures, sum_measures
from indicators.rows import insert_rows
from schemas.measures import MEASURES, PROGRAMME
from schemas.programme import KEYS
from schemas.vocabulary import Status
from tests.indicators.world import BASELINES, CENSUS_DAYS
from tests.memory import database
from warehouse.database import create_tables, identifier
from warehouse.register import contributions, sums
from warehouse.register.periods import Reporting
from warehouse.register.tables import create_staged
from warehouse.sources import programme

CASES = Path(__file__).parent / "cases"
INDICATORS = {indicator.id: indicator for indicator in catalogue()}
REGISTER = {measure.id for measure in PROGRAMME}
CENSUS = {str(day.year): day for day in CENSUS_DAYS.values()}
DEFAULTS: dict[str, dict[str, Any]] = {
    "persons": {"gender": "woman", "entry_status": "unemployed"},
    "participations": {"programme_id": "jobs", "service": "career", "in_training": False},
    "enterprises": {"legal_form": "private", "naics": "31-33"},
    "enterprise_supports": {"service": "financing"},
    "seats": {"body": "board"},
    "spending": {"programme_id": "jobs", "purpose": "programme", "supplier_local": True},
    "funding": {"programme_id": "jobs", "origin": "public"},
}
WORDS = {"says", "observations", "places", "comparator", "register", "expect"}
Case = Mapping[str, Any]


def cases() -> Iterator[Any]:
    for path in sorted(CASES.rglob("*.toml")):
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1):
            yield pytest.param(path.stem, case, id=f"{path.stem}-{number}")


def test_every_indicator_has_a_case_and_every_case_an_indicator() -> None:
    found = {path.relative_to(CASES).as_posix() for path in CASES.rglob("*.toml")}
    asked = {f"{indicator.domain}/{indicator.id}.toml" for indicator in INDICATORS.values()}
    missing, unknown = sorted(asked - found), sorted(found - asked)
    assert (missing, unknown) == ([], []), f"without a case: {missing}; cases of no indicator: {unknown}"


@pytest.mark.parametrize(("indicator", "case"), list(cases()))
def test_case(indicator: str, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(case) <= WORDS, f"unknown words: {set(case) - WORDS}"
    assert case["says"].endswith((".", "?"))
    asked = {MEASURES["population"], *INDICATORS[indicator].measures}
    only_for(monkeypatch, {measure.id for measure in asked})
    with world(case) as con:
        sum_measures(con, asked)
        compute_figures(con, [INDICATORS[indicator]], BASELINES, case.get("comparator", ""))
        for expected in case["expect"]:
            compare(figure(con, case, expected), expected)


def only_for(monkeypatch: pytest.MonkeyPatch, measures: set[str]) -> None:
    """Let a register be counted for these measures only, and for what lasts and what has a median; unchecked.

    What it adds up to is held against its schema in every run of a register.
    """
    families = [one for one in contributions.FAMILIES if one.spells or one.amounts or measures & set(one.measures)]
    monkeypatch.setattr(contributions, "FAMILIES", families)
    monkeypatch.setattr(sums, "_validate", lambda _: None)


def figure(con: duckdb.DuckDBPyConnection, case: Case, expected: Case) -> dict[str, Any]:
    """Find the one figure that a case speaks of, among all that were computed."""
    year = expected.get("year", 2020 if "register" in case else 2021)
    wanted = [expected.get("place", "here"), year, expected.get("group", "total")]
    found = con.execute("FROM figures WHERE place_id = ? AND year(period_end) = ? AND group_id = ?", wanted)
    names, rows = [name for name, *_ in found.description], found.fetchall()
    assert len(rows) == 1, f"{len(rows)} figures for {wanted}"
    return dict(zip(names, rows[0], strict=True))


def compare(found: Mapping[str, Any], expected: Case) -> None:
    status = Status(expected.get("status", "normal"))
    assert found["status"] == status, found
    assert status.has_value == ("value" in expected), "a status without a value has none, any other has one"
    for name in ("value", "lower", "upper"):
        wanted = expected.get(name)
        assert found[name] == (wanted if wanted is None else pytest.approx(wanted, rel=1e-4, abs=0.005)), name
    for name in {"numerator", "denominator"} & set(expected):
        assert found[name] == pytest.approx(expected[name]), name
    assert set(expected) <= {"place", "year", "group", "value", "lower", "upper", "numerator", "denominator", "status"}


@contextmanager
def world(case: Case) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database that holds a case's records, and its places as parts."""
    places = {name: _weights(areas) for name, areas in case.get("places", {"here": ["here"]}).items()}
    with database() as con:
        create_tables(con)
        if "register" in case:
            _register(con, case["register"], sorted(places["here"]))
        insert_rows(con, "observations", [_observation(**row) for row in case.get("observations", [])])
        _place(con, places)
        yield con


def _weights(areas: Mapping[str, float] | list[str]) -> Mapping[str, float]:
    return areas if isinstance(areas, Mapping) else dict.fromkeys(areas, 1.0)


def _place(con: duckdb.DuckDBPyConnection, places: Mapping[str, Mapping[str, float]]) -> None:
    """Every place has its areas in each census and the register; the study's register has those outside it too."""
    weights = "weight DOUBLE, dwelling_weight DOUBLE"
    con.execute(f"CREATE TABLE place_parts (place_id TEXT, vintage TEXT, area_id TEXT, via_id TEXT, {weights})")
    for place, areas in places.items():
        rows = [(vintage, area, weight) for vintage in (*CENSUS, "register") for area, weight in areas.items()]
        rows += [("facts", place, 1.0), *([("register", "elsewhere", 1.0)] if place == "here" else [])]
        parts = [(place, vintage, area, area, weight, weight) for vintage, area, weight in rows]
        insert_rows(con, "place_parts", parts)
    con.execute(
        "CREATE TABLE place_areas AS SELECT place_id, vintage, via_id, weight, dwelling_weight FROM place_parts"
    )


def _observation(
    measure: str,
    value: float | None = None,
    area: str = "here",
    year: int = 2021,
    group: str = "total",
    status: str = "normal",
) -> tuple[object, ...]:
    start = end = CENSUS.get(str(year), date(year, 12, 31))
    vintage = str(year) if str(year) in CENSUS else "2021"
    if measure in REGISTER:
        vintage, start, end = "register", date(year, 1, 1), date(year, 12, 31)
    elif year < 2000:
        vintage = "facts"
    return ("source", "0" * 64, 2, measure, area, vintage, start, end, group, value, status)


def _register(con: duckdb.DuckDBPyConnection, tables: Case, study: list[str]) -> None:
    """Stage the rows of a register and work out what it adds up to; somebody else begins on its last day."""
    create_staged(con)
    last = {"person_id": "somebody"}
    rows = {name: given for name, given in tables.items() if name not in {"until", "deprived"}}
    rows["persons"] = [*rows.get("persons", []), last]
    if "until" in tables:
        rows["participations"] = [*rows.get("participations", []), last | {"start_date": tables["until"]}]
    for table, given in rows.items():
        for number, row in enumerate(_each(given), start=1):
            _add(con, table, number, row)
    programme.observe(con, Reporting(12, date(2020, 1, 1)), study, tables.get("deprived", []))


def _each(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for n in range(1, row.get("times", 1) + 1):
            named = {key: value.format(n=n) if isinstance(value, str) else value for key, value in row.items()}
            yield {key: value for key, value in named.items() if key != "times"}


def _add(con: duckdb.DuckDBPyConnection, table: str, number: int, given: dict[str, Any]) -> None:
    where = {"snapshot": "a" * 64, "source_id": table, "line": number}
    keys = {name: f"{table}-{number}" for name in KEYS[table] if name.endswith("_id")}
    row = where | keys | DEFAULTS.get(table, {}) | given
    names = ", ".join(map(identifier, row))
    con.execute(f"INSERT INTO staged.{table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
