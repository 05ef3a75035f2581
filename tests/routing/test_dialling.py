from datetime import UTC, date, datetime, timedelta

import pytest

from routing.dialling import (
    ACTIVE,
    Answer,
    AttemptState,
    Listed,
    after_answer,
    after_hook,
    ask_for_life_at,
    days_to_list,
    find_leg,
    gate,
    is_stale,
    judge,
    look_next_at,
    may_claim,
    may_request,
    presume,
    settles_at,
)
from routing.promises import Outcome, PromiseState
from routing.skills import CallSid

INTENDED_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
SETTLED_AT = INTENDED_AT + timedelta(seconds=180)
ANNA = "+31612345678"
ATTEMPTING = PromiseState.ATTEMPTING


def after(seconds: float) -> datetime:
    return INTENDED_AT + timedelta(seconds=seconds)


def leg(sid: str, seconds: float, to: str = ANNA, parent: str | None = None) -> Listed:
    return Listed(CallSid(sid), to, after(seconds), CallSid(parent) if parent else None)


def test_a_promise_is_claimed_only_while_it_is_owed_and_nothing_of_it_is_in_flight() -> None:
    assert may_claim(PromiseState.OPEN, ["ended", "ended"])
    assert not may_claim(PromiseState.KEPT, [])
    assert not any(may_claim(PromiseState.OPEN, [state]) for state in ACTIVE)


@pytest.mark.fault("F5")
def test_a_worker_that_slept_a_minute_or_lost_its_row_or_its_promise_may_not_request() -> None:
    assert may_request("intent", ATTEMPTING, INTENDED_AT, after(59))
    assert not may_request("intent", ATTEMPTING, INTENDED_AT, after(60))
    assert not may_request("unknown", ATTEMPTING, INTENDED_AT, after(1))
    assert not may_request("intent", PromiseState.WITHDRAWN, INTENDED_AT, after(1))


def test_only_an_intent_goes_stale_and_only_after_its_time() -> None:
    assert is_stale("intent", INTENDED_AT, after(60))
    assert not is_stale("intent", INTENDED_AT, after(59.9))
    assert not is_stale("sent", INTENDED_AT, after(600))


@pytest.mark.parametrize(("answer", "then"), [("created", "sent"), ("not_created", "ended"), ("uncertain", "unknown")])
def test_an_answer_decides_an_attempt_that_is_still_in_doubt(answer: Answer, then: AttemptState) -> None:
    assert after_answer("intent", answer) == then
    assert after_answer("unknown", answer) == then
    assert after_answer("sent", answer) == "sent"
    assert after_answer("ended", answer) == "ended"


def test_a_hook_proves_the_call_but_wakes_no_attempt_that_has_ended() -> None:
    assert [after_hook(state) for state in ("intent", "unknown", "sent", "ended")] == ["sent", "sent", "sent", "ended"]


def test_the_leg_is_found_by_agent_and_time_among_others() -> None:
    legs = [
        leg("CA-before", -60),
        leg("CA-claimed", 1),
        leg("CA-other", 2, to="+31687654321"),
        leg("CA-dialled", 3, parent="CA-inbound"),
        leg("CA-ours", 4),
        leg("CA-after", 600),
    ]

    assert find_leg(legs, ANNA, INTENDED_AT, frozenset({CallSid("CA-claimed")})) == "CA-ours"
    assert find_leg(legs[:4], ANNA, INTENDED_AT, frozenset({CallSid("CA-claimed")})) is None


def test_a_leg_that_the_carrier_dates_a_moment_before_the_intent_is_found() -> None:
    assert find_leg([leg("CA-ours", -2)], ANNA, INTENDED_AT, frozenset()) == "CA-ours"


def test_two_days_are_listed_around_midnight_in_utc() -> None:
    assert days_to_list(INTENDED_AT) == (date(2026, 1, 5),)
    assert days_to_list(datetime(2026, 1, 5, 23, 59, 30, tzinfo=UTC)) == (date(2026, 1, 5), date(2026, 1, 6))
    assert days_to_list(datetime(2026, 1, 6, 0, 0, 2, tzinfo=UTC)) == (date(2026, 1, 5), date(2026, 1, 6))


def test_the_list_is_settled_after_ringing_queueing_and_lag_but_never_before_three_minutes() -> None:
    assert settles_at(INTENDED_AT, rings_for=timedelta(seconds=15)) == after(180)
    assert settles_at(INTENDED_AT, timedelta(seconds=60), queued_for=timedelta(seconds=90)) == after(210)


def test_there_is_no_call_only_after_two_empty_lists_a_minute_apart_the_second_one_settled() -> None:
    assert judge(None, None, SETTLED_AT, after(400)) == "wait", "the first list"
    assert judge(None, after(60), SETTLED_AT, after(179)) == "wait", "not settled"
    assert judge(None, after(170), SETTLED_AT, after(200)) == "wait", "too close to the first"
    assert judge(None, after(60), SETTLED_AT, after(180)) == "no_call"
    assert judge(CallSid("CA-ours"), after(60), SETTLED_AT, after(180)) == "sent"


def test_the_list_is_read_at_once_and_then_when_it_can_decide() -> None:
    assert look_next_at(None, SETTLED_AT, after(61)) == after(61)
    assert look_next_at(after(61), SETTLED_AT, after(61)) == SETTLED_AT
    assert look_next_at(after(170), SETTLED_AT, after(171)) == after(230)


def test_the_customer_is_dialled_once_per_attempt_and_the_same_leg_is_told_the_same() -> None:
    ours, other = CallSid("CA-ours"), CallSid("CA-other")

    assert gate("sent", None, ATTEMPTING, ours) == "won"
    assert gate("sent", ours, ATTEMPTING, ours) == "again"
    assert gate("sent", other, ATTEMPTING, ours) == "settled"


def test_the_gate_is_shut_once_the_attempt_has_ended_or_the_promise_is_no_longer_owed() -> None:
    ours = CallSid("CA-ours")

    assert gate("ended", None, ATTEMPTING, ours) == "settled"
    for promise in (PromiseState.KEPT, PromiseState.WITHDRAWN, PromiseState.UNREACHED, PromiseState.OPEN):
        assert gate("sent", None, promise, ours) == "settled"


def test_a_silent_call_is_asked_after_when_its_ringing_is_over_and_then_every_half_minute() -> None:
    rings_for = timedelta(seconds=15)

    assert ask_for_life_at(after(1), after(1), rings_for) == after(31)
    assert ask_for_life_at(after(1), after(31), rings_for) == after(61)
    assert ask_for_life_at(after(1), after(1), rings_for=timedelta(seconds=40)) == after(56)


def test_a_talk_of_a_minute_is_presumed_to_be_one_a_greeting_is_not() -> None:
    assert presume(timedelta(seconds=60)) is Outcome.SPOKE
    assert presume(timedelta(seconds=30)) is Outcome.UNKNOWN
