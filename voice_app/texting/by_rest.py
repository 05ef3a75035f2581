"""Texts by the carrier's REST: one is sent, and those that came in are read again.

Part of `telephony`, for workers. Deliberately sends nothing a second time, and knows no promise.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from twilio.rest import Client

from voice_app.carrier_errors import named_errors, sid_of
from voice_app.ledger.ids import MessageSid

LARGEST_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class TextOnRecord:
    """A text that came in, as the carrier lists it; it keeps the words, too."""

    sid: MessageSid
    sender: str = field(repr=False)
    body: str = field(repr=False)
    at: datetime


class Texting(Protocol):
    """What the house asks of a carrier about texts. Every method raises `TelephonyError` and nothing else."""

    def send_text(self, to: str, body: str) -> str:
        """Send a text from the line's sender; the message's SID."""
        ...

    def texted_since(self, since: datetime) -> list[TextOnRecord]:
        """The texts that came in to the line's numbers since then, in no order."""
        ...


class TwilioTexting:
    """The protocol above over Twilio's official SDK."""

    _twilio: Client
    _number: str
    _text_sender: str | None

    def send_text(self, to: str, body: str) -> str:
        with named_errors("send_text"):
            message = self._twilio.messages.create(to=to, from_=self._text_sender, body=body)
            return sid_of(message)

    def texted_since(self, since: datetime) -> list[TextOnRecord]:
        numbers = dict.fromkeys(number for number in (self._text_sender, self._number) if number)
        with named_errors("texted_since"):
            return [text for number in numbers for text in self._texted_to(number, since)]

    def _texted_to(self, number: str, since: datetime) -> list[TextOnRecord]:
        """The list filters by day only, and comes in pages, all of which the SDK reads."""
        day = since.replace(hour=0, minute=0, second=0, microsecond=0)
        listed = self._twilio.messages.list(to=number, date_sent_after=day, page_size=LARGEST_PAGE)
        theirs = [_on_record(message) for message in listed if str(message.direction) == "inbound"]
        return [text for text in theirs if text.at >= since]


def _on_record(message: Any) -> TextOnRecord:
    """Of a text that came in, both dates are when it did; the one by which the list filters may be missing in it."""
    at = message.date_sent or message.date_created
    return TextOnRecord(MessageSid(sid_of(message)), str(message.from_ or ""), str(message.body or ""), at)
