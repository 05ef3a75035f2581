"""When to ask a carrier that failed us whether it is back.

Deliberately asks nobody: the ticker does, with one harmless reading.
"""

from datetime import datetime, timedelta

from routing.escalation import Cause

ACCOUNT_EVERY = timedelta(seconds=30)
"""A refused account comes back when somebody has paid, and whoever has just paid looks whether it helped: a reading is
cheap, and nobody need say "try now"."""

REFUSAL_STANDS = timedelta(minutes=5)
"""Where a call was refused and a reading is not, the refusal is believed for so long: else supervisors would be told
twice a minute that it is over, and is not."""

FIRST_PAUSE, LONGEST_PAUSE, DOUBLINGS = timedelta(seconds=5), timedelta(minutes=5), 6
"""A carrier that is down is asked at once, then ever more rarely: neither hammered nor overslept."""


def ask_again_at(because: Cause, asked: int, now: datetime) -> datetime:
    """When to ask next, after it has been asked so often in vain."""
    if because is Cause.CARRIER_ACCOUNT:
        return now + ACCOUNT_EVERY
    pause: timedelta = FIRST_PAUSE * 2 ** min(asked, DOUBLINGS)
    return now + min(pause, LONGEST_PAUSE)


def may_be_over(because: Cause, since_at: datetime, now: datetime) -> bool:
    """Does an answered reading tell that calls go through again?"""
    return because is not Cause.CARRIER_ACCOUNT or now - since_at >= REFUSAL_STANDS
