import heapq
from collections import Counter
from datetime import datetime, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.capacity import CALLS_PER_PROMISE, REPLAN_EVERY, Owed, Pool, Team, replan
from routing.plan import Plan
from routing.spans import Span
from routing.supply import HOUR, Outlook, Shift, price
from tests.routing.outlooks import DUTCH, FRENCH, NOBODY_CALLS, NOW, PATIENT, calls, everybody, outlook, owed_in
from tests.routing.timetables import at

# ── the plan ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ready", "reserve"), [(3, 0), (4, 3), (5, 4), (8, 6)])
def test_with_nothing_owed_all_but_one_and_at_most_six_are_kept_free_but_none_of_fewer_than_four(
    ready: int, reserve: int
) -> None:
    assert replan([], everybody(outlook(ready), ready, 0), None, NOW) == Plan(reserve, zone="green")


def test_the_reserve_is_the_largest_one_that_meets_every_milestone() -> None:
    promises = [owed_in(11)] * 100

    plan = replan(promises, everybody(outlook(8, calls(60)), 8, 5), None, NOW)

    need = 100 * CALLS_PER_PROMISE
    enough = [
        kept for kept in range(7) if 8 * price(60.0, 8, kept, PATIENT).callbacks_per_hour >= need + need**0.5 + 0.5
    ]
    assert plan == Plan(reserve=max(enough), zone="green")
    assert 0 < plan.reserve < 6


def test_a_number_in_the_line_file_is_the_reserve_as_long_as_the_promises_allow_it() -> None:
    assert replan([owed_in(9)], everybody(outlook(8), 8, 0), 3, NOW) == Plan(reserve=3, zone="green")
    assert replan([owed_in(9)], everybody(outlook(2), 2, 0), 2, NOW) == Plan(reserve=0, zone="yellow")


def test_more_than_the_hours_can_bear_is_yellow_long_before_it_is_due() -> None:
    promises = [owed_in(12)] * 130

    assert replan(promises, everybody(outlook(8, calls(90)), 8, 8), None, NOW) == Plan(reserve=0, zone="yellow")


def test_a_promise_that_is_soon_due_is_red_and_goes_before_live_callers() -> None:
    assert replan([owed_in(0.25)], everybody(outlook(2), 2, 2), None, NOW).zone == "red"


def test_many_promises_that_are_due_together_are_red_sooner_than_one() -> None:
    assert replan([owed_in(1.5)], everybody(outlook(2), 2, 2), None, NOW).zone != "red"
    assert replan([owed_in(1.5)] * 25, everybody(outlook(2), 2, 2), None, NOW).zone == "red"


def test_a_milestone_in_the_night_gives_no_more_time_than_closing_time_does() -> None:
    evening = at("2026-01-05 20:00")
    in_the_night = Owed(at("2026-01-05 23:00"), at("2026-01-06 09:30"), may_dial=False, language=DUTCH)

    assert replan([in_the_night] * 12, everybody(outlook(2), 2, 0), None, evening).zone == "green"
    assert replan([in_the_night] * 20, everybody(outlook(2), 2, 0), None, evening).zone == "yellow"


def test_a_promise_that_may_not_be_dialled_yet_does_not_stop_live_callers() -> None:
    assert replan([owed_in(0.25, may_dial=False)], everybody(outlook(2), 2, 2), None, NOW).zone == "yellow"


def test_closed_hours_before_the_deadline_do_not_count_as_time() -> None:
    evening, next_morning = at("2026-01-05 20:50"), at("2026-01-06 09:05")
    soon_due = Owed(next_morning, next_morning, may_dial=True, language=DUTCH)

    assert replan([soon_due], everybody(outlook(2), 2, 2), None, evening).zone == "red"


def test_a_promise_that_is_broken_already_goes_first() -> None:
    assert replan([owed_in(-1)], everybody(outlook(8), 8, 0), None, NOW).zone == "red"


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
    assume(replan(promises, everybody(outlook(agents), agents, agents), None, NOW).zone != "red")
    calls_last = [random.uniform(0, 600) for _ in range(agents + len(promises))]

    starts = play_deadline_first(calls_last[:agents], calls_last[agents:])

    assert all(
        NOW + timedelta(seconds=start) <= one.effective_due_by for start, one in zip(starts, promises, strict=True)
    )


def test_a_plan_sees_only_the_shifts_it_was_given() -> None:
    empty = Outlook([Shift(Span(NOW, NOW + HOUR), 0)], NOBODY_CALLS, PATIENT)

    assert replan([owed_in(5)], everybody(empty, 0, 0), None, NOW).zone == "red"


