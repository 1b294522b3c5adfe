"""`relance explain`: where one published figure comes from, told from the edition and the ledger's file names alone.

Programme records never appear: the edition holds none, and nothing here reads them from the private database.
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from flows.workspace import Workspace
from indicators.comparison import Reading, change_sentence, compare
from indicators.explaining import formula
from schemas.errors import ConfigurationError
from schemas.measures import PROGRAMME
from schemas.vocabulary import LEGEND, Direction, Status
from warehouse.editions import current
from warehouse.ledger import rows_of

Row = dict[str, Any]
SHOWN = 40  # rows of areas printed for each sum; JSON has all
_PROGRAMME = frozenset(measure.id for measure in PROGRAMME)
_EARLIER = frozenset({"change", "recovery", "regained", "gapchange", "beside", "spread"})  # read earlier periods too
_ELSEWHERE = frozenset({"gap", "gapchange", "beside", "spread"})  # read the comparator too
_PARTS = """
SELECT o.period_end, o.source_id, s.title, o.vintage, o.area_id AS area, p.weight, o.value, o.status, o.snapshot, o.line
FROM observations AS o
JOIN (SELECT vintage, area_id, sum(weight) AS weight FROM place_parts WHERE place_id = ? GROUP BY ALL) AS p
  ON p.vintage = o.vintage AND p.area_id = o.area_id
