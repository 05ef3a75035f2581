"""Calls that are kept for one agent: who finds them, and when they are anybody's again."""

from dataclasses import replace

import pytest
import redis

from routing.agents import Presence
from routing.board import Board
from routing.board.calls import LOOK_EACH
from routing.policy import Choice, choose
from routing.queues import WaitingCall, Wish
from routing.skills import AgentId, CallSid, ReservationId
from tests.routing.floor import NOON, RULES, after, call, need, skilled

ANNA, BERT = AgentId("anna"), AgentId("bert")
BILLING = call("CA1", need("billing"))
SOON = Wish(ANNA, "last_time", after(8))
PATIENT = Wish(ANNA, "by_name", None)
R1 = ReservationId("r1")


@pytest.fixture
def open_board(board: Board) -> Board:
    """Anna and Bert are ready, and a call about a bill is kept for Anna for eight seconds."""
    for agent in (ANNA, BERT):
        board.enrol(agent, skilled(billing=3), NOON)
        board.set_presence(agent, Presence.READY, NOON)
    board.join(replace(BILLING, wish=SOON, last_agent=ANNA), NOON)
    return board


def found_by(board: Board, agent: AgentId) -> list[str]:
    return sorted(head.call.sid for head in board.heads_for(agent).heads)


def on_board(board: Board) -> WaitingCall:
    known = board.call(BILLING.sid)
    assert known is not None
    return known.call


def test_a_call_that_is_kept_is_found_by_its_agent_alone(open_board: Board) -> None:
    assert found_by(open_board, ANNA) == ["CA1"]
    assert found_by(open_board, BERT) == []
    assert open_board.heads() == ()
    assert on_board(open_board) == replace(BILLING, wish=SOON, last_agent=ANNA)


def test_a_call_that_was_sent_on_is_known_as_such(open_board: Board) -> None:
    sent = replace(BILLING, sid=CallSid("CA9"), sent_on_at=after(1))
    open_board.join(sent, after(1))
    waiting = open_board.call(sent.sid)
    assert waiting is not None
    assert waiting.call == sent


def test_a_wish_comes_up_when_its_time_is_over_and_then_the_call_is_anybodys(open_board: Board) -> None:
    assert open_board.due(after(7.9)).wishes == ()
    assert open_board.due(after(8)).wishes == ("CA1",)
    assert open_board.open_up(BILLING.sid, SOON) == "anybodys"
    assert found_by(open_board, BERT) == ["CA1"]
    assert on_board(open_board) == replace(BILLING, last_agent=ANNA), "the place, and who it was, stay"
    assert open_board.due(after(600)).wishes == ()
    assert open_board.open_up(BILLING.sid, SOON) == "gone"


def test_a_wish_that_has_changed_is_not_ended_by_who_looked_at_the_old_one(open_board: Board) -> None:
    assert open_board.keep(BILLING.sid, PATIENT, after(5)) == "kept"
    assert open_board.open_up(BILLING.sid, SOON) == "gone"
    assert on_board(open_board).wish == PATIENT


def test_a_wish_without_end_is_looked_at_now_and_then(open_board: Board) -> None:
    open_board.keep(BILLING.sid, PATIENT, NOON)
    assert open_board.due(NOON + LOOK_EACH).wishes == ("CA1",)
    open_board.look_again(BILLING.sid, NOON + LOOK_EACH)
    assert open_board.due(NOON + LOOK_EACH).wishes == ()
    assert open_board.due(NOON + 2 * LOOK_EACH).wishes == ("CA1",)


def test_nobody_is_kept_for_an_agent_who_is_not_ready(open_board: Board) -> None:
    open_board.set_presence(BERT, Presence.ON_BREAK, NOON)
    for_bert = replace(call("CA2", need("billing")), wish=Wish(BERT, "by_name", None))
    open_board.join(for_bert, NOON)
    assert found_by(open_board, ANNA) == ["CA1", "CA2"]
    assert open_board.keep(BILLING.sid, Wish(BERT, "by_name", None), NOON) == "not_ready"
    assert on_board(open_board).wish == SOON
    assert open_board.kept_for(ANNA) == ["CA1"]
    assert open_board.kept_for(BERT) == []


def test_a_wish_is_done_once_somebody_is_rung(open_board: Board) -> None:
    snapshot = open_board.snapshot(BILLING.need, BILLING.barred, ANNA)
    choice = choose(on_board(open_board), snapshot.idle, snapshot.staffing, RULES, NOON, wished=snapshot.wished)
    assert isinstance(choice, Choice)
    assert (choice.agent, choice.reason.ruling) == (ANNA, "last_time")
    assert open_board.reserve(choice, R1, after(30), NOON) == "reserved"
    open_board.rescind(R1, "declined", after(5))
    assert found_by(open_board, BERT) == ["CA1"]
    assert open_board.due(after(8)).wishes == ()


def test_a_call_that_leaves_takes_its_wish_along(open_board: Board, board_client: redis.Redis) -> None:
    open_board.leave(BILLING.sid, NOON)
    assert open_board.kept_for(ANNA) == []
    assert not board_client.keys("*wishes*")


def test_who_is_longest_idle_comes_first_where_generalists_are_not_spared(board: Board) -> None:
    generalist, specialist = skilled(billing=3, technical=3), skilled(billing=3)
    for agent, skills, ready_at in ((ANNA, specialist, after(10)), (BERT, generalist, NOON)):
        board.enrol(agent, skills, NOON)
        board.set_presence(agent, Presence.READY, ready_at)
    first = [board.snapshot(BILLING.need).idle[0]]
    for agent, skills in ((ANNA, specialist), (BERT, generalist)):
        assert board.enrol(agent, skills, after(20), fewest_skills=False) == "updated"
    first += [board.snapshot(BILLING.need).idle[0]]
    assert [(one.agent, one.breadth) for one in first] == [(ANNA, 1), (BERT, 2)]
