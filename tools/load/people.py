"""Who is on the phones of a busy line: callers who know what they want, agents who take what rings.

A caller presses a key in the menu; most ask for a callback once they wait, some stay on the line until their patience
ends. An agent answers, presses 1, talks, and says how it went. Deliberately real in nothing but what is pressed and
when: what they hear are the documents that the line sends.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random

from carrier.calls import Call
from carrier.clock import Action, Scheduled
from carrier.events import Bridged, CallEvent, Event, LegCreated, Parted, Played, Said, StatusChanged
from carrier.exchange import Exchange
from flows.phrases import LANGUAGES


def _begin(*keys: str) -> tuple[str, ...]:
    """How these sentences begin, in every language."""
    return tuple(re.split(r"[{.]", phrases[key])[0] for phrases in LANGUAGES.values() for key in keys)


GREETED = tuple(word for word in _begin("welcome", "recognised") if word)
AGREED = _begin("promised", "promised_window", "promised_approval")
SORRY = _begin("apology")
BUSY = _begin("busy")
AGAIN = tuple(phrases["busy_again"][:20] for phrases in LANGUAGES.values())
ASKS_FOR_A_CALLBACK, MOST = 0.8, 0.7
TALK = (12.0, 25.0)
FORGET_AFTER = timedelta(seconds=90)
"""How long a leg that is over is still known to who asks by REST."""


@dataclass
class Lived:
    """One caller's call, as the caller had it. `heard`: how the last sentence began, `first`: how the first did; `due`,
    `ended`: seconds after the beginning."""

    sid: str
    due: float
    first: str = ""
    heard: str = ""
    apologised: bool = False
    turned_away: str = ""
    waited: bool = False
    promised: bool = False
    talked: bool = False
    pressed: bool = False
    was_hung_up: bool = False
    ended: float | None = None

    @property
    def is_right(self) -> bool:
        """Let in as on any day."""
        return self.first.startswith(GREETED) and not self.apologised

    @property
    def outcome(self) -> str:
        if self.talked:
            return "talked"
        if self.turned_away and not self.promised:
            return self.turned_away
        if self.promised:
            return "promised"
        if self.apologised:
            return "apologised to"
        return "waited" if self.waited else self._began

    @property
    def _began(self) -> str:
        if self.first.startswith(GREETED):
            return "heard the menu"
        return "heard the carrier's apology" if self.first else "heard nothing"


@dataclass
class People:
    """All of them, on one exchange. `agents`: their phones' numbers."""

    exchange: Exchange
    agents: frozenset[str]
    chance: Random
    elapsed: Callable[[], float]
    lived: dict[str, Lived] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    _role: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, Scheduled] = field(default_factory=dict)
    _by_hand: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.exchange.subscribe(self.follow)

    def dials(self, phone: str, number: str) -> None:
        """A caller dials, at this moment."""
        self.exchange.lines.dial_in(phone, number)

    def follow(self, event: Event) -> None:
        if isinstance(event, LegCreated):
            self._role[event.call_sid] = role = self._role_of(event)
            if role == "caller":
                self.lived[event.call_sid] = Lived(event.call_sid, self.elapsed())
            return
        if not isinstance(event, CallEvent) or event.call_sid not in self._role:
            return
        call, role = self.exchange.lines.calls[event.call_sid], self._role[event.call_sid]
        if role == "caller":
            self._caller(call, self.lived[call.sid], event)
        elif role == "agent":
            self._agent(call, event)
        else:
            self._customer(call, event)
        if isinstance(event, StatusChanged) and not call.is_live:
            self.exchange.later(FORGET_AFTER, lambda: self._forget(call.sid))

    def all_ring_off(self, within: float) -> None:
        """Everybody who called, one after the other within so many seconds."""
        with self.exchange.lock:
            for call in list(self.exchange.lines.calls.values()):
                if call.is_live and call.direction == "inbound":
                    self._later(0.0, within, partial(self._hangs_up, call))

    def _role_of(self, event: LegCreated) -> str:
        if event.direction == "inbound":
            return "caller"
        return "agent" if event.to in self.agents else "customer"

    def _caller(self, call: Call, its: Lived, event: CallEvent) -> None:
        if isinstance(event, StatusChanged) and event.status == "in-progress":
            self._later(1.5, 6.0, lambda: self._chooses(call, its))
        elif isinstance(event, StatusChanged) and not call.is_live:
            its.ended = self.elapsed()
            its.was_hung_up = call.sid not in self._by_hand
        elif isinstance(event, Said):
            self._hears(its, event.text)
            if its.promised:
                self._later(1.0, 3.0, lambda: self._hangs_up(call))
        elif isinstance(event, Played) and not its.waited:
            its.waited = True
            if self.chance.random() < ASKS_FOR_A_CALLBACK:
                self._later(2.0, 8.0, lambda: self._asks(call, its))
            self._later(30.0, 60.0, lambda: self._gives_up(call, its))
        elif isinstance(event, Bridged):
            its.talked = True
            self._later(*TALK, lambda: self._hangs_up(call))

    def _hears(self, its: Lived, text: str) -> None:
        its.heard, its.first = text[:60], its.first or text[:60]
        its.promised |= text.startswith(AGREED)
        if text.startswith(SORRY):
            its.apologised = True
        if text.startswith(BUSY):
            its.turned_away = "asked to call again" if any(again in text for again in AGAIN) else "offered a callback"

    def _chooses(self, call: Call, its: Lived) -> None:
        if call.is_answered and not its.pressed:
            its.pressed = True
            self.exchange.lines.press(call.sid, "1" if its.turned_away or self.chance.random() < MOST else "2")

    def _asks(self, call: Call, its: Lived) -> None:
        """For a callback, and once more where that was not heard."""
        if call.is_answered and not its.promised and not its.talked:
            self.exchange.lines.press(call.sid, "1")
            self._later(8.0, 12.0, lambda: self._asks(call, its))

    def _gives_up(self, call: Call, its: Lived) -> None:
        if call.is_answered and call.peer is None and not its.talked:
            self._hangs_up(call)

    def _agent(self, call: Call, event: CallEvent) -> None:
        if isinstance(event, StatusChanged) and event.status == "ringing":
            self._later(1.0, 3.0, lambda: self.exchange.lines.answer(call.sid))
        elif isinstance(event, Said):
            if waiting := self._keys.pop(call.sid, None):
                waiting.cancel()
            soon = event.lasts + timedelta(seconds=0.5)
            self._keys[call.sid] = self.exchange.later(soon, lambda: self.exchange.lines.press(call.sid, "1"))
        elif isinstance(event, Bridged):
            self.met["talks"] += 1

    def _customer(self, call: Call, event: CallEvent) -> None:
        if isinstance(event, StatusChanged) and event.status == "ringing":
            self._later(1.0, 4.0, lambda: self.exchange.lines.answer(call.sid))
        elif isinstance(event, StatusChanged) and event.status == "in-progress":
            self.met["customers called back"] += 1
            self._later(*TALK, lambda: self._hangs_up(call))
        elif isinstance(event, Parted):
            self._later(0.5, 1.0, lambda: self._hangs_up(call))

    def _later(self, low: float, high: float, act: Action) -> None:
        self.exchange.later(timedelta(seconds=self.chance.uniform(low, high)), act)

    def _hangs_up(self, call: Call) -> None:
        if call.is_live:
            self._by_hand.add(call.sid)
            self.exchange.lines.hang_up(call.sid)

    def _forget(self, sid: str) -> None:
        """A long trial must not fill the memory with what is over."""
        self.exchange.lines.calls.pop(sid, None)
        self._role.pop(sid, None)
        self._keys.pop(sid, None)
        self._by_hand.discard(sid)
