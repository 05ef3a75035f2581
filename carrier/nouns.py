"""Whom a <Dial> rings: its nouns, read and checked, and the number they are shown.

Sources: Twilio's pages on <Number>, <Sip>, <Client>, and of the errors 13214, 13223, 21227 and 21228.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from carrier.calls import Subscription
from carrier.kinds import SIP_HEADER_KINDS
from carrier.player import Player
from carrier.twiml import NOT_VALID, TwimlError, Verb

INVALID_CALLER_ID = 13214
INVALID_NUMBER = 13223
SIP_HEADERS_TOO_LONG = 21227
INVALID_SIP_HEADER = 21228

E164 = re.compile(r"\+[1-9]\d{6,14}")
MAX_NOUNS = 10
MAX_SIP_URI = 255
MAX_SIP_HEADERS = 1024
MAX_IDENTITY = 256


@dataclass(frozen=True, slots=True)
class Noun:
    """One phone to ring. `details` are what its device is shown: SIP headers, client parameters."""

    to: str
    url: str = ""
    method: str = "POST"
    subscription: Subscription | None = None
    send_digits: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.to.startswith("+")


def read_nouns(player: Player, verb: Verb) -> list[Noun]:
    """The phones of a <Dial>; text without a noun is a number. Raises TwimlError."""
    written = verb.children or [Verb("Number", text=verb.text, line=verb.line)]
    if verb.children and verb.text.strip():
        raise TwimlError(NOT_VALID, f"<Dial> in line {verb.line}: a number beside nouns")
    if len(written) > MAX_NOUNS:
        raise TwimlError(NOT_VALID, f"<Dial> in line {verb.line}: more than {MAX_NOUNS} nouns")
    return [_read_noun(player, noun) for noun in written]


def _read_noun(player: Player, verb: Verb) -> Noun:
    to, details = _READERS[verb.name](verb)
    return Noun(
        to=to,
        url=player.resolve(verb.get("url")) if verb.get("url") else "",
        method=verb.get("method", "POST"),
        subscription=_subscription(player, verb),
        send_digits=verb.get("sendDigits"),
        details=details,
    )


def _subscription(player: Player, verb: Verb) -> Subscription | None:
    if not verb.get("statusCallback"):
        return None
    events = frozenset(verb.get("statusCallbackEvent", "completed").split())
    url = player.resolve(verb.get("statusCallback"))
    return Subscription(url, verb.get("statusCallbackMethod", "POST"), events)


def _read_number(verb: Verb) -> tuple[str, dict[str, str]]:
    number = re.sub(r"[\s().-]", "", verb.text)
    if not E164.fullmatch(number):
        raise TwimlError(INVALID_NUMBER, f"<Number> in line {verb.line}: {verb.text.strip()!r} is not E.164")
    return number, {}


def _read_sip(verb: Verb) -> tuple[str, dict[str, str]]:
    uri, _, headers = verb.text.strip().partition("?")
    if not re.fullmatch(r"sips?:[^@\s]+@\S+", uri) or len(uri) >= MAX_SIP_URI:
        raise TwimlError(INVALID_NUMBER, f"<Sip> in line {verb.line}: {uri!r} is not a SIP URI")
    if len(headers) >= MAX_SIP_HEADERS:
        raise TwimlError(SIP_HEADERS_TOO_LONG, f"<Sip> in line {verb.line}: {len(headers)} characters of headers")
    details = dict(parse_qsl(headers, keep_blank_values=True))
    for name in details:
        if not name.startswith(SIP_HEADER_KINDS) or not re.fullmatch(r"[A-Za-z0-9-]+", name):
            raise TwimlError(INVALID_SIP_HEADER, f"<Sip> in line {verb.line}: header {name!r}")
    return uri, details


def _read_client(verb: Verb) -> tuple[str, dict[str, str]]:
    """The identity stands in the text, or in <Identity> when there are parameters too."""
    named = [child.text.strip() for child in verb.children if child.name == "Identity"]
    identity = named[0] if named else verb.text.strip()
    if not identity or len(identity) > MAX_IDENTITY:
        raise TwimlError(NOT_VALID, f"<Client> in line {verb.line}: an identity of 1 to {MAX_IDENTITY} characters")
    parameters = [child for child in verb.children if child.name == "Parameter"]
    return f"client:{identity}", {each.get("name"): each.get("value") for each in parameters}


_READERS = {"Number": _read_number, "Sip": _read_sip, "Client": _read_client}


def caller_id(player: Player, verb: Verb, nouns: list[Noun]) -> str | None:
    """What the phones are shown; None, with a complaint, when a number may not be shown to them (13214).

    Numbers may be shown the call's own From or To and numbers of the account; clients and SIP anything.
    """
    call, exchange = player.call, player.exchange
    shown = verb.get("callerId") or call.from_
    allowed = {call.from_, call.to, *exchange.numbers}
    if any(noun.is_number for noun in nouns) and not (E164.fullmatch(shown) and shown in allowed):
        exchange.complain(INVALID_CALLER_ID, f"<Dial> in line {verb.line}: callerId {shown!r}", call.sid)
        return None
    return shown
