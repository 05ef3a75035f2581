"""<Dial><Conference>: a leg goes into a room, and is in it until it leaves, or the room is over.

Sources: Twilio's page on <Conference>, and of the errors 13240 and 16025. What happens in the room is said in `room`.
"""

from dataclasses import dataclass
from datetime import timedelta

from carrier.calls import Subscription
from carrier.player import Player
from carrier.room import Room, Seat
from carrier.signals import Goto, Key, RoomEnded, Script, TimedOut, Wait
from carrier.twiml import NOT_VALID, TwimlError, Verb

NO_SUCH_COACHED = 13240
LABEL_IS_TAKEN = 16025
LONGEST_NAME = 128
MOST = 250


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
        is_muted=noun.is_on("muted"),
        coaches=_coached(noun, room),
        wait=_waiting_music(player, noun),
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
        room = Room(exchange, exchange.new_sid("CF"), name, _subscription(player, noun), exchange.now())
        exchange.rooms[name] = exchange.conferences[room.sid] = room
    if len(room.seats) >= int(noun.get("maxParticipants", str(MOST))):
        raise TwimlError(NOT_VALID, f"<Conference> in line {noun.line}: {name} is full")
    return room


def _label(noun: Verb, room: Room) -> str:
    label = noun.get("participantLabel")
    if label and any(seat.label == label for seat in room.seats):
        raise TwimlError(LABEL_IS_TAKEN, f"<Conference> in line {noun.line}: {label} is in the room already")
    return label


def _coached(noun: Verb, room: Room) -> str:
    leg = noun.get("coach")
    if leg and room.seat_of(leg) is None:
        raise TwimlError(NO_SUCH_COACHED, f"<Conference> in line {noun.line}: {leg} is not in the room")
    return leg


def _waiting_music(player: Player, noun: Verb) -> Goto | None:
    """Without a `waitUrl` Twilio plays music of its own, of which nothing is heard here."""
    if not noun.get("waitUrl"):
        return None
    return Goto(player.resolve(noun.get("waitUrl")), noun.get("waitMethod", "POST"))


def _subscription(player: Player, noun: Verb) -> Subscription | None:
    if not noun.get("statusCallback"):
        return None
    events = frozenset(noun.get("statusCallbackEvent", "start end").split())
    url = player.resolve(noun.get("statusCallback"))
    return Subscription(url, noun.get("statusCallbackMethod", "POST"), events)
