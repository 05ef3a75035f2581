"""What a person is told by text: queued beside what it tells of, in the same transaction.

Only where the line has a sender, and only to a phone that the person called from, never to a typed one; and not
without end to one range of numbers. Sending is the workers'.
"""

from datetime import datetime

from sqlalchemy import Connection

from flows import spoken
from flows.phrases import phrase, version
from routing.skills import CallSid, PromiseId, ReservationId
from voice_app import caps, numbers
from voice_app.ledger import TextId, texts
from voice_app.ledger.promise import Promise
from voice_app.ledger.timeline import tell
from voice_app.numbers import Phone
from voice_app.runtime import Runtime
from voice_app.spoken_promise import promised


def confirmation(promise: PromiseId, talk: CallSid | ReservationId) -> TextId:
    """The id of the text that confirms to a caller what was promised in this call, or by an agent in this talk: there
    is one."""
    return TextId(f"{promise}-{talk}")


def text_about(
    ledger: Connection,
    house: Runtime,
    promise: Promise,
    key: str,
    now: datetime,
    *,
    text: TextId | None = None,
    **said: object,
) -> bool:
    """Queue the text `key` of the phrases about this promise, where a text may be sent at all; says whether it is.

    `text`: its id, where the same text must not be queued twice.
    """
    if house.line.text.sender is None or not promise.may_text or promise.needs_approval or promise.phone is None:
        return False
    text = text or TextId(house.new_id())
    if texts.is_queued(ledger, text):
        return False
    if not caps.may_text(ledger, house, promise.phone, key, now):
        tell(ledger, promise.id, "text_held_back", now, phrase=key, because=caps.PREFIX_CAP)
        return False
    told = promised(house, promise, promise.phone, now)
    tongue = house.terms.tongue(promise.language, promise.phone)
    body = phrase(
        tongue,
        key,
        name=house.line.name,
        line=numbers.read_back(house.line.number, house.line.region),
        emergency=house.line.emergency_number,
        time=spoken.due_in_writing(told, now, house.line.timezone, tongue),
        **said,
    )
    is_new = texts.queue(ledger, text, promise.phone, key, body, now=now, promise_id=promise.id)
    if is_new:
        tell(ledger, promise.id, "text_queued", now, phrase=key, text=text, words=version)
    return is_new


def text_to(
    ledger: Connection,
    house: Runtime,
    phone: Phone,
    key: str,
    now: datetime,
    *,
    language: str,
    text: TextId | None = None,
) -> bool:
    """Queue a text to somebody to whom nothing is owed. Whether this person may be texted is the caller's to know.

    `text`: its id, where the same text must not be queued twice.
    """
    if house.line.text.sender is None or not caps.may_text(ledger, house, phone, key, now):
        return False
    number = numbers.read_back(house.line.number, house.line.region)
    body = phrase(house.terms.tongue(language, phone), key, name=house.line.name, line=number)
    return texts.queue(ledger, text or TextId(house.new_id()), phone, key, body, now=now)
