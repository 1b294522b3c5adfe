"""People join, leave, change and are corrected between editions; the reader keeps everything ever published."""

from collections import Counter

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from indicators.disclosure.audit import Verdict, audit
from indicators.disclosure.policy import load_policy
from indicators.disclosure.protect import protect
from indicators.disclosure.sensitivity import sensitive_counts, with_small_changes
from indicators.disclosure.system import System, system_of_cells
from indicators.disclosure.witness import verify

POLICY = load_policy("default")
PLACES, STATES = ("north", "south", "west"), ("seeking", "placed", "left")
CELLS = [(place, state) for place in (*PLACES, None) for state in (*STATES, None)]


def counts_in(cell: tuple[str | None, str | None], profile: tuple[str, str] | None) -> bool:
    return profile is not None and cell[0] in (None, profile[0]) and cell[1] in (None, profile[1])


class Editions(RuleBasedStateMachine):
    """Each person is her history: one profile (or none) per edition and the current one."""

    @initialize(people=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(STATES)), min_size=25, max_size=60))
    def start(self, people: list[tuple[str, str]]) -> None:
        self.now: list[tuple[str, str] | None] = list(people)
        self.past: list[list[tuple[str, str] | None]] = []
        self.seen: list[np.ndarray] = []
        self.safe = True

    @rule(place=st.sampled_from(PLACES), state=st.sampled_from(STATES), many=st.integers(1, 6))
    def join(self, place: str, state: str, many: int) -> None:
        self.now += [(place, state)] * many
        self.past = [[*edition, *[None] * many] for edition in self.past]

    @rule(who=st.integers(0, 99))
    def leave(self, who: int) -> None:
        self.now[who % len(self.now)] = None

    @rule(who=st.integers(0, 99), state=st.sampled_from(STATES))
    def change_or_correct(self, who: int, state: str) -> None:
        profile = self.now[who % len(self.now)]
        if profile is not None:
            self.now[who % len(self.now)] = (profile[0], state)

    @rule()
    def publish(self) -> None:
        if len(self.past) == 3:
            return
        editions = [*self.past, list(self.now)]
        system = self.stacked(editions)
        found = protect(system, time_limit=60)
        if not found.proven:
            return  # held: the previous edition stays
        shown = ~found.suppressed[: len(CELLS) * len(editions)]
        for earlier, pattern in enumerate(self.seen):
            assert (shown[earlier * len(CELLS) :][: len(CELLS)] >= pattern).all()
        self.past, self.seen = editions, [*self.seen, shown[-len(CELLS) :]]
        self.safe = bool(verify(found.system, ~found.suppressed, found.witnesses).all())
        assert not self.stacked_attack(found.system, ~found.suppressed)

    def stacked(self, editions: list[list[tuple[str, str] | None]]) -> System:
        histories = Counter(zip(*editions, strict=True))
        atoms = list(histories)
        cells = [
            [number for number, history in enumerate(atoms) if counts_in(cell, history[edition])]
            for edition in range(len(editions))
            for cell in CELLS
        ]
        sizes = np.array([sum(histories[atoms[number]] for number in cell) for cell in cells])
        known = np.concatenate([*self.seen, np.zeros(len(CELLS), np.bool_)])
        system = system_of_cells(
            cells,
            list(histories.values()),
            sensitive_counts(sizes, POLICY),
            width=POLICY.counts.threshold - 1,
            known=known,
        )
        pairs = [
            (row - len(CELLS), row) for row in range(len(CELLS) * (len(editions) - 1), len(cells)) if len(editions) > 1
        ]
        return with_small_changes(system, pairs, POLICY)

    def stacked_attack(self, system: System, published: np.ndarray) -> list[object]:
        found = audit(system, published, time_limit=60)
        assert found.verdict is not Verdict.UNPROVEN
        return list(found.recoveries)

    @invariant()
    def every_published_edition_is_safe_with_all_earlier_ones(self) -> None:
        assert getattr(self, "safe", True)


TestEditions = Editions.TestCase
TestEditions.settings = settings(
    max_examples=30, stateful_step_count=14, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
