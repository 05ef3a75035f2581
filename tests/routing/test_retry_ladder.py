from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.calendar import part_of_day
from routing.deadlines import deadline
from routing.promises import GAP, Outcome, Promise, Tried, choose_window
from routing.retry_ladder import SOON, Again, Failure, GiveUp, NextStep, ToAPerson, after_refusal, next_step
from routing.spans import Span
from tests.routing.timetables import AMSTERDAM, at, calendar, calling, promise

MONDAY_TEN = at("2026-01-05 10:00")
THREE = 3
NEEDS_ROOM = (Outcome.NO_ANSWER, Outcome.MACHINE, Outcome.UNKNOWN)


def climb(owed: Promise, outcome: Failure, now: datetime) -> NextStep:
    return next_step(owed, outcome, calling(), THREE, now)


@pytest.mark.parametrize("outcome", NEEDS_ROOM)
def test_who_was_not_reached_in_the_morning_is_tried_in_the_afternoon(outcome: Failure) -> None:
    step = climb(promise(made_at=MONDAY_TEN), outcome, MONDAY_TEN)

    assert isinstance(step, Again)
    assert step.not_before == at("2026-01-05 12:00")


def test_another_part_of_the_day_is_at_least_the_gap_away() -> None:
    step = climb(promise(made_at=MONDAY_TEN), Outcome.NO_ANSWER, at("2026-01-05 11:50"))

    assert step == Again(at("2026-01-05 13:20"), text=True)


def test_who_was_not_reached_in_the_evening_is_tried_the_next_morning() -> None:
    owed = promise(made_at=at("2026-01-05 19:00"))

    assert climb(owed, Outcome.NO_ANSWER, at("2026-01-05 20:45")) == Again(at("2026-01-06 09:00"), text=True)


def test_a_busy_line_is_tried_again_within_minutes_but_once() -> None:
    owed = promise(made_at=MONDAY_TEN)
    again = promise(made_at=MONDAY_TEN, tried=(Tried(MONDAY_TEN, Outcome.BUSY),))

    assert climb(owed, Outcome.BUSY, MONDAY_TEN) == Again(MONDAY_TEN + SOON)
    assert climb(again, Outcome.BUSY, MONDAY_TEN + SOON) == Again(at("2026-01-05 12:00"))


def test_a_busy_line_at_closing_time_is_tried_when_the_line_opens() -> None:
    owed = promise(made_at=MONDAY_TEN)

    assert climb(owed, Outcome.BUSY, at("2026-01-05 20:58")) == Again(at("2026-01-06 09:00"))


def test_a_text_follows_a_machine_and_the_first_time_that_nobody_answers() -> None:
    fresh = promise(made_at=MONDAY_TEN)
    once = promise(made_at=MONDAY_TEN, tried=(Tried(MONDAY_TEN, Outcome.NO_ANSWER),))

    def texts(owed: Promise, outcome: Failure) -> bool:
        step = climb(owed, outcome, at("2026-01-05 12:30"))
        return isinstance(step, Again) and step.text

    assert texts(fresh, Outcome.NO_ANSWER)
    assert not texts(once, Outcome.NO_ANSWER)
    assert texts(fresh, Outcome.MACHINE)
    assert texts(once, Outcome.MACHINE)
    assert not texts(fresh, Outcome.UNKNOWN)
    assert not texts(fresh, Outcome.BUSY)


def test_a_wrong_number_goes_to_a_person_and_is_not_dialled_again() -> None:
    assert climb(promise(), Outcome.WRONG_NUMBER, MONDAY_TEN) == ToAPerson("wrong_number")


def test_a_number_that_the_provider_refuses_for_good_goes_to_a_person() -> None:
    step = next_step(promise(), Outcome.PROVIDER_ERROR, calling(), THREE, MONDAY_TEN, permanent=True)

    assert step == ToAPerson("number_refused")


def test_a_failing_provider_is_tried_at_once_then_after_ever_longer_pauses_and_never_ends_a_promise() -> None:
    now, owed, pauses = MONDAY_TEN, promise(made_at=MONDAY_TEN), []
    for _ in range(8):
        step = climb(owed, Outcome.PROVIDER_ERROR, now)
        assert isinstance(step, Again)
        pauses.append(int((step.not_before - now).total_seconds()))
        owed = promise(made_at=MONDAY_TEN, tried=(*owed.tried, Tried(now, Outcome.PROVIDER_ERROR)))

    assert pauses == [0, 15, 45, 105, 225, 465, 600, 600]


def test_pauses_begin_anew_once_the_provider_has_recovered() -> None:
    errors = (Tried(MONDAY_TEN, Outcome.PROVIDER_ERROR),) * 5
    recovered = promise(tried=(*errors, Tried(MONDAY_TEN, Outcome.NO_ANSWER)))

    assert climb(recovered, Outcome.PROVIDER_ERROR, MONDAY_TEN) == Again(MONDAY_TEN)


def test_the_person_is_unreached_only_after_as_many_real_attempts_as_agreed() -> None:
    twice = (Tried(MONDAY_TEN, Outcome.NO_ANSWER), Tried(MONDAY_TEN, Outcome.BUSY))
    with_errors = (Tried(MONDAY_TEN, Outcome.PROVIDER_ERROR), Tried(MONDAY_TEN, Outcome.NO_ANSWER))

    assert climb(promise(tried=twice), Outcome.NO_ANSWER, MONDAY_TEN) == GiveUp()
    assert isinstance(climb(promise(tried=with_errors), Outcome.NO_ANSWER, MONDAY_TEN), Again)


