"""Talks that are recorded, each by the caller's yes: nothing is asked of the carrier that has no row here.

What is *wanted* is the people's word, what is *known* the carrier's (`routing.recording`). People's words take their
turn at the row, each step of the carrier's is a compare-and-set, and all tell themselves in the tale of the recording,
which nothing ever changes. Of a call one recording is under way at a time (a partial unique index), and one process at
a time speaks to the carrier about it (`claim`). Deliberately keeps no address and no sound.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from routing.recording import Known, PausedBy, Wanted, learn, paused_by, see, want
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.ledger.ids import RecordingSid, TalkRecordingId
from voice_app.ledger.rows import changes, insert_once, many, one, value
from voice_app.ledger.tables import UNDER_WAY, UNFORGOTTEN, talk_recording_events, talk_recordings
from voice_app.ledger.timeline import Code, Entry, as_code

T, E = talk_recordings.c, talk_recording_events.c
NEWEST_FIRST = (T.agreed_at.desc(), T.id.desc())
GoneBecause = Literal["withdrawn", "supervisor", "kept_long_enough", "erased", "elsewhere"]
"""*elsewhere*: the carrier has it no longer, and not by us."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The caller said yes, to this agent, in this talk, to this question. `call_sid`: the leg of whoever agreed."""

    id: TalkRecordingId
    call_sid: CallSid
    talk: ReservationId
    is_callback: bool
    agent_id: AgentId
    agreed_at: datetime
    tongue: str
    words: str
    words_version: str


@dataclass(frozen=True, slots=True)
class TalkRecording(Agreed):
    """One recording. `cause`: why there is none. `busy_at`: since when a process speaks to the carrier about it."""

    wanted: Wanted
    paused_by: PausedBy | None
    known: Known
    sid: RecordingSid | None
    asked_at: datetime | None
    busy_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    seconds: int | None
    cause: str | None
    gone_at: datetime | None
    gone_because: GoneBecause | None

    @property
    def is_under_way(self) -> bool:
        return self.known in ("none", "asked", "on", "paused")

    @property
    def can_be_heard(self) -> bool:
        return self.known == "ended" and self.wanted != "gone"


@dataclass(frozen=True, slots=True)
class Word:
    """What the carrier says of a recording: its own name of it, its status, and whole seconds once it has ended."""

    sid: RecordingSid
    status: str
    seconds: int | None
    at: datetime


# ── the people's word ───────────────────────────────────────────────────────────────────────────────────────────────


def agree(connection: Connection, yes: Agreed) -> bool:
    """The caller agreed: from here on there may be a recording. False where one of this call is under way."""
    row = {name: getattr(yes, name) for name in Agreed.__slots__}
    if not insert_once(connection, talk_recordings, **row, wanted="on", known="none"):
        return False
    about = {"by": yes.agent_id, "call": yes.call_sid, "words": yes.words_version}
    tell(connection, yes.id, "agreed", yes.agreed_at, **about)
    return True


def pause(connection: Connection, recording: TalkRecordingId, by: PausedBy, now: datetime) -> bool:
    """Nothing of what is said from now on is to be on it. False where that is so already, or it is to end."""
    row = _locked(connection, recording)
    wanted, whose = want(row.wanted, "paused"), paused_by(row.paused_by, by)
    if wanted != "paused" or (row.wanted, row.paused_by) == (wanted, whose):
        return False
    return _wish(connection, recording, "paused", now, by=by, wanted=wanted, paused_by=whose)


def resume(connection: Connection, recording: TalkRecordingId, by: PausedBy, now: datetime) -> bool:
    """Whoever had it paused wants it to go on; nobody ends another's pause, but the agent each."""
    row = _locked(connection, recording)
    if row.wanted != "paused" or by not in ("agent", row.paused_by):
        return False
    return _wish(connection, recording, "resumed", now, by=by, wanted="on", paused_by=None)


def finish(connection: Connection, recording: TalkRecordingId, by: str, now: datetime) -> bool:
    """It is to end, and to be kept."""
    row = _locked(connection, recording)
    if want(row.wanted, "over") != "over" or row.wanted == "over":
        return False
    return _wish(connection, recording, "finished", now, by=by, wanted="over", paused_by=None)


