"""A contract: which header a file must have, and which Pandera schema its rows must meet before they are kept."""

import csv
import difflib
import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas.errors import SourceError

if TYPE_CHECKING:
    from schemas.validation import pa

_SHOWN = 100  # characters of a found text that a reason repeats
_FINITE = {pl.Float64, pl.Float32}
_BOOLEANS = {"true": True, "false": False}
# How Pandera names its own checks in a failure, and how a reader of rejects would say it.
_PHRASES = {
    "not_nullable": "a value",
    "isin": "one of {}",
    "str_matches": "text of the form {}",
    "greater_than_or_equal_to": "at least {}",
    "greater_than": "more than {}",
    "less_than_or_equal_to": "at most {}",
    "less_than": "less than {}",
    "in_range": "a number in the range {}",
    "equal_to": "{}",
}
_NO_FAILURES = pl.DataFrame(schema={"line": pl.Int64, "reason": pl.String})
_NO_CASES = pl.DataFrame(schema={"index": pl.Int32, "column": pl.String, "check": pl.String, "failure_case": pl.String})
# So many columns alike are looked at as one, since Pandera takes a millisecond or more for each, where rows are so few
# that all cells find room below each other.
_MANY, _FEW = 10, 10_000


@dataclass(frozen=True)
class Contract:
    """What the rows of one layout must look like, and the table `staged.<table>` that keeps them.

    `header` holds the column names as published, in order, duplicates and all; None where the reader compares it.
    `names` gives our name for each position, "" for a column that is counted but not read; by default the schema's own.
    `key` names the stored columns that no two lines of one snapshot may share.
    """

    table: str
    header: tuple[str, ...] | None
    schema: Callable[[], "pa.DataFrameSchema"]
    key: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    may_be_empty: bool = False  # whether a header without rows is a usable file

    def columns(self) -> tuple[str, ...]:
        """Give our column name for every position of the file; "" marks a column that is not read."""
        return self.names or tuple(self.schema().columns)


@dataclass(frozen=True)
class Checked:
    """Rows that meet the schema, typed, and one row (`line`, `reason`) for every line that does not."""

    kept: pl.DataFrame
    failures: pl.DataFrame


def expect_header(expected: Sequence[str], found: Sequence[str], where: str) -> None:
    """Compare a header with the published one, cell by cell; raise SourceError at the first that differs."""
    for position, (want, have) in enumerate(zip(expected, found, strict=False), start=1):
        if want != have:
            raise SourceError(
                f"{where}: column {position} of the header should be “{want}”, found “{have[:_SHOWN]}”"
                f"{_elsewhere(want, found)}. The provider changed its layout, or this is another product: "
                "download the file again in the layout named in relance.toml, or name the layout that it has."
            )
    if len(expected) != len(found):
        more, names = ("more", found) if len(found) > len(expected) else ("fewer", expected)
        raise SourceError(
            f"{where}: expected {len(expected)} columns in the header, found {len(found)}; {more} from column "
            f"{min(len(expected), len(found)) + 1} on (“{names[min(len(expected), len(found))][:_SHOWN]}”). "
            "Download the file again in the layout named in relance.toml."
        )


def header_cells(line: str, delimiter: str, where: str) -> list[str]:
    """Split a header line into its cells; raise SourceError where a quotation mark is not closed on the line."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as problem:
        raise SourceError(
            f"{where}: the header cannot be split into columns ({problem or 'it is empty'}). "
            "Expected one line of column names, quotation marks closed."
        ) from problem


def check(rows: pl.DataFrame, schema: "pa.DataFrameSchema", *, private: bool = False) -> Checked:
    """Cast text to the schema's types and run the schema; `rows` has `line` and a text column for each of the schema's.

    An empty text is no value. A line with a text that does not cast, or that breaks a check, fails as a whole. With
    `private` a reason never repeats what was found. Raises SourceError where rows and schema do not fit each other.
    """
    texts = rows.select("line", *(_text(name) for name in schema.columns))
    casts = {name: kind for name in schema.columns if (kind := _kind(schema, name)) != pl.String}
    typed = texts.with_columns(_typed(name, kind) for name, kind in casts.items())
    failures = [_NO_FAILURES, *(_uncast(texts, typed, name, kind, private=private) for name, kind in casts.items())]
    castable = _without(typed, pl.concat(failures))
    failures.append(_broken(castable, schema, private=private))
    failed = _one_per_line(pl.concat(failures))
    return Checked(_without(castable, failed), failed)


def _without(rows: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    return rows.join(failures, on="line", how="anti", maintain_order="left") if failures.height else rows


def no_rows(schema: "pa.DataFrameSchema") -> pl.DataFrame:
    """Give a typed frame of kept rows without any row, from which a table takes its columns."""
    return pl.DataFrame(schema={"line": pl.Int64} | {name: _kind(schema, name) for name in schema.columns})


def _elsewhere(want: str, found: Sequence[str]) -> str:
    if want in found:
        return f" (“{want}” stands at column {found.index(want) + 1})"
    near = difflib.get_close_matches(want, found, n=1)
    return f" (nearest name: “{near[0][:_SHOWN]}”, column {found.index(near[0]) + 1})" if near else ""


def _kind(schema: "pa.DataFrameSchema", name: str) -> pl.DataType:
    kind: pl.DataType = schema.columns[name].dtype.type
    return kind


def _text(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Date:
        # to_date alone would take 2021-1-2, leading spaces and the year 0.
        form = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"
        return pl.when(column.str.contains(form)).then(column).str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.Boolean:
        return column.str.to_lowercase().replace_strict(_BOOLEANS, default=None, return_dtype=pl.Boolean)
    number = column.str.strip_chars().cast(kind, strict=False)
    return pl.when(number.is_finite()).then(number).alias(name) if kind in _FINITE else number


def _uncast(texts: pl.DataFrame, typed: pl.DataFrame, name: str, kind: pl.DataType, *, private: bool) -> pl.DataFrame:
    """List the lines whose text in one column is there but does not read as the column's type."""
    bad = texts.filter(texts[name].is_not_null() & typed[name].is_null())
    expected = "a date such as 2021-05-11" if kind == pl.Date else "true or false" if kind == pl.Boolean else "a number"
    return bad.select("line", _reason(name, pl.lit(expected), pl.col(name), private=private))


