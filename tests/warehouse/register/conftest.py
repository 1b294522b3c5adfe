"""A register made by hand, row by row, straight into its staged tables."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from schemas.programme import KEYS
from schemas.recodes import Breakdown
from tests.memory import register_database
from warehouse.database import identifier
from warehouse.register import contributions, sums
from warehouse.register.families import Family
from warehouse.register.periods import Reporting
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import programme
from warehouse.staging import Staged

BY_EVERYTHING = Breakdown((), (), ())

_DEFAULTS: dict[str, dict[str, Any]] = {
    "persons": {"gender": "woman", "entry_status": "unemployed"},
    "participations": {"person_id": "ana", "programme_id": "jobs", "service": "career", "in_training": False},
    "outcomes": {"person_id": "ana"},
    "enterprises": {"enterprise_id": "acme", "legal_form": "private", "naics": "31-33"},
    "enterprise_supports": {"enterprise_id": "acme", "service": "financing"},
    "enterprise_jobs": {"enterprise_id": "acme"},
    "seats": {"body": "board"},
    "spending": {"programme_id": "jobs", "purpose": "programme", "supplier_local": True},
    "funding": {"programme_id": "jobs", "origin": "public"},
}


@dataclass
class Register:
    """A register under construction; keys stand for their hashes.

    What is observed is worked out when it is asked for: of a measure, those of its family, and of the second family
    those of all `families`; all too as soon as somebody looks into the database.
    """

    database: duckdb.DuckDBPyConnection
    families: Sequence[Family]
    lines: int = 1
    observed: dict[str, Any] = field(default_factory=dict)
    counted: Sequence[Family] = ()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The database, with everything that is observed."""
        if self.observed and self.counted is not self.families:
            self.count()
        return self.database

    def add(self, table: str, source: str = "", **values: object) -> int:
        """Add a row and return its line; identifiers that are not given are made up."""
        self.lines += 1
        row = _DEFAULTS.get(table, {}) | values
        row = {name: f"{table}-{self.lines}" for name in KEYS[table] if name.endswith("_id")} | row
        where = {"snapshot": "a" * 64, "source_id": source or table, "line": self.lines}
        names = ", ".join(identifier(name) for name in where | row)
        marks = ", ".join("?" for _ in where | row)
        self.database.execute(f"INSERT INTO staged.{table} ({names}) VALUES ({marks})", list((where | row).values()))
        return self.lines

    def stay(self, start: str, end: str | None = None, **values: str) -> int:
        """Add a participation of ana's."""
        return self.add("participations", start_date=start, exit_date=end, **values)

    def event(self, kind: str, day: str, **values: str) -> int:
        """Add an outcome of ana's."""
        return self.add("outcomes", kind=kind, date=day, **values)

    def until(self, day: str) -> None:
        """Let the register tell up to a day: somebody else begins on it."""
        self.add("persons", person_id="somebody")
        self.add("participations", person_id="somebody", start_date=day)

    def observe(
        self, study: Sequence[str] = (), deprived: Sequence[str] = (), breakdown: Breakdown = BY_EVERYTHING
    ) -> None:
        """Observe calendar years from 2020, anew where they were observed before."""
        self.observed = {"study_areas": study, "deprived_areas": deprived, "breakdown": breakdown}
        self.counted = ()

    def count(self, families: Sequence[Family] | None = None) -> int:
        """Work out contributions and observations, of all families unless some are named; give how many there are."""
        self.counted = self.families if families is None else families
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(contributions, "FAMILIES", self.counted)
            return programme.observe(self.database, Reporting(12, date(2020, 1, 1)), **self.observed)

    def _of(self, measure: str, query: str, *values: str | None) -> dict[Any, Any]:
        if not any(measure in family.measures for family in self.counted):
            self.count(None if self.counted else [family for family in self.families if measure in family.measures])
        assert any(measure in family.measures for family in self.counted), f"{measure} is not counted"
        return dict(self.database.execute(query, [measure, *values]).fetchall())

    def values(self, measure: str, group: str = "total", area: str | None = None) -> dict[int, float]:
        """Give a measure's value by year, over all areas or in one."""
        query = (
            "SELECT year(period_start), sum(value) FROM observations WHERE measure_id = ? AND group_id = ? "
            "AND coalesce(area_id = ?, true) GROUP BY 1"
        )
        return self._of(measure, query, group, area)

    def of_each(self, measure: str, group: str = "total") -> dict[str, float]:
        """Give what each unit adds to a measure, over all periods."""
        query = "SELECT unit_key, sum(value) FROM contributions WHERE measure_id = ? AND group_id = ? GROUP BY 1"
        return self._of(measure, query, group)

    def statuses(self, measure: str) -> dict[int, str]:
        """Give a measure's status by year."""
        query = "SELECT DISTINCT year(period_start), status FROM observations WHERE measure_id = ?"
        return self._of(measure, query)


def _made(con: duckdb.DuckDBPyConnection, module: ModuleType) -> Register:
    """Fill in whom most tests speak of; a file that is about some modules' families (`COUNTED`) has them alone."""
    counted: Sequence[ModuleType] = getattr(module, "COUNTED", ())
    found = [family for of in counted for family in vars(of).values() if isinstance(family, Family)]
    made = Register(con, found or contributions.FAMILIES)
    made.add("persons", person_id="ana", birth_year=1990, target_groups="unemployed+young_adult")
    made.add("enterprises")
    return made


KEY = b"a key of sixteen bytes or more"


def staged(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    table: str,
    mapping: Mapping[str, Any],
    encoding: str = "utf-8",
    name: str = "",
) -> Staged:
    """Stage a file as the one source of a table, named as the table by default."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    snapshot = Snapshot(digest, path, path.stat().st_size, str(path), path.name, "", datetime.now(UTC))
    source = Source(name or table, "programme", str(path), "", "", "", table=table, mapping=mapping, encoding=encoding)
    return programme.stage(con, snapshot, source, path.parent, key=KEY)


@pytest.fixture(scope="session")
def stage_file() -> Callable[..., Staged]:
    """The function that stages one file of a register: connection, path, table, mapping, encoding."""
    return staged


@pytest.fixture
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A register with one person, ana, and one enterprise, acme.

    What it adds up to is not held against its schema, which takes as long as to add it up; that of the example is,
    and all of its families are counted.
    """
    monkeypatch.setattr(sums, "_validate", lambda _: None)
    with register_database() as con:
        yield _made(con, request.module)


@pytest.fixture(scope="module")
def new_register(request: pytest.FixtureRequest) -> Callable[[], AbstractContextManager[Register]]:
    """Makes such registers, for properties that need one for each example."""

    @contextmanager
    def make() -> Iterator[Register]:
        with register_database() as con, pytest.MonkeyPatch.context() as monkeypatch:
            made = _made(con, request.module)
            monkeypatch.setattr(contributions, "FAMILIES", made.families)
            yield made

    return make
