"""The ticker dies, is not there, or is there twice: the next one does what is due, and nothing is done twice."""

import signal

import pytest

from carrier.phone import Phone
from tests.recovery.people import asks_for_a_callback, eventually, is_called_back, is_talked_to
from tests.recovery.service import Agent, Service


def test_a_ticker_that_dies_before_it_has_told_leaves_it_to_the_next(service: Service) -> None:
    ticker = service.one("ticker")
    service.order("escalation.before_commit")  # first: the forecast may see the promise before the clock does
    caller = asks_for_a_callback(service.caller())
    service.is_nearly_due(caller)
    assert ticker.ends() == -signal.SIGKILL
    assert service.promise(caller).escalated_at is None
    service.only()
    eventually(lambda: service.promise(caller).escalated_at, "a supervisor is told")
    is_told_once(service, caller)


def is_told_once(service: Service, caller: Phone) -> None:
    """Each step towards a supervisor stands on the timeline, and none twice."""
    told = service.escalations(caller)
    assert told
    assert len(set(told)) == len(told)


def test_a_ticker_that_dies_with_an_agent_in_hand_leaves_nobody_held(service: Service) -> None:
    caller, agent = service.caller(), service.agent()
    service.signs_on(agent)
    ticker = service.one("ticker")
    service.order("match.before_bell")
    service.asks_by_api(caller)
    assert ticker.ends() == -signal.SIGKILL
    service.only()
    service.tick_in("10s")
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(agent.phone.legs) == 1


def test_a_ticker_that_dies_with_the_carrier_s_list_in_hand_leaves_it_to_the_next(service: Service) -> None:
    service.only(ticker=0)
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    eventually(lambda: service.has_rung_off(caller), "the caller's call is over")
    service.exchange.faults.rest("POST", "Calls", answer=500)
    service.signs_on(agent)
    eventually(lambda: [one.state for one in service.attempts(caller)] == ["unknown"], "the answer is lost")
    service.order("reconcile.before_commit")
    assert service.start("ticker").ends() == -signal.SIGKILL
    assert service.attempts(caller)[0].missing_since_at is None
    service.only()
    eventually(lambda: service.attempts(caller)[0].missing_since_at, "the list is read again")
    service.tick_in("210s")
    is_called_back(agent.phone, caller)
    assert len(agent.phone.legs) == 1


@pytest.mark.fault("F29")
def test_two_of_each_dial_and_tell_once(service: Service) -> None:
    service.only(worker=2, ticker=2)
    callers = [asks_for_a_callback(service.caller()) for _ in range(3)]
    for caller in callers:
        caller.answers_and_says_nothing()
        service.is_nearly_due(caller)
    for caller in callers:
        eventually(lambda one=caller: service.promise(one).escalated_at, "a supervisor is told")
    agents = [service.agent() for _ in callers]
    for agent in agents:
        agent.phone.accepts()
        service.signs_on(agent)
    for caller in callers:
        is_talked_to(_who_talks_to(caller, agents), caller)
    for caller in callers:
        eventually(lambda one=caller: service.promise(one).state == "kept", "each promise is kept")
        assert service.rings_at(caller) == 1
        is_told_once(service, caller)
    assert sum(len(agent.phone.legs) for agent in agents) == len(callers)


def _who_talks_to(caller: Phone, agents: list[Agent]) -> Phone:
    """Any of them: one call a second is made, and the first agent may be free again before the third promise's turn."""
    eventually(lambda: any(agent.phone.talks_to(caller) for agent in agents), f"{caller.name} is talked to")
    return next(agent.phone for agent in agents if agent.phone.talks_to(caller))


@pytest.mark.fault("F31")
def test_without_a_ticker_status_says_so_and_with_one_it_is_well(service: Service) -> None:
    eventually(lambda: service.status().ok, "all is well")
    service.only(ticker=0)
    service.ages("ticker", "61s")
    report = service.status()
    assert report.status_code == 503
    assert report.json()["seconds_since_heartbeat"]["ticker"] > 60
    service.only()
    eventually(lambda: service.status().ok, "all is well again")