def test_within_the_window_that_was_wished_the_part_of_the_day_does_not_matter() -> None:
    afternoon = Span(at("2026-01-05 12:00"), at("2026-01-05 18:00"))
    owed = choose_window(promise(made_at=MONDAY_TEN), afternoon)

    assert climb(owed, Outcome.NO_ANSWER, at("2026-01-05 12:10")) == Again(at("2026-01-05 13:40"), text=True)
    assert climb(owed, Outcome.NO_ANSWER, at("2026-01-05 17:00")) == Again(at("2026-01-05 18:30"), text=True)


def test_another_part_of_the_day_is_not_waited_for_when_later_tries_would_not_fit() -> None:
    until_evening = promise(made_at=MONDAY_TEN, effective_due_by=at("2026-01-05 19:30"))
    until_night = promise(made_at=MONDAY_TEN, effective_due_by=at("2026-01-05 20:30"))

    assert climb(until_evening, Outcome.NO_ANSWER, at("2026-01-05 12:30")) == Again(at("2026-01-05 14:00"), text=True)
    assert climb(until_night, Outcome.NO_ANSWER, at("2026-01-05 12:30")) == Again(at("2026-01-05 18:00"), text=True)


def test_where_the_gap_would_pass_the_deadline_the_person_is_called_earlier() -> None:
    owed = promise(made_at=MONDAY_TEN, effective_due_by=at("2026-01-05 18:00"))

    assert climb(owed, Outcome.NO_ANSWER, at("2026-01-05 16:30")) == Again(at("2026-01-05 17:30"), text=True)
    assert climb(owed, Outcome.NO_ANSWER, at("2026-01-05 17:40")) == Again(at("2026-01-05 17:45"), text=True)


def test_a_broken_promise_is_still_tried_again() -> None:
    broken = promise(made_at=MONDAY_TEN - timedelta(hours=30))

    assert climb(broken, Outcome.NO_ANSWER, MONDAY_TEN) == Again(at("2026-01-05 11:30"), text=True)


def test_an_agent_on_call_is_counted_on_only_if_the_hours_hold_no_time_for_another_try() -> None:
    line = calling(calendar(sat="16:00-21:00"))
    saturday = at("2026-01-10 15:00")
    until_tonight = promise(made_at=saturday, effective_due_by=at("2026-01-10 21:00"))
    until_tomorrow = promise(made_at=saturday, effective_due_by=at("2026-01-11 15:00"))

    assert next_step(until_tonight, Outcome.MACHINE, line, THREE, saturday) == Again(at("2026-01-10 16:30"), text=True)
    assert next_step(until_tomorrow, Outcome.MACHINE, line, THREE, saturday) == Again(at("2026-01-11 12:00"), text=True)


def test_a_refusal_by_an_agent_lets_the_next_one_ring_at_once() -> None:
    assert after_refusal(MONDAY_TEN) == Again(MONDAY_TEN)


minutes = st.integers(0, 14 * 24 * 60).map(lambda minute: MONDAY_TEN + timedelta(minutes=minute))


@given(minutes, st.lists(st.tuples(st.sampled_from(get_args(Failure)), st.integers(0, 600)), max_size=12))
def test_the_ladder_ends_never_dials_the_past_and_passes_no_deadline_that_leaves_time(
    made_at: datetime, endings: list[tuple[Failure, int]]
) -> None:
    line = calling()
    due = deadline(made_at, timedelta(hours=24), line)
    assert due is not None
    owed = promise(made_at=made_at, due_by=due.due_by, effective_due_by=due.effective_due_by)
    for outcome, late in endings:
        opens_at = line.hours.next_opening(owed.not_before)
        assert opens_at is not None
        now = opens_at + timedelta(minutes=late)
        step = next_step(owed, outcome, line, THREE, now)
        if not isinstance(step, Again):
            assert outcome is Outcome.WRONG_NUMBER or owed.rung == THREE - 1
            return
        assert step.not_before >= now
        if any(line.spans(now + SOON, owed.effective_due_by)) and outcome in NEEDS_ROOM:
            assert step.not_before < owed.effective_due_by
        owed = promise(
            made_at=made_at,
            due_by=due.due_by,
            effective_due_by=due.effective_due_by,
            not_before=step.not_before,
            tried=(*owed.tried, Tried(now, outcome)),
        )
        assert owed.rung < THREE


@given(minutes, st.sampled_from(NEEDS_ROOM))
def test_with_a_day_ahead_the_next_try_is_in_another_part_of_it(now: datetime, outcome: Failure) -> None:
    opens_at = calling().hours.next_opening(now)
    assert opens_at is not None
    step = next_step(
        promise(made_at=opens_at, effective_due_by=opens_at + timedelta(days=3)), outcome, calling(), THREE, opens_at
    )

    assert isinstance(step, Again)
    assert step.not_before >= opens_at + GAP
    assert part_of_day(step.not_before, AMSTERDAM) is not part_of_day(opens_at, AMSTERDAM)
    assert calling().is_allowed(step.not_before, opens_at + timedelta(days=3))
