"""Numbers as a reader sees them, in Canadian English and French, and as number formats of a workbook."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from indicators.model import NOTHING
from schemas.vocabulary import SYMBOLS, Status, Text, Unit

_LOCALES = {"en": Locale("en", "CA"), "fr": Locale("fr", "CA")}
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_PARTED = re.compile(r" (?=[:%»])|(?<=«) ")
_FRENCH_PLURAL_FROM = 2  # in French, 1.9 is still singular


@dataclass(frozen=True, slots=True)
class UnitWords:
    """How a unit is named and written: decimals shown, and what stands before and after the number."""

    name: Text
    decimals: int = 0
    before: Text = NOTHING
    after: Text = NOTHING


def unbroken(text: str) -> str:
    """Return a text whose French signs (: % » and what follows «) cannot be parted from their words by a line's end.

    Source: Office québécois de la langue française, Vitrine linguistique, espacement avant et après les signes.
    """
    return _PARTED.sub(_NO_BREAK, text)


def _dollars(en: str, fr: str) -> UnitWords:
    return UnitWords(Text(en, fr), before=Text("$", ""), after=Text("", f"{_NO_BREAK}$"))


UNITS: dict[Unit, UnitWords] = {
    Unit.PERSONS: UnitWords(Text("persons", "personnes")),
    Unit.HOUSEHOLDS: UnitWords(Text("households", "ménages")),
    Unit.DWELLINGS: UnitWords(Text("dwellings", "logements")),
    Unit.JOBS: UnitWords(Text("jobs", "emplois")),
    Unit.FTE: UnitWords(Text("full-time equivalents", "équivalents temps plein"), 1),
    Unit.ENTERPRISES: UnitWords(Text("enterprises", "entreprises")),
    Unit.PROJECTS: UnitWords(Text("projects", "projets")),
    Unit.EVENTS: UnitWords(Text("events", "activités")),
    Unit.SEATS: UnitWords(Text("seats", "sièges")),
    Unit.HOURS: UnitWords(Text("hours", "heures")),
    Unit.DOLLARS: _dollars("dollars", "dollars"),
    Unit.SQUARE_METRES: UnitWords(Text("m²", "m²")),
    Unit.SQUARE_KILOMETRES: UnitWords(Text("km²", "km²"), 2),
    Unit.PERCENT: UnitWords(Text("percent", "pour cent"), 1, after=Text("%", f"{_NO_BREAK}%")),
    Unit.POINTS: UnitWords(Text("points", "points"), 1, after=Text(f"{_NO_BREAK}points", f"{_NO_BREAK}points")),
    Unit.RATIO: UnitWords(Text("ratio", "rapport"), 2),
    Unit.INDEX: UnitWords(Text("index", "indice"), 3),
    Unit.PER_THOUSAND: UnitWords(Text("per thousand", "pour mille"), 1),
    Unit.PER_KM2: UnitWords(Text("per km²", "par km²"), 1),
    Unit.DOLLARS_PER_FTE: _dollars("dollars per full-time equivalent", "dollars par équivalent temps plein"),
    Unit.DOLLARS_PER_PERSON: _dollars("dollars per person", "dollars par personne"),
}


def with_unit(name: Text, unit: Unit) -> Text:
    """Return a name followed by its unit: Jobs created (full-time equivalents)."""
    of = UNITS[unit].name
    return Text(_with_unit(name.en, of.en), _with_unit(name.fr, of.fr))


def change_unit(unit: Unit) -> Unit:
    """Return the unit of a difference: percentages differ by points, everything else in its own unit."""
    return Unit.POINTS if unit is Unit.PERCENT else unit


@lru_cache(maxsize=65_536)  # pages, workbook and widths of columns show the same figures
def number(value: float, unit: Unit, language: str, *, signed: bool = False) -> str:
    """Return a value in its unit: 9.9%, 9,9 %, $1,200, 1 200 $; `signed` writes the plus of a change, and −."""
    words = UNITS[unit]
    rounded = _rounded(value, words.decimals)
    digits = _digits(abs(rounded), words.decimals, language)
    sign = _MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + words.before.in_language(language) + digits + _after(rounded, unit, language)


def shown_as_zero(value: float, unit: Unit) -> bool:
    """Return whether a value is zero at the precision of its unit."""
    return _rounded(value, UNITS[unit].decimals).is_zero()


@lru_cache(maxsize=65_536)
def plain(value: float, unit: Unit, language: str) -> str:
    """Return the digits of a value without its unit, rounded as its unit is."""
    decimals = UNITS[unit].decimals
    return _digits(_rounded(value, decimals), decimals, language).replace("-", _MINUS)


def with_status(shown: str, status: Status) -> str:
    """Return a number followed by its symbol: 9.9% E."""
    return f"{shown}{_NO_BREAK}{SYMBOLS[status]}" if SYMBOLS[status] else shown


@cache
def workbook_format(unit: Unit, language: str, status: Status, *, signed: bool = False) -> str:
    """Return an Excel number format that shows unit and symbol beside a cell that stays a number."""
    words = UNITS[unit]
    after = words.after.in_language(language) + with_status("", status)
    body = _quoted(words.before.in_language(language)) + _pattern(words.decimals) + _quoted(after)
    return f"+{body};-{body};{body}" if signed else body


def _rounded(value: float, decimals: int) -> Decimal:
    """Half away from zero, as readers and spreadsheets round, of 14 digits (9.95 - 8.5 is 1.45); never minus zero."""
    result = Decimal(f"{value:.14g}").quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def _digits(rounded: Decimal, decimals: int, language: str) -> str:
    digits: str = _parsed(decimals).apply(rounded, _LOCALES[language])
    return digits


@cache
def _parsed(decimals: int) -> NumberPattern:
    return parse_pattern(_pattern(decimals))


def _with_unit(name: str, unit: str) -> str:
    return f"{name}, {unit}" if name.endswith(")") else f"{name} ({unit})"


def _pattern(decimals: int) -> str:
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _after(rounded: Decimal, unit: Unit, language: str) -> str:
    after = UNITS[unit].after.in_language(language)
    singular = abs(rounded) == 1 if language == "en" else abs(rounded) < _FRENCH_PLURAL_FROM
    return after.removesuffix("s") if unit is Unit.POINTS and singular else after


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
