"""A talk is recorded where the caller said yes to its agent: asked for, paused, resumed, ended, taken back.

The yes is written first, with who asked, in which words and on which leg; a worker then asks the carrier
(`workers.recording`), and what the carrier really does is known by its own word alone. On the caller's leg: what the
caller says and hears, and nothing that is whispered to the agent. Deliberately speaks no REST.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy import Connection

from flows import phrases
from flows.phrases import phrase
from flows.tongues import language_of
from routing.recording import PausedBy
from routing.skills import AgentId, ReservationId
from voice_app import jobs
from voice_app.hook import Hook
from voice_app.ledger import TalkRecordingId, calls, promises, talk_recordings, transfers
from voice_app.ledger.ids import AttemptId
from voice_app.ledger.talk_recordings import Agreed, GoneBecause, TalkRecording, Word
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.under_way import sending_on
from voice_app.under_way.sending_on import Talking

Wish = Literal["pause", "resume", "finish", "withdraw"]
"""What an agent can want of a recording."""
Hindrance = Literal["off", "not_agreed", "no_talk", "other_talk", "moving_on", "nothing_recorded"]
"""*off*: the line file says so. *not_agreed*: nobody said that the caller did. *other_talk*: this one is over, or
another's. *moving_on*: the caller is on the way to somebody else. *nothing_recorded*: there is none in this talk."""

log = structlog.get_logger()


def is_offered(house: Runtime) -> bool:
    """Does the line record talks at all?"""
    return house.line.recording.mode == "ask"


def question(house: Runtime, tongue: str) -> str:
    """What the agent asks the caller: in the line's own words, or in ours."""
    own = house.line.recording.question
    return own.get(language_of(tongue)) or phrase(tongue, "recording_ask")


# ── an agent's word ─────────────────────────────────────────────────────────────────────────────────────────────────


def start(
    house: Runtime, agent: AgentId, talk: ReservationId, now: datetime, *, caller_agreed: bool
) -> TalkRecording | Hindrance:
    """The agent has asked, and the caller said yes. Said again, it is the same recording. Raises BoardGone,
    LedgerGone."""
    talking = sending_on.talk_of(house, agent)
    hindrance = _hindrance(house, talking, talk, caller_agreed=caller_agreed)
    if hindrance is not None or talking is None:
        return hindrance or "no_talk"
    tongue = tongue_of(house, talking)
    yes = Agreed(
        id=TalkRecordingId(house.new_id()),
        call_sid=talking.call_sid,
        talk=talk,
        is_callback=talking.is_callback,
        agent_id=agent,
        agreed_at=now,
        tongue=tongue,
        words=question(house, tongue),
        words_version=phrases.version,
    )
    with house.ledger.write() as ledger:
        if transfers.under_way(ledger, talking.call_sid) is not None:
            return "moving_on"
        talk_recordings.agree(ledger, yes)
        under_way = [one for one in talk_recordings.of_call(ledger, yes.call_sid) if one.is_under_way]
    if not under_way or under_way[0].talk != talk:
        return "other_talk"  # of the agent before, and it has not ended yet
    _ring(house, under_way[0])
    return under_way[0]


def _hindrance(
    house: Runtime, talking: Talking | None, talk: ReservationId, *, caller_agreed: bool
) -> Hindrance | None:
    if not is_offered(house):
        return "off"
    if not caller_agreed:
        return "not_agreed"
    if talking is None:
        return "no_talk"
    return None if talking.talk == talk else "other_talk"


def tongue_of(house: Runtime, talking: Talking) -> str:
    """As what the caller's language is spoken to the caller."""
    return house.terms.tongue(talking.language, _phone_of(house, talking))


def _phone_of(house: Runtime, talking: Talking) -> Phone | None:
    with house.ledger.read() as ledger:
        if talking.is_callback:
            owed = promises.of_attempt(ledger, AttemptId(talking.talk))
            return Phone(owed.phone) if owed and owed.phone else None
        call = calls.get(ledger, talking.call_sid)
        return Phone(call.phone) if call and call.phone else None


def want(house: Runtime, agent: AgentId, talk: ReservationId, wish: Wish, now: datetime) -> TalkRecording | Hindrance:
    """The agent of this talk says how its recording goes on; a repeat changes nothing. What was taken back may be after
    the talk, too. Raises LedgerGone."""
    if not is_offered(house) and wish not in ("finish", "withdraw"):
        return "off"
    with house.ledger.write() as ledger:
        its = [one for one in talk_recordings.of_talk(ledger, talk) if one.agent_id == agent]
        if not its:
            return "nothing_recorded"
        last = its[0]
        if wish == "withdraw":
            for one in its:
                talk_recordings.forget(ledger, one.id, "withdrawn", agent, now)
        elif wish == "pause":
            talk_recordings.pause(ledger, last.id, "agent", now)
        elif wish == "resume":
            talk_recordings.resume(ledger, last.id, "agent", now)
        else:
            talk_recordings.finish(ledger, last.id, agent, now)
        after = [talk_recordings.get(ledger, one.id) or one for one in its]
    for one in after:
        _ring(house, one)
    return after[0]


def delete(house: Runtime, recording: TalkRecording, because: GoneBecause, by: str, now: datetime) -> None:
    """Nothing of it is to be kept. Raises LedgerGone."""
    with house.ledger.write() as ledger:
        talk_recordings.forget(ledger, recording.id, because, by, now)
    _ring(house, recording)


# ── what else happens in a talk ─────────────────────────────────────────────────────────────────────────────────────


def pause_for(house: Runtime, talk: ReservationId, why: PausedBy, now: datetime) -> None:
    """What follows in this talk is not for the recording: the caller holds, or the agent has a word with a colleague.
    At once; `workers.recording` finds what was missed, and goes on recording afterwards. Does nothing where nothing
    is recorded. Raises LedgerGone."""
    _each(house, talk, lambda ledger, one: talk_recordings.pause(ledger, one.id, why, now))


def resume_after(house: Runtime, talk: ReservationId, why: PausedBy, now: datetime) -> None:
    """That is over. A pause of the agent's own goes on. Raises LedgerGone."""
    _each(house, talk, lambda ledger, one: talk_recordings.resume(ledger, one.id, why, now))


def _each(house: Runtime, talk: ReservationId, write: Callable[[Connection, TalkRecording], bool]) -> None:
    with house.ledger.read() as ledger:
        under_way = [one for one in talk_recordings.of_talk(ledger, talk) if one.is_under_way]
    for one in under_way:
        with house.ledger.write() as ledger:
            is_news = write(ledger, one)
        if is_news:
            _ring(house, one)


def told(house: Runtime, recording: TalkRecordingId, hook: Hook) -> None:
    """A hook of the carrier tells how it goes."""
    if hook.recording is None:
        return
    word = Word(hook.recording, hook.recording_status, hook.recorded_for, hook.now)
    with house.ledger.write() as ledger:
        is_news = talk_recordings.told(ledger, recording, word)
        after = talk_recordings.get(ledger, recording)
    if is_news and after is not None:
        log.info("recording.told", recording=recording, known=after.known)
        _ring(house, after)


def _ring(house: Runtime, recording: TalkRecording) -> None:
    house.jobs.ring(jobs.RECORD, recording.id)
