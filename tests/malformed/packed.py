"""Malformed archives, workbooks and Parquet files: cut, damaged, of another kind, or made to escape and explode."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from tests.malformed.seeds import PERSONS, PERSONS_MAPPING, SAMPLES, Seed
from tests.malformed.texts import Expect

_TABLE = (SAMPLES / "statcan_table" / "14100287.csv").read_bytes()
_METADATA = (SAMPLES / "statcan_table" / "14100287_MetaData.csv").read_bytes()
Member = tuple[str, bytes]
_WHOLE: list[Member] = [("14100287.csv", _TABLE), ("14100287_MetaData.csv", _METADATA)]
Case = tuple[str, Expect, bytes]


def zipped(members: Sequence[Member], change: Callable[[zipfile.ZipInfo], None] | None = None, **how: Any) -> bytes:  # noqa: ANN401
    """Write an archive; `change` may falsify the entry of each member before it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **{"compression": zipfile.ZIP_DEFLATED, **how}) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = archive.compression
            if change:
                change(entry)
            archive.writestr(entry, data)
    return buffer.getvalue()


ARCHIVE = Seed("archive", "statcan_table", "14100287-eng.zip", zipped(_WHOLE), 1, b"", b"")


def _link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = 0o120777 << 16


def _named(name: str) -> list[Member]:
    return [(name, _TABLE), _WHOLE[1]]


