"""Events on a leg as lines of its phone's transcript.

Decides only how they are worded; what is cut short is told to the transcript by the phone.
"""

from datetime import timedelta

from carrier.events import (
    Beeped,
    Bridged,
    CallEvent,
    KeyPressed,
    Parted,
    Played,
    RingbackStarted,
    Said,
    Spoke,
    StatusChanged,
    ToneSent,
)
from carrier.transcript import Line

UNTIL_IT_STOPS = timedelta(hours=1)  # ringing has no length of its own


def heard_from(event: CallEvent) -> Line | None:
    """What the person on the leg notices; None for what makes no sound. Their own acts are noted elsewhere."""
    line: Line | None = None
    match event:
        case Said():
            line = Line(event.at, "hears", event.text, event.lasts)
        case Played():
            line = Line(event.at, "music", event.url, event.lasts)
        case Beeped():
            line = Line(event.at, "beep", "", event.lasts)
        case RingbackStarted():
            line = Line(event.at, "ringing", event.tone, UNTIL_IT_STOPS)
        case ToneSent():
            line = Line(event.at, "tone", event.key)
        case StatusChanged():
            line = Line(event.at, "is", event.status)
        case Parted():
            line = Line(event.at, "alone", "")
    return line


def overheard(event: CallEvent, other: str) -> Line | None:
    """What the bridged party notices of `other`."""
    match event:
        case Spoke():
            return Line(event.at, "other", event.text, event.lasts)
        case KeyPressed():
            return Line(event.at, "tone", event.key)
        case Bridged():
            return Line(event.at, "talks to", other)
        case _:
            return None
