"""A talk with a colleague before a call goes on: legs are moved and rung, the caller is called off hold.

One driver, run by the bell and with each tick, which does what is missing: each of its requests stands behind a
compare-and-set, and is sent again only when the last one can have no effect left. What it leaves undone, the caller's
own turns of holding find. Deliberately decides nothing of where the caller goes.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from flows.thread import Step, Thread
from routing.skills import CallSid
from voice_app import jobs, legs, versions
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import TransferId, calls, consults, rooms, transfers
from voice_app.ledger.transfers import Transfer
from voice_app.runtime import Runtime
from voice_app.telephony import NOT_IN_PROGRESS, LegSid
from voice_app.under_way import asking, consulting
from workers import own_phones
from workers.ghosts import is_live
from workers.shop import Shop, at_work
from workers.transfers import AGAIN_AFTER, GIVE_UP_AFTER, customer_of

FOLLOWS_WITHIN: Final = timedelta(seconds=3)
"""When one of two legs has left the other, the other asks where to go on; later than that it is asked to."""
SILENT_AFTER: Final = timedelta(seconds=30)
"""Legs are asked after then: the word of their end may be lost."""

log = structlog.get_logger()


def consult(transfer: str) -> None:
    """Job: do what is missing."""
    drive(at_work(), TransferId(transfer))


def drive(shop: Shop, transfer: TransferId) -> None:
    """Whoever is not yet where they should be is moved, rung or called."""
    house, now = shop.house, shop.house.now()
    found = _read(house, transfer)
    if found is not None and _takes_too_long(found, now):
        asking.cancel(house, transfer)
        found = _read(house, transfer)
    if found is None or not found.is_under_way:
        return
    if found.goes_to is None and found.agent_left_at is None and found.colleague_left_at is None:
        _move_agent(shop, found, now)
        _ring_colleague(shop, found, now)
    if found.goes_to == "agent" or (found.agent_left_at is not None and found.joined_at is None):
        _call_colleague_off(shop, found, now)
    is_needless = found.goes_to == "colleague" and found.agent_left_at is None
    if is_needless and found.agent_leg is not None and _end(shop, found.agent_leg):
        with house.ledger.write() as ledger:
            consults.agent_left(ledger, found.id, now)
    _call_caller(shop, _read(house, transfer), now)
    _let_them_talk(house, _read(house, transfer), now)


def drive_all(shop: Shop) -> None:
    """Every consult that is under way."""
    for one in _under_way(shop.house):
        drive(shop, one.id)


def ask_after_silent_legs(shop: Shop, now: datetime) -> None:
    """Whoever left without our hearing of it; and callers who are alone in a room."""
    house = shop.house
    for one in _under_way(house):
        if now - one.asked_at < SILENT_AFTER:
            continue
        if is_live(shop, one.call_sid) is False:
            consulting.caller_is_gone(house, one.call_sid, now)
        elif one.agent_leg is not None and one.agent_left_at is None and is_live(shop, one.agent_leg) is False:
            _note_agent_left(house, one, now)
        elif one.colleague_leg is not None and one.joined_at is not None and is_live(shop, one.colleague_leg) is False:
            consulting.colleague_is_gone(house, one.ring or "", now)
    for one in _in_a_room(house):
        other = one.colleague_leg if one.goes_to == "colleague" else one.agent_leg
        if other is not None and is_live(shop, other) is False:
            _end(shop, one.call_sid)


def _read(house: Runtime, transfer: TransferId) -> Transfer | None:
    with house.ledger.read() as ledger:
        return transfers.get(ledger, transfer)


def _under_way(house: Runtime) -> list[Transfer]:
    with house.ledger.read() as ledger:
        return [one for one in transfers.asked(ledger) if one.is_consult]


def _in_a_room(house: Runtime) -> list[Transfer]:
    """Whose call goes on in the room, and was not sent on from there."""
    with house.ledger.read() as ledger:
        latest = {one.call_sid: one for one in consults.in_a_room(ledger)}
        return [one for one in latest.values() if _is_last(ledger, one)]


def _is_last(ledger: Connection, one: Transfer) -> bool:
    after = transfers.last_of_call(ledger, one.call_sid)
    went_on = after is not None and after.asked_at > one.asked_at
    is_in_room_of_its_own = rooms.open_of_call(ledger, one.call_sid) is not None
    return not went_on and not is_in_room_of_its_own and transfers.under_way(ledger, one.call_sid) is None


def _move_agent(shop: Shop, found: Transfer, now: datetime) -> None:
    """The leg that a Dial made is redirected, and its parent follows: of a call the agent's, of a callback the
    customer's, who holds from then on."""
    house = shop.house
    has_moved = found.held_at if found.is_callback else found.agent_in_at
    leg = found.call_sid if found.is_callback else found.agent_leg
    if has_moved is not None or leg is None:
        _have_follow(shop, found, now)
        return
    with house.ledger.write() as ledger:
        if not transfers.redirecting(ledger, found.id, AGAIN_AFTER, now):
            return
    step = hold_step(house, found) if found.is_callback else _room_step(house, found)
    try:
        _redirect(shop, found, leg, step)
    except TelephonyError as error:
        log.warning("consult.not_moved", transfer=found.id, error=str(error), code=error.code)
        with house.ledger.write() as ledger:
            if error.code == NOT_IN_PROGRESS or error.permanent:
                consults.give_up(ledger, found.id, f"carrier_{error.code}", now)
            elif error.safe_to_repeat:
                transfers.not_redirected(ledger, found.id)
        if error.permanent:
            _call_colleague_off(shop, found, now)