def _patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def archives() -> Iterator[Case]:
    """Give the malformed archives of a table."""
    whole = ARCHIVE.data
    for name, at in (("one byte", 1), ("half", len(whole) // 2), ("without its last bytes", len(whole) - 10)):
        yield f"archive cut: {name}", Expect.ERROR, whole[:at]
    yield "archive with a byte changed", Expect.ERROR, whole[:120] + bytes([whole[120] ^ 0xFF]) + whole[121:]
    yield "archive with a lie about the checksum", Expect.ERROR, _with_checksum(whole, b"\0\0\0\0")
    yield "archive without members", Expect.ERROR, zipped([])
    yield "archive of metadata alone", Expect.ERROR, zipped(_WHOLE[1:])
    yield "archive of two tables", Expect.ERROR, zipped([*_WHOLE, ("14100378.csv", _TABLE)])
    yield "archive of another table than its metadata", Expect.ERROR, zipped([("14100378.csv", _TABLE), _WHOLE[1]])
    yield "archive of an empty table", Expect.ERROR, zipped([("14100287.csv", b""), _WHOLE[1]])
    yield "archive of noise", Expect.ERROR, zipped([("14100287.csv", bytes(range(256)) * 20), _WHOLE[1]])
    yield "archive of an archive", Expect.ERROR, zipped([("14100287.csv", whole), _WHOLE[1]])
    yield "archive of empty metadata", Expect.ERROR, zipped([_WHOLE[0], ("14100287_MetaData.csv", b"")])
    yield "archive of metadata in UTF-16", Expect.ERROR, zipped([_WHOLE[0], ("a_MetaData.csv", "é".encode("utf-16"))])
    for name in (
        "../14100287.csv",
        "../../../../etc/14100287.csv",
        "/etc/14100287.csv",
        "C:\\14100287.csv",
        "C:14100287.csv",
        "..\\..\\14100287.csv",
        "a/../../14100287.csv",
        "14100287.csv\x01",
        "a\nb/14100287.csv",
        "",
    ):
        yield f"archive with the name {name!r}", Expect.ERROR, zipped(_named(name))
    yield "archive with a link", Expect.ERROR, zipped([*_WHOLE, ("link", b"/etc/passwd")], _link)
    yield "archive with a member twice", Expect.ERROR, _twice()
    yield "archive of too many members", Expect.ERROR, zipped([*_WHOLE, *((f"{n}.txt", b"") for n in range(1001))])
    yield "archive that explodes", Expect.ERROR, zipped([("14100287.csv", b"0" * (40 << 20)), _WHOLE[1]])
    yield (
        "archive that lies about its size",
        Expect.ERROR,
        _with_size(zipped([("14100287.csv", b"0" * (4 << 20))]), 100),
    )
    yield "archive that claims four gibibytes", Expect.HARMLESS, _with_size(whole, 2**32 - 2)
    yield "archive that is encrypted", Expect.ERROR, _with_flag(whole, 0x1)
    yield "archive compressed by another method", Expect.ERROR, zipped(_WHOLE, compression=zipfile.ZIP_LZMA)
    yield "archive that claims a huge table of contents", Expect.ERROR, _with_contents(whole)
    yield "archive before which something stands", Expect.HARMLESS, b"PK" + b"\0" * 30 + whole
    yield "archive after which something stands", Expect.HARMLESS, whole + b"\0" * 100


def _twice() -> bytes:
    import warnings  # noqa: PLC0415 - zipfile warns, as it should

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped([*_WHOLE, _WHOLE[0]])


def _with_checksum(data: bytes, value: bytes) -> bytes:
    right = struct.pack("<I", zlib.crc32(_TABLE))
    return _patched(data, right, value)


def _each_entry(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """Overwrite a field of every local header and of every entry of the table of contents."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = data.find(signature)
        while at >= 0:
            changed[at + offset : at + offset + len(value)] = value
            at = data.find(signature, at + 1)
    return bytes(changed)


def _with_size(data: bytes, size: int) -> bytes:
    return _each_entry(data, 22, 24, struct.pack("<I", size))


def _with_flag(data: bytes, flag: int) -> bytes:
    return _each_entry(data, 6, 8, struct.pack("<H", flag))


def _with_contents(data: bytes) -> bytes:
    at = data.rfind(b"PK\x05\x06")
    return data[: at + 12] + struct.pack("<II", 2**31, 0) + data[at + 20 :]


# Workbooks and Parquet files of a register


def workbook(rows: Sequence[Sequence[object]], sheet: str = "Clients", before: int = 0) -> bytes:
    """Write a workbook of one sheet, with empty lines before its rows where they are asked for."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows, before):
            page.write_row(at, 0, row)
    return buffer.getvalue()


_PERSONS = {"table": "persons", "mapping": {**PERSONS_MAPPING, "sheet": "Clients"}}
_SECRETS = ("P-1001", "Jeanne", "Mance", "1956-11-12", "P-1002", "Chomedey")
WORKBOOK = Seed(
    "workbook", "programme", "clients.xlsx", workbook(PERSONS), 1, b"", b"", settings=_PERSONS, secrets=_SECRETS
)


def _repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(one, archive.read(one)) for one in archive.namelist()]
    assert name in dict(members)
    return zipped([(one, change(content) if one == name else content) for one, content in members])


def _without(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped([(one, archive.read(one)) for one in archive.namelist() if one != name])


_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def workbooks() -> Iterator[Case]:
    """Give the malformed workbooks of a register."""
    whole = WORKBOOK.data
    head, *rows = PERSONS
    for name, at in (("one byte", 1), ("half", len(whole) // 2), ("without its last bytes", len(whole) - 10)):
        yield f"workbook cut: {name}", Expect.ERROR, whole[:at]
    yield "workbook that is empty", Expect.ERROR, b""
    yield "workbook without its list of sheets", Expect.ERROR, _without(whole, "xl/workbook.xml")
    yield "workbook without its sheet", Expect.ERROR, _without(whole, _SHEET)
    yield "workbook without its texts", Expect.ERROR, _without(whole, _STRINGS)
    yield "workbook with a broken sheet", Expect.ERROR, _repacked(whole, _SHEET, lambda xml: xml[: len(xml) // 2])
    yield "workbook with broken texts", Expect.ERROR, _repacked(whole, _STRINGS, lambda xml: xml[: len(xml) // 2])
    yield "workbook whose sheet is no XML", Expect.ERROR, _repacked(whole, _SHEET, lambda _: b"\0\1\2" * 99)
    yield "workbook of another sheet", Expect.ERROR, workbook(PERSONS, "Feuil1")
    yield "workbook without rows", Expect.ERROR, workbook([head])
    yield "workbook without anything", Expect.ERROR, workbook([])
    yield "workbook without header", Expect.ERROR, workbook(rows)
    yield "workbook with a title above", Expect.ERROR, workbook([["Our clients"], *PERSONS])
    yield "workbook with a header twice", Expect.REFUSED, workbook([head, *rows[:1], head, *rows[1:]])
    yield "workbook with a column twice", Expect.ERROR, workbook([[*head, head[0]], *([*row, "x"] for row in rows)])
    yield "workbook with a column renamed", Expect.ERROR, workbook([[*head[:3], "sexe", *head[4:]], *rows])
    yield "workbook with a row twice", Expect.REFUSED, workbook([*PERSONS, rows[0]])
    yield "workbook with a short row", Expect.REFUSED, workbook([head, rows[0][:3], *rows[1:]])
    yield "workbook with a total below", Expect.REFUSED, workbook([*PERSONS, ["Total", 3]])
    yield (
        "workbook with a number for a word",
        Expect.REFUSED,
        workbook([head, [*rows[0][:3], 7, *rows[0][4:]], *rows[1:]]),
    )
    yield "workbook with a formula", Expect.REFUSED, workbook([head, [*rows[0][:3], "=1/0", *rows[0][4:]], *rows[1:]])
    yield "workbook with an error", Expect.REFUSED, _repacked(whole, _SHEET, _with_error)
    yield "workbook with blank lines before", Expect.ERROR, workbook(PERSONS, before=3)
    yield "workbook that claims a million lines", Expect.ANY, _repacked(whole, _SHEET, _with_dimension)
    yield "workbook with a cell far below", Expect.ANY, _repacked(whole, _SHEET, partial(_far_out, b"A40000"))
    yield "workbook with a cell far out", Expect.ERROR, _repacked(whole, _SHEET, partial(_far_out, b"XFD1048576"))
    yield "workbook with entities", Expect.ANY, _repacked(whole, _STRINGS, lambda xml: _declared(xml, _LAUGHS, b"&b;"))
    yield (
        "workbook that asks for a file",
        Expect.ANY,
        _repacked(whole, _STRINGS, lambda xml: _declared(xml, _OUTSIDE, b"&e;")),
    )
    yield "workbook that explodes", Expect.ERROR, _repacked(whole, _STRINGS, lambda xml: xml + b" " * (80 << 20))
    yield "workbook that is encrypted", Expect.ERROR, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
    yield "CSV under a workbook's name", Expect.ERROR, b"no,nom\n1,2\n"
    yield "web page under a workbook's name", Expect.ERROR, b"<!DOCTYPE html><p>Please log in</p>"
    yield "archive under a workbook's name", Expect.ERROR, ARCHIVE.data


def _with_error(xml: bytes) -> bytes:
    """An error in the place of the first gender."""
    at = xml.index(b'<c r="D2"')
    return xml[:at] + b'<c r="D2" t="e"><v>#DIV/0!</v></c>' + xml[xml.index(b"</c>", at) + 4 :]


def _with_dimension(xml: bytes) -> bytes:
    at = xml.index(b"<dimension")
    return xml[:at] + b'<dimension ref="A1:XFD1048576"/>' + xml[xml.index(b"/>", at) + 2 :]


def _far_out(cell: bytes, xml: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b'<row r="99999"><c r="%b"><v>1</v></c></row></sheetData>' % cell)


def _declared(xml: bytes, declaration: bytes, entity: bytes) -> bytes:
    head, _, rest = xml.partition(b"?>\n")
    return head + b"?>\n" + declaration + rest.replace(b"Jeanne", entity, 1)


def parquet(columns: dict[str, Any]) -> bytes:
    """Write a Parquet file of columns."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


_COLUMNS = {name: [row[at] for row in PERSONS[1:]] for at, name in enumerate(PERSONS[0])}
PARQUET = Seed(
    "parquet",
    "programme",
    "clients.parquet",
    parquet(_COLUMNS),
    1,
    b"",
    b"",
    settings={"table": "persons", "mapping": PERSONS_MAPPING},
    secrets=_SECRETS,
)


def parquets() -> Iterator[Case]:
    """Give the malformed Parquet files of a register."""
    whole = PARQUET.data
    for name, at in (("four bytes", 4), ("half", len(whole) // 2), ("without its last byte", len(whole) - 1)):
        yield f"Parquet cut: {name}", Expect.ERROR, whole[:at]
    yield "Parquet that is empty", Expect.ERROR, b""
    yield "Parquet with a broken foot", Expect.ERROR, whole[:-40] + b"\xff" * 32 + whole[-8:]
    yield "Parquet with a foot of no length", Expect.ERROR, whole[:-8] + b"\0\0\0\0PAR1"
    yield "Parquet with a foot of any length", Expect.ERROR, whole[:-8] + b"\xff\xff\xff\x7fPAR1"
    yield "Parquet with broken pages", Expect.ERROR, whole[:8] + b"\xff" * 200 + whole[208:]
    yield "Parquet without rows", Expect.ERROR, parquet({name: pa.array([], pa.string()) for name in _COLUMNS})
    yield "Parquet without a column", Expect.ERROR, parquet({k: v for k, v in _COLUMNS.items() if k != "genre"})
    yield (
        "Parquet with a column renamed",
        Expect.ERROR,
        parquet({{"genre": "sexe"}.get(k, k): v for k, v in _COLUMNS.items()}),
    )
    for name, value in (
        ("bytes", [b"F", b"\xff", b"X"]),
        ("numbers", [1, 2, 3]),
        ("lists", [["F"], ["H"], []]),
        ("records", [{"a": 1}, {"a": 2}, {"a": 3}]),
        ("nothing", pa.nulls(3)),
    ):
        yield f"Parquet of {name} for words", Expect.REFUSED, parquet({**_COLUMNS, "genre": value})
    yield "Parquet of bytes for identifiers", Expect.ANY, parquet({**_COLUMNS, "no": [b"1", b"2", b"\xff"]})
    yield "Parquet with a row twice", Expect.REFUSED, parquet({k: [*v, v[0]] for k, v in _COLUMNS.items()})
    yield "Parquet with dates of the year 1", Expect.REFUSED, _with_days(["0001-01-01", "1962-02-15", "1979-08-02"])
    yield (
        "Parquet with days far away",
        Expect.REFUSED,
        parquet({**_COLUMNS, "ne_le": pa.array([2**31 - 1, 0, 0], pa.date32())}),
    )
    yield (
        "Parquet with moments far away",
        Expect.REFUSED,
        parquet({**_COLUMNS, "ne_le": pa.array([2**62, 0, 0], pa.timestamp("us"))}),
    )
    yield "CSV under the name of Parquet", Expect.ERROR, b"no,nom\n1,2\n"


def _with_days(days: list[str]) -> bytes:
    return parquet({**_COLUMNS, "ne_le": pl.Series(days).str.to_date().to_arrow()})


PACKED = ((ARCHIVE, archives), (WORKBOOK, workbooks), (PARQUET, parquets))


def packed(seed: Seed, cases: Callable[[], Iterator[Case]]) -> Iterator[tuple[str, Expect, Seed]]:
    """Give every malformed file of a kind, by name, with what must come of it."""
    for name, expect, data in cases():
        yield name, expect, replace(seed, data=data)
