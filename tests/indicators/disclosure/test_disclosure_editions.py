"""People join, leave, change and are corrected between editions; the reader keeps everything ever published."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from indicators.disclosure.cells import Edition, Key
from indicators.disclosure.deciding import decide_all
from indicators.disclosure.policy import load_policy
from tests.indicators.disclosure.people import ALL_KEYS, FORMULAS, KINDS, NESTED, Person, Reader, cells_of, draw_people

POLICY = load_policy("default")
PERIOD = ("person", date(2024, 1, 1))
FEW = POLICY.counts.threshold
kinds = st.sampled_from(KINDS)


class Register(RuleBasedStateMachine):
    """A register as it is, and as it was at each edition that showed something new of it."""

    @initialize(seed=st.integers(0, 999), size=st.integers(30, 90))
    def start(self, seed: int, size: int) -> None:
        self.now: dict[str, Person | None] = dict(draw_people(seed, size))
        self.then: list[dict[str, Person | None]] = []
        self.editions: list[Edition] = []

    @rule(kind=kinds, many=st.integers(1, 12))
    def join(self, kind: Person, many: int) -> None:
        self.now |= {f"q{len(self.now) + number:03d}": kind for number in range(many)}

    @precondition(lambda self: len(self.now) < 200)
    @rule()
    def grow_and_publish(self) -> None:
        """As many more of everybody: what was shown moves by enough to be shown anew."""
        more = [(name, person) for name, person in self.now.items() if person]
        self.now |= {f"{name}x{len(self.now)}": one for name, one in more}
        self.publish()

    @rule(first=st.integers(0, 200), many=st.integers(1, 8))
    def leave(self, first: int, many: int) -> None:
        names = sorted(self.now)
        self.now |= {names[(first + number) % len(names)]: None for number in range(many)}

    @rule(who=st.integers(0, 200), kind=kinds)
    def change_or_correct(self, who: int, kind: Person) -> None:
        names = sorted(name for name, person in self.now.items() if person)
        if names:
            self.now[names[who % len(names)]] = kind

    @rule()
    def publish(self) -> None:
        if len(self.editions) == 3:
            return
        published = {PERIOD: [(edition, POLICY.hash) for edition in self.editions]}
        outcome = decide_all({PERIOD: cells_of(self.now)}, FORMULAS, published, POLICY).periods[PERIOD]
        if outcome.decision is None:
            return  # nothing new, or held back: the figures of the last edition stay
        self.editions.append(Edition(cells_of(self.now), outcome.shown, outcome.offered))
        self.then.append(dict(self.now))
        assert self.narrowed() == []

    def narrowed(self) -> list[tuple[dict[tuple[int, Key], int], tuple[int, int]]]:
        """Sensitive sums and changes that a reader of all editions narrows to fewer than five values."""
        people = sorted(self.now)
        reader = Reader(
            [tuple(then.get(name) for then in self.then) for name in people], [e.shown for e in self.editions]
        )
        found = [(sums, reader.range(sums)) for sums in self.small()]
        return [(sums, seen) for sums, seen in found if seen[1] - seen[0] < FEW - 1]

    def small(self) -> list[dict[tuple[int, Key], int]]:
        """Some of the small counts of the last edition, of what they leave, and of what has changed."""
        last = len(self.editions) - 1
        sizes = [{cell.key: len(cell.units) for cell in edition.cells} for edition in self.editions]
        few = [{(last, key): 1} for key in ALL_KEYS if 0 < sizes[last][key] < FEW]
        few += [
            {(last, wide): 1, (last, part): -1}
            for wide, part in NESTED
            if 0 < sizes[last][wide] - sizes[last][part] < FEW
        ]
        few += [
            {(last, key): 1, (before, key): -1}
            for before in range(last)
            for key in ALL_KEYS
            if 0 < abs(sizes[last][key] - sizes[before][key]) < FEW
        ]
        return few[:: 1 + len(few) // 6]


def run(examples: int, steps: int) -> None:
    Register.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),  # to shrink a life takes minutes
        suppress_health_check=list(HealthCheck),
    )
    Register.TestCase("runTest").runTest()


def test_every_edition_is_safe_beside_all_earlier_ones() -> None:
    run(examples=3, steps=10)


@pytest.mark.long
def test_every_edition_is_safe_beside_all_earlier_ones_in_many_lives() -> None:
    run(examples=150, steps=24)
