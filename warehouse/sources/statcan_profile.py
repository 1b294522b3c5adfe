"""The bulk Census Profile of Statistics Canada, 2021 and 2016: one row an area and characteristic.

Every row is checked, only mapped characteristics are stored. `source.mapping["characteristics"]` adds to the built-in
ones or replaces them: measure id to characteristic id.
"""

import csv
import difflib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.arrow import insert_rows
from schemas.contract import expect_header
from schemas.errors import ConfigurationError, SourceError
from schemas.measures import MEASURES
from schemas.statcan_profile import (
    GROUPS,
    PLAIN_TYPES,
    PROFILES,
    TABLE,
    Characteristic,
    contract,
    geography,
    is_ambiguous,
)
from schemas.statcan_table import SYMBOLS
from schemas.vocabulary import WITHOUT_VALUE
from warehouse.database import literal, transaction
from warehouse.observing import replace_observations
from warehouse.source import Source
from warehouse.sources.vintages import expect_vintage
from warehouse.staging import Staged, stage_csv
from warehouse.text import File, header, numbered_lines, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

_ID_AND_NAME = (("CHARACTERISTIC_ID", "Member ID: "), ("CHARACTERISTIC_NAME", "DIM: "))
_COLUMNS = ("total", "men", "women")
_MAPPED = "characteristics"
_PLAIN = ", ".join(map(literal, PLAIN_TYPES))
_WITHOUT_VALUE = ", ".join(literal(status) for status in sorted(WITHOUT_VALUE))
# A DGUID is year, type of geography and code; types whose codes are other areas' too keep the type before the code.
_AREA_2021 = f"CASE WHEN substr(geo_code, 5, 5) IN ({_PLAIN}) THEN substr(geo_code, 10) ELSE substr(geo_code, 5) END"


def check(source: Source) -> None:
    """Raise ConfigurationError where the mapping cannot be right."""
    for key in source.mapping:
        if key != _MAPPED:
            raise ConfigurationError(
                f"Source “{source.id}”, mapping: there is no key “{key}”; characteristics = {{ measure = id }} is all "
                "that a profile needs."
            )
    for vintage in [census for census in PROFILES if source.vintage in {"", census}]:
        _characteristics(source, vintage)


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage one bulk file, long: one row an area, mapped characteristic and group, with its status.

    Raises SourceError for another header than that of 2021 or 2016, names of another census, or a geography whose codes
    are ambiguous, and ConfigurationError for a mapping to a measure that does not exist.
    """
    file = received(snapshot, source.encoding)
    cells = header(file)
    rule = contract(cells)
    expect_header(rule.header or (), cells, file.where)
    vintage = "2016" if geography(cells) else "2021"
    expect_vintage(source, vintage, file.where)
    _expect_readable(geography(cells), file.where)
    mapped = _characteristics(source, vintage)
    _expect_names(file, cells, PROFILES[vintage].size, mapped)
    store = _long(vintage, mapped)
    return stage_csv(con, snapshot, source, rule, work, encoding=source.encoding, store=store)


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Map characteristics to measures, replace this source's observations, and give how many there are.

    Groups that a characteristic does not have are left out. Small counts of a dissemination area are `estimated` where
    its census published them as 0. Replaces also which area lies in which.
    """
    rows = [
        (vintage, item.id, item.measure, profile.day, MEASURES[item.measure].remark_on(profile.day) is not None)
        for vintage, profile in PROFILES.items()
        for item in _characteristics(source, vintage)
    ]
    with transaction(con):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE characteristics (vintage VARCHAR, id BIGINT, measure_id VARCHAR, day DATE, "
            "too_low BOOLEAN)"
        ).fetchall()
        insert_rows(con, "characteristics", rows)
        _contain(con, source)
        return replace_observations(con, source, _OBSERVE)


def _characteristics(source: Source, vintage: str) -> tuple[Characteristic, ...]:
    """Give the built-in characteristics, with those that the workspace maps in their place or beside them."""
    mapped = source.mapping.get(_MAPPED, {})
    own = tuple(_own(source, measure, id_, PROFILES[vintage].size) for measure, id_ in mapped.items())
    return (*(item for item in PROFILES[vintage].characteristics if item.measure not in mapped), *own)


def _own(source: Source, measure: str, id_: object, size: int) -> Characteristic:
    where = f"Source “{source.id}”, mapping of characteristics"
    if measure not in MEASURES:
        near = difflib.get_close_matches(measure, MEASURES, n=1)
        meant = f"; did you mean “{near[0]}”" if near else ""
        raise ConfigurationError(f"{where}: “{measure}” is no measure{meant}. They stand in schemas/measures.py.")
    if not isinstance(id_, int) or not 1 <= id_ <= size:
        raise ConfigurationError(f"{where}: “{measure}” should have an id from 1 to {size}, found “{id_}”.")
    return Characteristic(id_, measure)


