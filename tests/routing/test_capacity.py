import heapq
from datetime import datetime, timedelta
from math import exp
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.capacity import (
    CALLS_PER_PROMISE,
    HOUR,
    Outlook,
    Owed,
    Shift,
    Team,
    all_owed,
    first_safe_time,
    price,
    replan,
)
from routing.forecast import Arrivals, Pace
from routing.policy import Plan
from routing.promises import Outcome, PromiseState, Tried
from routing.spans import Span
from tests.routing.timetables import AMSTERDAM, at, calendar, promise

NOW = at("2026-01-05 09:00")
PATIENT = Pace(timedelta(seconds=300), patience=None)
NOBODY_CALLS = Arrivals(AMSTERDAM)


def calls(per_hour: float) -> Arrivals:
    return Arrivals(AMSTERDAM, {(day, hour): per_hour for day in range(7) for hour in range(24)})


def outlook(agents: int, arrivals: Arrivals = NOBODY_CALLS, days: int = 3) -> Outlook:
    shifts = [Shift(span, agents) for span in calendar().open_spans(NOW, NOW + timedelta(days=days))]
    return Outlook(shifts, arrivals, PATIENT)


def owed_in(hours: float, *, may_dial: bool = True) -> Owed:
    return Owed(NOW + (hours - 3) * HOUR, NOW + hours * HOUR, may_dial)


# ── the price of a callback ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reserve", "callbacks", "live_wait", "within_20_seconds"),
    [
        (8, 0, 16.7, 86.3),
        (4, 10.9, 22.4, 81.6),
        (3, 17.5, 29.0, 76.3),
        (2, 24.8, 41.0, 66.5),
        (1, 31.5, 62.5, 48.8),
        (0, 36.0, 100.0, 18.1),
    ],
)
def test_the_price_of_a_callback_is_that_of_the_published_table(
    reserve: int, callbacks: float, live_wait: float, within_20_seconds: float
) -> None:
    """POLICIES 2.2: 8 agents, 60 live calls an hour, 300 s each, nobody gives up."""
    paid = price(60.0, 8, reserve, PATIENT)

    # Among patient callers the wait of those who wait is exponential, with the rate at which agents outrun the calls.
    answered = 1 - paid.waiting_share * exp(-(8 * 12 - 60) * 20 / 3600)
    assert paid.callbacks_per_hour == pytest.approx(callbacks, abs=0.06)
    assert paid.live_wait.total_seconds() == pytest.approx(live_wait, abs=0.06)
    assert 100 * answered == pytest.approx(within_20_seconds, abs=0.11)


def test_without_live_calls_all_but_the_reserve_call_back_all_the_time() -> None:
    assert price(0.0, 8, 2, PATIENT).callbacks_per_hour == 6 * 12


def test_agents_who_are_overrun_by_patient_callers_call_nobody_back() -> None:
    assert price(96.0, 8, 0, PATIENT).callbacks_per_hour == 0


def test_without_a_reserve_agents_are_never_idle_so_that_live_calls_and_callbacks_are_all_they_can_do() -> None:
    assert price(60.0, 8, 0, PATIENT).callbacks_per_hour + 60 == pytest.approx(8 * 12)


@settings(max_examples=50)
@given(st.floats(0, 200), st.integers(1, 30), st.integers(0, 29))
def test_a_larger_reserve_never_yields_more_callbacks_nor_longer_waits(load: float, agents: int, reserve: int) -> None:
    assume(reserve < agents)
    smaller, larger = (price(load, agents, kept, Pace()) for kept in (reserve, reserve + 1))

    assert larger.callbacks_per_hour <= smaller.callbacks_per_hour + 1e-9
    assert larger.live_wait <= smaller.live_wait + timedelta(milliseconds=1)


# ── the plan ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ready", "reserve"), [(3, 0), (4, 3), (5, 4), (8, 6)])
def test_with_nothing_owed_all_but_one_and_at_most_six_are_kept_free_but_none_of_fewer_than_four(
    ready: int, reserve: int
) -> None:
    assert replan([], outlook(ready), Team(ready, 0), None, NOW) == Plan(reserve, zone="green")


