"""An agent talks to a colleague before a call goes on: who is where, as each leg says of itself; where the caller goes.

The agent's leg is moved into a room, the colleague is rung to join it, the caller holds; each turn of holding looks
where to go on (`routing.consults`), so that whatever is lost, the caller gets to somebody. Deliberately speaks no REST:
the workers move and ring (`workers.consults`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from sqlalchemy import Connection

from routing.board import BoardGone
from routing.consults import Whereto, whereto
from routing.queues import WaitingCall
from routing.records import Reservation
from routing.skills import CallSid, ReservationId
from voice_app import jobs
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, TransferId, attempts, calls, consults, reservations, transfers
from voice_app.ledger.transfers import Transfer
from voice_app.runtime import Runtime
from voice_app.terms import need_of
from voice_app.under_way import sending_on

REDIRECT_LASTS: Final = timedelta(seconds=5)
"""While a redirect may be in flight, a turn of holding lets nobody off: the redirect would cut the talk in the room."""

Write = Callable[[Connection, Transfer], object]

log = structlog.get_logger()


# ── each leg of itself ──────────────────────────────────────────────────────────────────────────────────────────────


def is_open(house: Runtime, talk: str) -> bool:
    """Does the end of this talk's Dial mean that the caller holds? Where the ledger cannot say, it means an end."""
    try:
        with house.ledger.read() as ledger:
            transfer = transfers.of_talk(ledger, ReservationId(talk))
    except LedgerGone:
        return False
    return transfer is not None and transfer.is_consult and transfer.is_under_way


def caller_holds(house: Runtime, talk: str, now: datetime) -> None:
    _note(house, talk, lambda ledger, one: consults.caller_holds(ledger, one.id, now))


def agent_is_in(house: Runtime, talk: str, leg: CallSid, now: datetime) -> None:
    _note(house, talk, lambda ledger, one: consults.agent_is_in(ledger, one.id, leg, now))


def colleague_joins(house: Runtime, held: Reservation, leg: CallSid, now: datetime) -> None:
    """The colleague pressed 1: into the room, if the caller is not called back already."""
    with house.ledger.write() as ledger:
        is_wanted = consults.joined(ledger, TransferId(held.work.id), leg, now)
        transfer = transfers.get(ledger, TransferId(held.work.id))
    if is_wanted or (transfer is not None and transfer.joined_at and transfer.colleague_leg == leg):
        house.board.accept(held.id, leg, now)


def colleague_leg_lives(house: Runtime, held: Reservation, leg: CallSid) -> None:
    """A signed word of the colleague's leg, which may come before the answer to the request that made it."""
    with house.ledger.write() as ledger:
        consults.colleague_leg(ledger, TransferId(held.work.id), leg)


def colleague_is_gone(house: Runtime, ring: str, now: datetime) -> None:
    """The colleague did not accept, or has left the room."""
    try:
        with house.ledger.read() as ledger:
            transfer = consults.of_ring(ledger, ReservationId(ring))
        if transfer is None or not transfer.is_under_way:
            return
        with house.ledger.write() as ledger:
            consults.colleague_left(ledger, transfer.id, now)
    except LedgerGone:
        log.warning("consult.colleague_not_noted", ring=ring)
        return
    house.jobs.ring(jobs.CONSULT, transfer.id)


def agent_leg_is_over(house: Runtime, talk: str, now: datetime) -> None:
    """The leg of an agent who talks under this reservation has ended: the caller goes on without; and where the two
    were alone in a room, their talk is over."""
    try:
        with house.ledger.read() as ledger:
            mine = transfers.of_talk(ledger, ReservationId(talk))
            asked_me = consults.of_ring(ledger, ReservationId(talk))
        if mine is not None and mine.is_consult and mine.is_under_way:
            with house.ledger.write() as ledger:
                consults.agent_left(ledger, mine.id, now)
            house.jobs.ring(jobs.CONSULT, mine.id)
            return
    except LedgerGone:
        log.warning("consult.agent_not_noted", talk=talk)
        return
    if mine is not None and mine.state == "cancelled":
        _end_room(house, mine, talk, now)
    elif mine is None and asked_me is not None and asked_me.state == "arrived" and asked_me.goes_to == "colleague":
        _end_room(house, asked_me, talk, now)


def _end_room(house: Runtime, transfer: Transfer, talk: str, now: datetime) -> None:
    """Of the two in the room one has left: the other is the caller."""
    sending_on.settle(house, ReservationId(talk), now)
    house.jobs.ring(jobs.END_LEG, transfer.call_sid)


def caller_is_gone(house: Runtime, sid: CallSid, now: datetime) -> None:
    """Whoever held has hung up: nobody need talk about it any more."""
    try:
        with house.ledger.read() as ledger:
            transfer = transfers.under_way(ledger, sid)
        if transfer is None or not transfer.is_consult:
            return
        with house.ledger.write() as ledger:
            consults.give_up(ledger, transfer.id, "gone", now)
            transfer = transfers.get(ledger, transfer.id) or transfer
    except LedgerGone:
        log.warning("consult.caller_not_noted", call=sid)
        return
    sending_on.settle(house, transfer.talk, now)
    if transfer.rung_at is None:
        _release_unrung(house, transfer, now)
    for leg in (transfer.agent_leg, transfer.colleague_leg):
        if leg is not None:
            house.jobs.ring(jobs.END_LEG, leg)


