"""A talk that goes on in a room, because its caller is to hold, or somebody is to listen: what is missing for it.

Of agent and caller each is where its own leg says. From that: where the caller goes, whether the agent stays, and which
request is to be sent next; none is sent again before the last one can have no effect left. Pure; deliberately moves
nobody: the legs do, when they ask (`voice_app.under_way.rooms`), and a worker asks them to (`workers.rooms`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Place = Literal["talk", "hold", "room"]
"""Of the caller: in the Dial that joined the two, or wherever else the talk was; in the loop of holding; in the
room."""
Whereto = Literal["hold", "room", "line", "over"]
"""*line*: back to the queue, because the agent is gone while the caller holds; *over*: after a talk in the room."""
Act = Literal["move", "follow", "call", "end_caller", "let_agent_go", "give_up", "close"]
"""*move*: the leg that a Dial made (of a call the agent's, of a callback the customer's). *follow*: the other of the
two. *call*: the caller, to or off hold. *let_agent_go*: whose caller has left."""

AGAIN_AFTER: Final = timedelta(seconds=20)
"""The carrier asks us for at most 15 s what to do with a leg (Twilio docs, webhook time-outs)."""
FOLLOWS_WITHIN: Final = timedelta(seconds=3)
"""When one of two legs has left the other, the other asks where to go on; later than that it is asked to."""
REDIRECT_LASTS: Final = timedelta(seconds=5)
"""While a redirect may be in flight, a turn of holding lets nobody off: it would cut the talk in the room."""
GIVE_UP_AFTER: Final = timedelta(minutes=1)
"""Later than that, being moved would take agent and caller by surprise."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is where, as each says. `is_apart`: no Dial joins the two any more, so that neither follows the other by
    itself. `agent_left_at`, `caller_left`: has hung up, or gone on without the other. When it was last asked for:
    `moved_at`, that the first of the two moves; `called_at`, that the caller comes or the other follows; `let_go_at`,
    that the agent goes."""

    is_callback: bool
    is_apart: bool
    wants_hold: bool
    caller: Place
    opened_at: datetime
    caller_left: bool = False
    agent_in_at: datetime | None = None
    agent_left_at: datetime | None = None
    caller_in_at: datetime | None = None
    moved_at: datetime | None = None
    called_at: datetime | None = None
    let_go_at: datetime | None = None

    @property
    def first_moved_at(self) -> datetime | None:
        """Since when the leg that is moved first has been where it is to be."""
        return self.caller_in_at if self.is_callback else self.agent_in_at

    @property
    def is_moving(self) -> bool:
        """Neither of the two has left the talk, and one of them is about to."""
        return self.first_moved_at is None


def whereto(room: Standing) -> Whereto:
    """Of the caller. Who holds, or was about to, is not hung up because the agent is gone."""
    if room.agent_left_at is not None:
        return "line" if room.wants_hold or room.caller == "hold" else "over"
    return "hold" if room.wants_hold else "room"


def lets_off(room: Standing, now: datetime, *, is_redirected: bool) -> bool:
    """May the caller's own turn leave the loop of holding now? Not while a redirect may be in flight."""
    is_in_flight = room.called_at is not None and now - room.called_at < REDIRECT_LASTS
    return is_redirected or not is_in_flight or room.caller != "hold"


def agent_stays(room: Standing, now: datetime) -> bool:
    """The room is over for the agent, who asks: the caller holds, or comes; or has left for good."""
    if room.caller_left or room.agent_left_at is not None:
        return False
    is_on_the_way = room.called_at is not None and now - room.called_at < AGAIN_AFTER
    return room.wants_hold or room.caller != "room" or is_on_the_way


def missing(room: Standing, now: datetime) -> Act | None:
    """The next request, or that it is over; nothing, where all are where they should be, or on their way."""
    if room.caller_left:
        return _without_caller(room, now)
    if room.agent_left_at is None and room.is_moving:
        return _move(room, now)
    if room.agent_left_at is None and _has_to_follow(room):
        waits = timedelta() if room.is_apart else FOLLOWS_WITHIN
        has_had_time = room.first_moved_at is not None and now - room.first_moved_at >= waits
        return "follow" if has_had_time and _has_rested(room.called_at, now) else None
    return _call(room, now)


def _without_caller(room: Standing, now: datetime) -> Act | None:
    if room.agent_left_at is not None:
        return "close"
    if room.agent_in_at is None:  # unless a request is on its way that moves the agent after all
        return "close" if _has_rested(room.moved_at, now) else None
    return "let_agent_go" if _has_rested(room.let_go_at, now) else None


def _move(room: Standing, now: datetime) -> Act | None:
    if not _has_rested(room.moved_at, now):
        return None
    return "give_up" if now - room.opened_at >= GIVE_UP_AFTER else "move"


def _has_to_follow(room: Standing) -> bool:
    return room.caller == "talk" or room.agent_in_at is None


def _call(room: Standing, now: datetime) -> Act | None:
    to = whereto(room)
    if to == room.caller or not _has_rested(room.called_at, now):
        return None
    if room.agent_left_at is not None and now - room.agent_left_at < FOLLOWS_WITHIN and room.caller != "hold":
        return None  # the end of the room, or of the Dial, leads the caller on by itself
    return "end_caller" if to == "over" else "call"


def _has_rested(at: datetime | None, now: datetime) -> bool:
    return at is None or now - at >= AGAIN_AFTER
