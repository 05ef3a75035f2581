"""An agent's own promise: made while talking, or afterwards, to the person of that conversation and to nobody else.

It is a promise like any other (`promising.owe`: one for each phone, number policy, caps, an honest deadline, a text),
only that an agent's name stands in it, and that it may be kept for this agent for a while. Deliberately dials nobody.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from routing.calendar import IN_SIGHT
from routing.deadlines import fit_window, windows
from routing.skills import AgentId, CallSid, ReservationId
from routing.spans import Span
from voice_app import jobs, promising
from voice_app.desk.owners import Refused, conversation, is_over
from voice_app.ledger import AttemptId, attempts, calls, promises
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.conversations import Conversation
from voice_app.ledger.ids import Phone
from voice_app.ledger.promise import Promise
from voice_app.promising import Wish
from voice_app.runtime import Runtime
from voice_app.under_way.consulting import held_for

NoCallback = Literal["no_number", "nobody_calls_then", "too_far", "not_answered", "outcome_first"]
"""Why this cannot be promised. *no_number*: the person shows none; *nobody_calls_then*: in all of that time the line is
closed, or it is no hour at which this phone may be called, or it has passed; *too_far*: beyond four weeks;
*not_answered*: of a callback nobody has told yet that the customer answered; *outcome_first*: this callback is over,
and still owed until the agent has said how it went (`wrap_up` does both)."""

OFFERED: Final = 8
LOOKS_AHEAD: Final = timedelta(days=7)
"""What is offered to choose from: the next parts of the day, within a week."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """What an agent promises. `window`: when; None: within the usual time. `by_me`: by this agent, if that can be."""

    window: Span | None = None
    by_me: bool = True
    note: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Promised:
    """The promise as it stands. Not `is_new`: one was owed to this phone already, and this is a matter of it from now
    on. Not `is_then`: its deadline, which never moves, comes before the window; so the call does, too."""

    promise: Promise
    is_new: bool
    is_then: bool


@dataclass(frozen=True, slots=True)
class Person:
    """With whom the conversation was, and about what."""

    phone: Phone
    need: str | None
    language: str
    call_sid: CallSid | None
    may_text: bool


def call_back(
    house: Runtime, agent: AgentId, reservation: ReservationId, wanted: CallBack, now: datetime
) -> Promised | Refused | NoCallback:
    """Promise it, while the two talk, or after. Raises LedgerGone: then nothing is promised, and nothing may be
    said."""
    on_board = held_for(house, reservation)
    with house.ledger.write() as ledger:
        found = conversation(ledger, agent, reservation, on_board, now)
        if not isinstance(found, Conversation):
            return found
        if found.is_callback and found.wrapped_at is None and is_over(found, on_board):
            return "outcome_first"
        hindrance = against(ledger, house, found, wanted, now)
        if hindrance is not None:
            return hindrance
        _keep_what_is_talked_about(ledger, found, now)
        promised = owe(ledger, house, found, wanted, now)
    house.jobs.ring(jobs.SEND_TEXTS)
    return promised


def person_of(ledger: Connection, house: Runtime, found: Conversation) -> Person | None:
    """Whom the conversation was with; None: nobody who could be called."""
    if found.promise_id is not None:
        owed = promises.get(ledger, found.promise_id)
        if owed is None or owed.phone is None:
            return None
        return Person(owed.phone, owed.need, owed.language, owed.call_sid, owed.may_text)
    call = calls.get(ledger, found.call_sid) if found.call_sid else None
    if call is None or call.phone is None:
        return None
    return Person(call.phone, call.need, call.language or house.line.languages[0], call.sid, may_text=True)


def against(
    ledger: Connection, house: Runtime, found: Conversation, wanted: CallBack, now: datetime
) -> NoCallback | None:
    """What is against promising it so. Not the number policy: what is outside it is recorded, for a colleague to
    decide. A promise that is still being attempted is kept by the word that its customer answered: nothing may be added
    to it before that."""
    person = person_of(ledger, house, found)
    if person is None:
        return "no_number"
    tried = _attempt(ledger, found)
    if tried is not None and tried.state != "ended" and tried.customer_answered_at is None:
        return "not_answered"
    if wanted.window is None:
        return None
    if wanted.window.end_at > now + IN_SIGHT:
        return "too_far"
    calling = house.terms.calling(person.phone, person.need, now)
    return None if fit_window(wanted.window, now, wanted.window.end_at, calling) else "nobody_calls_then"


def _keep_what_is_talked_about(ledger: Connection, found: Conversation, now: datetime) -> None:
    """The customer of a callback is being spoken with: that promise is kept, and this one is another."""
    tried = _attempt(ledger, found)
    if tried is not None and tried.customer_answered_at is not None and tried.state != "ended":
        promises.keep(ledger, tried.promise_id, "spoke", tried.customer_answered_at, now)


def _attempt(ledger: Connection, found: Conversation) -> Attempt | None:
    return attempts.get(ledger, AttemptId(found.reservation)) if found.is_callback else None


def owe(ledger: Connection, house: Runtime, found: Conversation, wanted: CallBack, now: datetime) -> Promised:
    """Within a transaction, where nothing is `against` it; whoever does this rings for the texts afterwards."""
    person = person_of(ledger, house, found)
    if person is None:
        raise LookupError(f"nobody to be called back after {found.reservation}")
    wish = Wish(
        phone=person.phone,
        need=person.need,
        language=person.language,
        source="agent",
        call_sid=person.call_sid,
        own_phone=person.may_text,
        note=wanted.note or None,
        window=wanted.window,
        made_by=found.agent_id,
        talk=found.reservation,
        by_maker=wanted.by_me,
    )
    owed, is_new = promising.owe(ledger, house, wish, now)
    is_then = wanted.window is None or (owed.window is not None and owed.window.from_at >= wanted.window.start_at)
    return Promised(owed, is_new, is_then)


def windows_to_choose(house: Runtime, phone: str, need: str | None, now: datetime) -> list[Span]:
    """The next parts of the day in which somebody could call this phone."""
    calling = house.terms.calling(Phone(phone), need, now)
    return windows(now, now + LOOKS_AHEAD, calling, house.line.timezone, OFFERED)
