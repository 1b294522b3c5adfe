"""Names, mappings and codes are data wherever they go: in SQL, in pages, in CSV files and in workbooks."""

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from flows.explaining import explain
from flows.revising import diff, history
from flows.rollback import rollback
from flows.workspace import Workspace
from schemas.errors import ConfigurationError, RelanceError
from tests.flows.conftest import run_once
from tests.flows.district import HEADER, compute_two, copied, make_district, people, write_facts
from tests.malformed.seeds import Seed
from tests.memory import database
from tests.trying import few
from tests.warehouse.test_malformed import stage
from warehouse.database import create_tables, identifier, literal
from warehouse.source import Source
from warehouse.sources import statcan_table

ATTACKS = (
    "'; DROP TABLE lines; --",
    '"; DROP TABLE lines; --',
    "x' OR '1'='1",
    '") FROM lines; --',
    "$1",
    "?",
    "%s {0} {} {{7*7}}",
    "\\",
    "\\'",
    "/*",
    "--",
    "'||(SELECT max(raw) FROM rejects)||'",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "NULL",
    "../../etc/passwd",
    "\u202eevil",
    "’",
)
words = st.sampled_from(ATTACKS) | st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\n"), min_size=1, max_size=25
)
calm = settings(suppress_health_check=list(HealthCheck))


@few(4, calm)
@given(words | st.text(min_size=1, max_size=10))
@example("\0")
def test_a_quoted_name_or_text_is_itself(text: str) -> None:
    assume(not any("\ud800" <= character <= "\udfff" for character in text))
    with database() as con:
        assert con.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]
        if "\0" not in text:
            con.execute(f"CREATE TABLE {identifier(text)} ({identifier(text)} INT)").fetchall()
            assert con.execute(
                "SELECT table_name, column_name FROM duckdb_columns() "
                "WHERE NOT internal AND database_name = current_database()"
            ).fetchall() == [(text, text)]


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


def _names(drawn: list[str]) -> list[str]:
    """Make names of what was drawn that differ also after a reader has taken the blanks off."""
    return [f"{at}{name.strip()}" for at, name in enumerate(drawn)]


@few(4, calm)
@given(st.lists(words, min_size=4, max_size=4), st.lists(words, min_size=3, max_size=3))
def test_columns_and_codes_of_a_register_may_be_called_anything(drawn: list[str], codes: list[str]) -> None:
    number, gender, status, other = _names(drawn)
    woman, man, work = _names(codes)
    rows = [[number, gender, status, other], ["1", woman, work, "x"], ["2", man, work, "'; DROP TABLE lines; --"]]
    mapping = {
        "columns": {"person_id": number, "gender": gender, "entry_status": status},
        "codes": {"gender": {woman: "woman", man: "man"}, "entry_status": {work: "employed"}},
    }
    seed = Seed(
        "p", "programme", "p.csv", _written(rows), 1, b"", b"", settings={"table": "persons", "mapping": mapping}
    )
    with TemporaryDirectory() as folder, database() as con:
        create_tables(con)
        assert stage(con, seed, Path(folder)).lines.kept == 2
        assert con.execute("SELECT gender FROM staged.persons ORDER BY line").fetchall() == [("woman",), ("man",)]
        assert con.execute("SELECT count(*) FROM lines").fetchall() == [(1,)]


@few(4, calm)
@given(words, words, words, words)
def test_dimensions_and_members_of_a_table_may_be_called_anything(a: str, b: str, member: str, other: str) -> None:
    first, second = _names([a, b])
    head = ["REF_DATE", "GEO", "DGUID", first, second, "UOM", "UOM_ID", "SCALAR_FACTOR", "SCALAR_ID", "VECTOR"]
    head += ["COORDINATE", "VALUE", "STATUS", "SYMBOL", "TERMINATED", "DECIMALS"]
    tail = ["Persons", "1", "units", "0", "v1", "1.1", "12", "", "", "", "0"]
    member, other = _names([member, other])
    rows = [head] + [["2023-12", "Quebec", "2021A000224", m, other, *tail] for m in (member, "else")]
    chosen = {"measure": "lfs_unemployed", "where": {first: member, second: other}}
    seed = Seed("t", "statcan_table", "14100287.csv", _written(rows), 1, b"", b"")
    with TemporaryDirectory() as folder, database() as con:
        create_tables(con)
        stage(con, seed, Path(folder))
        told = con.execute("SELECT dimensions FROM staged.statcan_table ORDER BY line").fetchall()
        assert json.loads(told[0][0]) == {first.strip(): member, second.strip(): other}
        source = Source("statcan_table", "statcan_table", "", "", "", "", mapping={"measures": [chosen]})
        assert statcan_table.observe(con, source) == 1


