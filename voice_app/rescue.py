"""Who is rung for a caller in danger when nobody is signed on, or the line is closed: the fallback number, then whoever
is on call, then the supervisors, each on the own phone and one after another.

Nobody is held: who is not at work gets no other work. Deliberately rings nobody itself: the caller's own Dial does; and
of these phones only the fallback number connects by being picked up, because a voicemail must get no caller.
"""

from collections.abc import Iterator
from typing import Final

import structlog
from sqlalchemy import Connection

from flows.apology import FALLBACK_RINGS
from flows.thread import Thread
from flows.verbs import Connect
from routing.alarms import Rule
from routing.skills import AgentId, CallSid
from voice_app.alarms import raise_alarm
from voice_app.choices import barred
from voice_app.ledger import LedgerGone, Phone, agents, calls, flight
from voice_app.ledger.agents import Agent
from voice_app.talk import Talk

MOST_RUNG: Final = 4
"""Phones, before the number is told again: who is in danger is not kept waiting for ever."""
A_PHONE: Final = "tel:"

log = structlog.get_logger()


def next_phone(talk: Talk, thread: Thread) -> Connect | None:
    """The phone to ring after `thread.tries` others; None: there is none."""
    phones = list(_phones(talk, thread))[:MOST_RUNG]
    return phones[thread.tries] if thread.tries < len(phones) else None


def _phones(talk: Talk, thread: Thread) -> Iterator[Connect]:
    house, onward = talk.house, thread.retry("emergency_rang")
    if house.line.fallback_number is not None:
        yield Connect(house.line.fallback_number, FALLBACK_RINGS, onward)
    for agent in _people(talk):
        whisper = Thread(house.terms.spoken_to(agent.languages), subject=talk.hook.sid).to("emergency_whisper")
        yield Connect(agent.reach.removeprefix(A_PHONE), house.line.waiting.ring_agent, onward, whisper)


def _people(talk: Talk) -> list[Agent]:
    """Whoever is on call, is at work all the same, or is a supervisor, in this order; the caller is none of them."""
    house, on_call = talk.house, talk.house.terms.on_call(talk.hook.now)
    own = barred(house, talk.phone)
    try:
        with talk.ledger() as ledger:
            known = [one for one in agents.all(ledger) if one.id not in own and is_on_no_phone(ledger, one)]
    except LedgerGone:
        known = list(house.roster.values())
    may_help = [
        one
        for one in known
        if one.reach.startswith(A_PHONE) and (one.id in on_call or one.presence == "ready" or one.role == "supervisor")
    ]
    return sorted(may_help, key=lambda one: (one.id not in on_call, one.presence != "ready", one.id))


def is_on_no_phone(ledger: Connection, agent: Agent) -> bool:
    """Reached by a phone of their own that is in no call of ours. (A browser's is open only at the desk.)"""
    return not agent.reach.startswith("client:") and is_in_no_call(ledger, agent)


def is_in_no_call(ledger: Connection, agent: Agent) -> bool:
    """In none of ours, by whatever phone."""
    if flight.of_agent(ledger, agent.id):
        return False
    last = calls.last_of_agent(ledger, agent.id)
    if last is not None and last.ended_at is None:
        return False
    return not agent.reach.startswith(A_PHONE) or not calls.live(ledger, Phone(agent.reach.removeprefix(A_PHONE)))


def accept(talk: Talk, call: CallSid) -> None:
    """Whoever is on this leg, by the number that was rung, has the call."""
    agent = talk.house.by_reach.get(A_PHONE + talk.hook.form.get("To", ""))
    if agent is not None:
        talk.note(lambda ledger: calls.answered(ledger, call, AgentId(agent.id), talk.hook.now))
    log.warning("emergency.accepted", call=call, agent=agent.id if agent else None)


def tell_supervisors(talk: Talk) -> None:
    """Nobody could be reached."""
    log.error("emergency.nobody_reached", call=talk.hook.sid)
    talk.note(
        lambda ledger: raise_alarm(ledger, talk.house, Rule.EMERGENCY, talk.hook.sid, talk.hook.now, because="call")
    )
