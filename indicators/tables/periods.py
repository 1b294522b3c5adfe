"""Periods: their order, and their names in both languages."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date

from schemas.vocabulary import Text

_LOCALES = {"en": "en_CA", "fr": "fr_CA"}
_DAY = {"en": "MMMM\u00a0d, y", "fr": "d\u00a0MMMM y"}
_MONTHS_A_YEAR = 12
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends within it; periods are in the order of their last day."""

    end: date
    start: date

    @property
    def label(self) -> Text:
        """The period as a column heading: 2021, 2024/2025, Q2 2021, May 2021, May 11, 2021."""
        return Text(_label(self, "en"), _label(self, "fr"))

    @property
    def of(self) -> Text:
        """The period after a noun: for 2021, for May 11, 2021; de 2021, du 11 mai 2021, d’avril 2021."""
        return Text(f"for {_english_noun(self)}", _french_noun(self))

    @property
    def months(self) -> int:
        """How many whole calendar months the period is; 0 where it is not made of whole months."""
        whole = self.start.day == 1 and self.end.day == monthrange(self.end.year, self.end.month)[1]
        return (
            (self.end.year - self.start.year) * _MONTHS_A_YEAR + self.end.month - self.start.month + 1 if whole else 0
        )


def day(value: date, language: str) -> str:
    """Return a day in words: May 1, 2021 or 1er mai 2021."""
    words: str = format_date(value, _DAY[language], locale=_LOCALES[language])
    return words.replace("1\u00a0", "1er\u00a0", 1) if language == "fr" and value.day == 1 else words


@lru_cache(maxsize=1024)
def _label(period: Period, language: str) -> str:
    if not period.months:
        return _days(period, language)
    if period.months % _MONTHS_A_YEAR == 0:
        return _years(period, language)
    if _is_quarter(period):
        return f"{'Q' if language == 'en' else 'T'}{_quarter(period)} {period.end.year}"
    return " – ".join(dict.fromkeys(_month(end, language) for end in (period.start, period.end)))


def _days(period: Period, language: str) -> str:
    if period.start == period.end:
        return day(period.end, language)
    join = " to " if language == "en" else " au "
    return day(period.start, language) + join + day(period.end, language)


def _years(period: Period, language: str) -> str:
    if period.months == _MONTHS_A_YEAR:  # a year that does not begin in January is written 2024/2025
        return "/".join(dict.fromkeys((str(period.start.year), str(period.end.year))))
    return f"{period.start.year} {'to' if language == 'en' else 'à'} {period.end.year}"


def _is_quarter(period: Period) -> bool:
    return period.months == _MONTHS_A_QUARTER and period.end.month % _MONTHS_A_QUARTER == 0


def _quarter(period: Period) -> int:
    return period.end.month // _MONTHS_A_QUARTER


def _month(value: date, language: str) -> str:
    words: str = format_date(value, "MMMM y", locale=_LOCALES[language])
    return words


def _english_noun(period: Period) -> str:
    if _is_quarter(period):
        return f"the {('1st', '2nd', '3rd', '4th')[_quarter(period) - 1]} quarter of {period.end.year}"
    return period.label.en


def _french_noun(period: Period) -> str:
    if _is_quarter(period):
        return f"du {('1er', '2e', '3e', '4e')[_quarter(period) - 1]} trimestre de {period.end.year}"
    if period.start == period.end:
        return f"du {period.label.fr}"
    if not period.months:
        return f"de la période du {period.label.fr}"
    return ("d’" if period.label.fr[0] in "ao" else "de ") + period.label.fr
