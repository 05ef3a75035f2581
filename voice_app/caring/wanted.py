"""What a supervisor can want of promises, and why a promise may not be let do it: values, and no more."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from routing.skills import AgentId, PromiseId
from routing.spans import Span
from voice_app.ledger.ids import ActId

Kind = Literal["call_now", "give", "give_back", "move", "approve", "refuse", "withdraw"]
"""*call_now*: at once, before every live caller. *give*: to one agent, for a while. *give_back*: to everybody. *move*:
to another time before its deadline. *approve*, *refuse*: whether a number that waits for it may be called. *withdraw*:
nobody calls any more."""

Refused = Literal[
    "unknown",
    "closed",
    "changed",
    "being_called",
    "unapproved",
    "not_asked",
    "erased",
    "no_such_agent",
    "own_phone",
    "too_late_to_give",
    "nobodys",
    "does_not_fit",
]
"""Why a promise was left as it was. *unknown*: there is no such promise. *closed*: it was kept, given up or withdrawn.
*changed*: something has happened to it since the page was drawn. *being_called*: an agent, or the person, is rung.
*unapproved*: its number must be approved first. *not_asked*: nobody asks for an approval. *erased*: its number is not
known any more. *no_such_agent*: nobody on the roster. *own_phone*: the agent's own phone would be called.
*too_late_to_give*: less than an hour is left. *nobodys*: it is kept for nobody. *does_not_fit*: nobody can call in that
time before its deadline."""

Kept = Literal["too_late", "told", "changed", "spoken", "in_the_way"]
"""Why an act could not be taken back. *too_late*: ten minutes are over. *told*: a text about it has left. *changed*:
something else has happened to the promise. *spoken*: the person rang us meanwhile and was answered. *in_the_way*: this
person is owed another one by now."""

Because = Literal["asked", "spoken", "twice", "mistake", "other"]
"""Why a promise is withdrawn. *asked*: the person wants no call any more; only this is confirmed by text, because only
then is it true. *spoken*: was spoken with in another way. *twice*: is owed another one. *mistake*: should not have been
made."""

UNDO_FOR: Final = timedelta(minutes=10)
"""How long an act can be taken back; no text about it leaves before."""
MOST: Final = 500
"""Promises of one act."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted. Of *give*: `agent`, and `until_at` (None: as long as is safe). Of *move*: `window`. Of
    *withdraw*: `because`, and `words`: the supervisor's own."""

    kind: Kind
    agent: AgentId | None = None
    until_at: datetime | None = None
    window: Span | None = None
    because: Because = "other"
    words: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Order:
    """An act that is asked for. `by`: the supervisor, or a program's own id. `as_of`: where the timeline of all ended
    when the page was drawn (`acts.newest_entry`): what has changed since is left alone. None: whatever it is now."""

    id: ActId
    wanted: Wanted
    by: str
    at: datetime
    as_of: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: the promises that were changed, and those that were not, each with why."""

    act: ActId
    done: tuple[PromiseId, ...]
    refused: dict[PromiseId, str]


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of taking an act back: the promises that are what they were, and those that are not, each with why."""

    done: tuple[PromiseId, ...]
    kept: dict[PromiseId, str]
