"""Places: what their files may say, and how counts on older tracts and smaller areas reach them whole."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ConfigurationError, SourceError
from schemas.vocabulary import Text
from tests.memory import database
from tests.trying import few
from warehouse.database import create_tables
from warehouse.places import Kind, Part, Place, build_place_parts, load_places
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources import crosswalk
from warehouse.staging import Staged

TOML = """
[[place]]
id = "sud-ouest"
name_en = "Le Sud-Ouest"
name_fr = "Le Sud-Ouest"
kind = "study"
parts = "tracts.csv"

[[place]]
id = "saint-henri"
name_en = "Saint-Henri"
name_fr = "Saint-Henri"
kind = "neighbourhood"
parts = [{ vintage = "2021", area_id = "4620079.00", weight = 0.5 }]

[[place]]
id = "petite-bourgogne"
name_en = "Little Burgundy"
name_fr = "Petite-Bourgogne"
kind = "neighbourhood"
parts = [{ vintage = "2021", area_id = "4620079.00", weight = 0.5 }, { vintage = "2021", area_id = "4620080.00" }]
"""
CSV = "vintage,area_id,weight\n2021,4620079.00,1\n2021,4620080.00,1\n"
LINK = "source_ctuid,target_ctuid,w_pop,w_dwe\n"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as connection:
        create_tables(connection)
        crosswalk.create_correspondence(connection)
        yield connection


def folder(path: Path, toml: str = TOML, tracts: str = CSV) -> Path:
    places = path / "places"
    places.mkdir()
    (places / "places.toml").write_text(toml, "utf-8")
    (places / "tracts.csv").write_text(tracts, "utf-8")
    return places


def place(id_: str, parts: Iterable[tuple[str, str, float]], kind: Kind = Kind.COMPARATOR) -> Place:
    return Place(id_, Text(id_, id_), kind, tuple(Part(*part) for part in parts))


def link(con: duckdb.DuckDBPyConnection, rows: Iterable[tuple[str, str, float]], way: tuple[str, str]) -> None:
    links = [(*way, older, newer, weight, weight, "s", 2) for older, newer, weight in rows]
    con.executemany("INSERT INTO correspondence VALUES (?, ?, ?, ?, ?, ?, ?, ?)", links)


def publish(con: duckdb.DuckDBPyConnection, vintage: str, areas: Iterable[str], measure: str = "population") -> None:
    con.executemany(
        "INSERT INTO observations "
        "VALUES ('s', 'x', 2, ?, ?, ?, DATE '2021-05-11', DATE '2021-05-11', 'total', 10, 'normal')",
        [(measure, area, vintage) for area in areas],
    )


def contain(con: duckdb.DuckDBPyConnection, vintage: str, within: str, areas: Iterable[str]) -> None:
    con.executemany("INSERT INTO containment VALUES (?, ?, ?, 's')", [(vintage, area, within) for area in areas])


def parts(con: duckdb.DuckDBPyConnection, id_: str, vintage: str) -> dict[str, tuple[str, float]]:
    query = "SELECT area_id, via_id, weight FROM place_parts WHERE place_id = ? AND vintage = ? ORDER BY area_id"
    return {area: (via, weight) for area, via, weight in con.execute(query, [id_, vintage]).fetchall()}


def areas(con: duckdb.DuckDBPyConnection, id_: str, vintage: str) -> list[str]:
    query = "SELECT via_id FROM place_areas WHERE place_id = ? AND vintage = ? ORDER BY via_id"
    return [via for (via,) in con.execute(query, [id_, vintage]).fetchall()]


# The files of a workspace


def test_places_are_read_in_the_order_of_their_files(tmp_path: Path) -> None:
    study, first, second = load_places(folder(tmp_path))
    assert (study.id, study.kind, study.name.fr) == ("sud-ouest", Kind.STUDY, "Le Sud-Ouest")
    assert study.parts == (Part("2021", "4620079.00", 1.0), Part("2021", "4620080.00", 1.0))
    assert first.parts == (Part("2021", "4620079.00", 0.5),)
    assert [part.weight for part in second.parts] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "study"', 'kind = "studdy"', "place sud-ouest, key kind: .*nearest is “study”"),
        ("name_en = ", "name_eng = ", "unknown key: “name_eng” .*nearest is “name_en”"),
        ("[[place]]", "[[places]]", "unknown key: “places”.*nearest is “place”"),
        ('parts = "tracts.csv"', 'parts = "tract.csv"', "no file tract.csv .*nearest is “tracts.csv”"),
        ('parts = "tracts.csv"', "parts = 3", "key parts: expected a CSV"),
        ('parts = "tracts.csv"', "", "key parts: expected a CSV"),
        ('id = "saint-henri"', 'id = "sud-ouest"', "place id sud-ouest is listed twice"),
        ('id = "saint-henri"', 'id = "Saint Henri"', "key id: expected small letters"),
        ('name_fr = "Saint-Henri"', "name_fr = 1", "saint-henri, key name_fr: expected text"),
        ("weight = 0.5 }]", "weight = 0.4 }]", "4620079.00 of 2021 sum to 0.9, expected 1"),
        ("weight = 0.5 }]", "weight = 0.6 }]", "4620079.00 of 2021 sum to 1.1, expected 1"),
        ("weight = 0.5", "weight = 0", "weight: expected a number above 0"),
        ("weight = 0.5", "weight = 1.01", "weight: expected a number above 0"),
        ("weight = 0.5", 'weight = "half"', "weight: expected a number above 0"),
        ("weight = 0.5", "wieght = 0.5", "saint-henri, part 1, unknown key: .*nearest is “weight”"),
        ('"4620080.00" }]', '"4620079.00" }]', "area 4620079.00 of 2021 is listed twice"),
        ('"4620080.00" }]', '"4620080.1" }]', "“4620080.1” is no area of a known form; a tract has two decimals"),
        ('"4620080.00" }]', '"Montréal" }]', "“Montréal” is no area of a known form"),
        ('vintage = "2021", area_id = "4620080.00"', 'vintage = "21", area_id = "4620080.00"', "expected a year"),
        ('vintage = "2021", area_id = "4620080.00"', 'vintage = 2021, area_id = "4620080.00"', "in quotation marks"),
        ("[[place]]\nid", "[[place]\nid", r"places/places.toml is not valid TOML: .*line 2"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_names_file_key_and_nearest_name(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert old in TOML
    with pytest.raises(ConfigurationError, match=says):
        load_places(folder(tmp_path, TOML.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("tracts", "says"),
    [
        (CSV.replace("area_id", "ctuid"), "tracts.csv, line 1: expected vintage,area_id,weight"),
        (CSV.replace("4620080.00,1", "4620080,1"), "“4620080” stands among tracts and has no decimals"),
        (CSV.replace("4620080.00,1", "4620080.00,"), "tracts.csv, line 3, weight"),
        (CSV.replace("4620080.00", "4620079.00"), "area 4620079.00 of 2021 is listed twice"),
        ("vintage,area_id,weight\n", "at least one area"),
    ],
)
def test_a_wrong_list_of_areas_names_its_line(tracts: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_places(folder(tmp_path, tracts=tracts))


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="at least one"):
        load_places(tmp_path)


# Correspondences


def staged(con: duckdb.DuckDBPyConnection, path: Path, work: Path, source: Source) -> Staged:
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    snapshot = Snapshot(sha256, path, len(content), str(path), path.name, "", datetime(2024, 1, 1, tzinfo=UTC))
    return crosswalk.stage(con, snapshot, source, work)


def source(from_: str = "2011", to: str = "2021", **more: str) -> Source:
    mapping = {"from": from_, "to": to, **more}
    return Source(f"link-{from_}-{to}", "crosswalk", "", "MIT", "", "", mapping=mapping)


@pytest.mark.parametrize(
    ("way", "lines"),
    [
        (("2006", "2011"), (5613, 68, 5544, 0)),
        (("2011", "2016"), (5954, 108, 5845, 0)),
        (("2016", "2021"), (6488, 101, 6386, 0)),
        (("2011", "2021"), (6700, 194, 6504, 1)),  # the pair 9330007.02 to 9330009.02 stands twice
    ],
)
def test_real_correspondences_lead_every_resident_somewhere(
    way: tuple[str, str],
    lines: tuple[int, ...],
    con: duckdb.DuckDBPyConnection,
    shared_data: Path,
    tmp_path: Path,
) -> None:
    path = shared_data / "cltd_census_tract_crosswalk" / f"ct_{way[0]}_{way[1]}.csv"
    found = staged(con, path, tmp_path, source(*way)).lines
    assert (found.physical, found.notes, found.kept, found.rejected) == lines
    assert found.balance == 0
    assert crosswalk.observe(con, source(*way)) == found.kept
    assert crosswalk.observe(con, source(*way)) == found.kept
    unwhole = (
        "SELECT from_id FROM correspondence GROUP BY from_id "
        "HAVING abs(sum(weight) - 1) > 0.001 OR abs(sum(dwelling_weight) - 1) > 0.001"
    )
    assert con.execute(unwhole).fetchall() == []


def test_broken_rows_of_a_correspondence_are_rejected(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        "4620069.00,4620069.01,0.9,0.9",
        "4620069.00,4620069.1,0.1,0.1",  # the last zero is lost
        "4620070,4620070.00,1,1",
        "4620071.00,4620071.00,1.02,1",
        "4620072.00,4620072.00,-0.5,1",
        "4620073.00,4620073.00,most,1",
        "-1,4620073.00,-1,-1",
        "4620073.00,-1,0.0000000001,0.0000000001",
        "",
        "4620069.00,4620069.01,0.1,0.1",
        "4620074.00,,1,1",
    ]
    path = tmp_path / "link.csv"
    path.write_text(LINK + "\n".join(rows) + "\n", "utf-8")
    found = staged(con, path, tmp_path, source()).lines
    assert (found.physical, found.header, found.notes, found.blank) == (12, 1, 2, 1)
    assert (found.kept, found.rejected, found.balance) == (1, 7, 0)
    reasons = dict(con.execute("SELECT line, reason FROM rejects").fetchall())
    assert sorted(reasons) == [3, 4, 5, 6, 7, 11, 12]
    assert "a spreadsheet takes the last zeros off" in reasons[3]
    assert "an earlier line" in reasons[11]


def test_a_correspondence_with_another_header_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "link.csv"
    path.write_text("target_ctuid,source_ctuid,w_pop,w_dwe\n4620069.00,4620069.01,1,1\n", "utf-8")
    with pytest.raises(SourceError, match="column 1 of the header should be “source_ctuid”"):
        staged(con, path, tmp_path, source())


@pytest.mark.parametrize(("mapping", "says"), [({"to": "21"}, "to = “21”"), ({"via": "2016"}, "unknown key “via”")])
def test_a_correspondence_says_which_censuses_it_joins(
    mapping: dict[str, str], says: str, con: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        crosswalk.observe(con, source(**mapping))


def test_two_files_with_the_same_pair_are_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for number, weight in enumerate(("1", "1.0")):
        path = tmp_path / f"link{number}.csv"
        path.write_text(f"{LINK}4620069.00,4620069.01,{weight},1\n", "utf-8")
        staged(con, path, tmp_path, source())
    with pytest.raises(SourceError, match=r"from tract 4620069\.00 to 4620069\.01"):
        crosswalk.observe(con, source())


# Carrying


def carried_by_hand(shared_data: Path, year: str, weight: str) -> dict[str, float]:
    """Give the shares of older tracts in Le Sud-Ouest, with nothing but the csv module."""
    with (shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv").open() as file:
        ours = {row["ctuid_2021"] for row in csv.DictReader(file)}
    shares: dict[str, float] = defaultdict(float)
    with (shared_data / "cltd_census_tract_crosswalk" / f"ct_{year}_2021.csv").open() as file:
        for row in csv.DictReader(file):
            if row["target_ctuid"] in ours and row["source_ctuid"] != "-1":
                shares[row["source_ctuid"]] += float(row[weight])
    return shares


@pytest.mark.parametrize(("year", "expected"), [("2011", 71_537), ("2016", 78_146)])
def test_older_populations_reach_the_boundaries_of_2021(
    year: str, expected: int, con: duckdb.DuckDBPyConnection, shared_data: Path, tmp_path: Path
) -> None:
    shares = carried_by_hand(shared_data, year, "w_pop")
    census = shared_data / "statcan_census_cancensus_montreal_da" / f"Montreal_CSD_DA_CA{year[2:]}.csv"
    with census.open(encoding="utf-8", newline="") as file:
        rows = [(row["CT_UID"], row["GeoUID"], float(row["Population"])) for row in csv.DictReader(file)]
    by_hand = sum(shares[tract] * residents for tract, _, residents in rows if tract in shares)
    assert by_hand == pytest.approx(expected, abs=1)

    way = source(year, "2021")
    staged(con, shared_data / "cltd_census_tract_crosswalk" / f"ct_{year}_2021.csv", tmp_path, way)
    crosswalk.observe(con, way)
    values = [(area, year, residents) for _, area, residents in rows]
    con.execute("CREATE TABLE residents (area_id VARCHAR, vintage VARCHAR, value DOUBLE)")
    con.execute(
        "INSERT INTO residents SELECT unnest($1), unnest($2), unnest($3)", [list(c) for c in zip(*values, strict=True)]
    )
    con.execute(
        "INSERT INTO observations SELECT 's', 'x', 2, 'population', area_id, vintage, DATE '2011-05-10', "
        "DATE '2011-05-10', 'total', value, 'normal' FROM residents"
    )
    con.execute(
        "INSERT INTO containment SELECT $1, unnest($2), unnest($3), 's'",
        [year, [area for _, area, _ in rows], [tract for tract, _, _ in rows]],
    )
    with (shared_data / "montreal_open_data" / "DERIVED_sud_ouest_census_tracts_2021.csv").open() as file:
        tracts = [("2021", row["ctuid_2021"], 1.0) for row in csv.DictReader(file)]
    build_place_parts(con, [place("sud-ouest", tracts, Kind.STUDY)])
    total = con.execute(
        "SELECT sum(weight * value) FROM place_parts JOIN observations USING (area_id, vintage) WHERE vintage = ?",
        [year],
    ).fetchall()[0][0]
    assert total == pytest.approx(by_hand, abs=0.01)
    dwellings = dict(
        con.execute("SELECT via_id, dwelling_weight FROM place_areas WHERE vintage = ?", [year]).fetchall()
    )
    assert dwellings == pytest.approx(carried_by_hand(shared_data, year, "w_dwe"), abs=1e-9)


TRACTS = [f"46200{number}.00" for number in range(10, 16)]


@st.composite
def divisions(draw: st.DrawFn) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Draw shares of older tracts in newer ones, and a division of every newer tract among three places."""

    def shared(keys: list[str]) -> dict[str, float]:
        chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
        sizes = [draw(st.integers(1, 1000)) for _ in chosen]
        return {key: size / sum(sizes) for key, size in zip(chosen, sizes, strict=True)}

    older = {f"1{tract[1:]}": shared(TRACTS) for tract in TRACTS[: draw(st.integers(1, 6))]}
    return older, {tract: shared(["a", "b", "c"]) for tract in TRACTS}


