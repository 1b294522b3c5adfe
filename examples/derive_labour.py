"""Takes the labour-force and business figures of Montréal and Québec out of the tables as published."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from examples.tidy import MONTHS, Row, read_rows

COLUMNS = ("table", "area_level", "area_id", "measure", "period", "value", "unit", "source_id")

_MONTREAL = "Montréal, Quebec"
_SURVEY = {
    "1410037801-eng_rate.csv": ("unemployment_rate", "percent"),
    "1410037801-eng_employment_rate_by_CMA.csv": ("employment_rate", "percent"),
    "1410037801-eng_population_by_CMA.csv": ("population_15_and_over", "thousand persons"),
}
# The last has symbols only: it keeps the example as real as the table.
_BUSINESS = {
    "Active businesses 3": "active_businesses",
    "Opening businesses 4": "opening_businesses",
    "Closing businesses": "closing_businesses",
    "Temporary closures 8": "temporary_closures",
}
_LONG = {"Population": "population_15_and_over", "Unemployment": "unemployed"}

# Ten provinces, each rounded to a tenth of a thousand, may differ from Canada by as much.
_ROUNDING = Decimal("0.5")


def figures(data: Path) -> Iterator[tuple[str, ...]]:
    """Give each figure as a row of `COLUMNS`, from the folder of published files `data`; values are as published."""
    displayed = data / "statcan_wds_displayed"
    for name, (measure, unit) in _SURVEY.items():
        for period, value in _survey(_cells(displayed / name)):
            yield "14-10-0378", "metropolitan_area", "462", measure, period, value, unit, "LFS-CMA"
    business = _cells(displayed / "3310027001-eng_business_openings_closures_by_CMA.csv")
    for label, measure in _BUSINESS.items():
        for period, value in _business(business, label):
            yield "33-10-0270", "metropolitan_area", "462", measure, period, value, "businesses", "BUSINESS"
    yield from _quebec(data)


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _line(cells: Sequence[list[str]], start: str) -> list[str]:
    """Find the one line of the table whose first cell begins so."""
    return next(line for line in cells if len(line) > 1 and line[0].startswith(start))


def _period(month: str) -> str:
    """Turn "August 2020" into 2020-08."""
    name, year = month.split()
    return f"{year}-{MONTHS.index(name) + 1:02d}"


def _series(months: Sequence[str], values: Sequence[str]) -> list[tuple[str, str]]:
    return [(_period(month), value.replace(",", "")) for month, value in zip(months, values, strict=True)]


def _survey(cells: Sequence[list[str]]) -> list[tuple[str, str]]:
    """Read Montréal's line below the months."""
    return _series(_line(cells, "Geography ")[1:], _line(cells, _MONTREAL)[1:])


def _business(cells: Sequence[list[str]], label: str) -> list[tuple[str, str]]:
    """Read one measure's line in Montréal's block of columns, which ends where the next place begins."""
    places = [place.strip() for place in _line(cells, "Geography")]
    first = places.index(_MONTREAL)
    end = next(at for at in range(first + 1, len(places)) if places[at])
    return _series(_line(cells, "Business dynamics measure")[first:end], _line(cells, label)[first:end])


def _quebec(data: Path) -> Iterator[tuple[str, ...]]:
    """Give Québec's figures for the years whose month can be told.

    The received copy has lost the month of each row. In the years where the ten provinces add up to Canada's December
    in the monthly table, the rows are Decembers; no other year is taken.
    """
    rows = [row for row in read_rows(data / "statcan_wds_long" / "14100287.csv") if row["REF_DATE"]]
    canada = _canada(_cells(data / "statcan_wds_displayed" / "1410028701-eng.csv"))
    for label, measure in _LONG.items():
        for row in rows:
            year, own = row["REF_DATE"], row["GEO"] == "Quebec" and row["Labour force characteristics"] == label
            if own and all(_adds_up(rows, canada, year, each) for each in _LONG):
                period = f"{year}-12"
                yield "14-10-0287", "province", "24", measure, period, row["VALUE"], "thousand persons", "LFS-PROVINCE"


def _canada(cells: Sequence[list[str]]) -> dict[tuple[str, str], Decimal]:
    """Add up Canada's men and women, seasonally adjusted, by measure and month."""
    months, sums = _line(cells, "Labour force characteristics"), dict[tuple[str, str], Decimal]()
    for label in _LONG:
        for month, value in zip(months[2:], _line(cells, f"{label} ")[2:], strict=True):
            key = label, _period(month)
            sums[key] = sums.get(key, Decimal(0)) + Decimal(value.replace(",", ""))
    return sums


def _adds_up(rows: Sequence[Row], canada: dict[tuple[str, str], Decimal], year: str, label: str) -> bool:
    """Whether the provinces of `year` make Canada's December within their rounding."""
    provinces = sum(
        Decimal(row["VALUE"]) for row in rows if (row["REF_DATE"], row["Labour force characteristics"]) == (year, label)
    )
    december = canada.get((label, f"{year}-12"))
    return december is not None and abs(provinces - december) <= _ROUNDING
