"""How often somebody may be wrong: by name, so that no password is guessed, and by address, so that no list of names is
tried; and how often a PIN may be. A pure decision on counts; those are `voice_app.ledger.sign_in_failures`'.

A name that does not exist is counted like any other. Deliberately lets an address be the only witness of nothing: many
agents sit behind one, so who gets in takes the count of that try back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from voice_app.ledger.sign_in_failures import Failures

FREE: Final = 5
"""So many wrong passwords cost nothing but the time to type them."""
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
HARD_STOP: Final = 100
"""Then no password is tried any more, until somebody is invited anew, or the count is forgotten."""

OF_AN_ADDRESS: Final = 30
WITHIN: Final = timedelta(minutes=10)

PINS_OF_AN_AGENT: Final = 5
"""Wrong ones in a day. Of four digits that is one guess in two thousand."""
PINS_OF_ALL: Final = 100
"""Wrong ones in an hour, whoever's."""
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

FORGOTTEN_AFTER: Final = timedelta(days=30)
"""Without another try that counted; what is barred counts none."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Nothing is tried before `until`; None: not without a new invitation, for a month."""

    until: datetime | None


def of_name(failures: Failures | None, now: datetime) -> Barred | None:
    """Whether this name may be tried now: after the fifth failure each one doubles the pause."""
    if failures is None or failures.failures < FREE:
        return None
    if failures.failures >= HARD_STOP:
        return Barred(None)
    doublings = min(failures.failures - FREE, 10)
    until = failures.last_at + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    return Barred(until) if now < until else None


def of_address(failures: Failures | None, now: datetime) -> Barred | None:
    """Whether this address may try now; a count of more than ten minutes ago is over."""
    if failures is None or is_over(failures, now) or failures.failures < OF_AN_ADDRESS:
        return None
    return Barred(failures.since_at + WITHIN)


def bars_pins(of_agent: Failures | None, of_all: Failures | None, now: datetime) -> bool:
    """Whether no PIN of this agent is looked at for now."""
    return _is_full(of_agent, PINS_OF_AN_AGENT, DAY, now) or _is_full(of_all, PINS_OF_ALL, HOUR, now)


def _is_full(failures: Failures | None, most: int, within: timedelta, now: datetime) -> bool:
    return failures is not None and failures.failures >= most and now < failures.since_at + within


def is_over(failures: Failures, now: datetime) -> bool:
    return now >= failures.since_at + WITHIN
