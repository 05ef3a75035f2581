"""An agent sends a call on: asked for, and arrived. Who takes it then is matched like any other call.

That is written first; a worker redirects the caller; and only when the caller's own leg asks for the step `sent_on` is
the first agent's talk over. Whatever is lost in between leaves caller and agent as they are: talking to each other.
Deliberately speaks no REST and says nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog
from sqlalchemy import Connection

from routing.agents import Activity, Presence
from routing.board import BoardGone
from routing.promises import Outcome
from routing.queues import Wish
from routing.records import Reservation
from routing.skills import AgentId, CallSid, Need, PromiseId, ReservationId
from voice_app import attempts as keeping
from voice_app import jobs
from voice_app.hook import Hook
from voice_app.ledger import AttemptId, LedgerGone, TransferId, attempts, calls, promises, transfers
from voice_app.ledger.ids import TransferMode
from voice_app.ledger.transfers import Transfer, Wanted
from voice_app.runtime import Runtime
from voice_app.terms import need_of

SLIP_WITHIN: Final = timedelta(minutes=1)
"""A talk that is sent on to another need so soon, without a word, was about that from the beginning."""
KEPT_FOR: Final = timedelta(minutes=2)
"""How long a call waits for the colleague to whom it is sent on, and for nobody else."""

Hindrance = Literal[
    "no_talk", "to_oneself", "colleague_not_ready", "nobody_can", "nobody_free", "leg_unknown", "closed", "under_way"
]
"""Why a call cannot be sent on. *no_talk*: nobody is on the line with this agent. *nobody_can*: nobody else who is
ready is trained for it. *nobody_free*: to have a word with. *leg_unknown*: we know the
talk, and not on which leg the agent is in it. *under_way*: it is on its way to somebody else already."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a call is to go: to a need (None: to anybody), or to a person."""

    need: str | None = None
    agent: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Talking:
    """The conversation of an agent: the caller's leg, what it is about, and the caller's place in the line."""

    talk: ReservationId
    agent: AgentId
    call_sid: CallSid
    is_callback: bool
    need: str | None
    language: str
    waits_since: datetime
    counts_from: datetime
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agent asks for, and says beside it. `wrong_choice` None: it is guessed."""

    agent: AgentId
    to: Destination
    note: str | None = None
    mode: TransferMode = "cold"
    wrong_choice: bool | None = None


def ask(house: Runtime, asked: Asked, now: datetime) -> Transfer | Hindrance:
    """Have this agent's call sent on. Asked again, it is the same transfer, and a worker is woken again. Raises
    BoardGone, LedgerGone."""
    wanted = prepare(house, asked, now)
    if not isinstance(wanted, Wanted):
        return wanted
    with house.ledger.write() as ledger:
        transfers.ask(ledger, wanted)
        under_way = transfers.under_way(ledger, wanted.call_sid)
    if under_way is None or not is_the_same(under_way, wanted):
        return "under_way"
    house.jobs.ring(jobs.SEND_ON, under_way.id)
    return under_way


def prepare(house: Runtime, asked: Asked, now: datetime) -> Wanted | Hindrance:
    """What is to be written down, or what is against it."""
    talking, to = talk_of(house, asked.agent), asked.to
    if talking is None:
        return "no_talk"
    hindrance = _hindrance(house, asked.agent, talking, to, now)
    if hindrance is not None:
        return hindrance
    is_slip = _is_slip(talking, asked, now) if asked.wrong_choice is None else asked.wrong_choice
    return Wanted(
        id=TransferId(house.new_id()),
        call_sid=talking.call_sid,
        talk=talking.talk,
        is_callback=talking.is_callback,
        from_agent=asked.agent,
        to_need=to.need,
        to_agent=to.agent,
        need_before=talking.need,
        language=talking.language,
        mode=asked.mode,
        note=asked.note,
        wrong_choice=is_slip,
        waits_since=talking.waits_since,
        counts_from=talking.counts_from,
        asked_at=now,
    )


def talk_of(house: Runtime, agent: AgentId) -> Talking | None:
    """Whom this agent talks to at this moment, as the board knows it; a customer, as the ledger does."""
    on_board = house.board.agent(agent)
    if on_board is None or on_board.agent.activity is not Activity.TALKING or on_board.reservation is None:
        return None
    held = house.board.reservation(on_board.reservation)
    if held is None:
        return None
    if held.work.kind == "promise":
        return _callback(house, held)
    waiting = house.board.call(CallSid(held.work.id))
    if waiting is None:
        return None
    call = waiting.call
    return Talking(
        talk=held.id,
        agent=agent,
        call_sid=call.sid,
        is_callback=False,
        need=call.need.name,
        language=call.need.language,
        waits_since=call.arrived_at,
        counts_from=call.counts_from,
        began_at=on_board.agent.since,
    )


def _callback(house: Runtime, held: Reservation) -> Talking | None:
    """Whoever is called back waits since the agent reached them, in the place of when they asked for it. That they
    answered may not have been told: then the agent knows better, or the carrier refuses."""
    with house.ledger.read() as ledger:
        tried = attempts.get(ledger, AttemptId(held.id))
        owed = promises.get(ledger, PromiseId(held.work.id))
    if tried is None or owed is None or tried.customer_sid is None or tried.customer_ended_at is not None:
        return None
    reached_at = tried.customer_answered_at or tried.heard_at or tried.started_at
    return Talking(
        talk=held.id,
        agent=held.agent,
        call_sid=tried.customer_sid,
        is_callback=True,
        need=owed.need,
        language=owed.language,
        waits_since=reached_at,
        counts_from=owed.counts_from,
        began_at=reached_at,
    )


def _hindrance(house: Runtime, agent: AgentId, talking: Talking, to: Destination, now: datetime) -> Hindrance | None:
    if not house.terms.hours(now).is_open(now):
        return "closed"
    if to.agent is None:
        return None if _is_served(house, agent, talking, to.need) else "nobody_can"
    if to.agent == agent:
        return "to_oneself"
    return None if is_there(house, to.agent) else "colleague_not_ready"


def is_there(house: Runtime, agent: AgentId) -> bool:
    """Ready, whatever doing at this moment; a board that is away knows nobody."""
    try:
        on_board = house.board.agent(agent)
    except BoardGone:
        return False
    return on_board is not None and on_board.agent.presence is Presence.READY


def _is_served(house: Runtime, agent: AgentId, talking: Talking, need: str | None) -> bool:
    staffing = house.board.snapshot(need_of(need, talking.language), frozenset({agent})).staffing
    return staffing.best + staffing.good + staffing.can > 0


@dataclass(frozen=True, slots=True)
class Options:
    """To what an agent's call could be sent on at this moment."""

    needs: tuple[str, ...]
    agents: tuple[AgentId, ...]


