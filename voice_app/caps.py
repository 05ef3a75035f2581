"""Toll fraud held off: which promises wait for a colleague, and when no more customers are dialled.

A cap refuses nobody: what it holds back stands on the ledger, is never dialled or texted by itself, and a supervisor
is told at once. How high the caps are stands in the line file, what they are held against is counted by `ledger.caps`.
Deliberately speaks to nobody and dials nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from routing.alarms import Rule
from routing.escalation import Cause
from routing.skills import PromiseId
from voice_app import numbers
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.escalating import escalate
from voice_app.ledger import promises
from voice_app.ledger.caps import Spent, asked_lately, dialled_enough, free_again_at, spent, texted_lately
from voice_app.ledger.promise import Promise
from voice_app.ledger.rows import take_turn
from voice_app.line.sections import Caps
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

PREFIX_CAP: Final = "prefix_cap"
NUMBER_CAP: Final = "number_cap"
OF_ALL: Final = ("dials_an_hour", "minutes_a_day")
"""Caps on calling customers at all: reached, no more are dialled until time has passed."""
LOOKED_AT_AGAIN_IN: Final = timedelta(seconds=15)
"""When a promise that was held back at the last moment may be tried again; longer than any process trusts its count."""
ASKED_FOR: Final = frozenset(
    {
        "text_promised",
        "text_missed",
        "text_moved",
        "text_withdrawn",
        "text_now",
        "text_not_then",
        "text_noted",
        "text_nothing_owed",
        "text_emergency",
    }
)
"""Texts that a caller can bring about at will; of the others each promise has a few at most."""


def approval_because(
    ledger: Connection, house: Runtime, phone: Phone, now: datetime, *, besides: PromiseId | None = None
) -> str | None:
    """Why a colleague must decide before this number is called, a code; None: it may be called.

    Fraud comes in ranges of numbers, people do not: beyond `promises_per_prefix` new promises in an hour the next ones
    of that range wait. A shared number is one that the firm vouches for; it neither counts nor is held back.
    `besides`: the promise that is to be owed there, which is no other one.
    """
    verdict = numbers.judge(phone, house.line.policy)
    if verdict.decision != "callable":
        return verdict.reason
    if house.line.is_shared(phone):
        return None
    asked = asked_lately(ledger, numbers.prefix_of(phone), now, besides=besides)
    return PREFIX_CAP if asked >= house.line.caps.promises_per_prefix else None


def tell_who_decides(ledger: Connection, house: Runtime, promise: Promise, now: datetime) -> None:
    """A promise that waits for approval is put before the supervisors at once; one that does no longer, is no more."""
    if promise.needs_approval:
        codes = {"need": promise.need, "due_by": promise.due_by}
        raise_alarm(ledger, house, Rule.PROMISE_UNAPPROVED, promise.id, now, because=promise.approval_because, **codes)
    else:
        end_alarm(ledger, Rule.PROMISE_UNAPPROVED, promise.id, now)


def may_text(ledger: Connection, house: Runtime, phone: Phone, phrase: str, now: datetime) -> bool:
    """Whether this text may still be sent to numbers of this range within the hour. Texts are sold to fraud too."""
    if phrase not in ASKED_FOR:
        return True
    return texted_lately(ledger, numbers.prefix_of(phone), phrase, now) < house.line.caps.promises_per_prefix


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is against dialling a number, a code, and when it may be tried again at the earliest."""

    cause: str
    until: datetime


def against_dialling(ledger: Connection, house: Runtime, promise: Promise, now: datetime) -> Hindrance | None:
    """What is against ringing this promise's number now; None: nothing. Dials take turns to be asked about.

    The line file may have changed since the promise was made: a number that is outside policy by now waits for a
    colleague after all, unless one approved it.
    """
    take_turn(ledger, "dials")
    soon = now + LOOKED_AT_AGAIN_IN
    verdict = numbers.judge(promise.phone, house.line.policy)
    if verdict.decision != "callable" and promise.approved_at is None:
        _hold(ledger, house, promise.id, verdict.reason, now)
        return Hindrance(verdict.reason, soon)
    if free_at := free_again_at(ledger, promise, house.line.caps.dials_per_number, now):
        return Hindrance(NUMBER_CAP, free_at)
    full = reached(spent(ledger, now), house.line.caps)
    return Hindrance(full[0], soon) if full else None


def _hold(ledger: Connection, house: Runtime, promise: PromiseId, cause: str, now: datetime) -> None:
    promises.hold(ledger, promise, cause, now)
    held = promises.get(ledger, promise)
    if held is not None:
        tell_who_decides(ledger, house, held, now)


def reached(so_far: Spent, caps: Caps) -> tuple[str, ...]:
    """Which caps on calling customers at all are reached."""
    full = {
        "dials_an_hour": so_far.dials >= caps.dials_an_hour,
        "minutes_a_day": so_far.talked >= timedelta(minutes=caps.minutes_a_day),
    }
    return tuple(cap for cap in OF_ALL if full[cap])


def watch(house: Runtime, now: datetime) -> None:
    """Tell the supervisors of a cap that is reached; put off whoever was dialled enough, and tell of those who will be
    called too late for it."""
    with house.ledger.write() as ledger:
        full = reached(spent(ledger, now), house.line.caps)
        for cap in OF_ALL:
            if cap in full:
                raise_alarm(ledger, house, Rule.CAPS_REACHED, cap, now, because=cap)
            else:
                end_alarm(ledger, Rule.CAPS_REACHED, cap, now)
        for promise, free_at in dialled_enough(ledger, house.line.caps.dials_per_number, now):
            _put_off(ledger, house, promise, free_at, now)


def _put_off(ledger: Connection, house: Runtime, promise: Promise, until: datetime, now: datetime) -> None:
    promises.put_off(ledger, promise.id, until, NUMBER_CAP, now)
    if until > promise.effective_due_by:
        escalate(ledger, house, promise.id, Cause.CAPPED, now)
