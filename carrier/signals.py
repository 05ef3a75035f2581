"""The words between a player and its verbs: what can happen, what is waited for, where playing goes on."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from carrier.calls import Call
from carrier.hooks import Answer


@dataclass(frozen=True, slots=True)
class Key:
    key: str


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that sound for as long as they take, from now on."""

    text: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Arrived:
    answer: Answer


@dataclass(frozen=True, slots=True)
class LegAnswered:
    call: Call


@dataclass(frozen=True, slots=True)
class WhisperEnded:
    call: Call


@dataclass(frozen=True, slots=True)
class LegEnded:
    call: Call


class RoomEnded:
    """The conference that this leg was in is over."""


class TimedOut:
    """Nothing that was waited for came in time."""


Signal = Key | Speech | Arrived | LegAnswered | WhisperEnded | LegEnded | RoomEnded | TimedOut


@dataclass(frozen=True, slots=True)
class Wait:
    """What a verb waits for, and how long (None: until it comes). Other signals are lost."""

    lasts: timedelta | None
    signals: tuple[type, ...] = ()


@dataclass(frozen=True, slots=True)
class Goto:
    """Go on with the document at `url`; `extra` is sent along."""

    url: str
    method: str = "POST"
    extra: Mapping[str, str] = field(default_factory=dict)


class End(Enum):
    """How playing ends, and the status that an unanswered inbound leg ends with."""

    OF_DOCUMENT = "end of document"
    HANGUP = "completed"
    REJECTED = "no-answer"
    BUSY = "busy"


Next = Goto | End | None
Script = Generator[Wait, Signal, Next]
Step = Generator[Wait, Signal, Signal | None]
