"""The line file's table of the daily digest: when it leaves, to whom, in which language, and whether with people's own
words.

Deliberately sends nothing and words nothing.
"""

import re
from collections.abc import Iterator
from datetime import time
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator

from voice_app.finding import Finding, warning
from voice_app.line.section import Section
from voice_app.line.sections import Alarms, Switch
from voice_app.line.values import Different, EmailAddress, SpokenLanguage
from voice_app.mistakes import wrong
from voice_app.settings import Settings


def _read_clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", value) if isinstance(value, str) else None
    if match is None:
        raise wrong(f"{value!r} is no time of day", 'Write it like "07:00"')
    return time(int(match[1]), int(match[2]))


ClockTime = Annotated[
    time, PlainValidator(_read_clock), PlainSerializer(lambda clock: f"{clock:%H:%M}", return_type=str)
]


class Digest(Section):
    """The day before, by e-mail. `at`: by the line's clock. `to`: nobody where it is empty; sent from `alarms.sender`.
    `language`: unset, the line's first. `own_words`: whether what people said themselves leaves the house with it,
    their numbers and addresses masked; else it is on the page alone."""

    at: ClockTime = Field(default=time(7, 0))
    to: Annotated[tuple[EmailAddress, ...], Different] = ()
    language: SpokenLanguage | None = None
    own_words: Switch = False


def of_digest(digest: Digest, alarms: Alarms, settings: Settings) -> Iterator[Finding]:
    """What cannot work, or will surprise somebody."""
    if digest.to and (settings.smtp_url is None or alarms.sender is None):
        what = "no e-mail can leave without SMTP_URL and alarms.sender"
        yield warning("digest.to", what, "Set the mail server, and the address that the line writes from")
    if digest.to and digest.own_words:
        what = "what callers said themselves leaves the house by e-mail, and no erasure reaches it there"
        yield warning("digest.own_words", what, "Leave it out: the words are on the page, to which the letter leads")
    if digest.own_words and not digest.to:
        yield warning("digest.own_words", "the digest is sent to nobody", "Name an address in digest.to")
