"""Amounts planted in a register so that any sum of them is known again, and the search for those that are hidden.

Each firm's numbers of jobs are multiplied by a large number of its own: what only hidden sums have stands nowhere else
by chance.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from tests.flows.planting import contents

FACTOR = 104_729_333
_STEP = 7_919
_FIRM = "no_entreprise"
_COLUMNS = ("etp", "etp_menaces", "etp_memes", "etp_residents")
# What is suppressed now, and what nobody but the firm knows: its own amounts.
_HIDDEN = """
SELECT round(abs(unnest([f.value, f.numerator, f.denominator])), 2) AS v FROM figures AS f JOIN protected AS p
ON p.indicator_id = f.indicator_id AND p.place_id = f.place_id AND p.period_start = f.period_start
AND p.group_id = f.group_id WHERE p.status = 'suppressed'
UNION SELECT round(abs(list_sum(amounts)), 2) FROM ledger.disclosed WHERE NOT shown AND len(amounts) > 0
UNION SELECT round(abs(unnest(amounts)), 2) FROM ledger.disclosed
EXCEPT SELECT round(abs(unnest([value, numerator, denominator, lower, upper])), 2) FROM protected
"""
_SHOWN = "SELECT DISTINCT abs(value) FROM protected WHERE value IS NOT NULL"


def plant_amounts(register: Path) -> None:
    """Multiply every number of jobs in the example's register."""
    path = register / "synthetic_jobs.csv"
    text = path.read_text(encoding="utf-8")
    mark = ";" if ";" in text.splitlines()[0] else ","
    rows = list(csv.DictReader(io.StringIO(text), delimiter=mark))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=mark, lineterminator="\n")
    writer.writeheader()
    firms = {row[_FIRM]: FACTOR + _STEP * number for number, row in enumerate(rows)}
    writer.writerows([{name: _grown(name, cell, firms[row[_FIRM]]) for name, cell in row.items()} for row in rows])
    path.write_text(out.getvalue(), encoding="utf-8")


def _grown(name: str, cell: str, factor: int) -> str:
    number = cell.replace(",", ".", 1)
    if name not in _COLUMNS or not number.replace(".", "", 1).isdecimal():
        return cell
    return f"{float(number) * factor:.2f}".replace(".", ",")


def planted_amounts(database: Path) -> tuple[list[float], list[float]]:
    """Return the amounts that no published file may hold, and those that are published."""
    with duckdb.connect(str(database), read_only=True) as con:
        found = [{value for (value,) in con.execute(query).fetchall() if value} for query in (_HIDDEN, _SHOWN)]
    hidden, shown = ([value for value in sorted(values) if value >= FACTOR / 10] for values in found)
    return hidden, shown


def traces(paths: Iterable[Path], amounts: Sequence[float]) -> list[str]:
    """Return which amount stands in which file, packed or not: written out, grouped in any way, or as eight bytes."""
    wanted = {form for amount in amounts for form in (round(amount, 2), float(int(amount)), float(round(amount)))}
    packed = np.sort(np.array(sorted(amounts), dtype="<f8").view("<i8"))
    told = []
    for path in paths:
        for content in contents(path):
            seen = {round(number, 2) for number in _numbers(content)} & wanted
            seen |= _packed_in(content, packed)
            told += [f"{amount} in {path}" for amount in sorted(seen)]
    return told


def _packed_in(content: bytes, packed: NDArray[np.int64]) -> set[float]:
    """Which numbers, given as whole numbers of the same eight bytes, stand in a content, wherever they begin."""
    found: set[float] = set()
    for start in range(min(8, len(content) - 7)):
        eights = np.frombuffer(content, "<i8", (len(content) - start) // 8, start)
        near = packed[np.minimum(np.searchsorted(packed, eights), len(packed) - 1)]
        found |= set(eights[near == eights].view("<f8").tolist())
    return found


def _numbers(content: bytes) -> Iterator[float]:
    yield from (float(found) for found in re.findall(rb"\d{7,20}(?:\.\d{1,12})?", content))
    for found in re.findall(rb"\d{1,3}(?:(?:,|\.| |\xc2\xa0|\xe2\x80\xaf|\xe2\x80\x99)\d{3}){2,}", content):
        yield float(re.sub(rb"\D", b"", found))
