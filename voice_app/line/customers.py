"""The line file's table of customers: where the firm's records of them are opened, and who is asked whose phone it is.

Deliberately asks nobody whether there is such an address: `check` runs where that may not be reached.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, PlainSerializer, PlainValidator

from voice_app.finding import Finding, warning
from voice_app.line.section import Section
from voice_app.line.values import Duration
from voice_app.mistakes import wrong
from voice_app.settings import Settings

ID: Final = "{id}"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
LONGEST_LOOK_UP: Final = timedelta(seconds=5)
"""Of a later answer nobody has any good: the agent talks already."""
A_MILLISECOND: Final = timedelta(milliseconds=1)


def _read_address(value: Any) -> str:
    """Over the network these go encrypted or not at all: there are names and numbers of people in them."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except (ValueError, AttributeError, TypeError):
        raise wrong("this is no address", 'Write it like "https://crm.example.org/…"') from None
    if not host or parts.scheme not in ("https", "http") or parts.username or re.search(r"[\s\x00-\x1f\\]", value):
        raise wrong(f"{value!r} is no address that could be used here", 'Write it like "https://crm.example.org/…"')
    if parts.scheme == "http" and host not in LOOPBACK:
        raise wrong("whoever listens on the way could read along", "Use https")
    return str(value)


def _read_link(value: str) -> str:
    parts = urlsplit(value)
    if "{" in parts.netloc or re.search(r"[{}]", value.replace(ID, "")):
        raise wrong("only {id} may stand in braces, and behind the host", 'Write it like "https://crm.example/c/{id}"')
    return value


def _read_look_up(value: str) -> str:
    if re.search(r"[{}]", value) or urlsplit(value).fragment:
        raise wrong("the phone is no part of the address: it is posted", "Write the address alone")
    return value


def _read_moment(value: Any) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,5})(ms|s)", value) if isinstance(value, str) else None
    length = int(match[1]) * (A_MILLISECOND if match[2] == "ms" else timedelta(seconds=1)) if match else timedelta()
    if not timedelta() < length <= LONGEST_LOOK_UP:
        raise wrong("this is no time up to five seconds", 'Write it like "1500ms" or "2s"')
    return length


def _write_moment(length: timedelta) -> str:
    return f"{length // A_MILLISECOND}ms"


Address = Annotated[str, PlainValidator(_read_address)]
LinkTemplate = Annotated[Address, AfterValidator(_read_link)]
LookUpAddress = Annotated[Address, AfterValidator(_read_look_up)]
Moment = Annotated[timedelta, PlainValidator(_read_moment), PlainSerializer(_write_moment, return_type=str)]


class Customers(Section):
    """`link` opens the firm's own records of the customer whose id stands for `{id}`. `lookup_url` is asked whose phone
    it is, for `lookup_within` at most; its answer is good for `lookup_lasts`."""

    link: LinkTemplate | None = None
    lookup_url: LookUpAddress | None = None
    lookup_within: Moment = timedelta(milliseconds=1500)
    lookup_lasts: Duration = timedelta(hours=24)


def of_customers(customers: Customers, settings: Settings) -> Iterator[Finding]:
    """What cannot work, or will surprise somebody."""
    if customers.link is not None and ID not in customers.link:
        what = "it opens the same page for every customer"
        yield warning("customers.link", what, "Write {id} where the customer's own id belongs")
    if customers.lookup_url is not None and settings.customers_token is None:
        what = "it is asked without CUSTOMERS_TOKEN, so whoever finds it may ask whose phone a number is"
        yield warning("customers.lookup_url", what, "Make one, and have the program ask for it: openssl rand -hex 32")
    if customers.lookup_url is None and settings.customers_token is not None:
        yield warning("CUSTOMERS_TOKEN", "nobody is asked with it", "Set customers.lookup_url, or unset it")
