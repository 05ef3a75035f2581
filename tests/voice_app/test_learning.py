from datetime import UTC, datetime, timedelta
from itertools import count

from routing.forecast import Pace
from routing.skills import AgentId, CallSid, NeedName
from tests.journeys.world import World
from voice_app.learning import Learning, learn
from voice_app.ledger import calls

NOW = datetime(2026, 3, 2, 11, 20, tzinfo=UTC)
"""A Monday, 12:20 in Amsterdam; the line has been open since nine."""
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)
SIDS = count(1)


def called(world: World, arrived_at: datetime, *, need: bool = True) -> CallSid:
    sid = CallSid(f"CA{next(SIDS)}")
    with world.house.ledger.write() as ledger:
        calls.begin(ledger, sid, None, world.house.line_version, arrived_at)
        if need:
            calls.note_need(ledger, sid, "billing", "nl")
    return sid


def helped(world: World, arrived_at: datetime, waited: timedelta, talked: timedelta) -> CallSid:
    sid = called(world, arrived_at)
    with world.house.ledger.write() as ledger:
        calls.answered(ledger, sid, AgentId("anna"), arrived_at + waited)
        calls.end(ledger, sid, "answered", arrived_at + waited + talked)
    return sid


def expected_at(world: World, at: datetime) -> float:
    return learn(world.house, NOW).arrivals.per_hour(at)


def test_a_line_without_a_history_expects_nobody_and_starts_with_the_usual_pace(world: World) -> None:
    learnt = learn(world.house, NOW)

    assert {learnt.arrivals.per_hour(NOW + n * HOUR) for n in range(168)} == {0}
    assert learnt.pace == Pace(wrap_up=timedelta(seconds=30))


def test_the_same_hour_of_the_past_weeks_is_expected_and_an_empty_hour_counts(world: World) -> None:
    ten = NOW - WEEK - 3 * HOUR + 40 * MINUTE  # nine o'clock a week ago
    called(world, ten - WEEK)
    for n in range(5):
        called(world, ten + n * MINUTE)

    assert expected_at(world, NOW - 3 * HOUR + 40 * MINUTE) == (1 + 5 + 0) / 3, "and nobody called this morning"


def test_hours_before_the_first_call_the_running_hour_and_closed_ones_count_for_nothing(world: World) -> None:
    for minutes in (130, 90, 85, 10):  # 10:10, 10:50, 10:55, 12:10
        called(world, NOW - minutes * MINUTE)
    called(world, NOW - 12 * HOUR)  # at night

    at_ten, at_eleven, now = (expected_at(world, NOW - hours * HOUR) for hours in (2, 1, 0))
    assert (at_ten, at_eleven, now) == (3, 0, 0)
    assert expected_at(world, NOW - 12 * HOUR) == 0


def test_who_hung_up_in_the_menu_wanted_no_agent(world: World) -> None:
    called(world, NOW - 2 * HOUR, need=False)

    assert expected_at(world, NOW - 2 * HOUR) == 0


def test_five_calls_hardly_swing_what_is_expected_of_one(world: World) -> None:
    for n in range(5):
        helped(world, NOW - n * HOUR, waited=10 * timedelta(seconds=1), talked=20 * MINUTE)

    assert timedelta(seconds=300) < learn(world.house, NOW).pace.handling < timedelta(seconds=500)


def test_handling_has_the_wrap_up_in_it_and_a_call_without_end_counts_as_an_hour(world: World) -> None:
    helped(world, NOW - 20 * HOUR, waited=MINUTE, talked=15 * HOUR)
    wrapped = helped(world, NOW - HOUR, waited=MINUTE, talked=5 * MINUTE)
    wrapped_at = NOW - HOUR + 6 * MINUTE + timedelta(seconds=10)
    with world.house.ledger.write() as ledger:
        calls.wrap(ledger, wrapped, AgentId("anna"), "resolved", wrapped_at, note=None)

    believed, wrap_up = 20 * timedelta(seconds=300), world.house.line.waiting.wrap_up
    assert (
        learn(world.house, NOW).pace.handling
        == (believed + (HOUR + wrap_up) + (5 * MINUTE + timedelta(seconds=10))) / 22
    )


def test_patience_is_learnt_from_who_gave_up_and_who_did_not(world: World) -> None:
    sid = called(world, NOW - HOUR)
    with world.house.ledger.write() as ledger:
        calls.end(ledger, sid, "abandoned", NOW - HOUR + 2 * MINUTE)
    helped(world, NOW - HOUR, waited=3 * MINUTE, talked=MINUTE)

    assert learn(world.house, NOW).pace.patience == (20 * timedelta(seconds=180) + 5 * MINUTE) / 21


def test_each_need_has_a_pace_of_its_own_as_far_as_it_is_known(world: World) -> None:
    for n in range(30):
        helped(world, NOW - n * HOUR, waited=timedelta(), talked=20 * MINUTE)
    other = called(world, NOW - HOUR, need=False)
    with world.house.ledger.write() as ledger:
        calls.note_need(ledger, other, "technical", "nl")
        calls.end(ledger, other, "abandoned", NOW)

    paces = learn(world.house, NOW).paces

    (slow, many), (unknown, one) = paces.by_need[NeedName("billing")], paces.by_need[NeedName("technical")]
    assert (many, one) == (30, 1)
    assert slow.handling > paces.line.handling > timedelta(seconds=300)
    assert unknown.handling == paces.line.handling


def test_it_is_learnt_anew_after_an_hour(world: World) -> None:
    learning = Learning()
    first = learning.of(world.house, NOW)

    assert learning.of(world.house, NOW + 59 * MINUTE) is first
    assert learning.of(world.house, NOW + HOUR).at == NOW + HOUR
