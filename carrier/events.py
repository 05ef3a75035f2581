"""What happens at the carrier, as plain values: for phones, pages, logs and oracles.

Events tell; nothing here decides. Their order in `exchange.record` is the order of happening.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEvent(Event):
    call_sid: str


@dataclass(frozen=True, slots=True)
class LegCreated(CallEvent):
    """A leg exists. `details` are the SIP headers or client parameters its device is shown; `url` is where its first
    document is asked for, if it has one of its own."""

    from_: str
    to: str
    direction: str
    parent_sid: str | None
    details: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class StatusChanged(CallEvent):
    """initiated, ringing, in-progress, or a final status."""

    status: str


@dataclass(frozen=True, slots=True)
class Said(CallEvent):
    """A voice began to read `text`; it is through after `lasts`, unless `Cut` comes first."""

    text: str
    language: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Played(CallEvent):
    """A sound file began; `Cut` may end it before `lasts` has passed."""

    url: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Cut(CallEvent):
    """What was being said or played stopped before its end."""


@dataclass(frozen=True, slots=True)
class RingbackStarted(CallEvent):
    """The leg hears that somebody's phone rings; `tone` is a country ("" = the usual one)."""

    tone: str


@dataclass(frozen=True, slots=True)
class RingbackStopped(CallEvent):
    pass


@dataclass(frozen=True, slots=True)
class KeyPressed(CallEvent):
    key: str


@dataclass(frozen=True, slots=True)
class ToneSent(CallEvent):
    """The leg hears the tone of `key`, sent by the service (`sendDigits`, `<Play digits>`)."""

    key: str


@dataclass(frozen=True, slots=True)
class Beeped(CallEvent):
    """The leg hears the tone after which it is recorded."""

    lasts: timedelta


@dataclass(frozen=True, slots=True)
class RecordingBegan(CallEvent):
    """`source`: by a <Record>, or on a whole leg by REST, of which the person on it notices nothing."""

    recording_sid: str
    source: str = "RecordVerb"


@dataclass(frozen=True, slots=True)
class RecordingPaused(CallEvent):
    """Nothing of what is said goes on the recording, until `RecordingResumed` or its end."""

    recording_sid: str


@dataclass(frozen=True, slots=True)
class RecordingResumed(CallEvent):
    recording_sid: str


@dataclass(frozen=True, slots=True)
class RecordingEnded(CallEvent):
    """`duration` is that of the recording, silence left out; none when nothing was heard."""

    recording_sid: str
    duration: timedelta
    source: str = "RecordVerb"


@dataclass(frozen=True, slots=True)
class RecordingDeleted(CallEvent):
    """The carrier has nothing of it any more."""

    recording_sid: str


@dataclass(frozen=True, slots=True)
class Spoke(CallEvent):
    """The person on this leg begins to say something; a bridged party hears it."""

    text: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Muted(CallEvent):
    """The device on this leg switched its microphone off, or on again."""

    is_muted: bool


@dataclass(frozen=True, slots=True)
class Bridged(CallEvent):
    """Two people can hear each other. `call_sid` is the parent leg, `other_sid` the dialled one; in a conference (whose
    sid is `room`) the one who was there first, and the one who came."""

    other_sid: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class Parted(CallEvent):
    other_sid: str


@dataclass(frozen=True, slots=True)
class Hears(CallEvent):
    """In a conference (`room`): this leg hears the other from now on, who does not hear it; it is muted, or coaches
    somebody else."""

    other_sid: str
    room: str


@dataclass(frozen=True, slots=True)
class HearsNoMore(CallEvent):
    other_sid: str
    room: str


@dataclass(frozen=True, slots=True)
class TextSent(Event):
    """A text message entered the carrier, from the service or from a phone."""

    message_sid: str
    from_: str
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class TextStatusChanged(Event):
    message_sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Requested(Event):
    """One HTTP request to the service and its answer; `status` is None when there was none."""

    purpose: str
    call_sid: str | None
    method: str
    url: str
    params: Mapping[str, str]
    status: int | None
    body: str
    took: timedelta
    error_code: int | None


@dataclass(frozen=True, slots=True)
class Complained(Event):
    """The service did something that Twilio would log as an error or warning, by Twilio's code. `url`: what was asked
    of it, where it was asked anything."""

    code: int
    detail: str
    call_sid: str | None
    url: str = ""
