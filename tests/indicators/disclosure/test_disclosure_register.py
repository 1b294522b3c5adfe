"""The claim that proofs by characteristic hold together, attacked by a reader of all characteristics at once."""

from datetime import date

import pytest

from indicators.disclosure.cells import Key
from indicators.disclosure.definitions import Definitions, learn
from indicators.disclosure.policy import load_policy
from indicators.disclosure.register import Case, Decision, Rules
from tests.indicators.disclosure.people import (
    ALL_KEYS,
    FORMULAS,
    NESTED,
    Person,
    Reader,
    cells_of,
    draw_people,
    keys_of,
)

POLICY = load_policy("default")
FEW = POLICY.counts.threshold
Sums = dict[tuple[int, Key], int]


def rules(people: dict[str, Person]) -> Rules:
    return Rules(FORMULAS, learn({date(2024, 1, 1): cells_of(people)}, FORMULAS), POLICY)


def decided(people: dict[str, Person], by: Rules) -> Decision:
    case = Case(cells_of(people), (), by)
    return case.decision({name: case.answer(name) for name in case.characteristics})


def small(people: dict[str, Person]) -> list[Sums]:
    """Sensitive counts, and what they leave of wholes."""
    sizes = {cell.key: len(cell.units) for cell in cells_of(people)}
    few: list[Sums] = [{(0, key): 1} for key in ALL_KEYS if 0 < sizes[key] < FEW]
    return few + [{(0, wide): 1, (0, part): -1} for wide, part in NESTED if 0 < sizes[wide] - sizes[part] < FEW]


def narrowed(people: dict[str, Person], decision: Decision) -> list[tuple[Sums, tuple[int, int]]]:
    """What a reader narrows to fewer than five values."""
    reader = Reader([(person,) for person in people.values()], [decision.shown])
    found = [(sums, reader.range(sums)) for sums in small(people)]
    return [(sums, seen) for sums, seen in found if seen[1] - seen[0] < FEW - 1]


def told_to_the_lone(people: dict[str, Person], decision: Decision) -> list[tuple[Person, Sums]]:
    """What a person who is the only one of a hidden sum, and knows it, learns for sure of others."""
    reader = Reader([(person,) for person in people.values()], [decision.shown])
    lone = [cell for cell in cells_of(people) if len(cell.units) == 1 and cell.key not in decision.shown]
    told = []
    for cell in lone:
        one = people[min(cell.units)]
        for sums in small(people):
            own = sum(sign for (_, key), sign in sums.items() if key in set(keys_of(one)))
            seen = reader.range(sums, frozen=[(one,)])
            if seen[0] == seen[1] != own:
                told.append((one, sums))
    return told


@pytest.mark.parametrize("seed", range(6))
def test_a_reader_of_everything_at_once_narrows_nothing(seed: int) -> None:
    people = draw_people(seed, 25 + 30 * seed)
    assert narrowed(people, decided(people, rules(people))) == []


def test_nobody_who_is_alone_learns_of_others() -> None:
    people = draw_people(4, 60)
    assert told_to_the_lone(people, decided(people, rules(people))) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_reader_of_everything_at_once_narrows_nothing_in_many_registers() -> None:
    for seed in range(100, 400):
        people = draw_people(seed, 12 + 9 * (seed % 16))
        decision = decided(people, rules(people))
        assert narrowed(people, decision) == [], seed
        assert seed % 5 or told_to_the_lone(people, decision) == [], seed


def test_without_the_definitions_the_reader_would_win() -> None:
    """Women and men are groups of gender: taken as totals of their own, they give away those of another gender."""
    people = draw_people(1, 55)
    known = rules(people)
    nothing = dict.fromkeys(known.definitions.bound, frozenset[str]())
    blind = Rules(FORMULAS, Definitions({}, nothing, nothing, {}), POLICY)
    assert narrowed(people, decided(people, blind)) != []
