"""What an agent's desk keeps and reads: drafts, conversations, the agent's own promises, what is kept for whom."""

from dataclasses import replace

from sqlalchemy import Connection

from routing.queues import Work
from routing.skills import CallSid, ReservationId
from tests.ledger.made import A1, ANNA, BEA, CALL, DAY, EVA, HOUR, JAN, LEG, LINE, MINUTE, NOW, P1, P2, asked
from voice_app.ledger import (
    agents,
    attempts,
    calls,
    contacts,
    conversations,
    drafts,
    duties,
    own_promises,
    promises,
    reservations,
    traces,
    verifications,
)
from voice_app.ledger.drafts import Draft
from voice_app.ledger.ids import VerificationId
from voice_app.ledger.promise import Window

R1 = ReservationId("R1")
DRAFT = Draft(R1, ANNA.id, "half", None, None, NOW)


def talks(connection: Connection) -> None:
    calls.begin(connection, CALL, JAN, LINE, NOW)
    reservations.note(connection, R1, ANNA.id, {"ruling": "best_match"}, NOW, call_sid=CALL)
    reservations.close(connection, R1, "accepted", NOW + MINUTE)
    calls.answered(connection, CALL, ANNA.id, NOW + MINUTE)


def test_of_two_pages_the_one_that_did_not_see_is_not_let_through(connection: Connection) -> None:
    assert drafts.save(connection, DRAFT, None)
    assert not drafts.save(connection, replace(DRAFT, note="blind", saved_at=NOW + MINUTE), None)
    later = replace(DRAFT, note="whole", saved_at=NOW + HOUR)
    assert drafts.save(connection, later, NOW)
    assert not drafts.save(connection, replace(DRAFT, note="late", saved_at=NOW + 2 * HOUR), NOW)
    assert drafts.get(connection, R1) == later
    drafts.drop(connection, R1)
    assert drafts.get(connection, R1) is None


def test_a_conversation_is_told_with_what_was_said_of_it(connection: Connection) -> None:
    talks(connection)
    drafts.save(connection, DRAFT, None)
    (had,) = conversations.of_agent(connection, ANNA.id, NOW)
    assert (had.reservation, had.began_at, had.ended_at, had.has_draft) == (R1, NOW + MINUTE, None, True)
    calls.end(connection, CALL, "answered", NOW + HOUR)
    calls.wrap(connection, CALL, ANNA.id, "resolved", NOW + HOUR, note=None, is_resolved=True)
    said = conversations.get(connection, R1)
    assert said is not None
    assert (said.was_talked, said.disposition, said.is_resolved) == (True, "resolved", True)
    assert conversations.of_agent(connection, BEA.id, NOW) == ()
    assert conversations.of_agent(connection, ANNA.id, NOW + HOUR) == ()


def test_one_look_tells_what_there_is_of_a_conversation(connection: Connection) -> None:
    earlier = CallSid("CAearlier")
    calls.begin(connection, earlier, JAN, LINE, NOW - HOUR)
    talks(connection)
    there = traces.of(connection, R1, Work("call", CALL), NOW + HOUR)
    assert (there.calls_before, there.owed, there.codes, there.transfers, there.holds) == (
        1,
        False,
        False,
        False,
        False,
    )
    promises.open_promise(connection, asked())
    sent = {"call": earlier, "agent": ANNA.id, "phone": JAN, "prefix": JAN[:-4], "code_hash": "x", "now": NOW}
    verifications.send(connection, VerificationId("V1"), **sent, good_until=NOW + HOUR)  # type: ignore[arg-type]  # by name
    verifications.confirm(connection, VerificationId("V1"), NOW)
    assert traces.of(connection, R1, Work("call", CALL), NOW + HOUR).owed
    assert traces.of(connection, R1, Work("call", earlier), NOW + HOUR).codes
    back = traces.of(connection, R1, Work("promise", P1), NOW + HOUR)
    assert (back.calls_before, back.owed, back.messages) == (2, False, False)
    (contact,) = contacts.last(connection, JAN, NOW - DAY, NOW, besides=CALL, most=5)
    assert (contact.sid, contact.kind, contact.is_verified, contact.was_sent_on) == (earlier, "call", True, False)


