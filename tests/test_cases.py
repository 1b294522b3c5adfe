"""Every case of tests/cases: records in, figures out; and every indicator has one."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from schemas.vocabulary import Status
from tests.together import INDICATORS, Case, Figure, Trial, batches, compute

CASES = Path(__file__).parent / "cases"
WORDS = {"says", "observations", "places", "comparator", "register", "expect"}


def cases() -> Iterator[Any]:
    for path in sorted(CASES.rglob("*.toml")):
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1):
            if path.stem in INDICATORS:  # what is none is told by the next test
                name = f"{path.stem}-{number}"
                yield pytest.param(Trial(name, INDICATORS[path.stem], case), id=name)


def test_every_indicator_has_a_case_and_every_case_an_indicator() -> None:
    found = {path.relative_to(CASES).as_posix() for path in CASES.rglob("*.toml")}
    asked = {f"{indicator.domain}/{indicator.id}.toml" for indicator in INDICATORS.values()}
    missing, unknown = sorted(asked - found), sorted(found - asked)
    assert (missing, unknown) == ([], []), f"without a case: {missing}; cases of no indicator: {unknown}"


Computed = Callable[[Trial], list[Figure]]


@pytest.fixture(scope="module")
def computed(request: pytest.FixtureRequest) -> Computed:
    """Gives the figures of a case, which is computed together with those that are run and do not meet it."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    run = [spec.params["trial"] for spec in specs if spec is not None and "trial" in spec.params]
    batch_of = {trial: batch for batch in batches(run) for trial in batch}
    found: dict[str, list[Figure]] = {}

    def figures(trial: Trial) -> list[Figure]:
        if trial.name not in found:
            found.update(compute(batch_of[trial]))
        return found[trial.name]

    return figures


@pytest.mark.parametrize("trial", list(cases()))
def test_case(computed: Computed, trial: Trial) -> None:
    expect_figures(trial.case, computed(trial))


@pytest.mark.long
@pytest.mark.parametrize("alone", list(cases()))
def test_case_is_the_same_where_it_is_computed_alone(alone: Trial) -> None:
    expect_figures(alone.case, compute([alone])[alone.name])


def expect_figures(case: Case, found: list[Figure]) -> None:
    assert set(case) <= WORDS, f"unknown words: {set(case) - WORDS}"
    assert case["says"].endswith((".", "?"))
    for expected in case["expect"]:
        compare(figure(case, found, expected), expected)


def figure(case: Case, figures: list[Figure], expected: Case) -> Figure:
    """Find the one figure that a case speaks of, among all of its indicator."""
    year = expected.get("year", 2020 if "register" in case else 2021)
    wanted = (expected.get("place", "here"), year, expected.get("group", "total"))
    found = [one for one in figures if (one["place_id"], one["period_end"].year, one["group_id"]) == wanted]
    assert len(found) == 1, f"{len(found)} figures for {wanted}"
    return found[0]


def compare(found: Mapping[str, Any], expected: Case) -> None:
    status = Status(expected.get("status", "normal"))
    assert found["status"] == status, found
    assert status.has_value == ("value" in expected), "a status without a value has none, any other has one"
    for name in ("value", "lower", "upper"):
        wanted = expected.get(name)
        assert found[name] == (wanted if wanted is None else pytest.approx(wanted, rel=1e-4, abs=0.005)), name
    for name in {"numerator", "denominator"} & set(expected):
        assert found[name] == pytest.approx(expected[name]), name
    assert set(expected) <= {"place", "year", "group", "value", "lower", "upper", "numerator", "denominator", "status"}
