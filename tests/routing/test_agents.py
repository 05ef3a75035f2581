import itertools
from datetime import datetime

import pytest

from routing.agents import TRANSITIONS, Activity, Agent, Cause, Move, Presence, is_refusal
from tests.routing.floor import NOON, after, agent, skilled

ANNA = agent("anna", skilled(billing=3))


def in_activity(activity: Activity) -> Agent:
    """Anna, brought there by moves of the table only."""
    path = [Move.RESERVE, Move.ACCEPT, Move.SETTLE]
    anna = ANNA
    while anna.activity is not activity:
        anna = anna.move(path.pop(0), NOON)
    return anna


@pytest.mark.parametrize(("activity", "move"), [*itertools.product(Activity, Move)])
def test_a_move_of_the_table_is_made_and_any_other_changes_nothing(activity: Activity, move: Move) -> None:
    before = in_activity(activity)
    moved = before.move(move, after(5))
    if (activity, move) in TRANSITIONS:
        assert (moved.activity, moved.since) == (TRANSITIONS[activity, move], after(5))
    else:
        assert moved == before


def test_every_activity_leads_back_to_idle() -> None:
    for start in Activity:
        reached, frontier = {start}, [start]
        while frontier:
            here = frontier.pop()
            onward = {to for (of, _), to in TRANSITIONS.items() if of is here} - reached
            reached |= onward
            frontier += onward
        assert Activity.IDLE in reached


def refused(anna: Agent, now: datetime, cause: Cause = "no_answer") -> Agent:
    return anna.move(Move.RESERVE, now).move(Move.RESCIND, now).refuse(cause, now)


def test_who_did_not_accept_rests_for_a_minute() -> None:
    anna = refused(ANNA, NOON)
    assert (anna.activity, anna.presence, anna.rests_until) == (Activity.IDLE, Presence.READY, after(60))
    assert not anna.is_free
    assert anna.end_rest(after(60)).is_free


def test_the_second_refusal_in_a_row_is_a_break() -> None:
    anna = refused(refused(ANNA, NOON).end_rest(after(60)), after(61))
    assert (anna.presence, anna.rests_until) == (Presence.ON_BREAK, None)


def test_a_phone_that_cannot_be_reached_is_given_more_time_to_come_back() -> None:
    anna = ANNA
    for minute in range(4):
        anna = refused(anna, after(61 * minute), "unreachable").end_rest(after(61 * minute + 60))
    assert anna.is_free
    assert refused(anna, after(300), "unreachable").presence is Presence.ON_BREAK
    assert refused(anna, after(300), "no_answer").presence is Presence.ON_BREAK


def test_a_call_that_was_accepted_in_between_starts_the_count_again() -> None:
    talked = refused(ANNA, NOON).end_rest(after(60)).move(Move.RESERVE, after(61)).move(Move.ACCEPT, after(62))
    anna = refused(talked.move(Move.SETTLE, after(90)).move(Move.WRAP, after(95)), after(100))
    assert anna.presence is Presence.READY


def test_declaring_ready_ends_the_rest_and_the_count() -> None:
    anna = refused(ANNA, NOON).declare(Presence.READY, after(10))
    assert anna.is_free
    assert (anna.refusals, anna.since) == (0, after(10))


def test_declaring_ready_again_does_not_cost_the_place_among_the_idle() -> None:
    assert ANNA.declare(Presence.READY, after(10)) == ANNA


def test_who_refuses_after_signing_out_stays_signed_out() -> None:
    anna = (
        ANNA.move(Move.RESERVE, NOON)
        .declare(Presence.SIGNED_OUT, NOON)
        .move(Move.RESCIND, NOON)
        .refuse("declined", NOON)
    )
    assert (anna.presence, anna.rests_until) == (Presence.SIGNED_OUT, None)


def test_signing_out_interrupts_neither_talk_nor_wrap_up() -> None:
    talking = in_activity(Activity.TALKING).declare(Presence.SIGNED_OUT, after(5))
    assert (talking.activity, talking.since) == (Activity.TALKING, NOON)


def test_a_ring_that_the_caller_ended_is_no_refusal_nor_is_a_phone_that_never_rang() -> None:
    assert is_refusal("declined", rang=True)
    assert is_refusal("no_answer", rang=True)
    assert is_refusal("expired", rang=True)
    assert not is_refusal("expired", rang=False)
    assert not is_refusal("caller_left", rang=True)