def _expect_readable(name: str, where: str) -> None:
    if is_ambiguous(name):
        raise SourceError(
            f"{where}: a profile of {name}, whose codes are also those of other areas, is not read. "
            "Give the profile of dissemination areas, census tracts, municipalities or metropolitan areas."
        )


def _expect_names(file: File, cells: Sequence[str], size: int, mapped: Sequence[Characteristic]) -> None:
    """Compare the names of mapped characteristics in the first area: an id means another thing in another census."""
    id_at, name_at = (next(at for at, cell in enumerate(cells) if cell.startswith(start)) for start in _ID_AND_NAME)
    names = {str(item.id): item.name for item in mapped if item.name}
    lines = (line.decode() for _, block in numbered_lines(file) for line in block)
    for number, line in enumerate(islice(lines, size + 1), start=1):
        row = _cells(line)
        wanted = names.get(row[id_at]) if len(row) == len(cells) else None
        if wanted and " ".join(row[name_at].split()) != wanted:
            raise SourceError(
                f"{file.name}, line {number}: characteristic {row[id_at]} should be “{wanted}”, found "
                f"“{row[name_at]}”. This is the profile of another census or edition."
            )


def _cells(line: str) -> list[str]:
    """Split a line into cells; a line that is no row is left to the staging, which rejects it."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _long(vintage: str, mapped: Sequence[Characteristic]) -> str:
    """Turn a batch of checked rows into one row a group, of the mapped characteristics only."""
    ids = ", ".join(str(item.id) for item in mapped)
    split, area = (_split_2021, _AREA_2021) if vintage == "2021" else (_split_2016, "geo_code")
    groups = " UNION ALL ".join(
        f"SELECT line, geo_code, characteristic_id, {literal(group)} AS group_id, {split(column)} FROM mapped"
        for group, column in zip(GROUPS, _COLUMNS, strict=True)
    )
    return f"""
        WITH mapped AS (SELECT * FROM checked WHERE characteristic_id IN ({ids})), long AS ({groups})
        SELECT line, {literal(vintage)} AS vintage, geo_code, {area} AS area_id, characteristic_id, group_id,
               CASE WHEN status NOT IN ({_WITHOUT_VALUE}) THEN value END AS value, status
        FROM long
    """


def _split_2021(column: str) -> str:
    """Give value and status of a column with its symbol beside it."""
    return f"{column} AS value, {_status(f'{column}_symbol', column)} AS status"


def _split_2016(column: str) -> str:
    """Give value and status of a column whose cell holds a number or a symbol."""
    value = f"TRY_CAST({column} AS DOUBLE)"
    return f"{value} AS value, {_status(f'CASE WHEN {value} IS NULL THEN {column} END', value)} AS status"


def _status(symbol: str, value: str) -> str:
    """Give the status that a symbol stands for; no value without a symbol that says why is not available."""
    named = " ".join(f"WHEN {literal(mark)} THEN {literal(status)}" for mark, status in SYMBOLS.items())
    by_symbol = f"CASE {symbol} {named} ELSE 'normal' END"
    return (
        f"CASE WHEN {value} IS NULL AND {by_symbol} NOT IN ({_WITHOUT_VALUE}) THEN 'not_available' ELSE {by_symbol} END"
    )


def _contain(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Write down the province of dissemination areas, municipalities and divisions, and the metropolis of tracts."""
    con.execute("DELETE FROM containment WHERE source_id = ?", [source.id]).fetchall()
    con.execute(
        f"""
        INSERT INTO containment
        SELECT DISTINCT vintage, area_id, left(area_id, CASE WHEN area_id LIKE '%.%' THEN 3 ELSE 2 END), $1
        FROM staged.{TABLE}
        WHERE source_id = $1 AND regexp_full_match(area_id, '[0-9]{{7}}[.][0-9]{{2}}|[0-9]{{4}}|[0-9]{{7,8}}')
        """,
        [source.id],
    ).fetchall()


_OBSERVE = f"""
SELECT s.snapshot, s.line, c.measure_id, s.area_id, s.vintage, c.day AS period_start, c.day AS period_end, s.group_id,
       s.value, CASE WHEN c.too_low AND s.status = 'normal' AND regexp_full_match(s.area_id, '[0-9]{{8}}')
                     THEN 'estimated' ELSE s.status END AS status
FROM staged.{TABLE} s JOIN characteristics c ON c.vintage = s.vintage AND c.id = s.characteristic_id
WHERE s.source_id = $source AND (s.group_id = 'total' OR s.status <> 'not_applicable')
"""