def test_the_reserve_is_the_largest_one_that_meets_every_milestone() -> None:
    promises = [owed_in(11)] * 100

    plan = replan(promises, outlook(8, calls(60)), Team(8, 5), None, NOW)

    need = 100 * CALLS_PER_PROMISE
    enough = [
        kept for kept in range(7) if 8 * price(60.0, 8, kept, PATIENT).callbacks_per_hour >= need + need**0.5 + 0.5
    ]
    assert plan == Plan(reserve=max(enough), zone="green")
    assert 0 < plan.reserve < 6


def test_a_number_in_the_line_file_is_the_reserve_as_long_as_the_promises_allow_it() -> None:
    assert replan([owed_in(9)], outlook(8), Team(8, 0), 3, NOW) == Plan(reserve=3, zone="green")
    assert replan([owed_in(9)], outlook(2), Team(2, 0), 2, NOW) == Plan(reserve=0, zone="yellow")


def test_more_than_the_hours_can_bear_is_yellow_long_before_it_is_due() -> None:
    promises = [owed_in(12)] * 130

    assert replan(promises, outlook(8, calls(90)), Team(8, 8), None, NOW) == Plan(reserve=0, zone="yellow")


def test_a_promise_that_is_soon_due_is_red_and_goes_before_live_callers() -> None:
    assert replan([owed_in(0.25)], outlook(2), Team(2, 2), None, NOW).zone == "red"


def test_many_promises_that_are_due_together_are_red_sooner_than_one() -> None:
    assert replan([owed_in(1.5)], outlook(2), Team(2, 2), None, NOW).zone != "red"
    assert replan([owed_in(1.5)] * 25, outlook(2), Team(2, 2), None, NOW).zone == "red"


def test_a_milestone_in_the_night_gives_no_more_time_than_closing_time_does() -> None:
    evening = at("2026-01-05 20:00")
    in_the_night = Owed(at("2026-01-05 23:00"), at("2026-01-06 09:30"), may_dial=False)

    assert replan([in_the_night] * 12, outlook(2), Team(2, 0), None, evening).zone == "green"
    assert replan([in_the_night] * 20, outlook(2), Team(2, 0), None, evening).zone == "yellow"


def test_a_promise_that_may_not_be_dialled_yet_does_not_stop_live_callers() -> None:
    assert replan([owed_in(0.25, may_dial=False)], outlook(2), Team(2, 2), None, NOW).zone == "yellow"


def test_closed_hours_before_the_deadline_do_not_count_as_time() -> None:
    evening, next_morning = at("2026-01-05 20:50"), at("2026-01-06 09:05")
    soon_due = Owed(next_morning, next_morning, may_dial=True)

    assert replan([soon_due], outlook(2), Team(2, 2), None, evening).zone == "red"


def test_a_promise_that_is_broken_already_goes_first() -> None:
    assert replan([owed_in(-1)], outlook(8), Team(8, 0), None, NOW).zone == "red"


def test_the_plan_is_about_promises_that_are_owed_and_approved() -> None:
    promises = [
        promise("open", made_at=NOW),
        promise("resting", made_at=NOW, not_before=NOW + HOUR, tried=(Tried(NOW, Outcome.NO_ANSWER),)),
        promise("attempting", made_at=NOW, state=PromiseState.ATTEMPTING),
        promise("doubtful", made_at=NOW, needs_approval=True),
        promise("kept", made_at=NOW, state=PromiseState.KEPT),
    ]

    assert all_owed(promises, 3, NOW) == [
        Owed(NOW + 21 * HOUR, NOW + 24 * HOUR, may_dial=True),
        Owed(NOW + 22.5 * HOUR, NOW + 24 * HOUR, may_dial=False),
        Owed(NOW + 21 * HOUR, NOW + 24 * HOUR, may_dial=False),
    ]


# ── the guarantee ───────────────────────────────────────────────────────────────────────────────────────────────────


def play_deadline_first(residuals: list[float], durations: list[float]) -> list[float]:
    """When each promise, in this order, begins if every agent who becomes free takes the next one."""
    free_at = sorted(residuals)
    starts = []
    for duration in durations:
        starts.append(heapq.heappop(free_at))
        heapq.heappush(free_at, starts[-1] + duration)
    return starts


minutes = st.floats(0, 30)
work = st.lists(st.tuples(st.floats(0, 240), st.floats(0.1, 30)), min_size=1, max_size=15).map(sorted)