@few(4, calm)
@given(words, words)
def test_texts_of_facts_are_kept_as_they_are(citation: str, caveat: str) -> None:
    fact = ["population", "here", "facts", "2021-01-01", "2021-01-01", "total", "5", "normal"]
    rows = [HEADER.split(","), [*fact, f"{citation}, a long citation of 2021", caveat, caveat]]
    seed = Seed("f", "facts", "facts.csv", _written(rows), 1, b"", b"")
    with TemporaryDirectory() as folder, database() as con:
        create_tables(con)
        stage(con, seed, Path(folder))
        assert con.execute("SELECT source, caveat_en FROM staged.facts").fetchall() == [
            (f"{citation}, a long citation of 2021", caveat)
        ]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        compute_two(monkeypatch)
        yield Workspace(copied(tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("asked")))


@few(3, calm)
@given(name=words | st.text(max_size=9))
def test_what_is_asked_for_by_an_odd_name_is_not_known_and_nothing_else(district: Workspace, name: str) -> None:
    asked = (
        lambda: history(district, name, "here"),
        lambda: history(district, "population", name),
        lambda: history(district, "population", "here", f"{name}x"),
        lambda: history(district, "population", "here", None, name),
        lambda: diff(district, f"{name}z"),
        lambda: rollback(district, f"{name}z"),
        lambda: explain(district, name, "here", "2021"),
        lambda: explain(district, "population", f"{name}z", "2021"),
    )
    for ask in asked:
        with pytest.raises(ConfigurationError):
            ask()


HOSTILE = '=HYPERLINK("http://e.x";"<b onload=alert(1)>\'; DROP TABLE figures; --&{{7*7}}")'


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def _published(folder: Path, said: str) -> Path:
    """Publish the district with something said wherever a workspace says something."""
    make_district(folder)
    quoted = json.dumps(said, ensure_ascii=False)
    path = folder / "relance.toml"
    text = path.read_text(encoding="utf-8")
    for plain in ('"Here"', '"Ici"', '"Statistics Canada"', '"Work"', '"People"', '"open"'):
        text = text.replace(plain, quoted)
    path.write_text(text, encoding="utf-8")
    places = folder / "places" / "places.toml"
    places.write_text(
        places.read_text(encoding="utf-8").replace('"Here"', quoted).replace('"Là"', quoted), encoding="utf-8"
    )
    lines = [line.removesuffix(",,") + "," + ",".join(['"' + said.replace('"', '""') + '"'] * 2) for line in people()]
    write_facts(folder, "people", lines)
    outcome = run_once(folder)
    assert outcome.kind == "published", outcome.message
    return (folder / "published" / "current").resolve()


def test_a_workspace_may_say_anything_and_nothing_of_it_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compute_two(monkeypatch)
    plain, hostile = _published(tmp_path / "plain", "Plain words"), _published(tmp_path / "hostile", HOSTILE)
    for page in plain.rglob("*.html"):
        other = hostile / page.relative_to(plain)
        assert _Tags(other.read_text(encoding="utf-8")).found == _Tags(page.read_text(encoding="utf-8")).found, (
            page.name
        )
    for path in hostile.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "@", "\t"))] == []
    for path in hostile.glob("*.xlsx"):
        book: Any = openpyxl.load_workbook(path)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert HOSTILE in {cell.value for cell in cells}
    with duckdb.connect(str(hostile / "relance.duckdb"), read_only=True) as con:
        assert con.execute("SELECT name_en FROM places WHERE place_id = 'here'").fetchall() == [(HOSTILE,)]


def test_a_workspace_that_names_its_parts_oddly_is_told_so(tmp_path: Path) -> None:
    for key, name in (("id", '"work"'), ("layout", '"facts"'), ("origin", '"landing/work.csv"')):
        for number, attack in enumerate(ATTACKS):
            folder = make_district(tmp_path / f"{key}-{number}")
            path = folder / "relance.toml"
            text = path.read_text(encoding="utf-8").replace(f"{key} = {name}", f"{key} = {json.dumps(attack)}", 1)
            path.write_text(text, encoding="utf-8")
            assert _kind(folder) in {"refused", "failed"}


def _kind(folder: Path) -> str:
    try:
        return run_once(folder).kind
    except RelanceError:
        return "refused"
