"""DIALLING's promise, proved for one promise with three attempts by visiting every state there is."""

from datetime import timedelta
from functools import cache

import pytest

from routing import dialling
from routing.dialling import INTENT_TIMEOUT, SETTLE_AT_LEAST
from routing.promises import PromiseState
from tests.protocol.model import (
    EPOCH,
    LIVE,
    SETTLED_AT,
    Breach,
    Protocol,
    World,
    dials_when_not_owed,
    is_settled,
    rings_twice,
    talks_twice,
)
from tests.protocol.search import Searched, search, stuck

SECOND = timedelta(seconds=1)
SLOW_LIST = SETTLE_AT_LEAST + timedelta(seconds=60)


@cache
def everything() -> Searched:
    return search(Protocol(), rings_twice, talks_twice, dials_when_not_owed)


def found_by(protocol: Protocol, breach: Breach) -> list[str] | None:
    return search(protocol, breach).counter_example


@pytest.mark.fault("F2", "F3", "F16", "F18")
def test_no_crash_time_out_lost_answer_late_list_double_hook_or_rival_makes_a_second_call() -> None:
    assert everything().counter_example is None


def test_from_every_state_the_ticker_alone_brings_the_promise_to_an_end_though_every_worker_dies() -> None:
    assert stuck(everything()) == set()


def test_the_search_has_been_everywhere() -> None:
    worlds = everything().worlds

    def reached(description: str, *found: bool) -> None:
        assert any(found), description

    assert len(worlds) > 1_000
    assert {world.promise for world in worlds if is_settled(world)} == set(PromiseState) - {
        PromiseState.OPEN,
        PromiseState.ATTEMPTING,
    }
    reached("three attempts", *(len(world.attempts) == 3 for world in worlds))
    reached("a live call nobody knows of", *(_has(world, "unknown", live=True) for world in worlds))
    reached("a call that was never made", *(_has(world, "unknown", live=False) for world in worlds))
    reached("a withdrawal in mid-ring", *(_rings_after_the_end(world) for world in worlds))


def _has(world: World, state: str, *, live: bool) -> bool:
    return any(attempt.state == state and (attempt.leg in LIVE) == live for attempt in world.attempts)


def _rings_after_the_end(world: World) -> bool:
    return world.promise is PromiseState.WITHDRAWN and any(attempt.leg == "ringing" for attempt in world.attempts)


# ── weakened protocols, each with the shortest way in which it fails ────────────────────────────────────────────────


@pytest.mark.fault("F16")
def test_a_500_that_is_taken_for_no_call_rings_a_second_time() -> None:
    assert found_by(Protocol(doubts_a_500=False), rings_twice) == [
        "1: a worker commits an intent",
        "1: the request makes a call",
        "1: the answer is a 500",
        "2: a worker commits an intent",
        "2: the request makes a call",
    ]


@pytest.mark.fault("F4")
def test_without_the_unique_index_a_rival_worker_rings_a_second_time() -> None:
    assert found_by(Protocol(has_unique_index=False), rings_twice) == [
        "1: a worker commits an intent",
        "2: a worker commits an intent",
        "1: the request makes a call",
        "2: the request makes a call",
    ]


@pytest.mark.fault("F18")
def test_a_list_that_lags_longer_than_the_settle_time_rings_twice_but_the_gate_lets_nobody_be_talked_to_twice() -> None:
    assert found_by(Protocol(list_lag=SLOW_LIST), rings_twice) == [
        "1: a worker commits an intent",
        "1: the request makes a call",
        "1: the answer is a 500",
        "1: the list is empty",
        "1: the list is empty again: no call",
        "2: a worker commits an intent",
        "2: the request makes a call",
    ]
    assert found_by(Protocol(list_lag=SLOW_LIST), talks_twice) is None


@pytest.mark.fault("F18")
def test_with_such_a_list_and_no_gate_the_customer_is_talked_to_twice() -> None:
    assert found_by(Protocol(list_lag=SLOW_LIST, has_gate=False), talks_twice) == [
        "1: a worker commits an intent",
        "1: the request makes a call",
        "1: the answer is a 500",
        "1: the list is empty",
        "1: the list is empty again: no call",
        "2: a worker commits an intent",
        "1: the agent accepts, the customer is dialled",
        "2: the request makes a call",
        "2: the agent accepts, the customer is dialled",
    ]


def test_without_the_gate_a_person_who_has_withdrawn_is_dialled() -> None:
    assert found_by(Protocol(has_gate=False), dials_when_not_owed) == [
        "1: a worker commits an intent",
        "1: the request makes a call",
        "the person withdraws",
        "1: the agent accepts, the customer is dialled",
    ]


@pytest.mark.fault("F5")
def test_a_worker_that_wakes_and_requests_without_looking_rings_a_second_time() -> None:
    assert found_by(Protocol(looks_before_requesting=False), rings_twice) == [
        "1: a worker commits an intent",
        "1: the intent times out",
        "1: the list is empty",
        "1: the list is empty again: no call",
        "2: a worker commits an intent",
        "1: the request makes a call",
        "2: the request makes a call",
    ]


# ── the times ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_settle_time_outlasts_the_list_even_when_the_worker_hung_until_the_last_second() -> None:
    slept = INTENT_TIMEOUT - SECOND
    bearable = (SETTLED_AT - EPOCH) - slept

    assert bearable >= dialling.LIST_LAG
    assert found_by(Protocol(list_lag=bearable), rings_twice) is None
    assert found_by(Protocol(list_lag=bearable + SECOND), rings_twice) is not None


@pytest.mark.parametrize("breach", [rings_twice, talks_twice, dials_when_not_owed])
def test_each_rule_is_broken_by_some_weakening_so_that_none_of_them_is_idle(breach: Breach) -> None:
    weakest = Protocol(SLOW_LIST, False, False, False, False)

    assert found_by(weakest, breach) is not None