def test_a_callback_whose_reservation_was_lost_is_known_by_its_attempt(connection: Connection) -> None:
    promises.open_promise(connection, asked())
    attempts.intend(connection, P1, A1, ANNA.id, NOW)
    attempts.sent(connection, A1, LEG, NOW)
    assert conversations.get(connection, ReservationId(A1)) is None
    attempts.gate(connection, A1, LEG, NOW + MINUTE)
    found = conversations.get(connection, ReservationId(A1))
    assert found is not None
    assert (found.agent_id, found.promise_id, found.began_at, found.reason) == (ANNA.id, P1, None, None)


def test_an_agents_promises_are_those_made_and_those_to_be_kept(connection: Connection) -> None:
    mine = asked(made_by=ANNA.id, talk=R1, preferred_agent=BEA.id, preferred_until=NOW + HOUR, note="over mei")
    promises.open_promise(connection, mine)
    promises.open_promise(connection, asked(P2, EVA))
    for agent, at in ((ANNA.id, NOW), (BEA.id, None)):
        (own,) = own_promises.of_agent(connection, agent, NOW, NOW + MINUTE)
        assert (own.id, own.promised_at, own.note, own.preferred_agent) == (P1, at, "over mei", BEA.id)
    attempts.intend(connection, P1, A1, BEA.id, NOW)
    attempts.sent(connection, A1, LEG, NOW)
    attempts.gate(connection, A1, LEG, NOW + MINUTE)
    attempts.settle(connection, A1, "no_answer", NOW + HOUR, retry_at=NOW + DAY)
    (own,) = own_promises.of_agent(connection, ANNA.id, NOW, NOW + HOUR)
    assert (own.last_tried_at, own.last_outcome, own.state) == (NOW + MINUTE, "no_answer", "open")
    promises.withdraw(connection, P1, "x", NOW + HOUR)
    assert len(own_promises.of_agent(connection, ANNA.id, NOW, NOW + HOUR)) == 1, "it was promised today"
    assert own_promises.of_agent(connection, ANNA.id, NOW + DAY, NOW + DAY) == ()


def test_what_is_kept_for_somebody_absent_is_not_due_for_others(connection: Connection) -> None:
    promises.open_promise(connection, asked(preferred_agent=ANNA.id, preferred_until=NOW + HOUR))
    assert duties.due(connection, NOW) == ()
    assert [one.id for one in duties.due(connection, NOW + HOUR)] == [P1]
    agents.declare_presence(connection, ANNA.id, "ready", "desk", NOW)
    assert [one.id for one in duties.due(connection, NOW)] == [P1]


def test_in_one_call_a_caller_and_an_agent_promise_apart_and_each_once(connection: Connection) -> None:
    promises.open_promise(connection, asked(call_sid=CALL, shared=True))
    by_agent = asked(P2, call_sid=CALL, shared=True, talk=R1, made_by=ANNA.id)
    assert promises.open_promise(connection, by_agent)[1]
    again, is_new = promises.open_promise(connection, replace(by_agent, id=type(P2)("P9")))
    assert (again.id, is_new) == (P2, False)
    of_call = promises.of_call(connection, CALL)
    assert of_call is not None
    assert of_call.id == P1


def test_a_window_beyond_the_deadline_of_what_is_owed_already_moves_nothing(connection: Connection) -> None:
    owed, _ = promises.open_promise(connection, asked())
    late = Window(owed.effective_due_by + HOUR, owed.effective_due_by + 2 * HOUR)
    joined, is_new = promises.open_promise(connection, asked(P2, window=late, preferred_agent=ANNA.id))
    assert (joined.id, is_new, joined.window, joined.not_before) == (P1, False, None, owed.not_before)
    assert joined.preferred_agent == ANNA.id
    assert joined.preferred_until is not None
    assert joined.preferred_until < joined.effective_due_by - HOUR
    across = Window(owed.effective_due_by - HOUR, owed.effective_due_by + HOUR)
    moved, _ = promises.open_promise(connection, asked(P2, window=across))
    assert moved.window == Window(across.from_at, owed.effective_due_by)