# ── one pool, and several ───────────────────────────────────────────────────────────────────────────────────────────


def first_form(promises: list[Owed], ahead: Outlook, team: Team, keep_free: int | None) -> Plan:
    """POLICIES 2.4 word by word, each sum anew for each promise: what the plan was before it knew of languages."""

    def time_until(until: datetime, per_hour: float) -> float:
        spans = (shift.span for shift in ahead.shifts)
        return sum(max((min(span.end_at, until) - max(span.start_at, NOW)) / HOUR, 0) * per_hour for span in spans)

    def all_fit(reserve: int) -> bool:
        pays = price(ahead.arrivals.per_hour(NOW), agents, min(reserve, agents), PATIENT).callbacks_per_hour
        milestones = sorted(promise.milestone_at for promise in promises)
        needs = ((by, count * CALLS_PER_PROMISE) for count, by in enumerate(milestones, start=1))
        return all(time_until(by, pays) >= need + sqrt(need) + 0.5 for by, need in needs)

    agents, handling = ahead.shifts[0].agents, ahead.pace.handling / HOUR
    held_back = team.busy * handling + team.ready * (REPLAN_EVERY / HOUR)
    for before, by in enumerate(sorted(promise.effective_due_by for promise in promises if promise.may_dial)):
        if time_until(by, agents) <= held_back + before * handling + 3 * handling * sqrt(before + 1):
            return Plan(reserve=0, zone="red")
    most = range(min(6, team.ready - 1), -1, -1) if team.ready >= 4 else [0]
    fitting = (reserve for reserve in ([keep_free] if keep_free is not None else most) if all_fit(reserve))
    reserve = next(fitting, None)
    return Plan(reserve=0, zone="yellow") if reserve is None else Plan(reserve, zone="green")


owed_hours = st.lists(st.tuples(st.floats(-1, 60).map(lambda hours: round(hours, 2)), st.booleans()), max_size=120)


@settings(max_examples=80, deadline=None)
@given(
    owed_hours, st.integers(1, 9), st.integers(0, 9), st.sampled_from([0, 12, 48, 84]), st.none() | st.integers(0, 3)
)
def test_one_pool_has_the_plan_that_the_rule_gives_word_by_word(
    hours: list[tuple[float, bool]], ready: int, busy: int, load: int, keep_free: int | None
) -> None:
    promises = [owed_in(hour, may_dial=may_dial) for hour, may_dial in hours]
    ahead, team = outlook(ready, calls(load)), Team(ready, min(busy, ready))

    assert replan(promises, everybody(ahead, team.ready, team.busy), keep_free, NOW) == first_form(
        promises, ahead, team, keep_free
    )


@given(owed_hours)
def test_promises_that_are_alike_may_be_counted(hours: list[tuple[float, bool]]) -> None:
    promises = [owed_in(round(hour), may_dial=may_dial) for hour, may_dial in hours]
    counted = [one._replace(promises=count) for one, count in Counter(promises).items()]
    pools = everybody(outlook(5, calls(30)), 5, 2)

    assert replan(counted, pools, None, NOW) == replan(promises, pools, None, NOW)


def a_frenchman_among_eight() -> list[Pool]:
    """Eight agents of whom one speaks French too."""
    return [
        Pool(frozenset({DUTCH, FRENCH}), outlook(8, calls(60)), Team(8, 4)),
        Pool(frozenset({FRENCH}), outlook(1, calls(60), share=1 / 8), Team(1, 0)),
    ]


def test_what_one_agent_alone_can_keep_is_measured_by_that_agent() -> None:
    promises = [owed_in(8, language=FRENCH)] * 30

    assert replan(promises, everybody(outlook(8, calls(60)), 8, 4), None, NOW).reserve > 0
    assert replan(promises, a_frenchman_among_eight(), None, NOW) == Plan(reserve=0, zone="yellow")


def test_promises_in_danger_go_first_in_their_own_languages_only() -> None:
    promises = [owed_in(1.5, language=FRENCH)] * 10 + [owed_in(20)] * 5

    plan = replan(promises, a_frenchman_among_eight(), None, NOW)

    assert (plan.zone, plan.first_in) == ("red", {FRENCH})
    assert plan.reserve > 0, "the Dutch promises have time"


def test_when_everybody_is_in_danger_all_promises_go_first() -> None:
    assert replan([owed_in(0.1)] * 9, a_frenchman_among_eight(), None, NOW) == Plan(reserve=0, zone="red")
