"""What a register knows of a person beyond the contract stays in its file, whatever goes wrong."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import RelanceError
from tests.trying import few
from warehouse.database import opened
from warehouse.register.rules import apply_rules
from warehouse.staging import Staged

PERSONS: dict[str, Any] = {
    "columns": {"person_id": "id", "gender": "g", "entry_status": "status", "area_id": "tract", "birth_year": "born"},
    "codes": {"gender": {"1": "man", "2": "woman"}},
}
STAYS: dict[str, Any] = {
    "columns": {"participation_id": "no", "person_id": "id", "start_date": "start", "hours": "hours"},
    "constants": {"programme_id": "jobs", "service": "career", "in_training": False},
}

# Long enough not to stand in a database by chance; digits as in dates of birth and telephone numbers.
_LETTERS = st.text("abcdefghijklmnopqrstuvwxyzéèçÀÊ' -@.\"", min_size=12, max_size=30)
_SECRETS = st.one_of(
    _LETTERS.map(lambda text: f"zq{text}qz"),
    st.dates().map(lambda day: f"né le {day.strftime('%d %m')} {day.year:04d}"),
    st.integers(10**11, 10**12).map(str),
)
_PLACES = ("g", "status", "tract", "born", "start", "hours", "id", "extra", "beyond")


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _register(folder: Path, secret: str, place: str) -> None:
    """Write persons and participations with the secret in a column that nobody mapped, and in one place that is."""
    persons = [
        {"id": f"participant-{n}", "name": secret, "g": "1", "status": "employed", "tract": "", "born": "1990"}
        for n in range(9)
    ]
    stays = [
        {"no": f"D{n}", "id": f"participant-{n}", "note": secret, "start": "2020-01-01", "hours": "5"} for n in range(9)
    ]
    for rows in (persons, stays):
        if place in rows[4]:
            rows[4][place] = secret
    _write(folder / "persons.csv", persons)
    _write(folder / "stays.csv", stays)
    if place == "beyond":  # a row with more cells than the header
        with (folder / "stays.csv").open("a", encoding="utf-8") as file:
            file.write(f"D9,participant-9,,2020-01-01,5,'{secret.replace(chr(34), '')}',,\n")


@few(4)
@given(secret=_SECRETS, place=st.sampled_from(_PLACES))
def test_no_byte_of_the_database_no_reject_and_no_message_holds_it(
    stage_file: Callable[..., Staged], secret: str, place: str
) -> None:
    with TemporaryDirectory() as name:
        received, private = Path(name, "received"), Path(name, "private")
        received.mkdir()
        private.mkdir()
        _register(received, secret, place)
        said = []
        with opened(private / "relance.duckdb") as con:
            for table, file, mapping in [
                ("persons", "persons.csv", PERSONS),
                ("participations", "stays.csv", STAYS),
                ("persons", "persons.csv", PERSONS | {"codes": {"gender": {"7": "man"}}}),
            ]:
                try:
                    said.append(str(stage_file(con, received / file, table, mapping)))
                except RelanceError as error:
                    said.append(str(error))
            said += [str(apply_rules(con)), str(con.execute("FROM rejects").fetchall())]
            before = _bytes(private)
            con.execute("CHECKPOINT")
        said.append(str(sorted(path.name for path in received.iterdir())))
        held = before + _bytes(private)
    assert b"participant-" not in held
    assert secret.encode() not in held
    assert secret not in "\n".join(said)
    assert said[-1] == "['persons.csv', 'stays.csv']"  # no copy is left beside them
