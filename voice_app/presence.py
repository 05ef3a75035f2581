"""What agents declare: on the ledger for tomorrow, on the board for now, and work for whoever became free.

Also puts a wiped board right again, from what the ledger knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

import structlog
from sqlalchemy import Connection

from routing.agents import Presence
from routing.policy import Choice
from routing.queues import WaitingCall, Work
from routing.reasons import Reason, ReasonJson
from routing.records import AgentOnBoard, idle_order
from routing.skills import AgentId, CallSid, ReservationId
from voice_app.dispatch import let_go, match_agent
from voice_app.ledger import agents, calls, flight, reservations
from voice_app.ledger.agents import Agent
from voice_app.ledger.calls import Call
from voice_app.ledger.reservations import Reservation
from voice_app.runtime import Runtime
from voice_app.terms import need_of, skills_of

LONGEST_TALK: Final = timedelta(hours=4)
"""Twilio's own limit (<Dial timeLimit>): an older call that did not end is one of which we were not told."""

log = structlog.get_logger()


def declare(
    house: Runtime,
    agent: AgentId,
    presence: Presence,
    cause: str,
    now: datetime,
    *,
    reason: str | None = None,
    by: AgentId | None = None,
) -> None:
    """The agent is `presence` from now on. `reason`: of a break, a code of the line file. `by`: the supervisor who says
    so in the agent's place. Raises LedgerGone: what is declared must survive the board."""
    note(house, agent, presence, cause, now, reason=reason, by=by)
    _put_on_board(house, agent, presence, now)


def note(
    house: Runtime,
    agent: AgentId,
    presence: Presence,
    cause: str,
    now: datetime,
    *,
    reason: str | None = None,
    by: AgentId | None = None,
) -> None:
    """What was declared, on the ledger alone: an agent who is still on the phone with us is not rung yet."""
    because = reason if presence is Presence.ON_BREAK else None
    with house.ledger.write() as ledger:
        agents.declare_presence(ledger, agent, presence.value, cause, now, reason=because, by=by)


def take_effect(house: Runtime, now: datetime) -> None:
    """Put on the board what was declared on the ledger, wherever the two differ: when the agent who declared it by
    phone has hung up, and with each pass of the ticker. So too what an agent can do: the line may have changed; and
    that somebody has left."""
    with house.ledger.read() as ledger:
        everybody, roster = agents.ever(ledger), {agent.id for agent in agents.all(ledger)}
    on_board = house.board.agents(agent.id for agent in everybody)
    for agent in everybody:
        shown, is_there = on_board.get(agent.id), agent.id in roster
        if is_there and (shown is None or not _is_as_enrolled(house, agent, shown)):
            _enrol(house, agent, now)
        if (is_there and shown is None) or (shown is not None and shown.agent.presence != agent.presence):
            _put_on_board(house, agent.id, Presence(agent.presence), now)


def _put_on_board(house: Runtime, agent: AgentId, presence: Presence, now: datetime) -> None:
    if house.board.set_presence(agent, presence, now) == "unknown":
        _enrol(house, house.roster[agent], now)
        house.board.set_presence(agent, presence, now)
    if presence is Presence.READY:
        match_agent(house, agent, now)
    else:
        let_go(house, agent, now)


def restore_board(house: Runtime, now: datetime) -> None:
    """Put the roster, its declared presences and its talks on a board that has lost them; does nothing on one that has
    not. Waiting calls come back by themselves, a ring that was lost is a ring that nobody took."""
    if not house.board.is_blank():
        return
    with house.ledger.read() as ledger:
        roster = agents.all(ledger)
        talks = [*_calls_in_talk(ledger, now), *_promises_in_talk(ledger)]
    for agent in roster:
        _enrol(house, agent, now)
        house.board.set_presence(agent.id, Presence(agent.presence), now)
    for talk in talks:
        _resume(house, talk, now)
    house.board.restored(house.new_id())
    log.info("board.restored", agents=len(roster), talks=len(talks))


def resume_talks_by_list(house: Runtime, now: datetime) -> None:
    """Put the talks on the board that began while it was away."""
    with house.ledger.read() as ledger:
        talks = [talk for talk in _calls_in_talk(ledger, now) if talk.held.reason.get("ruling") == "by_list"]
    for talk in talks:
        if house.board.reservation(talk.held.id) is None:
            _resume(house, talk, now)


def _enrol(house: Runtime, agent: Agent, now: datetime) -> None:
    skills = skills_of(agent.skills, agent.languages)
    house.board.enrol(agent.id, skills, now, fewest_skills=house.terms.rules.fewest_skills)


def _is_as_enrolled(house: Runtime, agent: Agent, shown: AgentOnBoard) -> bool:
    skills = skills_of(agent.skills, agent.languages)
    return (shown.agent.skills, shown.order) == (
        skills,
        idle_order(skills, fewest_skills=house.terms.rules.fewest_skills),
    )


@dataclass(frozen=True, slots=True)
class _Talk:
    """An agent who talks, as the ledger knows it. `leg` lives as long as the talk; `call`: None for a promise."""

    held: Reservation
    leg: CallSid
    call: Call | None = None


def _calls_in_talk(ledger: Connection, now: datetime) -> Iterator[_Talk]:
    """A call that was sent on is with whoever accepted it last."""
    for call in calls.in_talk(ledger, now - LONGEST_TALK):
        accepted = [held for held in reservations.why(ledger, call_sid=call.sid) if held.result == "accepted"]
        if accepted:
            yield _Talk(accepted[-1], call.sid, call)


def _promises_in_talk(ledger: Connection) -> Iterator[_Talk]:
    for attempt in flight.active(ledger):
        if attempt.customer_leg_of is None or attempt.customer_ended_at is not None:
            continue
        for held in reservations.why(ledger, promise_id=attempt.promise_id):
            if held.id == ReservationId(attempt.id):
                yield _Talk(held, attempt.customer_leg_of)


def _resume(house: Runtime, talk: _Talk, now: datetime) -> None:
    """By the moves that led to it, so that it also ends as any other."""
    held, call = talk.held, talk.call
    if call is not None:
        need = need_of(call.need, call.language or house.line.languages[0])
        house.board.join(WaitingCall(call.sid, need, call.arrived_at, call.arrived_at), now)
    reason = Reason.from_json(cast(ReasonJson, held.reason))
    work = Work("call", call.sid) if call else Work("promise", held.promise_id or "")
    house.board.reserve(Choice(held.agent_id, work, reason), held.id, now, now)
    if house.board.accept(held.id, talk.leg, now) == "gone" and call is not None:
        house.board.leave(call.sid, now)  # the agent is talking to somebody else by now
