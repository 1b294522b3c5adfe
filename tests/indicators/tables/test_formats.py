"""Numbers, periods and groups in words, against the forms that a reader of Canadian English or French expects."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.tables.formats import UNITS, number, plain, with_status, workbook_format
from indicators.tables.groups import dimension, group_label, group_rank
from indicators.tables.layout import letter
from indicators.tables.periods import Period
from schemas.vocabulary import Status, Text, Unit


@pytest.mark.parametrize(
    ("value", "unit", "en", "fr"),
    [
        (9.95, Unit.PERCENT, "10.0%", "10,0\u00a0%"),
        (8.5, Unit.PERCENT, "8.5%", "8,5\u00a0%"),
        (1234567.0, Unit.PERSONS, "1,234,567", "1\u00a0234\u00a0567"),
        (61200.5, Unit.DOLLARS, "$61,201", "61\u00a0201\u00a0$"),
        (-905.0, Unit.DOLLARS_PER_FTE, "−$905", "−905\u00a0$"),
        (12.25, Unit.FTE, "12.3", "12,3"),
        (-0.04, Unit.PERCENT, "0.0%", "0,0\u00a0%"),
        (9.95 - 8.5, Unit.PERCENT, "1.5%", "1,5\u00a0%"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(value: float, unit: Unit, en: str, fr: str) -> None:
    assert number(value, unit, "en") == en
    assert number(value, unit, "fr") == fr


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        (1.9, "+1.9\u00a0points", "+1,9\u00a0point"),
        (2.0, "+2.0\u00a0points", "+2,0\u00a0points"),
        (-1.0, "−1.0\u00a0point", "−1,0\u00a0point"),
        (0.0, "0.0\u00a0points", "0,0\u00a0point"),
    ],
)
def test_points_are_plural_from_two_in_french_and_beside_one_in_english(value: float, en: str, fr: str) -> None:
    assert number(value, Unit.POINTS, "en", signed=True) == en
    assert number(value, Unit.POINTS, "fr", signed=True) == fr


@given(st.floats(-1e15, 1e15), st.sampled_from(list(Unit)), st.sampled_from(["en", "fr"]))
def test_every_number_reads_back_within_half_a_step(value: float, unit: Unit, language: str) -> None:
    shown = plain(value, unit, language).replace("−", "-")
    digits = shown.replace(",", "") if language == "en" else shown.replace("\u00a0", "").replace(",", ".")
    step = 10.0 ** -UNITS[unit].decimals
    assert float(digits) == pytest.approx(value, rel=1e-13, abs=step * 0.5000001)


def test_every_unit_has_words_and_every_symbol_follows_its_number() -> None:
    assert set(UNITS) == set(Unit)
    assert with_status("9.9%", Status.ESTIMATED) == "9.9%\u00a0E"
    assert with_status("9.9%", Status.NORMAL) == "9.9%"


def test_a_workbook_cell_shows_unit_and_symbol_and_stays_a_number() -> None:
    assert workbook_format(Unit.PERCENT, "fr", Status.ESTIMATED) == '#,##0.0"\u00a0%\u00a0E"'
    assert workbook_format(Unit.DOLLARS, "en", Status.NORMAL) == '"$"#,##0'
    assert workbook_format(Unit.PERSONS, "en", Status.NORMAL, signed=True) == "+#,##0;-#,##0;#,##0"


@pytest.mark.parametrize(
    ("start", "end", "en", "fr", "of"),
    [
        ((2024, 1, 1), (2024, 12, 31), "2024", "2024", "de 2024"),
        ((2024, 4, 1), (2025, 3, 31), "2024/2025", "2024/2025", "de 2024/2025"),
        ((2019, 1, 1), (2021, 12, 31), "2019 to 2021", "2019 à 2021", "de 2019 à 2021"),
        ((2021, 4, 1), (2021, 6, 30), "Q2 2021", "T2 2021", "du 2e trimestre de 2021"),
        ((2021, 8, 1), (2021, 8, 31), "August 2021", "août 2021", "d’août 2021"),
        ((2021, 2, 1), (2021, 4, 30), "February 2021 – April 2021", "février 2021 – avril 2021", None),
        ((2021, 5, 1), (2021, 5, 1), "May\u00a01, 2021", "1er\u00a0mai 2021", "du 1er\u00a0mai 2021"),
        ((2021, 5, 11), (2021, 5, 11), "May\u00a011, 2021", "11\u00a0mai 2021", "du 11\u00a0mai 2021"),
        (
            (2021, 5, 2),
            (2021, 5, 8),
            "May\u00a02, 2021 to May\u00a08, 2021",
            "2\u00a0mai 2021 au 8\u00a0mai 2021",
            None,
        ),
    ],
)
def test_a_period_has_a_name_and_a_place_in_a_sentence(
    start: tuple[int, int, int], end: tuple[int, int, int], en: str, fr: str, of: str | None
) -> None:
    period = Period(end=date(*end), start=date(*start))
    assert period.label == Text(en, fr)
    assert of is None or period.of.fr == of


def test_groups_are_read_in_words_and_in_the_order_of_the_vocabulary() -> None:
    assert group_label("total") == Text("Total", "Total")
    assert group_label("age=15-24;gender=woman") == Text("15 to 24 years, Women", "15 à 24 ans, Femmes")
    assert group_label("age=55+").fr == "55 ans et plus"
    assert group_label("service=bike_repair").en == "bike repair"
    assert min(["gender=man", "service=training", "gender=woman"], key=group_rank) == "gender=woman"
    assert dimension("age=15-24;gender=woman") is None


def test_footnote_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["a", "z", "aa", "zz", "aaa"]
