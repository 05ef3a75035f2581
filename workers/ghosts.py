"""Ghosts are laid: callers who wait and have gone, talks that are over, ends that nobody told, legs that nobody owns.

Board and ledger are held against the carrier's list of live calls, once a minute; whom that accuses is asked after by
itself before anything is done, a few in each pass. Deliberately decides nothing (`routing.ghosts` does), and looks at
no attempt: `workers.reconcile` does.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import structlog

from routing.agents import Activity
from routing.dialling import LIST_LAG
from routing.ghosts import Ghost, Held, KnownCall, LiveLeg, Owners, doubtful, strays, torn
from routing.queues import AHEAD_OF_ALL, WaitingCall
from routing.records import Reservation
from routing.skills import AgentId, CallSid, ReservationId
from voice_app import legs, numbers
from voice_app.calls import learn_of_end
from voice_app.carrier_errors import TelephonyError
from voice_app.choices import barred
from voice_app.dispatch import ring_step
from voice_app.intents import leave_queue
from voice_app.ledger import calls, flight, listenings, match_notes, outages, promises, samples
from voice_app.runtime import Runtime
from voice_app.seeing import families
from voice_app.telephony import Leg, LegSid
from voice_app.terms import need_of
from workers.shop import Shop

ASKED_A_PASS: Final = 5
"""Silent callers that one tick asks the carrier after; the next tick is a second away."""
CONFIRMED_A_LOOK: Final = 10
"""Legs that one look asks the carrier after, one by one; the rest waits for the next look."""
NO_SUCH_CALL: Final = 20404
"""Twilio's code for a SID that it does not know."""

log = structlog.get_logger()


def _report(house: Runtime, ghost: Ghost, **about: str) -> None:
    log.warning("ghost.laid", kind=ghost.value, **about)
    house.counts.count(families.GHOSTS, ghost.value)


def is_live(shop: Shop, sid: CallSid) -> bool | None:
    """The carrier's word on one leg. None: it cannot tell at this moment."""
    try:
        return shop.carrier.fetch(LegSid(sid)).is_live
    except TelephonyError as error:
        if error.code == NO_SUCH_CALL:
            return False
        log.warning("ghost.carrier_silent", call=sid, error=str(error), code=error.code)
        return None


# ── each tick: what is silent ───────────────────────────────────────────────────────────────────────────────────────


def bury(shop: Shop, silent: Sequence[CallSid], now: datetime) -> None:
    """Callers whose hold loop has been silent for a minute: gone, whether we were told or not, unless it was the board
    that was away for so long; the carrier knows.

    Where it cannot tell, they leave the board and nothing else: an agent must not be rung for nobody, and whoever is
    there after all is back at the old place with the next turn of the loop.
    """
    house, carrier_tells = shop.house, True
    for sid in silent[:ASKED_A_PASS]:
        is_there = is_live(shop, sid) if carrier_tells else None
        if is_there is None:
            carrier_tells = False
            leave_queue(house, sid, now)
        elif is_there:
            house.board.seen(sid, now)
        else:
            learn_of_end(house, sid, now)
            _report(house, Ghost.CALLER_GONE, call=sid)


def expire(shop: Shop, held: Reservation, now: datetime) -> None:
    """Nothing was heard of this reservation in its time. A browser that would be taken to have answered: has it anybody
    to talk to?"""
    house = shop.house
    if legs.is_presumed_answered(house, held) and is_live(shop, CallSid(held.work.id)) is False:
        legs.release(house, held, "caller_left", now)
        _report(house, Ghost.CALLER_GONE, call=held.work.id, agent=held.agent)
    else:
        legs.expire(house, held, now)


# ── each minute: the three witnesses beside each other ──────────────────────────────────────────────────────────────


def look_for_ghosts(shop: Shop, now: datetime) -> None:
    """One look. Where the carrier does not answer, what can be told without it is done, and the next look does the
    rest."""
    house, live = shop.house, _legs_on_the_line(shop)
    _mend_the_board(house, live, now)
    _end_talks_of_ended_calls(house, now)
    if live is None:
        return
    sids = {CallSid(leg.sid) for leg in live}
    left = CONFIRMED_A_LOOK - _end_talks_without_a_leg(shop, sids, now, CONFIRMED_A_LOOK)
    _note_untold_ends(shop, sids, now, left)
    _lay_strays(shop, live, now)


def _legs_on_the_line(shop: Shop) -> list[Leg] | None:
    """None: nobody can tell now."""
    with shop.house.ledger.read() as ledger:
        if outages.of_carrier(ledger) is not None:
            return None  # whom nobody can ask, nobody need ask
    try:
        return shop.carrier.legs_on_the_line()
    except TelephonyError as error:
        log.warning("ghost.carrier_silent", error=str(error), code=error.code)
        return None


def _mend_the_board(house: Runtime, live: Sequence[Leg] | None, now: datetime) -> None:
    """An agent comes free by it only where the carrier knows of no leg at the agent's phone: the talk may go on."""
    on_the_phone = None if live is None else {_read(house, leg).agent for leg in live}
    for found in torn(house.board.records()):
        if found.kind == "agent" and (on_the_phone is None or found.id in on_the_phone):
            continue
        if house.board.take_away(found, now):
            _report(house, Ghost.BOARD_TORN, record=found.kind, id=found.id)


def _end_talks_of_ended_calls(house: Runtime, now: datetime) -> None:
    """The caller's hang-up came to the ledger and not to the board."""
    talks = {CallSid(held.work.id): held for held in _talks(house).values() if held.work.kind == "call"}
    with house.ledger.read() as ledger:
        ended = [call.sid for call in calls.some(ledger, list(talks)) if call.ended_at is not None]
    for sid in ended:
        _settle(house, talks[sid], now)


