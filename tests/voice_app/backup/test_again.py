"""What is done to a ledger that was laid back, one thing at a time. `test_laying_back` shows it on both engines."""

from pathlib import Path

import pytest

from routing.skills import CallSid
from tests.ledger.canaries import lay, left_of
from tests.ledger.made import ANNA, DAY, EVA, HOUR, JAN, MINUTE, NOW, P1, owed
from tests.voice_app.backup.conftest import Keeper
from voice_app.ledger import (
    Ledger,
    LedgerGone,
    TextId,
    attempts,
    calls,
    erasures,
    heartbeats,
    invitations,
    opt_outs,
    restores,
    sessions,
    texts,
    timeline,
)
from voice_app.ledger.erasures import Erasure
from voice_app.ledger.invitations import Invitation
from voice_app.ledger.sessions import Session
from voice_app.line import Line
from voice_app.missed import LOOK
from voice_app.privacy import beside, erasing
from voice_app.privacy.beside import Erased

LATER = NOW + 3 * HOUR


@pytest.fixture(scope="session", params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# ── what it does to what is owed ────────────────────────────────────────────────────────────────────────────────────


def test_nobody_dials_what_waits_for_a_look(ledger: Ledger, keeper: Keeper) -> None:
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    keeper.lays_back(LATER)
    with ledger.write() as connection:
        assert attempts.intend(connection, P1, attempts.AttemptId("A9"), ANNA.id, LATER) is None
        assert restores.release(connection, P1, LATER)
        assert attempts.intend(connection, P1, attempts.AttemptId("A9"), ANNA.id, LATER) is not None


def test_a_text_that_may_have_left_is_not_sent_again(ledger: Ledger, keeper: Keeper) -> None:
    with ledger.write() as connection:
        owed(connection)
        texts.queue(connection, TextId("T1"), JAN, "text_promised", "wij bellen", now=NOW, promise_id=P1)
        texts.queue(connection, TextId("T2"), JAN, "text_moved", "later", now=LATER + DAY, promise_id=P1)
    keeper.takes()
    done = keeper.lays_back(LATER).prepared.done
    assert done is not None
    assert done.texts == 1
    with ledger.write() as connection:
        assert texts.claim(connection, LATER) is None
        assert texts.state_of(connection, TextId("T1")) == "unknown"
        assert texts.state_of(connection, TextId("T2")) == "queued"
        assert "text_in_doubt" in [entry.event for entry in timeline.of_promise(connection, P1)]


def test_calls_that_were_under_way_are_looked_for_from_their_beginning_on(ledger: Ledger, keeper: Keeper) -> None:
    with ledger.write() as connection:
        calls.begin(connection, CallSid("CA1"), JAN, 1, NOW - HOUR)
        calls.note_need(connection, CallSid("CA1"), "billing", "nl")
        calls.begin(connection, CallSid("CA2"), EVA, 1, NOW - MINUTE)
        calls.answered(connection, CallSid("CA2"), ANNA.id, NOW)
        heartbeats.beat(connection, LOOK, NOW - MINUTE)
    keeper.takes()
    keeper.lays_back(LATER)
    with ledger.read() as connection:
        waiting, talking = (calls.get(connection, CallSid(sid)) for sid in ("CA1", "CA2"))
        looked = {beat.process: beat.at for beat in heartbeats.all(connection)}[LOOK]
    assert waiting is not None
    assert talking is not None
    assert (waiting.outcome, waiting.need, talking.ended_at) == ("lost", "billing", None)
    assert looked == NOW - HOUR


def test_nobody_stays_signed_in_and_no_invitation_opens_anything(ledger: Ledger, keeper: Keeper) -> None:
    with ledger.write() as connection:
        sessions.begin(connection, Session("S1", "d", ANNA.id, "agent", "Firefox", NOW, NOW, NOW + DAY))
        invitations.make(connection, Invitation("i", ANNA.id, "password", NOW, NOW + DAY))
    keeper.takes()
    keeper.lays_back(LATER)
    with ledger.read() as connection:
        assert sessions.live(connection, ANNA.id) == ()
        invitation = invitations.by_digest(connection, "i")
    assert invitation is not None
    assert not invitation.is_good(LATER)


def test_what_is_laid_back_twice_is_held_once(ledger: Ledger, keeper: Keeper, elsewhere: str) -> None:
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    keeper.lays_back(LATER, url=elsewhere)
    there = Ledger(elsewhere)
    with there.write() as connection:
        again = restores.lay_down(connection, NOW, LOOK, LATER)
        assert (again.promises, again.texts, again.calls) == (0, 0, 0)
        assert [entry.event for entry in timeline.of_promise(connection, P1)].count("held") == 1
    there.close()


# ── whoever was erased stays erased ─────────────────────────────────────────────────────────────────────────────────


def test_whoever_was_erased_before_the_copy_and_rang_again_since_is_left_alone(
    ledger: Ledger, keeper: Keeper, line: Line
) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 3 * DAY)
        who = opt_outs.who(connection, JAN, "a key")
        erasing.take(connection, line, _asked("E1", who), JAN, NOW)
        owed(connection, made_at=NOW + HOUR)
    keeper.takes(NOW + 2 * HOUR)
    restored = keeper.lays_back(LATER, Erased("E1", who))
    assert restored.prepared.erased == 0
    assert "promises.phone" in left_of(ledger, JAN, "jan")


def test_what_is_still_owed_to_somebody_erased_goes_when_it_is_over(ledger: Ledger, keeper: Keeper, line: Line) -> None:
    del line
    with ledger.write() as connection:
        owed(connection)
    keeper.takes()
    with ledger.read() as connection:
        who = str(opt_outs.known_as(connection, JAN))
    keeper.lays_back(LATER, Erased("E1", who))
    with ledger.read() as connection:
        standing = erasures.standing_of(connection, who)
    assert standing is not None
    assert [one for one in standing.waits_for if P1 in one]


def test_a_log_does_for_a_list_and_what_else_stands_there_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('{"event": "person.erased", "erasure": "E1", "who": "abc"}\nnonsense\n{"event": "call"}\n[1]\n')
    assert list(beside.read(log)) == [Erased("E1", "abc")]


def test_who_cannot_be_noted_is_not_erased(ledger: Ledger, line: Line, tmp_path: Path) -> None:
    with ledger.write() as connection:
        lay(connection, "jan", JAN, NOW - 3 * DAY)
    (tmp_path / "full").mkdir()

    def erase() -> None:
        with ledger.write() as connection:
            who = opt_outs.who(connection, JAN, "a key")
            beside.note(tmp_path / "full", erasing.take(connection, line, _asked("E1", who), JAN, NOW)[0])

    with pytest.raises(LedgerGone, match="list of erasures"):
        erase()
    assert "calls.phone" in left_of(ledger, JAN, "jan")


def _asked(id_: str, who: str) -> Erasure:
    return Erasure(id_, who, NOW, "bea", (), {}, (), None)
