"""What a node may know: what was heard on this leg, and facts that the house has looked up.

Values only. A node names the facts it asks for; what it does not ask for is left None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from flows.talkroom import Listening, Talkroom
from flows.thread import Thread
from flows.verbs import Connect, Ring

Presence = Literal["ready", "on_break", "signed_out"]
Outcome = Literal["spoke", "not_reached", "wrong_number"]
Dialled = Literal["connected", "no_answer", "busy", "failed"]
"""How the customer's phone took our call, as the carrier reported it."""
Typed = Literal["callable", "needs_approval", "impossible"]
"""What the number policy says of a typed number: may be called; a colleague decides; no such number, an emergency
number or our own."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer of the person on this leg: keys, or words. Neither: silence. `#` and `*` are keys like any other
    where an answer has a fixed number of keys; where it ends with `#`, that `#` is left out."""

    digits: str = ""
    speech: str = ""

    @property
    def silence(self) -> bool:
        return not self.digits and not self.speech


NOTHING = Heard()


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One choice: its key, the need it stands for, its label and the words that also choose it, by tongue."""

    key: str
    need: str
    label: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Person:
    """An agent who may be asked for by name. `is_ready`: signed on and not on break, as far as it was asked."""

    id: str
    name: str
    is_ready: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The support line as the flows know it. `languages`: as they are spoken to the person on this leg, so tongues; the
    first is the default. `people`: who may be asked for by name in the menu. `own_words`: the line's own sentences, by
    key (`flows.wording`) and tongue."""

    name: str
    languages: tuple[str, ...]
    menu: tuple[MenuEntry, ...]
    timezone: ZoneInfo
    takes_messages: bool = False
    people: tuple[Person, ...] = ()
    emergency_number: str = "112"
    own_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which a person wants to be called; aware, UTC."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that is on the ledger, as far as it may be spoken of.

    `call_by`: the time that may be spoken. `digits`: the number as it is read back, national where it is the line's
    own country. `own_number`: it is the one this person calls from. `needs_approval`: a colleague decides.
    `texted`: what was promised in this call is confirmed by text.
    """

    id: str
    need: str | None
    call_by: datetime
    digits: str
    own_number: bool
    window: Window | None = None
    needs_approval: bool = False
    texted: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait of a call that is in the queue. `position` counts from 1 and counts promises that are ahead.

    The range `low` to `high` is what is spoken; `high` None: nobody is there, and nobody knows. `is_longer`: than this
    caller was told. `may_offer`: a callback may be offered now; `only_callback`: nothing else is offered any more,
    because the wait is too long, or because the line `is_closing`.
    `arrived_at`: since when the call counts as waiting; before its own arrival where the place of an earlier call was
    kept. `person`: the agent whom the caller waits for, was offered or may be offered by name; `is_kept`: nobody else
    takes the call while that one is there.
    """

    position: int
    waited: timedelta
    low: timedelta
    high: timedelta | None
    may_offer: bool
    only_callback: bool = False
    is_longer: bool = False
    is_closing: bool = False
    arrived_at: datetime | None = None
    person: Person | None = None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """The number that this caller typed, not yet confirmed: its digits as read back, and what policy says."""

    digits: str
    verdict: Typed


@dataclass(frozen=True, slots=True)
class Work:
    """Why an agent's phone rings. `need` None: whatever it is about. `contacts`: earlier calls, newest first.
    `by_answering`: this phone accepts by being answered (a browser's has no voicemail), without a whisper.
    `has_message`: the person left one. `would_be_broken`: a promise with little time left. `sent_on_by`: the colleague,
    by name, who has talked with this caller and sends the call on. `consulted_by`: the one who wants a word first.
    `is_emergency`: the caller spoke of somebody in danger. `asked_for`: the caller wants this very agent. `name`: who
    it is, as the firm's own directory has it."""

    need: str | None
    language: str
    waited: timedelta
    is_promise: bool
    contacts: tuple[datetime, ...] = ()
    by_answering: bool = False
    has_message: bool = False
    would_be_broken: bool = False
    sent_on_by: str | None = None
    consulted_by: str | None = None
    is_emergency: bool = False
    asked_for: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SentOn:
    """That an agent sends this call on. `by`: that agent's name; `colleague`: whom it is kept for, None: whoever can.
    `has_arrived`: the caller has left the first agent. `is_lost`: nobody sent it: the agent was lost while the caller
    held."""

    by: str
    colleague: Person | None = None
    has_arrived: bool = False
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class Consult:
    """The agent of this talk, `by`, has a word with `colleague` before the call goes on; both are names.

    `goes`: where the caller goes from here; `has_moved`: and has done so. `need`: what the call is about in the line.
    `is_over`: nobody is to join any more. `is_callback`: it is about a customer who was called back.
    """

    room: str
    by: str
    colleague: str
    goes: Literal["hold", "colleague", "agent", "line"]
    has_moved: bool = False
    is_over: bool = False
    is_callback: bool = False
    need: str | None = None


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """The agent on this leg. `language`: the agent's first that the line speaks too. `must_give_pin`: has a PIN that
    was not yet given rightly in this call. `pin_is_barred`: after too many wrong ones no more is looked at for now.
    `own_phone`: calls from the phone under which the agent is reached."""

    id: str
    name: str
    language: str
    presence: Presence
    must_give_pin: bool = False
    pin_is_barred: bool = False
    own_phone: bool = True


