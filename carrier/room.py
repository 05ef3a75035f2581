"""A conference while it lasts: who is in it, who hears whom, and who is told of it.

Sources: Twilio's page on <Conference>, and its Conference and Participant resources. A room comes into being with the
first leg that names it and is gone with the last that leaves. Not played: beeps, recording.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from carrier.aside import Aside
from carrier.calls import Call, Subscription
from carrier.events import Bridged, Hears, HearsNoMore, Parted
from carrier.hooks import Question
from carrier.player import Player
from carrier.signals import Goto, RoomEnded

if TYPE_CHECKING:
    from carrier.exchange import Exchange

EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}
"""What a hook tells, and the word by which it is asked for."""


@dataclass(slots=True, eq=False)
class Seat:
    """How one leg takes part. `coaches`: the leg that alone hears it. `hold`, `wait`: what it hears meanwhile."""

    player: Player
    starts: bool
    ends: bool
    label: str = ""
    is_muted: bool = False
    coaches: str = ""
    wait: Goto | None = None
    hold: Goto | None = None
    aside: Aside | None = None
    announcement: Aside | None = None
    joined_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def call(self) -> Call:
        return self.player.call

    @property
    def is_held(self) -> bool:
        return self.hold is not None

    def plays(self, goto: Goto | None) -> None:
        """What this leg hears instead of the room, None: the room."""
        if self.aside is not None:
            self.aside.stop()
        self.aside = Aside(self.player.exchange, self.call, goto) if goto is not None else None

    def silence(self) -> None:
        self.plays(None)
        if self.announcement is not None:
            self.announcement.stop()
            self.announcement = None


@dataclass(eq=False)
class Room:
    """It starts when somebody is in it who may start it, and then goes on. `heard`: who hears whom at this moment, each
    a pair of listener and speaker."""

    exchange: "Exchange"
    sid: str
    name: str
    subscription: Subscription | None
    created_at: datetime
    seats: list[Seat] = field(default_factory=list)
    has_started: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""
    hooks_sent: int = 0
    heard: set[tuple[str, str]] = field(default_factory=set)

    @property
    def status(self) -> str:
        if self.ended_at is not None:
            return "completed"
        return "in-progress" if self.has_started else "init"

    def seat_of(self, leg: str) -> Seat | None:
        """By the sid of the leg, or by its label."""
        return next((seat for seat in self.seats if leg and leg in (seat.call.sid, seat.label)), None)

    def others(self, call: Call) -> list[Call]:
        """Whom this leg hears, and who hear it."""
        both = (seat.call for seat in self.seats if (call.sid, seat.call.sid) in self.heard)
        return [other for other in both if (other.sid, call.sid) in self.heard]

    def listeners(self, call: Call) -> list[Call]:
        """Who hear this leg."""
        return [seat.call for seat in self.seats if (seat.call.sid, call.sid) in self.heard]

    # What happens in it.

    def enter(self, seat: Seat) -> None:
        self.seats.append(seat)
        seat.call.room = self
        seat.joined_at = seat.updated_at = self.exchange.now()
        self._tell("participant-join", seat.call)
        if not self.has_started and any(other.starts for other in self.seats):
            self.has_started = True
            self._tell("conference-start", seat.call)
            for other in self.seats:
                other.plays(other.hold)
        elif not self.has_started:
            seat.plays(seat.wait)
        self._listen()

    def leave(self, call: Call, reason: str) -> None:
        """The leg leaves; where it was one whose leaving ends the conference, or the last, it is over for all."""
        seat = self.seat_of(call.sid)
        if seat is None:
            return
        order = self._sids()
        seat.silence()
        self.seats.remove(seat)
        call.room = None
        for coach in self.seats:  # whom nobody hears any more as a coach is heard by nobody
            if coach.coaches == call.sid:
                coach.coaches, coach.is_muted = "", True
        self._listen(order)
        more = {"ParticipantCallStatus": call.status, "ReasonParticipantLeft": reason}
        self._tell("participant-leave", call, seat, **more)
        if not self.seats or seat.ends:
            self.end(call)

    def end(self, by: Call) -> None:
        if self.ended_at is not None:
            return
        self.ended_at, self.ended_by = self.exchange.now(), by.sid
        del self.exchange.rooms[self.name]
        left = [seat.player for seat in self.seats]
        for player in left:
            self.leave(player.call, "moderator_ended_conference")
        self._tell("conference-end", by)
        for player in left:
            player.post(RoomEnded())

    def mute(self, seat: Seat, *, on: bool) -> None:
        if seat.is_muted != on:
            seat.is_muted = on
            self._tell("participant-mute" if on else "participant-unmute", seat.call)
            self._listen()

    def put_on_hold(self, seat: Seat, hold: Goto | None) -> None:
        """None: back into the room."""
        was_held, seat.hold = seat.is_held, hold
        if self.has_started and (hold is not None or was_held):
            seat.plays(hold)
        if was_held != seat.is_held:
            self._tell("participant-hold" if seat.is_held else "participant-unhold", seat.call)
            self._listen()

    def coach(self, seat: Seat, leg: str) -> None:
        """This one is heard by that leg alone from now on; "": by everybody."""
        if seat.coaches != leg:
            seat.coaches = leg
            self._tell("participant-modify", seat.call)
            self._listen()

    def announce(self, seat: Seat, goto: Goto) -> None:
        """To this leg alone, beside what it hears."""

        def through(was_played: bool) -> None:
            seat.announcement = None
            self._tell("announcement-end" if was_played else "announcement-fail", seat.call, AnnounceUrl=goto.url)

        if seat.announcement is not None:
            seat.announcement.stop()
        seat.announcement = Aside(self.exchange, seat.call, goto, through)

    # Who hears whom.

    def _listen(self, order: Iterable[str] = ()) -> None:
        """Tell what has changed of it; `order`: of those who were in the room a moment ago."""
        before, self.heard = self.heard, self._audible()
        for first, second in combinations(order or self._sids(), 2):
            self._tell_pair(before, first, second)

    def _audible(self) -> set[tuple[str, str]]:
        if not self.has_started:
            return set()
        present = [seat for seat in self.seats if not seat.is_held]
        return {
            (listener.call.sid, speaker.call.sid)
            for listener in present
            for speaker in present
            if listener is not speaker and not speaker.is_muted and speaker.coaches in ("", listener.call.sid)
        }

    def _tell_pair(self, before: set[tuple[str, str]], first: str, second: str) -> None:
        pair = {(first, second), (second, first)}
        was, is_ = before & pair, self.heard & pair
        if was == is_:
            return
        now, emit = self.exchange.now(), self.exchange.emit
        if was == pair:
            emit(Parted(now, first, second))
        elif was:
            ((listener, speaker),) = was
            emit(HearsNoMore(now, listener, speaker, self.sid))
        if is_ == pair:
            emit(Bridged(now, first, second, self.sid))
        elif is_:
            ((listener, speaker),) = is_
            emit(Hears(now, listener, speaker, self.sid))

    def _sids(self) -> list[str]:
        return [seat.call.sid for seat in self.seats]

    # Who is told.

    def _tell(self, event: str, call: Call, seat: Seat | None = None, **more: str) -> None:
        wanted = self.subscription
        if wanted is None or EVENTS[event] not in wanted.events:
            return
        now = self.exchange.now()
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": call.account_sid,
            "CallSid": call.sid,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self.hooks_sent),
            "Timestamp": f"{now:%a, %d %b %Y %H:%M:%S} +0000",
            **_as_params(seat or self.seat_of(call.sid)),
            **more,
        }
        if event == "conference-end":
            params |= {"ReasonConferenceEnded": "participant-with-end-conference-on-exit-left"} if self.ended_by else {}
            params["CallSidEndingConference"] = self.ended_by
        self.hooks_sent += 1
        self.exchange.hooks.notify(Question("conference", wanted.url, params, wanted.method, call.sid))


def _as_params(seat: Seat | None) -> dict[str, str]:
    if seat is None:
        return {}
    flags = {
        "Muted": seat.is_muted,
        "Hold": seat.is_held,
        "Coaching": bool(seat.coaches),
        "StartConferenceOnEnter": seat.starts,
        "EndConferenceOnExit": seat.ends,
    }
    told = {name: "true" if value else "false" for name, value in flags.items()}
    return told | ({"ParticipantLabel": seat.label} if seat.label else {})
