import pytest
from sqlalchemy import Connection

from routing.escalation import Cause
from routing.skills import CallSid, PromiseId
from tests.ledger.made import A1, ANNA, BEA, DAY, EVA, HOUR, JAN, LINE, MINUTE, NOW, P1, P2, SECOND, asked, owed, talked
from voice_app.ledger import Phone, attempts, calls, escalations, promises
from voice_app.ledger.compliance import Compliance, compliance


def report(connection: Connection, now_after: int = 2) -> Compliance:
    return compliance(connection, NOW, NOW + HOUR, NOW + now_after * DAY)


def some(connection: Connection, name: str, number: int, **other: object) -> PromiseId:
    return owed(connection, PromiseId(name), Phone(f"+3161000000{number}"), **other).id


def test_where_nothing_was_promised_there_are_no_shares(connection: Connection) -> None:
    assert report(connection) == Compliance(0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None, {})


def test_each_promise_counts_in_one_place(connection: Connection) -> None:
    in_time, late = some(connection, "in_time", 0), some(connection, "late", 1)
    withdrawn = some(connection, "withdrawn", 2)
    some(connection, "broken", 3)
    some(connection, "open", 4, due_by=NOW + 9 * DAY, effective_due_by=NOW + 9 * DAY, promised_late=True)
    some(connection, "at_risk", 5, due_by=NOW + 9 * DAY, effective_due_by=NOW + 2 * DAY + MINUTE)
    escalated = some(connection, "escalated", 6, due_by=NOW + 9 * DAY, effective_due_by=NOW + 9 * DAY)
    owed(connection, P2, EVA, made_at=NOW + HOUR)  # made too late for this report
    promises.keep(connection, in_time, "called_back", NOW + DAY, NOW + DAY)
    promises.keep(connection, late, "called_back", NOW + DAY + 2 * SECOND, NOW + DAY + 2 * SECOND)
    promises.withdraw(connection, withdrawn, "caller", NOW + HOUR)
    escalations.escalate(connection, escalated, Cause.TOO_FEW_AGENTS, NOW)
    owed(connection)
    talked(connection)
    attempts.settle(connection, A1, "machine", NOW + HOUR)
    found = report(connection)
    assert found.made == 8
    assert (found.kept_in_time, found.kept_late, found.broken_open) == (1, 1, 1)
    assert (found.unreached, found.withdrawn, found.open, found.at_risk) == (1, 1, 3, 2)
    assert found.promised_late == 1
    assert found.kept_share == pytest.approx(1 / 3)
    assert found.median_seconds_to_contact == DAY.total_seconds() + 1


def test_withdrawing_a_broken_promise_hides_nothing(connection: Connection) -> None:
    kept, broken = some(connection, "kept", 0), some(connection, "broken", 1)
    promises.keep(connection, kept, "called_back", NOW, NOW)
    promises.withdraw(connection, broken, "caller", NOW + DAY + SECOND)
    assert report(connection).kept_share == 0.5


def test_a_promise_is_broken_from_its_deadline_on_to_the_hour(connection: Connection) -> None:
    promises.keep(connection, some(connection, "kept", 0), "called_back", NOW, NOW)
    some(connection, "open", 1)
    an_hour_before = compliance(connection, NOW, NOW + HOUR, NOW + DAY - HOUR)
    assert (an_hour_before.kept_share, an_hour_before.broken_open, an_hour_before.open) == (1.0, 0, 1)
    then = compliance(connection, NOW, NOW + HOUR, NOW + DAY)
    assert (then.kept_share, then.broken_open, then.open) == (0.5, 1, 0)


def test_what_is_still_open_counts_on_neither_side(connection: Connection) -> None:
    some(connection, "open", 0)
    assert report(connection, now_after=0).kept_share is None


def test_helped_is_who_was_answered_or_called_back_within_the_day(connection: Connection) -> None:
    def call(sid: str, phone: Phone, need: str | None = "billing") -> CallSid:
        calls.begin(connection, CallSid(sid), phone, LINE, NOW)
        if need:
            calls.note_need(connection, CallSid(sid), need, "nl")
        return CallSid(sid)

    answered, first, again = call("CA1", EVA), call("CA2", JAN), call("CA3", JAN)
    late, helpless = call("CA4", Phone("+31610000001")), call("CA5", Phone("+31610000002"))
    agent, away = call("CA6", Phone("+31612345678"), need=None), call("CA7", Phone("+31610000003"), need=None)
    anything = call("CA8", Phone("+31610000004"), need=None)
    calls.note_need(connection, anything, None, "nl")
    calls.end(connection, away, "missed_while_down", NOW + MINUTE)
    calls.answered(connection, answered, ANNA.id, NOW)
    owed(connection, P1, JAN, call_sid=first)
    promises.open_promise(connection, asked(P2, JAN, call_sid=again, need="technical"))
    promises.keep(connection, P1, "called_back", NOW + HOUR, NOW + HOUR)
    promises.keep(connection, some(connection, "late", 1, call_sid=late), "spoke", NOW + 2 * DAY, NOW + 2 * DAY)
    for sid in (answered, first, again, late, helpless, agent, anything):
        calls.end(connection, sid, "ended", NOW + MINUTE)
    assert report(connection).helped_share == pytest.approx(3 / 7)


def test_who_was_sent_on_and_gave_up_was_not_helped(connection: Connection) -> None:
    for sid, is_lost in (("CA1", True), ("CA2", False)):
        calls.begin(connection, CallSid(sid), EVA, LINE, NOW)
        calls.answered(connection, CallSid(sid), ANNA.id, NOW)
        calls.send_on(connection, CallSid(sid))
        if not is_lost:
            calls.answered(connection, CallSid(sid), BEA.id, NOW + MINUTE)
        calls.end(connection, CallSid(sid), "abandoned" if is_lost else "answered", NOW + MINUTE)
    assert report(connection).helped_share == 0.5
