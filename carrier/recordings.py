"""What was recorded on the account: its states, who is told of them, and what it sounds like.

When a message begins and ends is the verb's to say (see `recorder`); of a whole leg REST says it, and it ends with
the leg at the latest. Nobody's words are kept: played back, it is a tone of the right length. Source: Twilio's
Recording and Call Recording resources, and "recordingStatusCallback".
"""

import io
import math
import wave
from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from carrier.calls import API_VERSION, Call, Subscription
from carrier.clock import NO_TIME
from carrier.events import RecordingBegan, RecordingDeleted, RecordingEnded, RecordingPaused, RecordingResumed
from carrier.hooks import Question

if TYPE_CHECKING:
    from carrier.exchange import Exchange

API_BASE_URL = "https://api.twilio.com"
PROCESSED_IN = timedelta(seconds=2)  # before that there is nothing to fetch yet

FRAMES_A_SECOND = 8000
PITCH = 400  # of the tone, in hertz: whole periods in every second
LOUDNESS = 6000  # of 32,767


@dataclass(slots=True, eq=False)
class Recording:
    """States in-progress, paused, processing, completed; absent when nothing was heard. `duration` is set at its end.

    `source`: RecordVerb, or StartCallRecordingAPI. `left_out`: the pauses so far that are to be no part of it.
    `pause_behavior`: skip or silence, while it is paused.
    """

    sid: str
    account_sid: str
    call_sid: str
    began_at: datetime
    subscription: Subscription | None
    status: str = "in-progress"
    updated_at: datetime | None = None
    duration: timedelta | None = None
    source: str = "RecordVerb"
    channels: int = 1
    track: str = "both"
    paused_at: datetime | None = None
    pause_behavior: str = ""
    left_out: timedelta = NO_TIME

    @property
    def is_under_way(self) -> bool:
        return self.status in {"in-progress", "paused"}

    @property
    def url(self) -> str:
        return f"{API_BASE_URL}/{API_VERSION}/Accounts/{self.account_sid}/Recordings/{self.sid}"

    @property
    def seconds(self) -> int | None:
        """Whole seconds, as Twilio counts; a second at least for what is not empty."""
        if self.duration is None:
            return None
        return max(round(self.duration.total_seconds()), 1 if self.duration > NO_TIME else 0)

    def wav(self) -> bytes:
        """A tone that lasts as long; 16 bits, 8 kHz, as Twilio's own files."""
        second = array("h", (round(LOUDNESS * _wave_at(frame)) for frame in range(FRAMES_A_SECOND)))
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(self.channels)
            sound.setsampwidth(2)
            sound.setframerate(FRAMES_A_SECOND)
            both = array("h", (heard for heard in second for _ in range(self.channels)))
            sound.writeframes(both.tobytes() * (self.seconds or 0))
        return file.getvalue()


def _wave_at(frame: int) -> float:
    return math.sin(2 * math.pi * PITCH * frame / FRAMES_A_SECOND)


class Recordings:
    def __init__(self, exchange: "Exchange") -> None:
        self.by_sid: dict[str, Recording] = {}
        self._exchange = exchange

    def begin(
        self,
        call: Call,
        subscription: Subscription | None,
        *,
        source: str = "RecordVerb",
        channels: int = 1,
        track: str = "both",
    ) -> Recording:
        exchange = self._exchange
        recording = Recording(
            exchange.new_sid("RE"),
            exchange.account_sid,
            call.sid,
            exchange.now(),
            subscription,
            source=source,
            channels=channels,
            track=track,
        )
        self.by_sid[recording.sid] = recording
        exchange.emit(RecordingBegan(exchange.now(), call.sid, recording.sid, source))
        self._tell(recording)
        return recording

    def end(self, recording: Recording, duration: timedelta) -> None:
        """Of no length: nothing was heard, and there is nothing to keep."""
        exchange = self._exchange
        recording.duration = duration
        exchange.emit(RecordingEnded(exchange.now(), recording.call_sid, recording.sid, duration, recording.source))
        if duration == NO_TIME:
            self._change(recording, "absent")
        else:
            recording.status = "processing"
            exchange.later(PROCESSED_IN, lambda: self._change(recording, "completed"))

    def pause(self, recording: Recording, behavior: str) -> None:
        """Of the leg nothing is heard on it from now on: silence stands there, or no time passes on it."""
        if recording.status == "in-progress":
            recording.status, recording.paused_at, recording.pause_behavior = "paused", self._exchange.now(), behavior
            self._exchange.emit(RecordingPaused(self._exchange.now(), recording.call_sid, recording.sid))

    def resume(self, recording: Recording) -> None:
        if recording.status == "paused":
            self._end_pause(recording)
            recording.status = "in-progress"
            self._exchange.emit(RecordingResumed(self._exchange.now(), recording.call_sid, recording.sid))

    def stop(self, recording: Recording) -> None:
        """It ends, paused or not; its length is what was not left out."""
        if recording.is_under_way:
            self._end_pause(recording)
            self.end(recording, self._exchange.now() - recording.began_at - recording.left_out)

    def end_with_leg(self, call: Call) -> None:
        """What REST began on a leg ends with it; a message is ended by its verb."""
        for recording in self.of_leg(call.sid):
            if recording.source == "StartCallRecordingAPI":
                self.stop(recording)

    def delete(self, recording: Recording) -> None:
        del self.by_sid[recording.sid]
        self._exchange.emit(RecordingDeleted(self._exchange.now(), recording.call_sid, recording.sid))

    def of_leg(self, call_sid: str) -> list[Recording]:
        """Newest first."""
        return [one for one in reversed(self.by_sid.values()) if one.call_sid == call_sid]

    def _end_pause(self, recording: Recording) -> None:
        if recording.paused_at is not None and recording.pause_behavior == "skip":
            recording.left_out += self._exchange.now() - recording.paused_at
        recording.paused_at = None

    def _change(self, recording: Recording, status: str) -> None:
        recording.status = status
        recording.updated_at = self._exchange.now()
        self._tell(recording)

    def _tell(self, recording: Recording) -> None:
        wanted = recording.subscription
        if wanted is None or recording.status not in wanted.events:
            return
        params = {
            "AccountSid": recording.account_sid,
            "CallSid": recording.call_sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": recording.url,
            "RecordingStatus": recording.status,
            "RecordingChannels": str(recording.channels),
            "RecordingSource": recording.source,
            "RecordingTrack": recording.track,
            "RecordingStartTime": f"{recording.began_at:%a, %d %b %Y %H:%M:%S} +0000",
        }
        if recording.seconds is not None:
            params["RecordingDuration"] = str(recording.seconds)
        self._exchange.hooks.notify(Question("status", wanted.url, params, wanted.method, recording.call_sid))
