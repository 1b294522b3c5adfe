"""The change in words: from bounds, from the direction that is better, never across a break."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from indicators.catalogue import catalogue
from indicators.model import Indicator, Recovery
from indicators.tables.book import Book, Figure, open_book
from indicators.tables.compare import Assessment, compare
from indicators.tables.findings import finding
from indicators.tables.headline import Comparison
from indicators.tables.periods import Period
from indicators.tables.publication import Publication
from indicators.tables.tables import tables_of
from schemas.measures import MEASURES
from schemas.vocabulary import Direction, Status, Text

Make = Callable[..., Publication]
BETTER, WORSE, NONE = Assessment.BETTER, Assessment.WORSE, Assessment.NO_CLEAR_CHANGE


@pytest.fixture(scope="module")
def book(make: Make) -> Book:
    return open_book(make())


def _indicator(book: Book, id_: str = "unemployment_rate") -> Indicator:
    return book.indicators[id_]


def _figure(indicator: Indicator, value: float | None, margin: float | None = None, year: int = 2021) -> Figure:
    period = Period(end=date(year, 5, 11), start=date(year, 5, 11))
    figure = Figure(indicator, "sud-ouest", "total", period)
    if value is None:
        return replace(figure, status=Status.SUPPRESSED)
    lower, upper = (None, None) if margin is None else (value - margin, value + margin)
    return replace(figure, value=value, lower=lower, upper=upper, status=Status.NORMAL)


@pytest.mark.parametrize(
    ("now", "before", "margin", "better", "expected"),
    [
        (9.95, 8.50, 0.5, Direction.LOWER, WORSE),
        (8.50, 9.95, 0.5, Direction.LOWER, BETTER),
        (9.95, 8.50, 0.5, Direction.HIGHER, BETTER),
        # 1.645 standard errors of the difference are 1.645 / 1.96 √2 times the margin: 1.45 lies between 1.2 and 1.3.
        (9.95, 8.50, 1.2, Direction.LOWER, WORSE),
        (9.95, 8.50, 1.3, Direction.LOWER, NONE),
        (9.95, 8.50, 0.5, Direction.CONTEXT, Assessment.HIGHER),
        (9.95, 8.50, None, Direction.CONTEXT, Assessment.HIGHER),
        (8.50, 9.95, None, Direction.LOWER, Assessment.LOWER),
        (8.52, 8.50, None, Direction.LOWER, NONE),
        (None, 8.50, None, Direction.LOWER, None),
    ],
)
def test_a_change_is_judged_by_its_bounds_and_direction(
    book: Book, now: float | None, before: float, margin: float | None, better: Direction, expected: Assessment | None
) -> None:
    indicator = _indicator(book)
    assert compare(_figure(indicator, now, margin), _figure(indicator, before, margin, 2016), better) is expected


def _row(indicator: Indicator, now: Figure, before: Figure | None, *breaks: Text) -> Comparison:
    return Comparison(indicator, now, before, None, breaks)


def test_no_change_is_told_across_a_break(book: Book) -> None:
    indicator = _indicator(book)
    now, before = _figure(indicator, 9.95), _figure(indicator, 8.5, year=2016)
    assert _row(indicator, now, before).change == pytest.approx(1.45)
    broken = _row(indicator, replace(now, status=Status.BREAK), before)
    reasoned = _row(indicator, now, before, Text("The survey changed.", "L’enquête a changé."))
    for row in (broken, reasoned):
        assert (row.change, row.assessment) == (None, None)
        assert "break in the series" in finding(book, row, "en").sentence


def test_findings_are_whole_sentences_in_both_languages(book: Book) -> None:
    indicator = _indicator(book)
    row = _row(indicator, _figure(indicator, 9.95, 0.1), _figure(indicator, 8.5, 0.1, 2016))
    english, french = (finding(book, row, language).sentence.replace("\u00a0", " ") for language in ("en", "fr"))
    assert english == "The figure for May 11, 2021 is 1.5 points higher than the one for May 11, 2016. This is worse."
    assert (
        french
        == "Le chiffre du 11 mai 2021 est supérieur de 1,5 point à celui du 11 mai 2016. C’est une détérioration."
    )


def test_a_withheld_figure_says_why(book: Book) -> None:
    indicator = _indicator(book)
    said = finding(book, _row(indicator, _figure(indicator, None), _figure(indicator, 8.5, year=2016)), "en")
    assert said.value == "x"
    assert said.sentence == "The figure for May\u00a011, 2021 is not shown: suppressed for confidentiality."


def test_what_does_not_apply_says_which_break_keeps_it_from_applying(book: Book) -> None:
    indicator = _indicator(book)
    why = Text("The survey changed.", "L’enquête a changé.")
    now = replace(_figure(indicator, None), status=Status.NOT_APPLICABLE)
    said = [finding(book, _row(indicator, now, None, why), language).sentence for language in ("en", "fr")]
    assert said[0].endswith("is not shown: not applicable. The survey changed.")
    assert said[1].endswith("n’est pas diffusé : sans objet. L’enquête a changé.")


def test_a_first_figure_is_compared_with_nothing(book: Book) -> None:
    indicator = _indicator(book)
    row = _row(indicator, _figure(indicator, 9.95, 0.1), None)
    assert (row.change, row.assessment) == (None, None)
    assert finding(book, row, "fr").sentence.endswith("aucun chiffre antérieur ne s’y compare.")


def test_an_interval_of_no_width_is_an_exact_figure(book: Book) -> None:
    """Both bounds at the value: whatever is larger than the precision shown is a change, and is judged."""
    indicator = _indicator(book)
    same = _row(indicator, _figure(indicator, 8.5, 0.0), _figure(indicator, 8.5, 0.0, 2016))
    assert same.assessment is NONE
    moved = _row(indicator, _figure(indicator, 8.7, 0.0), _figure(indicator, 8.5, 0.0, 2016))
    assert moved.assessment is WORSE


def test_what_was_regained_compares_over_time_though_its_peak_is_history(book: Book) -> None:
    recovered = next(indicator for indicator in catalogue() if isinstance(indicator, Recovery))
    now, before = (
        replace(_figure(recovered, value, year=year), status=Status.BREAK)
        for value, year in ((50.1, 2021), (29.5, 2016))
    )
    row = _row(recovered, now, before)
    assert row.change == pytest.approx(20.6)
    assert row.assessment is Assessment.HIGHER


def test_counts_of_places_of_unlike_size_are_shown_side_by_side_and_not_judged(make: Make) -> None:
    book = open_book(make())
    rows = {row.indicator.id: row for row in tables_of(book)[0].comparisons}
    shown = finding(book, rows["population"], "en").comparator
    assert shown.startswith("City of Montréal")
    assert not shown.endswith(".")
    assert finding(book, rows["employment_rate"], "en").comparator.endswith(".")


def test_a_break_of_a_measure_stands_between_the_censuses_that_it_separates(make: Make) -> None:
    old = pl.col("period_end") < date(2021, 1, 1)
    publication = make()
    early = open_book(replace(publication, figures=publication.figures.filter(old)))
    rows = {row.indicator.id: row for row in tables_of(early)[0].comparisons}
    assert MEASURES["employed"].breaks
    assert rows["employment_rate"].breaks == (MEASURES["employed"].breaks[0].reason,)
    assert rows["population"].breaks == ()
    assert rows["population"].change is not None
