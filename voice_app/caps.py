"""Toll fraud held off: which promises wait for a colleague, and when no more customers are dialled.

A cap refuses nobody: what it holds back stands on the ledger, is never dialled or texted by itself, and a supervisor
is told at once. How high the caps are stands in the line file, what they are held against is counted by `ledger.caps`.
Deliberately speaks to nobody and dials nobody.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from routing.alarms import Rule
from routing.skills import PromiseId
from voice_app import numbers
from voice_app.alarms import end_alarm, raise_alarm
from voice_app.ledger.caps import asked_lately, texted_lately
from voice_app.ledger.promise import Promise
from voice_app.numbers import Phone
from voice_app.runtime import Runtime

PREFIX_CAP: Final = "prefix_cap"
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
