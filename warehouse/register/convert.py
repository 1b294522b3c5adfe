"""Turns a register's texts into those of the programme contract: codes, dates, numbers, keyed hashes of identifiers.

What does not turn is rejected here, by column and without the text. After this step no identifier is left, and no text
that is not of its column's form.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import polars as pl

from schemas.programme import PATTERNS, Column, Kind, columns
from warehouse.register.mapping import BirthYear, Condition, Plan
from warehouse.staging import Parsed, Reject

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_WHOLE = re.compile(r"(-?[0-9]{1,15})(\.0*)?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?")
_TRACT = re.compile(r"([0-9]{7})(?:\.([0-9]{1,2}))?")
_FLAGS = {"true": "true", "false": "false", "1": "true", "0": "false"}

_Read = Callable[[str], str | None]
"""The contract's text for a file's, or None where the file's is not of the column's form."""


@dataclass(frozen=True)
class _Filled:
    """One column of the contract: its values, and the rows whose text did not turn into one."""

    values: pl.Series
    failed: pl.Series
    reason: str


def convert(parsed: Parsed, found: Plan, key: bytes) -> tuple[pl.DataFrame, list[Reject]]:
    """Return the contract's columns as text with `line` and `span`, and a reject for every line that has none.

    `key` is the secret of the identifiers' hashes (HMAC-SHA256, its first 32 hexadecimal digits).
    """
    rows = parsed.rows.with_columns(pl.col(found.read).str.strip_chars())
    reasons = _not_taken(rows, found)
    filled = [_fill(rows, column, found, key) for column in columns(found.table).values()]
    for part in filled:
        reasons = reasons.zip_with(reasons.is_not_null() | ~part.failed, pl.repeat(part.reason, len(rows), eager=True))
    whole = rows.select("line", _span(rows)).with_columns(part.values for part in filled)
    rejected = whole.select("line", "span").with_columns(reasons.alias("reason")).filter(pl.col("reason").is_not_null())
    rejects = [Reject(line, reason, None, span) for line, span, reason in rejected.iter_rows()]
    return whole.filter(reasons.is_null()), [*parsed.rejects, *rejects]


def hashed(key: bytes, whose: str, identifier: str) -> str:
    """Return what stands for an identifier in the warehouse; the same identifier of another kind hashes otherwise."""
    return hmac.new(key, f"{whose}:{identifier}".encode(), hashlib.sha256).hexdigest()[:32]


def _span(rows: pl.DataFrame) -> pl.Expr:
    return pl.col("span") if "span" in rows.columns else pl.lit(1, pl.Int64).alias("span")


def _not_taken(rows: pl.DataFrame, found: Plan) -> pl.Series:
    """Say which rows the mapping leaves out; null for those that it takes."""
    reasons = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    for name, values in found.only.items():
        taken = rows[name].is_in(list(values)).fill_null(value=False)
        left = pl.repeat(f"left out by the mapping: only some of {name}", len(rows), eager=True)
        reasons = reasons.zip_with(reasons.is_not_null() | taken, left)
    return reasons


def _fill(rows: pl.DataFrame, column: Column, found: Plan, key: bytes) -> _Filled:
    name = column.name
    if name in found.constants:
        same = found.constants[name]
        same = hashed(key, column.whose, same) if column.kind is Kind.KEY else same
        return _sure(name, pl.repeat(same, len(rows), dtype=pl.String, eager=True))
    if name in found.conditions:
        return _sure(name, _by_conditions(rows, column, found))
    if name == "birth_year" and found.birth_year:
        return _born(rows, found.birth_year, found)
    if name in found.columns:
        return _turned(name, _known(rows, found.columns[name], found), *_reader(column, found, key))
    return _sure(name, pl.repeat(None, len(rows), dtype=pl.String, eager=True))


def _sure(name: str, values: pl.Series) -> _Filled:
    return _Filled(values.alias(name), pl.repeat(False, len(values), eager=True), "")


def _known(rows: pl.DataFrame, name: str, found: Plan) -> pl.Series:
    """Give a file's column with null for its empty cells and for its codes that mean: not known."""
    texts = rows[name]
    return texts.set(texts.is_in(["", *found.missing]).fill_null(value=True), None)


