"""Many wait: the circle of each still widens by itself, on the second."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from routing.board import Board
from routing.plan import Plan
from routing.policy import Choice, PromiseHead, next_work
from routing.queues import WaitingCall
from routing.skills import AgentId, CallSid, Language, Need, NeedName, PromiseId, ReservationId
from tests.journeys.world import World

DUTCH, ENGLISH = (Need(NeedName("billing"), Language(language)) for language in ("nl", "en"))
LONGER = timedelta(seconds=30)
YOUNGER = CallSid("CA-younger")


@pytest.fixture
def crowd(world: World) -> Iterator[World]:
    """Bram is idle and speaks Dutch only; those who speak English are busy, and 150 wait for them."""
    world.signs_on("anna", "bram", "chloe")
    board, now = world.house.board, world.now
    for busy in ("anna", "chloe"):
        keep_busy(world, AgentId(busy))
    older = [CallSid(f"CA{n:03}") for n in range(150)]
    for sid in older:
        board.join(WaitingCall(sid, ENGLISH, now - LONGER, now - LONGER), now)
    board.join(WaitingCall(YOUNGER, DUTCH, now, now), now)
    yield world
    for sid in (*older, YOUNGER):
        board.leave(sid, world.now)


def keep_busy(world: World, agent: AgentId) -> None:
    shown = world.house.board.agent(agent)
    assert shown
    owed = PromiseHead(PromiseId(f"for-{agent}"), DUTCH, None, world.now)
    rules = world.house.terms.rules
    choice = next_work(shown.agent, [], [owed], idle=3, plan=Plan(), rules=rules, now=world.now)
    assert isinstance(choice, Choice)
    world.house.board.reserve(choice, ReservationId(f"r-{agent}"), world.now + timedelta(hours=1), world.now)


def test_a_call_whose_circle_has_widened_is_matched_within_a_tick_though_many_older_ones_wait(crowd: World) -> None:
    assert state(crowd.house.board) == "waiting"
    crowd.ticker.tick(crowd.now + timedelta(seconds=19))
    assert state(crowd.house.board) == "waiting"
    crowd.ticker.tick(crowd.now + timedelta(seconds=20))
    assert state(crowd.house.board) == "reserved"
    call = crowd.house.board.call(YOUNGER)
    assert call
    assert call.agent == "bram"


def test_of_several_kinds_the_oldest_call_is_matched_first(crowd: World) -> None:
    """Anybody may take this one at once, but it has waited for less long than the younger of the others."""
    youngest, now = CallSid("CA-youngest"), crowd.now + timedelta(seconds=20)
    crowd.house.board.join(WaitingCall(youngest, Need(None, Language("nl")), now, now), now)
    crowd.ticker.tick(now)
    assert (state(crowd.house.board), state(crowd.house.board, youngest)) == ("reserved", "waiting")
    crowd.house.board.leave(youngest, now)


def state(board: Board, sid: CallSid = YOUNGER) -> str:
    call = board.call(sid)
    assert call
    return call.state
