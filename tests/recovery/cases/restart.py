"""A new version comes in while people are on the phone: processes are replaced one by one, and nobody notices."""

import signal

import pytest

from carrier.phone import Phone
from carrier.record import requests
from tests.recovery.line import LINE
from tests.recovery.people import asks_for_a_callback, eventually, hears, is_talked_to
from tests.recovery.service import Service

CALLERS = 6


def waits(phone: Phone) -> Phone:
    """In the hold loop: agents are there, and none of them is free."""
    hears(phone.dials(LINE), "toets 1").presses("1")
    eventually(lambda: any(line.kind == "music" for line in list(phone.transcript.lines)), f"{phone.name} waits")
    return phone


def turns(service: Service, phone: Phone) -> int:
    """How often the hold loop of this phone's call has come round."""
    asked = requests(list(service.exchange.record), "twiml")
    return sum(request.call_sid == phone.legs[-1].sid for request in asked)


@pytest.mark.fault("F28")
def test_web_is_replaced_under_callers_who_wait(service: Service) -> None:
    service.declares(service.agent(), "on_break")
    callers = [waits(service.caller()) for _ in range(CALLERS)]
    web = service.one("web")
    web.tell(signal.SIGHUP)
    eventually(lambda: "Worker exiting" in web.logged(), "the old one has ended")
    before = [turns(service, caller) for caller in callers]
    eventually(
        lambda: all(turns(service, caller) > count for caller, count in zip(callers, before, strict=True)),
        "everybody's wait goes on",
    )
    assert all(caller.is_in_call for caller in callers)
    assert not service.exchange.complaints


@pytest.mark.fault("F28")
def test_a_worker_that_is_asked_to_end_finishes_its_job_first(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    worker = service.one("worker")
    agent.phone.accepts()
    caller.answers_and_says_nothing()
    service.order("dial.after_request", "stop")
    service.signs_on(agent)
    service.is_obeyed("dial.after_request")
    worker.tell(signal.SIGTERM)
    service.start("worker")
    worker.tell(signal.SIGCONT)
    assert worker.ends() == 0
    is_talked_to(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(service.attempts(caller)) == len(agent.phone.legs) == 1


@pytest.mark.fault("F28")
def test_every_process_ends_politely_when_it_is_asked_to(service: Service) -> None:
    caller = asks_for_a_callback(service.caller())
    eventually(lambda: caller.texts, "all of them are at work")
    assert [service.one(kind).stop() for kind in ("ticker", "worker", "web")] == [0, 0, 0]
    service.only()