LEFT JOIN snapshots AS s ON s.snapshot = o.snapshot AND s.source_id = o.source_id
WHERE o.measure_id = ? AND o.group_id = ? AND o.period_end <= ?
ORDER BY o.period_end, o.source_id, o.vintage, o.area_id, o.line
"""
_TERMS = """
SELECT t.role, t.coefficient, t.measure_id, m.name_en, m.name_fr, m.unit, m.universe, m.basis, m.breaks
FROM terms AS t JOIN measures AS m USING (measure_id) WHERE t.indicator_id = ?
ORDER BY list_position(['of', 'numerator', 'denominator', 'unknown', 'lost', 'inputs'], t.role), t.rowid
"""


def explain(
    workspace: Workspace, indicator: str, place: str, period: str, group: str = "total", *, as_json: bool = False
) -> str:
    """Return how the figure whose period ends in `period` (2021, 2021-05) came about, as lines or as one JSON object.

    The JSON has the keys edition, indicator (its row of `indicators`), formula (symbols, en, fr), figure (its row of
    `figures`), meaning (en, fr of its status), terms, and comparison. Each term is a row of `terms` with its measure,
    `origin` (statistics or programme) and `sums`: place_id, period_end, source_id, value, note and `rows` (area,
    vintage, weight, value, status, snapshot, title, file, line). `comparison` has previous, broken,
    breaks, en and fr, or is null. A
    suppressed figure has neither terms nor comparison. An unknown key is a ConfigurationError with the nearest name.
    """
    edition = current(workspace.published)
    if edition is None:
        raise ConfigurationError("nothing is published yet: `relance run` makes the first edition")
    with duckdb.connect(str(workspace.published / edition / "relance.duckdb"), read_only=True) as con:
        found = _found(con, indicator, place, period, group)
        comparator = next(iter(workspace.settings.comparators), "")
        told = _told(con, found, comparator, _file_names(workspace))
    told = {"edition": edition, **told}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) if as_json else "\n".join(_lines(told))


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
        with duckdb.connect(str(workspace.database), read_only=True) as con:
            return {row["snapshot"]: row["name"] for row in rows_of(con, "SELECT snapshot, name FROM ledger.snapshots")}
    except (duckdb.IOException, duckdb.ConnectionException):
        return {}


def _told(con: duckdb.DuckDBPyConnection, figure: Row, comparator: str, files: Mapping[str, str]) -> Row:
    indicator = rows_of(con, "SELECT * FROM indicators WHERE indicator_id = ?", [figure["indicator_id"]])[0]
    terms = rows_of(con, _TERMS, [figure["indicator_id"]])
    written = formula(indicator["kind"], terms)
    kept_back = figure["status"] == Status.SUPPRESSED
    meaning = LEGEND.get(Status(figure["status"]))
    elsewhere = [comparator] if indicator["kind"] in _ELSEWHERE and comparator not in {"", figure["place_id"]} else []
    places = [figure["place_id"], *elsewhere]
    told = () if kept_back else terms
    return {
        "indicator": indicator,
        "formula": {"symbols": written.symbols, "en": written.words.en, "fr": written.words.fr},
        "figure": figure,
        "meaning": None if meaning is None else {"en": meaning.en, "fr": meaning.fr},
        "terms": [_term(con, term, indicator["kind"], figure, places, files) for term in told],
        "comparison": None if kept_back else _comparison(con, indicator, figure, terms),
    }


def _term(
    con: duckdb.DuckDBPyConnection, term: Row, kind: str, figure: Row, places: list[str], files: Mapping[str, str]
) -> Row:
    programme = term["measure_id"] in _PROGRAMME
    read = () if programme else places
    sums = [each for place in read for each in _sums(con, term, kind, figure, place)]
    for row in (row for each in sums for row in each["rows"]):
        row["file"] = files.get(row["snapshot"], "")
    return {**term, "origin": "programme" if programme else "statistics", "sums": sums}


def _sums(con: duckdb.DuckDBPyConnection, term: Row, kind: str, figure: Row, place: str) -> list[Row]:
    """Sum a measure over a place's areas: as of the figure's period, and before where the formula looks back."""
    bound = [place, term["measure_id"], figure["group_id"], figure["period_end"]]
    rows = rows_of(con, _PARTS, bound)
    ends = sorted({row["period_end"] for row in rows})
    wanted = ends if kind in _EARLIER else ends[-1:]
    return [_sum(place, term, [row for row in rows if row["period_end"] == end]) for end in wanted]


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
    notes = [f"{without} areas have no published value"] if without else []
    if carried:
        notes.append("carried by dwellings; the weights shown are of residents, so no sum is given")
    return "; ".join(notes)


def _comparison(con: duckdb.DuckDBPyConnection, indicator: Row, figure: Row, terms: list[Row]) -> Row | None:
    """Hold a figure against the latest one before it that has a value, as the headline does; None for the first."""
    query = (
        "SELECT period_end, value, lower, upper, status FROM figures WHERE indicator_id = ? AND place_id = ? "
        "AND group_id = ? AND period_end < ? AND value IS NOT NULL ORDER BY period_end DESC LIMIT 1"
    )
    keys = [figure[key] for key in ("indicator_id", "place_id", "group_id", "period_end")]
    before = rows_of(con, query, keys)
    if not before:
        return None
    breaks = [b for b in _breaks(terms) if str(before[0]["period_end"]) < b[:10] <= str(figure["period_start"])]
    broken = bool(breaks) or figure["status"] == Status.BREAK
    assessed = compare(_reading(figure), _reading(before[0]), Direction(indicator["better"]), broken=broken)
    words = change_sentence(assessed)
    return {"previous": before[0], "broken": broken, "breaks": breaks, "en": words.en, "fr": words.fr}


def _breaks(terms: list[Row]) -> list[str]:
    told = {text for term in terms for text in re.split(r" (?=\d{4}-\d\d-\d\d: )", term["breaks"] or "")}
    return sorted(told - {""})


def _reading(row: Row) -> Reading:
    return Reading(row["value"], row["lower"], row["upper"])


def _lines(told: Row) -> Iterator[str]:
    indicator, figure = told["indicator"], told["figure"]
    yield f"{indicator['name_en']} · {indicator['name_fr']} ({indicator['indicator_id']}), edition {told['edition']}"
    yield f"  {indicator['definition_en']}"
    yield f"  {indicator['definition_fr']}"
    yield f"Formula: {told['formula']['symbols']}"
    yield f"  {told['formula']['en']}."
    yield f"  {told['formula']['fr']}."
    yield f"Figure: {figure['place_id']}, {figure['period_start']} to {figure['period_end']}, {figure['group_id']}"
    yield from _figure_lines(figure, told["meaning"])
    for term in told["terms"]:
        yield from _term_lines(term)
    yield from _comparison_lines(told["comparison"])
    yield from ("SQL over the summed measures:", indicator["sql"] or "none: a method computes it, see the definition")


def _figure_lines(figure: Row, meaning: Mapping[str, str] | None) -> Iterator[str]:
    words = f": {meaning['en']} · {meaning['fr']}" if meaning else ""
    yield f"  status {figure['status']}{words}"
    if figure["status"] == Status.SUPPRESSED:
        return
    yield f"  value {_n(figure['value'])} {figure['unit']}, from {_n(figure['lower'])} to {_n(figure['upper'])}"
    yield f"  method: {figure['method'] or 'no bounds'}"
    yield f"  numerator {_n(figure['numerator'])}, denominator {_n(figure['denominator'])}"
    yield from (f"  caveat: {figure[key]}" for key in ("caveat", "caveat_fr") if figure[key])


def _term_lines(term: Row) -> Iterator[str]:
    yield f"{term['role']}: {term['measure_id']} ({term['name_en']} · {term['name_fr']}; {term['universe']})"
    if term["origin"] == "programme":
        yield "  programme records: nothing but the figure above is published"
    elif not term["sums"]:
        yield "  no published observation for this place, period and group"
    for each in term["sums"]:
        note = f" ({each['note']})" if each["note"] else ""
        yield f"  {each['place_id']}, {each['period_end']}, {each['source_id']}: sum {_n(each['value'])}{note}"
        yield from map(_row_line, each["rows"][:SHOWN])
        if len(each["rows"]) > SHOWN:
            yield f"    and {len(each['rows']) - SHOWN} more: --format json has all"


def _row_line(row: Row) -> str:
    where = f"{row['file'] or row['title']}, line {row['line']}, sha256 {row['snapshot']}"
    return f"    {row['area']} ({row['vintage']}) {row['weight']:g} × {_n(row['value'])} {row['status']}: {where}"


def _comparison_lines(comparison: Row | None) -> Iterator[str]:
    if comparison is None:
        return
    before = comparison["previous"]
    yield f"Compared with {before['period_end']}: {_n(before['value'])}. {comparison['en']} · {comparison['fr']}"
    yield from (f"  break {text}" for text in comparison["breaks"])


def _n(value: float | None) -> str:
    return "none" if value is None else f"{value:.10g}"
