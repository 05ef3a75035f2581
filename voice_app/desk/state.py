"""What an agent's desk shows, as a value.

Deliberately reads nothing; `looking` finds what stands in it. Whoever adds something to the desk adds a field to `Desk`
and a small module beside this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from routing.agents import Activity, Presence
from routing.reasons import Reason
from routing.skills import AgentId, PromiseId, ReservationId
from voice_app.context import Context
from voice_app.desk.recorded import Recorded
from voice_app.ledger.agents import Agent
from voice_app.ledger.drafts import Draft
from voice_app.ledger.ids import Outcome, PromiseState
from voice_app.ledger.messages import Message
from voice_app.ledger.promise import Window
from voice_app.ledger.transfers import Transfer
from voice_app.under_way.holding import OnHold
from voice_app.under_way.listening import Listener

MayAsk = Literal["may", "agreed", "asked", "stopped", "lately"]
"""Whether a caller may be asked by text if we helped: *may*, once that was said in the talk; *stopped*: wants no such
text; *lately*: was asked not long ago."""

Stage = Literal["idle", "ringing", "talking", "wrapping_up"]
"""Where the agent is in a conversation; what the page is arranged by."""


@dataclass(frozen=True, slots=True)
class Card:
    """One conversation. `since`: it rings, is talked or is wrapped up from then on; of one that is over, when it ended.

    `kind`: a consult is a colleague who wants a word. `why_you`: None for that one. `transfer`: by which this agent
    sends the conversation on, or has sent it. `rings_there`: a callback whose customer has not picked up yet.
    """

    reservation: ReservationId
    kind: Literal["call", "callback", "consult"]
    context: Context
    why_you: Reason | None
    since: datetime
    transfer: Transfer | None = None
    draft: Draft | None = None
    rings_there: bool = False


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """Callers who wait for one need. `since`: when the first of them called; None: nobody waits."""

    need: str | None
    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Callers whom this agent is trained for and whose language the agent speaks, most likely to ring here. `others`:
    all the rest who wait."""

    count: int
    since: datetime | None
    by_need: tuple[WaitingFor, ...]
    others: int


@dataclass(frozen=True, slots=True)
class MyPromise:
    """A callback that this agent has promised, or is to make by preference. `phone` None: erased.

    `call_by`: by when it should be made, the end of its window or its deadline; `slack`: how much time is left until
    then, below zero once that has passed. `made_at`: when this agent promised it; None: somebody else did.
    `last_tried_at`, `last_outcome`: of the last time that the person's phone was to ring.
    """

    id: PromiseId
    phone: str | None = field(repr=False)
    need: str | None
    note: str | None = field(repr=False)
    language: str
    state: PromiseState
    due_by: datetime
    call_by: datetime
    not_before: datetime
    window: Window | None
    slack: timedelta
    made_at: datetime | None
    prefers_me: bool
    needs_approval: bool
    is_at_risk: bool
    is_broken: bool
    last_tried_at: datetime | None
    last_outcome: Outcome | None

    @property
    def is_mine(self) -> bool:
        return self.made_at is not None

    @property
    def is_closed(self) -> bool:
        return self.state not in ("open", "attempting")


@dataclass(frozen=True, slots=True)
class Day:
    """An agent's own day: since midnight on the line's clock.

    `calls`: callers whom the agent talked with, each hand of a call that was sent on counted once for whoever had it.
    `callbacks`: customers who answered when the agent rang back. Both count once the talk has begun today.
    `talked`: time connected in these, a talk that goes on included; `average`: of those that are over, None: of none.
    `wrapped_up`: how many of those that are over the agent has noted. `resolved_share`: resolved at once, of those of
    which the agent said whether they were; None: of none. `transferred`: calls that the agent sent on. `breaks`: how
    long the agent was on break, by reason ("" where none was given). `promised`: promises that the agent made today;
    `kept`: those of them that are kept; `due`: those that should have been kept by now.
    """

    since: datetime
    calls: int
    callbacks: int
    talked: timedelta
    average: timedelta | None
    wrapped_up: int
    resolved_share: float | None
    transferred: int
    breaks: Mapping[str, timedelta]
    promised: int
    kept: int
    due: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else of the roster, as a call might be sent there. `level`, `speaks`: for the need of the conversation
    that this agent has; None where there is none. `shares`: languages that both speak.

    Deliberately without the reason of a break: that is the colleague's own.
    """

    id: AgentId
    name: str
    presence: Presence
    activity: Activity
    since: datetime
    languages: tuple[str, ...]
    shares: tuple[str, ...]
    skills: Mapping[str, int]
    level: int | None
    speaks: bool | None
    is_free: bool

    @property
    def is_ready(self) -> bool:
        """May be sent a call, which waits for the colleague where that one is busy."""
        return self.presence is Presence.READY


@dataclass(frozen=True, slots=True)
class NeedOpen:
    """A need to which this agent's conversation could be sent: how many wait for it in that language, how many others
    are ready who are trained for it, how many of these are free. With nobody ready it cannot be sent there."""

    need: str
    waiting: int
    ready: int
    free: int


@dataclass(frozen=True, slots=True)
class Desk:
    """One agent's desk at one instant.

    `reason`: of the break, a code of the line file. `activity`, `presence`: as everybody sees them; each with its
    beginning. `rests_until`: not rung before, after a ring that was not accepted. `card`: the conversation that rings,
    is talked or is wrapped up; `last`: one that is over, and whose time to be wrapped up has run out, unnoted.
    `wrap_up_until`: when the time runs out. `needs`: none while the agent talks to nobody.
    `recordings`: of the conversations shown; none where the line records no talks. `messages`: what was said into a
    recording under the promise that the card is about, to be listened to before the call. `hold`: the caller at hand
    holds; `listeners`: supervisors at this talk. `follow_ups`: which callers of the conversations shown may be asked by
    text whether we helped. `put_by`: the supervisor, by name, who declared the presence in the agent's place.
    """

    agent: Agent
    presence: Presence
    reason: str | None
    presence_since: datetime
    activity: Activity
    activity_since: datetime
    rests_until: datetime | None
    stage: Stage
    card: Card | None
    last: Card | None
    wrap_up_until: datetime | None
    waiting: Waiting
    promises: tuple[MyPromise, ...]
    day: Day
    colleagues: tuple[Colleague, ...]
    needs: tuple[NeedOpen, ...]
    recordings: Mapping[ReservationId, Recorded] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    hold: OnHold | None = None
    listeners: tuple[Listener, ...] = ()
    follow_ups: Mapping[ReservationId, MayAsk] = field(default_factory=dict)
    put_by: str | None = None

    @property
    def draft(self) -> Draft | None:
        """Of the conversation that is in hand, else of the last one."""
        card = self.card or self.last
        return card.draft if card else None
