"""Supervisors who are not signed on are rung on their own phones, for promises that would else be broken.

The last step of the ladder stands on the ledger alone: no board, no bell, no worker need live for it; the ticker rings,
one phone at a time. What follows on `1` is what follows for any agent. Deliberately holds nobody: who is not signed on
gets no other work.
"""

from datetime import datetime

from sqlalchemy import Connection

from routing.escalation import SUMMONED_EVERY
from routing.skills import AgentId
from voice_app.choices import all_has_stopped, barred, may_dial, off_duty
from voice_app.ledger import AttemptId, agents, attempts, escalations
from voice_app.ledger.agents import Agent
from voice_app.ledger.attempt import Attempt
from voice_app.ledger.promise import Promise
from voice_app.rescue import is_on_no_phone
from voice_app.runtime import Runtime
from workers.ringing import ring_agent
from workers.shop import Shop

LOOKED_AT = 25
"""Promises that one pass looks at; the most urgent come first."""


def summon_supervisors(shop: Shop, now: datetime) -> None:
    """Ring the next supervisor, if there is a promise for it: one, because the carrier lets one call leave a second."""
    house = shop.house
    with house.ledger.read() as ledger:
        urgent = escalations.summonable(ledger, now, LOOKED_AT)
        if not urgent or all_has_stopped(house, ledger, now):
            return
        at_home = _at_home(ledger, house, now)
    for promise in urgent:
        summoned = next((one for one in at_home if _may_keep(house, one, promise)), None)
        if summoned is not None and may_dial(house, promise, now):
            claimed = _claim(house, promise, summoned, now)
            if claimed is not None:
                ring_agent(shop, claimed)
            return


def _at_home(ledger: Connection, house: Runtime, now: datetime) -> list[Agent]:
    """Supervisors who may be rung: on duty by the clock, not signed on, on no phone, and not rung a moment ago; who was
    left in peace for longest comes first."""
    away = [one for one in agents.all(ledger) if one.role == "supervisor" and one.presence != "ready"]
    absent = off_duty(house, now)
    free = [one for one in away if one.id not in absent and _has_rested(one, now) and is_on_no_phone(ledger, one)]
    return sorted(free, key=lambda one: (one.summoned_at is not None, one.summoned_at or now, one.id))


def _has_rested(agent: Agent, now: datetime) -> bool:
    return agent.summoned_at is None or agent.summoned_at <= now - SUMMONED_EVERY


def _may_keep(house: Runtime, agent: Agent, promise: Promise) -> bool:
    return agent.id not in barred(house, promise.phone)


def _claim(house: Runtime, promise: Promise, agent: Agent, now: datetime) -> Attempt | None:
    """Of two tickers one rings, and each supervisor once in a while."""
    with house.ledger.write() as ledger:
        if not agents.summon(ledger, agent.id, now - SUMMONED_EVERY, now):
            return None
        return attempts.intend(ledger, promise.id, AttemptId(house.new_id()), AgentId(agent.id), now)
