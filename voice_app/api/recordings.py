"""Recordings by the API, of talks and of messages: heard, and told on their record that they were."""

import structlog
from pydantic import RootModel

from voice_app.api.endpoint import Answer, Asked, Endpoint, Sound
from voice_app.api.problems import Refusal, not_found
from voice_app.api.values import Nothing
from voice_app.sound import hearing
from voice_app.sound.recordings import NotHeard

WAV = "audio/x-wav"

log = structlog.get_logger()


class Wav(RootModel[bytes]):
    """A WAV file."""


def hear_recording(asked: Asked[Nothing]) -> Answer:
    """Only what the ledger knows, and only after its record knows who asked."""
    found = hearing.find(asked.house, asked.id)
    if found is None:
        raise not_found("recording")
    try:
        sound = hearing.play(asked.house, found, "api", asked.now)
    except NotHeard as error:
        log.warning("recording.not_heard", recording=found.sid, error=str(error))
        raise _missing(error) from None
    return Sound(sound.pieces, WAV), 200


def _missing(error: NotHeard) -> Refusal:
    if error.is_gone:
        return Refusal(404, "not_at_carrier", "The carrier has no such recording, or has not finished it yet.")
    return Refusal(502, "carrier_silent", "The carrier did not give the recording. Ask again later.")


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/recordings/{id}",
        "Hear a message, or a talk.",
        hear_recording,
        Nothing,
        Wav,
        {200: "The sound; of a message at most 20 MiB."},
        {502: "The carrier did not give it."},
        id_means="The `recording_sid` of a matter, or the id of a talk's recording.",
        more="Who left a message was told that it is recorded, and who talked agreed to it. That it was heard goes on "
        "record, once in ten minutes.",
        media=WAV,
    ),
)
