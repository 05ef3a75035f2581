"""Which browsers are registered as whose phone, and what each of them does with a call.

All softphones of an identity ring, and the first to answer has the call. When one declines, the others stop ringing,
too (twilio-voice.js #435), and the call was busy; an identity that is registered nowhere is `no-answer` at once
(voice-quickstart-server-node #19). Decides nothing about who may register: `tokens` does.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from carrier.behaviours import AT_ONCE, SIP_DECLINE
from carrier.calls import FINAL, Call
from carrier.events import CallEvent, Event, LegCreated, StatusChanged
from carrier.phones import Phones
from carrier.softphones.tokens import ApiKey, Token

SIP_UNAVAILABLE = 480
LOST_AFTER = timedelta(seconds=5)
"""How long a browser that is not heard of any more keeps its call: a network that changes is back by then."""


class Refused(Exception):
    """An act that came too late; `detail` is for whoever looks at the wire."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(slots=True, eq=False)
class Softphone:
    """One browser. `listeners`: streams that are open to it; two while one takes over from another."""

    id: str
    identity: str
    expires_at: datetime
    listeners: int = 0
    silent_since: datetime | None = None

    @property
    def address(self) -> str:
        return f"client:{self.identity}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a softphone is told: its call, if it has one or is rung, and whether others are registered as it is."""

    id: str
    others: int
    call: Call | None


class Register:
    """The softphones of one exchange. Every method takes the exchange's lock; `told` wakes when something happens."""

    def __init__(self, phones: Phones, key: ApiKey) -> None:
        self.phones = phones
        self.exchange = phones.exchange
        self.key = key
        self.softphones: dict[str, Softphone] = {}
        self._talks: dict[str, Softphone] = {}
        self._version = 0
        self._changed = threading.Condition(self.exchange.lock)
        with self.exchange.lock:
            self.exchange.subscribe(self._follow)

    # What a browser does.

    def enter(self, token: Token, known_as: str = "") -> Softphone:
        """A browser is there: a new one, or one whose stream broke off and that comes back to its call."""
        with self.exchange.lock:
            softphone = self.softphones.get(known_as)
            if softphone is None or softphone.identity != token.identity:
                softphone = Softphone(self.exchange.new_token(), token.identity, token.expires_at)
                self.softphones[softphone.id] = softphone
            softphone.listeners += 1
            softphone.silent_since = None
            self.renew(softphone, token)
            return softphone

    def renew(self, softphone: Softphone, token: Token) -> None:
        """Registered for as long as this token lasts."""
        with self.exchange.lock:
            softphone.expires_at = token.expires_at
            self.exchange.later(token.expires_at - self.exchange.now(), lambda: self._expire(softphone))
            self._wake()

    def fall_silent(self, softphone: Softphone) -> None:
        """A stream to it broke off; if none is there again soon, the browser is gone."""
        with self.exchange.lock:
            softphone.listeners -= 1
            if not softphone.listeners:
                since = softphone.silent_since = self.exchange.now()
                self.exchange.later(LOST_AFTER, lambda: self._lose(softphone, since))

    def leave(self, softphone: Softphone) -> None:
        """The page is closed: hangs up, and declines what rings nowhere else."""
        self._remove(softphone, "busy", SIP_DECLINE)

    def accept(self, softphone: Softphone, sid: str) -> None:
        with self.exchange.lock:
            call = self._ringing(softphone, sid)
            self._talks[sid] = softphone
            self.exchange.lines.answer(call.sid)

    def decline(self, softphone: Softphone, sid: str) -> None:
        with self.exchange.lock:
            self.exchange.lines.decline(self._ringing(softphone, sid).sid, "busy", SIP_DECLINE)

    def hang_up(self, softphone: Softphone, sid: str) -> None:
        with self.exchange.lock:
            self.exchange.lines.hang_up(self._talking(softphone, sid).sid)

    def mute(self, softphone: Softphone, sid: str, is_muted: bool) -> None:
        with self.exchange.lock:
            self.exchange.lines.mute(self._talking(softphone, sid).sid, is_muted)

    def press(self, softphone: Softphone, sid: str, key: str) -> None:
        with self.exchange.lock:
            self.exchange.lines.press(self._talking(softphone, sid).sid, key)

    # What a browser is told.

    def told(self, softphone: Softphone, version: int, patience: timedelta) -> tuple[int, Told | None]:
        """How things stand, at once when that is newer than `version`, or else when it is, or when patience ends; with
        the version of it. None: no longer registered."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > version, patience.total_seconds())
            if softphone.id not in self.softphones:
                return self._version, None
            others = sum(other.identity == softphone.identity for other in self.softphones.values()) - 1
            return self._version, Told(softphone.id, others, self._call_of(softphone))

    def _call_of(self, softphone: Softphone) -> Call | None:
        phone = self.phones.by_address.get(softphone.address)
        call = phone.leg if phone else None
        if call is None or call.direction == "inbound":
            return None
        is_theirs = call.status == "ringing" or self._talks.get(call.sid) is softphone
        return call if is_theirs else None

    def _ringing(self, softphone: Softphone, sid: str) -> Call:
        call = self._call_of(softphone)
        if call is None or call.sid != sid or call.is_answered:
            raise Refused("it no longer rings")
        return call

    def _talking(self, softphone: Softphone, sid: str) -> Call:
        call = self._call_of(softphone)
        if call is None or call.sid != sid or not call.is_answered:
            raise Refused("the call is over")
        return call

    # What the exchange tells.

    def _follow(self, event: Event) -> None:
        if not isinstance(event, CallEvent):
            return
        call = self.exchange.lines.calls[event.call_sid]
        if not call.to.startswith("client:"):
            return
        if isinstance(event, LegCreated) and not self._is_reachable(call.to):
            self.exchange.later(AT_ONCE, lambda: self.exchange.lines.decline(call.sid, "no-answer", SIP_UNAVAILABLE))
        if isinstance(event, StatusChanged) and event.status in FINAL:
            self._talks.pop(call.sid, None)
        self._wake()

    def _is_reachable(self, address: str) -> bool:
        """In a browser, or on a phone that stands on the page as this client."""
        return self.phones.is_named(address) or any(each.address == address for each in self.softphones.values())

    # How a browser goes.

    def _expire(self, softphone: Softphone) -> None:
        """Whoever talks may finish that, as at Twilio."""
        if softphone.expires_at <= self.exchange.now():
            self._wake()
            call = self._call_of(softphone)
            if call is not None and call.is_answered:
                self.exchange.later(LOST_AFTER, lambda: self._expire(softphone))
            else:
                self._remove(softphone, "no-answer", SIP_UNAVAILABLE)

    def _lose(self, softphone: Softphone, since: datetime) -> None:
        if softphone.silent_since == since:
            self._remove(softphone, "no-answer", SIP_UNAVAILABLE)

    def _remove(self, softphone: Softphone, unanswered: str, sip_code: int) -> None:
        """`unanswered`: how a call ends that rang here, and in no other browser."""
        with self.exchange.lock:
            call = self._call_of(softphone)
            if self.softphones.pop(softphone.id, None) is None:
                return
            if call is not None and call.is_answered:
                self.exchange.lines.hang_up(call.sid)
            elif call is not None and not any(each.address == call.to for each in self.softphones.values()):
                self.exchange.lines.decline(call.sid, unanswered, sip_code)
            self._wake()

    def _wake(self) -> None:
        self._version += 1
        self._changed.notify_all()
