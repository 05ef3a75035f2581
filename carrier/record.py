"""What an oracle asks of the record: who was dialled, who talked to whom and when, what the service answered.

Reads `exchange.record`; judges nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from carrier.calls import FINAL
from carrier.events import (
    Bridged,
    Event,
    LegCreated,
    Parted,
    RecordingBegan,
    RecordingDeleted,
    RecordingEnded,
    RecordingPaused,
    RecordingResumed,
    Requested,
    StatusChanged,
    TextSent,
)


@dataclass(slots=True)
class Leg:
    """One leg from creation to end; None for what has not happened. `url`: of its first document, "" for none."""

    sid: str
    from_: str
    to: str
    direction: str
    parent_sid: str | None
    created_at: datetime
    url: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    status: str = "queued"


@dataclass(slots=True)
class Conversation:
    """Two legs that heard each other; in a conference, `room` is its sid."""

    parent_sid: str
    other_sid: str
    began_at: datetime
    ended_at: datetime | None = None
    room: str = ""


def legs(record: Iterable[Event]) -> list[Leg]:
    found: dict[str, Leg] = {}
    for event in record:
        if isinstance(event, LegCreated):
            found[event.call_sid] = Leg(
                event.call_sid, event.from_, event.to, event.direction, event.parent_sid, event.at, event.url
            )
        elif isinstance(event, StatusChanged):
            leg = found[event.call_sid]
            leg.status = event.status
            if event.status == "in-progress":
                leg.answered_at = event.at
            elif event.status in FINAL:
                leg.ended_at = event.at
    return list(found.values())


def conversations(record: Iterable[Event]) -> list[Conversation]:
    found: list[Conversation] = []
    for event in record:
        if isinstance(event, Bridged):
            found.append(Conversation(event.call_sid, event.other_sid, event.at, room=event.room))
        elif isinstance(event, Parted):
            parties = {event.call_sid, event.other_sid}
            talk = next(each for each in reversed(found) if {each.parent_sid, each.other_sid} == parties)
            talk.ended_at = event.at
    return found


@dataclass(slots=True)
class Taken:
    """One recording: of which leg, from when, in which stretches it was not paused, and what became of it. `source`: by
    a <Record>, or by REST."""

    sid: str
    call_sid: str
    source: str
    began_at: datetime
    stretches: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    ended_at: datetime | None = None
    deleted_at: datetime | None = None


def recordings(record: Iterable[Event]) -> list[Taken]:
    found: dict[str, Taken] = {}
    for event in record:
        match event:
            case RecordingBegan():
                found[event.recording_sid] = Taken(event.recording_sid, event.call_sid, event.source, event.at)
                found[event.recording_sid].stretches.append((event.at, None))
            case RecordingPaused():
                _close(found[event.recording_sid], event.at)
            case RecordingResumed():
                found[event.recording_sid].stretches.append((event.at, None))
            case RecordingEnded():
                _close(found[event.recording_sid], event.at)
                found[event.recording_sid].ended_at = event.at
            case RecordingDeleted():
                found[event.recording_sid].deleted_at = event.at
            case _:
                pass
    return list(found.values())


def _close(taken: Taken, at: datetime) -> None:
    began_at, ended_at = taken.stretches[-1]
    if ended_at is None:
        taken.stretches[-1] = (began_at, at)


def requests(record: Iterable[Event], purpose: str = "") -> list[Requested]:
    """Requests to the service, all or of one purpose: twiml, fallback, action, status, text, media."""
    return [event for event in record if isinstance(event, Requested) and purpose in {"", event.purpose}]


def dialled(record: Iterable[Event]) -> list[str]:
    """Every address the service had rung, in order; a number twice if twice."""
    return [leg.to for leg in legs(record) if leg.direction != "inbound"]


def texts(record: Iterable[Event]) -> list[TextSent]:
    return [event for event in record if isinstance(event, TextSent)]
