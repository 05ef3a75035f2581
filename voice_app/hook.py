"""One request of the carrier, read once: who, on which leg, at which step, with what answer.

Deliberately checks no signature and knows no use case. Unknown parameters are accepted: Twilio adds some every year.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.facts import Heard
from flows.thread import Thread
from routing.skills import CallSid
from voice_app.ledger.ids import RecordingSid
from voice_app.twiml import read_heard

LONGEST_ID, LONGEST_CALLER = 64, 320
"""Characters; a SIP address is the longest caller there is."""

ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""Twilio's call statuses after which a leg is no more."""

_RECORDING = re.compile(r"RE[0-9a-f]{32}")
_NO_ID = re.compile(r"[^A-Za-z0-9_\-]")
_SECONDS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Hook:
    """What the carrier tells us. `sid` is the leg's; `caller` is `From` as it came, a number or not; whom we called
    back is `To`.

    `thread` and `heard` belong to the step that was asked for; `now` is the instant of the request, the only one
    that this use case knows.
    """

    sid: CallSid
    caller: str
    status: str
    thread: Thread
    heard: Heard
    now: datetime
    form: Mapping[str, str]

    @property
    def has_ended(self) -> bool:
        """The leg is gone; what we answer is not heard."""
        return self.status in ENDED

    @property
    def is_from_outside(self) -> bool:
        """The person on this leg called us; every other leg is one that we made."""
        return self.form.get("Direction", "inbound") == "inbound"

    @property
    def is_callers(self) -> bool:
        """The person on this leg is to be helped: called us, or was called back and then sent on to somebody else."""
        return self.is_from_outside or _is_sent_on(self.form, self.thread)

    @property
    def dialled_leg(self) -> CallSid | None:
        """After a Dial: the leg that it made."""
        return CallSid(read_sid(self.form, "DialCallSid")) or None

    @property
    def dial_status(self) -> str:
        """After a Dial: `completed`, `busy`, `no-answer`, `failed` or `canceled`. Says nothing of who answered."""
        return self.form.get("DialCallStatus", "")

    @property
    def was_bridged(self) -> bool:
        """After a Dial: the two really talked. `DialCallStatus` is `completed` after a refused whisper too."""
        return self.form.get("DialBridged", "").lower() == "true"

    @property
    def talked_for(self) -> timedelta:
        """After a Dial: how long the dialled leg lasted; zero where it was not answered."""
        seconds = self.form.get("DialCallDuration", "")
        return timedelta(seconds=int(seconds) if _SECONDS.fullmatch(seconds) else 0)

    @property
    def recording(self) -> RecordingSid | None:
        """After a Record: what it made. Of its URL nothing is read: whoever could forge one would have us fetch it."""
        sid = self.form.get("RecordingSid", "")
        return RecordingSid(sid) if _RECORDING.fullmatch(sid) else None

    @property
    def recording_status(self) -> str:
        """Of a recording: Twilio's word for how it goes."""
        return self.form.get("RecordingStatus", "")

    @property
    def recorded_for(self) -> int | None:
        """After a Record: whole seconds; None where they are not told."""
        seconds = self.form.get("RecordingDuration", "")
        return int(seconds) if _SECONDS.fullmatch(seconds) else None


def read_hook(form: Mapping[str, str], thread: Thread, now: datetime) -> Hook:
    """A request as the carrier made it; whatever is in its fields, it is read without an exception."""
    return Hook(
        sid=CallSid(read_sid(form, "CallSid")),
        caller=form.get("To" if _is_sent_on(form, thread) else "From", "")[:LONGEST_CALLER],
        status=form.get("CallStatus", ""),
        thread=thread,
        heard=read_heard(form),
        now=now,
        form=form,
    )


def _is_sent_on(form: Mapping[str, str], thread: Thread) -> bool:
    """A customer's leg that waits: of the legs that a Dial made, only such a one has an arrival."""
    return form.get("Direction") == "outbound-dial" and thread.arrived_at is not None


def read_sid(form: Mapping[str, str], name: str) -> str:
    """Ids are keys of both stores: nothing but letters and figures goes in."""
    return _NO_ID.sub("", form.get(name, ""))[:LONGEST_ID]