@settings(max_examples=60)
@given(st.lists(minutes, min_size=1, max_size=6), work)
def test_every_promise_begins_in_time_where_the_agents_time_exceeds_the_work_before_it(
    residuals: list[float], due: list[tuple[float, float]]
) -> None:
    """The lemma of POLICIES 2.3, with durations that are known."""
    starts = play_deadline_first(residuals, [duration for _, duration in due])
    before = 0.0
    for start, (deadline, duration) in zip(starts, due, strict=True):
        if len(residuals) * deadline - sum(residuals) - before <= 0:
            return
        assert start <= deadline
        before += duration


@settings(max_examples=40)
@given(st.integers(1, 8), st.lists(st.floats(0.2, 6), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_where_the_plan_is_not_red_all_promises_begin_in_time_if_they_go_first(
    agents: int, hours: list[float], random: Random
) -> None:
    promises = [owed_in(hour) for hour in sorted(hours)]
    assume(replan(promises, outlook(agents), Team(agents, agents), None, NOW).zone != "red")
    calls_last = [random.uniform(0, 600) for _ in range(agents + len(promises))]

    starts = play_deadline_first(calls_last[:agents], calls_last[agents:])

    assert all(
        NOW + timedelta(seconds=start) <= one.effective_due_by for start, one in zip(starts, promises, strict=True)
    )


# ── admission ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_promise_for_which_there_is_room_is_safe_at_its_own_deadline() -> None:
    due_by = NOW + 5 * HOUR

    assert first_safe_time([owed_in(4)] * 3, due_by, outlook(2), NOW) == due_by


def test_a_promise_too_many_is_put_off_to_the_first_time_that_bears_it() -> None:
    due_by = NOW + 2 * HOUR
    promises = [owed_in(2)] * 30

    safe_by = first_safe_time(promises, due_by, outlook(2), NOW)

    assert safe_by == NOW + 2.5 * HOUR, "24 calls an hour, for 31 promises of 1.3 calls and what chance adds"


def test_a_new_promise_never_takes_the_time_of_a_later_one() -> None:
    full_until = [owed_in(1)] * 4 + [owed_in(3)] * 45

    safe_by = first_safe_time(full_until, NOW + 2 * HOUR, outlook(2), NOW)

    assert safe_by is not None
    assert safe_by > NOW + 3 * HOUR


def test_the_time_that_is_safe_lies_in_opening_hours() -> None:
    safe_by = first_safe_time([owed_in(12)] * 220, NOW + 12 * HOUR, outlook(2), NOW)

    assert safe_by is not None
    assert any(span.start_at < safe_by <= span.end_at for span in calendar().open_spans(NOW, NOW + timedelta(days=3)))
    assert safe_by > NOW + 24 * HOUR


def test_where_nobody_is_expected_no_time_is_safe() -> None:
    assert first_safe_time([], NOW + HOUR, outlook(0), NOW) is None


@settings(max_examples=20)
@given(st.lists(st.floats(0.5, 30), min_size=1, max_size=40))
def test_promises_that_were_all_safe_when_they_were_made_are_safe_together(wished: list[float]) -> None:
    ahead, admitted = outlook(1), list[Owed]()
    for hours in wished:
        safe_by = first_safe_time(admitted, NOW + hours * HOUR, ahead, NOW)
        if safe_by is not None:
            admitted.append(Owed(safe_by, safe_by, may_dial=True))

    assert most_owed_before_any(admitted) <= 1


def most_owed_before_any(admitted: list[Owed]) -> float:
    """The work due by each deadline as a share of what the one agent can do by then, at its greatest."""
    spans = list(calendar().open_spans(NOW, NOW + timedelta(days=3)))

    def agent_hours(until: datetime) -> float:
        return sum((min(span.end_at, until) - span.start_at) / HOUR for span in spans if span.start_at < until)

    deadlines = sorted(one.effective_due_by for one in admitted)
    return max(
        (count * CALLS_PER_PROMISE / 12 / agent_hours(by) for count, by in enumerate(deadlines, start=1)), default=0.0
    )


def test_a_plan_sees_only_the_shifts_it_was_given() -> None:
    empty = Outlook([Shift(Span(NOW, NOW + HOUR), 0)], NOBODY_CALLS, PATIENT)

    assert replan([owed_in(5)], empty, Team(0, 0), None, NOW).zone == "red"