def _release_unrung(house: Runtime, transfer: Transfer, now: datetime) -> None:
    """The colleague's phone was never rung, and no leg of it will tell that it is over."""
    try:
        if transfer.ring is not None:
            house.board.rescind(transfer.ring, "caller_left", now)
    except BoardGone:
        log.warning("consult.colleague_not_released", transfer=transfer.id)


# ── where the caller goes ───────────────────────────────────────────────────────────────────────────────────────────


def goes(transfer: Transfer) -> Whereto:
    """Where the caller goes from holding; whoever holds although it is over goes back to the line."""
    if transfer.is_under_way:
        return whereto(consults.presences(transfer))
    return transfer.goes_to or "line"


def move_caller(house: Runtime, talk: str, hook: Hook) -> None:
    """The caller's leg asks, and goes where somebody is alone in the room, or back into the line; once. `tries`: it was
    redirected here for that."""
    now = hook.now
    with house.ledger.write() as ledger:
        transfer = transfers.of_talk(ledger, ReservationId(talk))
        if transfer is None or not transfer.is_consult:
            return
        to, is_redirected = goes(transfer), hook.thread.tries > 0
        is_in_flight = transfer.called_at is not None and now - transfer.called_at < REDIRECT_LASTS
        if to == "hold" or (is_in_flight and not is_redirected and to != "line"):
            return
        moves = consults.caller_moves(ledger, transfer.id, to, now)
        if moves and to != "agent":
            _note_move(ledger, house, transfer, to, now)
    if to == "line":
        sending_on.settle(house, transfer.talk, now)
    elif moves and to == "colleague":
        _take_over(house, transfer, now)


def _note_move(ledger: Connection, house: Runtime, transfer: Transfer, to: Whereto, now: datetime) -> None:
    if transfer.is_callback:
        sending_on.end_callback(ledger, house, transfer, now)
    calls.send_on(ledger, transfer.call_sid)
    if to != "colleague" or transfer.colleague is None or transfer.ring is None:
        return
    calls.answered(ledger, transfer.call_sid, transfer.colleague, now)
    calls.note_need(ledger, transfer.call_sid, transfer.need, transfer.language)
    held = held_for(house, transfer.ring)
    if held is not None:
        why = held.reason.to_json()
        reservations.note(ledger, held.id, held.agent, why, held.reserved_at, call_sid=transfer.call_sid)
        reservations.close(ledger, held.id, "accepted", now)


def _take_over(house: Runtime, transfer: Transfer, now: datetime) -> None:
    """The first agent wraps up, and the colleague has the call, like any other that was accepted."""
    need = need_of(transfer.need, transfer.language)
    call = WaitingCall(transfer.call_sid, need, transfer.waits_since, transfer.counts_from)
    sending_on.settle(house, transfer.talk, now)
    try:
        if transfer.ring is not None:
            house.board.take_over(transfer.ring, call, now)
    except BoardGone:
        log.warning("consult.not_taken_over", transfer=transfer.id)


class Talk(Protocol):
    """A talk, by whatever value it is known."""

    @property
    def talk(self) -> ReservationId: ...
    @property
    def call_sid(self) -> CallSid: ...
    @property
    def is_callback(self) -> bool: ...


def leg_of(ledger: Connection, house: Runtime, talk: Talk) -> CallSid | None:
    """The leg on which the agent talks. None: it is not known; a browser's talk may only be presumed, and then has no
    leg but the caller's own."""
    if talk.is_callback:
        tried = attempts.get(ledger, AttemptId(talk.talk))
        return tried.leg_sid if tried else None
    held = held_for(house, talk.talk)
    return CallSid(held.leg) if held is not None and held.leg not in (None, talk.call_sid) else None


def is_apart(ledger: Connection, talk: ReservationId) -> bool:
    """The two talk in the room in which a colleague was asked: no Dial joins them."""
    mine = transfers.of_talk(ledger, talk)
    return (mine is not None and mine.state == "cancelled") or consults.of_ring(ledger, talk) is not None


def held_for(house: Runtime, ring: ReservationId) -> Reservation | None:
    """Who is held, or talks, under this reservation; nobody, where the board cannot tell."""
    try:
        return house.board.reservation(ring)
    except BoardGone:
        return None


def _note(house: Runtime, talk: str, write: Write) -> None:
    try:
        with house.ledger.write() as ledger:
            transfer = transfers.of_talk(ledger, ReservationId(talk))
            if transfer is not None and transfer.is_consult:
                write(ledger, transfer)
    except LedgerGone:
        log.warning("consult.not_noted", talk=talk)
