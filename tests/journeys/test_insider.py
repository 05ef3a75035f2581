"""An agent who would like to be rid of a promise without calling: whatever is keyed, clicked and texted, in any order,
it is owed as long as its customer was not on the line. Nobody has a key that marks a promise as kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from routing.agents import Presence
from tests.journeys.any_history import AGENT_WAYS, AGENTS
from tests.journeys.conftest import MONDAY_NOON
from tests.journeys.test_promises_at_random import machine
from tests.journeys.world import World
from voice_app.ledger.promise import Promise

__all__ = ["machine"]

CUSTOMER = "+31622222221"
NOT_THERE = ("lets_it_ring", "is_busy", "is_unreachable", "rejects")
DISPOSITIONS = ("resolved", "follow_up", "transferred", "not_reached", "wrong_number")
OWED = {"open", "attempting", "unreached"}

agents = st.sampled_from(AGENTS)


class Insider(RuleBasedStateMachine):
    """One promise, whose customer never answers, and agents who may do whatever agents can do."""

    def __init__(self, world_at: Callable[[datetime], World]) -> None:
        super().__init__()
        self.world_at = world_at

    @initialize(way=st.sampled_from(NOT_THERE))
    def somebody_is_owed_a_callback(self, way: str) -> None:
        self.world = self.world_at(MONDAY_NOON)
        getattr(self.world.caller(CUSTOMER), way)()
        self.world.signs_on("anna", "bram")
        for id_ in ("anna", "bram"):
            self.world.agent(id_).accepts()
        made = self.world.api("POST", "/api/promises", phone=CUSTOMER, need="billing")
        assert made.status_code == 201

    @rule(who=agents, way=st.sampled_from(AGENT_WAYS))
    def takes_calls_so(self, who: str, way: str) -> None:
        getattr(self.world.agent(who), way)()

    @rule(who=agents, keys=st.text("123*#", min_size=1, max_size=4))
    def keys(self, who: str, keys: str) -> None:
        agent = self.world.agent(who)
        for key in keys:
            if agent.is_in_call and not agent.is_ringing:
                agent.presses(key)
                self.world.passes("2s")

    @rule(who=agents, said=st.sampled_from(DISPOSITIONS), resolved=st.sampled_from([True, False, None]))
    def wraps_up(self, who: str, said: str, resolved: bool | None) -> None:
        self._asks("POST", f"/api/agents/{who}/wrapped", disposition=said, note="gesproken", is_resolved=resolved)

    @rule(who=agents, said=st.sampled_from(DISPOSITIONS), attempt=st.integers(0, 3))
    def wraps_up_a_conversation_of_somebody_elses(self, who: str, said: str, attempt: int) -> None:
        tried = self.world.attempts(self.theirs()[0].id)
        if tried:
            named = tried[attempt % len(tried)].id
            self._asks("POST", f"/api/agents/{who}/wrapped", disposition=said, note="", reservation=named)

    @rule(who=agents)
    def promises_anew_in_place_of_calling(self, who: str) -> None:
        self._asks("POST", f"/api/agents/{who}/wrapped", disposition="resolved", note="", call_back={"by_me": True})

    @rule(who=agents, text=st.sampled_from(["1", "2", "3", "gesproken", "ok", "stop"]))
    def texts(self, who: str, text: str) -> None:
        agent = self.world.agent(who)
        if agent.address.startswith("+"):
            agent.sends_text(text, "+3197010200000")
            self.world.passes("5s")

    @rule(who=agents, presence=st.sampled_from(Presence))
    def declares(self, who: str, presence: Presence) -> None:
        self.world.declares(who, presence)

    @rule(act=st.sampled_from(["call_now", "give", "approve"]), who=agents)
    def a_colleague_helps(self, act: str, who: str) -> None:
        """By the acts of supervisors; but for those that end it, which stand on its timeline with a reason."""
        whom = {"agent": who} if act == "give" else {}
        self._asks("POST", f"/api/promises/{self.theirs()[0].id}/{act}", by="chloe", **whom)

    @rule(who=agents, how=st.sampled_from(["hold", "hold/end", "recording"]))
    def does_something_to_the_talk(self, who: str, how: str) -> None:
        self._asks("POST", f"/api/agents/{who}/{how}", caller_agreed=True)

    @rule(length=st.sampled_from(["5s", "20s", "70s", "10m", "2h"]))
    def time_passes(self, length: str) -> None:
        self.world.passes(length)

    @invariant()
    def it_is_owed(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.passes("1s")
        for promise in self.theirs():
            assert promise.state in OWED, f"{promise.id} is {promise.state}, and {CUSTOMER} was never on the line"

    def theirs(self) -> list[Promise]:
        """The customer's: the first, and what was promised anew where nobody was reached. An agent who texts the number
        is owed a callback as well, and may answer it."""
        return [promise for promise in self.world.promises() if promise.phone == CUSTOMER]

    def _asks(self, method: str, path: str, **json: Any) -> None:
        assert self.world.api(method, path, **json).status_code < 500

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.examine()


def misuse(machine: Callable[[], Any], count: int, steps: int) -> None:
    world_at = machine().world_at
    run_state_machine_as_test(
        lambda: Insider(world_at),
        settings=settings(max_examples=count, stateful_step_count=steps, suppress_health_check=list(HealthCheck)),
    )


@pytest.mark.threat("T25")
def test_no_word_of_an_agents_keeps_a_promise(machine: Callable[[], Any]) -> None:
    misuse(machine, 3, 10)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_nor_do_hundreds_of_sequences(machine: Callable[[], Any]) -> None:
    misuse(machine, 400, 30)
