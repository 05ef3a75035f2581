"""Whose phone it is, as far as the firm has told us: by its list, else by what its program said when it was asked.

Reads only, and asks nobody. Deliberately chooses nobody: a phone that several customers have names each of them.
"""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote

from sqlalchemy import Connection

from voice_app.customers.limits import MADE_UP, MOST_WITH_ONE_PHONE
from voice_app.ledger import customers, look_ups
from voice_app.ledger.customers import Customer
from voice_app.line import Line
from voice_app.line.customers import ID
from voice_app.numbers import Phone


def of_phone(ledger: Connection, line: Line, phone: Phone | None) -> Sequence[Customer]:
    """Those whose phone it is; nobody of a number that many people share, and nobody of one that too many have."""
    if phone is None or line.is_shared(phone):
        return ()
    listed = customers.of_phone(ledger, phone, MOST_WITH_ONE_PHONE + 1)
    if not listed and line.customers.lookup_url is not None and (asked := look_ups.get(ledger, phone)):
        listed = asked.found
    return listed if len(listed) <= MOST_WITH_ONE_PHONE else ()


def names_of(ledger: Connection, line: Line, phones: Collection[Phone]) -> Mapping[Phone, str]:
    """The name of whoever has each of these phones, where it is one alone; in two looks, for a list."""
    asked = [phone for phone in phones if not line.is_shared(phone)]
    found = dict(customers.names_of(ledger, asked))
    if line.customers.lookup_url is not None:
        found = {**look_ups.names_of(ledger, [phone for phone in asked if phone not in found]), **found}
    return {phone: names[0] for phone, names in found.items() if len(names) == 1}


def language_of(ledger: Connection, line: Line, phone: Phone) -> str | None:
    """The one language in which all whose phone it is want to be spoken to."""
    languages = {customer.language for customer in of_phone(ledger, line, phone)}
    return languages.pop() if len(languages) == 1 else None


def link_to(line: Line, customer: Customer) -> str | None:
    """Where the firm's own records of this customer are opened. Not for an id that a browser would take for a way
    through its folders."""
    if line.customers.link is None or customer.id.strip(".") == "" or customer.id.startswith(MADE_UP):
        return None
    return line.customers.link.replace(ID, quote(customer.id, safe=""))
