"""What the board tells of a wait, on a real server."""

from datetime import timedelta

import pytest

from routing.agents import Activity, Presence
from routing.board import Board, Told
from routing.expectation import PlacedPromise, SoonFree, Standing, View
from routing.forecast import Pace
from routing.policy import Choice, choose
from routing.queues import WaitingCall
from routing.skills import BEST, CAN, GOOD, UNTRAINED, AgentId, CallSid, Language, PromiseId, ReservationId
from tests.routing.floor import NOON, RULES, after, call, need, skilled

ANNA, BERT, CLEO = AgentId("anna"), AgentId("bert"), AgentId("cleo")
DUTCH, FRENCH = Language("nl"), Language("fr")
BILLING, TECHNICAL, ANYTHING = need("billing"), need("technical"), need(None)
HEAD_START = timedelta(minutes=3)
CALLS = [
    call("CA1", BILLING, arrived_at=after(-90)),
    call("CA2", TECHNICAL, arrived_at=after(-60), barred=frozenset({CLEO})),
    call("CA3", TECHNICAL, arrived_at=after(-30)),
    call("CA4", BILLING, arrived_at=after(-20)),
    call("CA5", TECHNICAL, arrived_at=after(-10)),
]
VIEW = View(
    {BEST: {BILLING: 1.0}, UNTRAINED: {BILLING: 1.0, ANYTHING: 0.5}},
    Pace(timedelta(seconds=200), None, timedelta(seconds=25)),
)


@pytest.fixture
def waits(board: Board) -> Board:
    """Five calls and three agents, two of them idle; only Cleo speaks French."""
    people = {ANNA: skilled(billing=3), BERT: skilled(billing=2, technical=3), CLEO: skilled("nl fr", technical=1)}
    for agent, skills in people.items():
        board.enrol(agent, skills, NOON)
        board.set_presence(agent, Presence.READY, NOON)
    for waiting in CALLS:
        board.join(waiting, NOON)
    return board


def standing(board: Board, waiting: WaitingCall = CALLS[3], seconds: float = 0) -> Standing:
    _, told = board.standing(waiting.sid, HEAD_START, after(seconds))
    assert told is not None
    return told


def test_a_wait_is_told_with_what_is_before_it_and_who_is_there(waits: Board) -> None:
    told = standing(waits)

    assert (told.call, told.place, told.first_arrived_at) == (CALLS[3], 1, after(-90))
    assert told.ahead == {BILLING: 1, TECHNICAL: 2}
    assert told.idle == {BEST: 1, GOOD: 2, CAN: 2, UNTRAINED: 3}
    assert (told.staffing.best, told.staffing.good, told.staffing.speaking) == (1, 1, 3)
    assert (told.owed, told.soon, told.soon_until, told.view) == ({}, (), None, None)


def test_who_is_ready_is_known_by_name_whatever_they_do(waits: Board) -> None:
    waits.set_presence(CLEO, Presence.ON_BREAK, after(1))

    assert waits.ready() == {ANNA, BERT}


def test_where_nobody_speaks_the_language_anybody_idle_counts(waits: Board) -> None:
    odd = call("CA9", need("billing", "de"))
    waits.join(odd, NOON)

    assert standing(waits, odd).idle == {BEST: 0, GOOD: 0, CAN: 0, UNTRAINED: 3}


def test_whoever_speaks_can_take_a_call_about_anything(waits: Board) -> None:
    anything = call("CA9", need(None, "fr"))
    waits.join(anything, NOON)

    assert standing(waits, anything).idle == {BEST: 1, GOOD: 1, CAN: 1, UNTRAINED: 1}


def test_an_agent_who_is_barred_is_not_counted_among_the_idle(waits: Board) -> None:
    assert standing(waits, CALLS[1]).idle == {BEST: 0, GOOD: 0, CAN: 1, UNTRAINED: 2}


