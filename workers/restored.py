"""After a restore: whoever was surely not called in the time that is lost is called as ever, the rest is looked at.

First what people have texted since is read again, from the carrier's list of messages: whoever took a callback back is
not called. Then its list of calls, once those of that time surely stand in it: a promise whose person it shows in no
call since the backup, in neither direction, goes on by itself; any other goes to a supervisor, who knows or finds out.
Deliberately takes no talk for a kept promise: a list tells lengths, not what was said.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.dialling import SETTLE_AT_LEAST
from routing.escalation import Cause
from voice_app import numbers
from voice_app.carrier_errors import TelephonyError
from voice_app.escalating import escalate
from voice_app.ledger import restores
from voice_app.ledger.promise import Promise
from voice_app.ledger.restores import Restore
from voice_app.numbers import Phone
from voice_app.telephony import Leg
from voice_app.texting import unwritten
from workers.shop import Shop

A_LITTLE: Final = timedelta(minutes=1)
"""The list tells whole seconds, and a text may have been on its way to us when the copy was begun. Those that are known
change nothing."""

log = structlog.get_logger()


def go_on_after_a_restore(shop: Shop, now: datetime) -> None:
    """One look; again while the carrier does not answer, or an attempt of before is still being found out about."""
    with shop.house.ledger.read() as ledger:
        restore = restores.unsettled(ledger)
    if restore is None or now < restore.at + SETTLE_AT_LEAST:
        return
    try:
        came, rung = shop.carrier.arrived_since(restore.since_at), shop.carrier.rung_since(restore.since_at)
        _hear_what_was_texted(shop, restore, came, now)
    except TelephonyError as error:
        log.warning("restore.carrier_silent", error=str(error), code=error.code)
        return
    with shop.house.ledger.read() as ledger:
        held = restores.held(ledger)
    legs = [leg for leg in (*came, *rung) if leg.created_at is not None and restore.covers(leg.created_at)]
    for promise in held:
        if promise.state == "open":
            _judge(shop, promise, legs, now)
    if all(promise.state == "open" for promise in held):
        with shop.house.ledger.write() as ledger:
            restores.settle(ledger, now)


def _hear_what_was_texted(shop: Shop, restore: Restore, came: Collection[Leg], now: datetime) -> None:
    """Also after the restore: until everything ran again, nobody took a text."""
    called_at: dict[Phone, datetime] = {}
    for leg in came:
        phone = numbers.parse(leg.caller, shop.house.line.region)
        if phone is not None and leg.created_at is not None:
            called_at[phone] = max(leg.created_at, called_at.get(phone, leg.created_at))
    for text in sorted(shop.carrier.texted_since(restore.since_at - A_LITTLE), key=lambda text: (text.at, text.sid)):
        unwritten.make_good(shop.house, text, called_at, now)


def _judge(shop: Shop, promise: Promise, legs: Collection[Leg], now: datetime) -> None:
    with shop.house.ledger.write() as ledger:
        known = restores.known_legs(ledger, promise.id)
        if any(leg.sid not in known and _is_with(shop, leg, promise) for leg in legs):
            escalate(ledger, shop.house, promise.id, Cause.RESTORED, now)
        else:
            restores.release(ledger, promise.id, now)


def _is_with(shop: Shop, leg: Leg, promise: Promise) -> bool:
    """Is it a call with the person to whom this is owed? Nobody can tell once the number is erased."""
    if promise.phone is None:
        return True
    other = leg.caller if leg.is_inbound else leg.to
    return numbers.parse(other, shop.house.line.region) == promise.phone
