"""Messages by the API: heard, and told on the promise's timeline that they were."""

import structlog
from pydantic import RootModel

from voice_app import recordings as sound
from voice_app.api.endpoint import Answer, Asked, Endpoint, Sound
from voice_app.api.problems import Refusal, not_found
from voice_app.api.values import Nothing
from voice_app.ledger import RecordingSid, recordings
from voice_app.recordings import NotHeard

WAV = "audio/x-wav"

log = structlog.get_logger()


class Wav(RootModel[bytes]):
    """A WAV file."""


def hear_recording(asked: Asked[Nothing]) -> Answer:
    """Only what the ledger knows, and only after its timeline knows who asked."""
    house = asked.house
    with house.ledger.read() as ledger:
        message = recordings.get(ledger, RecordingSid(asked.id))
    if message is None or message.deleted_at is not None:
        raise not_found("recording")
    try:
        pieces = sound.hear(house.settings, message.sid)
    except NotHeard as error:
        log.warning("recording.not_heard", recording=message.sid, error=str(error))
        raise _missing(error) from None
    with house.ledger.write() as ledger:
        recordings.listened(ledger, message, "api", asked.now)
    return Sound(pieces, WAV), 200


def _missing(error: NotHeard) -> Refusal:
    if error.is_gone:
        return Refusal(404, "not_at_carrier", "The carrier has no such recording, or has not finished it yet.")
    return Refusal(502, "carrier_silent", "The carrier did not give the recording. Ask again later.")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/recordings/{id}",
        "Hear a message.",
        hear_recording,
        Nothing,
        Wav,
        {200: "The sound, at most 20 MiB."},
        {502: "The carrier did not give it."},
        id_means="The `recording_sid` of a matter.",
        more="Who left it was told that it is recorded. That it was heard goes on the promise's timeline.",
        media=WAV,
    ),
)
