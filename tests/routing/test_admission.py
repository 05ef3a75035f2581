from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.admission import AT_ONCE, ENOUGH, first_safe_time, rooms
from routing.capacity import CALLS_PER_PROMISE, Owed
from routing.supply import HOUR
from tests.routing.outlooks import DUTCH, NOW, calls, everybody, outlook, owed_in
from tests.routing.timetables import calendar


def test_a_promise_for_which_there_is_room_is_safe_at_its_own_deadline() -> None:
    due_by = NOW + 5 * HOUR

    assert first_safe_time([owed_in(4)] * 3, everybody(outlook(2)), due_by, NOW) == due_by


def test_a_promise_too_many_is_put_off_to_the_first_time_that_bears_it() -> None:
    due_by = NOW + 2 * HOUR
    promises = [owed_in(2)] * 30

    safe_by = first_safe_time(promises, everybody(outlook(2)), due_by, NOW)

    assert safe_by == NOW + 2.5 * HOUR, "24 calls an hour, for 31 promises of 1.3 calls and what chance adds"


def test_a_new_promise_never_takes_the_time_of_a_later_one() -> None:
    full_until = [owed_in(1)] * 4 + [owed_in(3)] * 45

    safe_by = first_safe_time(full_until, everybody(outlook(2)), NOW + 2 * HOUR, NOW)

    assert safe_by is not None
    assert safe_by > NOW + 3 * HOUR


def test_the_time_that_is_safe_lies_in_opening_hours() -> None:
    safe_by = first_safe_time([owed_in(12)] * 220, everybody(outlook(2)), NOW + 12 * HOUR, NOW)

    assert safe_by is not None
    assert any(span.start_at < safe_by <= span.end_at for span in calendar().open_spans(NOW, NOW + timedelta(days=3)))
    assert safe_by > NOW + 24 * HOUR


def test_where_nobody_is_expected_no_time_is_safe() -> None:
    assert first_safe_time([], everybody(outlook(0)), NOW + HOUR, NOW) is None


@settings(max_examples=20)
@given(st.lists(st.floats(0.5, 30), min_size=1, max_size=40))
def test_promises_that_were_all_safe_when_they_were_made_are_safe_together(wished: list[float]) -> None:
    ahead, admitted = outlook(1), list[Owed]()
    for hours in wished:
        safe_by = first_safe_time(admitted, everybody(ahead), NOW + hours * HOUR, NOW)
        if safe_by is not None:
            admitted.append(Owed(safe_by, safe_by, may_dial=True, language=DUTCH))

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


# ── room ────────────────────────────────────────────────────────────────────────────────────────────────────────────

USUAL = NOW + 24 * HOUR


def test_a_line_with_little_to_do_has_room_enough() -> None:
    assert rooms([owed_in(20)] * 10, everybody(outlook(8)), [DUTCH], USUAL, NOW) == {}


@settings(max_examples=30)
@given(st.lists(st.floats(0.5, 40), max_size=30), st.integers(1, 3), st.sampled_from([0.0, 6.0, 11.0]))
def test_room_is_how_many_promises_in_a_row_would_get_the_usual_deadline(
    hours: list[float], agents: int, per_hour: float
) -> None:
    promises = [Owed(NOW + hour * HOUR, NOW + hour * HOUR, True, DUTCH) for hour in hours]
    pools, usual = everybody(outlook(agents, calls(per_hour))), NOW + 3 * HOUR
    left = rooms(promises, pools, [DUTCH], usual, NOW).get(DUTCH)

    made = 0
    while made < ENOUGH and first_safe_time(promises, pools, usual, NOW) == usual:
        promises.append(Owed(usual, usual, True, DUTCH))
        made += 1

    assert (ENOUGH if left is None else left.promises) == made


def test_the_time_after_that_is_safe_for_as_many_as_may_come_at_once() -> None:
    promises = [owed_in(24)] * 150
    left = rooms(promises, everybody(outlook(1)), [DUTCH], USUAL, NOW)[DUTCH]

    assert left.promises == 0
    assert left.then_by is not None
    late = [Owed(left.then_by, left.then_by, True, DUTCH)] * (AT_ONCE - 1)
    assert first_safe_time(promises + late, everybody(outlook(1)), left.then_by, NOW) == left.then_by


def test_nobody_is_put_before_a_promise_that_misses_its_milestone_already() -> None:
    """A yellow plan stops the usual promise where that one would come first, and not where it comes after."""
    behind = [owed_in(6)] * 60

    before, after = (first_safe_time(behind, everybody(outlook(2)), NOW + hours * HOUR, NOW) for hours in (4, 8))

    assert before is not None
    assert before > NOW + 6 * HOUR
    assert after == NOW + 8 * HOUR