def _turned(name: str, texts: pl.Series, read: _Read, expected: str) -> _Filled:
    """Turn each text once, however often it stands in the column."""
    answers = {text: read(text) for text in texts.unique().drop_nulls()}
    values = pl.Series(name, [answers.get(text) for text in texts], dtype=pl.String)
    return _Filled(values, values.is_null() & texts.is_not_null(), f"column {name}: {expected}")


def _by_conditions(rows: pl.DataFrame, column: Column, found: Plan) -> pl.Series:
    rules = found.conditions[column.name]
    if column.kind is Kind.CODES:
        words = [pl.when(_holds(rule)).then(pl.lit(rule.code)) for rule in sorted(rules, key=lambda rule: rule.code)]
        joined = pl.concat_str(words, separator="+", ignore_nulls=True)
        return rows.select(pl.when(joined != "").then(joined).alias(column.name)).to_series()
    first = pl.coalesce([pl.when(_holds(rule)).then(pl.lit(rule.code)) for rule in rules])
    return rows.select(first.alias(column.name)).to_series()


def _holds(rule: Condition) -> pl.Expr:
    return pl.col(rule.column).is_in(list(rule.values)) if rule.column else pl.lit(True)


def _born(rows: pl.DataFrame, rule: BirthYear, found: Plan) -> _Filled:
    """Keep the year of a date of birth, or the year of a day less the age on it; the day itself goes no further."""
    days = _turned("birth_year", _known(rows, rule.date or rule.on, found), *_days(found))
    years = days.values.str.slice(0, 4)
    if rule.date:
        return _Filled(years, days.failed, days.reason)
    ages = _turned("birth_year", _known(rows, rule.age, found), _whole, "age is not a whole number")
    born = years.cast(pl.Int64) - ages.values.cast(pl.Int64)
    return _Filled(born.cast(pl.String).alias("birth_year"), ages.failed | days.failed, ages.reason)


def _reader(column: Column, found: Plan, key: bytes) -> tuple[_Read, str]:
    """Give what turns a file's text into the contract's, and what a reject says of a text that it does not turn."""
    codes = found.codes.get(column.name)
    if column.kind is Kind.KEY:
        return partial(hashed, key, column.whose), "no identifier"
    if column.kind is Kind.DATE:
        return _days(found)
    if column.kind is Kind.CODES:
        words = codes or {code: code for code in column.codes}
        return partial(_words, words, found.separator), "code not mapped"
    if column.kind is Kind.FLAG or column.codes or codes:
        own = _FLAGS if column.kind is Kind.FLAG else {code: code for code in column.codes}
        return (codes or own).get, "code not mapped"
    if column.kind is Kind.NUMBER:
        return partial(_number, found.decimal), "not a number"
    return _OTHERS[column.kind]


def _days(found: Plan) -> tuple[_Read, str]:
    return partial(_day, found.date_format), f"not a date of the form {found.date_format}"


def _day(form: str, text: str) -> str | None:
    """Read a date in the mapping's form, or as workbooks and ISO 8601 give it."""
    iso = _DAY.fullmatch(text)
    try:
        return (date.fromisoformat(iso[1]) if iso else datetime.strptime(text, form).date()).isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def _number(decimal: str, text: str) -> str | None:
    plain = _SPACES.sub("", text).replace(decimal, ".")
    return plain if _NUMBER.fullmatch(plain) else None


def _whole(text: str) -> str | None:
    match = _WHOLE.fullmatch(_SPACES.sub("", text))
    return match[1] if match else None


def _tract(text: str) -> str | None:
    """Give back the decimals that a workbook takes off a tract's number: 4620070.1 was 4620070.10."""
    match = _TRACT.fullmatch(text)
    return f"{match[1]}.{(match[2] or '').ljust(2, '0')}" if match else None


def _industry(text: str) -> str | None:
    return text if re.fullmatch(PATTERNS[Kind.INDUSTRY][0], text) else None


def _words(codes: Mapping[str, str], separator: str, text: str) -> str | None:
    words = {codes.get(word.strip()) for word in text.split(separator)}
    return None if None in words else "+".join(sorted(word for word in words if word))


_OTHERS: dict[Kind, tuple[_Read, str]] = {
    Kind.INTEGER: (_whole, "not a whole number"),
    Kind.AREA: (_tract, "not a census tract such as 4620067.00"),
    Kind.INDUSTRY: (_industry, "not a NAICS code of two to six digits"),
}
