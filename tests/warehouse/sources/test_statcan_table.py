"""Statistics Canada tables: both layouts, the real files cell by cell, and what becomes of files that are broken."""

import csv
import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ConfigurationError, RelanceError, SourceError
from tests.memory import database
from tests.trying import few
from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.labels import number_and_symbol
from warehouse.sources.stacked import parse
from warehouse.sources.statcan_table import _period, observe, stage
from warehouse.staging import Staged

SAMPLES = Path(__file__).parent.parent.parent / "samples" / "statcan_table"
DISPLAYED = (SAMPLES / "displayed.csv").read_text("utf-8")
LONG = (SAMPLES / "14100287.csv").read_text("utf-8")
METADATA = (SAMPLES / "14100287_MetaData.csv").read_text("utf-8")
MONTREAL = "462"

# Read by eye from the files: physical lines, header, notes, rows, blank; cells, of which x and .. .
REAL = {
    "1410028701-eng.csv": ((63, 7, 27, 18, 11), 4104, 0, 2052),
    "1410037801-eng_employment_rate_by_CMA.csv": ((67, 5, 16, 35, 11), 1120, 0, 0),
    "1410037801-eng_population_by_CMA.csv": ((67, 5, 16, 35, 11), 1120, 0, 0),
    "1410037801-eng_rate.csv": ((72, 5, 18, 37, 12), 1184, 5, 0),
    "3310027001-eng_business_openings_closures_by_CMA.csv": ((48, 4, 24, 8, 12), 8400, 3780, 420),
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        yield connection


def source(id_: str = "labour", vintage: str = "2021", **mapping: object) -> Source:
    return Source(id_, "statcan_table", "", "", "Statistics Canada", "", vintage=vintage, mapping=mapping)


def snapshot(path: Path) -> Snapshot:
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return Snapshot(sha256, path, len(content), str(path), path.name, "", datetime(2024, 1, 1, tzinfo=UTC))


def staged(con: duckdb.DuckDBPyConnection, path: Path, from_: Source, work: Path) -> Staged:
    return stage(con, snapshot(path), from_, work)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def observed(con: duckdb.DuckDBPyConnection, measure: str, area: str, group: str = "total") -> dict[date, Any]:
    found = con.execute(
        "SELECT period_end, value, status FROM observations WHERE measure_id = ? AND area_id = ? AND group_id = ? "
        "ORDER BY period_end",
        [measure, area, group],
    ).fetchall()
    return {end: status if value is None else value for end, value, status in found}


# The real files


@pytest.mark.parametrize("name", REAL)
def test_a_real_displayed_table_gives_every_cell(
    name: str, con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path
) -> None:
    lines, cells, suppressed, unavailable = REAL[name]
    found = staged(con, shared_data / "statcan_wds_displayed" / name, source(), tmp_path)
    counted = found.lines
    assert (counted.physical, counted.header, counted.notes, counted.kept, counted.blank) == lines
    assert (counted.rejected, counted.balance, found.reasons) == (0, 0, {})
    symbols = Counter(con.execute("SELECT coalesce(symbol, '') FROM staged.statcan_table").fetchall())
    assert symbols == Counter({("",): cells - suppressed - unavailable, ("x",): suppressed, ("..",): unavailable})
    assert list(tmp_path.iterdir()) == []


def test_real_cells_say_what_the_eye_reads(con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path) -> None:
    """Counts in thousands are whole persons, whether title, label or unit says so; percentages stay as they are."""
    folder = shared_data / "statcan_wds_displayed"
    for number, name in enumerate(REAL):
        from_ = source(f"source{number}")
        staged(con, folder / name, from_, tmp_path)
        observe(con, from_)
    first, last = date(2020, 8, 31), date(2023, 3, 31)
    unemployment = observed(con, "lfs_unemployment_rate", MONTREAL)
    assert (len(unemployment), unemployment[first], unemployment[last]) == (32, 11.7, 5.0)
    population = observed(con, "lfs_population", MONTREAL)
    assert (population[first], population[last]) == (3_609_800, 3_711_100)
    assert observed(con, "lfs_employment_rate", MONTREAL)[last] == 64.6
    january = date(2023, 1, 31)
    measures = ("active_businesses", "opening_businesses", "closing_businesses")
    assert [observed(con, measure, MONTREAL)[january] for measure in measures] == [107_054, 3_931, 3_295]
    assert observed(con, "active_businesses", "932")[first]  # “Abbotsford - Mission”
    belleville = observed(con, "lfs_unemployment_rate", "522")
    assert [f"{day:%Y-%m}" for day, value in belleville.items() if value == "suppressed"] == [
        "2020-12",
        "2022-03",
        "2022-04",
        "2022-05",
        "2022-06",
    ]
    june = date(2026, 6, 30)
    assert observed(con, "lfs_population", "11124", "gender=women")[june] == 17_505_000
    assert observed(con, "lfs_unemployed", "11124", "gender=men")[june] == 802_000
    assert observed(con, "lfs_unemployed", "11124") == {}


def test_labels_lose_notes_factors_and_spaces_only(shared_data: Path) -> None:
    path = shared_data / "statcan_wds_displayed" / "1410028701-eng.csv"
    table = parse(path.read_text("utf-8-sig").split("\n"), path.name)
    members = {member for cell in table.cells for _, member in cell.dimensions}
    assert {"Population", "Part-time employment", "Seasonally adjusted", "Trend-cycle", "15 years and over"} <= members
    assert not [member for member in members if member[-1].isdigit() or "(x" in member or "  " in member]
    assert (table.product_id, table.release_date) == ("14-10-0287", "2026-07-10")


def test_real_long_tables(con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "statcan_wds_long"
    industry, labour = source("industry"), source("labour")
    lines = staged(con, folder / "1410002301_full_QB.csv", industry, tmp_path).lines
    assert (lines.physical, lines.header, lines.kept, lines.blank, lines.balance) == (363, 1, 360, 2, 0)
    row = con.execute(
        "SELECT product_id, ref_date, period_start, period_end, geo, dguid, dimensions, uom, scalar, vector, value "
        "FROM staged.statcan_table WHERE line = 2"
    ).fetchall()[0]
    assert row[:6] == ("14-10-0023", "2001", date(2001, 1, 1), date(2001, 12, 31), "Quebec", "2021A000224")
    assert json.loads(row[6])["North American Industry Classification System (NAICS)"].endswith("[113, 1153]")
    assert row[7:] == ("Persons in thousands", 1000, "v2365964", 20_400)
    staged(con, folder / "14100287.csv", labour, tmp_path)
    assert observe(con, labour) == 478  # two rows of 480 are unadjusted
    assert observed(con, "lfs_unemployed", "24")[date(2024, 12, 31)] == 271_300
    with pytest.raises(ConfigurationError, match="14-10-0023 is known to be a measure"):
        observe(con, industry)


def test_the_sum_of_a_long_file_is_the_sum_of_its_text(
    con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path
) -> None:
    path = shared_data / "statcan_wds_long" / "1410002301_full_QB.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = sum(round(float(row["VALUE"]) * 1000) for row in csv.DictReader(file) if row["VALUE"])
    staged(con, path, source(), tmp_path)
    assert con.execute("SELECT sum(value) FROM staged.statcan_table").fetchall()[0][0] == expected


# Our samples


def test_a_displayed_sample_cell_by_cell(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    found = staged(con, SAMPLES / "displayed.csv", source(), tmp_path)
    assert (found.lines.physical, found.lines.header, found.lines.notes, found.lines.kept) == (32, 7, 14, 5)
    rows = con.execute(
        "SELECT line, ref_date, value, symbol, scalar, uom FROM staged.statcan_table "
        "WHERE line IN (15, 17, 20) AND dimensions LIKE '%Total - Gender%' ORDER BY line, period_start"
    ).fetchall()
    assert rows == [
        (15, "December 2023", 7_000_100, None, 1000, "Persons in thousands"),
        (15, "January 2024", 7_001_200, None, 1000, "Persons in thousands"),
        (17, "December 2023", 300_500, "E", 1000, "Persons in thousands"),
        (17, "January 2024", None, "x", 1000, "Persons in thousands"),
        (20, "December 2023", 4.3, None, 1, "Percent"),
        (20, "January 2024", 4.4, "p", 1, "Percent"),
    ]
    assert observe(con, source()) == 8
    assert list(observed(con, "lfs_unemployed", "24").values()) == [300_500, "suppressed"]
    assert list(observed(con, "lfs_unemployed", "24", "gender=men").values()) == [150_200, "unreliable"]
    statuses = con.execute("SELECT status FROM observations WHERE value = 300500").fetchall()
    assert statuses == [("estimated",)]


def test_sex_of_older_editions_is_gender(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged(con, SAMPLES / "14100287.csv", source(vintage=""), tmp_path)
    assert observe(con, source(vintage="")) == 4
    end = date(2023, 12, 31)
    assert observed(con, "lfs_population", "24") == {end: 7_000_100}
    assert observed(con, "lfs_population", "24", "gender=women") == {end: 3_599_600}
    assert observed(con, "lfs_unemployed", "24") == {end: "suppressed"}
    assert observed(con, "lfs_unemployed", "24", "gender=women") == {end: "not_available"}
    assert con.execute("SELECT DISTINCT vintage FROM observations").fetchall() == [("2021",)]
    assert con.execute("SELECT status FROM observations WHERE value = 3599600").fetchall() == [("revised",)]


def zipped(folder: Path, members: dict[str, str], name: str = "14100287-eng.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def test_a_zipped_table_is_read_with_its_metadata(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    both = {"14100287_MetaData.csv": METADATA, "14100287.csv": LONG}
    lines = staged(con, zipped(tmp_path, both), source(), work).lines
    assert (lines.kept, lines.blank, lines.balance) == (6, 2, 0)
    quarterly = {**both, "14100287_MetaData.csv": METADATA.replace('"Monthly"', '"Quarterly"')}
    staged(con, zipped(tmp_path, quarterly), source("quarters"), work)
    ends = "SELECT DISTINCT period_end FROM staged.statcan_table WHERE source_id = ?"
    assert con.execute(ends, ["quarters"]).fetchall() == [(date(2024, 2, 29),)]
    assert con.execute(ends, ["labour"]).fetchall() == [(date(2023, 12, 31),)]
    assert list(work.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (
            {"14100287.csv": LONG, "14100288_MetaData.csv": METADATA.replace("14100287", "14100288")},
            "its metadata 14-10-0288",
        ),
        ({"14100287.csv": LONG, "14100288.csv": LONG}, "found 2"),
        ({"14100287_MetaData.csv": METADATA}, "found 0"),
    ],
)
def test_an_archive_that_is_not_one_table_is_refused(
    members: dict[str, str], says: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=says):
        staged(con, zipped(tmp_path, members), source(), tmp_path)


def test_staging_again_replaces(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for _ in range(2):
        staged(con, SAMPLES / "displayed.csv", source(), tmp_path)
        assert observe(con, source()) == 8
    assert con.execute("SELECT count(*) FROM staged.statcan_table").fetchall() == [(20,)]


# Broken files


def without_line(text: str, start: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(start))


BROKEN: dict[str, tuple[str, Callable[[str], str], str]] = {
    "no header line": (LONG, lambda text: text.split("\n", 1)[1], "line 1: expected the header"),
    "renamed column": (LONG, lambda text: text.replace('"UOM"', '"Unit"'), "“UOM”"),
    "French edition": (LONG, lambda text: text.replace("REF_DATE", "PÉRIODE DE RÉFÉRENCE"), "in English"),
    "header alone": (LONG, lambda text: text.split("\n")[0] + "\n", "no rows below"),
    "no titles": (DISPLAYED, lambda text: without_line(text, '"Table'), "Table: 14-10-0378-01"),
    "units missing": (DISPLAYED, lambda text: without_line(without_line(text, ',,"Pers'), ',,"Perc'), "units line"),
    "first units missing": (DISPLAYED, lambda text: without_line(text, ',,"Pers'), "line 17: expected the names"),
    "header ragged": (DISPLAYED, lambda text: text.replace('"Men+",', '"Men+"'), "line 10: expected 6 header cells"),
    "a header name missing": (DISPLAYED, lambda text: text.replace('"Gender"', ""), "found empty cells"),
    "same column twice": (DISPLAYED, lambda text: text.replace("January 2024", "December 2023"), "same header"),
    "foot cut": (DISPLAYED, lambda text: text[: text.index("Footnotes")], "cut short"),
    "rows cut": (DISPLAYED, lambda text: text[: text.index(',,"Percent"')], "found the end of the file"),
    "a blank line within the rows": (DISPLAYED, lambda text: text.replace('\n,,"Perc', '\n\n,,"Perc'), "other lines"),
    "no periods": (DISPLAYED, lambda text: text.replace("January 2024", "Toronto"), "found “Toronto”"),
    "broken units": (
        DISPLAYED,
        lambda text: text.replace(',,"Percent",,,', ',,"Percent",,'),
        "line 19: expected a units",
    ),
    "empty": (DISPLAYED, lambda _: "", "empty"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_whole(what: str, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text, broken, says = BROKEN[what]
    with pytest.raises(SourceError, match=says):
        staged(con, written(tmp_path, "14100287.csv", broken(text)), source(), tmp_path)
    kept = "SELECT (SELECT count(*) FROM lines) + (SELECT count(*) FROM rejects)"
    assert con.execute(kept).fetchall() == [(0,)]


RATE = '","Quebec","2021A000224","Unemployment rate"'
REJECTED: dict[str, tuple[str, tuple[str, str], dict[int, str]]] = {
    "wrong number": (DISPLAYED, ("7,001.2", "7,01.2"), {15: "January 2024: expected a number or a symbol"}),
    "ragged row takes its merged rows along": (
        DISPLAYED,
        ('"300.5E","x",', '"300.5E",'),
        {17: "expected 6 cells", 18: "no label for Labour force characteristics"},
    ),
    "broken quote stays on its line": (DISPLAYED, ('"4.3"', '"4.3""'), {20: "expected 6 cells"}),
    "unknown symbol": (LONG, ('"","x",""', '"","q",""'), {5: "column status: expected one of"}),
    "value with x": (LONG, ('"4.3","E"', '"4.3","x"'), {7: "a symbol that says why"}),
    "quality letter without value": (LONG, ('"4.3","E"', '"","E"'), {7: "a symbol that says why"}),
    "scalar factor against its id": (LONG, ('"units","0"', '"units","3"'), {7: "SCALAR_FACTOR"}),
    "no month": (LONG, ("2023-12" + RATE, "2023-13" + RATE), {7: "a year or a month"}),
    "no number": (LONG, ('"4.3"', '"4,3"'), {7: "column value: expected a number"}),
    "no identifier": (LONG, (RATE, RATE.replace("2021A000224", "Quebec")), {7: "column dguid"}),
}


@pytest.mark.parametrize("what", REJECTED)
def test_a_broken_row_is_rejected_with_its_reason(what: str, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text, (old, new), reasons = REJECTED[what]
    assert text.count(old) == 1
    whole = staged(con, written(tmp_path, "14100287.csv", text), source("whole"), tmp_path)
    found = staged(con, written(tmp_path, "14100287.csv", text.replace(old, new)), source(), tmp_path)
    assert found.lines.balance == 0
    assert (found.lines.rejected, found.lines.kept) == (len(reasons), whole.lines.kept - len(reasons))
    rejects = con.execute("SELECT line, reason, raw FROM rejects WHERE source_id = 'labour' ORDER BY line").fetchall()
    assert [line for line, _, _ in rejects] == list(reasons)
    for line, reason, raw in rejects:
        assert reasons[line] in reason
        assert raw


def test_a_row_that_stands_twice_is_rejected(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = LONG.split("\n")[1]
    found = staged(con, written(tmp_path, "14100287.csv", LONG.replace(row, f"{row}\n{row}")), source(), tmp_path)
    assert (found.lines.kept, found.lines.rejected, found.lines.balance) == (6, 1, 0)
    assert con.execute("SELECT line FROM rejects").fetchall() == [(3,)]


def test_a_long_table_needs_its_number_from_somewhere(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = written(tmp_path, "download.csv", LONG)
    with pytest.raises(SourceError, match=r"mapping\.product"):
        staged(con, path, source(), tmp_path)
    named = source(product="14-10-0287")
    staged(con, path, named, tmp_path)
    assert observe(con, named) == 4


# What a workspace says about the cells

UNEMPLOYED = {"Labour force characteristics": "Unemployment", "Sex": "Both sexes", "Data type": "Seasonally adjusted"}


def measure(name: str = "lfs_unemployed", **where: str) -> dict[str, Any]:
    return {"measures": [{"measure": name, "where": {**UNEMPLOYED, **where}}]}


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (measure("lfs_unemployd"), "nearest name is “lfs_unemployed”"),
        (measure(**{"Labour force characteristics": "Unemploymnt"}), "nearest name is “Unemployment”"),
        (measure(**{"Age groups": "15 years and over"}), "nearest name is “Age group”"),
        (
            measure(**{"Labour force characteristics": "Unemployment rate", "Data type": "Trend-cycle"}),
            "no cell has all",
        ),
        (
            {"measures": [{"measure": "lfs_population", "where": {"Statistics": "Estimate"}}]},
            "several members of Data type",
        ),
        ({"measures": [{"measure": "lfs_population"}]}, "expected where"),
        ({"measure": []}, "nearest name is “measures”"),
        ({"geo": {"Québec": "24"}}, "nearest name is “Quebec”"),
        ({"groups": {"Sex": {"Males": "men"}}}, "found “men”"),
    ],
)
def test_a_mapping_that_fits_no_cell_names_the_nearest(
    mapping: dict[str, Any], says: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    staged(con, SAMPLES / "displayed.csv", source(), tmp_path)
    with pytest.raises(ConfigurationError, match=says):
        observe(con, source(**mapping))
    assert con.execute("SELECT count(*) FROM observations").fetchall() == [(0,)]


def test_a_mapping_of_ones_own(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    own = source(**measure(), geo={"Quebec": "99"}, groups={"Gender": {"Men+": "gender=homme;age=15+"}})
    staged(con, SAMPLES / "displayed.csv", own, tmp_path)
    assert observe(con, own) == 4
    assert len(observed(con, "lfs_unemployed", "99", "age=15+;gender=homme")) == 2


def test_names_without_boundaries_need_a_vintage(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    staged(con, SAMPLES / "displayed.csv", source(), tmp_path)
    with pytest.raises(ConfigurationError, match='vintage = "2021"'):
        observe(con, source(vintage=""))
    staged(con, written(tmp_path, "a.csv", DISPLAYED.replace('"Quebec "', '"Atlantis"')), source("other"), tmp_path)
    with pytest.raises(ConfigurationError, match="Atlantis"):
        observe(con, source("other"))


def test_the_latest_release_counts_and_one_release_may_not_contradict_itself(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    staged(con, written(tmp_path, "old.csv", DISPLAYED), source(), tmp_path)
    newer = DISPLAYED.replace("2024-02-09", "2024-03-08").replace("7,000.1", "7,100.1")
    staged(con, written(tmp_path, "new.csv", newer), source(), tmp_path)
    assert observe(con, source()) == 8
    assert observed(con, "lfs_population", "24")[date(2023, 12, 31)] == 7_100_100
    staged(con, written(tmp_path, "copy.csv", newer + "\n"), source(), tmp_path)
    assert observe(con, source()) == 8
    staged(con, written(tmp_path, "other.csv", newer.replace("7,100.1", "7,200.2")), source(), tmp_path)
    with pytest.raises(RelanceError, match="two files"):
        observe(con, source())


# Any table that the site can make


@pytest.mark.parametrize(
    ("text", "scalar", "expected"),
    [
        ("3,609.8", 1000, ("3609800.0", "")),
        ("-0.5", 1, ("-0.5", "")),
        ("12 E", 1, ("12", "E")),
        ("..", 1, (None, "..")),
        ("", 1, (None, "")),
        ("1,2,3", 1, None),
        ("1.2.3", 1, None),
        ("NaN", 1, None),
        ("1e5", 1, None),
    ],
)
def test_a_cell_is_a_number_a_symbol_or_neither(text: str, scalar: int, expected: object) -> None:
    assert number_and_symbol(text, scalar) == expected


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("February 2024", ("2024-02-01", "2024-02-29")),
        ("Q4 2023", ("2023-10-01", "2023-12-31")),
        ("2021", ("2021-01-01", "2021-12-31")),
    ],
)
def test_a_displayed_period_is_a_month_a_quarter_or_a_year(text: str, period: tuple[str, str]) -> None:
    assert _period(text, "file") == period


def merged(keys: list[tuple[str, ...]], depth: int) -> list[str]:
    """Write a label once over (or beside) the block of columns (or rows) that it stands for."""
    starts = [at == 0 or keys[at][: depth + 1] != keys[at - 1][: depth + 1] for at in range(len(keys))]
    return [key[depth] if start else "" for key, start in zip(keys, starts, strict=True)]


def rendered(columns: list[tuple[str, ...]], rows: list[tuple[str, ...]], values: list[list[str]]) -> str:
    """Lay a table out as Statistics Canada displays it."""
    width, indent = len(rows[0]), [""] * (len(rows[0]) - 1)
    lines = [
        [*indent, f"{name} 1 2", *merged(columns, depth)]
        for depth, name in zip(range(len(columns[0]) - 1), ("Geography", "Gender"), strict=False)
    ]
    lines.append([*(f"Stub {at}" for at in range(width)), *(column[-1] for column in columns)])
    lines.append([*indent, "", "Number", *[""] * (len(columns) - 1)])
    labels = zip(*(merged(rows, depth) for depth in range(width - 1)), [row[-1] for row in rows], strict=True)
    lines += [[*label, *texts] for label, texts in zip(labels, values, strict=True)]
    body = "\n".join(",".join(f'"{cell}"' if cell else "" for cell in line) for line in lines)
    foot = 'Footnotes:\n1,"One."\n2,"Two."\n\n"How to cite: made up"\n'
    return f'"Title 1"\n"Table: 99-10-0001-01"\n"Release date: 2024-01-31"\n""\n\n{body}\n\n{foot}'


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, dict[tuple[str, ...], str]]:
    """Draw a table: one or two dimensions over the columns and beside the rows; give its text and its cells."""
    some = st.integers(1, 3)
    above, beside = (
        [[f"{name} {member}" for member in "abc"[: draw(some)]] for name in names[: draw(st.integers(1, 2))]]
        for names in ("PQ", "RS")
    )
    columns = list(product(*above, ["March 2020", "April 2020"][: draw(st.integers(1, 2))]))
    rows = list(product(*beside))
    value = st.one_of(st.integers(-9999, 9_999_999).map("{:,}".format), st.sampled_from(["x", "..", "F", "1.5E"]))
    values = [[draw(value) for _ in columns] for _ in rows]
    keys = product(rows, columns)
    return rendered(columns, rows, values), {
        (*row, *column): text for (row, column), text in zip(keys, (v for line in values for v in line), strict=True)
    }


@few(25)
@given(tables())
def test_every_cell_comes_back_with_its_members(table: tuple[str, dict[tuple[str, ...], str]]) -> None:
    text, expected = table
    found = parse(text.split("\n"), "made up")
    assert found.refused == []
    read = {
        tuple(sorted((*(member for _, member in cell.dimensions), cell.geo, cell.ref_date))): (cell.value, cell.symbol)
        for cell in found.cells
    }
    assert read == {tuple(sorted(key)): number_and_symbol(value, 1) for key, value in expected.items()}
    rows = len({cell.line for cell in found.cells})
    assert found.physical == found.header + found.notes + found.blank + rows