def test_agents_whose_rest_or_wrap_up_ends_are_told_unless_they_leave_then(waits: Board) -> None:
    for seconds, (waiting, expected) in enumerate([(CALLS[0], ANNA), (CALLS[2], BERT)]):
        snapshot = waits.snapshot(waiting.need)
        choice = choose(waiting, snapshot.idle, snapshot.staffing, RULES, NOON)
        assert isinstance(choice, Choice)
        assert choice.agent == expected
        held = ReservationId(f"r{seconds}")
        waits.reserve(choice, held, after(30), NOON)
        waits.accept(held, "leg", after(1))
        waits.settle(held, after(10), after(40 + seconds))
    known = waits.agent(ANNA)
    assert known is not None
    assert known.agent.activity is Activity.WRAPPING_UP

    assert standing(waits).soon == (
        SoonFree(ANNA, skilled(billing=3), after(40)),
        SoonFree(BERT, skilled(billing=2, technical=3), after(41)),
    )
    waits.set_presence(ANNA, Presence.SIGNED_OUT, after(11))
    assert [one.agent for one in standing(waits).soon] == [BERT]


def test_of_many_who_rest_only_the_first_are_told_and_until_when(waits: Board) -> None:
    for n in range(12):
        agent = AgentId(f"a{n:02}")
        waits.enrol(agent, skilled(moving=3), NOON)
        waits.set_presence(agent, Presence.READY, NOON)
        wants = call(f"CB{n}", need("moving"), arrived_at=after(n))
        waits.join(wants, after(n))
        snapshot = waits.snapshot(wants.need)
        choice = choose(wants, snapshot.idle, snapshot.staffing, RULES, after(n))
        assert isinstance(choice, Choice)
        waits.reserve(choice, ReservationId(f"r{n}"), after(90), after(n))
        waits.rescind(ReservationId(f"r{n}"), "declined", after(n))

    told = standing(waits)

    assert [one.until_at for one in told.soon] == [after(60 + n) for n in range(10)]
    assert told.soon_until == after(69)


def test_promises_that_kept_an_earlier_place_are_told_by_language_less_the_head_start(waits: Board) -> None:
    owed = [
        PlacedPromise(DUTCH, after(-20 - 181), PromiseId("p1")),
        PlacedPromise(DUTCH, after(-20 - 179), PromiseId("p2")),
        PlacedPromise(DUTCH, None, PromiseId("p3")),
        PlacedPromise(FRENCH, after(-4000), PromiseId("p4")),
    ]
    waits.put_views({BILLING: VIEW}, owed, NOON)
    assert standing(waits).owed == {ANYTHING: 2, need(None, "fr"): 1}

    waits.put_views({BILLING: VIEW}, owed[:1], NOON)
    assert standing(waits).owed == {ANYTHING: 1}


def test_the_view_is_that_of_the_own_queue_as_long_as_the_plan_is_fresh(waits: Board) -> None:
    waits.put_views({BILLING: VIEW}, [], NOON)

    assert standing(waits, seconds=300).view == VIEW
    assert standing(waits, seconds=301).view is None
    assert standing(waits, CALLS[4]).view is None


def test_who_is_rung_or_unknown_has_no_standing(waits: Board) -> None:
    snapshot = waits.snapshot(BILLING)
    choice = choose(CALLS[0], snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    waits.reserve(choice, ReservationId("r1"), after(30), NOON)

    rung, told = waits.standing(CALLS[0].sid, HEAD_START, NOON)
    assert rung is not None
    assert (rung.state, told) == ("reserved", None)
    assert waits.standing(CallSid("CA9"), HEAD_START, NOON) == (None, None)


def test_only_the_callers_own_turn_is_a_sign_of_life(waits: Board) -> None:
    waits.standing(CALLS[3].sid, HEAD_START, after(50))
    waits.standing(CALLS[4].sid, HEAD_START, after(50), is_alive=True)

    assert set(waits.due(after(70)).ghosts) == {one.sid for one in CALLS[:4]}


def test_what_a_caller_was_told_of_the_wait_is_kept_with_the_call_through_a_ring(waits: Board) -> None:
    told = Told(after(300), AgentId("anna"))
    assert waits.told(CALLS[0].sid) == Told()
    assert waits.note_told(CALLS[0].sid, told) == "noted"
    snapshot = waits.snapshot(BILLING)
    choice = choose(CALLS[0], snapshot.idle, snapshot.staffing, RULES, NOON)
    assert isinstance(choice, Choice)
    waits.reserve(choice, ReservationId("r1"), after(30), NOON)
    waits.rescind(ReservationId("r1"), "declined", after(5))

    assert waits.told(CALLS[0].sid) == told
    assert waits.note_told(CALLS[0].sid, Told()) == "noted"
    assert waits.told(CALLS[0].sid) == Told()
    assert waits.note_told(CallSid("CA9"), told) == "gone"
    assert waits.call(CallSid("CA9")) is None