def options(house: Runtime, agent: AgentId) -> Options:
    """Needs for which somebody else is ready, and who is ready."""
    talking = talk_of(house, agent)
    needs = [entry.need for entry in house.line.menu if talking and _is_served(house, agent, talking, entry.need)]
    return Options(tuple(needs), tuple(one for one in house.roster if one != agent and is_there(house, one)))


def barred(house: Runtime, sent: Transfer, need: Need) -> frozenset[AgentId]:
    """Whoever sent a call on does not get it back, as long as anybody else is ready."""
    first = frozenset({sent.from_agent})
    return first if house.board.snapshot(need, first).staffing.ready else frozenset()


def wish(sent: Transfer, now: datetime) -> Wish | None:
    """The colleague whom the call is kept for, from when the caller arrived; not one whose phone has rung for it, who
    was asked for a word and did not come."""
    if sent.to_agent is None or sent.rung_at is not None:
        return None
    until_at = (sent.arrived_at or now) + KEPT_FOR
    return Wish(sent.to_agent, "sent_on", until_at) if now < until_at else None


def _is_slip(talking: Talking, asked: Asked, now: datetime) -> bool:
    to, is_plain = asked.to, asked.mode == "cold" and not asked.note
    is_other_need = to.agent is None and to.need is not None and to.need != talking.need
    return is_other_need and is_plain and now - talking.began_at <= SLIP_WITHIN


def is_the_same(under_way: Transfer, wanted: Wanted) -> bool:
    def destination(one: Wanted) -> tuple[object, ...]:
        return one.talk, one.to_need, one.to_agent, one.mode

    return destination(under_way) == destination(wanted)


def caller_has_left(house: Runtime, talk: str, hook: Hook) -> None:
    """The caller's leg is here, and so no longer in this talk. The board first, so that the call can be matched also
    while the ledger is away; and last, where a board was being restored meanwhile from what the ledger still said."""
    reservation = ReservationId(talk)
    settle(house, reservation, hook.now)
    try:
        _note_arrival(house, reservation, hook.now)
    except LedgerGone:
        log.warning("transfer.arrival_not_noted", talk=talk)
    settle(house, reservation, hook.now)


def _note_arrival(house: Runtime, talk: ReservationId, now: datetime) -> None:
    with house.ledger.write() as ledger:
        transfer = transfers.of_talk(ledger, talk)
        if transfer is not None:
            _arrive(ledger, house, transfer, now)


def note_late_arrival(ledger: Connection, house: Runtime, held: Reservation) -> None:
    """Somebody else takes the call, so it has left the talk in which it was to be sent on: the word of that may have
    found no ledger, and the transfer been given up since."""
    transfer = transfers.last_asked(ledger, CallSid(held.work.id))
    if transfer is not None and not transfer.is_consult and transfer.talk != held.id:
        _arrive(ledger, house, transfer, held.reserved_at)


def _arrive(ledger: Connection, house: Runtime, transfer: Transfer, at: datetime) -> None:
    """Once: the call is nobody's until the next agent has it."""
    if transfers.arrive(ledger, transfer.id, at):
        if transfer.is_callback:
            end_callback(ledger, house, transfer, at)
        calls.send_on(ledger, transfer.call_sid)


def settle(house: Runtime, talk: ReservationId, now: datetime) -> None:
    """The agent of this talk wraps up. Without a board the agent is found free later."""
    try:
        house.board.settle(talk, now, now + house.line.waiting.wrap_up)
    except BoardGone:
        log.warning("transfer.talk_not_settled", talk=talk)


def end_callback(ledger: Connection, house: Runtime, transfer: Transfer, now: datetime) -> None:
    """The promise is kept: they have spoken. From now on the customer's leg is a call of its own."""
    attempt = AttemptId(transfer.talk)
    keeping.settle(ledger, house, attempt, Outcome.SPOKE, now)
    attempts.customer_answered(ledger, attempt, transfer.waits_since)
    attempts.customer_ended(ledger, attempt, now - transfer.waits_since, now)
    owed = promises.of_attempt(ledger, attempt)
    calls.begin(ledger, transfer.call_sid, owed.phone if owed else None, house.line_version, transfer.waits_since)
    calls.answered(ledger, transfer.call_sid, transfer.from_agent, transfer.waits_since)
