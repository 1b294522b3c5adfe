"""Reads Statistics Canada's tables, long (`REF_DATE, GEO, DGUID, …, VALUE, STATUS`, also zipped) or as displayed.

Both go to `staged.statcan_table`: one row a cell, its dimensions as a JSON object with names in alphabetical order, its
value after the scalar factor. Which cells are observed stands in schemas/statcan_table.py or in the source's mapping:

    measures = [{ measure = "lfs_unemployed", where = { "Labour force characteristics" = "Unemployment", … } }]
    groups = { "Age group" = { "15 to 24 years" = "age=15-24" } }      # beside men and women, which are known
    geo = { "Drummondville, Quebec" = "447" }                          # names in displayed tables; most are known
    product = "14-10-0287"                                             # where the name of a long file does not say it
"""

import csv
import json
import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from schemas.errors import ConfigurationError, SourceError
from schemas.statcan_table import dimensions_of, displayed_contract, long_contract
from warehouse.archives import Limits, extract_member, members
from warehouse.database import literal
from warehouse.source import Source
from warehouse.sources.cells import observe
from warehouse.sources.selections import parse_mapping
from warehouse.sources.stacked import Stacked, parse
from warehouse.staging import Lines, Reject, Staged, stage_csv, stage_rows
from warehouse.text import File, header, read_text, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

__all__ = ["check", "observe", "stage"]

_PRODUCT = re.compile(r"(\d{2})-?(\d{2})-?(\d{4})")
_METADATA = "_metadata.csv"
_SYMBOL = "CASE WHEN status IS NULL OR status IN ('A', 'B', 'C', 'D') THEN coalesce(symbol, status) ELSE status END"
_VALUE = (
    "CASE WHEN scalar_id = 0 THEN value ELSE round(value * power(10, scalar_id), 3) END"  # 1053.3 thousand is whole
)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@dataclass(frozen=True)
class _Received:
    """What a snapshot holds: the file to read, its table where a name says it, and how often the table appears."""

    unpacked: Path | None
    product_id: str | None
    quarterly: bool