def _broken(typed: pl.DataFrame, schema: "pa.DataFrameSchema", *, private: bool) -> pl.DataFrame:
    """List the lines that break a check of the schema, with one row for each check broken, column by column."""
    alike = _alike(schema) if typed.height <= _FEW else []
    rest = schema.remove_columns([name for names in alike for name in names]) if alike else schema
    cases = pl.concat(
        [_cases(typed.select(list(rest.columns)), rest), *(_below(typed, names, schema) for names in alike)]
    )
    if not cases.height:
        return _NO_FAILURES
    named = cases.with_columns(line=typed["line"].gather(cases["index"]))
    expected = pl.col("check").replace({rule: _phrase(rule) for rule in cases["check"].unique()})
    by_column = {name: part for (name,), part in named.partition_by("column", as_dict=True).items()}
    return pl.concat(
        by_column[name].select("line", _reason(name, expected, pl.col("failure_case"), private=private))
        for name in (*schema.columns, "")
        if name in by_column
    )


def _alike(schema: "pa.DataFrameSchema") -> list[list[str]]:
    """Name many columns of which Pandera's own checks ask the same; none where rules over whole rows need them.

    Whether other checks are the same cannot be told.
    """
    found: list[tuple[dict[str, object], list[str]]] = []
    for name, column in schema.columns.items() if not schema.checks else ():
        asked = {**column.properties, "name": ""}
        same = next((names for other, names in found if other == asked), None)
        if same is not None:
            same.append(name)
        elif not column.unique and all(check.name in _PHRASES for check in column.checks):
            found.append((asked, [name]))
    return [names for _, names in found if len(names) >= _MANY]


def _below(typed: pl.DataFrame, names: list[str], schema: "pa.DataFrameSchema") -> pl.DataFrame:
    """Run the checks of columns that are alike over one column, their cells one below the other."""
    from schemas.validation import pa  # noqa: PLC0415 half a second to import: only when there are rows to check

    cells = pl.concat([typed[name].alias("cell") for name in names], rechunk=False).to_frame()
    cases = _cases(cells, pa.DataFrameSchema({"cell": copy(schema.columns[names[0]])}, name=schema.name))
    column = (pl.col("index") // typed.height).replace_strict(dict(enumerate(names)), return_dtype=pl.String)
    return cases.with_columns(column=column, index=pl.col("index") % typed.height) if cases.height else cases


def _cases(rows: pl.DataFrame, schema: "pa.DataFrameSchema") -> pl.DataFrame:
    """List the checks that rows break: `index` of the row, `column`, `check` and `failure_case`.

    A rule over whole rows names no column, and what was found would be the row.
    """
    from schemas.validation import pa  # noqa: PLC0415 as above

    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as problem:
        cases = problem.failure_cases
    else:
        return _NO_CASES
    if cases["index"].null_count():
        rules = sorted(set(cases.filter(pl.col("index").is_null())["check"]))
        raise SourceError(
            f"The rows of {schema.name or 'a table'} do not fit their contract: {rules}. Please report this."
        )
    column = pl.when(schema_context="Column").then(pl.col("column")).otherwise(pl.lit(""))
    found: pl.DataFrame = cases.with_columns(column=column).select(_NO_CASES.columns)
    return found


def _phrase(rule: str) -> str:
    """Say a Pandera check in words; a check that carries its own `error` is said as it stands."""
    match = re.fullmatch(r"(\w+)(?:\((.*)\))?", rule, re.DOTALL)
    if match is None or match[1] not in _PHRASES:
        return rule.replace("_", " ") if re.fullmatch(r"\w+", rule) else rule
    return _PHRASES[match[1]].format((match[2] or "").strip("[]"))


def _reason(name: str, expected: pl.Expr, found: pl.Expr, *, private: bool) -> pl.Expr:
    start = [pl.lit(f"column {name}: expected " if name else "expected "), expected]
    if private or not name:
        return pl.concat_str(start).alias("reason")
    shown = pl.concat_str([pl.lit("“"), found.str.slice(0, _SHOWN), pl.lit("”")])
    return pl.concat_str([*start, pl.lit(", found "), shown.fill_null("nothing")]).alias("reason")


def _one_per_line(failures: pl.DataFrame) -> pl.DataFrame:
    return (
        failures.unique(maintain_order=True).group_by("line", maintain_order=True).agg(pl.col("reason").str.join("; "))
    )
