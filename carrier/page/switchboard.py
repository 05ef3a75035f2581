"""The phones on the page, in order, and every change of theirs by number, so that a browser can be told what is new.

Follows the exchange's events and wakes whoever waits; acts on nothing (see `acts`). A change has a version;
whoever asks since version 0 gets the whole truth, which is how a reload gets it.
"""

import threading
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from carrier.events import Bridged, CallEvent, Event, LegCreated, Parted, Spoke, TextSent, TextStatusChanged
from carrier.page.handset import Body, Handset, epoch_ms
from carrier.page.numbers import as_shown, spare_mobiles
from carrier.page.roster import Agent
from carrier.page.wire import Wire
from carrier.phone import Phone
from carrier.phones import Phones

CALLERS_AT_FIRST = 2
STRANGER = "Somebody"


class Switchboard:
    def __init__(self, phones: Phones, agents: Sequence[Agent] = ()) -> None:
        self.phones = phones
        self.exchange = phones.exchange
        self.line = next(iter(self.exchange.numbers))
        self.handsets: dict[str, Handset] = {}
        self.wire = Wire(self.exchange, self._next_version)
        self._of_leg: dict[str, Handset] = {}
        self._version = 0
        self._changed = threading.Condition(self.exchange.lock)
        self._started_at = self.exchange.now()
        self._ids = count(1)
        self._callers = count(1)
        self._spare_mobiles = spare_mobiles(self.line)
        with self.exchange.lock:
            for agent in agents:
                self._add(phones.agent(agent.reach, agent.name), is_agent=True)
            for _ in range(CALLERS_AT_FIRST):
                self.add_caller()
            self.exchange.subscribe(self._follow)

    # Who is there.

    def add_caller(self) -> Handset:
        """A phone with a number of its own that no other phone has."""
        with self.exchange.lock:
            number = next(each for each in self._spare_mobiles if each not in self.phones.by_address)
            return self._add(self.phones.caller(number, f"Caller {next(self._callers)}"), is_agent=False)

    def remove(self, handset: Handset) -> None:
        """Off the page; rung again, it comes back."""
        with self.exchange.lock:
            del self.handsets[handset.id]
            self._next_version()

    def touch(self, handset: Handset) -> None:
        """This phone looks different now."""
        with self.exchange.lock:
            handset.version = self._next_version()

    def has_phone_at(self, address: str) -> bool:
        return any(handset.phone.address == address for handset in self.handsets.values())

    def first_agent(self) -> str | None:
        """The name of the agent whom a newcomer is told to try."""
        with self.exchange.lock:
            return next((each.phone.name for each in self.handsets.values() if each.is_agent), None)

    # What a browser is told.

    def changes_since(self, version: int, patience: timedelta) -> Body | None:
        """What is newer than `version`, at once or as soon as there is anything; None when patience ends."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._version > version, patience.total_seconds()):
                return None
            return {
                "version": self._version,
                "started_at": epoch_ms(self._started_at),
                "now": epoch_ms(self.exchange.now()),
                "line": {"address": self.line, "number": as_shown(self.line)},
                "order": list(self.handsets),
                "phones": [self._body(each) for each in self.handsets.values() if each.version > version],
                "wire": [entry.body() for entry in self.wire.entries if entry.number > version],
            }

    def _body(self, handset: Handset) -> Body:
        call = handset.phone.leg
        if call is None:
            return handset.body(None, None)
        if call.partners:
            return handset.body(self._id_on(call.partners[0].sid), None)
        return handset.body(None, self._id_on(call.parent_sid) if call.dialogue else None)

    def _id_on(self, leg_sid: str | None) -> str | None:
        handset = self._of_leg.get(leg_sid or "")
        return handset.id if handset else None

    # What the exchange tells.

    def _follow(self, event: Event) -> None:
        self.wire.follow(event)
        match event:
            case LegCreated():
                self._connect(event)
            case Bridged():
                self._introduce(event)
            case Parted():
                self._touch_leg(event.call_sid)
                self._touch_leg(event.other_sid)
            case CallEvent():
                self._tell(event)
            case TextSent() | TextStatusChanged():
                self._hand_over(event)
            case _:
                pass

    def _connect(self, event: LegCreated) -> None:
        """`Phones` has given the leg to its phone already; a phone that is busy has not got it."""
        call = self.exchange.lines.calls[event.call_sid]
        phone = next((each for each in self.phones.by_address.values() if call in each.legs[-1:]), None)
        if phone is None:
            handset = self._handset_of(self.phones.at(event.to))
            handset.note(event.at, f"Was busy when {as_shown(event.from_)} called")
        else:
            handset = self._of_leg[call.sid] = self._handset_of(phone)
            if event.direction == "inbound":
                handset.note(event.at, f"Called {as_shown(event.to)}" + " · number withheld" * handset.is_withheld)
            else:
                handset.note(event.at, f"{as_shown(event.from_)} calls")
        self.touch(handset)

    def _introduce(self, event: Bridged) -> None:
        pair = [self._of_leg.get(sid) for sid in (event.call_sid, event.other_sid)]
        for handset, other in zip(pair, reversed(pair), strict=True):
            if handset:
                handset.meet(event.at, other.phone.name if other else "somebody")
                self.touch(handset)

    def _tell(self, event: CallEvent) -> None:
        handset = self._of_leg.get(event.call_sid)
        if handset is None:
            return
        call = self.exchange.lines.calls[event.call_sid]
        handset.follow(event, call)
        self.touch(handset)
        other = self._of_leg.get(call.partners[0].sid) if call.partners else None
        if other and isinstance(event, Spoke) and not call.is_muted:
            other.overhear(event, handset.phone.name)
            self.touch(other)

    def _hand_over(self, event: TextSent | TextStatusChanged) -> None:
        """A message is on the phone that wrote it at once, and on the one it is for when it is delivered."""
        message = self.exchange.texts.messages[event.message_sid]
        is_written = isinstance(event, TextSent) and message.direction == "inbound"
        is_delivered = isinstance(event, TextStatusChanged) and event.status == "delivered"
        if is_written or is_delivered:
            handset = self._handset_of(self.phones.at(message.from_ if is_written else message.to))
            handset.texts.append(message)
            self.touch(handset)

    # Ground.

    def _touch_leg(self, sid: str) -> None:
        if handset := self._of_leg.get(sid):
            self.touch(handset)

    def _handset_of(self, phone: Phone) -> Handset:
        """A number that nobody has put on the page appears there when something happens to it."""
        found = next((each for each in self.handsets.values() if each.phone is phone), None)
        if found:
            return found
        phone.name = STRANGER if phone.name == phone.address else phone.name
        return self._add(phone, is_agent=False)

    def _add(self, phone: Phone, is_agent: bool) -> Handset:
        handset = Handset(f"p{next(self._ids)}", phone, is_agent)
        self.handsets[handset.id] = handset
        self.touch(handset)
        return handset

    def _next_version(self) -> int:
        self._version += 1
        self._changed.notify_all()
        return self._version
