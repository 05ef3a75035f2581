"""`web` dies in the middle of a step: nothing is agreed that is not written, and nobody is dialled twice."""

import pytest
import requests

from tests.recovery.people import (
    asks_for_a_callback,
    eventually,
    hears,
    is_called_back,
    offered,
    rings,
)
from tests.recovery.service import Service
from voice_app.failpoints import Name

APOLOGY = "Er gaat bij ons iets mis. We bellen u terug, uiterlijk"


@pytest.mark.fault("F1")
def test_before_the_promise_is_written_nothing_is_agreed(service: Service) -> None:
    caller = service.caller()
    with service.loses_web("promise.before_commit"):
        hears(offered(caller).presses("1"), APOLOGY)
    assert not any("Afgesproken" in line.text for line in caller.transcript.lines)
    assert service.promise(caller).source == "apology"


@pytest.mark.fault("F1")
@pytest.mark.parametrize("instant", ["promise.after_commit", "promise.before_reply"])
def test_after_the_promise_is_written_it_is_the_one_that_is_told(service: Service, instant: Name) -> None:
    caller = service.caller()
    with service.loses_web(instant):
        hears(offered(caller).presses("1"), APOLOGY)
    assert service.promise(caller).source == "closed"
    eventually(lambda: caller.texts, "the text comes, though the bell that was to ring for it may not have rung")
    assert len(service.texts(caller)) == 1


@pytest.mark.fault("F1")
def test_the_agent_who_is_held_is_rung_though_nobody_rang_the_bell_for_it(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    eventually(lambda: service.has_rung_off(caller), "the caller's call is over, and nobody but web matches first")
    with service.loses_web("match.before_bell"), pytest.raises(requests.ConnectionError):
        service.signs_on(agent)
    service.tick_in("10s")
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(agent.phone.legs) == 1


def test_before_the_gate_is_passed_the_customer_is_not_rung_and_the_agent_has_not_refused(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    with service.loses_web("gate.before_commit"):
        hears(rings(service.signs_on(agent)).answers(), "Terugbellen").presses("1")
    assert service.rings_at(caller) == 0
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert [one.outcome for one in service.attempts(caller)] == [None, "spoke"]


def test_after_the_gate_is_passed_an_agent_rings_at_once_and_it_may_be_the_same(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    with service.loses_web("gate.after_commit"):
        hears(rings(service.signs_on(agent)).answers(), "Terugbellen").presses("1")
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert [one.outcome for one in service.attempts(caller)] == ["unknown", "spoke"]
    assert service.rings_at(caller) == 1


def test_an_outcome_that_was_not_written_is_asked_for_again(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    with service.loses_web("outcome.before_commit"):
        is_called_back(service.signs_on(agent), caller)
    assert service.promise(caller).state == "attempting"
    answer = service.api("POST", f"/agents/{agent.id}/wrapped", disposition="resolved", note="gesproken")
    assert answer.ok, answer.text
    assert service.promise(caller).state == "kept"
