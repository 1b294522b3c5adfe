"""Makes the labour-force and business tables of the example, as Statistics Canada's site serves them."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from examples.tidy import FIGURES, MONTHS, Row, quoted, read_rows, write_lines

_OURS = "Figures as published, laid out again by Relance's example, which holds those of Montréal only."


@dataclass(frozen=True)
class _Displayed:
    """A table "as displayed": its titles, the lines above the months, the label of each measure, its footnotes."""

    name: str
    table: str
    title: str
    release: str
    geography: str
    above: tuple[tuple[str, str], ...]
    stub: str
    unit: str
    rows: dict[str, str]  # measure in labour.csv: label of its line
    notes: tuple[str, ...]


_SURVEY = "Labour force characteristics, three-month moving average, unadjusted for seasonality"
_MOVING = "Mean of the month and the two before it, without seasonal adjustment."


def _survey(name: str, measure: str, label: str, unit: str, note: str, title: str = _SURVEY) -> _Displayed:
    return _Displayed(
        name=f"1410037801-eng_{name}.csv",
        table="14-10-0378-01",
        title=f"{title} 1",
        release="2023-04-06",
        geography="Census metropolitan area, Census metropolitan area part",
        above=(
            ("Labour force characteristics", f"{label} 2"),
            ("Sex", "Both sexes"),
            ("Age group", "15 years and over"),
        ),
        stub="Geography 3",
        unit=unit,
        rows={measure: "Montréal, Quebec"},
        notes=(_MOVING, note, _OURS),
    )


_TABLES = (
    _survey(
        "unemployment_rate",
        "unemployment_rate",
        "Unemployment rate",
        "Percentage",
        "Unemployed persons in percent of the labour force, to a tenth.",
    ),
    _survey(
        "employment_rate",
        "employment_rate",
        "Employment rate",
        "Percentage",
        "Employed persons in percent of the population aged 15 and over, to a tenth.",
    ),
    _survey(
        "population",
        "population_15_and_over",
        "Population",
        "Persons",
        "Persons aged 15 and over, in thousands, to the nearest hundred.",
        f"{_SURVEY} (x 1,000)",
    ),
    _Displayed(
        name="3310027001-eng.csv",
        table="33-10-0270-01",
        title="Experimental estimates for business openings and closures for Canada, provinces and territories, "
        "census metropolitan areas, seasonally adjusted 1",
        release="2023-04-25",
        geography="Canada, Province or territory, Census metropolitan area",
        above=(("Geography", "Montréal, Quebec\N{NO-BREAK SPACE}"), ("Industry", "Business sector industries [T004]")),
        stub="Business dynamics measure",
        unit="Number",
        rows={
            "active_businesses": "Active businesses 2",
            "opening_businesses": "Opening businesses 3",
            "closing_businesses": "Closing businesses",
            "temporary_closures": "Temporary closures 4",
        },
        notes=(
            _OURS,
            "Establishments with at least one employee in the month.",
            "Establishments with an employee in the month and none in the month before.",
            "Closures less exits; published with a delay of two years or more.",
        ),
    ),
)

_LONG = (
    *("REF_DATE", "GEO", "DGUID", "Labour force characteristics", "Gender", "Age group", "Statistics", "Data type"),
    *("UOM", "UOM_ID", "SCALAR_FACTOR", "SCALAR_ID", "VECTOR", "COORDINATE", "VALUE", "STATUS", "SYMBOL"),
    *("TERMINATED", "DECIMALS"),
)
# Label, series number and place in the table of the two series.
_SERIES = {
    "population_15_and_over": ("Population", "v2063754", "6.1.1.1.1.1"),
    "unemployed": ("Unemployment", "v2063759", "6.6.1.1.1.1"),
}
_METADATA = (
    ("Cube Title", "Product Id", "Frequency"),
    ("Labour force characteristics, monthly, seasonally adjusted and trend-cycle", "14100287", "Monthly"),
    (),
    ("Symbol Legend",),
    ("Description", "Symbol"),
    ("confidential", "x"),
    ("not available", ".."),
    (),
    ("Note ID", "Note"),
    ("1", "Decembers of Québec only: figures as published, laid out again by Relance's example."),
)


def write_tables(folder: Path) -> None:
    """Write four tables "as displayed", and one in the long layout, zipped with its metadata, into `folder`."""
    figures = read_rows(FIGURES / "labour.csv")
    for table in _TABLES:
        own = [row for row in figures if table.table.startswith(row["table"])]
        write_lines(folder / table.name, _displayed(table, own), mark=True)
    quebec = [row for row in figures if row["table"] == "14-10-0287"]
    members = {"14100287.csv": _long(quebec), "14100287_MetaData.csv": map(quoted, _METADATA)}
    _write_zip(folder / "14100287-eng.zip", members)


def _displayed(table: _Displayed, figures: Sequence[Row]) -> Iterator[str]:
    """Give the lines: titles, stacked header, months, units, rows, and after a blank line legend and footnotes."""
    periods = sorted({row["period"] for row in figures if row["measure"] in table.rows})
    values = {(row["measure"], row["period"]): _with_commas(row["value"]) for row in figures}
    gap = [""] * (len(periods) - 1)
    yield quoted([table.title])
    yield from (quoted([f"{key}: {value}"]) for key, value in _titles(table))
    yield from ('""', '""', "")
    yield from (quoted([name, member, *gap]) for name, member in table.above)
    yield quoted([table.stub, *map(_month, periods)])
    yield quoted(["", table.unit, *gap])
    yield from (
        quoted([label, *(values[measure, period] for period in periods)]) for measure, label in table.rows.items()
    )
    yield from ("", "Symbol legend:", "x, confidential", ".., not available", "", "", "Footnotes:")
    yield from (f"{number},{quoted([note])}" for number, note in enumerate(table.notes, start=1))
    yield from ("", "", quoted([f"How to cite: Statistics Canada. Table {table.table}"]))


def _titles(table: _Displayed) -> tuple[tuple[str, str], ...]:
    return (
        ("Frequency", "Monthly"),
        ("Table", table.table),
        ("Release date", table.release),
        ("Geography", table.geography),
    )


def _with_commas(value: str) -> str:
    """Group thousands, and leave a symbol as it is."""
    return f"{Decimal(value):,}" if value[0].isdigit() else value


def _month(period: str) -> str:
    year, month = period.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def _long(figures: Sequence[Row]) -> Iterator[str]:
    """Give the lines of the long layout, in which every cell, also an empty one, stands in quotation marks."""
    yield _all_quoted(_LONG)
    for row in sorted(figures, key=lambda row: (row["period"], row["measure"])):
        label, vector, coordinate = _SERIES[row["measure"]]
        series = ("Quebec", "2021A000224", label, "Total - Gender", "15 years and over", "Estimate")
        unit = ("Seasonally adjusted", "Persons in thousands", "428", "thousands", "3", vector, coordinate)
        yield _all_quoted([row["period"], *series, *unit, row["value"], "", "", "", "1"])


def _all_quoted(cells: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' for cell in cells)


def _write_zip(path: Path, members: dict[str, Iterator[str]]) -> None:
    """Write text files into an archive whose bytes depend on them alone: no clock, no compression, one system."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, lines in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, "".join(f"{line}\n" for line in lines).encode("utf-8-sig"))