@few(6)
@given(drawn=divisions(), random=st.randoms())
def test_nobody_is_lost_and_order_does_not_matter(
    drawn: tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]], random: Random
) -> None:
    older, division = drawn
    ids = sorted({id_ for shares in division.values() for id_ in shares})
    held = {id_: [("2021", tract, division[tract][id_]) for tract in TRACTS if id_ in division[tract]] for id_ in ids}
    tables = []
    with database() as con:
        create_tables(con)
        crosswalk.create_correspondence(con)
        link(
            con, [(old, new, share) for old, shares in older.items() for new, share in shares.items()], ("2016", "2021")
        )
        for _ in range(2):
            for tracts in held.values():
                random.shuffle(tracts)
            random.shuffle(ids)
            build_place_parts(con, [place(id_, held[id_]) for id_ in ids])
            tables.append(con.execute("FROM place_parts").fetchall())
        sums = con.execute(
            "SELECT area_id, sum(weight) FROM place_parts WHERE vintage = '2016' GROUP BY ALL"
        ).fetchall()
    assert tables[0] == tables[1]
    shares = {area: share for area, share in sums if area in older}
    assert shares == pytest.approx(dict.fromkeys(older, 1.0), abs=1e-5)


def test_only_a_correspondence_to_the_places_own_vintage_carries(con: duckdb.DuckDBPyConnection) -> None:
    link(con, [("4620010.00", "4620010.01", 1)], ("2011", "2016"))
    link(con, [("4620010.00", "4620010.02", 1)], ("2006", "2021"))
    link(con, [("4620010.01", "4620010.02", 1)], ("2016", "2021"))
    own = place("own", [("2021", "4620010.02", 1), ("2016", "4620010.99", 0.5)])
    mixed = place("mixed", [("2021", "4620010.02", 1), ("2021", "24", 1)])
    build_place_parts(con, [own, mixed, place("newer", [("2021", "4620010.02", 1)])])
    assert parts(con, "own", "2006") == {"4620010.00": ("4620010.00", 1.0)}
    assert parts(con, "own", "2016") == {"4620010.99": ("4620010.99", 0.5)}  # what is declared stands
    assert areas(con, "newer", "2011") == []  # two steps away: shares of shares are not what was published
    assert areas(con, "mixed", "2006") == []  # half a place is no place


