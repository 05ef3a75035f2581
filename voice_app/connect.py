"""`python -m voice_app connect`: point the webhooks of the Twilio number at PUBLIC_BASE_URL.

Looks first (does the service answer there, and does it take our signature for Twilio's?), shows what would change,
asks, does it, and reads it back. Deliberately buys no number and changes no setting that it has not shown.
"""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import requests
from werkzeug.datastructures import MultiDict

from voice_app.carrier_errors import TelephonyError
from voice_app.line import Line
from voice_app.settings import Settings
from voice_app.signature import sign
from voice_app.telephony import NumberSetup, Telephony

ANSWERS_WITHIN = 10.0
"""Seconds. Twilio itself gives up connecting after 5 and waiting after 15."""

LOCAL_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test")
"""Names that mean something inside one network only."""


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event on a number: what the console calls it, where it goes now or then, by which method."""

    name: str
    url: str
    method: str
    path: str


EVENTS = (
    Event("A call comes in", "voice_url", "voice_method", "/voice/answer"),
    Event("Primary handler fails", "voice_fallback_url", "voice_fallback_method", "/voice/fallback"),
    Event("Call status changes", "status_callback", "status_callback_method", "/voice/status"),
    Event("A message comes in", "sms_url", "sms_method", "/sms/answer"),
)
"""`url` and `method` are Twilio's names of the settings; `path` is our answer to it."""

REMEDIES: Final[Mapping[int, str]] = {
    20003: "Twilio does not accept these credentials. Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with the first "
    "page of the console, and unset TWILIO_REGION and TWILIO_EDGE, which silently lead to another host.",
    20005: "The account is not active. The console says why.",
    20008: "These are test credentials, which own no number. Use the live ones of the console.",
    20404: "Twilio knows no such account or number. Compare TWILIO_ACCOUNT_SID with the console, and look there "
    "whether the number is still yours.",
    20429: "Twilio is asked too much at this moment. Try again in a minute.",
}
"""By Twilio's error codes: their texts vary, the codes do not."""

NO_ANSWER = frozenset({*range(500, 600), *range(20500, 20600)})
"""Codes of Twilio's own failures, and the status where a page came without one: what happened is not known."""


class CannotConnect(Exception):
    """What stands in the way and what to do about it, in sentences for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The person: `tell` them a line, learn whether they agree to a question."""

    tell: Callable[[str], None]
    agrees: Callable[[str], bool]


def connect(settings: Settings, line: Line, carrier: Telephony, terminal: Terminal, *, look: bool = True) -> None:
    """The whole conversation. `look`: ask our own service at PUBLIC_BASE_URL first. Raises CannotConnect."""
    present = _asked(carrier.number_setup, line)
    terminal.tell(f"{line.name}, {line.number}, of account {settings.twilio_account_sid}\n")
    for doubt in doubts(settings):
        terminal.tell(f"warning: {doubt}\n")
    if look:
        look_at_ourselves(settings)
        terminal.tell(f"The service answers at {settings.public_base_url} and recognises what Twilio signs.\n")
    wanted = NumberSetup(present.sid, {**present.webhooks, **webhooks(settings.public_base_url)})
    terminal.tell("\n".join(_compared(present.webhooks, wanted.webhooks)))
    if line.text.sender not in (None, line.number):
        terminal.tell(
            f"Texts come in at another number: point {line.text.sender} to POST {wanted.webhooks['sms_url']}\n"
        )
    if present == wanted:
        terminal.tell("Nothing to change: the number is connected.")
        return
    if not terminal.agrees("Change it so?"):
        raise CannotConnect("Nothing was changed.")
    _asked(lambda: carrier.set_up_number(wanted), line)
    _verify(_asked(carrier.number_setup, line), wanted)
    terminal.tell(f"\nConnected, and read back from Twilio. Dial {line.number}.")


def webhooks(base_url: str) -> dict[str, str]:
    """Where the events of the number are to go, by Twilio's names of the settings."""
    urls = {event.url: base_url + event.path for event in EVENTS}
    return urls | {event.method: "POST" for event in EVENTS}


# ── before anything is changed ──────────────────────────────────────────────────────────────────────────────────────


def doubts(settings: Settings) -> Iterator[str]:
    """Why Twilio might not reach PUBLIC_BASE_URL, or ought not to be let there. None with the stand-in carrier."""
    if settings.twilio_api_base_url is not None:
        return
    base = urlsplit(settings.public_base_url)
    if not _is_public(base.hostname or ""):
        yield (
            f"PUBLIC_BASE_URL is {settings.public_base_url}, which means nothing outside this network: Twilio will not "
            "reach it. Use the address of your tunnel or proxy."
        )
    if base.scheme == "http":
        yield "PUBLIC_BASE_URL is http: whatever callers key in crosses the network in the clear. Use https."


