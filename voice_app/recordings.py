"""What was recorded, to be heard: the one request that the web process ever makes of anybody.

Its address is made of the configured API and a sid that looks like one, never of anything that a hook said: whoever
could name the address would get our credentials sent there. Redirects are not followed, for the same reason. Not
through the SDK, which costs every web process 19 MB.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from voice_app.ledger import RecordingSid
from voice_app.settings import Settings

TWILIO = "https://api.twilio.com"
PATIENCE: Final = timedelta(seconds=10)
"""For the connection, and for each piece of the answer."""
LARGEST: Final = 20 * 1024 * 1024
"""Bytes; two minutes of Twilio's WAV are 2 MB."""
PIECE: Final = 64 * 1024

OK, NOT_FOUND = 200, 404
_A_SID = re.compile(r"RE[0-9a-f]{32}")


class NotHeard(Exception):
    """The carrier did not give it. `is_gone`: it has no such recording, or none that is ready."""

    def __init__(self, what: str, *, is_gone: bool = False) -> None:
        super().__init__(what)
        self.is_gone = is_gone


def url_of(settings: Settings, sid: RecordingSid) -> str:
    """Where this recording can be heard. ValueError: it is no sid of a recording."""
    if not _A_SID.fullmatch(sid):
        raise ValueError("no sid of a recording")
    base = (settings.twilio_api_base_url or TWILIO).rstrip("/")
    return f"{base}/2010-04-01/Accounts/{settings.twilio_account_sid}/Recordings/{sid}.wav"


def hear(settings: Settings, sid: RecordingSid) -> Iterator[bytes]:
    """The recording as WAV, piece by piece, once the carrier has begun to give it. Raises NotHeard, here for what is
    known at once, from the iterator where the sound breaks off."""
    import requests  # noqa: PLC0415 - 10 MB and 80 ms, which no call has to wait for

    try:
        answer = requests.get(
            url_of(settings, sid),
            auth=(settings.twilio_account_sid or "", settings.tokens[0]),
            timeout=PATIENCE.total_seconds(),
            allow_redirects=False,
            stream=True,
        )
    except requests.RequestException as error:
        raise NotHeard(f"no answer: {type(error).__name__}") from error
    if answer.status_code != OK:
        answer.close()
        raise NotHeard(f"answered {answer.status_code}", is_gone=answer.status_code == NOT_FOUND)

    def pieces() -> Iterator[bytes]:
        heard = 0
        with answer:
            try:
                for piece in answer.iter_content(PIECE):
                    heard += len(piece)
                    if heard > LARGEST:
                        raise NotHeard(f"more than {LARGEST} bytes")
                    yield piece
            except requests.RequestException as error:
                raise NotHeard(f"broke off: {type(error).__name__}") from error

    return pieces()
