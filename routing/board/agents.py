"""Agents on the board: who is on the roster, what each declared, and whose rest or wrap-up is over."""

# The words that a move gives are those in the header of its Lua file; a test holds the two against each other.
# mypy: disable-error-code="no-any-return"

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast

from routing.agents import Presence
from routing.board.store import Store
from routing.records import AgentOnBoard, class_names, idle_order, micros, queue_name, read_agent, write_skills
from routing.skills import AgentId, Need, ReservationId, Skills


class Agents(Store):
    """The moves that an agent makes."""

    def enrol(
        self, agent: AgentId, skills: Skills, now: datetime, *, fewest_skills: bool = True
    ) -> Literal["enrolled", "updated", "unchanged"]:
        """Put an agent on the roster, signed out; or change what one can do, whatever the agent is doing.
        `fewest_skills`: of the idle, the one with fewest skills comes first; else the one idle longest."""
        order, classes = idle_order(skills, fewest_skills=fewest_skills), json.dumps(class_names(skills))
        return self._run("enrol", agent, write_skills(skills), skills.breadth, order, classes, micros(now))

    def dismiss(self, agent: AgentId) -> Literal["dismissed", "busy", "unknown"]:
        """Take an agent off the roster; one who is doing something keeps the place on it until that is over."""
        return self._run("dismiss", agent)

    def set_presence(self, agent: AgentId, presence: Presence, now: datetime) -> Literal["set", "unknown"]:
        return self._run("set_presence", agent, presence, micros(now))

    def wrapped(
        self, agent: AgentId, now: datetime, talk: ReservationId | None = None
    ) -> Literal["freed", "unchanged"]:
        """End the agent's wrap-up; of this talk, if one is named."""
        return self._run("wrapped", agent, "wrap_up", micros(now), talk or "")

    def lapse(self, agent: AgentId, now: datetime) -> Literal["freed", "unchanged"]:
        """End the agent's rest or wrap-up if its time has passed."""
        return self._run("wrapped", agent, "lapsed", micros(now), "")

    def agent(self, agent: AgentId) -> AgentOnBoard | None:
        return self.agents([agent]).get(agent)

    def agents(self, agents: Iterable[AgentId]) -> dict[AgentId, AgentOnBoard]:
        """Those of them who are on the roster."""
        ids = list(agents)
        records = self._read_hashes(f"agent:{agent}" for agent in ids)
        return {agent: read_agent(agent, record) for agent, record in zip(ids, records, strict=True) if record}

    def roster(self) -> set[AgentId]:
        with self._reaching():
            return cast(set[AgentId], set(self._client.smembers(f"{self._name}roster")))

    def ready(self) -> set[AgentId]:
        """Who is ready, whatever they are doing."""
        with self._reaching():
            return cast(set[AgentId], set(self._client.smembers(f"{self._name}{Presence.READY}:*:*")))

    def staffed(self, need: Need) -> int:
        """How many who speak the language are signed on, ready or on break; where none are, how many at all."""
        language = queue_name(need).partition(":")[2]
        with self._reaching(), self._client.pipeline(transaction=False) as pipe:
            for known in (language, "*"):
                for presence in (Presence.READY, Presence.ON_BREAK):
                    pipe.scard(f"{self._name}{presence}:*:{known}")
            counts = pipe.execute()
        return sum(counts[:2]) or sum(counts[2:])
