"""What was said on a day on which something was not settled; and what was said at all, to count people by words."""

from sqlalchemy import Connection, insert, update

from routing.escalation import Cause
from tests.ledger.made import ANNA, DAY, EVA, HOUR, JAN, LINE, MINUTE, NOW, P1, P2, owed
from voice_app.ledger import complaints, escalations, promises, sayings, tables, yesterdays
from voice_app.ledger.matters import Matter, add_matter
from voice_app.ledger.tables import attempts, calls, follow_ups, incoming_texts

TO = NOW + DAY


def breaks(connection: Connection) -> None:
    late = update(tables.promises).where(tables.promises.c.id == P1)
    connection.execute(late.values(broken_at=NOW + 2 * HOUR, broken_because="capped"))


def called(connection: Connection, sid: str, **other: object) -> None:
    row = {"sid": sid, "phone": JAN, "line_version": LINE, "arrived_at": NOW, "language": "nl", "need": "billing"}
    connection.execute(insert(calls).values(row | other))


def answered(connection: Connection, id_: str, score: int | None, comment: str | None, **other: object) -> None:
    row = {
        "id": id_,
        "call_sid": id_,
        "agent_id": ANNA.id,
        "phone": JAN,
        "who": "w",
        "language": "nl",
        "state": "asked",
    }
    row |= {"agreed_at": NOW, "agreed_by": "desk", "asked_at": NOW, "score": score, "comment": comment}
    connection.execute(insert(follow_ups).values(row | {"answered_at": NOW} | other))


def tried(connection: Connection, **other: object) -> None:
    row = {"id": "A1", "promise_id": P1, "n": 1, "agent_id": ANNA.id, "state": "ended", "presumed": False}
    row |= {"started_at": NOW, "gated_at": NOW, "ended_at": NOW, "phone": JAN}
    connection.execute(insert(attempts).values(row | other))


def said(connection: Connection, returning: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    return {(one.kind, one.words) for one in complaints.between(connection, NOW, TO, returning, 10)}


def test_low_scores_and_words_without_one(connection: Connection) -> None:
    called(connection, "F1", need="technical")
    answered(connection, "F1", 1, "nog stuk")
    answered(connection, "F2", None, "wat bedoelt u")
    answered(connection, "F3", 5, "prima")
    answered(connection, "F4", 2, None)
    answered(connection, "F5", 1, "gisteren", answered_at=NOW - HOUR)
    assert said(connection) == {("not_helped", "nog stuk"), ("not_helped", "wat bedoelt u")}
    (first,) = (one for one in complaints.between(connection, NOW, TO, (), 10) if one.score == 1)
    assert (first.need, first.who) == ("technical", JAN)


def test_what_was_not_settled_and_who_comes_back(connection: Connection) -> None:
    called(connection, "C1", note="niet gelukt", is_resolved=False)
    called(connection, "C2", note="later verder", disposition="follow_up")
    called(connection, "C3", note="alles goed", is_resolved=True)
    called(connection, "C4", note="weer gebeld", phone=None)
    assert said(connection) == {("unresolved", "niet gelukt"), ("unresolved", "later verder")}
    assert ("returns", "weer gebeld") in said(connection, ("C4", "C3"))
    assert ("returns", "alles goed") not in said(connection, ("C4", "C3"))


def test_late_callbacks_callbacks_in_vain_and_texts_for_a_person(connection: Connection) -> None:
    owed(connection, P1, due_by=NOW + HOUR)
    add_matter(connection, P1, Matter("billing", "wacht al een week", None, NOW))
    tried(connection, note="nog geen antwoord", is_resolved=False)
    text = {"phone": EVA, "at": NOW, "handled_at": NOW}
    connection.execute(insert(incoming_texts).values(sid="S1", body="Ik snap het niet", meaning="other", **text))
    connection.execute(insert(incoming_texts).values(sid="S2", body="STOP", meaning="stop", **text))
    assert said(connection) == {("unresolved", "nog geen antwoord"), ("text", "Ik snap het niet")}
    breaks(connection)
    assert ("broken", "wacht al een week") in said(connection)


def test_all_that_was_said_with_whose_it_is(connection: Connection) -> None:
    called(connection, "C1", note="modem stuk", entered="storing melden")
    called(connection, "C2", entered="1")
    called(connection, "C3", note="van niemand", phone=None)
    answered(connection, "F1", 4, "snel geholpen")
    owed(connection, P1)
    add_matter(connection, P1, Matter("billing", "liefst na vijven", None, NOW))
    tried(connection, note="teruggebeld")
    connection.execute(insert(incoming_texts).values(sid="S1", phone=EVA, body="bel mij", at=NOW, meaning="now"))
    found = sayings.between(connection, NOW, TO, 10)
    assert {(one.phone, one.language, one.text, one.more) for one in found} == {
        (JAN, "nl", "modem stuk", "storing melden"),
        (JAN, "nl", "snel geholpen", None),
        (JAN, "nl", "liefst na vijven", None),
        (JAN, "nl", "teruggebeld", None),
        (EVA, None, "bel mij", None),
    }
    assert len(sayings.between(connection, NOW, TO, 1)) == 5  # of each kind
    assert sayings.between(connection, NOW + HOUR, TO, 10) == ()


def test_what_became_of_what_was_due_parts_it(connection: Connection) -> None:
    owed(connection, P1, due_by=NOW + HOUR)
    owed(connection, P2, EVA, due_by=NOW + 2 * HOUR)
    due = yesterdays.due_in(connection, NOW, TO, NOW + 90 * MINUTE)
    assert (due.due, due.owed, due.open, due.broken) == (2, 1, 1, 1)
    promises.withdraw(connection, P2, "caller", NOW + HOUR)
    due = yesterdays.due_in(connection, NOW, TO, NOW + 90 * MINUTE)
    assert (due.owed, due.open, due.withdrawn) == (1, 0, 1)
    assert yesterdays.made_in(connection, NOW, TO) == 2
    assert yesterdays.contacts_in(connection, NOW, TO) == []


def test_the_late_and_the_soon_are_in_danger_and_what_has_time_is_not(connection: Connection) -> None:
    owed(connection, P1, due_by=NOW + HOUR, effective_due_by=NOW + HOUR)
    owed(connection, P2, EVA, due_by=NOW + 9 * HOUR, effective_due_by=NOW + 9 * HOUR)
    late, count = yesterdays.endangered(connection, NOW + 2 * HOUR, TO, 5)
    assert ([(one.id, one.is_broken) for one in late], count) == ([(P1, True)], 1)
    escalations.escalate(connection, P2, Cause.NEEDS_APPROVAL, NOW + HOUR)
    told, count = yesterdays.endangered(connection, NOW + 2 * HOUR, NOW + 3 * HOUR, 5)
    assert ([one.id for one in told], count) == ([P1, P2], 2), "an alarm stands for it, though it is due another day"
    both, count = yesterdays.endangered(connection, NOW + 8 * HOUR, TO, 1)
    assert ([one.id for one in both], count) == ([P1], 2)
    assert yesterdays.answers_in(connection, NOW, TO) == (0, 0)
