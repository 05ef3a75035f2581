"""Recordings by Twilio's REST API: which there are, and that one of a talk begins, pauses, ends or is deleted.

A part of `telephony`, and like it: it repeats nothing, and says of an error what its caller acts by. Deliberately
fetches no sound; that is `recordings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from twilio.rest import Client

from voice_app.carrier_errors import TelephonyError, named_errors, sid_of

NOT_FOUND = 20404

Change = Literal["pause", "skip", "resume", "stop"]
"""*pause* leaves silence in it, *skip* nothing at all."""
CHANGES: Final[Mapping[Change, Mapping[str, str]]] = {
    "pause": {"status": "paused", "pause_behavior": "silence"},
    "skip": {"status": "paused", "pause_behavior": "skip"},
    "resume": {"status": "in-progress"},
    "stop": {"status": "stopped"},
}


@dataclass(frozen=True, slots=True)
class Taped:
    """A recording as the carrier knows it. `status` is Twilio's word (in-progress, processing, completed, absent);
    `of_talk`: a request began it on a whole leg, it is no message."""

    sid: str
    status: str
    seconds: int | None
    of_talk: bool = False

    @property
    def is_being_made(self) -> bool:
        return self.status in ("in-progress", "paused", "stopped", "processing")


class Taping(Protocol):
    """What the house asks of a carrier that records. Every method raises `TelephonyError` and nothing else."""

    def recordings_of(self, leg: str) -> list[Taped]:
        """All that was recorded on this leg, newest first: what is not among it counts as gone."""
        ...

    def record(self, leg: str, *, status_url: str) -> Taped:
        """Record what is said and heard on this leg from now on, until it ends. Never repeated: the carrier would make
        a second one beside the first."""
        ...

    def change_recording(self, leg: str, recording: str, change: Change) -> Taped:
        """What has ended cannot be changed: an error that is safe and permanent."""
        ...

    def delete_recording(self, recording: str) -> None:
        """Nothing of it is left there. One that is not there is no error."""
        ...


class TwilioTaping:
    """The protocol above over Twilio's official SDK."""

    _twilio: Client

    def recordings_of(self, leg: str) -> list[Taped]:
        with named_errors("recordings_of"):
            return [_taped(one) for one in self._twilio.recordings.list(call_sid=leg)]

    def record(self, leg: str, *, status_url: str) -> Taped:
        with named_errors("record"):
            its = self._twilio.calls(leg).recordings
            return _taped(
                its.create(
                    recording_channels="dual",
                    recording_track="both",
                    recording_status_callback=status_url,
                    recording_status_callback_event=["in-progress", "completed", "absent"],
                )
            )

    def change_recording(self, leg: str, recording: str, change: Change) -> Taped:
        with named_errors("change_recording"):
            return _taped(self._twilio.calls(leg).recordings(recording).update(**CHANGES[change]))

    def delete_recording(self, recording: str) -> None:
        try:
            with named_errors("delete_recording"):
                self._twilio.recordings(recording).delete()
        except TelephonyError as error:
            if error.code != NOT_FOUND:
                raise


def _taped(recording: Any) -> Taped:
    """Of one that has no length yet Twilio tells none, or `-1`."""
    seconds = int(recording.duration or -1)
    of_talk = str(recording.source) == "StartCallRecordingAPI"
    return Taped(sid_of(recording), str(recording.status), seconds if seconds >= 0 else None, of_talk)