def test_the_latest_declared_vintage_carries(con: duckdb.DuckDBPyConnection) -> None:
    link(con, [("4620010.00", "4620016.00", 1)], ("2011", "2016"))
    link(con, [("4620010.00", "4620021.00", 0.25)], ("2011", "2021"))
    build_place_parts(con, [place("both", [("2016", "4620016.00", 1), ("2021", "4620021.00", 1)])])
    assert parts(con, "both", "2011") == {"4620010.00": ("4620010.00", 0.25)}


def test_a_tract_that_nothing_leads_to_is_a_hole(con: duckdb.DuckDBPyConnection) -> None:
    """Its id may be another area's in the older census, so it stands there under its own vintage."""
    link(con, [("4620010.00", "4620010.00", 1)], ("2016", "2021"))
    publish(con, "2016", ["4620010.00", "4620011.00"])
    build_place_parts(con, [place("p", [("2021", "4620010.00", 1), ("2021", "4620011.00", 1)])])
    assert areas(con, "p", "2016") == ["2021:4620011.00", "4620010.00"]


def test_slivers_hold_nobody(con: duckdb.DuckDBPyConnection) -> None:
    link(con, [("4620010.00", "4620010.00", 1), ("4629999.00", "4620010.00", 1e-10)], ("2016", "2021"))
    build_place_parts(con, [place("p", [("2021", "4620010.00", 1)])])
    assert areas(con, "p", "2016") == ["4620010.00"]


