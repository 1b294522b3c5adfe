"""`relance new`: the skeleton of an indicator or a source, as CONTRIBUTING.md describes it."""

import re
from pathlib import Path
from string import Template
from typing import Literal

from schemas.errors import ConfigurationError
from schemas.vocabulary import Domain

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DOMAINS = ", ".join(Domain)

# Empty words: `relance check` names each of them until it is filled in.
_INDICATOR = Template("""
$name = Ratio(
    id="$name",
    name=Text("", ""),
    numerator=(),
    denominator=(),
    unit=Unit.PERCENT,
    better=Direction.CONTEXT,
    domain=Domain.$domain,
    definition=Text("", ""),
    source="",
    answers=(),
)
""")
_CASE = """[[case]]
says = ""
observations = []
expect = []
"""
_CONTRACT = Template('''"""What a file of $name looks like: `area_id;day;value`."""

from typing import TYPE_CHECKING

from schemas.contract import Contract

if TYPE_CHECKING:
    from schemas.validation import pa

TABLE = "$name"
HEADER = ("area_id", "day", "value")


def contract() -> Contract:
    """Return the contract of one file; an area may stand there once for each day."""
    return Contract(TABLE, HEADER, _schema, key=("area_id", "day"))


def _schema() -> "pa.DataFrameSchema":
    import polars as pl  # noqa: PLC0415 heavy, and so is Pandera: only when there are rows to check

    from schemas.validation import pa  # noqa: PLC0415

    columns = {"area_id": pa.Column(pl.String), "day": pa.Column(pl.Date), "value": pa.Column(pl.Float64)}
    return pa.DataFrameSchema(columns, strict=True, name=TABLE)
''')
_READER = Template('''"""Reads $name (schemas/$name.py); the workspace maps nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from schemas.$name import TABLE, contract
from warehouse.database import literal, transaction
from warehouse.observing import replace_observations
from warehouse.source import Source
from warehouse.staging import Staged, stage_csv

if TYPE_CHECKING:
    from warehouse.snapshots import Snapshot

# MEASURE is the id of what is counted, from schemas/measures.
_OBSERVE = f"""
SELECT snapshot, line, 'MEASURE' AS measure_id, area_id, vintage, day AS period_start, day AS period_end,
       'total' AS group_id, value, 'normal' AS status
FROM staged.{TABLE} WHERE source_id = $$source
"""


def stage(con: duckdb.DuckDBPyConnection, snapshot: "Snapshot", source: Source, work: Path) -> Staged:
    """Stage one file under the boundaries that the workspace names; raises SourceError for another header."""
    store = f"SELECT *, {literal(source.vintage)} AS vintage FROM checked"
    return stage_csv(con, snapshot, source, contract(), work, encoding=source.encoding, store=store)


def observe(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Replace this source's observations by the values of its areas and give how many there are."""
    with transaction(con):
        return replace_observations(con, source, _OBSERVE)
''')
_TEST = Template('''"""What $name counts is read or rejected, never guessed."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.database import create_tables
from warehouse.snapshots import Snapshot
from warehouse.source import Source
from warehouse.sources.$name import observe, stage
from warehouse.staging import Lines

SAMPLE = Path(__file__).parents[2] / "samples" / "$name" / "sample.csv"
SOURCE = Source("here", "$name", SAMPLE.name, "licence", "publisher", "title", vintage="2021")


def test_values_become_observations(tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    snapshot = Snapshot(sha256, SAMPLE, len(data), str(SAMPLE), SAMPLE.name, "licence", datetime.now(UTC))
    with duckdb.connect() as con:
        create_tables(con)
        staged = stage(con, snapshot, SOURCE, tmp_path)
        assert staged.lines == Lines(physical=3, header=1, notes=0, kept=1, rejected=1, blank=0)
        assert observe(con, SOURCE) == 1
        seen = con.execute("SELECT measure_id, area_id, vintage, value, status FROM observations").fetchall()
    assert seen == [("MEASURE", "4620067.00", "2021", 1210, "normal")]
''')
_SAMPLE = "area_id;day;value\n4620067.00;2023-07-01;1210\n4620068.00;2023-07-01;many\n"


def new(kind: Literal["indicator", "source"], name: str, root: Path, domain: str = "") -> str:
    """Write a skeleton into the checkout `root` and return what was written, a line each.

    An indicator needs its `domain`. A name that is taken, or is no identifier, is a ConfigurationError, and then
    nothing is written.
    """
    if not (root / "indicators" / "catalogue").is_dir():
        raise ConfigurationError(f"{root} is no checkout of Relance: there is no indicators/catalogue in it")
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"the name {name!r}: expected small letters, digits and _, a letter first")
    return _indicator(name, root, domain) if kind == "indicator" else _source(name, root)


def _indicator(name: str, root: Path, domain: str) -> str:
    if domain not in list(Domain):
        raise ConfigurationError(f"an indicator needs --domain, one of {_DOMAINS}; found {domain!r}")
    folder = root / "indicators" / "catalogue"
    for path in sorted(folder.glob("*.py")):
        if re.search(rf'id="{name}"|^{name}\b', path.read_text(encoding="utf-8"), re.MULTILINE):
            raise ConfigurationError(f"{path.relative_to(root)} has {name} already; choose another name")
    written = _write(root, {f"tests/cases/{domain}/{name}.toml": _CASE})
    with (folder / f"{domain}.py").open("a", encoding="utf-8") as file:
        file.write(_INDICATOR.substitute(name=name, domain=Domain(domain).name))
    return "\n".join(
        [f"indicators/catalogue/{domain}.py: {name} at its end; `relance check` says what it lacks", *written]
    )


def _source(name: str, root: Path) -> str:
    texts = {
        f"schemas/{name}.py": _CONTRACT.substitute(name=name),
        f"warehouse/sources/{name}.py": _READER.substitute(name=name),
        f"tests/samples/{name}/sample.csv": _SAMPLE,
        f"tests/warehouse/sources/test_{name}.py": _TEST.substitute(name=name),
    }
    return "\n".join([*_write(root, texts), "Put the id of a measure for MEASURE, and name the layout in README.md."])


def _write(root: Path, texts: dict[str, str]) -> list[str]:
    taken = [name for name in texts if (root / name).exists()]
    if taken:
        raise ConfigurationError(f"{', '.join(taken)} stands already; choose another name")
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return list(texts)
