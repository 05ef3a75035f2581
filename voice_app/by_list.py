"""Without a board: the agents whom the line file lists are rung by the callers themselves, in the list's order, as long
as the ledger has them ready and in no call.

Each phone is held by a row on the ledger before it rings, so that two callers do not ring one agent; without a ledger
nobody is rung. What was accepted is a talk like any other once the board is back (`presence`). Deliberately asks no
board, and matches nobody: it knows no level, no place in the line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from flows.facts import Work
from flows.intents import RefuseFromList, TakeFromList
from flows.thread import Step, Thread
from flows.tongues import language_of
from flows.verbs import Ring
from routing.queues import Step as Circle
from routing.reasons import Reason
from routing.skills import UNTRAINED, AgentId, CallSid, Level, NeedName, ReservationId
from voice_app import attempts, promising
from voice_app.callers import caller_phone
from voice_app.choices import barred
from voice_app.customers import directory
from voice_app.hook import Hook
from voice_app.ledger import LedgerGone, agents, calls, listed, reservations
from voice_app.ledger.agents import Agent
from voice_app.ledger.calls import Call
from voice_app.rescue import is_in_no_call
from voice_app.runtime import Runtime
from voice_app.talk import Talk
from voice_app.terms import need_of
from voice_app.texting import agent_texts

MOST_RUNG: Final = 3
"""Phones for one caller, before a callback is owed: with a ring and a whisper each, well under two minutes."""
LONGEST_RING: Final = timedelta(seconds=20)

log = structlog.get_logger()


def next_ring(house: Runtime, hook: Hook, thread: Thread) -> Ring | None:
    """The next phone after `thread.tries` others, held for this call from now on. None: there is none, enough have
    been rung, or it could not be written down."""
    if thread.tries >= MOST_RUNG or not house.line.degraded.ring:
        return None
    try:
        with house.ledger.write() as ledger:
            calls.begin(ledger, hook.sid, caller_phone(house, hook), house.line_version, hook.now)
            call = calls.get(ledger, hook.sid)
            if call is None or call.ended_at is not None:
                return None
            thread = replace(thread, need=thread.need or call.need)
            for agent in _who_may_be_rung(ledger, house, call, thread, hook.now):
                ring = ReservationId(house.new_id())
                reason = _reason(agent, call, thread, hook.now)
                if listed.hold(ledger, ring, agent.id, call.sid, reason=reason.to_json(), now=hook.now):
                    log.info("list.rings", call=call.sid, agent=agent.id, reservation=ring)
                    return _ring(house, agent, ring, thread, hook.now)
    except LedgerGone:
        log.warning("list.not_rung", call=hook.sid)
    return None


def _who_may_be_rung(ledger: Connection, house: Runtime, call: Call, thread: Thread, now: datetime) -> Iterator[Agent]:
    """In the list's order. Who does not speak the caller's language, calls from this very phone, or was rung for this
    call a moment ago is passed over."""
    roster = {agent.id: agent for agent in agents.all(ledger)}
    passed_over = listed.rung_for(ledger, call.sid, now) | barred(house, call.phone)
    for id_ in map(AgentId, house.line.degraded.ring):
        agent = roster.get(id_)
        if agent is None or id_ in passed_over or agent.presence != "ready":
            continue
        if language_of(thread.language) in agent.languages and _is_free(ledger, house, agent, now):
            yield agent


def _is_free(ledger: Connection, house: Runtime, agent: Agent, now: datetime) -> bool:
    """In no call, as the ledger knows it, and not wrapping one up."""
    last = calls.last_of_agent(ledger, agent.id)
    if last is not None and last.ended_at is not None and last.wrapped_at is None:
        is_wrapping_up = now < last.ended_at + house.line.waiting.wrap_up
    else:
        is_wrapping_up = False
    return not is_wrapping_up and is_in_no_call(ledger, agent)


def _reason(agent: Agent, call: Call, thread: Thread, now: datetime) -> Reason:
    need = need_of(thread.need, thread.language)
    level = agent.skills.get(thread.need, UNTRAINED) if thread.need is not None else UNTRAINED
    return Reason(
        ruling="by_list",
        need=need,
        level=Level(level),
        speaks=True,
        step=Circle.ANYBODY,
        breadth=len(agent.skills),
        idle_for=timedelta(),
        others_idle=0,
        waited=now - (thread.arrived_at or thread.said_at or now),
    )


def _ring(house: Runtime, agent: Agent, ring: ReservationId, thread: Thread, now: datetime) -> Ring:
    return Ring(
        reservation=ring,
        reach=agent.reach,
        rings_for=min(house.line.waiting.ring_agent, LONGEST_RING),
        whisper=Step("list_whisper", Thread(house.terms.spoken_to(agent.languages), subject=ring)),
        then=Step("list_rang", replace(thread, said_at=thread.said_at or now, subject=ring)),
    )


def work(house: Runtime, ring: ReservationId, now: datetime) -> Work | None:
    """Why this phone rings; None: for nothing any more. Raises LedgerGone."""
    with house.ledger.read() as ledger:
        held = listed.get(ledger, ring)
        call = calls.get(ledger, CallSid(held.call_sid or "")) if held is not None else None
        found = directory.of_phone(ledger, house.line, call.phone) if call is not None else ()
    if held is None or held.closed_at is not None or call is None or call.ended_at is not None:
        return None
    need: NeedName | None = held.reason["need"]
    return Work(
        need=need,
        language=held.reason["language"],
        waited=now - held.reserved_at + timedelta(seconds=held.reason["waited_seconds"]),
        is_promise=False,
        name=found[0].name if len(found) == 1 else None,
    )


def is_taken(house: Runtime, ring: ReservationId, hook: Hook) -> bool:
    """Has the agent of this ring the call? Without a ledger, as far as the carrier tells."""
    if hook.was_bridged:
        return True
    try:
        with house.ledger.read() as ledger:
            held = listed.get(ledger, ring)
    except LedgerGone:
        return False
    return held is not None and held.result == "accepted"


def take(house: Runtime, ring: ReservationId, now: datetime) -> None:
    """The agent accepts: the call is answered, if its caller is still there and nobody else has it, and a promise about
    it is kept. Raises LedgerGone: what is not written is not joined."""
    with house.ledger.write() as ledger:
        held = listed.get(ledger, ring)
        if held is None or held.call_sid is None or held.result == "accepted":
            return
        if not calls.answered(ledger, held.call_sid, held.agent_id, now):
            reservations.close(ledger, ring, "caller_left", now)
            return
        listed.taken(ledger, ring, now)
        call = calls.get(ledger, held.call_sid)
        kept = promising.keep_by_talking(ledger, house, call, now) if call else None
        if kept is not None:
            attempts.call_off(ledger, house, kept, now)
    agent_texts.accepted(house, ring, held.agent_id)
    log.info("list.accepted", call=held.call_sid, agent=held.agent_id, reservation=ring)


def refuse(house: Runtime, ring: ReservationId, cause: str, now: datetime) -> None:
    """The agent does not take it, or the ring is over otherwise; the first word stays."""
    try:
        with house.ledger.write() as ledger:
            if listed.get(ledger, ring) is not None:
                reservations.close(ledger, ring, cause, now)
    except LedgerGone:
        log.warning("list.end_not_noted", reservation=ring)


def ring_is_over(house: Runtime, ring: ReservationId, hook: Hook) -> None:
    """The caller's Dial has ended. A browser phone accepts by answering: being bridged is as good a word as any."""
    if hook.was_bridged:
        try:
            take(house, ring, hook.now)
        except LedgerGone:
            log.warning("list.answer_not_noted", reservation=ring)
        return
    refuse(house, ring, "caller_left" if hook.has_ended else attempts.refusal(hook.dial_status), hook.now)


def phone_is_answered(house: Runtime, ring: ReservationId, hook: Hook) -> bool:
    """The leg of a browser phone that was rung so is in progress, so its agent has the call; says whether it is one."""
    with house.ledger.read() as ledger:
        held = listed.get(ledger, ring)
    if held is None:
        return False
    if house.roster[held.agent_id].reach.startswith("client:") and hook.status == "in-progress":
        take(house, ring, hook.now)
    return True


def _take(talk: Talk, _: Thread, taken: TakeFromList) -> None:
    take(talk.house, ReservationId(taken.ring), talk.hook.now)


def _refuse(talk: Talk, _: Thread, refused: RefuseFromList) -> None:
    refuse(talk.house, ReservationId(refused.ring), "declined", talk.hook.now)


PERFORMERS: Final[Mapping[type, Callable[[Talk, Thread, Any], None]]] = {TakeFromList: _take, RefuseFromList: _refuse}
