"""What agents declare: on the ledger for tomorrow, on the board for now, and work for whoever became free.

Also puts a wiped board right again, from what the ledger knows.
"""

from datetime import datetime

import structlog

from routing.agents import Presence
from routing.skills import AgentId
from voice_app.dispatch import match_agent
from voice_app.ledger import agents
from voice_app.ledger.agents import Agent
from voice_app.runtime import Runtime
from voice_app.terms import skills_of

log = structlog.get_logger()


def declare(house: Runtime, agent: AgentId, presence: Presence, cause: str, now: datetime) -> None:
    """The agent is `presence` from now on. Raises LedgerGone: what is declared must survive the board."""
    with house.ledger.write() as ledger:
        agents.declare_presence(ledger, agent, presence.value, cause, now)
    if house.board.set_presence(agent, presence, now) == "unknown":
        _enrol(house, house.roster[agent], now)
        house.board.set_presence(agent, presence, now)
    if presence is Presence.READY:
        match_agent(house, agent, now)


def note_break(house: Runtime, agent: AgentId, now: datetime) -> None:
    """The board put the agent on break, after two rings in a row that were not accepted."""
    with house.ledger.write() as ledger:
        agents.declare_presence(ledger, agent, "on_break", "refused_twice", now)


def restore_board(house: Runtime, now: datetime) -> None:
    """Put the roster and its declared presences on a board that has lost them; does nothing on one that has not."""
    if not house.board.is_blank():
        return
    with house.ledger.read() as ledger:
        roster = agents.all(ledger)
    for agent in roster:
        _enrol(house, agent, now)
        house.board.set_presence(agent.id, Presence(agent.presence), now)
    house.board.restored(house.new_id())
    log.info("board.restored", agents=len(roster))


def _enrol(house: Runtime, agent: Agent, now: datetime) -> None:
    house.board.enrol(agent.id, skills_of(dict(agent.skills), agent.languages), now)
