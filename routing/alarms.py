"""What a supervisor must be told of: a closed set of rules, and how often somebody is told.

Deliberately tells nobody, and knows no channel.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    """Why an alarm is raised. What it is about is its subject: the id of a promise, a call or a text, the name of a
    process, the carrier's name of a recording."""

    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_BROKEN = "promise_broken"
    PROMISE_UNAPPROVED = "promise_unapproved"
    PROMISE_CRASHED = "promise_crashed"
    CAPS_REACHED = "caps_reached"
    BOARD_GONE = "board_gone"
    LEDGER_GONE = "ledger_gone"
    DISK_LOW = "disk_low"
    CARRIER_ACCOUNT = "carrier_account"
    CARRIER_SILENT = "carrier_silent"
    WORKER_SILENT = "worker_silent"
    TICKER_SILENT = "ticker_silent"
    WEB_WAS_AWAY = "web_was_away"
    TEXT_UNREAD = "text_unread"
    EMERGENCY = "emergency"
    GHOSTS_LAID = "ghosts_laid"
    TOO_BUSY = "too_busy"
    RECORDING_UNDELETED = "recording_undeleted"
    TEST = "test"


MEANS: Final[Mapping[Rule, str]] = {
    Rule.PROMISE_AT_RISK: "A promise may not be kept in time.",
    Rule.PROMISE_BROKEN: "A promise was not kept in time; it is still owed.",
    Rule.PROMISE_UNAPPROVED: "A promise waits for a colleague to decide whether its number is called.",
    Rule.PROMISE_CRASHED: "Handling a promise broke down again and again; it is not dialled any more by itself.",
    Rule.CAPS_REACHED: "A cap against fraud was reached; what it holds back waits for a colleague.",
    Rule.BOARD_GONE: "Redis does not answer, or takes nothing more: nobody is called back, and callers get callbacks.",
    Rule.LEDGER_GONE: "The ledger is gone, or its disk is full: nothing is promised, and nobody is called back.",
    Rule.DISK_LOW: "A disk that we write to is nearly full, or Redis cannot write its file.",
    Rule.CARRIER_ACCOUNT: "The carrier refuses our account: nobody can be called.",
    Rule.CARRIER_SILENT: "The carrier does not answer: nobody can be called.",
    Rule.WORKER_SILENT: "No worker has answered the bell for a minute: nobody is called back.",
    Rule.TICKER_SILENT: "The ticker has not beaten for a minute: promises are not watched.",
    Rule.WEB_WAS_AWAY: "Calls went to the fallback while we could not answer them.",
    Rule.TEXT_UNREAD: "Somebody sent a text that a person must read.",
    Rule.EMERGENCY: "Somebody spoke of danger to life and nobody could be reached, or wrote of it in a text.",
    Rule.GHOSTS_LAID: "Much had to be put right within a minute of which nobody told us: hooks may be lost.",
    Rule.TOO_BUSY: "More people call than we can hear: who comes now is offered a callback, or asked to call again.",
    Rule.RECORDING_UNDELETED: "A recording that must be gone is still at the carrier after a day.",
    Rule.TEST: "A supervisor tries out whether each channel arrives; nothing is wrong.",
}

GRAVEST_FIRST: Final = (
    Rule.EMERGENCY,
    Rule.LEDGER_GONE,
    Rule.TICKER_SILENT,
    Rule.BOARD_GONE,
    Rule.CARRIER_ACCOUNT,
    Rule.CARRIER_SILENT,
    Rule.WORKER_SILENT,
    Rule.PROMISE_BROKEN,
    Rule.DISK_LOW,
    Rule.PROMISE_AT_RISK,
    Rule.PROMISE_CRASHED,
    Rule.TEXT_UNREAD,
    Rule.WEB_WAS_AWAY,
    Rule.TOO_BUSY,
    Rule.PROMISE_UNAPPROVED,
    Rule.CAPS_REACHED,
    Rule.GHOSTS_LAID,
    Rule.RECORDING_UNDELETED,
    Rule.TEST,
)
"""What is looked at before what: somebody in danger, then what keeps all promises from being kept, then single ones."""

OF_PROMISES: Final = (Rule.PROMISE_AT_RISK, Rule.PROMISE_BROKEN, Rule.PROMISE_UNAPPROVED, Rule.PROMISE_CRASHED)
"""Rules whose subject is a promise: such an alarm is over once its promise is closed."""

TEST_LASTS: Final = timedelta(minutes=10)
"""A test alarm is over by itself: what has not arrived by then did not."""

TOGETHER: Final = timedelta(minutes=1)
"""What is raised by one rule within this time is told in one message."""

GIVE_UP_AFTER: Final = timedelta(days=1)
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=30)


def gravity(rule: str) -> int:
    """The place of a rule among those that stand, the gravest first; one of a newer version of us comes last."""
    return next((place for place, known in enumerate(GRAVEST_FIRST) if known == rule), len(GRAVEST_FIRST))


def tell_at(before: datetime | None, now: datetime) -> datetime:
    """When an alarm that is raised now is told; `before`: when the rule's latest one is, or was.

    The first is told at once. Those that follow within a minute wait for that minute's end, and are told together.
    """
    if before is None or before + TOGETHER <= now:
        return now
    return before if before >= now else before + TOGETHER


def try_again_at(tries: int, queued_at: datetime, now: datetime) -> datetime | None:
    """When to tell again what surely did not arrive the `tries`-th time (from 1); None: it is given up."""
    if now - queued_at >= GIVE_UP_AFTER:
        return None
    doublings = min(tries - 1, 16)  # more would only overflow
    return now + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
