"""The recording of a talk as a state machine: whatever is said, lost and repeated, it comes to what was wanted last."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routing.recording import Known, PausedBy, Wanted, learn, next_act, paused_by, see, want

WANTED: tuple[Wanted, ...] = ("on", "paused", "over", "gone")
KNOWN: tuple[Known, ...] = ("none", "asked", "on", "paused", "ended", "failed", "gone")
STATUSES = ("in-progress", "paused", "stopped", "processing", "completed", "absent", "unheard-of")


@pytest.mark.parametrize(
    ("wanted", "known", "act"),
    [
        ("on", "none", "begin"),
        ("paused", "none", None),
        ("over", "none", "drop"),
        ("on", "asked", "find"),
        ("gone", "asked", "find"),
        ("paused", "on", "pause"),
        ("on", "paused", "resume"),
        ("over", "paused", "stop"),
        ("gone", "on", "stop"),
        ("gone", "ended", "delete"),
        ("over", "ended", None),
        ("gone", "failed", None),
        ("on", "gone", None),
    ],
)
def test_what_is_asked_of_the_carrier_next(wanted: Wanted, known: Known, act: str | None) -> None:
    assert next_act(wanted, known) == act


@given(st.sampled_from(WANTED), st.lists(st.sampled_from(WANTED)))
def test_what_is_to_be_gone_stays_so_and_nothing_begins_again(first: Wanted, words: list[Wanted]) -> None:
    wanted = first
    for word in words:
        before, wanted = wanted, want(wanted, word)
        assert before != "gone" or wanted == "gone"
        assert before != "over" or wanted in ("over", "gone")
    assert wanted == "gone" or "gone" not in (first, *words)


@given(st.sampled_from(KNOWN), st.lists(st.sampled_from(STATUSES)))
def test_a_hook_never_takes_back_what_is_known(first: Known, statuses: list[str]) -> None:
    known, order = first, {"none": 0, "asked": 1, "on": 2, "paused": 2, "ended": 3, "failed": 4, "gone": 4}
    for status in statuses:
        before, known = known, learn(known, status)
        assert order[known] >= order[before]


def test_a_late_word_that_it_began_ends_no_pause_and_a_look_does() -> None:
    assert learn("paused", "in-progress") == "paused"
    assert see("paused", "in-progress") == "on"
    assert see("on", "paused") == "paused"
    assert see("ended", "in-progress") == "ended"


def test_only_the_agent_ends_the_agent_s_own_pause() -> None:
    order: list[tuple[PausedBy | None, PausedBy, PausedBy]] = [
        (None, "hold", "hold"),
        ("agent", "hold", "agent"),
        ("hold", "agent", "agent"),
        ("hold", "consult", "hold"),
    ]
    for before, word, after in order:
        assert paused_by(before, word) == after


@dataclass
class Carrier:
    """What the carrier really has: at most what it was asked for."""

    recordings: list[str] = field(default_factory=list)


class Talk(RuleBasedStateMachine):
    """Words of people, requests whose answers are lost, hooks and looks, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: Wanted = "on"
        self.known: Known = "none"
        self.there: str | None = None
        self.asked = 0

    @rule(word=st.sampled_from(WANTED))
    def somebody_says(self, word: Wanted) -> None:
        self.wanted = want(self.wanted, word)

    @rule(answer_is_lost=st.booleans(), does_nothing=st.booleans())
    def the_worker_acts(self, answer_is_lost: bool, does_nothing: bool) -> None:
        act = next_act(self.wanted, self.known)
        if act == "begin":
            self.known = "asked"
            self.asked += 1
            if does_nothing:
                return
            self.there = "in-progress"
        elif act == "drop":
            self.known = "failed"
        elif act == "find":
            self.look()
            return
        elif act in ("pause", "resume", "stop") and self.there in ("in-progress", "paused") and not does_nothing:
            self.there = {"pause": "paused", "resume": "in-progress", "stop": "completed"}[act]
        elif act == "delete" and not does_nothing:
            self.there = "deleted"
            self.known = "ended" if answer_is_lost else "gone"
            return
        if act not in (None, "drop") and self.there and not answer_is_lost:
            self.known = see(self.known, self.there)

    @precondition(lambda self: self.known not in ("none", "failed", "gone"))
    @rule()
    def look(self) -> None:
        if self.there is None:
            self.known = "failed"
        else:
            self.known = see(self.known, self.there)

    @precondition(lambda self: self.there in ("in-progress", "paused"))
    @rule()
    def the_call_ends(self) -> None:
        self.there = "completed"

    @precondition(lambda self: self.there not in (None, "deleted") and self.known != "gone")
    @rule(status=st.sampled_from(["in-progress", "completed"]))
    def a_hook_comes(self, status: str) -> None:
        if status == "in-progress" or self.there == "completed":
            self.known = learn(self.known, status)

    @invariant()
    def the_carrier_is_asked_once(self) -> None:
        assert self.asked <= 1

    @invariant()
    def nothing_is_recorded_of_which_nothing_is_known(self) -> None:
        assert self.there is None or self.known != "none"

    def teardown(self) -> None:
        """Left alone, it comes to what was wanted last."""
        for _ in range(6):
            self.the_worker_acts(answer_is_lost=False, does_nothing=False)
        assert next_act(self.wanted, self.known) is None
        if self.wanted == "gone":
            assert self.there in (None, "deleted")
        elif self.wanted == "over":
            assert self.there in (None, "completed", "deleted")


TestTalk = Talk.TestCase
