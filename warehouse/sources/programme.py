"""The tables of an organisation's own register, from CSV, Excel or Parquet, through the workspace's mapping.

Persons, firms and every other unit are keyed hashes before they reach the database; columns that the contract does
not admit are never read into it. The order is: `stage` every file, `register.rules.apply_rules`, then `observe` the
whole register.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.errors import ConfigurationError
from schemas.programme import contract
from schemas.recodes import Breakdown
from warehouse.register.checking import plan
from warehouse.register.contributions import contribute
from warehouse.register.convert import convert
from warehouse.register.files import read
from warehouse.register.periods import Reporting
from warehouse.register.sums import add_up
from warehouse.source import Source
from warehouse.staging import Staged, stage_rows

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_KEY_BYTES = 16


def check(source: Source) -> None:
    """Raise ConfigurationError, with everything that is wrong, where the mapping cannot be right."""
    plan(source)


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path, *, key: bytes) -> Staged:
    """Stage one file of the register into `staged.<table>`; `key` hashes its identifiers, the same for all its files.

    Raises ConfigurationError for a mapping that cannot be right or a key under 16 bytes, SourceError for a file that is
    not what the mapping says; neither repeats what stands in a row.
    """
    if len(key) < _KEY_BYTES:
        raise ConfigurationError(f"The register's key has {len(key)} bytes; expected {_KEY_BYTES} or more, random.")
    found = plan(source)
    grid = read(snapshot, source, found, work)
    rows, rejects = convert(grid.parsed, found, key)
    lines = grid.parsed.lines
    return stage_rows(con, snapshot, source, contract(found.table), rows, lines=lines, rejects=rejects, private=True)


def left_out(snapshot: "Snapshot", source: Source, work: Path) -> list[str]:
    """Return the names of a file's columns that the mapping does not read, for the run's report."""
    return read(snapshot, source, plan(source), work).left_out


def observe(
    con: duckdb.DuckDBPyConnection,
    reporting: Reporting,
    study_areas: Sequence[str],
    deprived_areas: Sequence[str],
    breakdown: Breakdown,
) -> int:
    """Replace the contributions and the observations of the staged register; return the number of observations.

    Areas are census tracts; all units outside `study_areas` stand in the area `elsewhere`. `breakdown` says which
    measures are counted by which groups.
    """
    contribute(con, reporting, study_areas, deprived_areas, breakdown)
    return add_up(con)
