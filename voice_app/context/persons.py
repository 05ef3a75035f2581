"""Who is at the other end, as far as the number tells: how that is known, which customer it is, what was said before.

A number that many people share tells nothing of the one who calls now. Deliberately knows no conversation.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from routing.skills import CallSid
from voice_app.context.shown import Contact, CustomerShown, Known
from voice_app.customers import directory
from voice_app.ledger import contacts
from voice_app.ledger.customers import Customer
from voice_app.line import Line
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

CONTACTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Person:
    """What an agent may be told of whoever this number belongs to. `customer`: the only one with this phone; `one_of`:
    those who have it, where they are several."""

    known: Known
    contacts: tuple[Contact, ...] = ()
    customer: CustomerShown | None = None
    one_of: tuple[CustomerShown, ...] = ()

    @property
    def name(self) -> str | None:
        return self.customer.name if self.customer else None


NOBODY_IN_PARTICULAR = Person("no_number")


def of_phone(
    ledger: Connection,
    house: Runtime,
    phone: Phone | None,
    before: datetime,
    leg: CallSid | None,
    *,
    is_verified: bool = False,
) -> Person:
    """The person behind this number, as known `before` the conversation on the person's own `leg` began.
    `is_verified`: a code was confirmed in that conversation."""
    if phone is None:
        return NOBODY_IN_PARTICULAR
    if house.line.is_shared(phone):
        return Person("shared")
    since = before - house.line.privacy.keep_personal_data
    found = contacts.last(ledger, phone, since, before, besides=leg, most=CONTACTS_SHOWN)
    who = tuple(shown(house.line, customer) for customer in directory.of_phone(ledger, house.line, phone))
    return Person(
        known=_known(is_verified, bool(found or who)),
        contacts=tuple(map(_contact, found)),
        customer=who[0] if len(who) == 1 else None,
        one_of=who if len(who) > 1 else (),
    )


def _known(is_verified: bool, is_recognised: bool) -> Known:
    if is_verified:
        return "verified"
    return "recognised" if is_recognised else "new"


def shown(line: Line, customer: Customer) -> CustomerShown:
    """A customer as an agent may see one."""
    return CustomerShown(
        id=customer.id, name=customer.name, details=dict(customer.details), link=directory.link_to(line, customer)
    )


def _contact(contact: contacts.Contact) -> Contact:
    return Contact(
        at=contact.at,
        kind=contact.kind,
        need=contact.need,
        agent_name=contact.agent_name,
        disposition=contact.disposition,
        note=contact.note,
        is_resolved=contact.is_resolved,
        is_verified=contact.is_verified,
    )
