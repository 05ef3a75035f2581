"""The row that keeps two callers from one phone, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.skills import CallSid
from tests.ledger.made import ANNA, BEA, NOW
from voice_app.ledger import ReservationId, calls, listed, reservations
from voice_app.ledger.pulse import feel

pytestmark = pytest.mark.fault("F6")

FIRST, SECOND = CallSid("CA1"), CallSid("CA2")
R1, R2 = ReservationId("r1"), ReservationId("r2")
REASON = {"ruling": "by_list"}


def hold(connection: Connection, ring: ReservationId, call: CallSid, after: timedelta = timedelta()) -> bool:
    return listed.hold(connection, ring, ANNA.id, call, reason=REASON, now=NOW + after)


def test_a_phone_that_rings_is_rung_for_nobody_else(connection: Connection) -> None:
    assert hold(connection, R1, FIRST)
    assert not hold(connection, R2, SECOND)
    assert listed.hold(connection, R2, BEA.id, SECOND, reason=REASON, now=NOW)


def test_a_ring_whose_end_was_lost_holds_nobody_for_ever(connection: Connection) -> None:
    assert hold(connection, R1, FIRST)
    assert hold(connection, R2, SECOND, after=listed.RINGS_FOR + timedelta(seconds=1))


@pytest.mark.parametrize(("result", "is_rung"), [("no_answer", False), ("declined", False), ("caller_left", True)])
def test_who_did_not_accept_rests_for_a_minute(connection: Connection, result: str, is_rung: bool) -> None:
    hold(connection, R1, FIRST)
    reservations.close(connection, R1, result, NOW + timedelta(seconds=15))
    assert hold(connection, R2, SECOND, after=timedelta(seconds=20)) is is_rung
    assert is_rung or hold(connection, R2, SECOND, after=timedelta(seconds=76))


def test_whose_phone_rang_for_a_call_is_known_for_a_round(connection: Connection) -> None:
    hold(connection, R1, FIRST)
    assert listed.rung_for(connection, FIRST, NOW + timedelta(minutes=1)) == {ANNA.id}
    assert listed.rung_for(connection, FIRST, NOW + timedelta(minutes=9)) == set()
    assert listed.rung_for(connection, SECOND, NOW) == set()


def test_a_talk_that_began_so_is_felt_until_it_ends(connection: Connection) -> None:
    calls.begin(connection, FIRST, None, 1, NOW)
    hold(connection, R1, FIRST)
    assert not feel(connection, NOW).by_list
    calls.answered(connection, FIRST, ANNA.id, NOW)
    assert listed.taken(connection, R1, NOW)
    assert not listed.taken(connection, R1, NOW)
    assert feel(connection, NOW).by_list
    assert listed.is_talking(connection, FIRST)
    assert not listed.is_talking(connection, SECOND)
    calls.end(connection, FIRST, "answered", NOW)
    assert not feel(connection, NOW).by_list


def test_another_reservation_is_no_ring_by_list(connection: Connection) -> None:
    reservations.note(connection, R1, ANNA.id, {"ruling": "best_match"}, NOW, call_sid=FIRST)
    assert listed.get(connection, R1) is None
    assert hold(connection, R2, SECOND)
