"""A try counts as a failure before it is looked at, so that a hundred at once are a hundred failures; who was right
takes it back. On the ledger: without it nothing is tried at all.
"""

from datetime import datetime

from sqlalchemy import Connection

from voice_app.accounts import throttle
from voice_app.accounts.throttle import Barred
from voice_app.ledger import sign_in_failures
from voice_app.ledger.rows import take_turn


def count(ledger: Connection, name: str, now: datetime, *, address: str | None = None) -> Barred | None:
    """One more try at what these digests stand for, unless there may be none now."""
    take_turn(ledger, f"sign-in {name}")
    barred = throttle.of_name(sign_in_failures.of(ledger, name), now)
    if address is not None and barred is None:
        take_turn(ledger, f"sign-in {address}")
        barred = throttle.of_address(_of_address(ledger, address, now), now)
    if barred is not None:
        return barred
    for digest in filter(None, (name, address)):
        sign_in_failures.add(ledger, digest, now)
    sign_in_failures.forget_before(ledger, now - throttle.FORGOTTEN_AFTER)
    return None


def _of_address(ledger: Connection, address: str, now: datetime) -> sign_in_failures.Failures | None:
    """What is older than the stretch that is counted is forgotten on the way."""
    failures = sign_in_failures.of(ledger, address)
    if failures is not None and throttle.is_over(failures, now):
        sign_in_failures.forget(ledger, address)
        return None
    return failures


def forgive(ledger: Connection, name: str, *, address: str | None = None) -> None:
    """It was right: the name begins anew, the address loses that one try."""
    sign_in_failures.forget(ledger, name)
    if address is not None:
        sign_in_failures.take_back(ledger, address)
