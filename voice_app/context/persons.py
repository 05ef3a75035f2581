"""Who is at the other end, as far as the number tells: how that is known, and what was said before.

A number that many people share tells nothing of the one who calls now. Deliberately knows no conversation.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from routing.skills import CallSid
from voice_app.context.shown import Contact, Known
from voice_app.ledger import contacts
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

CONTACTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Person:
    """What an agent may be told of whoever this number belongs to."""

    known: Known
    contacts: tuple[Contact, ...] = ()


NOBODY_IN_PARTICULAR = Person("no_number")


def of_phone(
    ledger: Connection, house: Runtime, phone: Phone | None, before: datetime, besides: CallSid | None
) -> Person:
    """The person behind this number, as known `before` the conversation on the leg `besides` began."""
    if phone is None:
        return NOBODY_IN_PARTICULAR
    if house.line.is_shared(phone):
        return Person("shared")
    since = before - house.line.privacy.keep_personal_data
    found = contacts.last(ledger, phone, since, before, besides=besides, most=CONTACTS_SHOWN)
    earlier = tuple(map(_shown, found))
    return Person("recognised" if earlier else "new", earlier)


def _shown(contact: contacts.Contact) -> Contact:
    return Contact(
        at=contact.at,
        kind=contact.kind,
        need=contact.need,
        agent_name=contact.agent_name,
        disposition=contact.disposition,
        note=contact.note,
    )