# What stands for a declared area


def test_smaller_areas_stand_for_a_tract_or_it_stands_for_itself(con: duckdb.DuckDBPyConnection) -> None:
    tract, small = "4620010.00", ["24660001", "24660002"]
    contain(con, "2021", tract, small)
    publish(con, "2021", small)
    half = place("p", [("2021", tract, 0.5)])
    build_place_parts(con, [half])
    assert parts(con, "p", "2021") == dict.fromkeys(small, (tract, 0.5))
    publish(con, "2021", [tract])
    build_place_parts(con, [half])
    assert parts(con, "p", "2021") == {tract: (tract, 0.5)}
    publish(con, "2021", small, "unemployed")  # now the smaller areas say more
    build_place_parts(con, [half])
    assert sorted(parts(con, "p", "2021")) == small
    assert areas(con, "p", "2021") == [tract]


def test_a_municipality_is_taken_apart_at_one_level_only(con: duckdb.DuckDBPyConnection) -> None:
    contain(con, "2021", "2466023", ["24660001", "24660002", "4620010.00"])
    contain(con, "2021", "4620010.00", ["24660001", "24660002"])
    publish(con, "2021", ["24660001", "24660002", "4620010.00"])
    build_place_parts(con, [place("city", [("2021", "2466023", 1)])])
    assert parts(con, "city", "2021") == {"4620010.00": ("2466023", 1.0)}