def check(source: Source) -> None:
    """Raise ConfigurationError where the mapping cannot be right, whatever the table holds."""
    parse_mapping(source.mapping, source.id)
    product = str(source.mapping.get("product", ""))
    if product and not _product(product):
        raise ConfigurationError(
            f"relance.toml, source {source.id}, mapping.product: expected a table such as 14-10-0287, found “{product}”"
        )


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage one table; which of the two layouts it has is seen from its first line.

    Raises SourceError for a file without header line, units line or foot, an archive that does not hold one table with
    its metadata, and a long file that nothing says the product of.
    """
    with _opened(snapshot, source, work) as table:
        file = received(snapshot, source.encoding, unpacked=table.unpacked)
        cells = header(file)
        if len(cells) == 1:
            return _stage_displayed(con, snapshot, source, file)
        contract = long_contract(cells, file.where)
        store = _long_rows(dimensions_of(cells, file.where), _known_product(table, file), quarterly=table.quarterly)
        encoding, unpacked = source.encoding, table.unpacked
        return stage_csv(con, snapshot, source, contract, work, encoding=encoding, store=store, unpacked=unpacked)


# Archives and products


@contextmanager
def _opened(snapshot: "Snapshot", source: Source, work: Path) -> Iterator[_Received]:
    """Unpack the table of an archive for as long as it is read."""
    declared = _product(str(source.mapping.get("product", "")))
    with snapshot.path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if not packed:
        yield _Received(None, declared or _product(snapshot.name), quarterly=False)
        return
    names = [member.name for member in members(snapshot.path, Limits(), snapshot.name)]
    tables = [name for name in names if not name.lower().endswith(_METADATA)]
    if len(tables) != 1:
        raise SourceError(
            f"{snapshot.name}: expected one table beside its metadata in the archive, found {len(tables)}."
        )
    path = extract_member(snapshot.path, tables[0], work, Limits(), snapshot.name)
    try:
        product, frequency = _metadata(snapshot, names, work)
        named = _product(path.name) or _product(snapshot.name)
        _agree(snapshot.name, named, product)
        yield _Received(path, declared or product or named, quarterly=frequency == "Quarterly")
    finally:
        path.unlink(missing_ok=True)


def _metadata(snapshot: "Snapshot", names: list[str], work: Path) -> tuple[str | None, str]:
    """Read product and frequency from the first of the tables stacked in a metadata file, where there is one."""
    name = next((name for name in names if name.lower().endswith(_METADATA)), None)
    if name is None:
        return None, ""
    path = extract_member(snapshot.path, name, work, Limits(), snapshot.name)
    try:
        lines = read_text(received(snapshot, unpacked=path)).split("\n")[:2]
    finally:
        path.unlink(missing_ok=True)
    first = next(csv.DictReader(lines), {})
    return _product(first.get("Product Id") or ""), first.get("Frequency") or ""


def _agree(name: str, table: str | None, metadata: str | None) -> None:
    if table and metadata and table != metadata:
        raise SourceError(f"{name}: the table in the archive is {table}, its metadata {metadata}. Download it again.")


def _product(name: str) -> str | None:
    match = _PRODUCT.match(name)
    return "-".join(match.groups()) if match else None


def _known_product(table: _Received, file: File) -> str:
    if table.product_id is None:
        raise SourceError(
            f"{file.name}: expected a name that begins with the table's number, such as 14100287.csv: a long table "
            'says it nowhere else. Set mapping.product = "14-10-0287" (say) for this source in relance.toml.'
        )
    return table.product_id


# The two layouts, each to the columns of the staged table


def _long_rows(dimensions: tuple[str, ...], product_id: str, *, quarterly: bool) -> str:
    """Give the SELECT that turns checked rows of the long layout into staged rows."""
    named = sorted((name, f"dimension_{at}") for at, name in enumerate(dimensions, start=1))
    pairs = ", ".join(f"{literal(name)}, trim({column})" for name, column in named)
    return f"""
        SELECT line, {literal(product_id)} AS product_id, ref_date, start AS period_start,
               CAST(last_day(start + to_months(months - 1)) AS DATE) AS period_end, trim(geo) AS geo, dguid,
               CAST(json_object({pairs}) AS VARCHAR) AS dimensions, uom,
               CAST(power(10, scalar_id) AS BIGINT) AS scalar, vector, {_VALUE} AS value, {_SYMBOL} AS symbol,
               CAST(NULL AS DATE) AS release_date
        FROM (SELECT *, CAST(CASE length(ref_date) WHEN 4 THEN ref_date || '-01-01' ELSE ref_date || '-01' END AS DATE)
                        AS start,
                     CASE length(ref_date) WHEN 4 THEN 12 ELSE {3 if quarterly else 1} END AS months
              FROM checked)
    """


def _stage_displayed(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, file: File) -> Staged:
    table = parse(read_text(file).split("\n"), file.name)
    rows = _displayed_rows(table, file.name)
    lines = Lines(table.physical, table.header, table.notes, 0, 0, table.blank)
    rejects = [Reject(refused.line, refused.reason, refused.raw) for refused in table.refused]
    store = f"""
        SELECT line, {literal(table.product_id)} AS product_id, ref_date, period_start, period_end, geo, dguid,
               dimensions, uom, scalar, vector, value, symbol,
               TRY_CAST({literal(table.release_date)} AS DATE) AS release_date
        FROM checked
    """
    return stage_rows(con, snapshot, source, displayed_contract(), rows, lines=lines, rejects=rejects, store=store)


def _displayed_rows(table: Stacked, name: str) -> pl.DataFrame:
    periods = {text: _period(text, name) for text in {cell.ref_date for cell in table.cells}}
    texts = {
        "ref_date": [cell.ref_date for cell in table.cells],
        "period_start": [periods[cell.ref_date][0] for cell in table.cells],
        "period_end": [periods[cell.ref_date][1] for cell in table.cells],
        "geo": [cell.geo for cell in table.cells],
        "dimensions": [_canonical(cell.dimensions) for cell in table.cells],
        "uom": [cell.uom for cell in table.cells],
        "scalar": [str(cell.scalar) for cell in table.cells],
        "value": [cell.value for cell in table.cells],
        "symbol": [cell.symbol for cell in table.cells],
    }
    nothing = {column: pl.lit(None, pl.String) for column in ("dguid", "vector")}
    return pl.DataFrame(
        {"line": [cell.line for cell in table.cells], **texts},
        schema={"line": pl.Int64, **dict.fromkeys(texts, pl.String)},
    ).with_columns(**nothing)


def _canonical(dimensions: tuple[tuple[str, str], ...]) -> str:
    """Write dimensions as the JSON that DuckDB writes: names in order, no spaces."""
    return json.dumps(dict(dimensions), ensure_ascii=False, separators=(",", ":"))


def _period(text: str, name: str) -> tuple[str, str]:
    """Give first and last day of a displayed period: `August 2020`, `Q1 2020` or `2020`."""
    match = re.fullmatch(rf"(?:({'|'.join(_MONTHS)}|Q[1-4]) )?(\d{{4}})", text)
    if match is None:
        raise SourceError(
            f"{name}: expected a month, quarter or year over every column, such as “August 2020”, found “{text}”. "
            "Download the table again with the reference periods across the columns."
        )
    first, last = _months(match[1])
    end = monthrange(int(match[2]), last)[1]
    return f"{match[2]}-{first:02}-01", f"{match[2]}-{last:02}-{end}"


def _months(named: str | None) -> tuple[int, int]:
    """Give the first and the last month of a named month, a quarter, or the year where neither is named."""
    if named is None:
        return 1, 12
    if named in _MONTHS:
        return _MONTHS.index(named) + 1, _MONTHS.index(named) + 1
    quarter = int(named[1])
    return 3 * quarter - 2, 3 * quarter
