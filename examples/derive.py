"""Makes the example's compact figures from the files as published: run when a source is renewed, not by the example.

    python -m examples.derive DATA [TARGET]

Counts are summed over dissemination areas. A published percentage or average becomes the mean of its areas, weighted by
the base that variables.csv names, so that percentage times base gives the summed count again.
"""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from examples import derive_labour
from examples.tidy import FIGURES, Row, read_rows, write_rows

CITY = "2466023"
CENSUSES = {"2011": "CA11", "2016": "CA16", "2021": "CA21"}

# Low income by the low-income measure, after tax, in percent of persons in private households.
LOW_INCOME: Row = {"variable": "v_CA21_1040", "base": "v_CA21_5670"}

# As in the deprivation index of the Institut national de santé publique du Québec, 5 is the most deprived.
MOST_DEPRIVED = "5"

# Twelve decimals: a city of two million gives its count back to better than one millionth.
_RATE = Decimal("1e-12")
_SHARE = Decimal("1e-6")


class _Cell(NamedTuple):
    """What one area says of a variable: its value (None where not published), its weight, its residents."""

    value: Decimal | None
    weight: Decimal
    residents: Decimal


def derive(data: Path, target: Path) -> None:
    """Write `figures/`, the parts of the places and the most deprived tracts from the published files under `data`.

    The study's tracts are those whose centroid lies in a quarter of the borough, as the folder's own list has them.
    """
    listed = read_rows(data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv")
    tracts = {row["ctuid_2021"] for row in listed}
    _write_places(target / "sud-ouest" / "places", listed)
    correspondence = [row for vintage in ("2011", "2016") for row in _correspondence(data, vintage, tracts)]
    study = {vintage: {row[2] for row in correspondence if row[0] == vintage} for vintage in ("2011", "2016")}
    figures = target / "figures"
    columns = ("from_vintage", "to_vintage", "source_area", "target_area", "w_pop", "w_dwe", "source_id")
    write_rows(figures / "correspondence.csv", columns, correspondence)
    columns = ("vintage", "area_level", "area_id", "variable", "value", "source_id", "note")
    write_rows(figures / "census.csv", columns, _census(data, study | {"2021": tracts}))
    write_rows(figures / "labour.csv", derive_labour.COLUMNS, derive_labour.figures(data))
    _write_deprivation([row for row in _deprivation(_areas(data, "2021")) if row[0] in tracts], target)


def _write_places(folder: Path, listed: Sequence[Row]) -> None:
    """Write the parts of the study place, and of each of its quarters under the quarter's name without accents."""
    quarters: dict[str, list[Row]] = {"sud-ouest": list(listed)}
    for row in listed:
        plain = unicodedata.normalize("NFD", row["nom_qr"]).encode("ascii", "ignore").decode().lower()
        quarters.setdefault(plain, []).append(row)
    for place, rows in quarters.items():
        parts = (("2021", row["ctuid_2021"], "1") for row in rows)
        write_rows(folder / f"{place}.csv", ("vintage", "area_id", "weight"), parts)


def _areas(data: Path, vintage: str) -> list[Row]:
    """Read every dissemination area of the city, its columns named by vector alone."""
    rows = read_rows(data / "statcan_census_cancensus_montreal_da" / f"Montreal_CSD_DA_{CENSUSES[vintage]}.csv")
    vectors = {name: name.split(":")[0] for name in rows[0]}
    return [{vectors[name]: value for name, value in row.items()} for row in rows]


def _correspondence(data: Path, vintage: str, tracts: set[str]) -> list[tuple[str, ...]]:
    """List all weights of the tracts of `vintage` from which the study's descend, so that each one's sum to 1."""
    rows = read_rows(data / "cltd_census_tract_crosswalk" / f"ct_{vintage}_2021.csv")
    sources = {row["source_ctuid"] for row in rows if row["target_ctuid"] in tracts}
    return [(vintage, "2021", *row.values(), "CLTD") for row in rows if row["source_ctuid"] in sources]


def _census(data: Path, study: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Give each variable of each tract of the study, then of the city, census by census."""
    listed = read_rows(FIGURES / "variables.csv")
    for vintage, source in CENSUSES.items():
        areas = _areas(data, vintage)
        tracts = [("tract", tract, parts) for tract, parts in _by_tract(areas).items() if tract in study[vintage]]
        variables = [variable for variable in listed if variable["vintage"] == vintage]
        for level, area, parts in [*tracts, ("municipality", CITY, areas)]:
            for variable in variables:
                cells = [_cell(part, variable) for part in parts]
                total = _mean(cells) if variable["base"] else _sum(cells)
                yield vintage, level, area, variable["variable"], _plain(total), source, _note(cells)


def _by_tract(areas: Sequence[Row]) -> dict[str, list[Row]]:
    """Put areas together by tract, the tracts in order of their ids."""
    tracts: dict[str, list[Row]] = {tract: [] for tract in sorted({area["CT_UID"] for area in areas})}
    for area in areas:
        tracts[area["CT_UID"]].append(area)
    return tracts


def _cell(area: Row, variable: Row) -> _Cell:
    """Read one variable of one area with its weight: 1 for a count, its base for a percentage or an average."""
    weight = _base(area, variable["base"]) if variable["base"] else Decimal(1)
    value = _parsed(area[variable["variable"]])
    if not value and variable.get("label", "").endswith("($)"):
        value = None  # an average of 0 dollars is one that was not published
    return _Cell(value, weight, _number(area, "Population"))


def _base(area: Row, columns: str) -> Decimal:
    """Read a column, or a column less another; rounding can make that negative, which no base is."""
    whole, _, less = columns.partition(" - ")
    return max(_number(area, whole) - _number(area, less), Decimal(0)) if less else _number(area, whole)


def _number(area: Row, column: str) -> Decimal:
    return _parsed(area[column]) or Decimal(0)


@cache
def _parsed(cell: str) -> Decimal | None:
    return None if cell == "NA" else Decimal(cell)


def _sum(cells: Sequence[_Cell]) -> Decimal | None:
    values = [cell.value for cell in cells if cell.value is not None]
    return sum(values, Decimal(0)) if values else None


def _mean(cells: Sequence[_Cell]) -> Decimal | None:
    """Average percentages by their bases; None where no area has both."""
    known = [(cell.value, cell.weight) for cell in cells if cell.value is not None]
    base = sum((weight for _, weight in known), Decimal(0))
    return (sum((value * weight for value, weight in known), Decimal(0)) / base).quantize(_RATE) if base else None


def _note(cells: Sequence[_Cell]) -> str:
    """Say how many inhabited areas have no value though they have a base, and how many residents they have."""
    residents = [cell.residents for cell in cells if cell.value is None and cell.weight and cell.residents]
    return f"no value in {len(residents)} areas of {sum(residents)} residents" if residents else ""


def _plain(number: Decimal | None) -> str:
    """Write a number without exponent or trailing zeros; nothing for None."""
    return "" if number is None else f"{number.normalize():f}"


def _deprivation(areas: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Rank all tracts of the city by low-income rate and put them into fifths of its residents, 5 the most deprived.

    Rank share is the share of residents living in tracts of a lower rate, plus half of the tract's own: the quintile of
    a tract is that of its middle resident. Tracts without a rate come first, without rank, and count no residents.
    """
    tracts = _by_tract(areas)
    rates = {tract: _mean([_cell(part, LOW_INCOME) for part in parts]) for tract, parts in tracts.items()}
    ranked = sorted((rate, tract) for tract, rate in rates.items() if rate is not None)
    everyone = sum((_residents(tracts[tract]) for _, tract in ranked), Decimal(0))
    below = Decimal(0)
    yield from ((tract, "2021", "", "", "", "CA21") for tract, rate in rates.items() if rate is None)
    for rate, tract in ranked:
        own = _residents(tracts[tract])
        share = (below + own / 2) / everyone
        yield tract, "2021", _plain(rate), str(share.quantize(_SHARE)), str(1 + int(share * 5)), "CA21"
        below += own


def _residents(parts: Sequence[Row]) -> Decimal:
    return sum((_number(part, "Population") for part in parts), Decimal(0))


def _write_deprivation(ranked: Sequence[tuple[str, ...]], target: Path) -> None:
    """Write the quintile of every tract of the study, and apart those in the most deprived one."""
    columns = ("area_id", "vintage", "rate", "rank_share", "quintile", "source_id")
    write_rows(target / "figures" / "deprivation.csv", columns, ranked)
    most = [row for row in ranked if row[4] == MOST_DEPRIVED]
    write_rows(target / "sud-ouest" / "places" / "most_deprived.csv", columns, most)


if __name__ == "__main__":
    derive(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else FIGURES.parent)