def look_at_ourselves(settings: Settings) -> None:
    """Ask the running service at PUBLIC_BASE_URL, from here, what Twilio will ask it. Raises CannotConnect.

    The second question is a status hook of no known call, signed as Twilio signs: the service answers 204 and writes
    nothing. It is refused where the service runs with another token or another PUBLIC_BASE_URL than this command,
    which is what most often goes wrong behind a proxy.
    """
    base = settings.public_base_url
    lives = _visit("GET", f"{base}/healthz")
    if lives.status_code != HTTPStatus.OK or _status_in(lives) != "alive":
        raise CannotConnect(
            f"Something answers at {base}/healthz with {lives.status_code}, but it is not this service. "
            "Does the tunnel or proxy lead to the port of `web`?"
        )
    url = f"{base}/voice/status"
    form = {"AccountSid": settings.twilio_account_sid or "", "CallStatus": "ringing", "CallSid": "connect"}
    signature = sign(url, MultiDict(form), settings.tokens[0])
    told = _visit("POST", url, form, {"X-Twilio-Signature": signature})
    if told.status_code != HTTPStatus.NO_CONTENT:
        raise CannotConnect(
            f"The service at {base} answers a hook that is signed as Twilio signs with {told.status_code}, not 204: "
            "every call would fail. Start it with the same PUBLIC_BASE_URL and TWILIO_AUTH_TOKEN as this command, and "
            "let the proxy pass path and query on unchanged."
        )


def _visit(
    method: str, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> requests.Response:
    try:
        return requests.request(method, url, data=form, headers=headers, timeout=ANSWERS_WITHIN, allow_redirects=False)
    except requests.RequestException as error:
        raise CannotConnect(
            f"Nobody answers at {url} ({type(error).__name__}). Start the service, and the tunnel or proxy in front of "
            "it. Where only Twilio can reach it and this machine cannot: --no-look."
        ) from error


def _status_in(answer: requests.Response) -> object:
    try:
        body = answer.json()
    except requests.JSONDecodeError:
        return None
    return body.get("status") if isinstance(body, dict) else None


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:  # a name
        return "." in host and not host.endswith(LOCAL_NAMES)


# ── the change ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(present: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    """Each event with where it goes now and will go; what belonged to something else is said to be replaced."""
    for event in EVENTS:
        now, then = (f"{them[event.method]} {them[event.url]}" for them in (present, wanted))
        yield f"  {event.name} ({event.url}, {event.method})"
        if now == then:
            yield f"      stays  {now}"
        elif present[event.url]:
            yield f"      now    {now}"
            yield f"      then   {then}{_replaces(present[event.url], wanted[event.url])}"
        else:
            yield "      now    nothing"
            yield f"      then   {then}"
    yield ""


def _replaces(present: str, wanted: str) -> str:
    before, after = urlsplit(present), urlsplit(wanted)
    return "" if before[:2] == after[:2] else f"\n             (what {before.hostname or present} did with it ends)"


def _verify(read_back: NumberSetup, wanted: NumberSetup) -> None:
    differing = [name for name in wanted.webhooks if read_back.webhooks.get(name) != wanted.webhooks[name]]
    if differing:
        raise CannotConnect(
            f"Twilio took the change and still shows something else in {', '.join(differing)}. "
            "Somebody else may be changing this number: look at it in the console, then run connect again."
        )


def _asked(question: Callable[[], NumberSetup], line: Line) -> NumberSetup:
    try:
        return question()
    except TelephonyError as error:
        raise CannotConnect(_in_plain_words(error, line)) from error


def _in_plain_words(error: TelephonyError, line: Line) -> str:
    code = error.code
    if code is not None and code in REMEDIES:
        return f"{REMEDIES[code]} ({error}, code {code})"
    if code is None and error.permanent:
        return (
            f"The account owns no number {line.number}. Buy it in the console, or correct line.number in the line file."
        )
    if code is not None and code not in NO_ANSWER:
        return f"Twilio refuses ({error}, code {code}): see https://www.twilio.com/docs/api/errors/{code}"
    if error.safe_to_repeat:
        return f"Twilio cannot be reached ({error}). Look at this machine's network and at TWILIO_API_BASE_URL."
    return f"Twilio gave no answer that says what it did ({error}). Run connect again: it shows how things stand."
