"""What is wanted of a talk's recording is asked of the carrier; it never outlasts the talk that was agreed to.

One driver, run by the bell and with each tick, which does what is missing: row, then request. The carrier is asked once
to begin (it would make a second recording beside the first): where that answer is lost, its list tells. Deliberately
decides nothing of what is wanted, but that what was agreed to is over.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from routing.recording import Act, PausedBy, next_act
from routing.skills import CallSid
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import RecordingSid, TalkRecordingId, rooms, talk_recordings, transfers
from voice_app.ledger.talk_recordings import TalkRecording, Word
from voice_app.runtime import Runtime
from voice_app.sound import recording as use_cases
from voice_app.sound.taping import Change, Taped
from voice_app.telephony import NOT_IN_PROGRESS
from workers.guard import guard
from workers.shop import Shop, at_work

AGAIN_AFTER: Final = timedelta(seconds=20)
"""A process that has died with a request under way is waited for so long; no request lasts longer."""
BEGINS_WITHIN: Final = timedelta(seconds=30)
"""Of the yes: what is recorded later than that would take both by surprise."""
FOUND_WITHIN: Final = timedelta(seconds=10)
"""Of a request whose answer was lost: what is on no list and told by no hook by then did not begin."""
STRAYS_FOR: Final = timedelta(minutes=10)
"""How long what was given up is looked for: should it have begun after all, it is deleted."""
MOST_ACTS: Final = 6
"""At a time: begin, pause, stop, delete, and what somebody says meanwhile."""

log = structlog.get_logger()


def record(recording: str) -> None:
    """Job: do what is missing."""
    drive(at_work(), TalkRecordingId(recording))


def drive(shop: Shop, recording: TalkRecordingId) -> None:
    """One request after another, until the carrier does what is wanted, or cannot be asked just now."""
    for _ in range(MOST_ACTS):
        row = _claim(shop.house, recording)
        if row is None:
            return
        act = next_act(row.wanted, row.known)
        try:
            goes_on = act is not None and ACTS[act](shop, row, shop.house.now())
        finally:
            with shop.house.ledger.write() as ledger:
                talk_recordings.release(ledger, recording)
        if not goes_on:
            return


def _claim(house: Runtime, recording: TalkRecordingId) -> TalkRecording | None:
    """None: somebody else speaks to the carrier about it just now, or there is nothing to say."""
    with house.ledger.read() as ledger:
        row = talk_recordings.get(ledger, recording)
    if row is None or next_act(row.wanted, row.known) is None:
        return None
    with house.ledger.write() as ledger:
        if not talk_recordings.claim(ledger, recording, AGAIN_AFTER, house.now()):
            return None
        return talk_recordings.get(ledger, recording)


# ── one request each; says whether there may be more to do at once ──────────────────────────────────────────────────


def _begin(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    house = shop.house
    if now - row.agreed_at > BEGINS_WITHIN or not is_talk(house, row):
        with house.ledger.write() as ledger:
            return not talk_recordings.fail(ledger, row.id, "too_late", now)
    with house.ledger.write() as ledger:
        if not talk_recordings.asking(ledger, row.id, now):
            return True  # something else is wanted by now
    try:
        url = house.urls.talk_recorded(row.id)
        taped = shop.carrier.record(row.call_sid, status_url=url)
    except TelephonyError as error:
        log.warning("recording.not_begun", recording=row.id, error=str(error), code=error.code)
        with house.ledger.write() as ledger:
            if error.permanent:
                cause = "gone" if error.code == NOT_IN_PROGRESS else f"carrier_{error.code}"
                talk_recordings.fail(ledger, row.id, cause, now)
            elif error.safe_to_repeat:
                talk_recordings.not_asked(ledger, row.id)
        return False
    return _tell(house, row, taped, now)


def _find(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    """The answer was lost. What is found is on the leg for which there is a yes, and nobody else's."""
    try:
        found = _unowned(shop, row.call_sid)
    except TelephonyError as error:
        log.warning("recording.carrier_silent", recording=row.id, error=str(error), code=error.code)
        return False
    if found:
        return _tell(shop.house, row, found[0], now)
    if row.asked_at is not None and now - row.asked_at < FOUND_WITHIN:
        return False
    with shop.house.ledger.write() as ledger:
        return not talk_recordings.fail(ledger, row.id, "unanswered", now)


