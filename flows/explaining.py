"""`relance explain`: where one published figure comes from, told from the edition and the ledger's file names alone.

Programme records never appear: the edition holds none, and nothing here reads them from the private database.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import duckdb

from flows.explained import Row, lines
from flows.workspace import Workspace
from indicators.comparison import Reading, beside_sentence, change_sentence, compare, margin
from schemas.errors import ConfigurationError, RelanceError
from schemas.measures import PROGRAMME
from schemas.vocabulary import LEGEND, Direction, Status, Unit
from warehouse.database import reading
from warehouse.editions import current
from warehouse.ledger import rows_of

_PROGRAMME = frozenset(measure.id for measure in PROGRAMME)
_PAIRS = frozenset({"change", "gapchange", "beside", "spread"})  # read the period before too
_ELSEWHERE = frozenset({"gap", "gapchange", "beside", "spread"})  # read the comparator too
_PARTS = """
SELECT o.period_end, o.source_id, s.title, o.vintage, o.area_id AS area, p.weight, o.value, o.status, o.snapshot,
       o.line, c.citation
FROM observations AS o
JOIN (SELECT vintage, area_id, sum(weight) AS weight FROM place_parts WHERE place_id = ? GROUP BY ALL) AS p
  ON p.vintage = o.vintage AND p.area_id = o.area_id
