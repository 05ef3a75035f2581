"""What really happened, where a hook or an answer was lost: asked of the carrier, whose word counts.

An attempt in doubt is looked up in the carrier's list, a silent leg is fetched. Deliberately dials nobody and decides
by `routing.dialling` alone; each answer changes the ledger by a guarded write, so two reconcilers do no harm. What is
not of an attempt, `workers.ghosts` looks after.
"""

from datetime import datetime
from functools import partial

import structlog

from routing import dialling
from routing.dialling import Listed
from routing.promises import Outcome
from routing.skills import CallSid
from voice_app import attempts as keeping
from voice_app import legs
from voice_app.carrier_errors import TelephonyError
from voice_app.failpoints import failpoint
from voice_app.ledger import attempts, flight, outages
from voice_app.ledger.attempt import Attempt
from voice_app.telephony import Leg, LegSid
from workers.guard import guard_promise
from workers.shop import Shop

log = structlog.get_logger()


def reconcile(shop: Shop, now: datetime) -> None:
    """One pass over everything that is in flight."""
    with shop.house.ledger.read() as ledger:
        in_flight, outage = flight.active(ledger), outages.of_carrier(ledger)
    if outage is not None:
        return  # whom nobody can ask, nobody need ask
    for attempt in in_flight:
        guard_promise(shop, attempt.promise_id, partial(_look_after, shop, attempt, now), now)


def _look_after(shop: Shop, attempt: Attempt, now: datetime) -> None:
    try:
        _find_out(shop, attempt, now)
    except TelephonyError as error:
        log.warning("reconcile.carrier_silent", attempt=attempt.id, error=str(error), code=error.code)


def _find_out(shop: Shop, attempt: Attempt, now: datetime) -> None:
    house = shop.house
    if dialling.is_stale(attempt.state, attempt.started_at, now):
        with house.ledger.write() as ledger:
            attempts.in_doubt(ledger, attempt.id, "worker_died", now)
    elif attempt.state == "unknown":
        _look_up(shop, attempt, now)
    elif attempt.state == "sent" and attempt.leg_sid is not None:
        _ask_for_life(shop, attempt, attempt.leg_sid, now)


def _look_up(shop: Shop, attempt: Attempt, now: datetime) -> None:
    """The list is the second-best evidence: two empty ones, far enough apart, tell that there is no call."""
    house = shop.house
    settled_at = dialling.settles_at(attempt.started_at, house.line.waiting.ring_agent)
    if now < dialling.look_next_at(attempt.missing_since_at, settled_at, now):
        return
    found = _find_leg(shop, attempt)
    with house.ledger.write() as ledger:
        match dialling.judge(found, attempt.missing_since_at, settled_at, now):
            case "sent" if found is not None:
                attempts.listed(ledger, attempt.id, found, now)
            case "no_call":
                attempts.not_created(ledger, attempt.id, "not_listed", now)
            case _:
                attempts.not_listed(ledger, attempt.id, now)
        failpoint("reconcile.before_commit")


def _find_leg(shop: Shop, attempt: Attempt) -> CallSid | None:
    house = shop.house
    to = house.roster[attempt.agent_id].reach.removeprefix("tel:")
    legs = [leg for day in dialling.days_to_list(attempt.started_at) for leg in shop.carrier.legs_to(to, day)]
    with house.ledger.read() as ledger:
        claimed = flight.claimed(ledger, [CallSid(leg.sid) for leg in legs])
    listed = (
        Listed(CallSid(leg.sid), leg.to, leg.created_at, CallSid(leg.parent) if leg.parent else None)
        for leg in legs
        if leg.created_at is not None
    )
    return dialling.find_leg(listed, to, attempt.started_at, claimed)


def _ask_for_life(shop: Shop, attempt: Attempt, leg_sid: CallSid, now: datetime) -> None:
    house = shop.house
    heard_at = attempt.heard_at or attempt.started_at
    if now < dialling.ask_for_life_at(attempt.started_at, heard_at, house.line.waiting.ring_agent):
        return
    leg = shop.carrier.fetch(LegSid(leg_sid))
    if leg.is_live:
        with house.ledger.write() as ledger:
            attempts.hear(ledger, attempt.id, leg_sid, now)
        _follow_customer(shop, attempt, now)
    elif attempt.customer_ended_at is None:
        _close(shop, attempt, leg, now)


def _follow_customer(shop: Shop, attempt: Attempt, now: datetime) -> None:
    """The agent is still there; has the customer's leg ended without our hearing of it?"""
    if attempt.customer_sid is None or attempt.customer_ended_at is not None:
        return
    customer = shop.carrier.fetch(LegSid(attempt.customer_sid))
    if not customer.is_live:
        _note_customer(shop, attempt, customer, now)


def _close(shop: Shop, attempt: Attempt, leg: Leg, now: datetime) -> None:
    """The agent's leg is over and no hook said so."""
    if attempt.customer_sid is not None:
        _note_customer(shop, attempt, shop.carrier.fetch(LegSid(attempt.customer_sid)), now)
    legs.promise_leg_is_over(shop.house, attempt.id, leg.status, now)


def _note_customer(shop: Shop, attempt: Attempt, customer: Leg, now: datetime) -> None:
    house = shop.house
    with house.ledger.write() as ledger:
        if customer.talked_for:
            attempts.customer_answered(ledger, attempt.id, now - customer.talked_for)
            attempts.customer_ended(ledger, attempt.id, customer.talked_for, now)
        else:
            outcome = keeping.BY_DIAL_STATUS.get(customer.status, Outcome.UNKNOWN)
            keeping.settle(ledger, house, attempt.id, outcome, now)