def _have_follow(shop: Shop, found: Transfer, now: datetime) -> None:
    """The parent of the leg that was moved has not asked where to go on: it is told."""
    moved_at, followed_at = (
        (found.held_at, found.agent_in_at) if found.is_callback else (found.agent_in_at, found.held_at)
    )
    leg = found.agent_leg if found.is_callback else found.call_sid
    if moved_at is None or followed_at is not None or leg is None or now - moved_at < FOLLOWS_WITHIN:
        return
    _call(shop, found, leg, _room_step(shop.house, found) if found.is_callback else hold_step(shop.house, found), now)


def _ring_colleague(shop: Shop, found: Transfer, now: datetime) -> None:
    """Once: a second request would be a second ring."""
    house = shop.house
    held = house.board.reservation(found.ring) if found.ring is not None else None
    if found.rung_at is not None or found.colleague is None:
        return
    if held is None:
        consulting.colleague_is_gone(house, found.ring or "", now)
        return
    if house.board.ring_slot(now) == "later":
        return  # the ticker comes by within a second
    with house.ledger.write() as ledger:
        if not consults.ringing(ledger, found.id, now):
            return
    try:
        leg = own_phones.ring(shop, found.colleague, "whisper", held.id, house.urls.agent_status(held.id))
    except TelephonyError as error:
        log.warning("consult.colleague_not_rung", transfer=found.id, error=str(error), code=error.code)
        if error.safe_to_repeat or error.permanent:
            legs.release(house, held, "caller_left", now)
        return  # else hooks tell, or the reservation expires
    with house.ledger.write() as ledger:
        consults.colleague_leg(ledger, found.id, leg)


def _call_colleague_off(shop: Shop, found: Transfer, now: datetime) -> None:
    """Nobody is to be asked any more: the phone stops, the word is over."""
    house = shop.house
    if found.colleague_left_at is not None or found.ring is None:
        return
    if found.colleague_leg is not None and not _end(shop, found.colleague_leg):
        return
    held = house.board.reservation(found.ring)
    if held is not None and held.state == "accepted":
        house.board.settle(held.id, now, now + house.line.waiting.wrap_up)
    elif held is not None:
        legs.release(house, held, "caller_left", now)
    with house.ledger.write() as ledger:
        consults.colleague_left(ledger, found.id, now)


def _call_caller(shop: Shop, found: Transfer | None, now: datetime) -> None:
    """Somebody is there for the caller, or nobody is: in either case holding is over."""
    if found is None or not found.is_under_way or found.held_at is None or consulting.goes(found) == "hold":
        return
    _call(shop, found, found.call_sid, hold_step(shop.house, found, is_over=True), now)


def _let_them_talk(house: Runtime, found: Transfer | None, now: datetime) -> None:
    """Nobody is to be asked any more, and neither of the two has been moved: they talk on, and can ask again. Not while
    a request is on its way that moves one of them after all."""
    if found is None or (found.goes_to != "agent" and found.colleague_left_at is None):
        return
    if found.redirected_at is None or now - found.redirected_at >= AGAIN_AFTER:
        with house.ledger.write() as ledger:
            consults.stays(ledger, found.id, now)


def _takes_too_long(found: Transfer, now: datetime) -> bool:
    """Later than that, being moved would take agent and caller by surprise."""
    is_unmoved = found.agent_in_at is None and found.held_at is None
    return is_unmoved and found.goes_to is None and now - found.asked_at >= GIVE_UP_AFTER


def _call(shop: Shop, found: Transfer, leg: CallSid, step: Step, now: datetime) -> None:
    with shop.house.ledger.write() as ledger:
        if not consults.calling(ledger, found.id, AGAIN_AFTER, now):
            return
    try:
        _redirect(shop, found, leg, step)
    except TelephonyError as error:
        log.warning("consult.not_called", transfer=found.id, error=str(error), code=error.code)
        if error.safe_to_repeat and not error.permanent:
            with shop.house.ledger.write() as ledger:
                consults.not_called(ledger, found.id)


def _redirect(shop: Shop, found: Transfer, leg: CallSid, step: Step) -> None:
    urls = versions.house_of(shop.house, found.call_sid).urls
    shop.carrier.redirect(LegSid(leg), urls.step(step), fallback_url=urls.fallback_of(step))


def _end(shop: Shop, leg: CallSid) -> bool:
    """Hang up a leg; says whether it is certainly over."""
    try:
        shop.carrier.end(LegSid(leg))
    except TelephonyError as error:
        log.warning("consult.leg_not_ended", leg=leg, error=str(error), code=error.code)
        return False
    return True


def _note_agent_left(house: Runtime, found: Transfer, now: datetime) -> None:
    with house.ledger.write() as ledger:
        consults.agent_left(ledger, found.id, now)
    house.jobs.ring(jobs.CONSULT, found.id)


def hold_step(house: Runtime, found: Transfer, *, is_over: bool = False) -> Step:
    """Where the caller holds; `is_over`: and goes on from there at once."""
    with house.ledger.read() as ledger:
        call = calls.get(ledger, found.call_sid)
    phone = call.phone if call else customer_of(house, found)
    thread = Thread(
        language=house.terms.tongue(found.language, phone),
        need=found.need_before,
        arrived_at=found.waits_since,
        said_at=found.held_at,
        tries=1 if is_over else 0,
        subject=found.talk,
        emergency=found.is_emergency,
    )
    return Step("on_hold", thread)


def _room_step(house: Runtime, found: Transfer) -> Step:
    agent = house.roster[found.from_agent]
    return Step("consulting", Thread(house.terms.spoken_to(agent.languages), subject=found.talk))
