"""What a catalogue must hold: each rule is broken once, and is the only one to speak."""

from dataclasses import replace
from typing import Any

import pytest

from indicators import catalogue_rules
from indicators.by_method import Computed
from indicators.catalogue import catalogue
from indicators.catalogue_rules import problems
from indicators.model import Change, Count, Gap, Indicator, Quotient, Ratio
from indicators.tables.words import DOMAINS
from schemas.measures import MEASURES, Measure
from schemas.vocabulary import Direction, Domain, Text, Unit
from tests.indicators.world import BASELINES

IDS = {indicator.id: indicator for indicator in catalogue()}
EMPLOYMENT = IDS["employment_rate"]
WORDS = Text("words", "mots")


def told(indicator: Indicator, **changes: Any) -> list[str]:  # noqa: ANN401 - any field
    """What is said of the catalogue with one indicator changed."""
    changed = replace(indicator, **changes)
    return problems([changed if other is indicator else other for other in catalogue()], BASELINES)


def ratio(numerator: str, *denominator: str) -> Ratio:
    return Ratio(
        id="odd",
        name=WORDS,
        numerator=(MEASURES[numerator],),
        denominator=tuple(MEASURES[name] for name in denominator),
        unit=Unit.PERCENT,
        better=Direction.CONTEXT,
        domain=Domain.WORK,
        definition=WORDS,
        source="a source",
        answers=("S1",),
    )


def with_odd(indicator: Indicator) -> list[str]:
    return problems([*catalogue(), indicator], BASELINES)


def test_the_catalogue_keeps_every_rule() -> None:
    assert problems(catalogue(), BASELINES) == []


@pytest.mark.parametrize("field", ["name", "definition"])
@pytest.mark.parametrize(("text", "language"), [(Text("", "mots"), "en"), (Text("words", " "), "fr")])
def test_a_text_stands_in_both_languages(field: str, text: Text, language: str) -> None:
    assert told(EMPLOYMENT, **{field: text}) == [f"catalogue: employment_rate: the {field} is missing in {language}"]


def test_a_caveat_stands_in_both_languages_or_in_none() -> None:
    assert told(EMPLOYMENT, caveat=Text("careful", "")) == [
        "catalogue: employment_rate: the caveat stands in one language only"
    ]


@pytest.mark.parametrize("changes", [{"source": ""}, {"answers": ()}])
def test_a_source_and_a_sentence_of_the_mission_are_named(changes: dict[str, object]) -> None:
    (said,) = told(EMPLOYMENT, **changes)
    assert "must be named" in said


def test_the_sentence_is_one_of_the_mission() -> None:
    (said,) = told(EMPLOYMENT, answers=("S1", "S16"))
    assert "names 'S16', which is no sentence of the mission" in said


def test_a_measure_is_one_of_schemas_measures() -> None:
    made_up = Measure("made_up", WORDS, Unit.PERSONS, "nobody")
    assert with_odd(Count(**_common(), of=(made_up,))) == [
        "catalogue: odd: the measure made_up is not in schemas/measures"
    ]
    other = replace(MEASURES["employed"], universe="everyone else")
    assert with_odd(Count(**_common(), of=(other,))) == [
        "catalogue: odd: the measure employed is not in schemas/measures"
    ]


def test_a_share_counts_the_same_people_above_and_below() -> None:
    odd = ratio("low_income_persons", "population")
    (said,) = with_odd(odd)
    assert said.startswith("catalogue: odd: a share over different universes: all residents; persons in private")
    (said,) = with_odd(Gap(**_common(), share=odd))
    assert said.startswith("catalogue: odd: a share over different universes")


def test_unlike_units_are_not_added_up_but_may_be_divided() -> None:
    both = (MEASURES["population"], MEASURES["households"])
    assert with_odd(Count(**_common(), of=both)) == ["catalogue: odd: measures of different units are added up"]
    assert with_odd(Quotient(**_common(), numerator=both[:1], denominator=both[1:])) == []
    (said,) = with_odd(Quotient(**_common(), numerator=both[:1], denominator=both))
    assert said == "catalogue: odd: measures of different units are added up"


@pytest.mark.parametrize("kind", [Count, Change])
def test_a_published_rate_is_not_summed(kind: type[Count] | type[Change]) -> None:
    (said,) = with_odd(kind(**_common(), of=(MEASURES["lfs_unemployment_rate"],)))
    assert "lfs_unemployment_rate cannot be summed; only a Published indicator may use it" in said


def test_an_id_stands_once() -> None:
    assert with_odd(EMPLOYMENT) == ["catalogue: the id employment_rate is used 2 times"]


def test_every_measure_is_used() -> None:
    rest = [indicator for indicator in catalogue() if MEASURES["land_area"] not in indicator.measures]
    assert problems(rest, BASELINES) == ["schemas/measures: no indicator uses the measure land_area"]


def test_the_names_of_measures_stand_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = replace(MEASURES["land_area"], name=Text("Land area", ""))
    monkeypatch.setitem(MEASURES, "land_area", nameless)
    assert "schemas/measures: land_area: the name is missing in fr" in problems(catalogue(), BASELINES)


def test_a_recovery_needs_its_baseline() -> None:
    (said,) = problems(catalogue(), {})
    assert "population_loss_recovered_share needs [baselines.population]" in said


def test_a_method_names_an_interval_that_is_known() -> None:
    method = IDS["median_household_income"]
    assert isinstance(method, Computed)
    (said,) = told(method, interval="guesswork")
    assert "the interval 'guesswork' is none of wilson" in said


def test_every_domain_and_every_sentence_of_the_mission_has_two_indicators_or_more() -> None:
    answered = [code for indicator in catalogue() for code in indicator.answers]
    assert {code: answered.count(code) for code in catalogue_rules.SENTENCES if answered.count(code) < 2} == {}
    assert {indicator.domain for indicator in catalogue()} == set(DOMAINS)


def _common() -> dict[str, Any]:
    odd = ratio("employed", "employed")
    names = ("id", "name", "unit", "better", "domain", "definition", "source", "answers")
    return {name: getattr(odd, name) for name in names}
