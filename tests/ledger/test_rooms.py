"""Rooms, holds and listenings on the ledger: each step once, by whichever leg or worker comes first."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import DatabaseError

from routing.rooms import AGAIN_AFTER
from routing.skills import AgentId, ReservationId
from tests.ledger.made import ANNA, BEA, CALL, LEG, MINUTE, NOW, OTHER_LEG, SECOND
from voice_app.ledger import HoldId, ListeningId, RoomId, listenings, rooms, tables
from voice_app.ledger.listenings import Listening, Notice
from voice_app.ledger.rooms import Hold, Room, Wanted

TALK = ReservationId("R1")
WANTED = Wanted(
    id=RoomId("room"),
    talk=TALK,
    call_sid=CALL,
    agent=ANNA.id,
    agent_leg=LEG,
    is_callback=False,
    is_apart=False,
    need="billing",
    language="nl",
    waits_since=NOW,
    counts_from=NOW,
    opened_at=NOW,
)
HEARD = Listening(ListeningId("heard"), TALK, CALL, ANNA.id, BEA.id, "listen", NOW, was_ready=True)


def opened(connection: Connection) -> Room:
    return rooms.open_room(connection, WANTED)


def held(connection: Connection) -> Hold:
    assert rooms.ask_hold(connection, opened(connection), HoldId("hold"), NOW)
    found = rooms.live_hold(connection, TALK)
    assert found is not None
    return found


def test_of_a_talk_one_room_is_open_and_another_may_follow(connection: Connection) -> None:
    first = opened(connection)
    again = rooms.open_room(connection, replace(WANTED, id=RoomId("another")))
    assert (first.id, again.id) == ("room", "room")
    assert rooms.close(connection, first.id, "not_moved", NOW + SECOND)
    assert not rooms.close(connection, first.id, "over", NOW + MINUTE)
    assert rooms.open_of_talk(connection, TALK) is None
    second = rooms.open_room(connection, replace(WANTED, id=RoomId("another"), opened_at=NOW + MINUTE))
    assert (second.id, rooms.all_open(connection)) == ("another", (second,))


def test_who_asks_for_a_hold_twice_asks_once(connection: Connection) -> None:
    first = held(connection)
    assert rooms.ask_hold(connection, opened(connection), HoldId("second"), NOW + SECOND)
    assert rooms.live_hold(connection, TALK) == first
    assert opened(connection).standing.wants_hold


def test_a_hold_begins_and_ends_where_the_callers_leg_says_so(connection: Connection) -> None:
    held(connection)
    rooms.caller_is_at(connection, opened(connection), "hold", NOW + SECOND, is_redirected=False)
    rooms.caller_is_at(connection, opened(connection), "hold", NOW + MINUTE, is_redirected=False)
    began = rooms.live_hold(connection, TALK)
    assert began is not None
    assert (began.began_at, opened(connection).caller_in_at) == (NOW + SECOND, NOW + SECOND)
    assert rooms.end_hold(connection, RoomId("room"), NOW + MINUTE)
    rooms.caller_is_at(connection, opened(connection), "room", NOW + MINUTE + SECOND, is_redirected=True)
    (over,) = rooms.holds_of_call(connection, CALL)
    assert (over.end_asked_at, over.ended_at, over.cause) == (NOW + MINUTE, NOW + MINUTE + SECOND, "back")


def test_who_changes_their_mind_before_it_began_has_one_hold_that_goes_on(connection: Connection) -> None:
    held(connection)
    assert rooms.end_hold(connection, RoomId("room"), NOW)
    assert rooms.ask_hold(connection, opened(connection), HoldId("second"), NOW + SECOND)
    found = rooms.live_hold(connection, TALK)
    assert found is not None
    assert (found.id, found.end_asked_at) == ("hold", None)


def test_nobody_holds_who_has_left_or_whose_agent_has(connection: Connection) -> None:
    room = opened(connection)
    assert rooms.agent_left(connection, room.id, NOW)
    assert not rooms.agent_left(connection, room.id, NOW + SECOND)
    assert not rooms.ask_hold(connection, opened(connection), HoldId("hold"), NOW)
    assert not rooms.end_hold(connection, room.id, NOW)


@pytest.mark.parametrize("request_of", [rooms.moving, rooms.calling, rooms.letting_go])
def test_a_request_is_sent_again_when_the_last_can_have_no_effect(connection: Connection, request_of: object) -> None:
    room = opened(connection)
    ask = request_of
    assert callable(ask)
    assert ask(connection, room.id, AGAIN_AFTER, NOW)
    assert not ask(connection, room.id, AGAIN_AFTER, NOW + AGAIN_AFTER - SECOND)
    assert ask(connection, room.id, AGAIN_AFTER, NOW + AGAIN_AFTER)


def test_a_redirect_that_had_its_effect_is_waited_for_no_more(connection: Connection) -> None:
    room = opened(connection)
    assert rooms.calling(connection, room.id, AGAIN_AFTER, NOW)
    rooms.caller_is_at(connection, opened(connection), "hold", NOW + SECOND, is_redirected=False)
    assert opened(connection).called_at == NOW
    rooms.caller_is_at(connection, opened(connection), "hold", NOW + SECOND, is_redirected=True)
    assert opened(connection).called_at is None


def test_what_was_said_first_of_the_end_stays(connection: Connection) -> None:
    held(connection)
    assert rooms.caller_left(connection, RoomId("room"), "sent_on", NOW)
    assert not rooms.caller_left(connection, RoomId("room"), "gone", NOW + SECOND)
    assert rooms.close(connection, RoomId("room"), "gone", NOW + SECOND)
    over = rooms.of_talk(connection, TALK)
    assert over is not None
    assert (over.cause, [one.cause for one in rooms.holds_of_call(connection, CALL)]) == ("sent_on", ["sent_on"])


def test_a_notice_counts_when_its_ring_was_begun_and_is_spoken_once(connection: Connection) -> None:
    notice = Notice(CALL, TALK, "nl", "Een leidinggevende kan meeluisteren.", NOW)
    assert listenings.begin_notice(connection, notice)
    assert listenings.notice_of(connection, CALL) is None
    assert listenings.begin_notice(connection, replace(notice, ring=ReservationId("R2")))
    assert not listenings.notice_was_heard(connection, TALK, NOW)
    assert listenings.notice_was_heard(connection, ReservationId("R2"), NOW + SECOND)
    assert not listenings.begin_notice(connection, notice)
    heard = listenings.notice_of(connection, CALL)
    assert heard is not None
    assert (heard.ring, heard.heard_at) == ("R2", NOW + SECOND)
    assert listenings.told(connection, [CALL]) == {CALL}


def test_a_supervisor_listens_to_one_talk_at_a_time(connection: Connection) -> None:
    assert listenings.ask(connection, HEARD)
    assert not listenings.ask(connection, replace(HEARD, id=ListeningId("another"), talk=ReservationId("R9")))
    assert listenings.ended(connection, HEARD.id, "left", NOW)
    assert not listenings.ended(connection, HEARD.id, "gone", NOW + SECOND)
    assert listenings.ask(connection, replace(HEARD, id=ListeningId("another"), asked_at=NOW + MINUTE))
    assert [one.id for one in listenings.all_live(connection)] == ["another"]


def test_the_phone_is_rung_once_and_one_leg_joins(connection: Connection) -> None:
    listenings.ask(connection, HEARD)
    assert listenings.ringing(connection, HEARD.id, NOW)
    assert not listenings.ringing(connection, HEARD.id, NOW + MINUTE)
    assert listenings.leg_is(connection, HEARD.id, LEG)
    assert not listenings.joined(connection, HEARD.id, OTHER_LEG, NOW)
    assert listenings.joined(connection, HEARD.id, LEG, NOW)
    assert not listenings.joined(connection, HEARD.id, LEG, NOW + SECOND)
    assert listenings.legs(connection, [LEG, OTHER_LEG]) == {LEG: True}


def test_each_change_stands_on_the_record_once_and_for_good(connection: Connection) -> None:
    listenings.ask(connection, HEARD)
    listenings.joined(connection, HEARD.id, LEG, NOW)
    for _ in range(2):
        listenings.enters(connection, HEARD.id, NOW)
        listenings.choose_mode(connection, HEARD.id, "join", NOW)
        listenings.applied(connection, HEARD.id, "join", NOW)
        listenings.applied(connection, HEARD.id, "join", NOW)
    listenings.leave(connection, HEARD.id, "left", NOW)
    listenings.ended(connection, HEARD.id, "over", NOW)
    record = [(done.event, done.mode) for done in listenings.record_of(connection, HEARD.id)]
    assert record == [
        *(("asked", "listen"), ("joined", None), ("mode", "listen"), ("asked", "join"), ("mode", "join")),
        *(("mode", "listen"), ("mode", "join"), ("left", None)),
    ]
    (over,) = listenings.latest(connection, 9)
    assert (over.cause, over.supervisor) == ("left", AgentId("bea"))


def test_a_hold_that_moved_nobody_is_over_when_no_request_is_on_its_way(connection: Connection) -> None:
    room = opened(connection)
    rooms.caller_is_at(connection, room, "room", NOW, is_redirected=False)
    held(connection)
    rooms.calling(connection, room.id, AGAIN_AFTER, NOW)
    assert not rooms.end_needless_hold(connection, opened(connection), AGAIN_AFTER, NOW + MINUTE)
    rooms.end_hold(connection, room.id, NOW)
    assert not rooms.end_needless_hold(connection, opened(connection), AGAIN_AFTER, NOW + SECOND)
    assert rooms.end_needless_hold(connection, opened(connection), AGAIN_AFTER, NOW + AGAIN_AFTER)
    assert rooms.live_hold(connection, TALK) is None


@pytest.mark.parametrize("change", ["update", "delete"])
def test_nobody_can_rewrite_the_record(connection: Connection, change: str) -> None:
    listenings.ask(connection, HEARD)
    table = tables.listening_events
    with pytest.raises(DatabaseError, match="append-only"), connection.begin_nested():
        connection.execute(delete(table) if change == "delete" else update(table).values(mode="join"))
    assert len(listenings.record_of(connection, HEARD.id)) == 1
