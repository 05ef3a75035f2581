"""A worker dies, or sleeps, around the one request that cannot be told apart from its repeat: one call in the end."""

import signal

import pytest

from tests.recovery.people import asks_for_a_callback, eventually, is_called_back
from tests.recovery.service import Service
from voice_app import jobs
from voice_app.failpoints import Name


def test_everybody_lives(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    service.signs_on(agent)
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    eventually(lambda: caller.texts, "the promise was confirmed by text")


def is_found_not_to_exist(service: Service) -> None:
    """The intent goes stale; two lists of the carrier's, far enough apart, do not show the call."""
    service.tick_in("61s")
    service.tick_in("62s")
    service.tick_in("210s")


@pytest.mark.fault("F2")
def test_between_the_row_and_the_request_the_call_is_made_once_it_is_sure_that_there_is_none(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    worker = service.one("worker")
    service.order("dial.after_claim")
    service.signs_on(agent)
    assert worker.ends() == -signal.SIGKILL
    service.only()
    assert [one.state for one in service.attempts(caller)] == ["intent"]
    is_found_not_to_exist(service)
    is_called_back(agent.phone, caller)
    assert [one.cause for one in service.attempts(caller)] == ["not_listed", None]
    assert len(agent.phone.legs) == 1


@pytest.mark.fault("F3")
def test_between_the_request_and_its_answer_the_call_that_was_made_is_the_one(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    worker = service.one("worker")
    service.order("dial.after_request")
    service.signs_on(agent)
    assert worker.ends() == -signal.SIGKILL
    service.only()
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(service.attempts(caller)) == len(agent.phone.legs) == 1


@pytest.mark.fault("F3")
def test_a_call_that_nobody_told_of_is_found_in_the_list(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    worker = service.one("worker")
    service.exchange.faults.status_hooks(drop=True, only={"initiated", "ringing", "in-progress"}, times=2)
    service.order("dial.after_request")
    service.signs_on(agent)
    assert worker.ends() == -signal.SIGKILL
    service.tick_in("61s")
    service.tick_in("62s")
    assert [one.state for one in service.attempts(caller)] == ["sent"]
    agent.phone.declines()
    assert service.rings_at(agent.phone) == 1


def test_a_refusal_that_was_not_written_is_found_out(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    worker = service.one("worker")
    service.exchange.faults.rest("POST", "Calls", answer=429, code=20429)
    service.order("dial.after_refusal")
    service.signs_on(agent)
    assert worker.ends() == -signal.SIGKILL
    service.only()
    is_found_not_to_exist(service)
    is_called_back(agent.phone, caller)
    assert len(agent.phone.legs) == 1


@pytest.mark.fault("F5")
def test_a_worker_that_slept_too_long_dials_nobody_when_it_wakes(service: Service) -> None:
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    sleeper = service.one("worker")
    service.order("dial.after_claim", "stop")
    service.signs_on(agent)
    service.is_obeyed("dial.after_claim")
    service.start("worker")
    is_found_not_to_exist(service)
    is_called_back(agent.phone, caller)
    sleeper.tell(signal.SIGCONT)
    eventually(lambda: "promise.woke_too_late" in sleeper.logged(), "it notices")
    assert sleeper.stop() == 0
    assert len(agent.phone.legs) == 1


@pytest.mark.fault("F4")
def test_one_job_run_by_two_workers_at_once_is_one_attempt(service: Service) -> None:
    service.only(worker=0)
    caller, agent = asks_for_a_callback(service.caller()), service.agent()
    service.signs_on(agent)
    held = service.board.agent(agent.id)
    assert held is not None
    bell = service.shop.house.jobs
    for _ in range(5):
        bell.ring(jobs.KEEP_PROMISE, service.promise(caller).id, held.reservation, agent.id)
    service.only(worker=2)
    is_called_back(agent.phone, caller)
    eventually(lambda: service.promise(caller).state == "kept", "the promise is kept")
    assert len(service.attempts(caller)) == len(agent.phone.legs) == 1


@pytest.mark.parametrize(("instant", "arrived"), [("text.after_claim", 0), ("text.after_request", 1)])
def test_a_text_is_sent_once_or_not_at_all(service: Service, instant: Name, arrived: int) -> None:
    caller, worker = service.caller(), service.one("worker")
    service.order(instant)
    asks_for_a_callback(caller)
    assert worker.ends() == -signal.SIGKILL
    service.only()
    service.tick_in("61s")
    (text,) = service.texts(caller)
    assert (text.state, text.cause) == ("unknown", "worker_died")
    assert service.events(caller)[-1] == "text_in_doubt"
    other = asks_for_a_callback(service.caller())
    eventually(lambda: other.texts, "the next text leaves")
    assert len(caller.texts) == arrived


def test_without_a_worker_a_supervisor_is_told_in_time_and_status_says_so(service: Service) -> None:
    service.only(worker=0)
    caller = asks_for_a_callback(service.caller())
    service.ages("worker", "61s")
    assert service.status().status_code == 503
    service.tick_in("22.5h")
    promise = service.promise(caller)
    assert promise.escalated_at is not None
    assert promise.escalated_at < promise.due_by
    assert promise.broken_at is None
    service.only()
    eventually(lambda: service.status().ok, "all is well again")
