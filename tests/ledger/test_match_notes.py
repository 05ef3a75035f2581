from datetime import timedelta

import pytest
from sqlalchemy import Connection

from routing.queues import Work
from tests.ledger.made import ANNA, CALL, NOW, P1, SECOND
from voice_app.ledger.match_notes import MOST, MatchNote, note, notes_of

WORKS = (Work("call", CALL), Work("promise", P1))
BUSY = MatchNote(NOW, "not_matched", "nobody_idle", step=0)
LATER = MatchNote(NOW + SECOND, "not_matched", "widens_later", step=0, again_at=NOW + timedelta(seconds=20))
WIDENED = MatchNote(NOW + 2 * SECOND, "widened", "by_time", step=1)


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.kind)
def test_what_changes_is_read_back_in_the_order_of_writing(connection: Connection, work: Work) -> None:
    for said in (BUSY, LATER, WIDENED, BUSY):
        assert note(connection, work, said)
    assert notes_of(connection, work) == (BUSY, LATER, WIDENED, BUSY)
    (other,) = (one for one in WORKS if one != work)
    assert notes_of(connection, other) == ()


def test_what_was_said_last_is_not_written_again(connection: Connection) -> None:
    (work, _) = WORKS
    assert note(connection, work, BUSY)
    assert note(connection, work, WIDENED)
    assert not note(connection, work, MatchNote(NOW + timedelta(minutes=1), "not_matched", "nobody_idle", step=1))
    assert notes_of(connection, work) == (BUSY, WIDENED)


@pytest.mark.parametrize("step", [0, 1])
def test_a_circle_that_has_widened_is_not_told_of_as_narrower(connection: Connection, step: int) -> None:
    (work, _) = WORKS
    assert note(connection, work, WIDENED)
    assert not note(connection, work, MatchNote(NOW, "widened", "skipped", step=step))


def test_the_same_about_another_agent_is_something_new(connection: Connection) -> None:
    (work, _) = WORKS
    assert note(connection, work, BUSY)
    assert note(connection, work, MatchNote(NOW, "not_matched", "nobody_idle", agent_id=ANNA.id))


def test_no_call_fills_the_ledger(connection: Connection) -> None:
    (work, _) = WORKS
    written = [note(connection, work, said) for said in (BUSY, LATER) * MOST]
    assert written.count(True) == MOST
    assert len(notes_of(connection, work)) == MOST
