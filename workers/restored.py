"""After a restore: whoever was surely not called in the time that is lost is called as ever, the rest is looked at.

The carrier's list is asked once the calls of that time surely stand in it. A promise whose person it shows in no call
since the backup, in neither direction, goes on by itself; any other goes to a supervisor, who knows or finds out.
Deliberately takes no talk for a kept promise: a list tells lengths, not what was said.
"""

from collections.abc import Collection
from datetime import datetime

import structlog

from routing.dialling import SETTLE_AT_LEAST
from routing.escalation import Cause
from voice_app import numbers
from voice_app.carrier_errors import TelephonyError
from voice_app.escalating import escalate
from voice_app.ledger import restores
from voice_app.ledger.promise import Promise
from voice_app.ledger.restores import Restore
from voice_app.telephony import Leg
from workers.shop import Shop

log = structlog.get_logger()


def go_on_after_a_restore(shop: Shop, now: datetime) -> None:
    """One look; again while the carrier does not answer, or an attempt of before is still being found out about."""
    with shop.house.ledger.read() as ledger:
        restore = restores.unsettled(ledger)
        held = restores.held(ledger) if restore is not None else ()
    if restore is None or now < restore.at + SETTLE_AT_LEAST:
        return
    try:
        legs = _unwritten(shop, restore) if held else []
    except TelephonyError as error:
        log.warning("restore.carrier_silent", error=str(error), code=error.code)
        return
    for promise in held:
        if promise.state == "open":
            _judge(shop, promise, legs, now)
    if all(promise.state == "open" for promise in held):
        with shop.house.ledger.write() as ledger:
            restores.settle(ledger, now)


def _unwritten(shop: Shop, restore: Restore) -> list[Leg]:
    """Every leg to and from the line in the time that is lost."""
    found = [*shop.carrier.rung_since(restore.since_at), *shop.carrier.arrived_since(restore.since_at)]
    return [leg for leg in found if leg.created_at is not None and restore.covers(leg.created_at)]


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
