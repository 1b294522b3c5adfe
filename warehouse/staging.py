"""Stage: reads one received file, keeps or rejects every row with its reason, and accounts for every physical line.

`stage_csv` does it all for a delimited file. A layout that Python must take apart goes through `stage_rows`, and one
whose columns a workspace maps through `parse_csv` first; contract, rejects and line equation are the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from schemas.contract import Contract, expect_header
from schemas.errors import SourceError
from warehouse.database import transaction
from warehouse.delimited import Parser, numbered_copy, parsing, raw_lines
from warehouse.loading import ALL, REASONS, REJECTS, Lines, Loading, Reject, Staged, add, begin, finish
from warehouse.source import Source
from warehouse.text import header, received

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

__all__ = ["Lines", "Parsed", "Reject", "Staged", "parse_csv", "stage_csv", "stage_rows"]


@dataclass(frozen=True)
class Parsed:
    """A delimited file as rows of text (`line`, `span` and the columns read), with the lines that are no rows."""

    rows: pl.DataFrame
    lines: Lines
    rejects: list[Reject]


def stage_csv(
    con: duckdb.DuckDBPyConnection,
    snapshot: "Snapshot",
    source: Source,
    contract: Contract,
    work: Path,
    *,
    encoding: str = "utf-8",
    header_line: int = 1,
    private: bool = False,
    store: str | None = None,
    unpacked: Path | None = None,
) -> Staged:
    """Stage a delimited file; `work` is a private folder for a copy that is taken away again.

    `store` is a SELECT over `checked` (a batch of kept rows, typed, with `line`) for what goes into the table, by
    default all of it. `unpacked` is the file out of the snapshot where that is an archive. Lines above `header_line`
    are notes. Raises SourceError where the file as a whole cannot be used; nothing is changed then.
    """
    file = received(snapshot, encoding, header_line=header_line, unpacked=unpacked)
    _expect(contract, header(file), file.where)
    with numbered_copy(file, work) as copy, transaction(con):
        loading = begin(Loading(con, file.name, snapshot.sha256, source.id, contract, store or ALL, private))
        with parsing(con, copy, contract.columns()) as parser:
            for rows in parser.batches():
                add(loading, rows)
            loading.rejects.append(pl.DataFrame(parser.rejects(), schema=REASONS, orient="row"))
            return finish(loading, _lines_of(parser), lambda wanted: raw_lines(copy, wanted))


def stage_rows(
    con: duckdb.DuckDBPyConnection,
    snapshot: "Snapshot",
    source: Source,
    contract: Contract,
    rows: pl.DataFrame,
    *,
    lines: Lines,
    rejects: Sequence[Reject] = (),
    private: bool = False,
    store: str | None = None,
) -> Staged:
    """Stage rows that a reader parsed: text columns, `line` and, where a row runs over several lines, `span`.

    `lines` comes with `kept` and `rejected` at 0; `store` as for `stage_csv`. Raises SourceError as that does.
    """
    refused = pl.DataFrame([astuple(reject) for reject in rejects], schema=REJECTS, orient="row")
    with transaction(con):
        loading = begin(Loading(con, snapshot.name, snapshot.sha256, source.id, contract, store or ALL, private))
        add(loading, rows.join(refused, on="line", how="anti", maintain_order="left"))
        loading.rejects.append(refused)
        return finish(loading, lines, lambda wanted: _joined(rows, wanted))


def parse_csv(
    con: duckdb.DuckDBPyConnection,
    snapshot: "Snapshot",
    names: Sequence[str],
    work: Path,
    *,
    encoding: str = "utf-8",
    header_line: int = 1,
    private: bool = False,
) -> Parsed:
    """Read a whole delimited file as text, for readers that map columns and codes before `stage_rows`.

    `names` gives our name for each position, "" for a column that is not read. Raises SourceError as `stage_csv` does.
    """
    file = received(snapshot, encoding, header_line=header_line)
    _expect_width(names, header(file), file.where)
    with numbered_copy(file, work) as copy, parsing(con, copy, names) as parser:
        rows = pl.concat([parser.no_rows(), *parser.batches()])
        rejects = parser.rejects()
        raws = {} if private else raw_lines(copy, (line for line, _ in rejects))
        return Parsed(rows, _lines_of(parser), [Reject(line, reason, raws.get(line)) for line, reason in rejects])


def _expect(contract: Contract, cells: Sequence[str], where: str) -> None:
    if contract.header is not None:
        expect_header(contract.header, cells, where)
    _expect_width(contract.columns(), cells, where)


def _expect_width(names: Sequence[str], cells: Sequence[str], where: str) -> None:
    if len(names) != len(cells):
        raise SourceError(f"{where}: expected {len(names)} columns, found {len(cells)}. Get the file again.")


def _lines_of(parser: Parser) -> Lines:
    copy = parser.copy
    notes = copy.file.header_line - 1 - copy.blank_titles
    return Lines(copy.physical, 1, notes, 0, 0, copy.blank_titles + parser.blank())


def _joined(rows: pl.DataFrame, wanted: Iterable[int]) -> dict[int, str]:
    """Give the text of parsed rows: their cells, joined."""
    lines = rows.filter(pl.col("line").is_in(list(wanted)))
    cells = pl.concat_str(pl.exclude("line", "span").fill_null(""), separator=",")
    return dict(lines.group_by("line").agg(cells.first()).iter_rows())
