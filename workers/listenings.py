"""Supervisors are rung to listen, get the mode that they asked for, and are hung up when it is over.

A ring is asked for once; a mode is asked for until it works, because the same mode twice is the same. Everybody enters
unheard (`flows.listening`), so that a lost request leaves a supervisor who hears and is not heard. Deliberately decides
nothing of who may listen (`voice_app.under_way.listening`).
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from routing.rooms import AGAIN_AFTER
from routing.skills import ReservationId
from voice_app.carrier_errors import TelephonyError
from voice_app.ledger import listenings, rooms
from voice_app.ledger.listenings import Listening
from voice_app.ledger.rooms import Room
from voice_app.runtime import Runtime
from voice_app.telephony import LegSid
from voice_app.under_way import listening
from workers import own_phones
from workers.ghosts import is_live
from workers.shop import Shop

TRIED_AGAIN_AFTER: Final = timedelta(seconds=2)
"""A mode that did not work: the leg may be about to enter."""
SILENT_AFTER: Final = timedelta(seconds=30)

log = structlog.get_logger()


def talks(shop: Shop) -> list[ReservationId]:
    """To which somebody listens."""
    with shop.house.ledger.read() as ledger:
        return [one.talk for one in listenings.all_live(ledger)]


def drive(shop: Shop, talk: ReservationId, now: datetime) -> None:
    """Whatever is missing for those who listen to this talk, or are about to."""
    with shop.house.ledger.read() as ledger:
        room = rooms.open_of_talk(ledger, talk)
        found = listenings.live_in(ledger, talk)
    for one in found:
        _drive(shop, one, room, now)


def ask_after_silent_legs(shop: Shop, now: datetime) -> None:
    """Supervisors who hung up without our hearing of it."""
    with shop.house.ledger.read() as ledger:
        found = listenings.all_live(ledger)
    for one in found:
        if one.leg is not None and now - one.asked_at >= SILENT_AFTER and is_live(shop, one.leg) is False:
            listening.is_over(shop.house, one.id, one.leg, "left", now)


def _drive(shop: Shop, one: Listening, room: Room | None, now: datetime) -> None:
    house = shop.house
    if one.leave_at is None and not _goes_on(house, one, room):
        with house.ledger.write() as ledger:
            listenings.leave(ledger, one.id, "over", now)
            one = listenings.get(ledger, one.id) or one
    if one.leave_at is not None:
        _end(shop, one, now)
    elif one.rung_at is None:
        _ring(shop, one, now)
    elif one.joined_at is None:
        patience = house.line.waiting.ring_agent + listening.RING_LASTS
        if now - one.rung_at >= patience:
            _end(shop, one, now, "not_accepted")
    elif room is not None and room.agent_in_at is not None:
        _take_part(shop, one, room, now)


def _goes_on(house: Runtime, one: Listening, room: Room | None) -> bool:
    """Agent and caller still talk: in the room, or before there is any need for one."""
    if one.joined_at is not None:
        return room is not None and room.caller_left_at is None and room.agent_left_at is None
    held = house.board.reservation(one.talk)
    return held is not None and held.state == "accepted"


def _ring(shop: Shop, one: Listening, now: datetime) -> None:
    house = shop.house
    if house.board.ring_slot(now) == "later":
        return  # the ticker comes by within a second
    with house.ledger.write() as ledger:
        if not listenings.ringing(ledger, one.id, now):
            return
    try:
        leg = own_phones.ring(shop, one.supervisor, "listen_in", one.id, house.urls.listener_status(one.id))
    except TelephonyError as error:
        log.warning("listening.not_rung", listening=one.id, error=str(error), code=error.code)
        if error.safe_to_repeat or error.permanent:
            listening.is_over(house, one.id, None, "not_rung", now)
        return  # else hooks tell, or its time runs out
    with house.ledger.write() as ledger:
        listenings.leg_is(ledger, one.id, leg)


def _take_part(shop: Shop, one: Listening, room: Room, now: datetime) -> None:
    """The agent is told, and then the supervisor is heard by whom the mode says."""
    if one.announced_at is None:
        _announce(shop, one, room, now)
    if one.applied == one.mode or one.leg is None:
        return
    with shop.house.ledger.write() as ledger:
        if not listenings.updating(ledger, one.id, TRIED_AGAIN_AFTER, now):
            return
    try:
        shop.carrier.take_part(one.talk, LegSid(one.leg), one.mode, coached=LegSid(room.agent_leg))
    except TelephonyError as error:
        log.warning("listening.mode_not_set", listening=one.id, error=str(error), code=error.code)
        return
    with shop.house.ledger.write() as ledger:
        listenings.applied(ledger, one.id, one.mode, now)


def _announce(shop: Shop, one: Listening, room: Room, now: datetime) -> None:
    """Into the agent's ear alone; the desk shows it anyway."""
    house = shop.house
    with house.ledger.write() as ledger:
        if not listenings.announced(ledger, one.id, now):
            return
    urls = house.urls
    try:
        shop.carrier.announce(one.talk, LegSid(room.agent_leg), urls.listener_word(one.id))
    except TelephonyError as error:
        log.warning("listening.not_announced", listening=one.id, error=str(error), code=error.code)
        if error.safe_to_repeat:
            with house.ledger.write() as ledger:
                listenings.not_announced(ledger, one.id)


def _end(shop: Shop, one: Listening, now: datetime, cause: str = "left") -> None:
    """Hang up; that it is over the leg says itself, or its end does, where nobody else will."""
    if one.leg is None:
        had_time = one.rung_at is None or now - one.rung_at >= shop.house.line.waiting.ring_agent + listening.RING_LASTS
        if had_time:
            listening.is_over(shop.house, one.id, None, cause, now)
        return
    with shop.house.ledger.write() as ledger:
        if not listenings.updating(ledger, one.id, AGAIN_AFTER, now):
            return
    try:
        shop.carrier.end(LegSid(one.leg))
    except TelephonyError as error:
        log.warning("listening.leg_not_ended", listening=one.id, error=str(error), code=error.code)
        return
    listening.is_over(shop.house, one.id, one.leg, cause, now)
