from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.consults import Presences
from routing.skills import AgentId, CallSid, ReservationId
from tests.ledger.made import BEA, CALL, LEG, MINUTE, NOW, OTHER_LEG, SECOND
from tests.ledger.test_transfers import T1, TO_TECHNICAL
from voice_app.ledger import calls, consults, transfers
from voice_app.ledger.transfers import Transfer

RING = ReservationId("R2")
AGAIN = timedelta(seconds=20)


@pytest.fixture(autouse=True)
def _asked(connection: Connection) -> None:
    assert transfers.ask(connection, replace(TO_TECHNICAL, mode="consult"))
    assert consults.begin(connection, T1, BEA.id, RING, LEG)


def found(connection: Connection) -> Transfer:
    there = transfers.get(connection, T1)
    assert there is not None
    return there


def test_who_is_to_be_asked_is_written_once(connection: Connection) -> None:
    assert not consults.begin(connection, T1, AgentId("anna"), ReservationId("R3"), None)
    assert (found(connection).colleague, found(connection).ring, found(connection).agent_leg) == (BEA.id, RING, LEG)
    assert consults.of_ring(connection, RING) == found(connection)


def test_the_colleague_is_rung_once_and_not_after_the_word(connection: Connection) -> None:
    assert consults.ringing(connection, T1, NOW)
    assert not consults.ringing(connection, T1, NOW + MINUTE)


def test_each_comes_and_goes_once(connection: Connection) -> None:
    assert consults.presences(found(connection)) == Presences(
        agent_is_in=False, agent_left=False, colleague_is_in=False, colleague_left=False
    )
    assert consults.agent_is_in(connection, T1, LEG, NOW)
    assert not consults.agent_is_in(connection, T1, LEG, NOW + SECOND)
    assert consults.caller_holds(connection, T1, NOW)
    assert consults.joined(connection, T1, OTHER_LEG, NOW)
    assert not consults.joined(connection, T1, CallSid("another"), NOW)
    assert consults.agent_left(connection, T1, NOW + SECOND)
    assert consults.colleague_left(connection, T1, NOW + SECOND)
    assert not consults.colleague_left(connection, T1, NOW + MINUTE)
    assert consults.presences(found(connection)) == Presences(
        agent_is_in=True, agent_left=True, colleague_is_in=True, colleague_left=True
    )
    assert found(connection).colleague_leg == OTHER_LEG


def test_nobody_joins_once_the_caller_is_called_back(connection: Connection) -> None:
    assert consults.decide(connection, T1, "agent")
    assert not consults.joined(connection, T1, OTHER_LEG, NOW)
    assert not consults.decide(connection, T1, "colleague")
    assert not consults.ringing(connection, T1, NOW)


def test_the_caller_goes_to_a_colleague_who_is_there(connection: Connection) -> None:
    assert not consults.decide(connection, T1, "colleague")
    consults.joined(connection, T1, OTHER_LEG, NOW)
    assert consults.decide(connection, T1, "colleague")


def test_the_caller_moves_once(connection: Connection) -> None:
    assert consults.caller_moves(connection, T1, "agent", NOW)
    assert not consults.caller_moves(connection, T1, "line", NOW)
    moved = found(connection)
    assert (moved.state, moved.goes_to, moved.arrived_at, moved.closed_at) == ("cancelled", "agent", None, NOW)
    assert consults.in_a_room(connection) == ()
    calls.begin(connection, CALL, None, 1, NOW)
    assert consults.in_a_room(connection) == (moved,)
    calls.end(connection, CALL, "answered", NOW)
    assert consults.in_a_room(connection) == ()
    assert not consults.calling(connection, T1, AGAIN, NOW)
    assert not consults.agent_left(connection, T1, NOW)


def test_a_caller_in_the_line_is_in_no_room(connection: Connection) -> None:
    assert consults.caller_moves(connection, T1, "line", NOW)
    calls.begin(connection, CALL, None, 1, NOW)
    assert consults.in_a_room(connection) == ()
    assert transfers.last_of_call(connection, CALL) == found(connection)


def test_the_caller_is_called_again_only_when_the_last_call_can_have_no_effect_left(connection: Connection) -> None:
    assert consults.calling(connection, T1, AGAIN, NOW)
    assert not consults.calling(connection, T1, AGAIN, NOW + SECOND)
    assert consults.not_called(connection, T1)
    assert consults.calling(connection, T1, AGAIN, NOW + SECOND)


def test_whose_caller_has_hung_up_is_over(connection: Connection) -> None:
    assert consults.give_up(connection, T1, "gone", NOW)
    assert (found(connection).state, found(connection).cause) == ("failed", "gone")
    assert not consults.joined(connection, T1, OTHER_LEG, NOW)