def test_a_fact_about_some_tracts_does_not_take_their_city_apart(con: duckdb.DuckDBPyConnection) -> None:
    contain(con, "2021", "2466023", ["4620010.00"])
    publish(con, "2021", ["4620010.00", "2466023"])
    publish(con, "2021", ["4620010.00"], "residents_quintile_5")
    con.execute("UPDATE observations SET source_id = 'facts' WHERE measure_id = 'residents_quintile_5'")
    build_place_parts(con, [place("city", [("2021", "2466023", 1)])])
    assert parts(con, "city", "2021") == {"2466023": ("2466023", 1.0)}


def test_a_metropolitan_area_is_never_summed_from_an_extract(con: duckdb.DuckDBPyConnection) -> None:
    for wider in ("462", "24"):
        contain(con, "2021", wider, ["24660001"])
    publish(con, "2021", ["24660001"])
    build_place_parts(con, [place("cma", [("2021", "462", 1)]), place("province", [("2021", "24", 1)])])
    assert parts(con, "cma", "2021") == {"462": ("462", 1.0)}
    assert parts(con, "province", "2021") == {"24": ("24", 1.0)}


def test_an_area_counted_twice_is_an_error_and_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    build_place_parts(con, [place("p", [("2021", "4620010.00", 1)])])
    before = con.execute("FROM place_parts").fetchall()
    contain(con, "2021", "4620010.00", ["24660001"])
    publish(con, "2021", ["24660001"])
    with pytest.raises(ConfigurationError, match="24660001 of 2021 counts twice, in 24660001 and in 4620010"):
        build_place_parts(con, [place("p", [("2021", "4620010.00", 1), ("2021", "24660001", 1)])])
    assert con.execute("FROM place_parts").fetchall() == before


def test_facts_belong_to_every_place_and_the_register_to_the_study(con: duckdb.DuckDBPyConnection) -> None:
    tracts = [("2021", "4620010.00", 0.5), ("2021", "4620011.00", 1), ("2016", "4620012.00", 1)]
    study = place("study", tracts, Kind.STUDY)
    neighbourhood = place("hood", tracts[:1], Kind.NEIGHBOURHOOD)
    number = build_place_parts(con, [study, neighbourhood, place("other", [("2021", "24", 1)])])
    assert number == con.execute("SELECT count(*) FROM place_parts").fetchall()[0][0]
    assert parts(con, "other", "facts") == {"other": ("other", 1.0)}
    assert parts(con, "study", "facts") == {"study": ("study", 1.0)}
    assert sorted(parts(con, "study", "register")) == ["4620010.00", "4620011.00", "elsewhere"]
    assert parts(con, "hood", "register") == {"4620010.00": ("4620010.00", 1.0)}
    assert areas(con, "other", "register") == []
    assert areas(con, "study", "register") == ["4620010.00", "4620011.00", "elsewhere"]
