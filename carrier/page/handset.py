"""One phone as the page shows it: its face at this moment, and what was heard, said and texted so far.

Written by events, read by the page; both under the exchange's lock. What a leg *is* stays with the exchange
and is read from it; only what has passed is kept here.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from carrier.calls import FINAL, Call
from carrier.clock import NO_TIME
from carrier.events import (
    Beeped,
    CallEvent,
    Cut,
    KeyPressed,
    Muted,
    Played,
    RecordingBegan,
    RecordingEnded,
    RingbackStarted,
    RingbackStopped,
    Said,
    Spoke,
    StatusChanged,
)
from carrier.page.numbers import as_shown
from carrier.phone import Phone
from carrier.texts import Message

Body = dict[str, Any]

KEPT_LINES = 150
KEPT_TEXTS = 50

# How a call that nobody took ended, by its status: on the phone that called, and on the one that was called.
NOT_MADE = {"busy": "Busy", "failed": "Could not be connected"}
NOT_TAKEN = {"busy": "Declined", "no-answer": "Missed call", "canceled": "Stopped ringing", "failed": "Failed"}


@dataclass(slots=True)
class Line:
    """One line on the screen. Kinds: said, spoke, other, pressed, music, note.

    `cut_after`: of how many characters a voice was heard when it was cut short, by reckoning.
    """

    number: int
    at: datetime
    kind: str
    text: str
    language: str = ""
    who: str = ""
    lasts: timedelta = NO_TIME
    cut_after: int | None = None

    def body(self) -> Body:
        return {
            "number": self.number,
            "at": epoch_ms(self.at),
            "kind": self.kind,
            "text": self.text,
            "language": self.language,
            "who": self.who,
            "cut_after": self.cut_after,
        }


@dataclass(frozen=True, slots=True)
class Sounding:
    """What the ear hears just now. Kinds: voice, music, ringing, beep; or recording, when it is the line that listens.

    `what` is a piece's URL.
    """

    kind: str
    until: datetime | None
    what: str = ""


class Handset:
    """`id` is its name in URLs; `is_agent` says on which side of the page it stands."""

    def __init__(self, id: str, phone: Phone, is_agent: bool) -> None:
        self.id = id
        self.phone = phone
        self.is_agent = is_agent
        self.is_withheld = False
        self.lines: deque[Line] = deque(maxlen=KEPT_LINES)
        self.texts: deque[Message] = deque(maxlen=KEPT_TEXTS)
        self.version = 0
        self._sounding: Sounding | None = None
        self._count = 0

    @property
    def number(self) -> str | None:
        """E.164, of a phone that has a number."""
        return self.phone.address if self.phone.address.startswith("+") else None

    # Told by the switchboard.

    def follow(self, event: CallEvent, call: Call) -> None:
        """Something happens on this phone's own leg."""
        match event:
            case KeyPressed():
                self._add(event.at, "pressed", event.key)
            case Spoke():
                self._add(event.at, "spoke", event.text)
            case StatusChanged():
                self._move(event, call)
            case Muted():
                self.note(event.at, "Microphone off" if event.is_muted else "Microphone on")
            case Cut():
                self._cut(event.at)
            case RecordingEnded(source="RecordVerb"):
                self._sounding = None
                self.note(event.at, f"Recorded {_clock_face(event.duration)}" if event.duration else "Nothing recorded")
            case _:
                self._hear(event)

    def _hear(self, event: CallEvent) -> None:
        match event:
            case Said():
                self._add(event.at, "said", event.text, language=event.language, lasts=event.lasts)
                self._sounding = Sounding("voice", event.at + event.lasts)
            case Played():
                if not (self.lines and self.lines[-1].kind == "music"):
                    self._add(event.at, "music", "")
                self._sounding = Sounding("music", event.at + event.lasts, event.url)
            case RingbackStarted():
                self._sounding = Sounding("ringing", None)
            case RingbackStopped():
                self._sounding = None
            case Beeped():
                self._sounding = Sounding("beep", event.at + event.lasts)
            case RecordingBegan(source="RecordVerb"):
                self.note(event.at, "Recording: speak now")
                self._sounding = Sounding("recording", None)
            case _:
                pass

    def overhear(self, event: Spoke, who: str) -> None:
        self._add(event.at, "other", event.text, who=who)

    def meet(self, at: datetime, who: str) -> None:
        """Another person is on the line from now on."""
        self._sounding = None
        self.note(at, f"In conversation with {who}")

    def note(self, at: datetime, text: str) -> None:
        self._add(at, "note", text)

    def _move(self, event: StatusChanged, call: Call) -> None:
        if event.status in FINAL:
            self._cut(event.at)
            self.note(event.at, _epitaph(call))
        elif event.status == "ringing" and call.direction == "inbound":
            self._sounding = Sounding("ringing", None)
        elif event.status == "in-progress":
            self._sounding = None

    def _cut(self, at: datetime) -> None:
        sounding, self._sounding = self._sounding, None
        if sounding and sounding.kind == "voice" and sounding.until and at < sounding.until:
            line = next(line for line in reversed(self.lines) if line.kind == "said")
            line.cut_after = round(len(line.text) * ((at - line.at) / line.lasts))

    def _add(
        self, at: datetime, kind: str, text: str, *, language: str = "", who: str = "", lasts: timedelta = NO_TIME
    ) -> None:
        self._count += 1
        self.lines.append(Line(self._count, at, kind, text, language, who, lasts))

    # Shown by the page.

    def body(self, peer_id: str | None, rings_for_id: str | None) -> Body:
        """`peer_id`: whom it talks to. `rings_for_id`: whose <Dial> made this leg, until the two talk."""
        call = self.phone.leg
        return {
            "id": self.id,
            "name": self.phone.name,
            "is_agent": self.is_agent,
            "address": self.phone.address,
            "number": as_shown(self.phone.address),
            "can_text": self.number is not None,
            "is_withheld": self.is_withheld,
            "state": _state(call),
            "since": epoch_ms(_since(call)),
            "shown": as_shown(call.from_) if call else "",
            "details": dict(call.details) if call else {},
            "is_muted": call is not None and call.is_muted,
            "peer": peer_id,
            "rings_for": rings_for_id,
            "sounding": self._sounding_body(),
            "lines": [line.body() for line in self.lines],
            "texts": [self._text_body(message) for message in self.texts],
        }

    def _sounding_body(self) -> Body | None:
        sounding = self._sounding
        if sounding is None:
            return None
        return {"kind": sounding.kind, "until": epoch_ms(sounding.until), "what": sounding.what}

    def _text_body(self, message: Message) -> Body:
        is_mine = message.direction == "inbound"
        other = message.to if is_mine else message.from_
        at = epoch_ms(message.created_at)
        return {"id": message.sid, "at": at, "is_mine": is_mine, "other": as_shown(other), "text": message.body}


def epoch_ms(at: datetime | None) -> int | None:
    """As browsers count time."""
    return round(at.timestamp() * 1000) if at else None


def _state(call: Call | None) -> str:
    """idle, calling, ringing or talking. A phone knows nothing of a call to it before the first ring."""
    if call is None or call.status in {"queued", "initiated"}:
        return "idle"
    if call.is_answered:
        return "talking"
    return "calling" if call.direction == "inbound" else "ringing"


def _since(call: Call | None) -> datetime | None:
    return (call.answered_at or call.started_at) if call else None


def _epitaph(call: Call) -> str:
    if call.answered_at is None:
        reasons = NOT_MADE if call.direction == "inbound" else NOT_TAKEN
        return reasons.get(call.status, "Call ended")
    return f"Call ended · {_clock_face(max(call.duration(), NO_TIME))}"


def _clock_face(lasted: timedelta) -> str:
    seconds = round(lasted / timedelta(seconds=1))
    return f"{seconds // 60}:{seconds % 60:02}"