@dataclass(frozen=True, slots=True)
class LastTalk:
    """A call of this agent that is over, and of which nothing was said yet. `about`: as it is called in the agent's
    language. `may_ask`: the caller can be asked by text whether it helped. `can_call`: and can be called back."""

    id: str
    about: str
    at: datetime
    may_ask: bool = False
    can_call: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a node may know. What the book's entry of the node does not ask for is left None.

    `callable`: the caller's own number is known and may be called. `recognised`: the caller's open promise (never
    from a shared number). `staffed`: anybody is signed on who could take a call of the thread's need and language;
    `open`: within the hours; `opens_at`: when they begin again, None while open or where nobody knows.
    `closed_because`: why not, in the line's own words and in the tongue of this leg; None: it says nothing of it.
    `ring`: an agent is held for this call and its Ring may be handed out now. `accepted`: on a caller's leg, the last
    reservation was accepted by an agent; on an agent's, this agent has the work of `thread.subject`.
    `promise`: the open one that was made or changed in this call. `windows`: times that may be chosen for it, as of
    `thread.asked_at`, else of now. `recorded`: what was just said after the beep is on the ledger. `dialled`: how the
    customer's phone took our call. `sent_on`: on a caller's leg, how it came here; on an agent's, that the customer is
    being sent on. `consult`: in this talk a colleague is asked first. `unsettled`: a callback of this agent's, by the
    id of its attempt, of which nobody has said how it ended. `last_talk`: the call of this agent that a word is waited
    for, that of `thread.subject` if it has one; `later_windows`: when its caller can be called back. `rescue`: the next
    phone to ring for a caller in danger whom nobody at work can take; None: there is none, or all have been rung.
    `callable`: the caller's own number is known and may be called. `recognised`: the caller's open promise (never from
    a shared number). `staffed`: anybody is signed on who could take a call of the thread's need and language; `open`:
    within the hours; `opens_at`: when they begin again, None while open or where nobody knows. `ring`: an agent is held
    for this call and its Ring may be handed out now. `accepted`: on a caller's leg, the last reservation was accepted
    by an agent; on an agent's, this agent has the work of `thread.subject`. `promise`: the open one that was made or
    changed in this call. `windows`: times that may be chosen for it, as of `thread.asked_at`, else of now. `recorded`:
    what was just said after the beep is on the ledger. `dialled`: how the customer's phone took our call. `sent_on`: on
    a caller's leg, how it came here; on an agent's, that the customer is being sent on. `consult`: in this talk a
    colleague is asked first. `talkroom`: this talk goes on in a room. `listening`: a supervisor listens, or is about
    to. `unsettled`: a callback of this agent's, by the id of its attempt, of which nobody has said how it ended.
    `rescue`: the next phone to ring for a caller in danger whom nobody at work can take; None: there is none, or all
    have been rung. `board_is_away`: nobody can tell who waits and who is free. `next_on_list`: the next phone of those
    that are rung then, held for this call and handed out; None: there is none, or enough have been rung. `list_work`:
    why such a phone rings; `list_taken`: its agent has taken the call. `can_promise`: a promise can be written down.
    """

    now: datetime
    line: Line
    thread: Thread
    callable: bool = False
    agent: AgentFacts | None = None
    recognised: Promised | None = None
    open: bool | None = None
    opens_at: datetime | None = None
    closed_because: str | None = None
    staffed: bool | None = None
    wait: Wait | None = None
    ring: Ring | None = None
    person: Person | None = None
    accepted: bool | None = None
    promise: Promised | None = None
    recorded: bool | None = None
    candidate: Candidate | None = None
    windows: tuple[Window, ...] = ()
    work: Work | None = None
    customer: str | None = None
    dialled: Dialled | None = None
    sent_on: SentOn | None = None
    consult: Consult | None = None
    talkroom: Talkroom | None = None
    listening: Listening | None = None
    unsettled: str | None = None
    last_talk: LastTalk | None = None
    later_windows: tuple[Window, ...] = ()
    fallback_number: str | None = None
    rescue: Connect | None = None
    board_is_away: bool | None = None
    next_on_list: Ring | None = None
    list_work: Work | None = None
    list_taken: bool | None = None
    can_promise: bool | None = None
