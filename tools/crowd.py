"""A crowded board to measure on: so many agents, as many waiting calls, and how it is on the floor."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from routing.agents import Presence
from routing.board import Board
from routing.policy import Choice
from routing.queues import Step, WaitingCall, Wish, Work
from routing.reasons import Reason
from routing.rules import Rules
from routing.skills import BEST, GOOD, AgentId, CallSid, Language, Need, NeedName, ReservationId, Skills

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = Rules((timedelta(seconds=20), timedelta(seconds=60)), timedelta(minutes=3))
DUTCH, FRENCH = Language("nl"), Language("fr")
NEEDS = [NeedName(name) for name in ("billing", "technical", "moving", "orders", "other")]
FIRST = NEEDS[0]
TO_A_PROMISE = Reason(
    ruling="room_to_call_back",
    need=Need(FIRST, DUTCH),
    level=BEST,
    speaks=True,
    step=Step.ANYBODY,
    breadth=2,
    idle_for=timedelta(),
    others_idle=0,
    waited=None,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """How it is on the floor. The first agent alone speaks French; all speak Dutch. `language`: of the callers.
    `freed`: the agent who looks for work; None: a call looks for an agent. `by_name`: each caller waits for one agent,
    no two for the same."""

    name: str
    is_busy: Callable[[int], bool]
    language: Language = DUTCH
    freed: AgentId | None = None
    by_name: bool = False


SCENES = (
    Scene("a call, many idle", is_busy=lambda agent: False),
    Scene("a call, few idle", is_busy=lambda agent: agent % 100 > 0),
    Scene("a call, nobody idle speaks it", is_busy=lambda agent: agent == 0, language=FRENCH),
    Scene("a call, all busy", is_busy=lambda agent: True),
    Scene("an agent, all others busy", is_busy=lambda agent: agent > 0, freed=AgentId("agent0")),
    Scene("an agent who speaks no caller's", lambda agent: agent != 1, language=FRENCH, freed=AgentId("agent1")),
    Scene("an agent, each caller waits for one", lambda agent: agent > 0, freed=AgentId("agent0"), by_name=True),
    Scene("a call, each waits for one agent", is_busy=lambda agent: True, by_name=True),
)


def crowd(board: Board, scene: Scene, size: int) -> list[WaitingCall]:
    """So many agents and calls; the calls are given back."""
    _staff(board, scene, size)
    return _join(board, scene, size)


def _staff(board: Board, scene: Scene, size: int) -> None:
    """Agents with two skills each, in a ring; those who are busy are held for promises."""
    for n in range(size):
        agent = AgentId(f"agent{n}")
        levels = {NEEDS[n % len(NEEDS)]: BEST, NEEDS[(n + 1) % len(NEEDS)]: GOOD}
        board.enrol(agent, Skills(levels, (DUTCH,) if n else (DUTCH, FRENCH)), NOW)
        board.set_presence(agent, Presence.READY, NOW - timedelta(seconds=n))
        if scene.is_busy(n):
            board.reserve(Choice(agent, Work("promise", f"p{n}"), TO_A_PROMISE), ReservationId(f"r{n}"), NOW, NOW)


def _join(board: Board, scene: Scene, size: int) -> list[WaitingCall]:
    """As many calls, about all needs in turn, that have just come in."""
    calls = [WaitingCall(CallSid(f"CA{n}"), Need(NEEDS[n % len(NEEDS)], scene.language), NOW, NOW) for n in range(size)]
    if scene.by_name:
        calls = [replace(call, wish=Wish(AgentId(f"agent{n}"), "by_name", None)) for n, call in enumerate(calls)]
    for call in calls:
        board.join(call, NOW)
    return calls
