"""An act as the ledger keeps it, on both databases: begun once, told apart from what happens since, taken back by
compare-and-set."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from sqlalchemy import Connection

from routing.escalation import Cause
from routing.skills import PromiseId
from tests.ledger.made import ANNA, EVA, HOUR, MINUTE, NOW, P1, P2, found, owed, ringing
from voice_app.ledger import ActId, Ledger, acts, escalations, placing, promises, timeline
from voice_app.ledger.acts import Act, Acted
from voice_app.ledger.promise import Window

GIVEN = Act(ActId("act"), "give", "chloe", NOW, {"agent": ANNA.id, "until": NOW + HOUR})
LATER = Window(NOW + HOUR, NOW + 2 * HOUR)


def given(connection: Connection, promise: PromiseId = P1) -> Acted:
    before = acts.lock(connection, promise)
    assert before is not None
    acts.begin(connection, GIVEN)
    assert placing.give(connection, promise, ANNA.id, until_at=NOW + HOUR, by="chloe", now=NOW)
    acts.done(connection, GIVEN.id, before, found(connection, promise), "text_promised")
    row = acts.of(connection, GIVEN.id, promise)
    assert row is not None
    return row


def test_an_act_is_begun_once_and_read_back(connection: Connection) -> None:
    assert acts.begin(connection, GIVEN)
    assert not acts.begin(connection, replace(GIVEN, by="bea"))
    read = acts.get(connection, GIVEN.id)
    assert read is not None
    assert (read.by, read.at, read.data["until"]) == ("chloe", NOW, (NOW + HOUR).isoformat())
    assert acts.get(connection, ActId("nowhere")) is None


def test_what_was_refused_is_no_act_of_late(connection: Connection) -> None:
    owed(connection)
    acts.begin(connection, GIVEN)
    acts.refused(connection, GIVEN.id, P1, "closed")
    assert acts.lately(connection, NOW - MINUTE) == ()
    assert acts.last_of(connection, P1, NOW - MINUTE) is None
    (row,) = acts.promises_of(connection, GIVEN.id)
    assert (row.refused, row.is_done) == ("closed", False)


def test_an_act_of_late_is_found_until_it_is_undone(connection: Connection) -> None:
    owed(connection)
    given(connection)
    assert [act.id for act in acts.lately(connection, NOW - MINUTE)] == [GIVEN.id]
    assert acts.lately(connection, NOW) == ()
    last = acts.last_of(connection, P1, NOW - MINUTE)
    assert last is not None
    assert last.id == GIVEN.id
    assert acts.undo(connection, GIVEN.id, "bea", NOW + MINUTE)
    assert not acts.undo(connection, GIVEN.id, "bea", NOW + MINUTE)
    assert acts.lately(connection, NOW - MINUTE) == ()


def test_what_is_restored_is_what_it_was(connection: Connection) -> None:
    before = owed(connection)
    assert acts.restore(connection, given(connection), is_tried=False) == "restored"
    assert found(connection) == before


def test_what_was_withdrawn_comes_back_as_it_was_tried(connection: Connection) -> None:
    before = owed(connection)
    acts.begin(connection, GIVEN)
    promises.withdraw(connection, P1, "Her own words", NOW)
    acts.done(connection, GIVEN.id, before, found(connection), None)
    (row,) = acts.promises_of(connection, GIVEN.id)
    with connection.begin_nested() as trial:
        assert acts.restore(connection, row, is_tried=True) == "restored"
        assert found(connection).state == "attempting"
        trial.rollback()
    assert acts.restore(connection, row, is_tried=False, not_before=NOW + MINUTE) == "restored"
    assert found(connection) == replace(before, not_before=NOW + MINUTE)


def test_what_is_no_longer_what_the_act_made_of_it_stays(connection: Connection) -> None:
    owed(connection)
    row = given(connection)
    placing.give_back(connection, P1, "bea", NOW)
    standing = found(connection)
    assert acts.restore(connection, row, is_tried=False) == "changed"
    assert found(connection) == standing


def test_another_promise_of_the_phone_stands_in_the_way(connection: Connection) -> None:
    before = owed(connection)
    acts.begin(connection, GIVEN)
    promises.withdraw(connection, P1, "asked", NOW)
    acts.done(connection, GIVEN.id, before, found(connection), None)
    (row,) = acts.promises_of(connection, GIVEN.id)
    owed(connection, P2)
    assert acts.restore(connection, row, is_tried=False) == "in_the_way"
    assert found(connection).state == "withdrawn"


def test_who_knows_of_it_changes_nothing_and_what_is_done_does(connection: Connection) -> None:
    owed(connection)
    since = acts.newest_entry(connection)
    assert acts.newest_entry(connection, P1) == since
    assert acts.newest_entry(connection, P2) == 0
    timeline.tell(connection, P1, "escalated", NOW, step=1)
    timeline.tell(connection, P1, "text_sent", NOW)
    assert not acts.has_changed(connection, P1, since)
    ringing(connection)
    assert acts.has_changed(connection, P1, since)


def test_of_an_undo_and_a_text_that_follows_one_gets_it(connection: Connection) -> None:
    owed(connection)
    row = given(connection)
    assert acts.untold(connection, NOW - MINUTE, 5) == ()
    assert acts.untold(connection, NOW, 5) == (row,)
    assert acts.claim_telling(connection, row, NOW)
    assert not acts.claim_telling(connection, row, NOW)
    assert not acts.claim_undo(connection, row, NOW)
    assert acts.untold(connection, NOW, 5) == ()
    owed(connection, P2, EVA)
    other = given(connection, P2)
    assert acts.claim_undo(connection, other, NOW)
    assert not acts.claim_telling(connection, other, NOW)
    acts.keep(connection, other, "in_the_way")
    kept = acts.of(connection, GIVEN.id, P2)
    assert kept is not None
    assert (kept.kept_because, kept.undone_at) == ("in_the_way", None)


# ── who is to call, and how soon ────────────────────────────────────────────────────────────────────────────────────


def test_only_what_may_be_called_is_hurried_or_given(connection: Connection) -> None:
    owed(connection, needs_approval=True)
    assert not placing.hurry(connection, P1, "chloe", NOW)
    assert not placing.give(connection, P1, ANNA.id, until_at=NOW, by="chloe", now=NOW)
    promises.approve(connection, P1, "chloe", NOW)
    promises.choose_window(connection, P1, LATER, NOW)
    assert placing.hurry(connection, P1, "chloe", NOW)
    assert (found(connection).hurried_at, found(connection).window) == (NOW, None)
    promises.choose_window(connection, P1, LATER, NOW, by="chloe")
    assert found(connection).hurried_at is None
    promises.withdraw(connection, P1, "asked", NOW)
    assert not placing.hurry(connection, P1, "chloe", NOW)
    assert not placing.give_back(connection, P1, "chloe", NOW)


def test_an_escalation_does_not_hide_that_it_is_wanted_now(connection: Connection) -> None:
    owed(connection)
    placing.hurry(connection, P1, "chloe", NOW)
    escalations.escalate(connection, P1, Cause.LITTLE_TIME, NOW)
    assert found(connection).hurried_at == NOW


# ── two at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_supervisors_at_once_the_second_is_told(ledger: Ledger) -> None:
    """Both saw the same page; they take turns at the row, and whoever comes second finds that it has changed."""
    with ledger.write() as connection:
        owed(connection)
        as_of = acts.newest_entry(connection)
    together = Barrier(2)

    def gives(by: str) -> bool:
        together.wait(timeout=30)
        with ledger.write() as connection:
            acts.lock(connection, P1)
            if acts.has_changed(connection, P1, as_of):
                return False
            return placing.give(connection, P1, ANNA.id, until_at=NOW + HOUR, by=by, now=NOW)

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(gives, ("chloe", "bea"))) == [False, True]
    with ledger.read() as connection:
        told = [entry.event for entry in timeline.of_promise(connection, P1)]
    assert told.count("given") == 1
