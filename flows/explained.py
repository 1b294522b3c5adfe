"""An explanation as lines for a person: what flows.explaining gathered, in the order in which it is read."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.vocabulary import Status

Row = dict[str, Any]
SHOWN = 40  # rows of areas printed for each sum; JSON has all


def lines(told: Row) -> Iterator[str]:
    """Yield an explanation, as `flows.explaining` gathers it, line by line."""
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
    yield from _beside_lines(told["beside"])
    yield from ("SQL over the summed measures:", indicator["sql"] or "none: a method computes it, see the definition")


def _figure_lines(figure: Row, meaning: Mapping[str, str] | None) -> Iterator[str]:
    words = f": {meaning['en']} · {meaning['fr']}" if meaning else ""
    yield f"  status {figure['status']}{words}"
    if figure["status"] == Status.SUPPRESSED:
        return
    yield f"  value {_n(figure['value'])} {figure['unit']}"
    if figure["method"]:
        yield f"  bounds {_n(figure['lower'])} to {_n(figure['upper'])}: {figure['method']}"
    else:
        yield "  no bounds: its error is not known, or it is exact"
    yield f"  numerator {_n(figure['numerator'])}, denominator {_n(figure['denominator'])}"
    yield from (f"  caveat: {figure[key]}" for key in ("caveat", "caveat_fr") if figure[key])


def _term_lines(term: Row) -> Iterator[str]:
    group = f", {term['group_id']}" if term["group_id"] else ""
    yield f"{term['role']}: {term['measure_id']}{group} ({term['name_en']} · {term['name_fr']}; {term['universe']})"
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
    cited = f"; {row['citation']}" if row["citation"] else ""
    value = f"{row['weight']:g} × {_n(row['value'])} {row['status']}"
    return f"    {row['area']} ({row['vintage']}) {value}: {where}{cited}"


def _comparison_lines(comparison: Row | None) -> Iterator[str]:
    if comparison is None:
        return
    before = comparison["previous"]
    yield f"Compared with {before['period_end']}: {_n(before['value'])}{_difference(comparison)}"
    yield f"  {comparison['en']} · {comparison['fr']}"
    yield from (f"  break {text}" for text in comparison["breaks"])


def _beside_lines(beside: Row | None) -> Iterator[str]:
    if beside is not None:
        there = beside["comparator"]
        yield f"Beside {there['place_id']}: {_n(there['value'])}{_difference(beside)}"
        yield f"  {beside['en']} · {beside['fr']}"


def _difference(held: Row) -> str:
    if held["difference"] is None:
        return ""
    error = held["margin"]
    against = "its error is not known" if error is None else f"1.645 standard errors of it are {_n(error)}"
    return f"; difference {_n(held['difference'])}, {against}"


def _n(value: float | None) -> str:
    return "none" if value is None else f"{value:.10g}"
