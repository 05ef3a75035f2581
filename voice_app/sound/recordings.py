"""What was recorded, to be heard: the one request that the web process ever makes of anybody.

Its address is made of the configured API and a sid that looks like one, never of anything that a hook said: whoever
could name the address would get our credentials sent there. Redirects are not followed, for the same reason. Not
through the SDK, which costs every web process 19 MB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from voice_app.ledger import RecordingSid
from voice_app.settings import Settings

TWILIO = "https://api.twilio.com"
PATIENCE: Final = timedelta(seconds=10)
"""For the connection, and for each piece of the answer."""
LARGEST: Final = 20 * 1024 * 1024
"""Bytes, of a message; two minutes of Twilio's WAV are 2 MB."""
A_SECOND: Final = 2 * 2 * 8000
"""Bytes of a talk: two channels of 16 bits, 8 kHz."""
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


@dataclass(frozen=True, slots=True)
class Sound:
    """What the carrier gives: a WAV file piece by piece. `length`: in bytes; None where the carrier does not say."""

    pieces: Iterator[bytes]
    length: int | None


def hear(settings: Settings, sid: RecordingSid) -> Iterator[bytes]:
    """The pieces of `listen`, of a message."""
    return listen(settings, sid).pieces


def listen(settings: Settings, sid: RecordingSid, most: int | None = None) -> Sound:
    """The recording as WAV, once the carrier has begun to give it. Raises NotHeard, here for what is known at once,
    from the iterator where the sound breaks off or is longer than `most` bytes: by default what a message can have."""
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

    most = LARGEST if most is None else most

    def pieces() -> Iterator[bytes]:
        heard = 0
        with answer:
            try:
                for piece in answer.iter_content(PIECE):
                    heard += len(piece)
                    if heard > most:
                        raise NotHeard(f"more than {most} bytes")
                    yield piece
            except requests.RequestException as error:
                raise NotHeard(f"broke off: {type(error).__name__}") from error

    told = answer.headers.get("Content-Length", "")
    is_plain = "Content-Encoding" not in answer.headers
    return Sound(pieces(), int(told) if is_plain and told.isdecimal() else None)


def part(pieces: Iterator[bytes], first: int, after: int) -> Iterator[bytes]:
    """The bytes from `first` to before `after`: what a player that jumps asks for. What stands before is thrown away,
    since not every carrier can be asked for a part."""
    at = 0
    for piece in pieces:
        yield piece[max(first - at, 0) : max(after - at, 0)]
        at += len(piece)
        if at >= after:
            return
