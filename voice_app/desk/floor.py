"""What all desks share: who of us is doing what, and who waits for what. Whoever shows many desks looks once for all.

Deliberately knows no caller and no conversation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from routing.agents import Activity, Agent, Presence
from routing.board import Queue
from routing.queues import count_staff
from routing.records import AgentOnBoard
from routing.skills import UNTRAINED, AgentId, Need
from voice_app.desk.state import Colleague, NeedOpen, Waiting, WaitingFor
from voice_app.ledger.agents import Agent as Known
from voice_app.runtime import Runtime
from voice_app.terms import need_of, skills_of


@dataclass(frozen=True, slots=True)
class Floor:
    """`agents`: those whom the board knows. `queues`: of every need that there is, in every language of the line."""

    agents: Mapping[AgentId, AgentOnBoard]
    queues: Mapping[Need, Queue]


def floor_of(house: Runtime) -> Floor:
    """The floor as it is now, in two looks at the board. Raises BoardGone."""
    return Floor(house.board.agents(house.roster), house.board.queues(needs_of(house)))


def needs_of(house: Runtime) -> list[Need]:
    """Everything that a call can wait for; a person, whatever it is about, last."""
    names = dict.fromkeys(entry.need for entry in house.line.menu)
    names |= dict.fromkeys(name for agent in house.roster.values() for name in agent.skills)
    return [need_of(name, language) for name in (*names, None) for language in house.line.languages]


def waiting_for(floor: Floor, agent: Agent) -> Waiting:
    """The callers whom this agent can take."""
    skills = agent.skills
    mine = [need for need in floor.queues if skills.level_for(need) > UNTRAINED and skills.speaks(need.language)]
    by_need = tuple(_waiting_for(floor, name, mine) for name in dict.fromkeys(need.name for need in mine))
    count = sum(one.count for one in by_need)
    return Waiting(
        count=count,
        since=_first(one.since for one in by_need),
        by_need=by_need,
        others=sum(queue.count for queue in floor.queues.values()) - count,
    )


def _waiting_for(floor: Floor, name: str | None, mine: Iterable[Need]) -> WaitingFor:
    queues = [floor.queues[need] for need in mine if need.name == name]
    return WaitingFor(name, sum(queue.count for queue in queues), _first(queue.since for queue in queues))


def _first(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at), default=None)


def colleagues_of(house: Runtime, floor: Floor, me: AgentId, need: Need | None) -> tuple[Colleague, ...]:
    """The others, those who could take a call at once first; then who is ready, by how well they are trained for it."""
    mine = house.roster[me].languages
    others = (_colleague(house.roster[id_], floor.agents.get(id_), mine, need) for id_ in house.roster if id_ != me)
    return tuple(sorted(others, key=_order))


def _colleague(known: Known, shown: AgentOnBoard | None, mine: Iterable[str], need: Need | None) -> Colleague:
    agent, skills = shown.agent if shown else None, skills_of(known.skills, known.languages)
    return Colleague(
        id=known.id,
        name=known.name,
        presence=agent.presence if agent else Presence(known.presence),
        activity=agent.activity if agent else Activity.IDLE,
        since=agent.since if agent else known.presence_at,
        languages=known.languages,
        shares=tuple(language for language in mine if language in known.languages),
        skills=known.skills,
        level=skills.level_for(need) if need else None,
        speaks=skills.speaks(need.language) if need else None,
        is_free=agent is not None and agent.is_free,
    )


def _order(one: Colleague) -> tuple[object, ...]:
    away = [Presence.READY, Presence.ON_BREAK, Presence.SIGNED_OUT].index(one.presence)
    return not one.is_free, away, not one.speaks, -(one.level or 0), one.name.casefold(), one.id


def needs_open(floor: Floor, me: AgentId, need: Need) -> tuple[NeedOpen, ...]:
    """To which needs a conversation in this language could be sent on."""
    return tuple(_needs_open(floor, me, need))


def _needs_open(floor: Floor, me: AgentId, now_about: Need) -> Iterator[NeedOpen]:
    everybody = [on_board.agent for on_board in floor.agents.values() if on_board.agent.id != me]
    for need, queue in floor.queues.items():
        if need.name is None or need.language != now_about.language:
            continue
        staff = count_staff(everybody, need)
        trained = [
            one for one in everybody if one.skills.level_for(need) > UNTRAINED and one.skills.speaks(need.language)
        ]
        yield NeedOpen(
            need=need.name,
            waiting=queue.count,
            ready=staff.best + staff.good + staff.can,
            free=sum(one.is_free for one in trained),
        )
