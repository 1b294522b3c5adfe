"""Comparison in words: only what exceeds 1.645 standard errors, never across a break, in both languages."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.comparison import (
    WORDS,
    Assessment,
    Reading,
    beside_sentence,
    change_sentence,
    compare,
)
from indicators.figures import Z
from indicators.methods.intervals import newcombe, wilson
from schemas.vocabulary import Direction

HIGHER, LOWER, CONTEXT = Direction.HIGHER, Direction.LOWER, Direction.CONTEXT


def around(value: float, se: float) -> Reading:
    return Reading(value, value - Z * se, value + Z * se)


@pytest.mark.parametrize(("change", "expected"), [(1.64, "no_clear_change"), (1.65, "better"), (-1.65, "worse")])
def test_the_limit_is_1_645_standard_errors_of_the_difference(change: float, expected: str) -> None:
    one = 1 / math.sqrt(2)  # two independent figures: the error of their difference is 1
    assert compare(around(50 + change, one), around(50, one), HIGHER) == expected


def test_lower_is_better_where_the_indicator_says_so_and_context_is_not_judged() -> None:
    pair = around(10, 0.1), around(20, 0.1)
    assert compare(*pair, LOWER) is Assessment.BETTER
    assert compare(*pair, HIGHER) is Assessment.WORSE
    assert compare(*pair, CONTEXT) is Assessment.LOWER


def test_without_bounds_a_change_is_only_a_change() -> None:
    assert compare(Reading(12), Reading(10), HIGHER) is Assessment.HIGHER
    assert compare(Reading(12), around(10, 0.1), HIGHER) is Assessment.HIGHER
    assert compare(Reading(10.1), around(10, 1), HIGHER) is Assessment.NO_CLEAR_CHANGE
    assert compare(Reading(10), Reading(10), HIGHER) is Assessment.NO_CLEAR_CHANGE


def test_nothing_is_said_across_a_break_or_without_a_value() -> None:
    assert compare(around(10, 0.1), around(20, 0.1), LOWER, broken=True) is None
    assert compare(Reading(None), Reading(20), LOWER) is None
    assert compare(Reading(20), Reading(None), LOWER) is None


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
def test_two_wilson_intervals_give_newcombes_verdict(k: int, other: int, more: int, other_more: int) -> None:
    """Newcombe's hybrid interval at 95 %, shrunk to 90 % as every bound is, holds zero where no change is clear."""
    n, m = k + more, other + other_more
    first, second = wilson(float(k), float(n)), wilson(float(other), float(m))
    now, before = Reading(k / n, first.low, first.high), Reading(other / m, second.low, second.high)
    difference = k / n - other / m
    interval = newcombe(float(k), float(n), float(other), float(m))
    facing = interval.low if difference > 0 else interval.high
    assert facing is not None
    clear = difference != 0 and abs(difference) > 1.645 / Z * abs(difference - facing) * (1 + 1e-9)
    if abs(abs(difference) - 1.645 / Z * abs(difference - facing)) > 1e-9:
        assert (compare(now, before, HIGHER) is not Assessment.NO_CLEAR_CHANGE) == clear


def test_every_assessment_is_a_whole_sentence_in_both_languages() -> None:
    for assessment in (*Assessment, None):
        for text in (change_sentence(assessment), beside_sentence(assessment)):
            assert all(words[0].isupper() and words.endswith(".") for words in (text.en, text.fr))
            assert text.en != text.fr
    assert set(WORDS) == set(Assessment)


def test_a_place_beside_its_comparator_is_told_in_words() -> None:
    sentence = beside_sentence(compare(around(9.9, 0.2), around(10.3, 0.05), LOWER))
    assert (sentence.en, sentence.fr) == ("It is better here.", "La situation est meilleure ici.")
    same = beside_sentence(compare(around(9.9, 0.3), around(10.3, 0.05), LOWER))
    assert same.en == "The two are not clearly different."
