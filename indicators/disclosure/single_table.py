"""One table from a CSV file, protected or audited: what the command reads, writes, says and returns."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indicators.disclosure.audit import Audit, Recovery, Verdict, audit
from indicators.disclosure.recode import Coarsened, protect_or_coarsen
from indicators.disclosure.system import Bools
from indicators.disclosure.table import Table, build_table, parse_dimension
from schemas.errors import ConfigurationError, SourceError

COUNT, SUPPRESSED = "count", "suppressed"
_STATUS = {Verdict.SAFE: 0, Verdict.UNSAFE: 3, Verdict.UNPROVEN: 4}


@dataclass(frozen=True)
class Report:
    """The lines that a command prints and the exit status that it ends with."""

    lines: tuple[str, ...]
    exit_status: int


def read_table(path: Path, dimensions: Sequence[str], count: str) -> Table:
    """The table of a CSV file with one row per inner cell. Raises SourceError with the line that cannot be read."""
    parsed = [parse_dimension(text) for text in dimensions]
    names = [name for dimension in parsed for name in dimension.levels]
    rows = _read(path, [*names, count])
    if not rows:
        raise SourceError(f"{path}: expected at least one row below the header, found none")
    counts = [_whole(path, line, row[count]) for line, row in enumerate(rows, start=2)]
    return build_table({name: [row[name] for row in rows] for name in names}, counts, parsed)


def protect_table(
    path: Path,
    dimensions: Sequence[str],
    count: str,
    *,
    threshold: int = 5,
    out: Path | None = None,
    witnesses: Path | None = None,
    time_limit: float = 120,
) -> Report:
    """Protect a table and write every cell of every level; status 0 if proven, 4 if nothing could be proven in time."""
    table = read_table(path, dimensions, count)
    result = protect_or_coarsen(table, _checked(threshold), time_limit=time_limit)
    if out is not None:
        write_pattern(out, table, result.suppressed)
    if witnesses is not None:
        result.protection.witnesses.save(witnesses)
    return Report(_protection_lines(table, threshold, result), 0 if result.protection.proven else 4)


def audit_table(
    path: Path,
    dimensions: Sequence[str],
    count: str,
    published: Path,
    *,
    threshold: int = 5,
    time_limit: float = 120,
) -> Report:
    """Audit a published pattern: status 0 if safe, 3 if a cell can be worked out, 4 if not decided in time."""
    table = read_table(path, dimensions, count)
    suppressed = read_pattern(published, table)
    result = audit(table.system(_checked(threshold)), ~suppressed, time_limit=time_limit)
    return Report(_audit_lines(table, result), _STATUS[result.verdict])


def write_pattern(path: Path, table: Table, suppressed: Bools) -> None:
    """One row per cell: its codes, its count (empty where suppressed) and whether it is suppressed, sorted by code."""
    names = [dimension.name for dimension in table.dimensions]
    counts = table.counts
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, COUNT, SUPPRESSED])
        for cell in sorted(range(len(table.codes)), key=table.codes.__getitem__):
            hidden = bool(suppressed[cell])
            writer.writerow([*table.codes[cell], "" if hidden else counts[cell], "true" if hidden else "false"])


def read_pattern(path: Path, table: Table) -> Bools:
    """The suppressed cells of a published file, by cell of the table; one that the file does not list is not published.

    Raises SourceError on a row that is no cell of the table, or whose count is not the table's.
    """
    names = [dimension.name for dimension in table.dimensions]
    place = {codes: cell for cell, codes in enumerate(table.codes)}
    counts, suppressed = table.counts, np.ones(len(table.codes), np.bool_)
    for line, row in enumerate(_read(path, [*names, SUPPRESSED]), start=2):
        cell = place.get(tuple(row[name] for name in names))
        if cell is None:
            raise SourceError(f"{path}, line {line}: no such cell in the table; check the codes and the --dim options")
        suppressed[cell] = row[SUPPRESSED].strip().lower() == "true"
        if not suppressed[cell] and row.get(COUNT, "") not in ("", str(counts[cell])):
            raise SourceError(
                f"{path}, line {line}: the published count is not the table's; audit against its own data"
            )
    return suppressed


def _read(path: Path, needed: Sequence[str]) -> list[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in needed if name not in (reader.fieldnames or [])]
            if missing:
                found = ", ".join(reader.fieldnames or ["no header"])
                raise ConfigurationError(f"{path}, line 1: expected the columns {', '.join(missing)}, found {found}")
            return [row for row in reader if any(row.values())]
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path}: cannot be read as a UTF-8 CSV file ({type(error).__name__}); check the path"
        ) from None


def _whole(path: Path, line: int, text: str) -> int:
    if not text.strip().isdecimal():
        raise SourceError(
            f"{path}, line {line}: expected a count of zero or more, found something else; correct the row"
        )
    return int(text)


def _checked(threshold: int) -> int:
    if threshold < 2:  # noqa: PLR2004
        raise ConfigurationError(
            f"--threshold {threshold}: expected 2 or more (counts from 1 to threshold − 1 are hidden)"
        )
    return threshold


def _protection_lines(table: Table, threshold: int, result: Coarsened) -> tuple[str, ...]:
    sensitive, suppressed = table.system(threshold).sensitive, result.suppressed
    secondary, persons = int((suppressed & ~sensitive).sum()), int(table.counts[suppressed].sum())
    lines = [
        f"{len(suppressed):,} cells, {int(sensitive.sum()):,} sensitive, {secondary:,} secondary",
        f"{persons:,} persons in suppressed cells",
    ]
    lines += [f"coarsened: {name} is not shown, because the finer table was not proven safe" for name in result.dropped]
    proof = (
        f"proven, {result.protection.witnesses.moves.shape[0]} witnesses"
        if result.protection.proven
        else "not proven: nothing is shown"
    )
    return (*lines, f"{proof}, {result.seconds:.1f} s")


def _audit_lines(table: Table, result: Audit) -> tuple[str, ...]:
    lines = [_recovery_line(table, found) for found in result.recoveries]
    if result.undecided:
        lines.append(f"{len(result.undecided)} cells not decided in time")
    return (*lines, f"{result.verdict.value}, {result.seconds:.1f} s")


def _recovery_line(table: Table, found: Recovery) -> str:
    cell = ", ".join(
        f"{part.name}={code}" for part, code in zip(table.dimensions, table.codes[found.cell], strict=True)
    )
    reader = "outsider" if found.insider is None else "insider"
    return f"{cell}: {reader}, {found.low}" if found.exact else f"{cell}: {reader}, {found.low} to {found.high}"