def forget(connection: Connection, recording: TalkRecordingId, because: GoneBecause, by: str, now: datetime) -> bool:
    """It is to end, and nothing of it is to be kept."""
    if _locked(connection, recording).wanted == "gone":
        return False
    its = {"wanted": "gone", "paused_by": None, "gone_because": because}
    return _wish(connection, recording, because, now, by=by, **its)


def _locked(connection: Connection, recording: TalkRecordingId) -> TalkRecording:
    """As it stands until this transaction ends: a yes that is taken back is not overtaken by the end of the talk."""
    its = select(talk_recordings).where(T.id == recording).with_for_update()
    return value(TalkRecording, connection.execute(its).one())


def _wish(connection: Connection, which: TalkRecordingId, event: str, now: datetime, *, by: str, **new: Any) -> bool:
    tell(connection, which, event, now, by=by)
    return _write(connection, which, **new)


# ── the carrier's word ──────────────────────────────────────────────────────────────────────────────────────────────


def claim(connection: Connection, recording: TalkRecordingId, again_after: timedelta, now: datetime) -> bool:
    """May this process speak to the carrier about it? Not while another does, whose request may yet have its effect."""
    rested = or_(T.busy_at.is_(None), T.busy_at <= now - again_after)
    return _write(connection, recording, rested, busy_at=now)


def release(connection: Connection, recording: TalkRecordingId) -> bool:
    """The request is answered, or can have no effect any more."""
    return _write(connection, recording, busy_at=None)


def asking(connection: Connection, recording: TalkRecordingId, now: datetime) -> bool:
    """The carrier is about to be asked to record: once. Before the request, so that a lost answer is looked for."""
    if not _write(connection, recording, T.known == "none", T.wanted == "on", known="asked", asked_at=now):
        return False
    tell(connection, recording, "asked", now)
    return True


def not_asked(connection: Connection, recording: TalkRecordingId) -> bool:
    """The request certainly did nothing, and may be made again."""
    return _write(connection, recording, T.known == "asked", T.sid.is_(None), known="none", asked_at=None)


def fail(connection: Connection, recording: TalkRecordingId, cause: str, now: datetime) -> bool:
    """There is no recording, and will be none."""
    if not _write(connection, recording, T.known.in_(("none", "asked")), T.sid.is_(None), known="failed", cause=cause):
        return False
    tell(connection, recording, "failed", now, cause=cause)
    return True


def told(connection: Connection, recording: TalkRecordingId, word: Word) -> bool:
    """A hook, or the answer to a request, tells of it; in any order, twice, or long after it was given up: what began
    after all is to be gone."""
    return _note(connection, recording, word, learn)


def seen(connection: Connection, recording: TalkRecordingId, word: Word) -> bool:
    """So it stands on the carrier's list at this moment."""
    return _note(connection, recording, word, see)


def _note(connection: Connection, recording: TalkRecordingId, word: Word, after: Callable[[Known, str], Known]) -> bool:
    sid, at = word.sid, word.at
    row = get(connection, recording)
    if row is None or (row.sid is not None and row.sid != sid) or of_sid(connection, sid, other_than=recording):
        return False
    was_given_up = row.known == "failed" and row.sid is None
    known = after("asked" if was_given_up else row.known, word.status)
    new: dict[str, Any] = {"sid": sid, "known": known, "began_at": row.began_at or at}
    if was_given_up:
        new |= {"wanted": "gone", "cause": None, "gone_because": "withdrawn"}
    if known == "failed":
        new["cause"] = word.status
    if known == "ended" and row.ended_at is None:
        new["ended_at"] = at
    if word.seconds is not None and row.seconds is None:
        new["seconds"] = word.seconds
    if all(getattr(row, name) == value for name, value in new.items()):
        return False
    if not _write(connection, recording, T.known == row.known, T.sid.is_not_distinct_from(row.sid), **new):
        return False
    if known != row.known or row.sid is None:
        tell(connection, recording, f"is_{known}", at, sid=sid)
    return True


def is_gone(connection: Connection, recording: TalkRecordingId, now: datetime) -> bool:
    """The carrier has it no longer: it is on no list any more."""
    row = get(connection, recording)
    because = (row.gone_because if row else None) or "elsewhere"
    live = T.known.in_(("on", "paused", "ended"))
    if not _write(connection, recording, live, known="gone", gone_at=now, gone_because=because):
        return False
    tell(connection, recording, "deleted", now, because=because)
    return True


# ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────────


def get(connection: Connection, recording: TalkRecordingId) -> TalkRecording | None:
    """One recording."""
    return one(TalkRecording, connection, select(talk_recordings).where(T.id == recording))


def of_sid(
    connection: Connection, sid: RecordingSid, other_than: TalkRecordingId | None = None
) -> TalkRecording | None:
    """The recording that the carrier calls so."""
    its = (T.sid == sid, T.id != (other_than or ""))
    return one(TalkRecording, connection, select(talk_recordings).where(*its))


def of_talk(connection: Connection, talk: ReservationId) -> tuple[TalkRecording, ...]:
    """Those of this talk, newest first: a caller may take the yes back, and give it again."""
    return many(TalkRecording, connection, select(talk_recordings).where(T.talk == talk).order_by(*NEWEST_FIRST))


def of_call(connection: Connection, sid: CallSid) -> tuple[TalkRecording, ...]:
    """Those of this leg, newest first."""
    return many(TalkRecording, connection, select(talk_recordings).where(T.call_sid == sid).order_by(*NEWEST_FIRST))


def last(connection: Connection, limit: int, agent: AgentId | None = None) -> tuple[TalkRecording, ...]:
    """The newest that can be heard, newest first: of this agent, or of all."""
    its = select(talk_recordings).where(UNFORGOTTEN, T.wanted != "gone")
    mine = its if agent is None else its.where(T.agent_id == agent)
    return many(TalkRecording, connection, mine.order_by(T.ended_at.desc()).limit(limit))


def under_way(connection: Connection) -> tuple[TalkRecording, ...]:
    """Those that have not ended, oldest first."""
    return many(TalkRecording, connection, select(talk_recordings).where(UNDER_WAY).order_by(T.agreed_at))


def unmeasured(connection: Connection, since: datetime) -> tuple[TalkRecording, ...]:
    """Those that ended since then, and nobody told how long they are."""
    its = (UNFORGOTTEN, T.seconds.is_(None), T.ended_at >= since)
    return many(TalkRecording, connection, select(talk_recordings).where(*its).order_by(T.ended_at))


def given_up(connection: Connection, since: datetime) -> tuple[TalkRecording, ...]:
    """Those that the carrier was asked for since then, and of which nothing was ever heard."""
    its = (T.known == "failed", T.sid.is_(None), T.asked_at >= since)
    return many(TalkRecording, connection, select(talk_recordings).where(*its).order_by(T.asked_at))


def outlived(connection: Connection, ended_before: datetime, limit: int) -> tuple[TalkRecording, ...]:
    """Those that were kept since then, longest first."""
    its = select(talk_recordings).where(UNFORGOTTEN, T.ended_at <= ended_before, T.wanted != "gone")
    return many(TalkRecording, connection, its.order_by(T.ended_at).limit(limit))


def doomed(connection: Connection, limit: int) -> tuple[TalkRecording, ...]:
    """Those that have ended and are to be gone, and the carrier still has them."""
    its = select(talk_recordings).where(UNFORGOTTEN, T.wanted == "gone")
    return many(TalkRecording, connection, its.order_by(T.ended_at).limit(limit))


# ── its tale ────────────────────────────────────────────────────────────────────────────────────────────────────────


def tell(
    connection: Connection, recording: TalkRecordingId, event: str, at: datetime, /, **data: Code | datetime
) -> None:
    """Add to its tale: ids and codes only."""
    values = {name: as_code(name, value) for name, value in data.items()}
    its = {"recording_id": recording, "at": at, "event": event, "data": values}
    connection.execute(insert(talk_recording_events).values(**its))


def tale(connection: Connection, recording: TalkRecordingId) -> tuple[Entry, ...]:
    """All that happened to it, in the order of writing."""
    its = select(E.at, E.event, E.data).where(E.recording_id == recording)
    return many(Entry, connection, its.order_by(E.id))


def _write(connection: Connection, recording: TalkRecordingId, *guards: ColumnElement[bool], **new: Any) -> bool:
    return changes(connection, update(talk_recordings).where(T.id == recording, *guards).values(**new))
