from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.skills import ReservationId
from tests.ledger.made import ANNA, BEA, CALL, CUSTOMER, JAN, LINE, MINUTE, NOW, SECOND
from voice_app.ledger import TransferId, calls, transfers
from voice_app.ledger.transfers import Transfer, Wanted

T1, T2 = TransferId("T1"), TransferId("T2")
TALK = ReservationId("R1")
AGAIN = timedelta(seconds=20)
TO_TECHNICAL = Wanted(
    id=T1,
    call_sid=CALL,
    talk=TALK,
    is_callback=False,
    from_agent=ANNA.id,
    to_need="technical",
    to_agent=None,
    need_before="billing",
    language="nl",
    mode="cold",
    note="Het modem van Piet",
    wrong_choice=True,
    waits_since=NOW - MINUTE,
    counts_from=NOW - 2 * MINUTE,
    asked_at=NOW,
)


@pytest.fixture(autouse=True)
def _talking(connection: Connection) -> None:
    assert calls.begin(connection, CALL, JAN, LINE, NOW - MINUTE)
    assert calls.answered(connection, CALL, ANNA.id, NOW - 30 * SECOND)


def asked(connection: Connection) -> Transfer:
    assert transfers.ask(connection, TO_TECHNICAL)
    return found(connection)


def found(connection: Connection, transfer: TransferId = T1) -> Transfer:
    there = transfers.get(connection, transfer)
    assert there is not None
    return there


def test_what_was_asked_for_can_be_read_back(connection: Connection) -> None:
    transfer = asked(connection)
    assert (transfer.state, transfer.is_under_way, transfer.need) == ("asked", True, "technical")
    assert (transfer.note, transfer.wrong_choice, transfer.counts_from) == (TO_TECHNICAL.note, True, NOW - 2 * MINUTE)
    assert "Piet" not in repr(transfer)


def test_a_colleague_takes_it_about_what_it_was(connection: Connection) -> None:
    assert transfers.ask(connection, replace(TO_TECHNICAL, to_need=None, to_agent=BEA.id))
    assert found(connection).need == "billing"


def test_of_a_call_one_transfer_is_under_way_at_a_time(connection: Connection) -> None:
    asked(connection)
    assert not transfers.ask(connection, replace(TO_TECHNICAL, id=T2))
    assert transfers.ask(connection, replace(TO_TECHNICAL, id=TransferId("T3"), call_sid=CUSTOMER))
    assert transfers.arrive(connection, T1, NOW + SECOND)
    assert transfers.ask(connection, replace(TO_TECHNICAL, id=T2))


def test_a_second_request_waits_until_the_first_can_have_no_effect_any_more(connection: Connection) -> None:
    asked(connection)
    assert transfers.redirecting(connection, T1, AGAIN, NOW)
    assert not transfers.redirecting(connection, T1, AGAIN, NOW + AGAIN - SECOND)
    assert transfers.redirecting(connection, T1, AGAIN, NOW + AGAIN)
    assert transfers.not_redirected(connection, T1)
    assert transfers.redirecting(connection, T1, AGAIN, NOW + AGAIN + SECOND)


def test_a_caller_who_has_arrived_is_never_redirected_again(connection: Connection) -> None:
    asked(connection)
    assert transfers.arrive(connection, T1, NOW + SECOND)
    assert not transfers.arrive(connection, T1, NOW + 2 * SECOND)
    assert not transfers.redirecting(connection, T1, AGAIN, NOW + MINUTE)
    assert not transfers.not_redirected(connection, T1)
    assert not transfers.fail(connection, T1, "not_sent", NOW + MINUTE)
    assert (found(connection).state, found(connection).arrived_at) == ("arrived", NOW + SECOND)


def test_a_transfer_that_was_given_up_arrives_where_the_callers_leg_says_so(connection: Connection) -> None:
    asked(connection)
    assert transfers.fail(connection, T1, "not_sent", NOW + MINUTE)
    assert transfers.under_way(connection, CALL) is None
    assert transfers.arrive(connection, T1, NOW + 2 * MINUTE)
    assert (found(connection).state, found(connection).cause) == ("arrived", None)


def test_the_last_one_tells_how_a_call_came_to_where_it_is(connection: Connection) -> None:
    asked(connection)
    assert transfers.last_of_call(connection, CALL) is None
    assert transfers.of_talk(connection, TALK) == found(connection) == transfers.under_way(connection, CALL)
    assert transfers.asked(connection) == (found(connection),)
    transfers.arrive(connection, T1, NOW + SECOND)
    again = replace(TO_TECHNICAL, id=T2, talk=ReservationId("R2"), from_agent=BEA.id, asked_at=NOW + MINUTE)
    transfers.ask(connection, again)
    assert transfers.last_of_call(connection, CALL) == found(connection)
    transfers.arrive(connection, T2, NOW + MINUTE)
    assert transfers.last_of_call(connection, CALL) == found(connection, T2)
    assert transfers.last_of_agent(connection, ANNA.id) == found(connection)
    assert transfers.asked(connection) == ()


def test_the_first_agent_wraps_up_what_arrived_once(connection: Connection) -> None:
    asked(connection)
    assert not transfers.wrap(connection, T1, "transferred", NOW, note=None)
    transfers.arrive(connection, T1, NOW + SECOND)
    assert transfers.wrap(connection, T1, "transferred", NOW + SECOND, note="Storing, geen rekening")
    assert not transfers.wrap(connection, T1, "resolved", NOW + MINUTE, note=None)
    assert (found(connection).disposition, found(connection).wrap_note) == ("transferred", "Storing, geen rekening")


def test_a_call_that_is_sent_on_is_with_nobody_until_the_next_accepts(connection: Connection) -> None:
    assert calls.in_talk(connection, NOW - MINUTE) != ()
    assert calls.send_on(connection, CALL)
    assert calls.in_talk(connection, NOW - MINUTE) == ()
    assert calls.last_of_agent(connection, ANNA.id) is None
    assert calls.answered(connection, CALL, BEA.id, NOW + MINUTE)
    call = calls.get(connection, CALL)
    assert call is not None
    assert (call.answered_by, call.answered_at) == (BEA.id, NOW - 30 * SECOND)
    assert calls.wrap(connection, CALL, BEA.id, "resolved", NOW + MINUTE, note=None)