def _end_talks_without_a_leg(shop: Shop, live: Collection[CallSid], now: datetime, most: int) -> int:
    """A talk whose leg is gone at the carrier is over, whatever we heard. Says how many were asked after."""
    talks = _talks(shop.house)
    doubted = list(doubtful([Held(leg, held.reserved_at) for leg, held in talks.items()], live, now))[:most]
    for one in doubted:
        if is_live(shop, one.leg) is False:
            _settle(shop.house, talks[one.leg], now)
    return len(doubted)


def _talks(house: Runtime) -> dict[CallSid, Reservation]:
    """The talks on the board, by the leg that accepted."""
    held = house.board.reservations(house.board.talks())
    return {CallSid(one.leg): one for one in held if one.leg is not None}


def _settle(house: Runtime, held: Reservation, now: datetime) -> None:
    """The agent is freed, by way of the wrap-up that every talk has."""
    if house.board.settle(ReservationId(held.id), now, now + house.line.waiting.wrap_up) == "settled":
        _report(house, Ghost.TALK_OVER, reservation=held.id, agent=held.agent)


def _note_untold_ends(shop: Shop, live: Collection[CallSid], now: datetime, most: int) -> None:
    """Calls that the ledger takes to go on: a promise to their caller would wait for their end."""
    house = shop.house
    with house.ledger.read() as ledger:
        unended = [Held(call.sid, call.arrived_at) for call in calls.overdue(ledger, now - LIST_LAG)]
    for one in list(doubtful(unended, live, now))[:most]:
        if is_live(shop, one.leg) is False and learn_of_end(house, one.leg, now):
            _report(house, Ghost.END_UNTOLD, call=one.leg)


# ── legs that nobody owns ───────────────────────────────────────────────────────────────────────────────────────────


def _lay_strays(shop: Shop, live: Sequence[Leg], now: datetime) -> None:
    """Somebody who hears nothing of ours any more comes back into the queue; a phone of ours that is on the line for
    nobody is hung up. Nobody's for two looks."""
    house, by_sid = shop.house, {CallSid(leg.sid): leg for leg in live}
    patience = strays([_read(house, leg) for leg in live], _owners(house, list(by_sid)))
    since = {sid: shop.unowned.get(sid, now) for sid in patience}
    shop.unowned.clear()
    shop.unowned.update(since)
    for sid in patience:
        if now - since[sid] >= patience[sid] and is_live(shop, sid):
            _lay(shop, by_sid[sid], now)


def _read(house: Runtime, leg: Leg) -> LiveLeg:
    party = leg.caller if leg.is_inbound else leg.to
    agent = house.by_reach.get(f"tel:{party}") or house.by_reach.get(party)
    return LiveLeg(
        CallSid(leg.sid), leg.is_inbound, agent.id if agent else None, CallSid(leg.parent) if leg.parent else None
    )


def _owners(house: Runtime, live: Sequence[CallSid]) -> Owners:
    on_board = house.board.agents(house.roster)
    busy = {agent for agent, one in on_board.items() if one.agent.activity is not Activity.IDLE}
    with house.ledger.read() as ledger:
        in_flight, promised = flight.active(ledger), promises.made_in(ledger, live)
        known = {
            call.sid: KnownCall(
                has_ended=call.ended_at is not None,
                was_answered=call.answered_by is not None,
                is_promised=call.sid in promised,
            )
            for call in calls.some(ledger, live)
        }
        ours = flight.claimed(ledger, live)
        hear = listenings.legs(ledger, list(live)) | samples.legs(ledger, list(live))
    return Owners(
        on_board=house.board.known(live),
        attempted={
            *(attempt.leg_sid for attempt in in_flight if attempt.leg_sid is not None),
            *(leg for leg, goes_on in hear.items() if goes_on),
        },
        busy=busy | {AgentId(attempt.agent_id) for attempt in in_flight},
        ours={*ours, *hear},
        calls=known,
    )


def _lay(shop: Shop, leg: Leg, now: datetime) -> None:
    house = shop.house
    try:
        if leg.is_inbound:
            _bring_back(shop, leg, now)
            _report(house, Ghost.CALLER_UNHEARD, call=leg.sid)
        else:
            shop.carrier.end(leg.sid)
            _report(house, Ghost.LEG_UNOWNED, leg=leg.sid)
    except TelephonyError as error:
        log.warning("ghost.not_laid", leg=leg.sid, error=str(error), code=error.code)


def _bring_back(shop: Shop, leg: Leg, now: datetime) -> None:
    """Into the queue, at the place of the arrival that the ledger knows; before all others, whoever is in danger. The
    row first: whom it takes to be gone, no turn of the hold loop brings back."""
    house, sid, phone = shop.house, CallSid(leg.sid), numbers.parse(leg.caller, shop.house.line.region)
    arrived_at = leg.created_at or now
    with house.ledger.write() as ledger:
        calls.begin(ledger, sid, phone, house.line_version, arrived_at)
        calls.goes_on(ledger, sid)
        call, is_emergency = calls.get(ledger, sid), match_notes.was_emergency(ledger, sid)
    language = (call.language if call else None) or numbers.language_for(phone, house.line.languages)
    since = call.arrived_at if call else arrived_at
    counts_from = since - AHEAD_OF_ALL if is_emergency else since
    waiting = WaitingCall(sid, need_of(call.need if call else None, language), since, counts_from, barred(house, phone))
    house.board.join(waiting, now)
    theirs = house.under(call.line_version if call else None)
    url = theirs.urls.step(ring_step(theirs, waiting, None, now))
    shop.carrier.redirect(leg.sid, url, fallback_url=theirs.urls.fallback)
