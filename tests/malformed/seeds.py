"""Well-formed files, one at least of every layout, with the places at which the spoilers get hold of them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@dataclass(frozen=True)
class Seed:
    """A file of a layout: its name and bytes, the source that declares it, and what stands in one of its rows.

    `number`, `day` and `text` are cells that are checked; `row` is the line that they stand on, from 0. `harmless`
    names the spoilings that this layout rightly does not mind, `untold` those that nobody could tell from what is meant
    (they are found when the mapping meets no cell, or by the judge). `secrets` may stand in no message.
    """

    id: str
    layout: str
    name: str
    data: bytes
    row: int
    number: bytes
    text: bytes
    day: bytes = b""
    settings: Mapping[str, Any] = field(default_factory=dict)
    harmless: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = ()

    @property
    def lines(self) -> list[bytes]:
        """The lines without their ends."""
        return self.data.split(b"\n")

    @property
    def private(self) -> bool:
        """Whether the file holds records of people."""
        return self.layout == "programme"


def _table(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _sample(path: str) -> bytes:
    return (SAMPLES / path).read_bytes().replace(b"\r\n", b"\n")


CROSSWALK = _table(
    [
        ["source_ctuid", "target_ctuid", "w_pop", "w_dwe"],
        ["4620067.00", "4620067.00", "0.75", "0.7"],
        ["4620067.00", "4620068.00", "0.25", "0.3"],
        ["4620069.02", "4620069.02", "1", "1"],
    ]
)
PERSONS = [
    ["no", "nom", "ne_le", "genre", "secteur", "statut", "groupes"],
    ["P-1001", "Jeanne Mance", "1956-11-12", "F", "4620067.00", "chômage", "jeune|commerce"],
    ["P-1002", "Paul Chomedey", "1962-02-15", "H", "4620068.00", "emploi", ""],
    ["P-1003", "Kondiaronk", "1979-08-02", "X", "", "études", "jeune"],
]
PERSONS_MAPPING = {
    "columns": {
        "person_id": "no",
        "gender": "genre",
        "area_id": "secteur",
        "entry_status": "statut",
        "target_groups": "groupes",
    },
    "birth_year": {"date": "ne_le"},
    "codes": {
        "gender": {"F": "woman", "H": "man", "X": "another"},
        "entry_status": {"chômage": "unemployed", "emploi": "employed", "études": "in_education"},
        "target_groups": {"jeune": "young_adult", "commerce": "local_business_owner"},
    },
}
_SPENDING = _table(
    [
        ["paiement", "volet", "date", "montant", "objet", "local"],
        ["B-1", "emploi", "12/03/2021", "1200,50", "programme", "oui"],
        ["B-2", "emploi", "15/04/2021", "800,00", "operations", "non"],
    ],
    ";",
)
_SPENDING_MAPPING = {
    "columns": {
        "payment_id": "paiement",
        "programme_id": "volet",
        "date": "date",
        "amount": "montant",
        "purpose": "objet",
        "supplier_local": "local",
    },
    "codes": {"programme_id": {"emploi": "jobs"}, "supplier_local": {"oui": "true", "non": "false"}},
    "dates": {"format": "%d/%m/%Y"},
    "decimal": ",",
}

_AT_THE_FOOT = frozenset(
    {
        "lone quote at the end",
        "quotes and nothing else",
        "a title first",
        "end of file as of DOS",
        "blank lines between",
    }
)
# The names of dimensions are whatever the table has; the mapping asks for those that it needs.
_NAMES = frozenset({"first column twice", "two columns swapped in the header", "a column renamed"})
# A name is as good an identifier as a number, and what is not read is not looked into.
_UNREAD = frozenset({"stray quote", "backslash before a quote", "two columns swapped throughout"})

SEEDS = (
    Seed(
        "censusmapper",
        "censusmapper",
        "CA21.csv",
        _sample("censusmapper/CA21.csv"),
        1,
        b'"510"',
        b"24990001",
        settings={"vintage": "2021"},
        harmless=frozenset({"two columns swapped throughout"}),
    ),
    Seed(
        "long",
        "statcan_table",
        "14100287.csv",
        _sample("statcan_table/14100287.csv"),
        1,
        b"7000.1",
        b"Quebec",
        b"2023-12",
    ),
    Seed(
        "displayed",
        "statcan_table",
        "displayed.csv",
        _sample("statcan_table/displayed.csv"),
        14,
        b'"7,000.1"',
        b"Seasonally",
        settings={"vintage": "2021"},
        harmless=_AT_THE_FOOT,
        untold=_NAMES,
    ),
    Seed(
        "profile",
        "statcan_profile",
        "98-401-X2021.csv",
        _sample("statcan_profile/2021.csv"),
        1,
        b"5200",
        b"Exempleville",
        settings={"vintage": "2021"},
    ),
    Seed(
        "profile-2016",
        "statcan_profile",
        "98-401-X2016.csv",
        _sample("statcan_profile/2016.csv"),
        1,
        b"4100",
        b"Exempleville",
        settings={"vintage": "2016"},
    ),
    Seed(
        "crosswalk",
        "crosswalk",
        "tracts.csv",
        CROSSWALK,
        1,
        b"0.75",
        b"4620067.00",
        settings={"mapping": {"from": "2016", "to": "2021"}},
    ),
    Seed(
        "facts",
        "facts",
        "facts.csv",
        _sample("facts/facts.csv"),
        2,
        b"69000",
        b"Exempleville",
        b"1988-01-01",
        untold=frozenset({"cut after the header"}),
    ),
    Seed(
        "persons",
        "programme",
        "persons.csv",
        _table(PERSONS, ";"),
        1,
        b"1956-11-12",
        b"Jeanne Mance",
        b"1956-11-12",
        settings={"table": "persons", "mapping": PERSONS_MAPPING},
        harmless=_UNREAD,
        untold=frozenset(
            {"two columns swapped in the header", "day 2021-5-1", "day 2021-05-11T", "day ２０２１-05-11"}
        ),
        secrets=("P-1001", "Jeanne", "Mance", "1956-11-12", "P-1002", "Chomedey"),
    ),
    Seed(
        "spending",
        "programme",
        "spending.csv",
        _SPENDING,
        1,
        b"1200,50",
        b"programme",
        b"12/03/2021",
        settings={"table": "spending", "mapping": _SPENDING_MAPPING},
        harmless=frozenset({"two columns swapped throughout"}),
        untold=frozenset({"day 2021-05-11T"}),
        secrets=("B-1", "1200,50", "12/03/2021"),
    ),
)
