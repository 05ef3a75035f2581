"""A talk becomes a room, a caller is called onto hold and off it, and whoever is left over is let go.

One driver, run by the bell and with each tick, which does what is missing (`routing.rooms`): each of its requests
stands behind a compare-and-set, and is sent again only when the last one can have no effect left. What it leaves
undone, the caller's own turns of holding find. Deliberately decides nothing, and knows nobody who listens
(`workers.listenings`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from flows.thread import Step, Thread
from routing.rooms import AGAIN_AFTER, Act, missing, whereto
from routing.skills import CallSid, ReservationId
from voice_app import versions
from voice_app.calls import learn_of_end
from voice_app.carrier_errors import TelephonyError
from voice_app.dispatch import caller_of
from voice_app.ledger import AttemptId, promises
from voice_app.ledger import rooms as kept
from voice_app.ledger.rooms import Room
from voice_app.runtime import Runtime
from voice_app.telephony import NOT_IN_PROGRESS, LegSid
from voice_app.under_way import rooms
from workers import listenings
from workers.ghosts import is_live
from workers.guard import guard
from workers.shop import Shop, at_work

SILENT_AFTER: Final = timedelta(seconds=30)
"""Legs are asked after then: the word of their end may be lost."""
ACTS_AT_ONCE: Final = 4
"""A room that is being given up is closed in the same pass."""

log = structlog.get_logger()


def room(talk: str) -> None:
    """Job: do what is missing."""
    drive(at_work(), ReservationId(talk))


def drive(shop: Shop, talk: ReservationId) -> None:
    """Whoever is not where they should be is moved, called or let go; and whoever listens hears it."""
    now = shop.house.now()
    for _ in range(ACTS_AT_ONCE):
        found = _open(shop.house, talk)
        act = missing(found.standing, now) if found is not None else None
        if found is None or act is None:
            break
        log.info("room.act", talk=talk, act=act)
        ACTS[act](shop, found, now)
    _end_needless_hold(shop.house, talk, now)
    listenings.drive(shop, talk, now)


def drive_all(shop: Shop) -> None:
    """Every room that is open, and every listening that is live; one that breaks down holds up no other."""
    with shop.house.ledger.read() as ledger:
        talks = [one.talk for one in kept.all_open(ledger)]
    for talk in dict.fromkeys([*talks, *listenings.talks(shop)]):
        guard(partial(drive, shop, talk), lambda: None, duty="drive_rooms", talk=talk)


def ask_after_silent_legs(shop: Shop, now: datetime) -> None:
    """Whoever left without our hearing of it."""
    house = shop.house
    with house.ledger.read() as ledger:
        found = kept.all_open(ledger)
    for one in found:
        if now - one.opened_at < SILENT_AFTER:
            continue
        if one.caller_left_at is None and is_live(shop, one.call_sid) is False:
            learn_of_end(house, one.call_sid, now)
        if one.agent_left_at is None and is_live(shop, one.agent_leg) is False:
            rooms.agent_leg_is_over(house, one.talk, one.agent_leg, now)
    listenings.ask_after_silent_legs(shop, now)


def _open(house: Runtime, talk: ReservationId) -> Room | None:
    with house.ledger.read() as ledger:
        return kept.open_of_talk(ledger, talk)


def _end_needless_hold(house: Runtime, talk: ReservationId, now: datetime) -> None:
    with house.ledger.read() as ledger:
        found, held = kept.open_of_talk(ledger, talk), kept.live_hold(ledger, talk)
    if found is not None and held is not None and not found.wants_hold:
        with house.ledger.write() as ledger:
            kept.end_needless_hold(ledger, found, AGAIN_AFTER, now)


def _move(shop: Shop, found: Room, now: datetime) -> None:
    """The leg that a Dial made is redirected, and its parent follows: of a call the agent's, of a callback the
    customer's."""
    house = shop.house
    with house.ledger.write() as ledger:
        if not kept.moving(ledger, found.id, AGAIN_AFTER, now):
            return
    leg, step = (
        (found.call_sid, held_step(house, found)) if found.is_callback else (found.agent_leg, _agents(house, found))
    )
    error = _redirect(shop, found, leg, step)
    if error is None:
        return
    with house.ledger.write() as ledger:
        if error.permanent:
            kept.close(ledger, found.id, f"carrier_{error.code}", now)
        elif error.safe_to_repeat:
            kept.not_sent(ledger, found.id, "moved_at")


