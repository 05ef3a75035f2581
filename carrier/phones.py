"""All phones there are: who has which address, who is rung, and what each of them hears.

Phones come into being when they are named or dialled. One phone is said in `phone`.
"""

from carrier import behaviours
from carrier.behaviours import Behaviour
from carrier.events import (
    Bridged,
    CallEvent,
    Event,
    KeyPressed,
    LegCreated,
    Spoke,
    TextStatusChanged,
)
from carrier.exchange import Exchange
from carrier.phone import Phone


class Phones:
    """The phones of one exchange. `strangers` is how numbers behave that nobody has named."""

    def __init__(self, exchange: Exchange, strangers: Behaviour = behaviours.let_it_ring) -> None:
        self.exchange = exchange
        self.strangers = strangers
        self.by_address: dict[str, Phone] = {}
        self._of_leg: dict[str, Phone] = {}
        self._named_ones: set[str] = set()
        exchange.subscribe(self._follow)

    def caller(self, address: str, name: str = "") -> Phone:
        """A customer's phone; rung, it is answered by hand until it is told otherwise."""
        return self._named(address, name)

    def agent(self, address: str, name: str = "") -> Phone:
        """An agent's phone, at `tel:+31…`, `+31…`, `sip:…` or `client:…`; by hand until told otherwise."""
        return self._named(address.removeprefix("tel:"), name)

    def at(self, address: str) -> Phone:
        """The phone at this address; a stranger's, if nobody has named it."""
        return self.by_address.get(address) or self._add(address, address, self.strangers)

    def is_named(self, address: str) -> bool:
        """Somebody has put this phone there; a stranger's comes into being by being dialled."""
        return address in self._named_ones

    def _named(self, address: str, name: str) -> Phone:
        self._named_ones.add(address)
        phone = self.by_address.get(address) or self._add(address, address, behaviours.let_it_ring)
        phone.name = name or phone.name
        return phone

    def _add(self, address: str, name: str, behaviour: Behaviour) -> Phone:
        phone = self.by_address[address] = Phone(self.exchange, address, name, behaviour)
        return phone

    def _follow(self, event: Event) -> None:
        if isinstance(event, LegCreated):
            self._connect(event)
        elif isinstance(event, TextStatusChanged) and event.status == "delivered":
            message = self.exchange.texts.messages[event.message_sid]
            self.at(message.to).texts.append(message)
        elif isinstance(event, CallEvent) and event.call_sid in self._of_leg:
            self._tell(event)

    def _connect(self, event: LegCreated) -> None:
        """A leg belongs to the phone that is rung, or to the one that is dialling at this moment."""
        call = self.exchange.lines.calls[event.call_sid]
        is_dialled = event.direction != "inbound"
        phone = self.at(event.to) if is_dialled else self._dialling(event.from_)
        self._of_leg[call.sid] = phone
        if not (is_dialled and phone.is_in_call):  # a second leg to it meets the engaged tone
            phone.legs.append(call)

    def _dialling(self, shown: str) -> Phone:
        """The phone whose hand is on the keypad, whatever caller id it shows."""
        dialling = [phone for phone in self.by_address.values() if phone.is_dialling]
        return dialling[0] if dialling else self.at(shown)

    def _tell(self, event: CallEvent) -> None:
        call = self.exchange.lines.calls[event.call_sid]
        phone = self._of_leg[call.sid]
        if call not in phone.legs:
            behaviours.be_busy(self.exchange, call, event)
            return
        phone.follow(event)
        if isinstance(event, KeyPressed) or (isinstance(event, Spoke) and not call.is_muted):
            for other in call.listeners:
                self._of_leg[other.sid].follow_other(phone, event)
        elif isinstance(event, Bridged):
            self._of_leg[event.other_sid].follow_other(phone, event)
        if call.direction != "inbound":
            phone.behaviour(self.exchange, call, event)
