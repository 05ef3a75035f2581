"""<Dial><Conference>: legs in a room, who hear each other from when it starts, until they leave or it ends.

Sources: Twilio's page on <Conference>, and of the error 16025. A room comes into being with the first leg that names it
and is gone with the last that leaves. Not played: music for whoever is alone (`waitUrl` is read, and nothing is heard),
beeps, muting, coaching, recording, the Conference resource of REST.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from carrier.calls import Call, Subscription
from carrier.events import Bridged, Parted
from carrier.hooks import Question
from carrier.player import Player
from carrier.signals import Goto, Key, RoomEnded, Script, TimedOut, Wait
from carrier.twiml import NOT_VALID, TwimlError, Verb

if TYPE_CHECKING:
    from carrier.exchange import Exchange

LABEL_IS_TAKEN = 16025
LONGEST_NAME = 128
MOST = 250
EVENTS = {
    "start": "conference-start",
    "end": "conference-end",
    "join": "participant-join",
    "leave": "participant-leave",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """How one leg takes part."""

    player: Player
    starts: bool
    ends: bool
    label: str

    @property
    def call(self) -> Call:
        return self.player.call


@dataclass(eq=False)
class Room:
    """A conference while it lasts. It starts when somebody is in it who may start it, and then goes on."""

    exchange: "Exchange"
    sid: str
    name: str
    subscription: Subscription | None
    seats: list[Seat] = field(default_factory=list)
    has_started: bool = False
    hooks_sent: int = 0

    def others(self, call: Call) -> list[Call]:
        """Whom this leg hears, and who hear it."""
        return [seat.call for seat in self.seats if seat.call is not call] if self.has_started else []

    def enter(self, seat: Seat) -> None:
        self.seats.append(seat)
        seat.call.room = self
        self._tell("join", seat.call)
        if self.has_started:
            self._connect(seat.call)
        elif seat.starts or any(other.starts for other in self.seats):
            self.has_started = True
            self._tell("start", seat.call)
            for position, other in enumerate(self.seats):
                for earlier in self.seats[:position]:
                    self._bridge(earlier.call, other.call)

    def leave(self, call: Call, reason: str) -> None:
        """The leg leaves; where it was one whose leaving ends the conference, or the last, it is over for all."""
        seat = next((one for one in self.seats if one.call is call), None)
        if seat is None:
            return
        for other in self.others(call):
            self.exchange.emit(Parted(self.exchange.now(), call.sid, other.sid))
        self.seats.remove(seat)
        call.room = None
        self._tell("leave", call, ParticipantCallStatus=call.status, ReasonParticipantLeft=reason)
        if not self.seats or seat.ends:
            self._end(call)

    def _end(self, by: Call) -> None:
        if self.exchange.rooms.get(self.name) is not self:
            return
        del self.exchange.rooms[self.name]
        left = [seat.player for seat in self.seats]
        for player in left:
            self.leave(player.call, "moderator_ended_conference")
        self._tell("end", by)
        for player in left:
            player.post(RoomEnded())

    def _connect(self, call: Call) -> None:
        for other in self.others(call):
            self._bridge(other, call)

    def _bridge(self, first: Call, second: Call) -> None:
        self.exchange.emit(Bridged(self.exchange.now(), first.sid, second.sid, self.sid))

    def _tell(self, event: str, call: Call, **more: str) -> None:
        wanted = self.subscription
        if wanted is None or event not in wanted.events:
            return
        now = self.exchange.now()
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": call.account_sid,
            "CallSid": call.sid,
            "StatusCallbackEvent": EVENTS[event],
            "SequenceNumber": str(self.hooks_sent),
            "Timestamp": f"{now:%a, %d %b %Y %H:%M:%S} +0000",
            **more,
        }
        self.hooks_sent += 1
        self.exchange.hooks.notify(Question("conference", wanted.url, params, wanted.method, call.sid))


@dataclass(frozen=True, slots=True)
class Attendance:
    """A leg's <Dial> into a room, while it lasts."""

    player: Player
    room: Room
    verb: Verb

    def abandon(self) -> None:
        """New TwiML for this leg: it is out of the room, and nothing is requested."""
        self.player.unfinished = None
        self.room.leave(self.player.call, "participant_updated_via_api")

    def end_with_leg(self) -> None:
        """The person has hung up: the action is still asked for, its answer ignored."""
        self.player.unfinished = None
        self.room.leave(self.player.call, "participant_hung_up")
        if self.verb.get("action"):
            self.player.exchange.hooks.notify(self.player.question("action", self.action()))

    def action(self) -> Goto:
        """Neither sid nor duration of a dialled leg: there is none."""
        verb = self.verb
        return Goto(self.player.resolve(verb.get("action")), verb.get("method", "POST"), {"DialCallStatus": "answered"})


def confer(player: Player, verb: Verb, noun: Verb) -> Script:
    """The leg is in the room until it is over, the time is up, or * is pressed (hangupOnStar)."""
    room = _room(player, noun)
    seat = Seat(
        player,
        noun.is_on("startConferenceOnEnter", default=True),
        noun.is_on("endConferenceOnExit"),
        _label(noun, room),
    )
    player.exchange.lines.pick_up(player.call)
    attendance = player.unfinished = Attendance(player, room, verb)
    room.enter(seat)
    until = player.exchange.now() + timedelta(seconds=int(verb.get("timeLimit", "14400")))
    signals = (RoomEnded, Key) if verb.is_on("hangupOnStar") else (RoomEnded,)
    while player.call.room is room:
        signal = yield Wait(until - player.exchange.now(), signals)
        if isinstance(signal, TimedOut) or (isinstance(signal, Key) and signal.key == "*"):
            room.leave(player.call, "participant_left")
    player.unfinished = None
    return attendance.action() if verb.get("action") else None


def _room(player: Player, noun: Verb) -> Room:
    """The room of this name; the first that names it says who is told of it (Twilio docs, statusCallback)."""
    exchange, name = player.exchange, noun.text.strip()
    if not name or len(name) > LONGEST_NAME:
        raise TwimlError(NOT_VALID, f"<Conference> in line {noun.line}: a name of 1 to {LONGEST_NAME} characters")
    room = exchange.rooms.get(name)
    if room is None:
        room = exchange.rooms[name] = Room(exchange, exchange.new_sid("CF"), name, _subscription(player, noun))
    if len(room.seats) >= int(noun.get("maxParticipants", str(MOST))):
        raise TwimlError(NOT_VALID, f"<Conference> in line {noun.line}: {name} is full")
    return room


def _label(noun: Verb, room: Room) -> str:
    label = noun.get("participantLabel")
    if label and any(seat.label == label for seat in room.seats):
        raise TwimlError(LABEL_IS_TAKEN, f"<Conference> in line {noun.line}: {label} is in the room already")
    return label


def _subscription(player: Player, noun: Verb) -> Subscription | None:
    if not noun.get("statusCallback"):
        return None
    events = frozenset(noun.get("statusCallbackEvent", "start end").split())
    url = player.resolve(noun.get("statusCallback"))
    return Subscription(url, noun.get("statusCallbackMethod", "POST"), events)
