"""The Frictionless Data Package of an edition: every CSV with its columns, units, statuses and sources."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from indicators.tables.book import Book
from indicators.tables.compare import WORDS
from indicators.tables.delimited import DataTable, Field
from indicators.tables.formats import UNITS
from indicators.tables.words import PAGE
from schemas.vocabulary import LEGEND, SYMBOLS, Status, Text

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NORMAL = Text("as published or computed", "telle que diffusée ou calculée")


def package_json(book: Book, resources: Mapping[str, tuple[Text, DataTable, bytes]]) -> bytes:
    """Return datapackage.json; `resources` gives, for each path, its title, its table and the bytes of its CSV."""
    publication = book.publication
    descriptor = {
        "$schema": _PROFILE,
        "name": "relance",
        "version": publication.edition,
        **_bilingual("title", publication.workspace_title),
        **_bilingual("description", _description(book)),
        "sources": [_source(row) for row in publication.sources.iter_rows(named=True)],
        "resources": [_resource(path, *resource) for path, resource in resources.items()],
    }
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def _description(book: Book) -> Text:
    marked = [PAGE["banner"]] if book.publication.synthetic else []
    texts = (*marked, *book.publication.notes)
    return Text(" ".join(text.en for text in texts), " ".join(text.fr for text in texts))


def _bilingual(name: str, text: Text) -> dict[str, str]:
    return {name: text.en, f"{name}_fr": text.fr} if text.en else {}


def _source(row: Mapping[str, Any]) -> dict[str, str]:
    reference = row["reference_date"]
    found = {
        "title": row["title"] or row["source_id"],
        "title_fr": row["title_fr"] or row["source_id"],
        "source_id": row["source_id"],
        **{name: row[name] for name in ("publisher", "publisher_fr", "licence", "licence_fr")},
        "reference_date": reference.isoformat() if isinstance(reference, date) else reference,
        "hash": f"sha256:{row['sha256']}" if row["sha256"] else None,
    }
    return {key: value for key, value in found.items() if value}


def _resource(path: str, title: Text, table: DataTable, content: bytes) -> dict[str, Any]:
    return {
        "name": path.removesuffix(".csv").replace("/", "-").replace("_", "-"),
        "type": "table",
        "path": path,
        **_bilingual("title", title),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(field) for field in table.fields],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(field: Field) -> dict[str, Any]:
    codes = _codes(field.name)
    described = {"name": field.name, "type": field.type, **_bilingual("description", field.description)}
    return {**described, "categories": codes} if codes else described


def _codes(name: str) -> list[dict[str, str]]:
    """What the codes of a column mean, in both languages; the symbol is what stands in the printed tables."""
    if name.endswith("status"):
        return [_status(status) for status in Status]
    if name in {"unit", "change_unit"}:
        return [_code(str(unit), words.name) for unit, words in UNITS.items()]
    if name == "assessment":
        return [_code(str(assessment), words) for assessment, words in WORDS.items()]
    return []


def _status(status: Status) -> dict[str, str]:
    return {**_code(str(status), LEGEND.get(status, _NORMAL)), "symbol": SYMBOLS[status]}


def _code(value: str, meaning: Text) -> dict[str, str]:
    return {"value": value, "label": meaning.en, "label_fr": meaning.fr}