def _pause(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    """Where the agent wants it, whoever listens is to notice; of a hold there is nothing to hear."""
    return _change(shop, row, "pause" if row.paused_by == "agent" else "skip", now)


def _resume(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    return _change(shop, row, "resume", now)


def _stop(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    return _change(shop, row, "stop", now)


def _change(shop: Shop, row: TalkRecording, change: Change, now: datetime) -> bool:
    """Asked again it does no harm, so a lost answer is no worse than a late one; a refusal means that it has ended, and
    the list says how."""
    try:
        taped = shop.carrier.change_recording(row.call_sid, row.sid or "", change)
    except TelephonyError as error:
        log.warning("recording.not_changed", recording=row.id, change=change, error=str(error), code=error.code)
        return error.permanent and look(shop, row, now)
    with shop.house.ledger.write() as ledger:
        return talk_recordings.seen(ledger, row.id, _word(taped, now))


def look(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    """How it stands on the carrier's list; what is not there, the carrier has no longer."""
    try:
        found = shop.carrier.recordings_of(row.call_sid)
    except TelephonyError as error:
        log.warning("recording.carrier_silent", recording=row.id, error=str(error), code=error.code)
        return False
    its = [taped for taped in found if taped.sid == row.sid]
    with shop.house.ledger.write() as ledger:
        if its:
            return talk_recordings.seen(ledger, row.id, _word(its[0], now))
        return talk_recordings.is_gone(ledger, row.id, now)


def _delete(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    """Gone is what is on no list any more, whatever the answer to the request was."""
    try:
        shop.carrier.delete_recording(row.sid or "")
    except TelephonyError as error:
        log.warning("recording.not_deleted", recording=row.id, error=str(error), code=error.code)
        return False
    return look(shop, row, now)


def _drop(shop: Shop, row: TalkRecording, now: datetime) -> bool:
    with shop.house.ledger.write() as ledger:
        return not talk_recordings.fail(ledger, row.id, "not_wanted", now)


ACTS: Final[Mapping[Act, Callable[[Shop, TalkRecording, datetime], bool]]] = {
    "begin": _begin,
    "find": _find,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "delete": _delete,
    "drop": _drop,
}


def _tell(house: Runtime, row: TalkRecording, taped: Taped, now: datetime) -> bool:
    with house.ledger.write() as ledger:
        return talk_recordings.told(ledger, row.id, _word(taped, now))


def _word(taped: Taped, now: datetime) -> Word:
    return Word(RecordingSid(taped.sid), taped.status, taped.seconds, now)


def _unowned(shop: Shop, leg: CallSid) -> list[Taped]:
    """Recordings of talks on this leg of which the ledger knows nothing, oldest first."""
    found = [taped for taped in reversed(shop.carrier.recordings_of(leg)) if taped.of_talk]
    with shop.house.ledger.read() as ledger:
        return [taped for taped in found if talk_recordings.of_sid(ledger, RecordingSid(taped.sid)) is None]


# ── what nobody may forget ──────────────────────────────────────────────────────────────────────────────────────────


def is_talk(house: Runtime, row: TalkRecording) -> bool:
    """Do the two who agreed still talk? A board that was lost a moment ago cannot tell, and takes nothing away."""
    held = house.board.reservation(row.talk)
    return house.board.is_blank() if held is None else held.state == "accepted"


def mind_recordings(shop: Shop, now: datetime) -> None:
    """Each that is under way; one that breaks down keeps no other from ending with its talk."""
    with shop.house.ledger.read() as ledger:
        under_way = talk_recordings.under_way(ledger)
    for row in under_way:
        guard(partial(_mind, shop, row, now), lambda: None, duty="mind_recordings", recording=row.id)


def _mind(shop: Shop, row: TalkRecording, now: datetime) -> None:
    """Over with its talk, paused while the caller holds or the agent asks a colleague."""
    house = shop.house
    if not is_talk(house, row):
        with house.ledger.write() as ledger:
            talk_recordings.finish(ledger, row.id, "talk_over", now)
    elif (why := _apart_by(house, row)) is not None:
        use_cases.pause_for(house, row.talk, why, now)
    elif row.paused_by in ("consult", "hold"):
        use_cases.resume_after(house, row.talk, row.paused_by, now)
    drive(shop, row.id)


def _apart_by(house: Runtime, row: TalkRecording) -> PausedBy | None:
    """Why the two who talk do not hear each other at this moment."""
    with house.ledger.read() as ledger:
        transfer, hold = transfers.under_way(ledger, row.call_sid), rooms.live_hold(ledger, row.talk)
    if transfer is not None and transfer.is_consult:
        return "consult"
    return "hold" if hold is not None else None


def has_stopped(shop: Shop, leg: CallSid, now: datetime) -> bool:
    """Whoever is to be sent on takes no running recording along: end it first. Says whether that is certain."""
    house = shop.house
    with house.ledger.write() as ledger:
        under_way = [one for one in talk_recordings.of_call(ledger, leg) if one.is_under_way]
        for row in under_way:
            talk_recordings.finish(ledger, row.id, "sent_on", now)
    for row in under_way:
        drive(shop, row.id)
    with house.ledger.read() as ledger:
        return not any(one.is_under_way for one in talk_recordings.of_call(ledger, leg))


def look_for_strays(shop: Shop, now: datetime) -> None:
    """What was given up and began after all; and how long those are that nobody told us of."""
    house = shop.house
    with house.ledger.read() as ledger:
        given_up = talk_recordings.given_up(ledger, now - STRAYS_FOR)
        unmeasured = talk_recordings.unmeasured(ledger, now - STRAYS_FOR)
        asked = {one.call_sid for one in talk_recordings.under_way(ledger) if one.sid is None}
    for row in given_up:
        if row.call_sid not in asked:  # there, what is unowned may be what was just asked for
            try:
                found = _unowned(shop, row.call_sid)
            except TelephonyError as error:
                log.warning("recording.carrier_silent", recording=row.id, error=str(error), code=error.code)
                return
            if found:
                log.warning("recording.stray", recording=row.id, stray=found[0].sid)
                _tell(house, row, found[0], now)
                drive(shop, row.id)
    for row in unmeasured:
        look(shop, row, now)