LEFT JOIN citations AS c ON c.source_id = o.source_id AND c.snapshot = o.snapshot AND c.line = o.line
LEFT JOIN snapshots AS s ON s.snapshot = o.snapshot AND s.source_id = o.source_id
WHERE o.measure_id = ? AND o.group_id = ? AND o.period_end <= ?
ORDER BY o.period_end, o.source_id, o.vintage, o.area_id, o.line
"""
_BEFORE = """
SELECT period_end, value, lower, upper, status FROM figures WHERE indicator_id = ? AND place_id = ?
AND group_id = ? AND period_end < ? AND value IS NOT NULL ORDER BY period_end DESC LIMIT 1
"""
_ELSEWHERE_THEN = """
SELECT place_id, value, lower, upper, status FROM figures WHERE indicator_id = ? AND place_id = ?
AND group_id = ? AND period_start = ? AND period_end = ? AND value IS NOT NULL
"""
_TERMS = """
SELECT t.role, t.coefficient, t.measure_id, t.group_id, m.name_en, m.name_fr, m.unit, m.universe, m.basis, m.breaks
FROM terms AS t JOIN measures AS m USING (measure_id) WHERE t.indicator_id = ?
ORDER BY list_position(['of', 'numerator', 'denominator', 'unknown', 'lost', 'inputs', 'prices'], t.role), t.rowid
"""


def explain(
    workspace: Workspace, indicator: str, place: str, period: str, group: str = "total", *, as_json: bool = False
) -> str:
    """Return how the figure whose period ends in `period` (2021, 2021-05) came about, as lines or as one JSON object.

    The JSON has the keys edition, indicator (its row of `indicators`), formula (symbols, en, fr), figure (its row of
    `figures`), meaning (en, fr of its status), terms, comparison and beside. Each term is a row of `terms` with its
    measure, `origin` (statistics or programme) and `sums`: place_id, period_end, source_id, value, note and `rows`
    (area, vintage, weight, value, status, snapshot, title, file, line, and the citation of a fact). `comparison` (with
    the period before) has previous, broken, breaks, difference, margin, en and fr; `beside` has comparator, difference,
    margin, en and fr; both may be null. A suppressed figure has no terms and no comparison. An unknown key is a
    ConfigurationError with the nearest name.
    """
    edition = current(workspace.published)
    if edition is None:
        raise ConfigurationError("nothing is published yet: `relance run` makes the first edition")
    with reading(workspace.published / edition / "relance.duckdb") as con:
        found = _found(con, indicator, place, period, group)
        comparator = next(iter(workspace.settings.comparators), "")
        told = _told(con, found, comparator, _file_names(workspace))
    told = {"edition": edition, **told}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) if as_json else "\n".join(lines(told))


def _found(con: duckdb.DuckDBPyConnection, indicator: str, place: str, period: str, group: str) -> Row:
    figures = rows_of(con, "SELECT * FROM figures ORDER BY period_end")
    for key, asked in (("indicator_id", indicator), ("place_id", place), ("group_id", group)):
        valid = list(dict.fromkeys(row[key] for row in figures))
        _known(key.removesuffix("_id"), asked, valid)
        figures = [row for row in figures if row[key] == asked]
    ends = [str(row["period_end"]) for row in figures]
    matching = [row for row in figures if str(row["period_end"]).startswith(period)]
    if len(matching) > 1:
        several = ", ".join(str(row["period_end"]) for row in matching)
        raise ConfigurationError(f"the period {period!r} is that of several figures; name one of {several}")
    if not matching:
        _known("period", period, ends)
    return matching[0]


def _known(key: str, asked: str, valid: Sequence[str]) -> None:
    """Refuse a name that no figure has among those that the keys before it leave; tells the nearest one."""
    if asked in valid:
        return
    near = [] if key == "period" else difflib.get_close_matches(asked, valid, 1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(valid[-12:])}"
    raise ConfigurationError(f"no figure is published for the {key} {asked!r}; {hint}")


def _file_names(workspace: Workspace) -> Mapping[str, str]:
    """Return the names of received files by snapshot; none where the warehouse is away or a run holds it."""
    try:
        with reading(workspace.database) as con:
            return {row["snapshot"]: row["name"] for row in rows_of(con, "SELECT snapshot, name FROM ledger.snapshots")}
    except (RelanceError, duckdb.ConnectionException):
        return {}


def _told(con: duckdb.DuckDBPyConnection, figure: Row, comparator: str, files: Mapping[str, str]) -> Row:
    indicator = rows_of(con, "SELECT * FROM indicators WHERE indicator_id = ?", [figure["indicator_id"]])[0]
    terms = rows_of(con, _TERMS, [figure["indicator_id"]])
    kept_back = figure["status"] == Status.SUPPRESSED
    meaning = LEGEND.get(Status(figure["status"]))
    elsewhere = [comparator] if indicator["kind"] in _ELSEWHERE and comparator not in {"", figure["place_id"]} else []
    places = [figure["place_id"], *elsewhere]
    told = () if kept_back else terms
    return {
        "indicator": indicator,
        "formula": {"symbols": indicator["formula"], "en": indicator["formula_en"], "fr": indicator["formula_fr"]},
        "figure": figure,
        "meaning": None if meaning is None else {"en": meaning.en, "fr": meaning.fr},
        "terms": [_term(con, term, indicator, figure, places, files) for term in told],
        "comparison": None if kept_back else _comparison(con, indicator, figure, terms),
        "beside": None if kept_back else _beside(con, indicator, figure, comparator),
    }


def _term(
    con: duckdb.DuckDBPyConnection, term: Row, indicator: Row, figure: Row, places: list[str], files: Mapping[str, str]
) -> Row:
    programme = term["measure_id"] in _PROGRAMME
    read = () if programme else _price_places(con, term) if term["role"] == "prices" else places
    sums = [each for place in read for each in _sums(con, term, indicator, figure, place)]
    for row in (row for each in sums for row in each["rows"]):
        row["file"] = files.get(row["snapshot"], "")
    return {**term, "origin": "programme" if programme else "statistics", "sums": sums}


def _price_places(con: duckdb.DuckDBPyConnection, term: Row) -> list[str]:
    """The one place whose price index serves all, as in indicators/prices.py."""
    query = "SELECT min(area_id) AS area FROM observations WHERE measure_id = ? HAVING count(*) > 0"
    return [row["area"] for row in rows_of(con, query, [term["measure_id"]])]


def _sums(con: duckdb.DuckDBPyConnection, term: Row, indicator: Row, figure: Row, place: str) -> list[Row]:
    """Sum a measure over a place's areas: as of the figure's period, and before where the formula looks back."""
    prices = term["role"] == "prices"
    group = "total" if prices else term["group_id"] or figure["group_id"]
    until = date.max if prices else figure["period_end"]
    rows = rows_of(con, _PARTS, [place, term["measure_id"], group, until])
    wanted = _read(term, indicator, figure, sorted({row["period_end"] for row in rows}))
    return [_sum(place, term, [row for row in rows if row["period_end"] == end]) for end in wanted]


def _read(term: Row, indicator: Row, figure: Row, ends: list[date]) -> list[date]:
    """Of the periods of a measure those that the formula reads; years that it names stand in it, or in its SQL."""
    if term["role"] == "prices":
        own = (figure["period_end"] + timedelta(days=1)).year - 1
        return [end for end in ends if end.year == own or f"[{end.year}]" in indicator["formula"]]
    if indicator["kind"] == "recovery":
        named = set(re.findall(r"period_end\) = (\d{4})", indicator["sql"]))
        return [end for end in ends[:-1] if str(end.year) in named] + ends[-1:]
    return ends if indicator["kind"] == "regained" else ends[-2:] if indicator["kind"] in _PAIRS else ends[-1:]


def _sum(place: str, term: Row, rows: list[Row]) -> Row:
    """Of two sources for one sum, the sounder counts, then the first by name, as in indicators/sums.py."""
    by_source = {row["source_id"]: [r for r in rows if r["source_id"] == row["source_id"]] for row in rows}
    source = min(by_source, key=lambda name: (_gravest(by_source[name]), name))
    used = by_source[source]
    carried = term["basis"] == "dwellings" and any(row["weight"] != 1 for row in used)
    known = [row["weight"] * row["value"] for row in used if row["value"] is not None]
    head = {"place_id": place, "period_end": used[0]["period_end"], "source_id": source}
    note = _note(len(used) - len(known), carried=carried)
    dropped = {"period_end", "source_id"}
    shown = [{key: value for key, value in row.items() if key not in dropped} for row in used]
    return {**head, "value": sum(known) if known and not carried else None, "note": note, "rows": shown}


def _gravest(rows: Iterable[Row]) -> int:
    return max(Status(row["status"]).severity for row in rows)


def _note(without: int, *, carried: bool) -> str:
    areas = "1 area has" if without == 1 else f"{without} areas have"
    notes = [f"{areas} no published value"] if without else []
    if carried:
        notes.append("carried by dwellings; the weights shown are of residents, so no sum is given")
    return "; ".join(notes)


def _comparison(con: duckdb.DuckDBPyConnection, indicator: Row, figure: Row, terms: list[Row]) -> Row | None:
    """Hold a figure against the latest one before it that has a value, as the headline does; None for the first."""
    keys = [figure[key] for key in ("indicator_id", "place_id", "group_id", "period_end")]
    before = rows_of(con, _BEFORE, keys)
    if not before:
        return None
    breaks = [b for b in _breaks(terms) if str(before[0]["period_end"]) < b[:10] <= str(figure["period_start"])]
    # What a loss has been made good of is held against the same peak and trough at any time.
    broken = bool(breaks) or (figure["status"] == Status.BREAK and indicator["kind"] != "recovery")
    held = _held(figure, before[0], indicator, broken=broken)
    words = change_sentence(held.pop("assessment"))
    return {"previous": before[0], "broken": broken, "breaks": breaks, **held, "en": words.en, "fr": words.fr}


def _beside(con: duckdb.DuckDBPyConnection, indicator: Row, figure: Row, comparator: str) -> Row | None:
    """Hold a figure against the first comparator's of the same period; None where there is none, and for counts."""
    if comparator in {"", figure["place_id"]} or Unit(figure["unit"]).grows_with_size:
        return None
    keys = [figure["indicator_id"], comparator, *(figure[key] for key in ("group_id", "period_start", "period_end"))]
    there = rows_of(con, _ELSEWHERE_THEN, keys)
    if not there or figure["value"] is None:
        return None
    held = _held(figure, there[0], indicator, broken=False)
    words = beside_sentence(held.pop("assessment"))
    return {"comparator": there[0], **held, "en": words.en, "fr": words.fr}


def _held(figure: Row, other: Row, indicator: Row, *, broken: bool) -> Row:
    """The difference of two figures, the 1.645 standard errors that it has to exceed, and what it means."""
    now, then = _reading(figure), _reading(other)
    assessed = compare(now, then, Direction(indicator["better"]), broken=broken)
    if now.value is None or then.value is None or broken:
        return {"difference": None, "margin": None, "assessment": assessed}
    known = now.bounded or then.bounded
    return {
        "difference": now.value - then.value,
        "margin": margin(now, then) if known else None,
        "assessment": assessed,
    }


def _breaks(terms: list[Row]) -> list[str]:
    told = {text for term in terms for text in re.split(r" (?=\d{4}-\d\d-\d\d: )", term["breaks"] or "")}
    return sorted(told - {""})


def _reading(row: Row) -> Reading:
    return Reading(row["value"], row["lower"], row["upper"])
