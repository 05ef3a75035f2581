from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from routing.policy import deadline_order
from routing.promises import (
    GAP,
    TRANSITIONS,
    Event,
    Outcome,
    Promise,
    PromiseState,
    Tried,
    choose_window,
    head,
    is_at_risk,
    is_broken,
    is_due,
    milestone,
    move,
)
from routing.spans import Span
from tests.routing.timetables import at, promise

NOON = at("2026-01-05 12:00")
HOUR = timedelta(hours=1)


@given(st.lists(st.sampled_from(Event)))
def test_a_promise_that_has_ended_stays_as_it_is(events: list[Event]) -> None:
    state, ended = PromiseState.OPEN, None
    for event in events:
        state = move(state, event)
        ended = ended or (None if state.is_owed else state)

    assert ended is None or state is ended


def test_an_owed_promise_can_always_be_kept_or_withdrawn_and_given_up_only_after_an_attempt() -> None:
    assert {pair for pair in product(PromiseState, Event) if pair in TRANSITIONS} == {
        (PromiseState.OPEN, Event.CLAIM),
        (PromiseState.OPEN, Event.KEEP),
        (PromiseState.OPEN, Event.WITHDRAW),
        (PromiseState.ATTEMPTING, Event.TRY_AGAIN),
        (PromiseState.ATTEMPTING, Event.KEEP),
        (PromiseState.ATTEMPTING, Event.WITHDRAW),
        (PromiseState.ATTEMPTING, Event.GIVE_UP),
    }


def test_a_promise_is_due_once_its_rest_is_over_and_only_while_it_is_open() -> None:
    assert is_due(promise(not_before=NOON), NOON)
    assert not is_due(promise(not_before=NOON), NOON - timedelta(seconds=1))
    assert not is_due(promise(not_before=NOON, state=PromiseState.ATTEMPTING), NOON)


def test_a_promise_that_needs_approval_is_never_due_yet_can_be_at_risk_and_broken() -> None:
    doubtful = promise(made_at=NOON, needs_approval=True)

    assert not is_due(doubtful, NOON + 30 * HOUR)
    assert is_at_risk(doubtful, NOON + 30 * HOUR)
    assert is_broken(doubtful, NOON + 30 * HOUR)


def test_a_promise_is_at_risk_two_hours_before_its_effective_deadline_and_broken_once_it_is_past_due() -> None:
    owed = promise(made_at=NOON, effective_due_by=NOON + 9 * HOUR)

    assert not is_at_risk(owed, NOON + 7 * HOUR - timedelta(seconds=1))
    assert is_at_risk(owed, NOON + 7 * HOUR)
    assert not is_broken(owed, NOON + 24 * HOUR - timedelta(seconds=1))
    assert is_broken(owed, NOON + 24 * HOUR)


def test_a_promise_that_is_no_longer_owed_is_neither_at_risk_nor_broken() -> None:
    for state in (PromiseState.KEPT, PromiseState.WITHDRAWN, PromiseState.UNREACHED):
        assert not is_at_risk(promise(made_at=NOON, state=state), NOON + 48 * HOUR)
        assert not is_broken(promise(made_at=NOON, state=state), NOON + 48 * HOUR)


def test_a_wished_window_moves_the_next_try_and_gives_up_the_place_but_not_the_deadline() -> None:
    owed = promise(made_at=NOON, counts_from=NOON - HOUR)
    moved = choose_window(owed, Span(NOON + 6 * HOUR, NOON + 9 * HOUR))

    assert (moved.not_before, moved.counts_from, moved.call_by) == (NOON + 6 * HOUR, None, NOON + 9 * HOUR)
    assert (moved.due_by, moved.effective_due_by) == (owed.due_by, owed.effective_due_by)


def test_a_window_that_ends_after_the_deadline_does_not_stretch_it() -> None:
    owed = choose_window(promise(made_at=NOON), Span(NOON + 20 * HOUR, NOON + 30 * HOUR))

    assert owed.call_by == owed.effective_due_by


def test_promises_go_by_effective_deadline_then_by_original_arrival() -> None:
    late = promise("late", made_at=NOON, effective_due_by=NOON + 9 * HOUR, counts_from=NOON - HOUR)
    early = promise("early", made_at=NOON, effective_due_by=NOON + 8 * HOUR)
    waited = promise("waited", made_at=NOON, effective_due_by=NOON + 9 * HOUR, counts_from=NOON - 2 * HOUR)
    wished = choose_window(promise("wished", made_at=NOON), Span(NOON, NOON + HOUR))

    assert [one.id for one in sorted(map(head, (late, early, waited, wished)), key=deadline_order)] == [
        "wished",
        "early",
        "waited",
        "late",
    ]


def test_milestones_leave_room_for_the_tries_that_remain() -> None:
    fresh = promise(made_at=NOON)
    once = promise(made_at=NOON, tried=(Tried(NOON, Outcome.BUSY),))
    twice = promise(made_at=NOON, tried=(Tried(NOON, Outcome.BUSY), Tried(NOON, Outcome.MACHINE)))

    due_by = fresh.effective_due_by
    assert [due_by - milestone(due_by, owed.rung, attempts=3) for owed in (fresh, once, twice)] == [
        2 * GAP,
        GAP,
        timedelta(),
    ]


def test_a_dial_that_the_provider_failed_uses_up_no_attempt() -> None:
    failed = promise(tried=(Tried(NOON, Outcome.PROVIDER_ERROR), Tried(NOON, Outcome.NO_ANSWER)))

    assert failed.rung == 1


def test_a_promise_is_made_open() -> None:
    assert isinstance(promise(), Promise)
    assert promise().state is PromiseState.OPEN
