"""`web` dies in the middle of a step: nothing is agreed that is not written, and nobody is dialled twice."""

import pytest
import requests

from carrier.hooks import CONNECTION_FAILED
from tests.recovery.people import (
    asks_for_a_callback,
    eventually,
    hears,
    is_called_back,
    is_talked_to,
    offered,
    rings,
)
from tests.recovery.service import Service
from voice_app.failpoints import Name

APOLOGY = "Er gaat bij ons iets mis. We bellen u terug, uiterlijk"


@pytest.fixture(autouse=True)
def meet_the_fallback(service: Service) -> None:
    service.tolerated = {CONNECTION_FAILED}


def test_before_the_promise_is_written_nothing_is_agreed(service: Service) -> None:
    caller = service.caller()
    service.order("promise.before_commit")
    hears(offered(caller).presses("1"), APOLOGY)
    assert not any("Afgesproken" in line.text for line in caller.transcript.lines)
    assert service.promise(caller).source == "apology"


@pytest.mark.parametrize("instant", ["promise.after_commit", "promise.before_reply"])
def test_after_the_promise_is_written_it_is_the_one_that_is_told(service: Service, instant: Name) -> None:
    caller = service.caller()
    service.order(instant)
    hears(offered(caller).presses("1"), APOLOGY)
    assert service.promise(caller).source == "closed"
    eventually(lambda: caller.texts, "the text comes, though the bell that was to ring for it may not have rung")
    assert len(service.texts(caller)) == 1


def test_the_agent_who_is_held_is_rung_though_nobody_rang_the_bell_for_it(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    eventually(lambda: service.has_rung_off(caller), "the caller's call is over, and nobody but web matches first")
    service.order("match.before_bell")
    with pytest.raises(requests.ConnectionError):
        service.signs_on(agent)
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(agent.phone.legs) == 1


def test_before_the_gate_is_passed_the_customer_is_not_rung(service: Service) -> None:
    caller, agent, other = asks_for_a_callback(service.caller()), service.agent(), service.agent()
    service.order("gate.before_commit")
    hears(rings(service.signs_on(agent)).answers(), "Terugbellen").presses("1")
    service.is_obeyed("gate.before_commit")
    eventually(lambda: not agent.phone.is_in_call, "the agent is hung up")
    assert service.rings_at(caller) == 0
    service.signs_on(other)
    is_called_back(other.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert [one.outcome for one in service.attempts(caller)] == [None, "spoke"]


def test_after_the_gate_is_passed_the_next_agent_rings_at_once(service: Service) -> None:
    caller, agent, other = asks_for_a_callback(service.caller()), service.agent(), service.agent()
    service.order("gate.after_commit")
    hears(rings(service.signs_on(agent)).answers(), "Terugbellen").presses("1")
    service.is_obeyed("gate.after_commit")
    eventually(lambda: not agent.phone.is_in_call, "the agent is hung up")
    service.signs_on(other)
    is_called_back(other.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert [one.outcome for one in service.attempts(caller)] == ["unknown", "spoke"]
    assert service.rings_at(caller) == 1


def test_an_outcome_that_was_not_written_is_asked_for_again(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    service.order("outcome.before_commit")
    hears(rings(service.signs_on(agent)).answers(), "Terugbellen").presses("1")
    rings(caller).answers()
    is_talked_to(agent.phone, caller)
    service.is_obeyed("outcome.before_commit")
    assert service.promise(caller).state == "attempting"
    answer = service.api("POST", f"/agents/{agent.id}/wrapped", disposition="resolved", note="gesproken")
    assert answer.ok, answer.text
    assert service.promise(caller).state == "kept"