def _follow(shop: Shop, found: Room, now: datetime) -> None:
    """The parent of the leg that was moved has not asked where to go on: it is told."""
    is_agent = found.is_callback or found.caller != "talk"
    _call_leg(shop, found, found.agent_leg if is_agent else found.call_sid, is_agent=is_agent, now=now)


def _call(shop: Shop, found: Room, now: datetime) -> None:
    """The caller is to hold, or to come back; or somebody else is to be found."""
    _call_leg(shop, found, found.call_sid, is_agent=False, now=now)


def _call_leg(shop: Shop, found: Room, leg: CallSid, *, is_agent: bool, now: datetime) -> None:
    house = shop.house
    with house.ledger.write() as ledger:
        if not kept.calling(ledger, found.id, AGAIN_AFTER, now):
            return
    error = _redirect(shop, found, leg, _agents(house, found) if is_agent else held_step(house, found, is_called=True))
    if error is not None and error.code == NOT_IN_PROGRESS and not is_agent:
        rooms.caller_is_gone(house, found.call_sid, now)
    elif error is not None and error.safe_to_repeat and not error.permanent:
        with house.ledger.write() as ledger:
            kept.not_sent(ledger, found.id, "called_at")


def _end_caller(shop: Shop, found: Room, now: datetime) -> None:
    """The agent has hung up, and the caller was left in the room."""
    with shop.house.ledger.write() as ledger:
        if not kept.calling(ledger, found.id, AGAIN_AFTER, now):
            return
    _end(shop, found.call_sid)


def _let_agent_go(shop: Shop, found: Room, now: datetime) -> None:
    """The caller has left; whoever called a customer back is asked how it went, the other's phone is hung up."""
    house = shop.house
    with house.ledger.write() as ledger:
        if not kept.letting_go(ledger, found.id, AGAIN_AFTER, now):
            return
    if not found.is_callback:
        _end(shop, found.agent_leg)
        return
    error = _redirect(shop, found, found.agent_leg, _agents(house, found, "agent_left"))
    if error is not None and error.code == NOT_IN_PROGRESS:
        rooms.agent_leg_is_over(house, found.talk, found.agent_leg, now)


def _give_up(shop: Shop, found: Room, now: datetime) -> None:
    """Neither of the two has been moved: they talk on, and can ask again."""
    with shop.house.ledger.write() as ledger:
        kept.close(ledger, found.id, "not_moved", now)


def _close(shop: Shop, found: Room, now: datetime) -> None:
    with shop.house.ledger.write() as ledger:
        kept.close(ledger, found.id, "over", now)


ACTS: Final[Mapping[Act, Callable[[Shop, Room, datetime], None]]] = {
    "move": _move,
    "follow": _follow,
    "call": _call,
    "end_caller": _end_caller,
    "let_agent_go": _let_agent_go,
    "give_up": _give_up,
    "close": _close,
}


def _redirect(shop: Shop, found: Room, leg: CallSid, step: Step) -> TelephonyError | None:
    urls = versions.house_of(shop.house, found.call_sid).urls
    try:
        shop.carrier.redirect(LegSid(leg), urls.step(step), fallback_url=urls.fallback_of(step))
    except TelephonyError as error:
        log.warning("room.not_redirected", leg=leg, error=str(error), code=error.code)
        return error
    return None


def _end(shop: Shop, leg: CallSid) -> None:
    try:
        shop.carrier.end(LegSid(leg))
    except TelephonyError as error:
        log.warning("room.leg_not_ended", leg=leg, error=str(error), code=error.code)


def held_step(house: Runtime, found: Room, *, is_called: bool = False) -> Step:
    """Where the caller's leg asks where to be; `is_called`: it was redirected there for that. Whoever hears the music
    already is not told once more what for."""
    phone, promise = caller_of(house, found.call_sid)
    if found.is_callback:
        with house.ledger.read() as ledger:
            owed = promises.of_attempt(ledger, AttemptId(found.talk))
        phone, promise = owed.phone if owed else None, None
    goes_on_holding = found.caller == "hold" and whereto(found.standing) == "hold"
    thread = Thread(
        language=house.terms.tongue(found.language, phone),
        need=found.need,
        arrived_at=found.waits_since,
        said_at=found.caller_in_at if goes_on_holding else None,
        promise=promise,
        tries=1 if is_called else 0,
        subject=found.talk,
        emergency=found.is_emergency,
    )
    return Step("held", thread)


def _agents(house: Runtime, found: Room, node: str = "in_room") -> Step:
    agent = house.roster[found.agent]
    return Step(node, Thread(house.terms.spoken_to(agent.languages), subject=found.talk))
