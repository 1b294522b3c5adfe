"""The programme contract: the eleven tables of an organisation's own register, and nothing of a person beyond them.

Every identifier is a keyed hash before it is stored, every word comes from a closed list, and there is no column for a
name, an address, an e-mail, a full birth date or free text.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from schemas import programme_codes as words
from schemas.contract import Contract

if TYPE_CHECKING:
    from schemas.validation import pa


class Kind(StrEnum):
    """How a column's text is read."""

    KEY = "key"  # an identifier, stored as a keyed hash
    CODE = "code"  # one word of a closed list
    CODES = "codes"  # any words of a closed list, joined by +
    PROGRAMME = "programme"  # a programme's short name, as it is published
    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    AREA = "area"  # a census tract
    INDUSTRY = "industry"  # a NAICS code


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a programme table; `whose` says which identifiers a key may be joined with."""

    name: str
    kind: Kind
    required: bool = True
    codes: tuple[str, ...] = ()
    whose: str = ""
    low: float | None = None
    high: float | None = None


def _key(name: str, whose: str) -> Column:
    return Column(name, Kind.KEY, whose=whose)


def _code(name: str, codes: tuple[str, ...]) -> Column:
    return Column(name, Kind.CODE, codes=codes)


def _codes(name: str, codes: tuple[str, ...]) -> Column:
    return Column(name, Kind.CODES, required=False, codes=codes)


def _date(name: str) -> Column:
    return Column(name, Kind.DATE)


def _number(name: str, low: float | None = 0, high: float | None = None) -> Column:
    return Column(name, Kind.NUMBER, low=low, high=high)


def _integer(name: str, low: float = 0, high: float | None = None) -> Column:
    return Column(name, Kind.INTEGER, low=low, high=high)


def _optional(column: Column) -> Column:
    return replace(column, required=False)


_PERSON = _key("person_id", "person")
_ENTERPRISE = _key("enterprise_id", "enterprise")
_PROGRAMME = Column("programme_id", Kind.PROGRAMME)
_AREA = Column("area_id", Kind.AREA, required=False)
_AMOUNT = _number("amount", None)

TABLES: dict[str, tuple[Column, ...]] = {
    "persons": (
        _PERSON,
        _optional(_integer("birth_year", 1900, 2100)),
        _code("gender", words.GENDERS),
        _AREA,
        _code("entry_status", words.ENTRY_STATUSES),
        Column("long_term_unemployed", Kind.FLAG, required=False),
        _optional(_code("education", words.EDUCATION)),
        _codes("target_groups", words.TARGET_GROUPS),
        _codes("equity_groups", words.EQUITY_GROUPS),
    ),
    "participations": (
        _key("participation_id", "participation"),
        _PERSON,
        _PROGRAMME,
        _code("service", words.SERVICES),
        _date("start_date"),
        _optional(_date("exit_date")),
        _optional(_code("exit_reason", words.EXIT_REASONS)),
        _optional(_number("hours")),
        Column("in_training", Kind.FLAG),
    ),
    "outcomes": (
        _PERSON,
        _date("date"),
        _code("kind", words.OUTCOMES),
        _optional(_key("employer_id", "enterprise")),
        _optional(_number("quarterly_earnings")),
        _optional(_number("weekly_hours", 0, 168)),
        Column("permanent", Kind.FLAG, required=False),
    ),
    "enterprises": (
        _ENTERPRISE,
        _code("legal_form", words.LEGAL_FORMS),
        Column("naics", Kind.INDUSTRY),
        _optional(_date("founded_on")),
        _optional(_date("closed_on")),
        _optional(_date("relocated_out_on")),
        _optional(_date("last_contact_on")),
        _AREA,
        _optional(_number("local_owner_share", 0, 1)),
    ),
    "enterprise_supports": (
        _key("support_id", "support"),
        _ENTERPRISE,
        _code("service", words.ENTERPRISE_SERVICES),
        _date("start_date"),
        _optional(_date("end_date")),
        _optional(_number("cost", None)),
    ),
    "enterprise_jobs": (
        _ENTERPRISE,
        _date("date"),
        _number("fte"),
        _optional(_number("fte_at_risk")),
        _optional(_number("fte_same_persons")),
        _optional(_number("fte_residents")),
    ),
    "projects": (
        _key("project_id", "project"),
        _code("kind", words.PROJECTS),
        _code("status", words.PROJECT_STATUSES),
        _date("status_date"),
        _optional(_number("area_m2")),
        _optional(_integer("units")),
        _optional(_integer("units_affordable")),
        _AREA,
    ),
    "engagements": (
        _key("event_id", "event"),
        _code("kind", words.ENGAGEMENTS),
        _date("date"),
        *(_integer(sector) for sector in words.SECTORS),
    ),
    "seats": (
        _key("body", "body"),
        _key("seat_id", "seat"),
        _code("sector", words.SECTORS),
        _optional(_code("gender", words.GENDERS)),
        _date("from_date"),
        _optional(_date("to_date")),
    ),
    "spending": (
        _key("payment_id", "payment"),
        _PROGRAMME,
        _date("date"),
        _AMOUNT,
        _code("purpose", words.PURPOSES),
        Column("supplier_local", Kind.FLAG),
    ),
    "funding": (
        _key("funding_id", "funding"),
        _PROGRAMME,
        _date("date"),
        _AMOUNT,
        _code("origin", words.ORIGINS),
    ),
}

# What names one row: a second row with the same key is rejected, whichever file it stands in. Outcomes have none.
KEYS: dict[str, tuple[str, ...]] = {
    "persons": ("person_id",),
    "participations": ("participation_id",),
    "outcomes": (),
    "enterprises": ("enterprise_id",),
    "enterprise_supports": ("support_id",),
    "enterprise_jobs": ("enterprise_id", "date"),
    "projects": ("project_id",),
    "engagements": ("event_id",),
    "seats": ("seat_id",),
    "spending": ("payment_id",),
    "funding": ("funding_id",),
}

DAYS = (date(1800, 1, 1), date(2100, 12, 31))
PATTERNS = {
    Kind.KEY: (r"^[0-9a-f]{32}$", "an identifier"),
    Kind.PROGRAMME: (r"^[a-z0-9][a-z0-9_-]{0,39}$", "a programme's short name such as career-services"),
    Kind.AREA: (r"^[0-9]{7}\.[0-9]{2}$", "a census tract such as 4620067.00"),
    Kind.INDUSTRY: (r"^[0-9]{2,6}(-[0-9]{2})?$", "a NAICS code of two to six digits"),
}


def columns(table: str) -> dict[str, Column]:
    """Return a programme table's columns by name, in the contract's order; an unknown table is a KeyError."""
    return {column.name: column for column in TABLES[table]}


def contract(table: str) -> Contract:
    """Return the contract of a programme table; its rows are kept in `staged.<table>`."""
    return Contract(table, None, partial(_schema, table), KEYS[table])


def _schema(table: str) -> "pa.DataFrameSchema":
    from schemas.validation import pa  # noqa: PLC0415 half a second to import: only when there are rows to check

    return pa.DataFrameSchema({column.name: _column(column) for column in TABLES[table]}, name=table, strict=True)


def _column(column: Column) -> "pa.Column":
    import polars as pl  # noqa: PLC0415

    from schemas.validation import pa  # noqa: PLC0415

    kinds = {Kind.DATE: pl.Date, Kind.NUMBER: pl.Float64, Kind.INTEGER: pl.Int64, Kind.FLAG: pl.Boolean}
    return pa.Column(kinds.get(column.kind, pl.String), _checks(column), nullable=not column.required)


def _checks(column: Column) -> "list[pa.Check]":
    from schemas.validation import pa  # noqa: PLC0415

    if column.kind is Kind.CODE:
        return [pa.Check.isin(column.codes)]
    if column.kind is Kind.CODES:
        any_of = "|".join(column.codes)
        return [pa.Check.str_matches(rf"^({any_of})(\+({any_of}))*$", error=f"words of {', '.join(column.codes)}")]
    if column.kind is Kind.DATE:
        return [pa.Check.in_range(*DAYS)]
    if column.kind in PATTERNS:
        pattern, what = PATTERNS[column.kind]
        return [pa.Check.str_matches(pattern, error=what)]
    low = [] if column.low is None else [pa.Check.ge(column.low)]
    return low if column.high is None else [*low, pa.Check.le(column.high)]
